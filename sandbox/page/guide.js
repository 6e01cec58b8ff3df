// The strip at the top that leads a visitor through what there is to see: steps to take, and deeds of the host's own.
// It shows the place of a step; what is to be done there, the visitor does.

import { Trouble, askGuide } from "./api.js";
import { busily } from "./deeds.js";
import { arrange, byId, freshId, h, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { refresh } from "./live.js";
import { nameOf, store } from "./store.js";

const progress = h("span", {}); // which step has just been done
const outcome = h("span", {}); // what came of a deed
const said = h("p", { class: "guide-said", role: "status" }, progress, " ", outcome);
let isFolded = false;
let shown = "";
let done = null; // the ids of the steps that were done when the strip was drawn last

/** Draw the strip, where there is a guide; `show` is called with the step whose place is to be shown. */
export function drawGuide(show) {
  const { guide } = store;
  byId("guide").hidden = !guide;
  const state = JSON.stringify([guide, isFolded]);
  if (!guide || state === shown) return;
  shown = state;
  tellProgress(guide);
  const next = nextStep();
  const items = guide.steps.map((step) => item(step, step === next, show));
  const steps = h("ol", { class: "steps", hidden: isFolded }, items);
  const wanted = [top(guide), said, steps];
  keepingFocus(byId("guide"), () => arrange(byId("guide"), wanted));
}

/** The first step that is not done, if there is a guide. */
export const nextStep = () => store.guide?.steps.find((step) => !step.is_done);

/** The button of the deed by which a step is done, where there is one. */
export const deedButtonOf = (step) =>
  step.deed ? document.querySelector(`[data-focus="${CSS.escape(`guide/deed/${step.deed}`)}"]`) : null;

function top({ steps, deeds }) {
  const needed = steps.filter((step) => !step.is_optional);
  const count = needed.filter((step) => step.is_done).length;
  const fold = () => {
    isFolded = !isFolded;
    refresh();
  };
  const props = { type: "button", class: "textual", "data-focus": "guide/fold", "aria-expanded": String(!isFolded) };
  const words = h("strong", {}, `${count} of ${needed.length} steps done`);
  const folding = h("button", { ...props, onclick: fold }, `${isFolded ? "Show" : "Hide"} the guide`);
  const isBusy = deeds.some((deed) => deed.is_busy);
  return h("div", { class: "guide-top" }, words, deeds.map((deed) => deedButton(deed, isBusy)), folding);
}

function item(step, isNext, show) {
  const state = step.is_done ? "Done" : step.is_optional ? "If you like" : isNext ? "Next" : "Later";
  const about = { class: isNext ? "step step-next" : "step", "aria-current": isNext ? "step" : null };
  const sign = h("span", { class: "step-state" }, step.is_done && icon("check"), state);
  const name = `Show me: ${step.title}`;
  const props = { type: "button", class: "textual", "aria-label": name, "data-focus": `guide/show/${step.id}` };
  const button = h("button", { ...props, onclick: () => show(step) }, "Show me");
  const hint = h("p", { class: "step-hint" }, step.hint);
  const showing = h("div", {}, button, h("span", { class: "step-as" }, `as ${nameOf(step.as).split(" ")[0]}`));
  return h("li", about, h("div", { class: "step-head" }, sign, h("strong", {}, step.title)), hint, showing);
}

/** A deed as a button; while one is under way, none can be asked for, but each keeps the focus that it has. */
function deedButton(deed, isBusy) {
  const id = freshId();
  const props = { type: "button", class: "button", "aria-describedby": id, "data-focus": `guide/deed/${deed.id}` };
  const ask = (event) => !isBusy && busily(event.currentTarget, () => run(deed));
  const busy = { "aria-busy": deed.is_busy ? "true" : null, "aria-disabled": isBusy ? "true" : null };
  const button = h("button", { ...props, ...busy, title: deed.hint, onclick: ask }, deed.label);
  const about = h("span", { id, class: "unseen" }, deed.is_busy ? "Under way" : deed.hint);
  return h("span", { class: "deed" }, button, about);
}

async function run(deed) {
  progress.textContent = "";
  outcome.textContent = `${deed.label}: under way…`;
  try {
    outcome.textContent = (await askGuide(deed.id)).said;
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    outcome.textContent = trouble.message;
  }
  await refresh();
}

/** Say which step has just been done, and which comes next. */
function tellProgress({ steps, closing }) {
  const now = new Set(steps.filter((step) => step.is_done).map((step) => step.id));
  const fresh = done && steps.filter((step) => now.has(step.id) && !done.has(step.id));
  done = now;
  const next = steps.find((step) => !step.is_done && !step.is_optional);
  if (!next && !fresh?.length) progress.textContent = closing; // also for who comes when all is done
  if (!fresh?.length) return;
  const names = fresh.map((step) => step.title).join(", ");
  progress.textContent = `Done: ${names}. ${next ? `Next: ${next.title}.` : closing}`;
}
