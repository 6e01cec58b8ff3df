// One message, in the conversation or in the pane of its thread.

import { blocks } from "./blocks.js";
import { picture } from "./controls.js";
import { busily, deed } from "./deeds.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { link, mrkdwn } from "./mrkdwn.js";
import { openThread } from "./panes.js";
import { face } from "./people.js";
import { messageTools, reactions } from "./reactions.js";
import { heldIn, nameOf, person, store } from "./store.js";
import { dayHeading, inFull, moment, timeOf } from "./time.js";

/** A message; `replies` are those to it, `place` keeps what stands twice on the page apart. */
export function row(message, { replies = [], place = "" } = {}) {
  const author = person(message.author.id) ?? { ...message.author, real_name: "" };
  const when = moment(message.ts);
  const full = inFull(when, store.me.tz);
  const time = h("time", { datetime: when.toISOString(), title: full }, timeOf(when, store.me.tz));
  const tag = author.is_bot && h("span", { class: "tag" }, "App");
  const head = h("div", { class: "message-head" }, h("strong", {}, author.real_name || author.name), tag, time);
  const body = [head, said(message, place), files(message), reactions(message), answers(message, replies)];
  const looks = message.ephemeral ? "message ephemeral" : "message";
  const about = { class: looks, tabindex: "-1", "data-focus": place + message.ts };
  return h("li", about, face(author), h("div", { class: "message-body" }, body), messageTools(message));
}

function said(message, place) {
  const edited = message.edited && !message.author.is_bot && h("small", { class: "edited" }, " (edited)");
  const words = message.blocks.length ? blocks(message.blocks, surface(message, place)) : mrkdwn(message.text);
  return [message.ephemeral && onlyYou(message), words, edited];
}

function onlyYou({ ts }) {
  const away = () => deed({ do: "dismiss", channel: store.open, ts });
  const says = { type: "button", class: "textual", "data-focus": `${ts}/dismiss` };
  const dismiss = h("button", { ...says, onclick: (event) => busily(event.currentTarget, away) }, "Dismiss");
  return h("p", { class: "only-you" }, icon("eye"), "Only visible to you", dismiss);
}

function files(message) {
  return message.files.map((file) =>
    (file.mimetype ?? "").startsWith("image/")
      ? picture(file.url_private, file.alt_txt || file.title || file.name)
      : h("p", { class: "file" }, link(file.url_private, file.title || file.name)),
  );
}

/** How many have answered, which opens the thread. */
function answers(message, replies) {
  if (!replies.length) return null;
  const writers = [...new Set(replies.map((reply) => reply.author.id))].slice(0, 3);
  const faces = writers.map((id) => face(person(id) ?? { id, name: nameOf(id) }, "face-small"));
  const when = moment(replies.at(-1).ts);
  const day = dayHeading(when, store.me.tz, new Date(store.now));
  const last = h("small", {}, `Last one ${day === "Today" ? "at" : `${day},`} ${timeOf(when, store.me.tz)}`);
  const says = { type: "button", class: "replies", "data-focus": `${message.ts}/replies` };
  const words = h("span", {}, replies.length === 1 ? "1 reply" : `${replies.length} replies`);
  return h("button", { ...says, onclick: () => openThread(message.ts) }, faces, words, last);
}

/** A message as a place where one can press and choose. */
function surface(message, place) {
  const at = { channel: store.open, ts: message.ts };
  const element = (block, spec) => ({ ...at, block_id: block.block_id, action_id: spec.action_id });
  return {
    key: `${place}${message.ts}`,
    heading: "h2",
    errors: {},
    value: (block, spec) => heldIn(message.state[block.block_id]?.[spec.action_id]),
    press: (block, spec, value) => deed({ do: "press", ...element(block, spec), value }),
    place: element,
  };
}
