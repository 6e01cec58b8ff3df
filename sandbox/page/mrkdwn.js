// Slack's markup into nodes. Only text nodes and a few harmless elements come out, whatever goes in.

import { h } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { nameOf, store } from "./store.js";
import { filledIn } from "./time.js";

const STYLES = { "*": "strong", _: "em", "~": "s" };
const STYLED = /(?<![\p{L}\p{N}_*~])([*_~])(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}_*~])/gu;
const BULLET = /^\s*[•◦▪‣]\s+/;
const QUOTE = /^(?:&gt;|>) ?/;
const ADDRESS = /\bhttps?:\/\/(?:(?!&[lg]t;)[^\s<>|\uE000])*(?!&[lg]t;)[^\s<>|\uE000.,;:!?)]/g;
const [OPENS, CLOSES] = ["\uE000", "\uE001"]; // stand around the number of a finished node inside unfinished text

/** A text object of either type: plain text as it is, mrkdwn formatted. */
export function words(text) {
  if (!text) return null;
  return text.type === "mrkdwn" ? mrkdwn(text.text, text.verbatim) : text.text;
}

/** Formatted text; `verbatim` leaves bare addresses alone. */
export function mrkdwn(text, verbatim = false) {
  const parts = text.split(/```([^]*?)```/);
  const nodes = parts.map((part, index) => (index % 2 ? pre(part) : part && lines(part, verbatim)));
  return h("div", { class: "mrkdwn" }, nodes);
}

/** A link, or only its label where the address is not one to follow. */
export function link(address, label) {
  const safe = /^(https?:|mailto:)/i.test(address);
  return safe ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label) : label;
}

/** Someone's name where they are mentioned. */
export function mention(id) {
  return h("span", { class: id === store.me.id ? "mention mention-me" : "mention" }, `@${nameOf(id)}`);
}

/** A conversation's name where it is mentioned. */
export function channelMention(id, label) {
  const channel = store.channels.find((known) => known.id === id);
  return h("span", { class: "mention" }, `#${channel?.name || label || "a private channel"}`);
}

/** A moment in a format of Slack's, in the person's own time zone, with the full time as a tip. */
export function date(seconds, format, fallback) {
  const when = new Date(Number(seconds) * 1000);
  if (Number.isNaN(when.getTime())) return fallback;
  return h("time", { datetime: when.toISOString() }, filledIn(format, when, store.me.tz, new Date(store.now)));
}

const SIGNS = { lt: "<", gt: ">", amp: "&" };
const decoded = (text) => text.replace(/&(lt|gt|amp);/g, (_, name) => SIGNS[name]);
const pre = (text) => h("pre", {}, h("code", {}, decoded(text.replace(/^\n|\n$/g, ""))));

function lines(text, verbatim) {
  const nodes = [];
  for (const group of grouped(text.split("\n"))) {
    const inner = group.lines.map((line) => inline(line.replace(group.sign, ""), verbatim));
    if (group.sign === BULLET) nodes.push(h("ul", {}, inner.map((line) => h("li", {}, line))));
    else {
      const joined = inner.flatMap((line, index) => (index ? ["\n", line] : [line]));
      nodes.push(group.sign === QUOTE ? h("blockquote", {}, joined) : h("span", {}, joined));
    }
  }
  return nodes;
}

function grouped(all) {
  const groups = [];
  for (const line of all) {
    const sign = [BULLET, QUOTE].find((kind) => kind.test(line)) ?? "";
    if (groups.at(-1)?.sign === sign) groups.at(-1).lines.push(line);
    else groups.push({ sign, lines: [line] });
  }
  return groups;
}

function inline(text, verbatim) {
  const nodes = [];
  const finished = (node) => OPENS + (nodes.push(node) - 1) + CLOSES;
  let rest = text.replace(/[\uE000\uE001]/g, "");
  rest = rest.replace(/`([^`\uE000]+)`/g, (_, code) => finished(h("code", {}, decoded(code))));
  rest = rest.replace(/<([^<>\uE000]+)>/g, (_, inner) => finished(angled(inner)));
  if (!verbatim) rest = rest.replace(ADDRESS, (url) => finished(link(decoded(url), decoded(url))));
  rest = rest.replace(/:([a-z0-9_+-]+):/g, (whole, name) => (EMOJI[name] ? finished(EMOJI[name]) : whole));
  return styled(rest, nodes);
}

function styled(text, nodes) {
  const found = [];
  let from = 0;
  for (const match of text.matchAll(STYLED)) {
    found.push(placed(text.slice(from, match.index), nodes));
    found.push(h(STYLES[match[1]], {}, styled(match[2], nodes)));
    from = match.index + match[0].length;
  }
  return [...found, placed(text.slice(from), nodes)];
}

function placed(text, nodes) {
  return text.split(/\uE000(\d+)\uE001/).map((piece, index) => (index % 2 ? nodes[Number(piece)] : decoded(piece)));
}

function angled(inner) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : decoded(inner.slice(bar + 1));
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  return link(decoded(target), label || decoded(target).replace(/^mailto:/, ""));
}

function special(target, label) {
  const [name, ...rest] = target.split("^");
  if (name === "date") return date(rest[0], decoded(rest[1] ?? ""), label);
  return h("span", { class: "mention" }, label || `@${name === "subteam" ? "a user group" : name}`);
}
