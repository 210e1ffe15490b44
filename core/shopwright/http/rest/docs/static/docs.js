"use strict";
// Everything works without this; it adds the filter, copy buttons, and an open menu on wide screens.

const menu = document.getElementById("menu");
const wide = matchMedia("(min-width: 60rem)");
const fit = () => { menu.open = wide.matches; };
wide.addEventListener("change", fit);
fit();
menu.addEventListener("click", (event) => {
  if (event.target.closest("ol a") && !wide.matches) menu.open = false;
});

const filter = document.getElementById("filter");
if (filter) {
  filter.closest("label").hidden = false;
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const group of document.querySelectorAll("[data-group]")) {
      let inside = 0;
      for (const item of group.querySelectorAll("[data-text]")) {
        const text = item.dataset.text.toLowerCase();
        const fits = words.every((word) => text.includes(word));
        item.hidden = !fits;
        inside += fits;
      }
      group.hidden = inside === 0;
      found += inside;
    }
    document.getElementById("none").hidden = found > 0;
  });
}

if (navigator.clipboard) {
  for (const figure of document.querySelectorAll("figure")) {
    const button = document.createElement("button");
    button.className = "copy";
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(figure.querySelector("code").textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    figure.append(button);
  }
}
