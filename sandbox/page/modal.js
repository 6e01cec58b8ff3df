// The modal on top of the person's stack. What is typed stays here until a button is pressed or the form is sent.

import { blocks } from "./blocks.js";
import { busily, deed } from "./deeds.js";
import { byId, h, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { heldIn, store } from "./store.js";

const FIRST = ".modal-body :is(input, select, textarea, button):not(.chip *)";

let shown = { id: "", said: "" };
let drafts = new Map(); // view id -> Map of block id -> {block, spec, value}

/** Draw the modal on top, or close the dialog when none is open. */
export function drawModal() {
  const dialog = byId("modal");
  const view = store.views.at(-1);
  drafts = new Map(store.views.map((open) => [open.id, drafts.get(open.id) ?? new Map()]));
  if (!view) {
    shown = { id: "", said: "" };
    if (dialog.open) dialog.close();
    return;
  }
  const said = JSON.stringify([view.hash, view.errors, store.views.length]);
  if (view.id === shown.id && said === shown.said && dialog.open) return;
  const isAnother = view.id !== shown.id;
  shown = { id: view.id, said };
  redraw(dialog, view, isAnother);
}

function redraw(dialog, view, isAnother) {
  const from = isAnother ? 0 : dialog.querySelector(".modal-body")?.scrollTop ?? 0;
  keepingFocus(dialog, () => dialog.replaceChildren(form(view)));
  dialog.oncancel = (event) => {
    event.preventDefault();
    close();
  };
  if (!dialog.open) dialog.showModal();
  readable(dialog.querySelector(".modal-body")).scrollTop = from;
  const wrong = dialog.querySelector(".wrong :is(input, select, textarea)");
  const first = dialog.querySelector("[autofocus]") ?? dialog.querySelector(FIRST) ?? dialog.querySelector("h2");
  if (wrong) wrong.focus();
  else if (isAnother || !dialog.contains(document.activeElement)) first.focus();
}

/** Text without anything to press takes the focus itself, so that the keyboard can scroll it. */
function readable(body) {
  if (body.querySelector("a, button, input, select, textarea")) return body;
  const about = { tabindex: "0", role: "group", "aria-labelledby": "modal-title" };
  for (const [name, value] of Object.entries(about)) body.setAttribute(name, value);
  return body;
}

function form(view) {
  const isOver = store.views.length > 1;
  const away = h("button", { type: "button", class: "bare", "aria-label": isOver ? "Back" : "Close", onclick: close });
  away.append(icon(isOver ? "back" : "close"));
  const title = h("h2", { id: "modal-title", tabindex: "-1" }, view.title.text);
  const send = view.submit && h("button", { class: "button button-primary", "data-focus": "submit" }, view.submit.text);
  const leave = h("button", { type: "button", class: "button", "data-focus": "close", onclick: close });
  leave.append(view.close?.text ?? (view.submit ? "Cancel" : "Close"));
  const sent = (event) => {
    event.preventDefault();
    if (send) busily(send, () => deed({ do: "submit", values: filledIn(view) }));
  };
  return h(
    "form",
    { novalidate: true, onsubmit: sent, class: isOver ? "over" : "" },
    h("header", { class: "modal-head" }, isOver && away, title, !isOver && away),
    h("div", { class: "modal-body" }, blocks(view.blocks, surface(view))),
    h("div", { class: "notes", role: "status" }),
    h("footer", { class: "modal-foot" }, leave, send),
  );
}

const close = () => deed({ do: "close" });

/** What was typed or chosen since the modal came, by block id. */
function filledIn(view) {
  const there = new Set(view.blocks.map((block) => block.block_id));
  const mine = [...drafts.get(view.id).values()].filter((draft) => there.has(draft.block.block_id));
  return Object.fromEntries(mine.map((draft) => [draft.block.block_id, draft.value]));
}

function surface(view) {
  const mine = drafts.get(view.id);
  const place = (block, spec) => ({ view_id: view.id, block_id: block.block_id, action_id: spec.action_id });
  const wish = (block, spec, value) => ({ do: "press", ...place(block, spec), value });
  return {
    key: view.id,
    heading: "h3",
    errors: view.errors,
    place,
    value: (block, spec) => {
      const draft = mine.get(block.block_id);
      const held = heldIn(view.state?.values?.[block.block_id]?.[spec.action_id]);
      return draft?.spec.action_id === spec.action_id ? draft.value : held;
    },
    keep: (block, spec, value) => mine.set(block.block_id, { block, spec, value }),
    press: async (block, spec, value) => {
      const silent = [...mine.values()].filter((draft) => !draft.block.dispatch_action && draft.block !== block);
      for (const draft of silent) if (!(await deed(wish(draft.block, draft.spec, draft.value)))) return;
      await deed(wish(block, spec, value));
    },
  };
}
