// Makes one element what another one is, and keeps what can be kept: focus, scrolling, what is
// open, pictures that are there already. Children are recognized by `id` or `data-key`.

const key = node => node.nodeType === 1 ? node.id || node.dataset.key || "" : "";
const alike = (a, b) => a.nodeName === b.nodeName && key(a) === key(b)
  && (a.nodeName !== "INPUT" || (a.type === b.type && a.name === b.name));

const same = (a, b) => alike(a, b) && (a.nodeType !== 1 || a.getAttribute("class") === b.getAttribute("class"));

export function morph(from, to) {
  if (from.nodeType !== 1) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  if (from.hasAttribute("data-keep")) return;
  attributes(from, to);
  children(from, to);
  if (from.nodeName === "INPUT" || from.nodeName === "SELECT" || from.nodeName === "TEXTAREA") value(from, to);
}

function attributes(from, to) {
  // What is open stays open: that is the shopper's doing, not the server's.
  const own = from.nodeName === "DETAILS" || from.nodeName === "DIALOG" ? ["open", "popover"] : [];
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !own.includes(name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !own.includes(name)) from.setAttribute(name, value);
  }
}

function value(from, to) {
  if (from.type === "checkbox" || from.type === "radio") from.checked = to.checked;
  else if (from !== document.activeElement || from.type === "number") from.value = to.value;
}

function children(from, to) {
  const wanted = new Set([...to.childNodes].map(key));
  const known = new Map([...from.childNodes].filter(key).map(node => [key(node), node]));
  let next = from.firstChild;
  const rest = [...to.childNodes];
  for (let node = rest.shift(); node; node = rest.shift()) {
    while (next && key(next) && !wanted.has(key(next))) next = removed(next);
    if (!key(node) && next && later(next, node)) while (!same(next, node)) next = removed(next);
    const found = key(node) ? known.get(key(node)) : next;
    const isNew = !key(node) && next && !same(next, node) && rest.some(one => same(next, one));
    if (found && alike(found, node) && !isNew) {
      if (found === next) next = next.nextSibling;
      else placed(from, found, next);
      morph(found, node);
    } else {
      from.insertBefore(document.importNode(node, true), next);
    }
  }
  while (next) next = removed(next);
}

// Whether what stands between is gone: the same comes after it, and nothing there has a key.
function later(next, node) {
  if (node.nodeType !== 1) return false;
  while (next && !same(next, node)) {
    if (key(next)) return false;
    next = next.nextSibling;
  }
  return Boolean(next);
}

// Not `node.remove()`: a form has its control "remove" there.
function removed(node) {
  const next = node.nextSibling;
  node.parentNode.removeChild(node);
  return next;
}

// `moveBefore` keeps focus and players; browsers without it lose them.
function placed(parent, node, next) {
  (parent.moveBefore ?? parent.insertBefore).call(parent, node, next);
}
