"""The ideas that digests offer, and which of them a team is offered: from how it feels and what customers expected.

None of them is tested: each is called an idea to try, and nothing says that it worked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from importlib.resources import files
from operator import itemgetter
from typing import Any

from bot import marks, moments, people
from bot.digests import Digest, Trend
from bot.errors import Refused
from bot.feedback import EXPECTATIONS, Counted
from bot.items import NEEDS
from bot.people import Person
from bot.scores import DOWN

EXPECTED = "expectations"  # roles, rights, responsibilities, rewards
ROWS, WAYS = (*NEEDS, EXPECTED), ("educate", "enable", "empower", "engage")
AGAIN_AFTER = timedelta(weeks=8)
PIECES_FOR_A_HINT = 3
TEXT_LIMIT = 200  # characters
WENT_DOWN, IS_LOW, IN_TURN = "down", "low", ""

# By what was mostly missed, the row and the way that suit it. A reading of the theory, not evidence.
HINTS = {
    "commitment": ("competence", "educate"),
    "cost": (EXPECTED, "educate"),
    "culture": ("autonomy", "enable"),
    "care": ("recognition", "empower"),
}


@dataclass(frozen=True)
class Idea:
    """What a team could try: for which row, in which way, and in which words."""

    row: str
    way: str
    text: str

    @property
    def id(self) -> str:
        """Its name, such as `autonomy-educate`."""
        return f"{self.row}-{self.way}"


@dataclass(frozen=True)
class Chosen:
    """An idea, and why it is this one: `WENT_DOWN`, `IS_LOW`, an expectation that was mostly missed, or `IN_TURN`."""

    idea: Idea
    reason: str


def parse(raw: Mapping[str, Any]) -> dict[str, Idea]:
    """The ideas from their file's content, by id. Raises ValueError that names the entry which is wrong or missing."""
    ideas: dict[str, Idea] = {}
    for entry in raw.get("idea", ()):
        idea = _read(entry)
        if idea.id in ideas:
            raise ValueError(f"nudges.toml: {idea.id} is there twice")
        ideas[idea.id] = idea
    if missing := [name for row in ROWS for way in WAYS if (name := f"{row}-{way}") not in ideas]:
        raise ValueError(f"nudges.toml: {missing[0]} is missing")
    return ideas


def _read(entry: Mapping[str, Any]) -> Idea:
    wrong = ValueError(f"nudges.toml: {dict(entry)!r} is no idea with a row, a way and a text")
    try:
        idea = Idea(**entry)
        is_whole = idea.row in ROWS and idea.way in WAYS and reworded(idea, idea.text) == idea
    except (TypeError, AttributeError, Refused) as error:
        raise wrong from error
    if not is_whole:
        raise wrong
    return idea


@cache
def bank() -> dict[str, Idea]:
    """The ideas that ship with Heartline, by id."""
    return parse(tomllib.loads(files("bot").joinpath("nudges.toml").read_text("utf-8")))


def known(idea_id: str) -> Idea:
    """The idea of this id. Raises Refused for one that is not known."""
    if idea_id not in bank():
        raise Refused("idea_unknown")
    return bank()[idea_id]


def reworded(idea: Idea, text: str) -> Idea:
    """An idea in other words, on one line. Raises Refused, at the field of its id, for none or too many."""
    text = " ".join(text.split())
    if not text:
        raise Refused("idea_text_empty", field=idea.id)
    if len(text) > TEXT_LIMIT:
        raise Refused("idea_text_long", field=idea.id, limit=TEXT_LIMIT)
    return replace(idea, text=text)


def may_word(person: Person | None) -> None:
    """Raises Refused for everyone but the admins of the workspace."""
    if not people.may_administer(person):
        raise Refused("ideas_not_admin")


def own_texts(given: Mapping[str, str]) -> dict[str, str]:
    """The words, by idea, that are a workspace's own: neither empty nor as they ship. Raises Refused for long ones."""
    said = {name: reworded(idea, given[name]).text for name, idea in bank().items() if given.get(name, "").strip()}
    return {name: text for name, text in said.items() if text != bank()[name].text}


def worded(own: Mapping[str, str]) -> dict[str, Idea]:
    """All ideas, by id, with a workspace's own words where it has some."""
    return {name: replace(idea, text=own.get(name, idea.text)) for name, idea in bank().items()}


def mark(ideas: Mapping[str, Idea]) -> str:
    """A short sign of all the words as they are, by which a form tells what whoever fills it in has read."""
    words = [idea.text for _, idea in sorted(ideas.items())]
    return marks.of(words)


def choose(digest: Digest, ideas: Mapping[str, Idea], lately: Collection[str]) -> Chosen | None:
    """What a digest offers: none of the ideas (by id) that its team was offered `lately`; None if there is no other.

    First comes a need that went down, then one that is low for this team, the lowest first; then what customers mostly
    missed; then each row and way in turn, by the week. What customers missed chooses the way in any case.
    """
    turn = moments.week_number(digest.week)
    missed = mostly_missed(digest.feedback.by_expectation)
    way = HINTS[missed][1] if missed else WAYS[turn // len(ROWS) % len(WAYS)]
    for row, reason in _rows(digest, missed, turn):
        for next_way in _from(WAYS, WAYS.index(way)):
            idea = ideas[f"{row}-{next_way}"]
            if idea.id not in lately:
                return Chosen(idea, reason)
    return None


def mostly_missed(counted: Mapping[str, Counted]) -> str | None:
    """The expectation that was met least, among those of which customers spoke three times and more missed than met."""
    told = [name for name in EXPECTATIONS if name in counted and counted[name].n >= PIECES_FOR_A_HINT]
    missed = [name for name in told if 2 * counted[name].met < counted[name].n]
    return min(missed, key=lambda name: counted[name].met / counted[name].n, default=None)


def _rows(digest: Digest, missed: str | None, turn: int) -> Iterator[tuple[str, str]]:
    """The rows to look for an idea in, the most fitting first, each with why."""
    for reason in (WENT_DOWN, IS_LOW):
        yield from ((need, reason) for need in _needs(digest, reason))
    if missed:
        yield HINTS[missed][0], missed
    yield from ((row, IN_TURN) for row in _from(ROWS, turn % len(ROWS)))


def _needs(digest: Digest, reason: str) -> list[str]:
    """The needs that went down or are low, the lowest index first."""

    def fits(trend: Trend) -> bool:
        return trend.change == DOWN if reason == WENT_DOWN else trend.is_low

    trends = ((need, digest.trends.get(need)) for need in NEEDS)
    found = [(trend.index.value, need) for need, trend in trends if trend and trend.index and fits(trend)]
    return [need for _, need in sorted(found, key=itemgetter(0))]


def _from(ring: tuple[str, ...], first: int) -> tuple[str, ...]:
    """All of a ring, beginning at one place."""
    return ring[first:] + ring[:first]
