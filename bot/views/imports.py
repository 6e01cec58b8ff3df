"""Imports as people see them, in the terminal and in their conversation with the bot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot import csv_columns
from bot.csv_columns import FIELDS, NEEDED, Plan
from bot.csv_dates import Order
from bot.csv_jobs import Job, State
from bot.csv_text import WESTERN
from bot.errors import Refused
from bot.feedback import SCALES, Scale
from bot.feedback_csv import BadRow, Row
from bot.views import kit, words
from bot.views.kit import Block, Message

START, COLUMNS, CANCEL, FORM = "import_start", "import_columns", "import_cancel", "import_columns_form"
ROWS_SHOWN, WORDS_SHOWN, LINE_SHOWN, NAMES_SHOWN, OPTIONS = 10, 120, 290, 500, 100
SCALE_NAMES = {
    Scale.EXPECTATION: "How their expectation was met, 1 to 5",
    Scale.CSAT: "How satisfied they were, 1 to 5",
    Scale.NPS: "Whether they would recommend you, 0 to 10",
    Scale.CES: "How easy it was for them, 1 to 7",
}
ORDER_NAMES = {Order.DMY: "The day first: 31/03/2026", Order.MDY: "The month first: 03/31/2026"}
THINGS = {
    "customer": "Which customer?",
    "said": "What they said",
    "rating": "Their rating",
    "expectations": "Which expectations: commitment, cost, culture, care",
    "team": "Which teams, with ; between",
    "date": "When it happened",
    "source": "Where it came from",
    "id": "Its number there, so that it is never counted twice",
    "scale": "The rating's scale, where it differs by line",
    "link": "A link to it",
    "needs": "The customer's needs, such as competence+; recognition-",
    "impression": "Whether it is an impression: yes or no",
}
WITHOUT = {
    "date": "No date column: all are dated the day of the import.",
    "team": "No team column: no team's digest counts them.",
}
CANCELLED = "Nothing was imported."
BY_BUTTON = {  # what is told otherwise to a terminal (`bot.views.words`)
    "csv_header": "{path} does not say which column is what. Missing: {missing}. Its columns are: {known}. "
    "Name the right ones with “Choose columns”.",
    "csv_dates_unclear": "In {path} a date like {given} may be two different days. Say which number comes first with "
    "“Choose columns”.",
    "csv_dates_mixed": "In {path} some dates begin with the day and others with the month. Say which is right with "
    "“Choose columns”; the others are left out.",
    "csv_twice": "{path} has several columns called {name}. Say which one is right with “Choose columns”.",
}
READING_AGAIN = "I am reading the file again. In a moment I show you here what I found."


@dataclass(frozen=True)
class Found:
    """What reading a whole file came to: how many lines are good, bad and unrated, and the first of them."""

    encoding: str
    plan: Plan
    good: int
    bad: int
    unrated: int
    first: Sequence[Row]
    first_bad: Sequence[BadRow]


def many(number: int, one: str, several: str) -> str:
    """A number with its word."""
    return f"{number:,} {one if number == 1 else several}"


def counted(found: Found) -> str:
    """How many lines of a file are good, bad and without a rating."""
    parts = [f"{many(found.good, 'line', 'lines')} can be imported"]
    if found.bad:
        parts.append(f"{many(found.bad, 'line', 'lines')} cannot")
    if found.unrated:
        parts.append(f"{many(found.unrated, 'line has', 'lines have')} no rating and {_is(found.unrated)} passed over")
    return f"{'; '.join(parts)}."


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def read_as(found: Found) -> list[str]:
    """How a file was read, so that a mistake shows before anything is kept."""
    plan = found.plan
    columns = ", ".join(f"{thing} from {name}" for thing, name in csv_columns.chosen_columns(plan).items())
    lines = [f"Read as an export of {plan.export.name}: {columns}." if plan.export else f"Read: {columns}."]
    if passed := csv_columns.passed_over(plan):
        lines.append(kit.cut(f"Not read: {', '.join(passed)}", NAMES_SHOWN) + ".")
    lines += [told for thing, told in WITHOUT.items() if thing not in plan.columns]
    lines.append(f"Ratings: {SCALE_NAMES[plan.scale]}.")
    if plan.dates:
        lines.append(f"Dates: {ORDER_NAMES[plan.dates]}.")
    if found.encoding == WESTERN:
        lines.append("It is not in UTF-8, so I took it for Western Windows (cp1252). Look whether é and ü are right.")
    return lines


def shown(row: Row) -> str:
    """One good line, in short."""
    piece = row.feedback
    rating = f"{piece.rating} of {SCALES[piece.scale][-1]}"
    said = kit.cut(" ".join(piece.said.split()), WORDS_SHOWN)
    return f"{kit.day(piece.happened_on)}: {piece.customer} ({rating}): {said}"


def reasons(row: BadRow) -> str:
    """All that is wrong with a bad line."""
    return " ".join(words.refusal(reason) for reason in row.reasons)


def bad_line(row: BadRow) -> str:
    """One bad line: its number, and all that is wrong with it."""
    return f"line {row.line}: {reasons(row)}"


def bad_line_in_short(row: BadRow) -> str:
    """The same, so that ten fit into a paragraph of Slack's."""
    return kit.cut(bad_line(row), LINE_SHOWN)


