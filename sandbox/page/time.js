// Dates and times as the person looking reads them: in their own time zone.

const DAY = 86_400_000;
const TO_THE_MINUTE = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

const formats = new Map(); // by zone and options: making one takes longer than using it a hundred times

function format(tz, options) {
  const key = JSON.stringify([tz, options]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-US", { timeZone: tz, ...options }));
  return formats.get(key);
}

const parts = (moment, tz, options) =>
  Object.fromEntries(format(tz, options).formatToParts(moment).map((part) => [part.type, part.value]));
const shown = (moment, tz, options) => format(tz, options).format(moment);

/** A message's timestamp as a moment. */
export const moment = (ts) => new Date(Number(ts) * 1000);

/** The time of day, such as "10:02 AM". */
export const timeOf = (when, tz) => shown(when, tz, { hour: "numeric", minute: "2-digit" });

/** The time of day to the millisecond, as a log shows it. */
export const exactTime = (when, tz) =>
  shown(when, tz, { ...TO_THE_MINUTE, second: "2-digit", fractionalSecondDigits: 3 });

/** A moment as a `datetime-local` field holds it: the local time, such as 2026-03-02T10:00. */
export function localTime(when, tz) {
  const { hour, minute } = parts(when, tz, TO_THE_MINUTE);
  return `${dayOf(when, tz)}T${hour}:${minute}`;
}

/** The moment at which it is this local time; one that the clocks leave out or repeat is near enough. */
export function momentAt(local, tz) {
  const asIfUtc = Date.parse(`${local}Z`);
  const shift = Date.parse(`${localTime(new Date(asIfUtc), tz)}Z`) - asIfUtc;
  return new Date(asIfUtc - shift);
}

/** The calendar day as 2026-03-02. */
export function dayOf(when, tz) {
  const { year, month, day } = parts(when, tz, { year: "numeric", month: "2-digit", day: "2-digit" });
  return `${year}-${month}-${day}`;
}

/** "Today", "Yesterday", or null for any other day. */
function nearDay(when, tz, now) {
  const days = { [dayOf(now, tz)]: "Today", [dayOf(new Date(now - DAY), tz)]: "Yesterday" };
  days[dayOf(new Date(now.getTime() + DAY), tz)] = "Tomorrow";
  return days[dayOf(when, tz)] ?? null;
}

/** The heading above a day's messages. */
export const dayHeading = (when, tz, now) =>
  nearDay(when, tz, now) ?? shown(when, tz, { weekday: "long", month: "long", day: "numeric" });

/** Day and time in full, such as "Monday, March 2, 10:02 AM". */
export const inFull = (when, tz) =>
  shown(when, tz, { weekday: "long", month: "long", day: "numeric", hour: "numeric", minute: "2-digit" });

function ordinal(day) {
  const teen = day > 10 && day < 14;
  return day + ((!teen && { 1: "st", 2: "nd", 3: "rd" }[day % 10]) || "th");
}

function dateWords(when, tz, month, weekday) {
  const wanted = { year: "numeric", month, day: "numeric", weekday };
  const { year, month: named, day, weekday: name } = parts(when, tz, wanted);
  const date = month === "short" ? `${named} ${day}, ${year}` : `${named} ${ordinal(Number(day))}, ${year}`;
  return name ? `${name}, ${date}` : date;
}

/** How long ago, or in how long, in the largest unit that fits. */
function ago(when, now) {
  const seconds = Math.round((when - now) / 1000);
  const units = [["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? units.at(-1);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

const TOKENS = {
  date_num: dayOf,
  date_slash: (when, tz) => shown(when, tz, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (when, tz) => dateWords(when, tz, "long"),
  date_short: (when, tz) => dateWords(when, tz, "short"),
  date_long: (when, tz) => dateWords(when, tz, "long", "long"),
  time: timeOf,
  time_secs: (when, tz) => shown(when, tz, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago: (when, tz, now) => ago(when, now),
};
for (const name of ["date", "date_short", "date_long"]) {
  TOKENS[`${name}_pretty`] = (when, tz, now) => nearDay(when, tz, now)?.toLowerCase() ?? TOKENS[name](when, tz);
}

/** Slack's date format, such as "{date_long} at {time}", filled in; unknown tokens stay as they are. */
export function filledIn(format, when, tz, now) {
  return format.replace(/\{(\w+)\}/g, (token, name) => TOKENS[name]?.(when, tz, now) ?? token);
}
