// The pane with a thread: a message, the replies to it, and a field to reply in.

import { deed } from "./deeds.js";
import { arrange, byId, h, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { row } from "./message.js";
import { byRoot } from "./messages.js";
import { tell } from "./notes.js";
import { closePane, paneOpen, setUpPane } from "./panes.js";
import { openChannel, store, titleOf } from "./store.js";
import { writer } from "./writer.js";

const list = h("ol", { class: "messages" });
const scroll = h("section", { class: "pane-scroll", tabindex: "0", "aria-label": "The thread's messages" }, list);
const where = h("p", {});
const hint = h("p", { class: "composer-hint" });
const field = writer({ "aria-label": "Reply in the thread", placeholder: "Reply" }, reply);
let drawn = new Map(); // ts -> {message, node}
let shown = "";

/** Put the pane's frame on the page. */
export function setUpThread() {
  const says = { type: "button", class: "bare", "aria-label": "Close the thread", onclick: closePane };
  const head = h("header", { class: "pane-head" }, h("h2", { id: "thread-title" }, "Thread"), where);
  head.append(h("button", says, icon("close")));
  const notes = h("div", { class: "notes", role: "status" });
  const foot = h("div", { class: "composer" }, field.suggestions, notes, field.form, hint);
  byId("thread").replaceChildren(head, scroll, foot);
  setUpPane("thread", () => (store.thread = null));
}

/** Draw the thread that is open, or close the pane when there is none any more. */
export function drawThread() {
  const root = store.messages.find((message) => message.ts === store.thread);
  if (paneOpen() !== "thread") return;
  if (!root) {
    if (store.messages.length || !store.thread) closePane();
    return;
  }
  const here = `${store.me.id}/${store.open}/${root.ts}`;
  const isNew = here !== shown;
  shown = here;
  const all = [root, ...(byRoot().get(root.ts) ?? [])];
  const before = isNew ? new Map() : drawn;
  drawn = new Map(all.map((message) => [message.ts, kept(message, before)]));
  where.textContent = openChannel().kind === "im" ? `With ${titleOf(openChannel())}` : `In #${titleOf(openChannel())}`;
  keepingFocus(scroll, () => arrange(list, all.map((message) => drawn.get(message.ts).node)));
  if (isNew || before.size < drawn.size) scroll.scrollTop = scroll.scrollHeight;
  drawField(isNew);
}

function kept(message, before) {
  const known = before.get(message.ts);
  return known?.message === message ? known : { message, node: row(message, { place: "thread-" }) };
}

function drawField(isNew) {
  const canReply = openChannel().is_member && (openChannel().kind !== "im" || store.app.messages_writable);
  field.form.hidden = !canReply;
  hint.textContent = canReply ? "Commands work in the conversation itself." : "You can read here; you cannot reply.";
  if (!isNew) return;
  field.clear();
  (canReply ? field.area : scroll).focus();
}

function reply(text) {
  if (!/^\/\w/.test(text)) return deed({ do: "say", text, channel: store.open, thread_ts: store.thread });
  tell("Nothing was sent: Slack takes no commands in a thread. Write it in the conversation itself.");
  return false;
}
