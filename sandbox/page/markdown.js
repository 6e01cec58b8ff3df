// Markdown blocks: headings, lists, quotes, code and paragraphs. Only text nodes and harmless elements come out.

import { h } from "./dom.js";
import { link } from "./mrkdwn.js";

const FENCE = /^\s*```/;
const KINDS = [
  [/^#{1,6}\s+/, (lines) => lines.map((line) => h("p", { class: "md-heading" }, inline(line)))],
  [/^\s*(?:---+|\*\*\*+|___+)\s*$/, (lines) => lines.map(() => h("hr", {}))],
  [/^\s*[-*+]\s+/, (lines) => h("ul", {}, lines.map((line) => h("li", {}, inline(line))))],
  [/^\s*\d+[.)]\s+/, (lines) => h("ol", {}, lines.map((line) => h("li", {}, inline(line))))],
  [/^\s*>\s?/, (lines) => h("blockquote", {}, inline(lines.join("\n")))],
  [/^\s*$/, () => []],
];
const PLAIN = [/(?:)/, (lines) => h("p", {}, inline(lines.join("\n")))];
const MARKS = /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)/;

/** A Markdown block. */
export function markdown({ text }) {
  const parts = fenced(text.split("\n")).map((part) =>
    part.isCode ? h("pre", {}, h("code", {}, part.lines.join("\n"))) : grouped(part.lines).map(drawn),
  );
  return h("div", { class: "block mrkdwn markdown" }, parts);
}

/** The lines, parted where fences stand. */
function fenced(lines) {
  const parts = [{ isCode: false, lines: [] }];
  for (const line of lines) {
    if (FENCE.test(line)) parts.push({ isCode: !parts.at(-1).isCode, lines: [] });
    else parts.at(-1).lines.push(line);
  }
  return parts;
}

/** Lines of one kind that follow each other. */
function grouped(lines) {
  const groups = [];
  for (const line of lines) {
    const kind = KINDS.find(([sign]) => sign.test(line)) ?? PLAIN;
    if (groups.at(-1)?.kind !== kind) groups.push({ kind, lines: [] });
    groups.at(-1).lines.push(kind === PLAIN ? line : line.replace(kind[0], ""));
  }
  return groups;
}

const drawn = ({ kind, lines }) => kind[1](lines);

function inline(text) {
  const match = MARKS.exec(text);
  if (!match) return [text];
  const [whole, code, bold, alsoBold, struck, italic, label, address] = match;
  return [text.slice(0, match.index), marked(), ...inline(text.slice(match.index + whole.length))];

  function marked() {
    if (code) return h("code", {}, code);
    if (label) return link(address, label);
    if (bold || alsoBold) return h("strong", {}, inline(bold ?? alsoBold));
    return struck ? h("s", {}, inline(struck)) : h("em", {}, inline(italic));
  }
}
