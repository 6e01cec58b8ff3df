// Completing what is being typed: commands after "/", people and user groups after "@", channels after "#", emoji
// after ":".

import { freshId, h } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { face } from "./people.js";
import { store } from "./store.js";

const MOST = 8;
const TRIGGERS = [
  [/^\/(\S*)$/u, commands],
  [/(?:^|\s)@([\p{L}\p{N}._-]*)$/u, people],
  [/(?:^|\s)#([\p{L}\p{N}_-]*)$/u, channels],
  [/(?:^|\s):([a-z0-9_+-]{2,})$/u, emoji],
];

function commands(typed) {
  return store.app.commands
    .filter((known) => known.command.slice(1).startsWith(typed))
    .map((known) => ({ insert: known.command, label: known.command, hint: known.usage_hint, note: known.description }));
}

const at = (name) => ({ insert: `@${name}`, hint: `@${name}` });

function people(typed) {
  const begins = (known) => [known.name, ...known.real_name.toLowerCase().split(" ")].some((w) => w.startsWith(typed));
  const found = store.people
    .filter((known) => !known.deleted && begins(known))
    .map((known) => ({ ...at(known.name), label: known.real_name, face: face(known, "face-small") }));
  const groups = store.usergroups
    .filter((group) => group.handle.startsWith(typed))
    .map((group) => ({ ...at(group.handle), label: group.name, note: "user group" }));
  return [...found, ...groups];
}

function channels(typed) {
  return store.channels
    .filter((channel) => channel.name && channel.name.startsWith(typed))
    .map((channel) => ({ insert: `#${channel.name}`, label: `#${channel.name}` }));
}

function emoji(typed) {
  return Object.keys(EMOJI)
    .filter((name) => name.startsWith(typed))
    .map((name) => ({ insert: `:${name}:`, label: EMOJI[name], hint: `:${name}:` }));
}

/** A list of suggestions for a text field: `list` to put beside it, `update` after typing, `onKey`, `close`. */
export function completion(area) {
  const about = { class: "suggestions", role: "listbox", id: freshId(), "aria-label": "Suggestions" };
  const list = h("div", { ...about, hidden: true });
  let offers = [];
  let typed = "";
  let here = 0;

  function update() {
    const before = area.value.slice(0, area.selectionStart);
    offers = [];
    for (const [pattern, find] of TRIGGERS) {
      const match = pattern.exec(before);
      if (!match) continue;
      typed = match[0].trim();
      offers = find(match[1].toLowerCase()).slice(0, MOST);
    }
    here = 0;
    draw();
  }

  function draw() {
    const rows = offers.map((offer, index) => row(offer, index));
    list.replaceChildren(...rows);
    list.hidden = !rows.length;
    if (rows.length) area.setAttribute("aria-activedescendant", rows[here].id);
    else area.removeAttribute("aria-activedescendant");
  }

  function row(offer, index) {
    const take = (event) => {
      event.preventDefault();
      choose(index);
    };
    const isHere = { "aria-selected": String(index === here) };
    const hint = offer.hint && h("span", {}, offer.hint);
    const note = offer.note && h("small", {}, offer.note);
    const props = { role: "option", id: `${list.id}-${index}`, onpointerdown: take, ...isHere };
    return h("div", props, offer.face, h("strong", {}, offer.label), hint, note);
  }

  function choose(index) {
    const start = area.selectionStart - typed.length;
    area.setRangeText(`${offers[index].insert} `, start, area.selectionStart, "end");
    area.dispatchEvent(new Event("input"));
  }

  function close() {
    offers = [];
    draw();
  }

  /** Whether a key was meant for the list. Enter on what is already written in full is not. */
  function onKey(event) {
    if (!offers.length) return false;
    if (event.key === "Enter" && offers[here].insert === typed) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      here = (here + (event.key === "ArrowDown" ? 1 : offers.length - 1)) % offers.length;
      draw();
    } else if (event.key === "Enter" || event.key === "Tab") choose(here);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    return true;
  }

  return { list, update, onKey, close };
}
