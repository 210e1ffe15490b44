// The checkout: checked field by field, quoted anew for another country, sent once.
import { morph } from "./morph.js";

const form = document.querySelector("form[data-form='checkout']");
const section = form?.closest("[data-section]");
const QUOTED = ["country", "region", "postal_code", "delivery"];
let running;

if (form) form.noValidate = true;
document.querySelector(".form-problems")?.focus();

function wrong(control) {
  if (control.validity.valid || control.disabled || !control.checkVisibility()) return "";
  if (control.validity.valueMissing) return form.dataset.missing;
  return control.validity.typeMismatch && control.type === "email" ? form.dataset.email : control.validationMessage;
}

function check(control) {
  const place = control.closest(".field");
  if (!place || !control.id) return true;
  const id = `${control.id}-problem`;
  const message = wrong(control);
  let told = document.getElementById(id);
  if (!message) {
    told?.remove();
    control.removeAttribute("aria-invalid");
    place.classList.remove("has-problem");
    describe(control, id, false);
    return true;
  }
  if (!told) {
    told = Object.assign(document.createElement("p"), { id, className: "problem" });
    place.append(told);
  }
  told.textContent = message;
  control.setAttribute("aria-invalid", "true");
  place.classList.add("has-problem");
  describe(control, id, true);
  return false;
}

function describe(control, id, on) {
  const known = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (on) known.add(id);
  else known.delete(id);
  if (known.size) control.setAttribute("aria-describedby", [...known].join(" "));
  else control.removeAttribute("aria-describedby");
}

async function quote() {
  running?.abort();
  running = new AbortController();
  const address = new URL(form.action, location.href);
  address.searchParams.set("sections", section.dataset.section);
  const data = new FormData(form);
  data.set("do", "update");
  section.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { method: "POST", body: data, signal: running.signal });
    const html = (await response.json())[section.dataset.section];
    const template = document.createElement("template");
    template.innerHTML = html;
    retype(template.content);
    morph(section, template.content.firstElementChild);
    form.noValidate = true;
  } catch (error) {
    if (error.name === "AbortError") return;
    section.removeAttribute("aria-busy");
    // The button "Update" does the same by hand.
    for (const one of section.querySelectorAll(".without-script")) one.classList.remove("without-script");
  }
}

// What was typed while the answer was on its way is newer than the answer.
function retype(fresh) {
  for (const own of form.elements) {
    if (!own.name || own.type === "hidden" || own.nodeName === "BUTTON") continue;
    for (const other of fresh.querySelectorAll(`[name="${CSS.escape(own.name)}"]`)) {
      if (other.type !== own.type) continue;
      if (own.type === "checkbox") other.checked = own.checked;
      else if (own.type !== "radio") other.value = own.value;
      else if (own.checked && own.value === other.value) other.checked = true;
    }
  }
}

form?.addEventListener("focusout", event => {
  if (event.target.matches("input, select, textarea")) check(event.target);
});
form?.addEventListener("input", event => {
  if (event.target.getAttribute("aria-invalid")) check(event.target);
});
form?.addEventListener("change", event => {
  if (QUOTED.includes(event.target.name)) quote();
});
form?.addEventListener("submit", event => {
  if (form.dataset.sent) return event.preventDefault();
  if (event.submitter?.value === "update") return;
  const bad = [...form.elements].filter(control => control.willValidate && !check(control));
  if (bad.length) {
    event.preventDefault();
    bad[0].focus();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", event => {
  if (event.persisted) delete form?.dataset.sent;
});
