// The field to write in: messages, and slash commands with their arguments; and the app's global shortcuts.

import { attaching } from "./attach.js";
import { completion } from "./complete.js";
import { busily, deed } from "./deeds.js";
import { byId, h } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { tell } from "./notes.js";
import { openChannel, store, titleOf } from "./store.js";

const area = h("textarea", {
  id: "write",
  rows: "1",
  "aria-autocomplete": "list",
  "aria-haspopup": "listbox",
  "aria-describedby": "composer-hint",
});
const suggestions = completion(area);
const hint = h("p", { id: "composer-hint" });
const send = h("button", { class: "send", "aria-label": "Send" }, icon("send"));
const written = new Map(); // what is not sent yet, by person and conversation
let place = "";

/** Put the field on the page; it stays while everything around it is drawn anew. */
export function setUpComposer() {
  const items = () =>
    store.app.shortcuts
      .filter((known) => known.type === "global")
      .map((known) => ({ label: known.name, note: store.app.name, choose: () => use(known) }));
  const shortcuts = menuButton({ class: "tool", "aria-label": "Shortcuts", title: "Shortcuts" }, icon("bolt"), items);
  area.setAttribute("aria-controls", suggestions.list.id);
  area.addEventListener("input", onInput);
  area.addEventListener("keydown", onKey);
  area.addEventListener("blur", suggestions.close);
  const sent = (event) => {
    event.preventDefault();
    busily(send, submit);
  };
  const field = h("form", { class: "field", onsubmit: sent }, shortcuts, area, send);
  area.before(...attaching(field));
  byId("composer").replaceChildren(suggestions.list, field, hint);
}

/** Turn the field to the conversation shown. */
export function drawComposer() {
  const channel = openChannel();
  byId("composer").hidden = store.tab === "home";
  const name = channel.kind === "im" ? titleOf(channel) : `#${titleOf(channel)}`;
  area.placeholder = canSay() ? `Write to ${name}` : "Type / for a command";
  area.setAttribute("aria-label", canSay() ? `Write to ${name}` : `Write a command to ${name}`);
  hint.textContent = advice(channel);
  const here = `${store.me.id}/${channel.kind === "im" ? "direct" : channel.id}`;
  if (here === place) return;
  written.set(place, area.value);
  place = here;
  area.value = written.get(here) ?? "";
  suggestions.close();
  fit();
}

function canSay() {
  const channel = openChannel();
  return channel.is_member && (channel.kind !== "im" || store.app.messages_writable);
}

function advice(channel) {
  if (canSay()) return "Enter sends, Shift and Enter start a new line. Commands begin with /";
  if (channel.kind === "im") return `${titleOf(channel)} does not read messages here. Type / for its commands.`;
  return "You are not in this channel. You can read it, and use commands.";
}

function onInput() {
  fit();
  suggestions.update();
}

function onKey(event) {
  if (suggestions.onKey(event) || event.isComposing) return;
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  busily(send, submit);
}

/** As high as what is written, up to the limit that the style sets. */
function fit() {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}

async function submit() {
  const text = area.value.trim();
  if (!text) return;
  const [command] = text.split(/\s/, 1);
  const isCommand = /^\/\w/.test(command);
  if (!isCommand && !canSay()) {
    tell(`Nothing was sent. ${hint.textContent}`);
    return;
  }
  const channel = store.open || undefined;
  const rest = text.slice(command.length).trim();
  suggestions.close();
  const done = await deed(isCommand ? { do: "command", command, text: rest, channel } : { do: "say", text, channel });
  if (!done) return;
  area.value = "";
  fit();
}

const use = (known) => deed({ do: "shortcut", callback_id: known.callback_id });
