// Lists: filters and orders without a new page, and more products below those that are there.
import { announce, newest, parsed, sections, show } from "./page.js";

const section = document.querySelector(".listing").closest("[data-section]");
const begin = newest();
const id = section.dataset.section;

function narrowed(form) {
  const address = new URL(form.action, location.href);
  address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  return address;
}

async function go(address, keep = true) {
  section.setAttribute("aria-busy", "true");
  try {
    const found = await sections(address, id, { signal: begin() });
    show(section, found[id]);
    if (keep) history.pushState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") location.href = address;
  }
}

section.addEventListener("change", event => {
  const form = event.target.form;
  if (form?.dataset.form === "filters") go(narrowed(form));
});
section.addEventListener("submit", event => {
  if (event.target.dataset.form !== "filters") return;
  event.preventDefault();
  for (const menu of event.target.querySelectorAll(":is(details.drawer, details[name])[open]")) menu.open = false;
  event.target.closest(":popover-open")?.hidePopover();
  go(narrowed(event.target));
});
section.addEventListener("click", event => {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  const link = event.target.closest("a");
  if (link?.matches("[data-load-more]")) {
    event.preventDefault();
    more(link);
  } else if (link?.closest(".listing-bar, .listing-filters, .listing-results > .chips") && new URL(link.href).pathname === location.pathname) {
    event.preventDefault();
    link.closest("details")?.removeAttribute("open");
    go(link.href);
  }
});
addEventListener("popstate", () => go(location.href, false));

async function more(link) {
  link.setAttribute("aria-busy", "true");
  try {
    const fresh = parsed((await sections(link.href, id))[id]);
    const items = [...fresh.querySelectorAll(".grid > li")];
    section.querySelector(".grid").append(...items);
    for (const part of [".load-more", ".pagination"]) {
      section.querySelector(part)?.replaceWith(fresh.querySelector(part) ?? "");
    }
    items[0]?.querySelector("a")?.focus({ preventScroll: true });
    history.replaceState(null, "", link.href);
    announce(link.dataset.loadMore.replace("{count}", items.length));
  } catch {
    location.href = link.href;
  }
}
