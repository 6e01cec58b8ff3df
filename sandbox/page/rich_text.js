// Rich text blocks: sections, lists, quotes and preformatted text.

import { h } from "./dom.js";
import { drawn } from "./emoji.js";
import { channelMention, date, link, mention } from "./mrkdwn.js";

const TAGS = { bold: "strong", italic: "em", strike: "s", code: "code" };

const PIECES = {
  text: (piece) => piece.text,
  link: (piece) => link(piece.url, piece.text || piece.url),
  user: (piece) => mention(piece.user_id),
  channel: (piece) => channelMention(piece.channel_id),
  emoji: (piece) => drawn(piece.name),
  broadcast: (piece) => h("span", { class: "mention" }, `@${piece.range}`),
  date: (piece) => date(piece.timestamp, piece.format, piece.fallback),
};

const PARTS = {
  rich_text_section: (part) => h("div", {}, pieces(part)),
  rich_text_preformatted: (part) => h("pre", {}, h("code", {}, pieces(part))),
  rich_text_quote: (part) => h("blockquote", {}, pieces(part)),
  rich_text_list: (part) =>
    h(part.style === "ordered" ? "ol" : "ul", {}, part.elements.map((item) => h("li", {}, pieces(item)))),
};

/** A rich text block. */
export const richText = (block) =>
  h("div", { class: "mrkdwn" }, block.elements.map((part) => PARTS[part.type]?.(part)));

const pieces = (part) => part.elements.map(piece);

function piece(given) {
  let node = PIECES[given.type]?.(given) ?? given.text ?? "";
  for (const [style, tag] of Object.entries(TAGS)) if (given.style?.[style]) node = h(tag, {}, node);
  return node;
}
