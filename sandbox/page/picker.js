// Choosing among many people, channels or options: a list to search in, with what is chosen above it.

import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";

const SEARCHED_FROM = 8;

/**
 * A searchable list. `choices` are {key, label, note, face}; `chosen` the keys; `changed` is called with the new keys.
 * With `many` several can be chosen.
 */
export function picker({ choices, chosen, many, changed, placeholder, focus, props }) {
  const keys = new Set(chosen);
  const name = freshId();
  const chips = h("div", { class: "chips" });
  const none = h("p", { class: "picker-none", hidden: true }, "Nothing matches. Try fewer letters.");
  const rows = choices.map((choice) => row(choice));
  const search = h("input", {
    type: "search",
    placeholder: placeholder || "Search",
    "aria-label": `${placeholder || "Search"}: type to search`,
    "data-focus": `${focus}/search`,
    oninput: () => filter(search.value),
    onkeydown: (event) => onKey(event),
  });

  function row(choice) {
    const box = h("input", {
      type: many ? "checkbox" : "radio",
      name,
      checked: keys.has(choice.key),
      "data-focus": `${focus}/${choice.key}`,
      onchange: () => toggle(choice, box.checked),
    });
    const words = [h("span", {}, choice.label), choice.note && h("small", {}, choice.note)];
    const label = h("label", {}, box, choice.face, words);
    return { choice, box, label, found: `${choice.label} ${choice.note ?? ""}`.toLowerCase() };
  }

  function toggle(choice, isOn) {
    if (!many) keys.clear();
    if (isOn) keys.add(choice.key);
    else keys.delete(choice.key);
    drawChips();
    changed([...keys]);
  }

  function drawChips() {
    const shown = rows.filter((known) => keys.has(known.choice.key));
    chips.replaceChildren(...shown.map((known) => chip(known)));
  }

  function chip(known) {
    const remove = () => {
      known.box.checked = false;
      toggle(known.choice, false);
      search.focus();
    };
    const says = { type: "button", class: "bare", "aria-label": `Remove ${known.choice.label}`, onclick: remove };
    return h("span", { class: "chip" }, known.choice.label, h("button", says, icon("close")));
  }

  function filter(typed) {
    for (const known of rows) known.label.hidden = !known.found.includes(typed.trim().toLowerCase());
    none.hidden = rows.some((known) => !known.label.hidden);
  }

  function onKey(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const left = rows.filter((known) => !known.label.hidden);
    if (search.value && left.length) left[0].box.click();
  }

  drawChips();
  const list = h("div", { class: "picker-list" }, rows.map((known) => known.label), none);
  const looks = choices.length < SEARCHED_FROM ? [chips, list] : [chips, search, list];
  return h("div", { class: "picker", role: "group", ...props }, looks);
}
