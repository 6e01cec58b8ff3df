// Doing something as the person: ask the sandbox, show what Slack told them meanwhile, and fetch what changed.

import { Trouble, act } from "./api.js";
import { refresh } from "./live.js";
import { clearNotes, tell } from "./notes.js";
import { store } from "./store.js";

/** Do something; true when it was done, false when a note says why not. */
export async function deed(wish) {
  clearNotes();
  let told = [];
  let done = true;
  try {
    told = (await act(store.me.id, wish)).notes;
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    told = [trouble.message];
    done = false;
  }
  await refresh(wish.channel === store.open ? wish.ts : null);
  told.forEach(tell);
  return done;
}

/** The same, with a control marked as busy until it is done. */
export async function busily(control, doing) {
  if (control.getAttribute("aria-busy") === "true") return false;
  control.setAttribute("aria-busy", "true");
  try {
    return await doing();
  } finally {
    control.removeAttribute("aria-busy");
  }
}
