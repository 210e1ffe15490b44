// What a page cannot know when it was made for everybody: who is here, and the stock right now.
import { texts } from "./page.js";

const EVERY = 3000;
const MOST_WAIT = 60000;
const MOST_PRODUCTS = 100;

customElements.define("shop-live", class extends HTMLElement {
  #timer; #failed = 0; #ask;

  connectedCallback() {
    this.#ask = new AbortController();
    const { signal } = this.#ask;
    personal();
    addEventListener("pageshow", event => { if (event.persisted) personal(); }, { signal });
    document.addEventListener("visibilitychange", () => this.#plan(0), { signal });
    this.#plan(wait(0));
  }

  disconnectedCallback() {
    this.#ask.abort();
    clearTimeout(this.#timer);
  }

  #plan(milliseconds) {
    clearTimeout(this.#timer);
    if (!document.hidden) this.#timer = setTimeout(() => this.#look(), milliseconds);
  }

  async #look() {
    try {
      await stock();
      this.#failed = 0;
    } catch {
      this.#failed += 1;
    }
    this.#plan(wait(this.#failed));
  }
});

// Not all browsers at the same moment, and less often while it fails.
function wait(failed) {
  return Math.min(EVERY * 2 ** failed, MOST_WAIT) + Math.random() * 500;
}

async function personal() {
  try {
    const found = await (await fetch(texts.liveUrl, { headers: { Accept: "application/json" } })).json();
    count(found.cart_count);
    for (const link of document.querySelectorAll("[data-account-link]")) {
      link.toggleAttribute("data-signed-in", found.signed_in);
      if (found.greeting) link.title = found.greeting;
    }
  } catch { /* the page is right without it */ }
}

export function count(units) {
  for (const place of document.querySelectorAll("[data-cart-count]")) {
    place.textContent = units || "";
    place.hidden = !units;
  }
}

async function stock() {
  const shown = [...document.querySelectorAll("[data-live='stock']")];
  // In one order, so that all who look at this page ask the same question.
  const ids = [...new Set(shown.map(place => place.dataset.key))].sort().slice(0, MOST_PRODUCTS);
  if (!ids.length) return;
  const response = await fetch(`${texts.stockUrl}?${ids.map(id => `ids=${id}`).join("&")}`, { signal: AbortSignal.timeout(10000) });
  if (!response.ok) throw new Error(`${response.status}`);
  const found = new Map((await response.json()).items.map(item => [item.id, item]));
  for (const place of shown) {
    const product = found.get(place.dataset.key);
    const variant = product?.variants.find(one => one.id === place.dataset.variant);
    if (product) tell(place, (variant ?? product).stock_state);
  }
}

function tell(place, state) {
  if (place.dataset.state === state) return;
  place.dataset.state = state;
  place.className = place.className.replace(/\bstock-(in|low|out|backorder|preorder)\b/, `stock-${state}`);
  if (place.classList.contains("card")) place.classList.toggle("is-out", state === "out");
  const said = place.querySelector("[data-live-text]") ?? place;
  const when = said.dataset.liveText;
  said.hidden = Boolean(when) && when !== state;
  if (said !== place || !place.classList.contains("card")) said.textContent = said.hidden ? "" : texts[`stock${state[0].toUpperCase()}${state.slice(1)}`];
  place.dispatchEvent(new CustomEvent("shop:stock", { bubbles: true, detail: { state } }));
}
