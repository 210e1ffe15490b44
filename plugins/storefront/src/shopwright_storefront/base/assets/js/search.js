// Suggestions while one types: arrows choose, Enter goes there, Escape closes.
import { announce, newest, parsed, sections, texts } from "./page.js";

const WAIT = 150;
let number = 0;

export class SearchBox extends HTMLElement {
  #input; #list; #timer; #begin = newest(); #known = new Map();

  connectedCallback() {
    if (this.#input) return;
    this.#input = this.querySelector("input[type='search']");
    this.#list = Object.assign(document.createElement("div"), { className: "suggestions", id: `suggestions-${number++}`, hidden: true });
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", texts.suggestions);
    this.append(this.#list);
    const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id };
    for (const [name, value] of Object.entries(combobox)) this.#input.setAttribute(name, value);
    this.#input.addEventListener("input", () => this.#later());
    this.#input.addEventListener("keydown", event => this.#key(event));
    this.addEventListener("focusout", event => { if (!this.contains(event.relatedTarget)) this.#close(); });
    this.#later();
  }

  get #options() { return [...this.#list.querySelectorAll("[role='option']")]; }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), WAIT);
  }

  async #ask() {
    const query = this.#input.value.trim();
    if (query.length < 2 || document.activeElement !== this.#input) return this.#close();
    try {
      if (!this.#known.has(query)) {
        const address = new URL(texts.suggestUrl, location.href);
        address.searchParams.set("q", query);
        this.#known.set(query, (await sections(address, "main", { signal: this.#begin() })).main);
      }
      if (query === this.#input.value.trim()) this.#show(this.#known.get(query));
    } catch { /* the form works without them */ }
  }

  #show(html) {
    this.#list.replaceChildren(parsed(html));
    const options = this.#options;
    options.forEach((option, at) => { option.id = `${this.#list.id}-${at}`; });
    this.#list.hidden = !options.length;
    this.#input.setAttribute("aria-expanded", String(options.length > 0));
    this.#choose(-1);
    if (options.length) announce(texts.suggested.replace("{count}", options.length));
  }

  #choose(at) {
    const options = this.#options;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    if (at < 0) return this.#input.removeAttribute("aria-activedescendant");
    this.#input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    const options = this.#options;
    const now = options.findIndex(option => option.getAttribute("aria-selected") === "true");
    if (event.key === "Escape" && !this.#list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length && !this.#list.hidden) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#choose((now + step + (now < 0 && step < 0 ? 1 : 0) + options.length) % options.length);
    } else if (event.key === "Enter" && now >= 0) {
      event.preventDefault();
      options[now].click();
    }
  }

  #close() {
    clearTimeout(this.#timer);
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#choose(-1);
  }
}
customElements.define("search-box", SearchBox);
