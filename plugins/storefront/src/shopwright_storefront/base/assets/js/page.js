// What all other modules share: texts, parts of pages, and what is said aloud.
import { morph } from "./morph.js";

export const texts = document.querySelector("shop-live")?.dataset ?? {};

// `?sections=ID,ID` answers the HTML of these sections alone.
export function partial(url, ids) {
  const target = new URL(url, location.href);
  target.searchParams.set("sections", ids);
  return target;
}

export async function sections(url, ids, options = {}) {
  return parts(await fetch(partial(url, ids), options));
}

export async function parts(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (!response.ok || !type.startsWith("application/json")) throw new Error(`${response.status}`);
  return response.json();
}

export function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

export function show(section, html) {
  const focused = document.activeElement?.id;
  const fresh = parsed(html);
  if (fresh) morph(section, fresh);
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
}

export function announce(text) {
  // Outside of an open dialog nothing is read aloud.
  const place = document.querySelector("dialog[open] [data-announcer]") ?? document.querySelector("[data-announcer]");
  if (!place) return;
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 50);
}

export function toast(text, kind = "info") {
  const place = document.querySelector("[data-toasts]");
  if (!place || !text) return;
  const line = document.createElement("p");
  line.className = `toast toast-${kind}`;
  line.setAttribute("role", kind === "error" ? "alert" : "status");
  place.showPopover?.();
  place.append(line);
  line.textContent = text;
  setTimeout(() => {
    line.remove();
    if (!place.childElementCount) place.hidePopover?.();
  }, 6000);
}

// The newest request wins: what was asked for before is forgotten.
export function newest() {
  let running;
  return () => {
    running?.abort();
    running = new AbortController();
    return running.signal;
  };
}
