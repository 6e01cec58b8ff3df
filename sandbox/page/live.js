// Keeping up with the sandbox: a stream of changes, and fetching only what they touch. Then the page is drawn.

import { Trouble, changes, fetchHome, fetchMessages, fetchState } from "./api.js";
import { byId } from "./dom.js";
import { released } from "./presses.js";
import { merge, openChannel, store, take } from "./store.js";

const LOST = "The sandbox does not answer. Start it again; this page finds it by itself.";
const OF_MESSAGES = new Set(["message", "message_changed", "message_deleted", "reaction_added", "reaction_removed"]);

let draw = () => {};
let stream = null;
let underWay = null;
let loaded = ""; // whose view of which conversation `store.messages` is
let stale = nothing();

/** What is to be fetched: everything around, the Home tab, the whole conversation, or some of its messages. */
function nothing() {
  return { around: false, home: false, whole: false, some: new Set() };
}

/** What to do whenever there is something new to show; the listener is told whether it is messages only. */
export function onNews(listener) {
  draw = listener;
}

/** Look through someone's eyes from now on. Throws Trouble for someone who is not there. */
export async function lookAs(who) {
  const state = await fetchState(who);
  stream?.close();
  store.thread = null;
  take(state);
  follow();
  await refresh();
}

/** Open a conversation, on one of its tabs. */
export function openConversation(id, tab = "messages") {
  if (id !== store.open || tab !== store.tab) {
    store.messages = [];
    loaded = "";
  }
  Object.assign(store, { open: id, tab, thread: null });
  return refresh();
}

/** Fetch what is around, and the message at `ts` if there is one; others come when changes tell of them. */
export function refresh(ts = null) {
  stale.around = stale.home = true;
  if (ts) stale.some.add(ts);
  return keepUp();
}

/** Fetch what is stale; calls while one is under way make it run once more. */
function keepUp() {
  underWay ??= keepFetching().finally(() => (underWay = null));
  return underWay;
}

async function keepFetching() {
  while (stale.around || stale.home || stale.whole || stale.some.size) {
    const wanted = stale;
    stale = nothing();
    try {
      if (await fetched(wanted)) draw({ isOnlyMessages: !wanted.around && !wanted.home });
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      loaded = ""; // what was to come is lost: all of it is fetched again with the next change
      byId("connection").textContent = trouble.message;
    }
  }
}

/** Whether what came is still what is wanted: the person may have turned to something else meanwhile. */
async function fetched(wanted) {
  const who = store.me.id;
  if (wanted.around) {
    const state = await fetchState(who);
    if (who !== store.me.id) return false;
    take(state);
  }
  const { open, tab } = store;
  const home = wanted.home && tab === "home" ? (await fetchHome(who)).view : store.home;
  const said = await fetchedMessages(who, wanted);
  await released();
  if (who !== store.me.id || open !== store.open || tab !== store.tab) return turnedAway();
  store.home = home;
  said();
  if (store.tab !== "home") openChannel().unread = 0;
  return true;
}

/** What was fetched for one place is for another one by now, where all is to be fetched. */
function turnedAway() {
  stale.around = stale.home = stale.whole = true;
  return false;
}

/** Fetch the whole conversation when it was not there yet, else what changed; answers with how to take it over. */
async function fetchedMessages(who, { whole, some }) {
  const place = `${who}/${store.open}`;
  if (store.tab === "home") {
    loaded = ""; // what comes meanwhile is not read, and is fetched when the person turns to the messages again
    return () => {};
  }
  if (!store.open) return () => Object.assign(store, { messages: [], read: "" });
  if (whole || place !== loaded) {
    const { messages, read } = await fetchMessages(who, store.open);
    return () => {
      Object.assign(store, place === loaded ? { messages } : { messages, read });
      loaded = place;
    };
  }
  if (!some.size) return () => {};
  const { messages } = await fetchMessages(who, store.open, [...some].join(","));
  return () => merge(some, messages);
}

function follow() {
  stream = changes(store.me.id);
  stream.addEventListener("message", (event) => hear(JSON.parse(event.data)));
  stream.addEventListener("open", () => {
    byId("connection").textContent = "";
    stale.whole = true;
    refresh();
  });
  stream.addEventListener("error", () => {
    byId("connection").textContent = LOST;
  });
}

function hear(change) {
  const isHere = change.channel === store.open && store.tab === "messages";
  if (OF_MESSAGES.has(change.kind) && isHere) stale.some.add(change.ts);
  else {
    stale.around = true;
    stale.home ||= "view" in change;
  }
  keepUp();
}
