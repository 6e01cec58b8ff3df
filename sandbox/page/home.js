// The app's Home tab, and the tabs to turn to it, where the app has one.

import { blocks } from "./blocks.js";
import { deed } from "./deeds.js";
import { byId, h, keepingFocus } from "./dom.js";
import { refresh } from "./live.js";
import { heldIn, openChannel, store } from "./store.js";

let shown = "";

/** Draw the tabs, and whichever of the two is open. */
export function drawHome() {
  const isThere = store.app.home_tab && openChannel().kind === "im";
  const isOpen = isThere && store.tab === "home";
  byId("home").hidden = !isOpen;
  byId("messages").hidden = isOpen;
  const tabs = isThere ? [tab("Home", "home"), tab("Messages", "messages")] : [];
  keepingFocus(byId("tabs"), () => byId("tabs").replaceChildren(...tabs));
  const said = JSON.stringify([store.me.id, store.home]);
  if (!isOpen || said === shown) return;
  shown = said;
  const view = store.home;
  const words = h("p", { class: "empty" }, `${store.app.name} has not filled this page yet.`);
  keepingFocus(byId("home"), () => byId("home").replaceChildren(view ? blocks(view.blocks, surface(view)) : words));
}

function tab(label, name) {
  const props = { type: "button", "aria-pressed": String(store.tab === name), "data-focus": `tab/${name}` };
  return h("button", { ...props, onclick: () => turnToTab(name) }, label);
}

/** Turn to a tab of the conversation with the bot. */
export function turnToTab(name) {
  store.tab = name;
  return name === "home" ? deed({ do: "open_home" }) : refresh();
}

function surface(view) {
  const place = (block, spec) => ({ view_id: view.id, block_id: block.block_id, action_id: spec.action_id });
  const press = (block, spec, value) => deed({ do: "press", ...place(block, spec), value });
  const value = (block, spec) => heldIn(view.state?.values?.[block.block_id]?.[spec.action_id]);
  return { key: view.id, heading: "h2", errors: {}, value, press, keep: press, place };
}
