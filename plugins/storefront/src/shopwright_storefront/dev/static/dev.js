// Swaps what was saved into the page that is open: a style sheet, or whatever of the page is another
// now. The toolbar lives in a shadow root, which the theme's styles do not reach.
import { morph } from "/_theme/static/morph.js";

const host = document.createElement("theme-dev");
const root = host.attachShadow({ mode: "open" });
document.documentElement.append(host);

const template = doc => doc.querySelector("template#theme-dev");
const inFrame = window !== window.top;

function show(doc) {
  root.innerHTML = template(doc)?.innerHTML ?? "";
  if (inFrame) root.querySelector(".bar")?.remove();
  const scheme = sessionStorage.getItem("theme-dev-scheme") ?? "";
  const select = root.querySelector("select[name=scheme]");
  if (select) select.value = scheme;
  if (scheme) document.documentElement.dataset.theme = scheme;
  outline();
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const doc = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.title = doc.title;
  styles(doc.querySelector("link[rel=stylesheet][href*='/assets/theme/']")?.href);
  morph(document.body, doc.body);
  show(doc);
  for (const frame of document.querySelectorAll("iframe")) frame.contentWindow.location.reload();
  document.dispatchEvent(new CustomEvent("theme-dev:shown"));
}

// The new sheet is put in before the old one goes, so that nothing flickers.
function styles(address) {
  if (!address) return;
  const path = new URL(address, location.href).pathname;
  for (const old of document.querySelectorAll("head link[rel=stylesheet][href*='/assets/theme/']")) {
    if (new URL(old.href).pathname === path || old.dataset.leaving) continue;
    old.dataset.leaving = "1";
    const link = old.cloneNode();
    delete link.dataset.leaving;
    link.href = path;
    link.onload = () => { old.remove(); document.dispatchEvent(new CustomEvent("theme-dev:shown")); };
    old.after(link);
  }
}

// Slots that plugins can fill are comments in the page.
function outline() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (walker.nextNode()) if (walker.currentNode.data.startsWith("slot:")) found.push(walker.currentNode);
  for (const comment of found) {
    if (comment.nextSibling?.dataset?.slotOutline) continue;
    const mark = document.createElement("span");
    mark.dataset.slotOutline = "1";
    mark.textContent = comment.data.slice(5);
    mark.style.cssText = "display:inline-block;font:11px/1.4 monospace;padding:0 4px;border:1px dashed #7c3aed;color:#5b21b6;background:#f5f3ff";
    comment.after(mark);
  }
}

const choose = (name, value) => {
  const query = new URLSearchParams({ name, value, to: location.pathname + location.search });
  location.href = `/_theme/choose?${query}`;
};

root.addEventListener("change", ({ target }) => {
  if (target.name === "scheme") {
    sessionStorage.setItem("theme-dev-scheme", target.value);
    if (target.value) document.documentElement.dataset.theme = target.value;
    else delete document.documentElement.dataset.theme;
  } else if (target.name === "width") {
    if (target.value) location.href = `/_theme/width/${target.value}?to=${encodeURIComponent(location.pathname)}`;
  } else if (target.name === "page") {
    location.href = target.value;
  } else if (target.name) {
    choose(target.name, target.value);
  }
});

root.addEventListener("click", async ({ target }) => {
  const dialog = root.querySelector("dialog");
  if (target.dataset?.do === "objects") {
    dialog.innerHTML = await (await fetch(`/_theme/inspect?path=${encodeURIComponent(location.pathname)}`)).text();
    dialog.showModal();
  } else if (target === dialog) {
    dialog.close();
  }
});

const events = new EventSource("/_theme/events");
events.addEventListener("css", event => document.querySelector("iframe") ? refresh() : styles(JSON.parse(event.data).url));
events.addEventListener("page", refresh);
events.addEventListener("reload", () => location.reload());
show(document);
