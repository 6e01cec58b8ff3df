// A field to write in: it grows with what is written, completes names, and sends with Enter.

import { completion } from "./complete.js";
import { busily } from "./deeds.js";
import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * A field, with `props` for its textarea. `submit` gets what was written and answers whether it is done with it. What
 * comes back is the `form`, its `area`, the list of `suggestions` to put before it, and ways to `fill` and `clear` it.
 */
export function writer(props, submit) {
  const about = { rows: "1", "aria-autocomplete": "list", "aria-haspopup": "listbox" };
  const area = h("textarea", { id: freshId(), ...about, ...props });
  const completing = completion(area);
  const send = h("button", { class: "send", "aria-label": "Send" }, icon("send"));
  const form = h("form", { class: "field", onsubmit: sent }, area, send);
  area.setAttribute("aria-controls", completing.list.id);
  area.addEventListener("input", () => {
    fit();
    completing.update();
  });
  area.addEventListener("keydown", onKey);
  area.addEventListener("blur", completing.close);

  function onKey(event) {
    if (completing.onKey(event) || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) sent(event);
  }

  function sent(event) {
    event.preventDefault();
    const text = area.value.trim();
    if (text) busily(send, () => sendOff(text));
  }

  async function sendOff(text) {
    completing.close();
    if (await submit(text)) clear();
  }

  /** As high as what is written, up to the limit that the style sets. */
  function fit() {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }

  function fill(text) {
    area.value = text;
    completing.close();
    fit();
  }

  const clear = () => fill("");
  return { form, area, suggestions: completing.list, fill, clear };
}
