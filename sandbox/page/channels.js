// The list of conversations, with what is unread.

import { byId, h, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { face } from "./people.js";
import { directChannel, store, titleOf } from "./store.js";

/** Draw the list; `choose` is called with the id of the conversation that was picked. */
export function drawChannels(choose) {
  const named = store.channels.filter((channel) => channel.kind !== "im");
  named.sort((one, other) => one.name.localeCompare(other.name));
  const parts = [
    ["Direct messages", [directChannel()]],
    ["Channels", named.filter((channel) => channel.is_member)],
    ["Channels you are not in", named.filter((channel) => !channel.is_member)],
  ];
  const drawn = parts.filter(([, list]) => list.length).map(([heading, list]) => part(heading, list, choose));
  keepingFocus(byId("channels"), () => byId("channels").replaceChildren(...drawn));
}

function part(heading, list, choose) {
  const rows = list.map((channel) => h("li", {}, row(channel, choose)));
  return h("div", { class: "part" }, h("h2", {}, heading), h("ul", {}, rows));
}

function row(channel, choose) {
  const isOpen = channel.id === store.open;
  const unread = channel.is_member ? channel.unread : 0;
  const props = {
    type: "button",
    class: unread ? "unread" : "",
    "aria-current": isOpen ? "page" : null,
    "data-focus": `channel/${channel.kind === "im" ? "direct" : channel.id}`,
    onclick: () => choose(channel.id),
  };
  return h("button", props, sign(channel), h("span", { class: "name" }, titleOf(channel)), marks(channel, unread));
}

function sign(channel) {
  if (channel.kind === "im") return face(store.app.bot, "face-small");
  return h("span", { class: "sign" }, channel.kind === "private" ? icon("lock") : "#");
}

function marks(channel, unread) {
  return [
    channel.kind === "im" && h("span", { class: "tag" }, "App"),
    channel.kind === "private" && h("span", { class: "unseen" }, "(private)"),
    unread > 0 && h("span", { class: "count" }, `${unread}`, h("span", { class: "unseen" }, " unread")),
  ];
}
