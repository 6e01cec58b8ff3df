// The messages of the conversation shown. Only those that changed are drawn anew.

import { arrange, byId, h, keepingFocus } from "./dom.js";
import { row } from "./message.js";
import { speak } from "./notes.js";
import { isReply, nameOf, openChannel, store } from "./store.js";
import { dayHeading, dayOf, moment } from "./time.js";

const NEAR = 120; // pixels from the newest message within which a person is taken to follow the conversation

let shown = ""; // whose view of which conversation is drawn
let follows = true; // whether the newest message is in sight
let arrived = ""; // ts of the first of those that came last, while the newest were in sight
let put = null; // where the page itself has scrolled to, so that a message can be read from its top
let drawn = new Map(); // ts -> {message, about, said, day, node}
let heard = new Set(); // the timestamps that have been there
const newLine = h("li", { class: "day fresh" }, "New");

/** Keep the newest message in sight of who follows the conversation, whatever grows above or below it. */
export function setUpMessages() {
  const scroll = byId("scroll");
  scroll.addEventListener("scroll", () => {
    if (scroll.scrollTop === put) return;
    put = null;
    follows = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
  });
  const watching = new ResizeObserver(() => follows && store.tab === "messages" && follow());
  watching.observe(scroll);
}

function toNewest() {
  put = null;
  byId("scroll").scrollTo(0, byId("scroll").scrollHeight);
}

/** Show the newest; what has just come is read from its beginning, where it is longer than what can be seen. */
function follow() {
  toNewest();
  const { node } = drawn.get(arrived) ?? {};
  if (node && isAbove(node)) toTop(node);
}

const isAbove = (node) => node.getBoundingClientRect().top < byId("scroll").getBoundingClientRect().top;

/** Show a message from its top, and stay there whatever comes. */
function toTop(node) {
  node.scrollIntoView();
  put = byId("scroll").scrollTop;
  follows = false;
}

/** Turn to the newest message that says these words, and put the focus there; false where none does. */
export function turnToMessage(words) {
  const found = words && store.messages.findLast(({ ts, plain }) => drawn.has(ts) && plain.includes(words));
  if (!found) return false;
  const { node } = drawn.get(found.ts);
  toTop(node);
  node.focus({ preventScroll: true });
  return true;
}

/** Draw the conversation shown. */
export function drawMessages() {
  const here = `${store.me.id}/${store.open}/${store.tab}/${store.me.tz}`;
  const isNew = shown !== here;
  const stays = isNew || follows;
  if (isNew) drawn = new Map();
  shown = here;
  const before = drawn;
  const replies = byRoot();
  const roots = store.messages.filter((message) => !isReply(message) || !replies.has(message.thread_ts));
  drawn = new Map(roots.map((message) => [message.ts, kept(message, replies.get(message.ts) ?? [], before)]));
  keepingFocus(byId("messages"), () => arrange(byId("messages"), rows(roots)));
  if (stays && lastOf(before) !== lastOf(drawn)) {
    arrived = before.size ? [...drawn.keys()].find((ts) => ts > lastOf(before)) : "";
    follow();
  }
  if (isNew && newLine.isConnected && isAbove(newLine)) newLine.scrollIntoView();
  announce(isNew);
}

const lastOf = (some) => [...some.keys()].at(-1);

/** The replies to each message that is there. */
export function byRoot() {
  const there = new Set(store.messages.map((message) => message.ts));
  const found = new Map();
  for (const message of store.messages) {
    if (!isReply(message) || !there.has(message.thread_ts)) continue;
    if (!found.has(message.thread_ts)) found.set(message.thread_ts, []);
    found.get(message.thread_ts).push(message);
  }
  return found;
}

/** What was drawn of a message, if nothing of it has changed since. */
function kept(message, replies, before) {
  const known = before.get(message.ts);
  const about = `${replies.length} ${replies.at(-1)?.ts}`;
  if (known?.message === message && known.about === about) return known;
  const said = JSON.stringify(message);
  if (known?.said === said && known.about === about) return Object.assign(known, { message });
  const day = dayOf(moment(message.ts), store.me.tz);
  return { message, about, said, day, node: row(message, { replies }) };
}

/** The messages with a heading for each day, and a line above the first unread one. */
function rows(roots) {
  const wanted = [];
  const fresh = roots.find((message) => store.read && message.ts > store.read && message.author.id !== store.me.id);
  let day = "";
  for (const message of roots) {
    const known = drawn.get(message.ts);
    if (known.day !== day) wanted.push(dayRow(dayHeading(moment(message.ts), store.me.tz, new Date(store.now))));
    day = known.day;
    if (message === fresh) wanted.push(newLine);
    wanted.push(known.node);
  }
  return wanted.length ? wanted : [emptiness()];
}

/** The heading of a day; the one that is there already is kept, so that nothing moves. */
function dayRow(words) {
  const there = [...byId("messages").querySelectorAll(".day")].find((node) => node.textContent === words);
  return there ?? h("li", { class: "day" }, words);
}

function emptiness() {
  const commands = store.app.commands.map((known) => known.command).join(", ");
  const words = commands ? `Nothing here yet. Type a command to begin: ${commands}.` : "Nothing here yet.";
  return h("li", { class: "empty" }, openChannel().kind === "im" ? words : "Nothing here yet.");
}

/** Tell a screen reader what others have written meanwhile, here or in a thread. */
function announce(isNew) {
  const known = heard;
  heard = new Set(store.messages.map((message) => message.ts));
  if (isNew) return;
  const fresh = store.messages.filter((message) => !known.has(message.ts) && message.author.id !== store.me.id);
  if (fresh.length) speak(fresh.map((message) => `${nameOf(message.author.id)}: ${message.plain}`).join(" "));
}
