// Tables: those an app sends, and the figures of a chart.

import { h } from "./dom.js";
import { richText } from "./rich_text.js";

/** A table or data table block: its first row names the columns. */
export function table(block) {
  const aligned = (place) => ({ class: block.column_settings?.[place]?.align === "right" ? "right" : null });
  const [first, ...rest] = block.rows;
  const head = first.map((cell, place) => h("th", { scope: "col", ...aligned(place) }, said(cell)));
  const body = rest.map((row) => h("tr", {}, row.map((cell, place) => h("td", aligned(place), said(cell)))));
  const caption = block.caption && h("caption", {}, block.caption);
  const rows = [h("thead", {}, h("tr", {}, head)), h("tbody", {}, body)];
  return h("div", { class: "block scrolled" }, h("table", {}, caption, rows));
}

/** What several lines or bars stand for: a row for each label, a column for each name. */
export function figures(names, labels, valueAt) {
  const head = [h("td", {}), ...names.map((name) => h("th", { scope: "col" }, name))];
  const cells = (label) => names.map((name) => h("td", {}, valueAt(name, label)));
  const row = (label) => h("tr", {}, h("th", { scope: "row" }, label), cells(label));
  const body = h("tbody", {}, labels.map(row));
  return h("div", { class: "scrolled" }, h("table", { class: "figures" }, h("thead", {}, h("tr", {}, head)), body));
}

function said(cell) {
  if (cell.type === "rich_text") return richText(cell);
  return cell.text ?? `${cell.value}`;
}
