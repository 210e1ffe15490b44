// The product's page: another choice at once, pictures from near, and a button that stays in sight.
import { announce, newest, partial, parts, show } from "./page.js";

const section = document.querySelector(".section-product");
const begin = newest();
const FRESH = 30000;
const kept = new Map();

const form = () => section.querySelector("form[data-form='cart_add']");

function chosen(change = {}) {
  const address = new URL(location.pathname, location.href);
  for (const [name, value] of new FormData(form())) {
    if (/^option\d+$/.test(name)) address.searchParams.set(name, change[name] ?? value);
  }
  return address;
}

async function found(address, signal) {
  const target = partial(address, section.dataset.section).href;
  if (!kept.has(target)) {
    const fresh = await parts(await fetch(target, { signal }));
    kept.set(target, fresh[section.dataset.section]);
    setTimeout(() => kept.delete(target), FRESH);
  }
  return kept.get(target);
}

async function choose(address) {
  const quantity = section.querySelector("[name='quantity']")?.value;
  const first = section.querySelector(".gallery img")?.src;
  section.setAttribute("aria-busy", "true");
  try {
    show(section, await found(address, begin()));
  } catch (error) {
    if (error.name !== "AbortError") location.href = address;
    return;
  }
  const units = section.querySelector("[name='quantity']");
  if (units && quantity) units.value = quantity;
  if (section.querySelector(".gallery img")?.src !== first) section.querySelector(".gallery")?.scrollTo({ left: 0 });
  if (address.href !== location.href) history.replaceState(history.state, "", address);
  announce([".form-problems", ".price"].map(one => section.querySelector(one)?.innerText ?? "").join(" "));
  watch();
}

section.addEventListener("change", event => {
  if (/^option\d+$/.test(event.target.name)) choose(chosen());
});

// One more or one less, from near: buttons with `data-step` beside the quantity.
section.addEventListener("click", event => {
  const step = Number(event.target.closest("[data-step]")?.dataset.step);
  const units = section.querySelector("[name='quantity']");
  if (step > 0) units.stepUp();
  else if (step < 0) units.stepDown();
});

// What is about to be chosen is fetched before it is.
section.addEventListener("pointerover", event => {
  const radio = event.target.closest(".pill")?.querySelector("input");
  if (radio && !radio.checked) found(chosen({ [radio.name]: radio.value })).catch(() => {});
});

section.addEventListener("shop:stock", () => {
  kept.clear();
  choose(chosen());
});

// Pictures: a `<dialog popover>` opens without a script; with one it is modal.
section.addEventListener("click", event => {
  const button = event.target.closest("[popovertarget]");
  const dialog = button && document.getElementById(button.getAttribute("popovertarget"));
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  dialog.removeAttribute("popover");
  if (dialog.open) dialog.close();
  else dialog.showModal();
});
section.addEventListener("keydown", event => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const dialog = event.target.closest("dialog.zoom[open]");
  if (!step || !dialog) return;
  const all = [...section.querySelectorAll("dialog.zoom")];
  const way = document.dir === "rtl" ? -step : step;
  const next = all[(all.indexOf(dialog) + way + all.length) % all.length];
  dialog.close();
  next.removeAttribute("popover");
  next.showModal();
});

const sight = new IntersectionObserver(([entry]) => {
  document.documentElement.classList.toggle("has-buy-bar", !entry.isIntersecting);
});
function watch() {
  sight.disconnect();
  const buy = section.querySelector(".buy");
  if (buy) sight.observe(buy);
}
watch();