def choose_one(options: Sequence[str]) -> str:
    """Asks again where an answer was none of the options."""
    return f"Type one of: {', '.join(options)}."


def preview(found: Found) -> str:
    """What an import would do, for the terminal."""
    lines = [*read_as(found), "", *map(shown, found.first), *map(bad_line, found.first_bad), "", counted(found)]
    return "\n".join([*lines, "Nothing was imported yet. To import it, leave out --dry-run."])


def imported(new: int, known: int, bad: int, unrated: int, rejects: str = "") -> str:
    """What an import did, and where its bad lines are."""
    lines = [f"Imported {new}, known already {known}, left out {bad}."]
    if unrated:
        lines.append(f"{many(unrated, 'line has', 'lines have')} no rating and {_is(unrated)} passed over.")
    if bad:
        where = f" They are in {rejects}." if rejects else ""
        lines.append(f"Mend the lines that were left out and import them; the others are not counted twice.{where}")
    return "\n".join(lines)


def offered(job: Job, found: Found) -> Message:
    """To whoever dropped a file: what is in it, and whether to import it."""
    told = counted(found)
    lines = "\n".join(map(shown, found.first[:ROWS_SHOWN]))
    bad = "\n".join(map(bad_line_in_short, found.first_bad[:ROWS_SHOWN]))
    blocks = [
        kit.words(f"{job.name}: {told}"),
        *([kit.words(lines)] if lines else []),
        *([kit.words(bad)] if bad else []),
        kit.words("\n".join(read_as(found))),
        _buttons(job, can_start=found.good > 0),
    ]
    return Message(kit.escape(f"{job.name}: {told}"), tuple(blocks))


def in_slack(refused: Refused) -> str:
    """The sentence for a refusal where there are buttons, and no command line."""
    if refused.code in BY_BUTTON:
        return BY_BUTTON[refused.code].format(**refused.values)
    return words.refusal(refused)


def unclear(job: Job, refused: Refused) -> Message:
    """To whoever dropped a file: what has to be decided first."""
    sentence = in_slack(refused)
    return Message(kit.escape(sentence), (kit.words(sentence), _buttons(job, can_start=False)))


def _buttons(job: Job, *, can_start: bool) -> Block:
    start = [kit.button("Import", START, job.id, spoken="Import this file", primary=True)] if can_start else []
    return kit.actions(
        "import", [*start, kit.button("Choose columns", COLUMNS, job.id), kit.button("Cancel", CANCEL, job.id)]
    )


def plainly(sentence: str) -> Message:
    """A sentence about a file, as it stands."""
    return Message(kit.escape(sentence), (kit.words(sentence),))


def started(job: Job) -> Message:
    """The import has been asked for."""
    return plainly(f"Importing {job.name}. I tell you here when it is done.")


def over(job: Job) -> Message | None:
    """What an import has come to, once it is over; None for one that was cancelled."""
    if job.state is not State.DONE:
        return plainly(job.reason) if job.state is State.FAILED else None
    told = f"{job.name}: {imported(job.new, job.known, job.bad, job.unrated)}"
    lines = [kit.words("\n".join(job.left_out))] if job.left_out else []
    return Message(kit.escape(told), (kit.words(told), *lines, *_rest(job.bad - len(job.left_out))))


def _rest(more: int) -> list[Block]:
    return [kit.words(f"And {many(more, 'more line', 'more lines')}.")] if more > 0 else []


def read_again_below(job: Job) -> Message:
    """What takes the place of what was found in a file that is read once more."""
    return plainly(f"I am reading {job.name} again: see below.")


def form(job: Job, suggested: Mapping[str, str], plan: Plan, ts: str = "") -> Block:
    """Which column is what. What is suggested is chosen to begin with, for the person to look at.

    `ts` is that of the message from which it was opened.
    """
    options = [kit.option(name, str(place)) for place, name in enumerate(job.header[:OPTIONS])]
    fields = []
    for thing in FIELDS:
        place = job.header.index(suggested[thing]) if thing in suggested else -1
        select = kit.choice("static_select", options, placeholder="Choose a column", initial={str(place)})
        fields.append(kit.field(thing, THINGS[thing], select, optional=thing not in NEEDED or bool(plan.export)))
    scales = [kit.option(label, scale) for scale, label in SCALE_NAMES.items()]
    orders = [kit.option(label, order) for order, label in ORDER_NAMES.items()]
    scale = kit.choice("static_select", scales, initial={plan.scale})
    order = kit.choice("static_select", orders, placeholder="As they stand", initial={plan.dates or ""})
    fields.append(kit.field("rating_scale", "What was rated?", scale))
    hint = "For dates like 03/04/2026."
    fields.append(kit.field("dates", "What comes first in dates?", order, hint=hint, optional=True))
    return kit.modal("Columns", FORM, fields, submit="Read again", private=f"{job.id} {ts}")
