// What is wrong with the page as it is laid out now: sentences, none when all is well.
() => {
  const found = [];
  const width = document.documentElement.clientWidth;
  const name = (element) => {
    const text = (element.getAttribute("aria-label") || element.innerText || element.name || "").trim();
    const classes = element.className && element.className.baseVal === undefined ? "." + element.className : "";
    return `<${element.localName}${classes}> "${text.replace(/\s+/g, " ").slice(0, 40)}"`;
  };
  const ancestors = (element) => {
    const all = [];
    for (let one = element.parentElement; one; one = one.parentElement) all.push(one);
    return all;
  };
  const seen = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  // What is left of a box after everything around it that scrolls or clips.
  const clipped = (element) => {
    const own = element.getBoundingClientRect();
    const box = { left: own.left, right: own.right, top: own.top, bottom: own.bottom };
    for (const around of ancestors(element)) {
      if (around === document.body || around === document.documentElement) break;
      if (getComputedStyle(around).overflow === "visible") continue;
      const frame = around.getBoundingClientRect();
      box.left = Math.max(box.left, frame.left);
      box.right = Math.min(box.right, frame.right);
      box.top = Math.max(box.top, frame.top);
      box.bottom = Math.min(box.bottom, frame.bottom);
    }
    return box;
  };
  const wide = (box) => box.right - box.left;
  const high = (box) => box.bottom - box.top;
  const within = (element, query) => element.closest(query) !== null;

  if (document.documentElement.scrollWidth > width) {
    const guilty = [...document.body.querySelectorAll("*")].filter(
      (one) => seen(one) && wide(clipped(one)) > 0 && clipped(one).right > width + 1
    );
    found.push(`it is ${document.documentElement.scrollWidth} px wide: ${guilty.slice(0, 3).map(name).join(", ")}`);
  }

  const dialog = document.querySelector("dialog[open]:modal");
  const root = dialog || document.body;
  const controls = [
    ...root.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"),
  ].filter((one) => seen(one) && !within(one, "[inert], [aria-hidden=true]"));

  // Where a finger may land: a control's label belongs to it, and so does a link's pseudo-element.
  const target = (element) => {
    const isChoice = element.matches("input[type=radio], input[type=checkbox]");
    const label = isChoice ? element.closest("label") || document.querySelector(`label[for="${element.id}"]`) : null;
    const box = { ...clipped(label || element) };
    const after = getComputedStyle(element, "::after");
    if (after.content !== "none" && after.position === "absolute") {
      const frame = ancestors(element).find((one) => getComputedStyle(one).position !== "static");
      const own = getComputedStyle(element).position === "static" && frame ? frame.getBoundingClientRect() : element.getBoundingClientRect();
      const grown = (side) => parseFloat(after[side]) || 0;
      box.left = Math.min(box.left, own.left + grown("left"));
      box.right = Math.max(box.right, own.right - grown("right"));
      box.top = Math.min(box.top, own.top + grown("top"));
      box.bottom = Math.max(box.bottom, own.bottom - grown("bottom"));
    }
    return box;
  };
  const isHidden = (box) => wide(box) < 2 || high(box) < 2; // for screen readers alone
  const isInText = (element) =>
    element.localName === "a" &&
    getComputedStyle(element).display === "inline" &&
    element.parentElement.innerText.trim().length > element.innerText.trim().length + 1;
  const main = ".button, .buy button, .pill input, header summary, header a:not(.logo)";

  for (const element of controls) {
    const box = target(element);
    if (isHidden(box) || isInText(element)) continue;
    const [across, down] = [wide(box), high(box)].map((size) => Math.round(size * 10) / 10);
    if (across < 24 || down < 24) found.push(`${name(element)} is ${across} x ${down} px, less than 24`);
    else if (element.matches(main) && (down < 44 && (width < 600 || element.matches(".button, .pill input"))))
      found.push(`${name(element)} is ${down} px high, less than 44`);
  }

  // Two controls in one place. What floats above the page, and what is in each other, may be.
  const floats = (element) =>
    [element, ...ancestors(element)].some((one) => ["fixed", "sticky"].includes(getComputedStyle(one).position));
  const placed = controls
    .filter((one) => !one.matches("[tabindex='0']:not(a, button, input, summary)") && !floats(one))
    .map((one) => [one, clipped(one.matches("input[type=radio], input[type=checkbox]") ? one.closest("label") || one : one)])
    .filter(([, box]) => !isHidden(box));
  placed.forEach(([one, a], index) => {
    for (const [other, b] of placed.slice(index + 1)) {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 2 && down > 2 && !one.contains(other) && !other.contains(one))
        found.push(`${name(one)} and ${name(other)} are in one place`);
    }
  });

  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(seen);
  const levels = headings.map((one) => Number(one.localName[1]));
  const firsts = levels.filter((level) => level === 1).length;
  if (firsts !== 1) found.push(`there are ${firsts} headings of the first level`);
  levels.forEach((level, index) => {
    if (index && level > levels[index - 1] + 1) found.push(`${name(headings[index])} skips a level`);
  });

  for (const picture of document.images)
    if (picture.complete && picture.currentSrc && !picture.naturalWidth) found.push(`${picture.currentSrc} does not load`);
  return [...new Set(found)];
}
