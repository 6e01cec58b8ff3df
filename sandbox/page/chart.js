// Charts. Lines and bars are drawn, areas by their lines; all kinds can be read as a table. Series differ in dashes,
// marks and a name at their end, so that nothing is told by colour alone.
//
// Places along the line of categories are shares of the width, so that text keeps its size in a narrow window.

import { h } from "./dom.js";
import { figures } from "./table.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 96;
const EDGE = 10; // pixels above and below the outermost grid line
const LEAST_BETWEEN_NAMES = 18;
const MOST_LABELS = 7;
const DASHES = ["", "7 4", "2 4", "11 4 2 4", "5 2", "1 3"];
const MARKS = [
  "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", // a disc
  "M-3.6 -3.6h7.2v7.2h-7.2z", // a square
  "M0 -5L4.6 3.4H-4.6z", // a triangle
  "M0 -5.2L5.2 0L0 5.2L-5.2 0z", // a diamond
  "M-4 -4L4 4M4 -4L-4 4", // a cross
  "M-4.6 0H4.6M0 -4.6V4.6", // a plus
];

/** A chart block. */
export function chart(block) {
  const drawn = DRAWN[block.chart.type]?.(block.chart);
  const table = h("details", { open: !drawn }, h("summary", {}, "These figures as a table"), tableOf(block.chart));
  return h("figure", { class: "block chart" }, h("figcaption", {}, block.title, unit(block.chart)), drawn, table);
}

const unit = ({ axis_config: axis }) => axis?.y_label && h("span", {}, `, ${axis.y_label}`);

function tableOf({ segments, series, axis_config: axis }) {
  if (segments) return figures(["Value"], segments.map((one) => one.label), (_, label) => valueIn(segments, label));
  const byName = Object.fromEntries(series.map((one) => [one.name, one.data]));
  return figures(Object.keys(byName), axis.categories, (name, label) => valueIn(byName[name], label));
}

const valueIn = (points, label) => `${points.find((point) => point.label === label)?.value ?? ""}`;

function lines({ series, axis_config: axis }) {
  const steps = stepsFor(valuesOf(series));
  const place = placing(steps, (label) => shareOf(axis.categories.indexOf(label), axis.categories.length));
  return plot(series, axis, steps, place, series.map((one, index) => line(one, index, place)));
}

/** The bars of a category stand beside each other, in the order of the series, and on zero. */
function bars({ series, axis_config: axis }) {
  const steps = stepsFor([0, ...valuesOf(series)]);
  const room = 100 / axis.categories.length;
  const place = placing(steps, (label) => (axis.categories.indexOf(label) + 0.5) * room);
  const width = (0.8 * room) / series.length;
  const left = (label, index) => place.x(label) - 0.4 * room + index * width;
  return plot(series, axis, steps, place, series.map((one, index) => standing(one, index, place, left, width)));
}

const DRAWN = { line: lines, area: lines, bar: bars };
const valuesOf = (series) => series.flatMap((one) => one.data.map((point) => point.value));

/** Where things stand: `x` in percent of the width by category, `y` in pixels by value. */
const placing = (steps, x) => ({
  x,
  y: (value) => EDGE + ((steps.at(-1) - value) / (steps.at(-1) - steps[0])) * (HEIGHT - 2 * EDGE),
});

function plot(series, axis, steps, place, drawn) {
  return h(
    "div",
    { class: "plot", "aria-hidden": "true" },
    h("div", { class: "scale" }, steps.map((step) => down(place.y(step), `${step}`))),
    plotted(drawn, steps, place),
    names(series, place),
    h("div", { class: "categories" }, thinned(axis.categories).map((label) => tick(label, place))),
    axis.x_label && h("p", { class: "below" }, axis.x_label),
  );
}

/** Where a category stands, in percent of the width. */
const shareOf = (index, count) => (count < 2 ? 50 : 2 + (96 * index) / (count - 1));

function tick(label, place) {
  const node = h("span", {}, label);
  node.style.left = `${place.x(label)}%`; // an attribute would be refused by the page's policy
  return node;
}

function down(pixels, ...children) {
  const node = h("span", {}, ...children);
  node.style.top = `${pixels}px`;
  return node;
}

/** Round numbers that hold all values between the first and the last, four steps or so apart. */
function stepsFor(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const rough = (high - low || Math.abs(high) || 1) / 4;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * size).find((one) => one >= rough);
  const first = Math.floor(low / step);
  const last = Math.max(Math.ceil(high / step), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** As many labels as fit, evenly spaced, the newest among them. */
function thinned(labels) {
  const every = Math.ceil(labels.length / MOST_LABELS);
  return labels.filter((_, index) => (labels.length - 1 - index) % every === 0);
}

function plotted(drawn, steps, place) {
  const across = (y) => svg("line", { class: "grid", x1: "0%", x2: "100%", y1: y, y2: y });
  const grid = steps.map((step) => across(place.y(step)));
  return svg("svg", { class: "drawing", height: HEIGHT }, ...grid, ...drawn);
}

function line({ name, data }, index, place) {
  const at = (point) => ({ x: `${place.x(point.label)}%`, y: place.y(point.value) });
  const ways = data.slice(1).map((point, before) => {
    const [from, to] = [at(data[before]), at(point)];
    return svg("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, "stroke-dasharray": DASHES[index] });
  });
  const marks = data.map((point) => mark(name, point, index, at(point)));
  return svg("g", { class: `line line-${index}` }, ...ways, ...marks);
}

function standing({ name, data }, index, place, left, width) {
  const rects = data.flatMap((point) => {
    const [top, foot] = [place.y(Math.max(point.value, 0)), place.y(Math.min(point.value, 0))];
    const from = left(point.label, index);
    const rect = svg("rect", { x: `${from}%`, y: top, width: `${width}%`, height: foot - top });
    return [rect, mark(name, point, index, { x: `${from + width / 2}%`, y: place.y(point.value) })];
  });
  return svg("g", { class: `line line-${index}` }, ...rects);
}

/** The sign of a series at one of its values, which it tells to whoever points at it. */
function mark(name, point, index, at) {
  const tip = svg("title", {});
  tip.textContent = `${name}, ${point.label}: ${point.value}`;
  return svg("svg", { ...at, class: "mark" }, svg("path", { d: MARKS[index] }, tip));
}

/** The names at the ends of the lines, pushed apart where lines end close together. */
function names(series, place) {
  const ends = series.map((one, index) => ({ index, name: one.name, y: place.y(one.data.at(-1).value) }));
  ends.sort((one, other) => one.y - other.y);
  const room = HEIGHT - LEAST_BETWEEN_NAMES * (ends.length - 1);
  let next = 0;
  ends.forEach((end, rank) => {
    end.y = Math.min(Math.max(end.y, next), room + LEAST_BETWEEN_NAMES * rank);
    next = end.y + LEAST_BETWEEN_NAMES;
  });
  const widest = ends.map((end) => h("span", { class: "room" }, sample(end.index), end.name));
  const shown = ends.map((end) => down(end.y, sample(end.index), end.name));
  return h("div", { class: "names" }, widest, shown);
}

function sample(index) {
  const stroke = svg("line", { x1: 0, x2: 22, y1: 7, y2: 7, "stroke-dasharray": DASHES[index] });
  const mark = svg("svg", { x: 11, y: 7, class: "mark" }, svg("path", { d: MARKS[index] }));
  return svg("svg", { class: `line line-${index} sample`, width: 22, height: 14 }, stroke, mark);
}

function svg(tag, props, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) if (value !== "") node.setAttribute(name, value);
  node.append(...children);
  return node;
}
