// The inspector: what passes between the app and Slack, live and raw. It listens only while it is open.

import { passages } from "./api.js";
import { byId, freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { closePane, openPane, paneOpen, setUpPane } from "./panes.js";
import { KINDS, passageRow, says } from "./passage.js";

const MOST = 500; // as many as the sandbox keeps with their bodies

const list = h("ol", { class: "passages", "data-focus": "inspector/list" });
const scroll = h("section", { class: "pane-scroll", tabindex: "0", "aria-label": "What passed, newest first" }, list);
const words = h("input", { type: "search", id: freshId(), placeholder: "Method, status or text", oninput: filter });
const kinds = h("select", { id: freshId(), onchange: filter });
const looks = { type: "button", class: "quiet-button" };
const pausing = h("button", { ...looks, "aria-pressed": "false", onclick: pause }, "Pause");
const clearing = h("button", { ...looks, onclick: clear }, "Clear");
const count = h("p", { class: "inspector-count", role: "status" });

let shown = []; // {passage, node}, newest first
let waiting = []; // passages that came since the list was drawn last
let stream = null;
let last = 0; // the number of the newest passage that came

/** Put the pane's frame on the page; `opening` is called when the button opens it. */
export function setUpInspector(opening) {
  const opener = byId("show-inspector");
  opener.addEventListener("click", () => {
    opening();
    if (paneOpen() === "inspector") closePane();
    else open();
  });
  kinds.append(h("option", { value: "" }, "Everything"));
  for (const [kind, { label }] of Object.entries(KINDS)) kinds.append(h("option", { value: kind }, label));
  const close = { type: "button", class: "bare", "aria-label": "Close the inspector", onclick: closePane };
  const about = h("p", {}, "Between the app and Slack");
  const head = h("header", { class: "pane-head" }, h("h2", { id: "inspector-title" }, "Inspector"), about);
  head.append(h("button", close, icon("close")));
  const filters = [h("label", { for: words.id }, "Filter"), words, h("label", { for: kinds.id }, "Kind"), kinds];
  const tools = [h("div", { class: "filters" }, filters), pausing, clearing, count];
  byId("inspector").replaceChildren(head, h("div", { class: "inspector-tools" }, tools), scroll);
  setUpPane("inspector", () => {
    opener.setAttribute("aria-expanded", "false");
    listen(false);
  });
}

function open() {
  openPane("inspector");
  byId("show-inspector").setAttribute("aria-expanded", "true");
  listen(!isPaused());
  words.focus();
}

const isPaused = () => pausing.getAttribute("aria-pressed") === "true";

function pause() {
  pausing.setAttribute("aria-pressed", String(!isPaused()));
  listen(!isPaused());
  tellCount();
}

/** Open the stream where it was left, or close it. */
function listen(isOn) {
  stream?.close();
  stream = null;
  if (!isOn) return;
  stream = passages(last);
  stream.addEventListener("message", (event) => take(JSON.parse(event.data)));
}

/** Many may come at once: they are drawn together, with the next frame. */
function take(passage) {
  if (!waiting.length) window.requestAnimationFrame(drawWaiting);
  last = passage.number;
  waiting.push(passage);
  if (waiting.length > MOST) waiting.shift();
}

function drawWaiting() {
  const fresh = waiting.reverse().map((passage) => ({ passage, node: passageRow(passage) }));
  waiting = [];
  for (const one of fresh) one.node.hidden = !fits(one.passage);
  list.prepend(...fresh.map((one) => one.node));
  shown = [...fresh, ...shown];
  for (const old of shown.splice(MOST)) old.node.remove();
  tellCount();
}

function filter() {
  for (const one of shown) one.node.hidden = !fits(one.passage);
  tellCount();
}

function fits(passage) {
  return (!kinds.value || passage.kind === kinds.value) && says(passage, words.value.trim().toLowerCase());
}

function clear() {
  shown = [];
  list.replaceChildren();
  tellCount();
}

function tellCount() {
  const seen = shown.filter((one) => !one.node.hidden).length;
  const some = seen === shown.length ? `${seen} shown` : `${seen} of ${shown.length} shown`;
  count.textContent = isPaused() ? `${some}. Paused: what passes now comes when you go on.` : `${some}, newest first`;
}
