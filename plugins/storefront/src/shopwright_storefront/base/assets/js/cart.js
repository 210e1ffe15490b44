// The cart without leaving the page. Whatever fails is done once more, by the plain form.
import { announce, parts, partial, sections, show, texts, toast } from "./page.js";
import { count } from "./live.js";

const KINDS = ["cart_add", "cart", "coupon"];
const drawer = document.querySelector("[data-cart-drawer]");
const page = document.querySelector(".section-cart");
let opener;
let queue = Promise.resolve();

document.addEventListener("submit", event => {
  const form = event.target;
  const kind = form.dataset.form;
  if (!KINDS.includes(kind) || form.dataset.plain || !(drawer || page)) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const sent = { form, kind, data, button: event.submitter };
  // One after the other: two steps up are two.
  queue = queue.then(() => send(sent));
});

document.addEventListener("change", event => {
  if (event.target.name?.startsWith("quantity.")) event.target.form.requestSubmit(event.target.form.querySelector("[name='update']"));
});

document.addEventListener("click", event => {
  const link = event.target.closest?.("[data-cart-link]");
  if (link && drawer && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    opener = link;
    open().catch(() => { location.href = link.href; });
  }
  if (event.target === drawer || event.target.closest?.("[data-close]")?.closest("dialog") === drawer) drawer?.close();
});

drawer?.addEventListener("close", () => opener?.focus());

async function open() {
  shown(await sections(texts.drawerUrl, "main", { cache: "no-store" }));
}

async function send({ form, kind, data, button }) {
  const place = page ?? drawer;
  const address = page ? location.pathname : texts.drawerUrl;
  data.set("return_to", partial(address, page ? page.dataset.section : "main").href.slice(location.origin.length));
  button?.setAttribute("aria-busy", "true");
  place.setAttribute("aria-busy", "true");
  let response;
  try {
    response = await fetch(form.action, { method: "POST", body: data });
    if (response.status === 422) return refused(await response.text(), form);
    if (kind === "cart_add" && !drawer?.open) opener = button ?? document.activeElement;
    shown(await parts(response));
  } catch {
    // What has reached the shop is not sent twice.
    if (response) return location.assign(texts.cartUrl);
    form.dataset.plain = "1";
    form.requestSubmit(button?.form === form ? button : undefined);
  } finally {
    button?.removeAttribute("aria-busy");
    place.removeAttribute("aria-busy");
  }
}

function shown(found) {
  const html = Object.values(found)[0];
  if (!html) throw new Error("nothing to show");
  if (page) {
    show(page, html);
  } else {
    const inside = drawer.contains(document.activeElement);
    show(drawer.firstElementChild, html);
    if (!drawer.open) drawer.showModal();
    else if (inside && !drawer.contains(document.activeElement)) (drawer.querySelector("[data-undo]") ?? drawer.querySelector("[data-close]")).focus();
  }
  const section = page ?? drawer.firstElementChild;
  count(Number(section.dataset.units));
  const said = [...section.querySelectorAll(".message:not([role='alert'])")].map(one => one.textContent.trim());
  announce([...said, section.querySelector(".sums-total")?.textContent ?? ""].join(" ").trim());
}

// The server answers with the product's page and what is wrong: where the page is open, it is
// said there; elsewhere in a few words.
function refused(html, form) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const section = form.closest("[data-section]");
  const found = section && fresh.querySelector(`[data-section="${section.dataset.section}"].section-product`);
  if (found) {
    show(section, found.outerHTML);
    section.querySelector(".form-problems")?.focus();
  } else {
    toast([...fresh.querySelectorAll(".form-problems li")].map(one => one.textContent.trim()).join(" ") || texts.failed, "error");
  }
}
