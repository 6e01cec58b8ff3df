// Making and redrawing nodes. Text always goes in as text, never as markup.

const AFTERWARDS = new Set(["value", "checked", "selected", "indeterminate"]);

/** An element with attributes (`on…` are listeners; null, undefined and false are left out) and children. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  const given = Object.entries(props).filter(([, value]) => value !== null && value !== undefined && value !== false);
  for (const [name, value] of given) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (!AFTERWARDS.has(name)) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  for (const [name, value] of given) if (AFTERWARDS.has(name)) node[name] = value;
  return node;
}

/** The element of the page with this id. */
export const byId = (id) => document.getElementById(id);

/**
 * Redraw a part of the page and put the focus, and the cursor, back on what carries the same `data-focus`; where it is
 * gone, as after an answer that the next question replaces, on the first thing to press in the same message.
 */
export function keepingFocus(root, redraw) {
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.dataset.focus;
  const [start, end] = "selectionStart" in (focused ?? {}) ? [focused.selectionStart, focused.selectionEnd] : [];
  redraw();
  if (!key || document.activeElement === focused) return;
  const again = root.querySelector(`[data-focus="${CSS.escape(key)}"]`) ?? beside(root, key);
  (again ?? root.closest("[tabindex]"))?.focus({ preventScroll: true });
  if (typeof start === "number" && again?.setSelectionRange) again.setSelectionRange(start, end);
}

/** The first element whose `data-focus` has as many parts as this one and begins with the same. */
function beside(root, key) {
  const [first, ...rest] = key.split("/");
  const near = [...root.querySelectorAll(`[data-focus^="${CSS.escape(first)}/"]`)];
  return near.find((node) => node.dataset.focus.split("/").length === rest.length + 1);
}

/** Make these nodes the children of a list, touching only what differs. */
export function arrange(list, wanted) {
  const kept = new Set(wanted);
  for (const node of [...list.children]) if (!kept.has(node)) node.remove();
  let next = list.firstElementChild;
  for (const node of wanted) {
    if (node === next) next = next.nextElementSibling;
    else list.insertBefore(node, next);
  }
}

let numbers = 0;

/** A fresh id, to tie a label or an error to its field. */
export const freshId = () => `n${(numbers += 1)}`;
