// The sandbox's own time, which can be moved forward to see what the app does next.

import { Trouble, moveClock } from "./api.js";
import { byId, h, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { refresh } from "./live.js";
import { menuButton } from "./menu.js";
import { tell } from "./notes.js";
import { store } from "./store.js";
import { inFull } from "./time.js";

const HOUR = 3600;
const JUMPS = [
  ["An hour later", HOUR],
  ["A day later", 24 * HOUR],
  ["Two days later", 48 * HOUR],
  ["Four days later", 96 * HOUR],
  ["A week later", 168 * HOUR],
];

/** Draw the time, in the person's own time zone. */
export function drawClock() {
  const zone = store.me.tz.split("/").at(-1).replaceAll("_", " ");
  const items = () => JUMPS.map(([label, seconds]) => ({ label, choose: () => jump(seconds) }));
  const props = { class: "quiet-button", "data-focus": "clock", "aria-label": "Move the sandbox's time forward" };
  const shown = h("p", {}, icon("clock"), h("span", {}, `${inFull(new Date(store.now), store.me.tz)} in ${zone}`));
  keepingFocus(byId("clock"), () => byId("clock").replaceChildren(shown, menuButton(props, "Later…", items)));
}

async function jump(seconds) {
  try {
    await moveClock(seconds);
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    tell(trouble.message);
  }
  await refresh();
}
