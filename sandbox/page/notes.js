// What Slack itself tells a person, and what cannot be done: short notes above the field to write in, or in the modal.

import { byId, h } from "./dom.js";
import { icon } from "./icons.js";

/** Show a note until it is dismissed or the person does something else. */
export function tell(sentence) {
  const close = h("button", { type: "button", class: "bare", "aria-label": "Dismiss this note" }, icon("close"));
  const note = h("div", { class: "note" }, h("p", {}, sentence), close);
  close.addEventListener("click", () => note.remove());
  const pane = document.activeElement?.closest(".pane");
  (document.querySelector("dialog[open] .notes") ?? pane?.querySelector(".notes") ?? byId("notes")).append(note);
}

/** Take all notes away. */
export function clearNotes() {
  for (const place of document.querySelectorAll(".notes")) place.replaceChildren();
}

/** Say something to screen readers only. */
export function speak(sentence) {
  byId("spoken").replaceChildren(h("p", {}, sentence));
}
