// Keeping up with the sandbox: a stream of changes, and fetching what they touch. Then the page is drawn.

import { Trouble, changes, fetchHome, fetchMessages, fetchState } from "./api.js";
import { byId } from "./dom.js";
import { openChannel, store, take } from "./store.js";

const LOST = "The sandbox does not answer. Start it again; this page finds it by itself.";

let draw = () => {};
let stream = null;
let stale = false;
let underWay = null;

/** What to do whenever there is something new to show. */
export function onNews(listener) {
  draw = listener;
}

/** Look through someone's eyes from now on. Throws Trouble for someone who is not there. */
export async function lookAs(who) {
  stream?.close();
  const state = await fetchState(who);
  take(state);
  follow();
  await refresh();
}

/** Open a conversation. */
export function openConversation(id) {
  Object.assign(store, { open: id, tab: "messages", messages: [] });
  return refresh();
}

/** Fetch everything that is shown, and draw it; calls while one is under way make it run once more. */
export function refresh() {
  stale = true;
  underWay ??= keepFetching().finally(() => (underWay = null));
  return underWay;
}

async function keepFetching() {
  while (stale) {
    stale = false;
    try {
      if (await fetched()) draw();
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      byId("connection").textContent = trouble.message;
    }
  }
}

/** Whether what came is still what is wanted: the person may have turned to something else meanwhile. */
async function fetched() {
  const who = store.me.id;
  const state = await fetchState(who);
  if (who !== store.me.id) return false;
  take(state);
  const { open, tab } = store;
  const home = tab === "home" ? (await fetchHome(who)).view : store.home;
  const messages = open ? (await fetchMessages(who, open)).messages : [];
  if (who !== store.me.id || open !== store.open || tab !== store.tab) return false;
  Object.assign(store, { home, messages });
  openChannel().unread = 0;
  return true;
}

function follow() {
  stream = changes(store.me.id);
  stream.addEventListener("message", refresh);
  stream.addEventListener("open", () => {
    byId("connection").textContent = "";
    refresh();
  });
  stream.addEventListener("error", () => {
    byId("connection").textContent = LOST;
  });
}
