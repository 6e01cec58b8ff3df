// The page: who is looking, at what, and drawing it whenever there is news.

import { Trouble } from "./api.js";
import { drawChannels } from "./channels.js";
import { drawClock } from "./clock.js";
import { drawComposer, setUpComposer } from "./composer.js";
import { byId } from "./dom.js";
import { deedButtonOf, drawGuide, nextStep } from "./guide.js";
import { drawHome, turnToTab } from "./home.js";
import { icon } from "./icons.js";
import { setUpInspector } from "./inspector.js";
import { lookAs, onNews, openConversation } from "./live.js";
import { drawMessages, setUpMessages, turnToMessage } from "./messages.js";
import { drawModal } from "./modal.js";
import { clearNotes, speak, tell } from "./notes.js";
import { drawPeople } from "./people.js";
import { directChannel, nameOf, openChannel, store, titleOf } from "./store.js";
import { drawThread, setUpThread } from "./thread.js";

const opener = byId("show-side");

function draw({ isOnlyMessages }) {
  if (!isOnlyMessages) drawAround();
  drawMessages();
  drawThread();
}

function drawAround() {
  drawPeople(become);
  drawChannels(turnTo);
  drawTop();
  drawComposer();
  drawGuide(showMe);
  drawHome();
  drawClock();
  drawModal();
  remember();
}

function drawTop() {
  const channel = openChannel();
  const name = channel.kind === "public" ? `#${titleOf(channel)}` : titleOf(channel);
  byId("title").textContent = name;
  byId("self").textContent = `You are ${nameOf(store.me.id)}`;
  byId("about").textContent = about(channel);
  document.title = `${name}, as ${store.me.real_name || store.me.name} (Sandbox)`;
}

function about(channel) {
  const connected = store.app.connections ? "" : "; it is not connected right now";
  if (channel.kind === "im") return `Only you and the app ${store.app.name} see this${connected}`;
  const shared = channel.is_shared ? ". It is shared with another organisation" : "";
  const isPrivate = channel.kind === "private";
  return (isPrivate ? "Private: only its members see it" : "Everyone in the workspace can read this") + shared;
}

/** Keep in the address who looks and where, so that a reload or a second window shows the same. */
function remember() {
  const query = new URLSearchParams({ as: store.me.name });
  if (openChannel().name) query.set("in", openChannel().name);
  window.history.replaceState(null, "", `?${query}`);
}

async function become(who) {
  clearNotes();
  store.tab = "messages";
  try {
    await lookAs(who);
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    tell(trouble.message);
  }
}

/** Turn the page to where a step of the guide is to be done: its person, its place, and what is to be used there. */
async function showMe(step) {
  showSide(false);
  await become(step.as);
  const place = placeOf(step);
  if (place) await openConversation(place.id);
  if (step.tab === "home") await turnToTab("home");
  speak(`You are ${nameOf(store.me.id)}, in ${byId("title").textContent}.`);
  if (turnToMessage(step.about)) return;
  (deedButtonOf(step) ?? byId(step.tab === "home" ? "title" : "write")).focus();
}

const placeOf = (step) =>
  step.in ? store.channels.find((channel) => channel.name === step.in) : directChannel();

/** Whoever opens the page where the next step is to be done sees its message at once. */
function showNext() {
  const step = nextStep();
  if (step && step.as === store.me.id && placeOf(step) === openChannel()) turnToMessage(step.about);
}

async function turnTo(channel) {
  clearNotes();
  showSide(false);
  await openConversation(channel);
}

/** On a narrow screen the list of conversations lies over the messages, or is away. */
function showSide(isShown) {
  document.body.classList.toggle("side-shown", isShown);
  opener.setAttribute("aria-expanded", String(isShown));
  if (isShown) byId("you").focus();
}

async function start() {
  opener.append(icon("menu"));
  opener.addEventListener("click", () => showSide(!document.body.classList.contains("side-shown")));
  byId("side").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.body.classList.contains("side-shown")) return;
    showSide(false);
    opener.focus();
  });
  setUpComposer();
  setUpMessages();
  setUpThread();
  setUpInspector(() => showSide(false));
  onNews(draw);
  const asked = new URLSearchParams(window.location.search);
  store.wanted = asked.get("in");
  await become(asked.get("as"));
  if (!store.me) await become(null);
  if (!asked.get("as") && nextStep()) await become(nextStep().as); // nobody was chosen: whoever the guide begins with
  showNext();
}

start();
