// One passage between the app and Slack: a line, and beneath it, when it is opened, what was said in full.

import { h } from "./dom.js";
import { store } from "./store.js";
import { exactTime } from "./time.js";

/** The kinds of passages: what the filter calls them, which way they go, and what stands over the two bodies. */
export const KINDS = {
  api: { label: "Calls of the Web API", way: "App calls Slack", asked: "Arguments", answered: "Answer" },
  events_api: { label: "Events", way: "Slack tells the app", asked: "Event", answered: "Acknowledgement" },
  interactive: { label: "Clicks and forms", way: "Slack tells the app", asked: "Payload", answered: "Acknowledgement" },
  slash_commands: { label: "Commands", way: "Slack tells the app", asked: "Payload", answered: "Acknowledgement" },
  response_url: { label: "Late answers", way: "App answers Slack", asked: "Body", answered: "Answer" },
};

/** Whether these words, in small letters, stand somewhere in a passage. */
export function says(passage, words) {
  const { name, status, kind, asked, answered } = passage;
  return !words || [name, status, KINDS[kind].way, asked, answered].some((text) => text.toLowerCase().includes(words));
}

/** A row for the list. */
export function passageRow(passage) {
  const isFine = passage.status === "ok";
  const time = h("time", {}, exactTime(new Date(passage.at * 1000), store.me.tz));
  const way = h("span", { class: "way" }, KINDS[passage.kind].way);
  const status = h("span", { class: isFine ? "status" : "status status-bad" }, passage.status);
  const spent = h("span", { class: "spent" }, `${spentIn(passage.duration_ms)} ms`);
  const summary = h("summary", {}, time, way, h("strong", {}, passage.name), status, spent);
  const details = h("details", { class: "passage" }, summary);
  details.addEventListener("toggle", () => details.open && fill(details, passage));
  return h("li", {}, details);
}

const spentIn = (milliseconds) => milliseconds.toFixed(milliseconds < 10 ? 1 : 0);

/** Bodies are laid out when somebody wants to read them, once. */
function fill(details, { kind, asked, answered }) {
  if (details.childElementCount > 1) return;
  details.append(body(KINDS[kind].asked, asked), body(KINDS[kind].answered, answered));
}

function body(name, raw) {
  if (!raw) return h("p", { class: "body-none" }, `${name}: empty`);
  const text = pretty(raw);
  const told = h("span", { role: "status" });
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    told.textContent = "Copied";
  };
  const button = { type: "button", class: "textual", "aria-label": `Copy: ${name}`, onclick: copy };
  const head = h("div", { class: "body-head" }, h("strong", {}, name), told, h("button", button, "Copy"));
  return h("div", {}, head, h("pre", { tabindex: "0", role: "group", "aria-label": name }, text));
}

/** JSON with a line for each value; what is none, such as what was cut, as it is. */
function pretty(raw) {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw;
  }
}
