// The first script of every page but the checkout. Pages work without it.
import "./live.js";
import "./cart.js";
import { texts } from "./page.js";

if (document.querySelector(".section-product")) import("./product.js");
if (document.querySelector(".listing")) import("./listing.js");
document.addEventListener("focusin", event => {
  if (event.target.closest("search-box")) import("./search.js");
});
document.querySelector(".form-problems")?.focus();

// Menus close as people expect, and give the focus back.
// Facets that close each other, by a common name, are menus; others are lists that stay open.
const menus = ":is(details.drawer, details.facet[name])[open]";
document.addEventListener("keydown", event => {
  const menu = event.key === "Escape" && event.target.closest?.(menus);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", event => {
  for (const menu of document.querySelectorAll(menus)) {
    if (!menu.contains(event.target) && !menu.matches(".filters")) menu.open = false;
  }
});
document.addEventListener("toggle", event => {
  if (event.target.matches?.(".header-search[open]")) event.target.querySelector("input")?.focus();
}, true);

// Light, dark, or as the device has it; `first.js` sets it before the first paint.
const root = document.documentElement;
for (const choice of document.querySelectorAll("[name='scheme']")) {
  choice.checked = choice.value === (root.dataset.theme ?? "auto");
  choice.addEventListener("change", () => {
    if (choice.value === "auto") delete root.dataset.theme;
    else root.dataset.theme = choice.value;
    try {
      if (choice.value === "auto") localStorage.removeItem("scheme");
      else localStorage.setItem("scheme", choice.value);
    } catch { /* storage may be refused: then it holds for this page */ }
  });
}

// Not before this page has all that it needs: the worker is for the next ones.
if (texts.workerUrl && navigator.serviceWorker) {
  const register = () => navigator.serviceWorker.register(texts.workerUrl).catch(() => { /* the shop works without it */ });
  const later = () => (window.requestIdleCallback ?? setTimeout)(register);
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}
