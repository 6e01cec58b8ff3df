// Blocks that came later to Block Kit: cards, alerts, and containers of other blocks.

import { control, picture } from "./controls.js";
import { h } from "./dom.js";
import { words } from "./mrkdwn.js";
import { richText } from "./rich_text.js";

const LEVELS = { info: "Note", warning: "Warning", error: "Error", success: "Done" };

/** A card: a picture, a few lines of text, buttons. */
export function card(block, surface) {
  const line = (name, looks) => block[name] && h("div", { class: looks }, words(block[name]));
  const hero = block.hero_image && picture(block.hero_image.image_url, block.hero_image.alt_text);
  const sign = block.icon && picture(block.icon.image_url, block.icon.alt_text, "context-picture");
  const lines = [line("title", "card-title"), line("subtitle", "quiet"), line("body", "words")];
  const buttons = (block.actions ?? []).map((spec) => control(block, spec, surface));
  const foot = buttons.length > 0 && h("div", { class: "actions", role: "group" }, buttons);
  return h("div", { class: "block card" }, hero, sign, lines, line("subtext", "quiet"), foot);
}

/** Cards beside each other. */
export const carousel = (block, surface) =>
  h("div", { class: "block carousel" }, block.elements.map((one) => card(one, surface)));

/** An alert, whose level is said in words. */
export function alert(block) {
  const level = LEVELS[block.level];
  const name = level && h("strong", {}, `${level}: `);
  return h("div", { class: `block alert alert-${block.level ?? "default"}` }, name, words(block.text));
}

/** Blocks under a heading, which may be folded away. */
export function container(block, surface, blocks) {
  const title = block.title ? h("strong", {}, block.title.text) : richText(block.rich_text_title);
  const subtitle = block.subtitle && h("div", { class: "quiet" }, words(block.subtitle));
  const inner = blocks(block.child_blocks, surface);
  if (!block.is_collapsible) return h("div", { class: "block card" }, title, subtitle, inner);
  const summary = h("summary", {}, title, subtitle);
  return h("details", { class: "block card", open: !block.default_collapsed }, summary, inner);
}
