// What can be pressed or chosen inside a message or view, apart from a form's own fields: buttons and menus.

import { act } from "./api.js";
import { agreed } from "./confirm.js";
import { busily } from "./deeds.js";
import { h } from "./dom.js";
import { field } from "./fields.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { link } from "./mrkdwn.js";
import { store } from "./store.js";

/** An element of an actions block, or one beside a section. */
export function control(block, spec, surface) {
  const focus = `${surface.key}/${block.block_id}/${spec.action_id}`;
  if (spec.type === "button" || spec.type === "workflow_button") return button(block, spec, surface, focus);
  if (spec.type === "overflow") return overflow(block, spec, surface, focus);
  if (spec.type === "image") return picture(spec.image_url, spec.alt_text, "thumbnail");
  const pick = async (value) => (await agreed(spec.confirm)) && surface.press(block, spec, value);
  const label = spec.placeholder?.text ?? block.text?.text ?? "Choose";
  const value = surface.value(block, spec);
  const suggest = (typed) => suggested(block, spec, surface, typed);
  return h("div", { class: "control" }, field(spec, { value, pick, suggest, focus, props: { "aria-label": label } }));
}

/** What the app offers in a menu of its own for what was typed. Throws Trouble. */
export async function suggested(block, spec, surface, typed) {
  const wish = { do: "suggest", ...surface.place(block, spec), value: typed };
  return (await act(store.me.id, wish)).options;
}

function button(block, spec, surface, focus) {
  const looks = spec.style ? `button button-${spec.style}` : "button";
  const says = { class: looks, "data-focus": focus, "aria-label": spec.accessibility_label };
  const press = (node) => busily(node, async () => (await agreed(spec.confirm)) && surface.press(block, spec, null));
  const pressed = (event) => press(event.currentTarget);
  if (!spec.url) return h("button", { type: "button", ...says, onclick: pressed }, spec.text.text);
  const anchor = link(spec.url, spec.text.text);
  if (!(anchor instanceof HTMLElement)) return anchor;
  for (const [name, value] of Object.entries(says)) if (value) anchor.setAttribute(name, value);
  anchor.addEventListener("click", pressed);
  return anchor;
}

function overflow(block, spec, surface, focus) {
  const items = () =>
    spec.options.map((option) => ({
      label: option.text.text,
      note: option.description?.text,
      choose: async () => (await agreed(spec.confirm)) && surface.press(block, spec, option.value),
    }));
  const says = spec.accessibility_label ?? "More choices";
  return menuButton({ class: "button", "data-focus": focus, "aria-label": says }, icon("more"), items);
}

/** A picture that the app uploaded here. One from elsewhere is described and linked: nothing is fetched from there. */
export function picture(address, description, looks = "picture") {
  const url = new URL(address, window.location.href);
  const isOurs = url.pathname.startsWith("/files/") && ["127.0.0.1", "localhost"].includes(url.hostname);
  if (isOurs) return h("img", { class: looks, src: url.pathname, alt: description });
  return h("p", { class: "elsewhere" }, "A picture from elsewhere: ", link(url.href, description || url.href));
}
