// Faces, and the choice of who you are.

import { byId, h, keepingFocus } from "./dom.js";
import { store } from "./store.js";

const HUES = 8;

/** Someone's initials on a colour of their own. */
export function face(who, size = "") {
  const name = who.real_name || who.name;
  const initials = name.split(/\s+/).map((word) => [...word][0]).filter(Boolean);
  const letters = [initials[0], initials.length > 1 ? initials.at(-1) : ""].join("").toUpperCase();
  const hue = [...who.id].reduce((sum, sign) => sum + sign.codePointAt(0), 0) % HUES;
  const looks = `face hue-${hue} ${size} ${who.is_bot ? "face-app" : ""}`;
  return h("span", { class: looks.trim(), "aria-hidden": "true" }, letters);
}

/** Everyone one can be, by name. */
export const choosable = () =>
  store.people
    .filter((known) => !known.is_bot && !known.deleted)
    .sort((one, other) => one.real_name.localeCompare(other.real_name));

/** Draw the picker; `choose` is called with the id of whoever was picked. */
export function drawPeople(choose) {
  const options = choosable().map((known) =>
    h("option", { value: known.id }, known.real_name || known.name),
  );
  const picked = (event) => choose(event.target.value);
  const select = h("select", { id: "you", "data-focus": "you", value: store.me.id, onchange: picked }, options);
  const label = h("label", { for: "you" }, `You are @${store.me.name}`);
  const drawn = [face(store.me, "face-large"), h("div", {}, label, select)];
  keepingFocus(byId("people"), () => byId("people").replaceChildren(...drawn));
}
