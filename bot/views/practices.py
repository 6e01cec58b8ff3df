"""Ideas that a digest offers, and what became of those that were tried. Nothing here says that one of them worked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot import moments, practices
from bot.digests import Offer, Tried
from bot.items import bank
from bot.nudges import HINTS, IN_TURN, IS_LOW, WENT_DOWN
from bot.people import listed
from bot.practices import YOUR_TURN, Practice, State, taken_up_at
from bot.views import digest_lines as lines
from bot.views import kit
from bot.views.kit import Block

TRY, ANOTHER, NOT_NOW = "practice_try", "practice_another", "practice_not_now"
DONE, PARTLY, DROPPED = "practice_done", "practice_partly", "practice_dropped"
WISHES: Mapping[str, State] = {
    TRY: State.TRYING,
    ANOTHER: State.ANOTHER,
    NOT_NOW: State.NOT_NOW,
    DONE: State.DONE,
    PARTLY: State.PARTLY,
    DROPPED: State.DROPPED,
}
REASONS = {
    WENT_DOWN: "{need} went down in four weeks.",
    IS_LOW: "{need} is lower than it usually is here.",
    YOUR_TURN: "It is your team's turn to begin.",
    IN_TURN: "",
} | dict.fromkeys(HINTS, "Of what customers said about {reason}, less than half was as they expected.")
SAID = {
    WENT_DOWN: "You said then: {need} went down. ",
    IS_LOW: "You said then: {need} was low. ",
} | dict.fromkeys(HINTS, "Customers said then: {reason} was often missed. ")
STANDS = {
    State.OFFERED.value: "Whoever leads here decides.",
    State.NOT_NOW.value: "It was put off for now; until the next digest it can still be taken up.",
    State.TRYING.value: "{by} wants to try this.",
    State.DONE.value: "{by} took this up.",
    State.PARTLY.value: "{by} took this up.",
    State.DROPPED.value: "{by} took this up.",
}
BECAME = {
    State.TRYING.value: "What became of it? Whoever leads here tells.",
    State.DONE.value: "It was done.",
    State.PARTLY.value: "It was done in part.",
    State.DROPPED.value: "It was dropped, which is fine too.",
}
CHOICES = {
    TRY: ("We'll try this", "Try this idea"),
    ANOTHER: ("Another idea", "Show another idea instead"),
    NOT_NOW: ("Not now", "Try nothing now"),
}
OUTCOMES = {
    DONE: ("We did it", "It was done"),
    PARTLY: ("Partly", "It was done in part"),
    DROPPED: ("We dropped it", "It was dropped"),
}
Log = Sequence[tuple[str, Sequence[Practice]]]
SOMEBODY = "Whoever leads here"
NO_SCORE = "There is no score of the same question from then and since."
NO_CAUSE = "Single weeks of a few people differ by 15 points and more by luck alone, so this does not tell what it did."
LOG_TITLE = "What was tried"
MOST, NAMES = 10, 5  # entries of the log in a message; names of groups in a line
MORE = "These are the newest. An admin of Heartline can print all of them with heartline practices."
NOTHING_TRIED = "Nothing has been tried yet. Under each digest is an idea that whoever leads can take up."


def offer_text(offer: Offer) -> str:
    """An idea, why it is this one, and whether somebody has taken it up, in plain text."""
    return " ".join(part for part in (_title(offer), _reason(offer), offer.text, _stands(offer)) if part)


def offer_blocks(offer: Offer, more: Sequence[Block] = ()) -> list[Block]:
    """An idea, and while it is open its buttons; `more` of them come after these."""
    why = " ".join(part for part in (f"*{_title(offer)}*", _reason(offer)) if part)
    stands, is_open = _stands(offer), offer.state == State.OFFERED
    text = kit.escape(f"{offer.text} {stands}" if is_open else offer.text)
    standing = [kit.small(stands)] if stands and not is_open else []
    return [kit.section(f"{why}\n{text}"), *standing, *_buttons(offer.practice, _choices(offer), more)]


def tried_text(tried: Tried) -> str:
    """What was taken up some weeks ago, its question's score then and since, and what became of it, in plain text."""
    if tried.is_told:
        return f"Tried, from the week of {_week(tried.week)} on. {_told(tried)}"
    return " ".join(["Tried.", *_asked(tried)])


