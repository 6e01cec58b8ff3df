// The field to write in under a conversation: messages, and slash commands; and the app's global shortcuts.

import { attaching } from "./attach.js";
import { deed } from "./deeds.js";
import { byId, h } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { tell } from "./notes.js";
import { openChannel, store, titleOf } from "./store.js";
import { writer } from "./writer.js";

const hint = h("p", { id: "composer-hint", class: "composer-hint" });
const field = writer({ id: "write", "aria-describedby": hint.id }, submit);
const written = new Map(); // what is not sent yet, by person and conversation
let place = "";

/** Put the field on the page; it stays while everything around it is drawn anew. */
export function setUpComposer() {
  const items = () =>
    store.app.shortcuts
      .filter((known) => known.type === "global")
      .map((known) => ({ label: known.name, note: store.app.name, choose: () => use(known) }));
  const face = [icon("bolt"), "Shortcuts"];
  const shortcuts = menuButton({ class: "tool tool-named", "aria-label": "Shortcuts" }, face, items);
  field.form.prepend(shortcuts, ...attaching(field.form));
  byId("composer").replaceChildren(field.suggestions, field.form, hint);
}

/** Turn the field to the conversation shown. */
export function drawComposer() {
  const channel = openChannel();
  byId("composer").hidden = store.tab === "home";
  const name = channel.kind === "im" ? titleOf(channel) : `#${titleOf(channel)}`;
  field.area.placeholder = canSay() ? `Write to ${name}` : "Type / for a command";
  field.area.setAttribute("aria-label", canSay() ? `Write to ${name}` : `Write a command to ${name}`);
  hint.textContent = advice(channel);
  const here = `${store.me.id}/${channel.kind === "im" ? "direct" : channel.id}`;
  if (here === place) return;
  written.set(place, field.area.value);
  place = here;
  field.fill(written.get(here) ?? "");
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

function submit(text) {
  const [command] = text.split(/\s/, 1);
  const isCommand = /^\/\w/.test(command);
  const known = store.app.commands.map((one) => one.command);
  if (isCommand && !known.includes(command)) {
    tell(`There is no command ${command} here. ${known.length ? `There are: ${known.join(", ")}.` : ""}`.trim());
    return false;
  }
  if (!isCommand && !canSay()) {
    tell(`Nothing was sent. ${hint.textContent}`);
    return false;
  }
  const channel = store.open || undefined;
  const rest = text.slice(command.length).trim();
  return deed(isCommand ? { do: "command", command, text: rest, channel } : { do: "say", text, channel });
}

const use = (known) => deed({ do: "shortcut", callback_id: known.callback_id });
