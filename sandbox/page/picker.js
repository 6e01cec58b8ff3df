// Choosing among many people, channels or options: a list to search in, with what is chosen above it.

import { Trouble } from "./api.js";
import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";

const SEARCHED_FROM = 8;
const STILL = 200; // milliseconds without a key after which somebody else is asked

/**
 * A searchable list. `choices` are {key, label, note, face}; `chosen` the keys; `changed` is called with the new keys.
 * With `many` several can be chosen. With `search` the choices are asked for, from `least` letters on.
 */
export function picker({ choices, chosen, many, changed, placeholder, focus, props, search, least = 0 }) {
  const keys = new Set(chosen);
  const names = new Map(choices.map((choice) => [choice.key, choice.label]));
  const name = freshId();
  const chips = h("div", { class: "chips" });
  const none = h("p", { class: "picker-none", role: "status" });
  const list = h("div", { class: "picker-list" });
  const field = h("input", {
    type: "search",
    placeholder: placeholder || "Search",
    "aria-label": `${placeholder || "Search"}: type to search`,
    "data-focus": `${focus}/search`,
    oninput: () => (search ? ask() : filter(field.value)),
    onkeydown: (event) => onKey(event),
  });
  let rows = [];
  let waiting = 0;

  function offer(some) {
    rows = some.map((choice) => row(choice));
    list.replaceChildren(...rows.map((known) => known.label), none);
  }

  function row(choice) {
    names.set(choice.key, choice.label);
    const box = h("input", {
      type: many ? "checkbox" : "radio",
      name,
      checked: keys.has(choice.key),
      "data-focus": `${focus}/${choice.key}`,
      onchange: () => toggle(choice.key, box.checked),
    });
    const words = [h("span", {}, choice.label), choice.note && h("small", {}, choice.note)];
    const label = h("label", {}, box, choice.face, words);
    return { choice, box, label, found: `${choice.label} ${choice.note ?? ""}`.toLowerCase() };
  }

  function toggle(key, isOn) {
    if (!many) keys.clear();
    if (isOn) keys.add(key);
    else keys.delete(key);
    drawChips();
    changed([...keys]);
  }

  function drawChips() {
    chips.replaceChildren(...[...keys].filter((key) => names.has(key)).map(chip));
  }

  function chip(key) {
    const remove = () => {
      const shown = rows.find((known) => known.choice.key === key);
      if (shown) shown.box.checked = false;
      toggle(key, false);
      (field.isConnected ? field : shown.box).focus();
    };
    const says = { type: "button", class: "bare", "aria-label": `Remove ${names.get(key)}`, onclick: remove };
    return h("span", { class: "chip" }, names.get(key), h("button", says, icon("close")));
  }

  function filter(typed) {
    for (const known of rows) known.label.hidden = !known.found.includes(typed.trim().toLowerCase());
    none.textContent = rows.some((known) => !known.label.hidden) ? "" : "Nothing matches. Try fewer letters.";
  }

  function ask() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => askFor(field.value.trim()), STILL);
  }

  async function askFor(typed) {
    const missing = least - typed.length;
    const found = missing > 0 ? [] : await search(typed).catch(explained);
    if (typed !== field.value.trim()) return; // something else was typed meanwhile, and is asked for by itself
    offer(found);
    none.textContent = missing > 0 ? enough() : found.length ? "" : none.textContent || "Nothing matches.";
  }

  const enough = () => `Type at least ${least} ${least === 1 ? "letter" : "letters"}.`;

  function explained(trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    none.textContent = trouble.message;
    return [];
  }

  function onKey(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const left = rows.filter((known) => !known.label.hidden);
    if (field.value && left.length) left[0].box.click();
  }

  offer(choices);
  drawChips();
  if (search) none.textContent = least > 0 ? enough() : "";
  const looks = !search && choices.length < SEARCHED_FROM ? [chips, list] : [chips, field, list];
  return h("div", { class: "picker", role: "group", ...props }, looks);
}
