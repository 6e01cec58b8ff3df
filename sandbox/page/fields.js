// Whatever a person can fill in or choose. A field gets its value in Slack's form and hands the new one to `pick`.

import { h } from "./dom.js";
import { words } from "./mrkdwn.js";
import { face } from "./people.js";
import { picker } from "./picker.js";
import { store } from "./store.js";
import { localTime, momentAt } from "./time.js";

/** The ones that are several controls, and so are labelled as a group. */
export const GROUPS = /^(multi_.*|(external|users|conversations|channels)_select|radio_buttons|checkboxes)$/;

/**
 * A field; `props` are an id or label and what describes it, `focus` the name under which it keeps the focus, and
 * `suggest` asks the app what a menu of its own offers for what was typed.
 */
export function field(spec, { value, pick, press, suggest, props, focus }) {
  const drawn = FIELDS[spec.type];
  if (!drawn) return h("p", { class: "odd" }, `This page cannot show a field of the kind “${spec.type}” yet.`);
  return drawn({ spec, value, pick, press, suggest, focus, props: { ...props, "data-focus": focus } });
}

const hint = (spec) => spec.placeholder?.text ?? null;
const optionsOf = (spec) => [...(spec.options ?? []), ...(spec.option_groups ?? []).flatMap((group) => group.options)];
const sameOption = (one, other) => one?.value === other?.value;

function typed(kind) {
  return ({ spec, value, pick, press, props }) => {
    const given = {
      ...props,
      placeholder: hint(spec),
      maxlength: spec.max_length,
      value: value ?? "",
      autofocus: spec.focus_on_load,
      oninput: (event) => pick(event.target.value || null),
      onkeydown: (event) => {
        if (event.key !== "Enter" || !press || spec.multiline) return;
        event.preventDefault();
        press(event.target.value || null);
      },
    };
    if (!spec.multiline) return h("input", { type: "text", inputmode: kind, autocomplete: "off", ...given });
    const area = h("textarea", { rows: "4", ...given });
    return spec.max_length ? h("div", { class: "counted" }, area, counter(area, spec.max_length)) : area;
  };
}

function counter(area, limit) {
  const shown = h("span", { class: "counter", "aria-hidden": "true" });
  const count = () => {
    shown.textContent = area.value.length > limit * 0.7 ? `${limit - area.value.length} left` : "";
  };
  area.addEventListener("input", count);
  count();
  return shown;
}

function timed(type) {
  return ({ value, pick, props }) =>
    h("input", { type, ...props, value: value ?? "", onchange: (event) => pick(event.target.value || null) });
}

/** A moment, which Slack counts in seconds, in the person's own time zone. */
function dated({ value, pick, props }) {
  const { tz } = store.me;
  const shown = value ? localTime(new Date(value * 1000), tz) : "";
  const picked = (event) => pick(event.target.value ? momentAt(event.target.value, tz) / 1000 : null);
  return h("input", { type: "datetime-local", ...props, value: shown, onchange: picked });
}

/** Formatted text, of which only the words can be written here. */
function rich({ spec, value, pick, props }) {
  const text = typeof value === "string" ? value : wordsIn(value);
  const given = { placeholder: hint(spec), value: text, oninput: (event) => pick(event.target.value || null) };
  return h("textarea", { rows: "4", ...props, ...given });
}

const wordsIn = (part) => part?.text ?? (part?.elements ?? []).map(wordsIn).join("");

function select({ spec, value, pick, props }) {
  const all = optionsOf(spec);
  const option = (choice) =>
    h("option", { value: String(all.indexOf(choice)), selected: sameOption(choice, value) }, choice.text.text);
  const grouped = (spec.option_groups ?? []).map((group) =>
    h("optgroup", { label: group.label.text }, group.options.map(option)),
  );
  const empty = h("option", { value: "", selected: !value }, hint(spec) ?? "Choose");
  const picked = (event) => pick(all[event.target.value] ?? null);
  return h("select", { ...props, onchange: picked }, empty, (spec.options ?? []).map(option), grouped);
}

function ticked(type) {
  return ({ spec, value, pick, focus, props }) => {
    const held = type === "radio" ? [value] : value ?? [];
    const boxes = spec.options.map((option, index) =>
      h("input", {
        type,
        name: focus,
        checked: held.some((known) => sameOption(known, option)),
        "data-focus": `${focus}/${index}`,
        onchange: () => {
          const chosen = spec.options.filter((_, place) => boxes[place].checked);
          pick(type === "radio" ? chosen[0] : chosen);
        },
      }),
    );
    const rows = spec.options.map((option, index) => tick(boxes[index], option));
    return h("div", { class: "ticks", role: "group", ...props }, rows);
  };
}

function tick(box, option) {
  const more = option.description && h("small", {}, words(option.description));
  return h("label", {}, box, h("span", {}, words(option.text), more));
}

const called = (known) => ({ key: known.id, label: known.real_name || known.name });
const people = () =>
  store.people
    .filter((known) => !known.deleted)
    .map((known) => ({ ...called(known), note: `@${known.name}`, face: face(known, "face-small") }));
const channels = () =>
  store.channels
    .filter((channel) => channel.kind !== "im")
    .map((channel) => ({ key: channel.id, label: `#${channel.name}` }));

/** Choosing among people or channels, whose values are ids. */
function named(choices, many) {
  return ({ spec, value, pick, focus, props }) => {
    const changed = (keys) => pick(many ? keys : keys[0] ?? null);
    const chosen = many ? value ?? [] : [value].filter(Boolean);
    return picker({ choices: choices(), chosen, many, changed, placeholder: hint(spec), focus, props });
  };
}

function severalOptions({ spec, value, pick, focus, props }) {
  const all = optionsOf(spec);
  const choices = all.map((option) => ({ key: option.value, label: option.text.text, note: option.description?.text }));
  const changed = (keys) => pick(all.filter((option) => keys.includes(option.value)));
  const chosen = (value ?? []).map((option) => option.value);
  return picker({ choices, chosen, many: true, changed, placeholder: hint(spec), focus, props });
}

/** Choosing among what the app offers for what is typed; it gets the options whole, as it offered them. */
function offered(many) {
  return ({ spec, value, pick, suggest, focus, props }) => {
    const known = new Map();
    const choice = (option) => {
      known.set(option.value, option);
      return { key: option.value, label: option.text.text, note: option.description?.text };
    };
    const held = (many ? value ?? [] : [value]).filter(Boolean);
    const chosen = held.map((option) => option.value);
    const changed = (keys) => pick(many ? keys.map((key) => known.get(key)) : known.get(keys[0]) ?? null);
    const search = async (typed) => (await suggest(typed)).map(choice);
    const least = spec.min_query_length ?? 3;
    const about = { many, changed, placeholder: hint(spec), focus, props };
    return picker({ choices: held.map(choice), chosen, search, least, ...about });
  };
}

const FIELDS = {
  plain_text_input: typed("text"),
  email_text_input: typed("email"),
  url_text_input: typed("url"),
  number_input: typed("decimal"),
  static_select: select,
  multi_static_select: severalOptions,
  external_select: offered(false),
  multi_external_select: offered(true),
  rich_text_input: rich,
  datetimepicker: dated,
  radio_buttons: ticked("radio"),
  checkboxes: ticked("checkbox"),
  datepicker: timed("date"),
  timepicker: timed("time"),
  users_select: named(people, false),
  multi_users_select: named(people, true),
  channels_select: named(channels, false),
  multi_channels_select: named(channels, true),
  conversations_select: named(channels, false),
  multi_conversations_select: named(channels, true),
};
