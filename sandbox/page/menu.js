// A button that opens a small menu.

import { h } from "./dom.js";

const GAP = 6;

/** A button (`props`, `face`) with a menu; `items` are {label, note, choose}, asked for each time it opens. */
export function menuButton(props, face, items) {
  const menu = h("div", { class: "menu", role: "menu", popover: "auto", "aria-label": props["aria-label"] });
  const button = h("button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", ...props }, face);
  button.addEventListener("click", () => {
    menu.replaceChildren(...items().map((item) => menuItem(menu, item)));
    menu.showPopover();
    place(menu, button);
    menu.firstElementChild?.focus();
  });
  menu.addEventListener("toggle", (event) => {
    button.setAttribute("aria-expanded", String(event.newState === "open"));
  });
  menu.addEventListener("keydown", (event) => move(event, menu));
  return h("span", { class: "menu-holder" }, button, menu);
}

function menuItem(menu, { label, note, choose, spoken }) {
  const chosen = () => {
    menu.hidePopover();
    choose();
  };
  const face = [h("span", {}, label), note && h("small", {}, note)];
  return h("button", { type: "button", role: "menuitem", tabindex: "-1", "aria-label": spoken, onclick: chosen }, face);
}

function move(event, menu) {
  const items = [...menu.children];
  const here = items.indexOf(document.activeElement);
  const steps = { ArrowDown: here + 1, ArrowRight: here + 1, ArrowUp: here - 1, ArrowLeft: here - 1, Home: 0, End: -1 };
  if (event.key === "Tab") menu.hidePopover();
  if (!(event.key in steps)) return;
  event.preventDefault();
  items.at(steps[event.key] % items.length).focus();
}

/** Beneath the button, or above it where there is no room; never outside the window. */
function place(menu, button) {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + GAP + height < window.innerHeight;
  menu.style.top = `${Math.max(GAP, below ? at.bottom + GAP : at.top - GAP - height)}px`;
  menu.style.left = `${Math.max(GAP, Math.min(at.left, window.innerWidth - width - GAP))}px`;
}