def tried_blocks(tried: Tried) -> list[Block]:
    """What was tried, and while nobody has said what became of it the buttons to say it with."""
    asks = not tried.is_told and tried.state == State.TRYING
    return [kit.words(tried_text(tried)), *(_buttons(tried.practice, OUTCOMES) if asks else [])]


def log(groups: Log) -> str:
    """What groups have taken up, by their names, newest first, in plain text."""
    told = ["\n".join([f"{LOG_TITLE}: {name}", *map(entry, tried)]) for name, tried in groups if tried]
    silent = [name for name, tried in groups if not tried]
    rest = [f"{len(silent) - NAMES} more"] if len(silent) > NAMES else []
    if silent:
        told.append(f"{LOG_TITLE}: {listed(silent[:NAMES] + rest)}\n{NOTHING_TRIED}")
    if any(_scores(practice) for _, tried in groups for practice in tried):
        told.append(NO_CAUSE)
    return "\n\n".join(told) or NOTHING_TRIED


def answer(groups: Log) -> str:
    """The same as one message in Slack can hold it, and how to see more."""
    told, every = log(groups), sum(len(tried) for _, tried in groups)
    most = min(MOST, every)
    if every <= MOST and _fits(told):
        return told
    while most and not _fits(told := f"{log(practices.newest(groups, most))}\n\n{MORE}"):
        most -= 1
    return told


def _fits(told: str) -> bool:
    return len(kit.escape(told)) <= kit.TEXT_LIMIT


def entry(practice: Practice) -> str:
    """A line of the log: what was taken up, by whom, its scores then and since, and what became of it. Plain text."""
    who = f", taken up by {practice.by}" if practice.by else ""
    became = "It is being tried." if practice.state is State.TRYING else BECAME[practice.state]
    week = _week(moments.week_key(taken_up_at(practice).date()))
    return " ".join([f"• Week of {week}{who}: {practice.text}", *_scores(practice), became])


def _choices(offer: Offer) -> Mapping[str, tuple[str, str]]:
    """What can still be pressed: who put an idea off can take it up after all."""
    if offer.state == State.OFFERED:
        return CHOICES
    return {TRY: CHOICES[TRY]} if offer.state == State.NOT_NOW else {}


def _buttons(practice: str, labels: Mapping[str, tuple[str, str]], more: Sequence[Block] = ()) -> list[Block]:
    pressed = [kit.button(label, action, practice, spoken=spoken) for action, (label, spoken) in labels.items()]
    return [kit.actions(f"practice:{practice}", [*pressed, *more])] if pressed or more else []


def _title(offer: Offer) -> str:
    return "To begin now." if offer.reason == YOUR_TURN else "An idea to try."


def _reason(offer: Offer) -> str:
    return REASONS.get(offer.reason, "").format(need=_row(offer.idea).capitalize(), reason=offer.reason)


def _stands(offer: Offer) -> str:
    if offer.reason == YOUR_TURN:
        return ""
    return STANDS[offer.state].format(by=offer.by or SOMEBODY)


def _row(idea: str) -> str:
    """The need, or the expectations, that an idea is for."""
    return idea.partition("-")[0]


def _asked(tried: Tried) -> list[str]:
    who = "your team began" if tried.reason == YOUR_TURN else f"{tried.by or SOMEBODY.lower()} chose to try"
    begin = f"In the week of {_week(tried.week)} {who} this: “{tried.text}”"
    scores = _scores(tried)
    return [begin, *([*scores, NO_CAUSE] if scores else [NO_SCORE]), BECAME[tried.state]]


def _told(tried: Tried) -> str:
    said = SAID.get(tried.reason, "").format(need=_row(tried.idea), reason=tried.reason)
    did = "We did a part of this" if tried.state == State.PARTLY else "We did this"
    return f"{said}{did}: “{tried.text}”"


def _scores(of: Tried | Practice) -> list[str]:
    """The score of its questions then and since, where both may be shown."""
    if not (of.then and of.since):
        return []
    then, since = lines.value(of.then), lines.value(of.since)
    return [f"{_asked_about(of.item.split())} stood at {then} then, and at {since} since."]


def _asked_about(items: Sequence[str]) -> str:
    """Several questions, all of one need, go by that: a week of the whole bank has five, too long to tell once more."""
    if len(items) == 1:
        return f"The question “{lines.question(items[0])}”"
    return f"The questions on {bank()[items[0]].need} of that week"


def _week(week: str) -> str:
    monday = moments.monday_of(week)
    return f"{monday.day} {monday:%B}"
