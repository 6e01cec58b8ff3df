// The messages of the conversation shown. Only those that changed are drawn anew.

import { blocks } from "./blocks.js";
import { picture } from "./controls.js";
import { deed } from "./deeds.js";
import { byId, h, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { link, mrkdwn } from "./mrkdwn.js";
import { speak } from "./notes.js";
import { face } from "./people.js";
import { messageTools, reactions } from "./reactions.js";
import { heldIn, nameOf, openChannel, person, store } from "./store.js";
import { dayHeading, inFull, moment, timeOf } from "./time.js";

const NEAR = 120; // pixels from the newest message within which a person is taken to follow the conversation

let shown = ""; // whose view of which conversation is drawn
let drawn = new Map(); // ts -> {said, node}

/** Draw the conversation shown. */
export function drawMessages() {
  const scroll = byId("scroll");
  const isNew = shown !== `${store.me.id}/${store.open}`;
  const follows = isNew || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
  if (isNew) drawn = new Map();
  shown = `${store.me.id}/${store.open}`;
  const before = drawn;
  drawn = new Map(threaded(store.messages).map((message) => [message.ts, kept(message, before)]));
  keepingFocus(byId("messages"), () => redraw(isNew));
  if (follows && lastOf(before) !== lastOf(drawn)) scroll.scrollTop = scroll.scrollHeight;
  if (!isNew) announce(before);
}

const lastOf = (some) => [...some.keys()].at(-1);

/** Replies stand below what they reply to. */
function threaded(messages) {
  const roots = new Set(messages.map((message) => message.ts));
  const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts && roots.has(message.thread_ts);
  return messages
    .filter((message) => !isReply(message))
    .flatMap((root) => [root, ...messages.filter((message) => isReply(message) && message.thread_ts === root.ts)]);
}

function kept(message, before) {
  const said = JSON.stringify([message, store.me.tz]);
  const known = before.get(message.ts);
  return known?.said === said ? known : { said, node: row(message) };
}

function redraw(isNew) {
  const list = byId("messages");
  const wanted = [];
  let day = "";
  for (const message of threaded(store.messages)) {
    const heading = dayHeading(moment(message.ts), store.me.tz, new Date(store.now));
    const isReply = message.thread_ts && message.thread_ts !== message.ts;
    if (heading !== day && !isReply) {
      wanted.push(dayRow(heading, list));
      day = heading;
    }
    wanted.push(drawn.get(message.ts).node);
  }
  if (!wanted.length) wanted.push(emptiness());
  if (isNew) list.replaceChildren();
  for (const node of [...list.children]) if (!wanted.includes(node)) node.remove();
  wanted.forEach((node, place) => {
    if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null);
  });
}

function dayRow(heading, list) {
  const known = [...list.children].find((node) => node.dataset.day === heading);
  return known ?? h("li", { class: "day", "data-day": heading }, h("span", {}, heading));
}

function emptiness() {
  const commands = store.app.commands.map((known) => known.command).join(", ");
  const words = commands ? `Nothing here yet. Type a command to begin: ${commands}.` : "Nothing here yet.";
  return h("li", { class: "empty" }, openChannel().kind === "im" ? words : "Nothing here yet.");
}

function row(message) {
  const author = person(message.author.id) ?? { ...message.author, real_name: message.author.name };
  const when = moment(message.ts);
  const time = h("time", { datetime: when.toISOString(), title: inFull(when, store.me.tz) }, timeOf(when, store.me.tz));
  const tag = author.is_bot && h("span", { class: "tag" }, "App");
  const head = h("div", { class: "message-head" }, h("strong", {}, author.real_name || author.name), tag, time);
  const isReply = message.thread_ts && message.thread_ts !== message.ts;
  const looks = ["message", message.ephemeral && "ephemeral", isReply && "reply"].filter(Boolean).join(" ");
  const body = h("div", { class: "message-body" }, head, said(message), files(message), reactions(message));
  return h("li", { class: looks }, face(author), body, messageTools(message));
}

function said(message) {
  const note = message.ephemeral && h("p", { class: "only-you" }, icon("eye"), "Only visible to you");
  const edited = message.edited && !message.author.is_bot && h("small", { class: "edited" }, " (edited)");
  const words = message.blocks.length ? blocks(message.blocks, surface(message)) : mrkdwn(message.text);
  return [note, words, edited];
}

function files(message) {
  return message.files.map((file) =>
    (file.mimetype ?? "").startsWith("image/")
      ? picture(file.url_private, file.alt_txt || file.title || file.name)
      : h("p", { class: "file" }, link(file.url_private, file.title || file.name)),
  );
}

/** A message as a place where one can press and choose. */
function surface(message) {
  const [channel, ts] = [store.open, message.ts];
  return {
    key: ts,
    heading: "h2",
    errors: {},
    value: (block, spec) => heldIn(message.state[block.block_id]?.[spec.action_id]),
    press: (block, spec, value) =>
      deed({ do: "press", channel, ts, block_id: block.block_id, action_id: spec.action_id, value }),
  };
}

function announce(before) {
  const fresh = store.messages.filter((message) => !before.has(message.ts) && message.author.id !== store.me.id);
  if (fresh.length) speak(fresh.map((message) => `${nameOf(message.author.id)}: ${message.plain}`).join(" "));
}
