// Block Kit into nodes, for messages, modals and the Home tab.
//
// A surface is where the blocks stand: `key` names it, `value(block, spec)` is what an element holds, `keep` stores
// what was filled in, `press` tells the app, `place(block, spec)` names an element to the sandbox, `errors` are the
// problems by block id, `heading` is the tag of headings.

import { chart } from "./chart.js";
import { control, picture, suggested } from "./controls.js";
import { freshId, h } from "./dom.js";
import { GROUPS, field } from "./fields.js";
import { markdown } from "./markdown.js";
import { words } from "./mrkdwn.js";
import { alert, card, carousel, container } from "./newer.js";
import { richText } from "./rich_text.js";
import { table } from "./table.js";

/** The blocks of a message or view, one below the other. */
export const blocks = (list, surface) => h("div", { class: "blocks" }, list.map((block) => one(block, surface)));

function one(block, surface) {
  const drawn = BLOCKS[block.type];
  return drawn ? drawn(block, surface) : odd(block);
}

function section(block, surface) {
  const cells = (block.fields ?? []).map((text) => h("div", { class: "words" }, words(text)));
  const fields = cells.length > 0 && h("div", { class: "fields" }, cells);
  const lead = block.text && h("div", { class: "words" }, words(block.text));
  const text = h("div", { class: "section-text" }, lead, fields);
  const beside = block.accessory && control(block, block.accessory, surface);
  return h("div", { class: beside ? "block section beside" : "block section" }, text, beside);
}

function context(block) {
  const parts = block.elements.map((part) =>
    part.type === "image" ? picture(part.image_url, part.alt_text, "context-picture") : h("div", {}, words(part)),
  );
  return h("div", { class: "block context" }, parts);
}

function image(block) {
  const address = block.image_url ?? block.slack_file?.url ?? "";
  const title = block.title && h("figcaption", {}, block.title.text);
  return h("figure", { class: "block" }, title, picture(address, block.alt_text));
}

function actions(block, surface) {
  const elements = block.elements.map((spec) => control(block, spec, surface));
  return h("div", { class: "block actions", role: "group" }, elements);
}

/** A labelled field, with its hint and what is wrong with it. */
function input(block, surface) {
  const [fieldId, labelId, hintId, errorId] = [freshId(), freshId(), freshId(), freshId()];
  const problem = surface.errors[block.block_id];
  const isGroup = GROUPS.test(block.element.type);
  const described = [problem && errorId, block.hint && hintId].filter(Boolean).join(" ") || null;
  const props = {
    ...(isGroup ? { "aria-labelledby": labelId } : { id: fieldId }),
    "aria-describedby": described,
    "aria-invalid": problem ? "true" : null,
    "aria-required": block.optional || isGroup ? null : "true",
  };
  const optional = block.optional && h("small", { class: "optional" }, " (optional)");
  const label = h(isGroup ? "span" : "label", { class: "label", id: labelId, for: isGroup ? null : fieldId });
  label.append(block.label.text, optional || "");
  return h(
    "div",
    { class: problem ? "block input wrong" : "block input" },
    label,
    filled(block, surface, props),
    problem && h("p", { class: "error", id: errorId }, problem),
    block.hint && h("p", { class: "hint", id: hintId }, block.hint.text),
  );
}

function filled(block, surface, props) {
  const spec = block.element;
  const press = (value) => surface.press(block, spec, value);
  const isTyped = /_input$/.test(spec.type);
  return field(spec, {
    value: surface.value(block, spec),
    pick: (value) => (block.dispatch_action && !isTyped ? press(value) : surface.keep(block, spec, value)),
    press: block.dispatch_action ? press : null,
    suggest: (typed) => suggested(block, spec, surface, typed),
    focus: `${surface.key}/${block.block_id}/${spec.action_id}`,
    props,
  });
}

function odd(block) {
  const text = block.text?.text ?? block.title?.text ?? "";
  return h("p", { class: "block odd" }, text, ` This page cannot show a block of the kind “${block.type}” yet.`);
}

const BLOCKS = {
  header: (block, surface) => h(surface.heading, { class: "block header" }, block.text.text),
  section,
  context,
  divider: () => h("hr", { class: "block" }),
  image,
  actions,
  input,
  rich_text: (block) => h("div", { class: "block" }, richText(block)),
  table,
  data_table: table,
  data_visualization: chart,
  markdown,
  alert,
  card,
  carousel,
  container: (block, surface) => container(block, surface, blocks),
};
