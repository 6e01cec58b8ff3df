"""The form in which an admin chooses how people are asked, and what that comes to before it is kept."""

from __future__ import annotations

from datetime import timedelta

from bot import marks
from bot.marks import Settings
from bot.payloads import Form
from bot.policies import DAYS_OPEN, ITEMS_PER_NEED, OPENING_DAYS, Policy, Wish
from bot.previews import Preview
from bot.pulses import CADENCES, Round
from bot.views import kit
from bot.views.admin import EVERY, NEXT_ROUND
from bot.views.audit import weekday
from bot.views.kit import Block
from bot.views.previews import sentence

OPEN, FORM, KEEP = "policy_pulse_open", "policy_pulse_form", "policy_pulse_keep"
TITLE = "The pulse"
FOURTH, WHOLE_BANK, GUESTS = "fourth", "whole_bank", "guests"
ALSO = {
    FOURTH: "An optional fourth question",
    WHOLE_BANK: "All questions in one week of each quarter",
    GUESTS: "Guests take part too",
}
PER_NEED = {count: str(count) for count in ITEMS_PER_NEED}
NO_NUMBER = -2  # what nobody can choose
SHORT = "It is open for two days only: people who work on neither are not asked that week."
OPEN_NOW = "The pulse that is open now stays as it was opened."
NOBODY = "Nobody is asked yet: make a team first."


def form(chosen: Policy, weeks: int) -> Block:
    """The form, with what is chosen so far; `weeks` lie between two rounds."""
    also = [chosen.has_fourth, chosen.has_whole_bank, chosen.has_guests]
    ticked = [name for name, is_on in zip(ALSO, also, strict=True) if is_on]
    blocks = [
        _select("weeks", "How often?", {each: EVERY[each].capitalize() for each in CADENCES}, weeks),
        _select("opens_on", "It opens on", {day: weekday(day) for day in OPENING_DAYS}, chosen.opens_on),
        _select(
            "days_open",
            "For how many days can it be answered?",
            {days: f"{days} days" for days in DAYS_OPEN},
            chosen.days_open,
            hint="It is over by Friday at the latest.",
        ),
        _select("items_per_need", "Questions for each need", PER_NEED, chosen.items_per_need),
        kit.field("also", "Also", ticks(ALSO, ticked), optional=True),
    ]
    private = marks.of_settings(marks.PULSE, Settings(chosen, weeks))
    return kit.modal(TITLE, FORM, blocks, submit="Next", private=private)


def _select(name: str, label: str, choices: dict[int, str], chosen: int, hint: str = "") -> Block:
    options = [kit.option(words, str(value)) for value, words in choices.items()]
    return kit.field(name, label, kit.choice("static_select", options, initial=[str(chosen)]), hint=hint)


def ticks(choices: dict[str, str], ticked: list[str]) -> Block:
    """Boxes to tick."""
    return kit.choice("checkboxes", [kit.option(words, name) for name, words in choices.items()], initial=ticked)


def read(form: Form) -> tuple[Wish, int]:
    """What was put in the form, and how many weeks are to lie between two rounds. It is still to be checked."""
    also = form.several("also")
    wish = Wish(
        items_per_need=number(form, "items_per_need"),
        has_fourth=FOURTH in also,
        has_whole_bank=WHOLE_BANK in also,
        has_guests=GUESTS in also,
        opens_on=number(form, "opens_on"),
        days_open=number(form, "days_open"),
    )
    return wish, number(form, "weeks")


def number(form: Form, name: str) -> int:
    """A whole number of at most four digits in a field; `NO_NUMBER` for anything else."""
    text = form.text(name).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else NO_NUMBER


def preview(chosen: Policy, weeks: int, coming: Round, asked: Preview | None, *, is_open: bool, private: str) -> Block:
    """What the next pulse will be like, before that is kept; `private` comes back with it."""
    lines = [*told(chosen, weeks, coming, asked), OPEN_NOW if is_open else ""]
    warnings = [SHORT] if chosen.days_open == DAYS_OPEN[0] else []
    blocks = [kit.section(line) for line in lines if line] + [kit.section(f"*Mind:* {line}") for line in warnings]
    return kit.modal(TITLE, KEEP, blocks, submit="Save", private=private, close="Back")


def kept(chosen: Policy, weeks: int, coming: Round, asked: Preview | None) -> Block:
    """It is kept, and what comes next."""
    blocks = [kit.section(line) for line in (f"Saved. {NEXT_ROUND}", *told(chosen, weeks, coming, asked))]
    return kit.modal(TITLE, "note", blocks, clears=True)


def told(chosen: Policy, weeks: int, coming: Round, asked: Preview | None) -> list[str]:
    """What the next pulse will be like, a sentence each."""
    first = coming.first_day or coming.opens_at.date()
    last = first + timedelta(days=chosen.days_open - 1)
    who = f"{sentence(asked, 'next')} Whoever has chosen another hour is asked then." if asked else NOBODY
    return [
        f"A pulse comes {EVERY[weeks]}. The next one opens on {kit.day(first)} and can be answered until "
        f"{kit.day(last)} has ended everywhere: {kit.moment(coming.closes_at)}.",
        who,
        _what(chosen),
    ]


def _what(chosen: Policy) -> str:
    per_need = "one question" if chosen.items_per_need == 1 else f"{chosen.items_per_need} questions"
    more = ", and one more that may be left out" if chosen.has_fourth else ""
    whole = " Once a quarter all questions are asked." if chosen.has_whole_bank else ""
    guests = "Guests take part." if chosen.has_guests else "Guests take no part."
    return f"Each is asked {per_need} for each of the three needs{more}.{whole} {guests}"
