"""What admins have changed, as a list: who, when, and what in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.audit import COMMAND_LINE, Entry
from bot.people import Person, named
from bot.policies import WEEKDAYS
from bot.views import kit
from bot.views.kit import Block

OPEN = "audit_open"
PER_PAGE, PAGES = 20, 99
TITLE = "What was changed"
SENTENCES: Mapping[str, str] = {
    "team_added": "made the team {subject}",
    "team_changed": "changed the team {subject}",
    "team_removed": "removed the team {subject}",
    "department_added": "made the department {subject}",
    "department_changed": "changed the department {subject}",
    "department_removed": "removed the department {subject}",
    "channel_allowed": "allowed posts for {subject} although others can read its channel",
    "policy_changed": "changed how people are asked or what is shown",
    "item_on": "switched on the question “{subject}”",
    "item_off": "switched off the question “{subject}”",
    "item_added": "added the question “{subject}”",
    "value_added": "added the value {subject}",
    "value_removed": "removed the value {subject}",
    "key_added": "made a feedback key for {subject}",
    "key_revoked": "revoked the feedback key of {subject}",
    "pulse_opened": "opened the pulse of week {subject}",
    "pulse_closed": "closed the pulse of week {subject}",
    "pulse_discarded": "ended the pulse of week {subject} uncounted",
    "installer_named": "named who set up Heartline",
    "idea_worded": "changed the words of an idea, “{subject}”",
    "person_erased": "erased what was kept about one person",
}
SETTINGS: Mapping[str, str] = {
    "weeks": "weeks from one pulse to the next",
    "from_week": "next pulse in the week",
    "items_per_need": "questions for each need",
    "has_fourth": "optional fourth question",
    "has_whole_bank": "all questions once a quarter",
    "has_guests": "guests take part",
    "threshold": "answers that a number needs",
    "lead": "who leads the company",
    "kudos_emoji": "reaction for kudos",
    "feedback_emoji": "reaction for feedback",
    "has_charts": "charts in digests",
    "opens_on": "the pulse opens on",
    "days_open": "days it is open",
    "digest_on": "the digest comes on",
    "digest_at": "at",
    "digest_zone": "in the time zone",
}
NONE_YET = "Nothing was changed yet."
INTRO = (
    "Newest first, for two years. *The command line* stands for what was done there, and for people whose data was "
    "erased since."
)


def weekday(number: int) -> str:
    """What the weekday of this number is called; 0 is Monday."""
    return WEEKDAYS[number].capitalize()


def clock(minutes: int) -> str:
    """A time of day, such as 09:30, from its minutes."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


# How the values of some settings read; the others as they are.
VALUES: Mapping[str, Callable[[str], str]] = {
    "opens_on": lambda value: weekday(int(value)),
    "digest_on": lambda value: weekday(int(value)) if value else "the day its pulse closes",
    "digest_at": lambda value: clock(int(value)),
    "digest_zone": lambda value: value or "UTC",
}


def listing(entries: Sequence[Entry], people: Mapping[str, Person], page: int, *, has_more: bool) -> Block:
    """One page of the list (0 is the newest), as a modal."""
    lines = [kit.section(_in_slack(entry, people)) for entry in entries] or [kit.section(NONE_YET)]
    return kit.modal(TITLE, "note", [kit.context(INTRO), *lines, *_turns(page, has_more=has_more)])


def _in_slack(entry: Entry, people: Mapping[str, Person]) -> str:
    return f"{kit.moment(entry.at)}\n{kit.escape(sentence(entry, people))}"


def _turns(page: int, *, has_more: bool) -> list[Block]:
    buttons = [kit.button("Newer", f"{OPEN}:newer", str(page - 1))] if page else []
    if has_more and page < PAGES:
        buttons.append(kit.button("Older", f"{OPEN}:older", str(page + 1)))
    return [kit.actions("audit_turns", buttons)] if buttons else []


def line(entry: Entry, people: Mapping[str, Person]) -> str:
    """One line of `heartline audit`."""
    return f"{entry.at:%Y-%m-%d %H:%M} UTC  {sentence(entry, people)}"


def sentence(entry: Entry, people: Mapping[str, Person]) -> str:
    """Who did what. Plain text."""
    who = "The command line" if entry.by == COMMAND_LINE else named(people.values(), [entry.by])
    what = SENTENCES[entry.act].format(subject=entry.subject)
    details = "; ".join(_detail(name, value) for name, value in entry.detail.items())
    told = f"{who[:1].upper()}{who[1:]} {what}{f' ({details})' if details else ''}"
    return told if told.endswith((".", ".”")) else f"{told}."


def _detail(name: str, value: str) -> str:
    told = VALUES[name](value) if name in VALUES else value
    return f"{SETTINGS.get(name, name.replace('_', ' '))}: {told or 'none'}"
