// Making elements, and keeping a list of them in step with data without making it anew.

/**
 * An element. `attrs`: `class`, `style` (an object, so that the page needs no inline styles), `onclick` … (listeners),
 * true/false for attributes without value, `html` for markup that the server has sanitised or that is ours.
 * Children: nodes, texts (always text nodes), lists of them; null and false are left out.
 */
export function h(tag, attrs = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs ?? {})) setAttribute(element, name, value);
  append(element, children);
  return element;
}

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "style") {
    for (const [property, one] of Object.entries(value)) element.style.setProperty(property, one);
  } else if (name === "html") {
    element.innerHTML = value;
  } else if (name.startsWith("on")) {
    element.addEventListener(name.slice(2), value);
  } else {
    element.setAttribute(name, value === true ? "" : value);
  }
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** Gives an element other children. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** An inline icon, hidden from screen readers: what it means is said by the label of its button. */
export function icon(svg) {
  return h("span", { class: "icon", "aria-hidden": "true", html: svg });
}

const kept = new WeakMap();

/**
 * Makes the children of `parent` those of `items`, in order. An item known by its `key` keeps its element; `update`
 * is called only if the item is another object than before. `make(item)` gives the element of a new one.
 */
export function keyed(parent, items, key, make, update) {
  const before = kept.get(parent) ?? new Map();
  const after = new Map();
  for (const item of items) after.set(key(item), { item, node: null });
  for (const [id, { node }] of before) if (!after.has(id)) node.remove();
  let cursor = parent.firstChild;
  for (const [id, entry] of after) {
    const known = before.get(id);
    entry.node = known?.node ?? make(entry.item);
    if (known && known.item !== entry.item) update?.(entry.node, entry.item, known.item);
    if (entry.node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(entry.node, cursor);
  }
  kept.set(parent, after);
}

/** Lets arrow keys go through the items of a list of which one can be reached by Tab (roving tabindex). */
export function roving(list, selector, { horizontal = false } = {}) {
  const [back, on] = horizontal ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  const items = () => [...list.querySelectorAll(selector)].filter((item) => item.offsetParent !== null);
  list.addEventListener("keydown", (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement?.closest(selector));
    const to = { [back]: at - 1, [on]: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined || to < 0 || to >= all.length) return;
    event.preventDefault();
    all[to].focus();
  });
  list.addEventListener("focusin", (event) => {
    const focused = event.target.closest(selector);
    if (!focused) return;
    for (const item of list.querySelectorAll(`${selector}[tabindex="0"]`)) if (item !== focused) item.tabIndex = -1;
    focused.tabIndex = 0;
  });
}

let acts = 0;
for (const kind of ["keydown", "pointerdown", "click", "input"]) addEventListener(kind, () => (acts += 1), { capture: true });

/** A function that says whether nothing was pressed or written since: what comes late must not take the focus from who has gone on. */
export function stillHere() {
  const before = acts;
  return () => acts === before;
}

/** A round picture of somebody, with initials on their own hue. */
export function avatar(who, attrs = {}) {
  return h("span", { ...attrs, class: `avatar ${attrs.class ?? ""}`, style: { "--hue": who.hue }, "aria-hidden": "true" }, who.initials);
}

/** Has the browser save what stands at an address. */
export function download(url, name = "") {
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}
