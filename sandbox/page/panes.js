// The pane beside the conversation: a thread, or the inspector, one at a time.

import { byId } from "./dom.js";
import { refresh } from "./live.js";
import { store } from "./store.js";

const left = {}; // name of a pane -> what to do when it is closed
let opener = null; // what had the focus before

/** Make an element of the page a pane, which Escape closes; `leave` is called when it is closed. */
export function setUpPane(name, leave) {
  left[name] = leave;
  byId(name).addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || byId(name).querySelector(":popover-open")) return;
    event.preventDefault();
    closePane();
  });
}

/** Which pane is open, if one is. */
export const paneOpen = () => document.body.dataset.pane ?? null;

/** Open a pane; another one is closed. */
export function openPane(name) {
  if (paneOpen() === name) return;
  const from = document.activeElement;
  if (paneOpen()) put(null);
  opener = from;
  put(name);
}

/** Close the pane, and go back to where one was. */
export function closePane() {
  if (!paneOpen()) return;
  const hadFocus = byId(paneOpen()).contains(document.activeElement);
  put(null);
  if (!hadFocus) return;
  const key = opener?.dataset?.focus;
  const back = opener?.isConnected ? opener : key && document.querySelector(`[data-focus="${CSS.escape(key)}"]`);
  back?.focus();
  if (document.activeElement !== back) byId("scroll").focus();
}

function put(name) {
  const before = paneOpen();
  if (before) byId(before).hidden = true;
  if (name) {
    byId(name).hidden = false;
    document.body.dataset.pane = name;
  } else delete document.body.dataset.pane;
  if (before) left[before]();
}

/** Open the thread of a message. */
export function openThread(ts) {
  store.thread = ts;
  openPane("thread");
  return refresh();
}
