// Reactions to a message, and the tools that appear beside it: react, and the app's shortcuts.

import { agreed } from "./confirm.js";
import { busily, deed } from "./deeds.js";
import { h } from "./dom.js";
import { OFFERED, drawn, spoken } from "./emoji.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { emojiName } from "./naming.js";
import { openThread } from "./panes.js";
import { isReply, nameOf, store } from "./store.js";

const DELETING = {
  title: { text: "Delete this message?" },
  text: { type: "plain_text", text: "It is gone for everyone, and cannot be brought back." },
  confirm: { text: "Delete" },
  deny: { text: "Keep it" },
  style: "danger",
};

/** The reactions under a message; pressing one adds one's own or takes it back. */
export function reactions(message) {
  if (!message.reactions.length) return null;
  const all = message.reactions.map((reaction) => pill(message, reaction));
  return h("div", { class: "reactions", role: "group", "aria-label": "Reactions" }, all);
}

function pill(message, { name, count, users }) {
  const isMine = users.includes(store.me.id);
  const toggle = (event) => busily(event.currentTarget, () => react(message, name, !isMine));
  const props = {
    type: "button",
    title: users.map(nameOf).join(", "),
    "aria-pressed": String(isMine),
    "aria-label": `${spoken(name)}, ${count} ${count === 1 ? "reaction" : "reactions"}`,
    "data-focus": `${message.ts}/reaction/${name}`,
    onclick: toggle,
  };
  return h("button", props, drawn(name), h("span", {}, String(count)));
}

function react(message, emoji, isOn) {
  return deed({ do: isOn ? "react" : "unreact", channel: store.open, ts: message.ts, emoji });
}

/** The tools of a message; one that only this person sees has none. */
export function messageTools(message) {
  if (message.ephemeral) return null;
  const focus = (name) => ({ class: "tool", "data-focus": `${message.ts}/${name}` });
  const mine = (name) => message.reactions.some((one) => one.name === name && one.users.includes(store.me.id));
  const toggle = (name) => react(message, name, !mine(name));
  const other = async () => {
    const name = await emojiName();
    if (name) await toggle(name);
  };
  const offers = () => [
    ...OFFERED.map((name) => ({ label: drawn(name), spoken: spoken(name), choose: () => toggle(name) })),
    { label: "Another…", choose: other },
  ];
  const shortcuts = store.app.shortcuts.filter((known) => known.type === "message");
  const use = (known) => deed({ do: "shortcut", callback_id: known.callback_id, channel: store.open, ts: message.ts });
  const items = () => [
    ...shortcuts.map((known) => ({ label: known.name, note: store.app.name, choose: () => use(known) })),
    ...(message.author.id === store.me.id ? own(message) : []),
  ];
  const adding = menuButton({ ...focus("react"), "aria-label": "Add a reaction" }, icon("smile"), offers);
  const more = menuButton({ ...focus("more"), "aria-label": "More actions for this message" }, icon("more"), items);
  const threading = { type: "button", ...focus("thread"), "aria-label": "Reply in thread", title: "Reply in thread" };
  const answer = h("button", { ...threading, onclick: () => openThread(rootOf(message)) }, icon("reply"));
  return h("div", { class: "tools" }, adding, answer, items().length > 0 && more);
}

const rootOf = (message) => (isReply(message) ? message.thread_ts : message.ts);

/** What one can do with a message of one's own. */
function own(message) {
  const away = async () => (await agreed(DELETING)) && deed({ do: "delete", channel: store.open, ts: message.ts });
  return [{ label: "Delete this message", choose: away }];
}
