"""Random team order in words: who begins when, and what was seen. No other words tell a cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from bot import moments
from bot.people import listed
from bot.stepped import Result, Start

NO_STARTS = 'No practice is begun in random order. Add one: heartline starts add "…" --need … --every 2'
SEEN = (
    "Weeks after the start were {} than weeks before it, compared with the teams that had not begun. The order was "
    "drawn at random; with no effect at all, an order would look like this in fewer than 5 of 100 cases. So here, "
    "starting is the likely reason."
)
RESULTS = {
    Result.HIGHER: SEEN.format("higher"),
    Result.LOWER: SEEN.format("lower"),
    Result.NO_DIFFERENCE: (
        "No difference was seen between teams that had begun and those that had not. A small one may be there all the "
        "same."
    ),
    Result.TOO_FEW: (
        "Nothing can be told: too few teams had weeks that may be shown, before the first start and after the last."
    ),
}
STOPPED = "It was stopped, so nothing is told of it."
GONE = "a team that was removed"


def lines(starts: Iterable[Start]) -> list[str]:
    """What whoever leads a department or the company reads of its starts, a line each."""
    return [f"{title(start)}: {result(start)}" for start in starts]


def title(start: Start) -> str:
    """Which practice it is."""
    return f"“{start.text}” (begun in random team order, for {start.need})"


def result(start: Start) -> str:
    """What was seen; before, from when on that can be told."""
    if start.is_stopped:
        return STOPPED
    return RESULTS[start.result] if start.result else f"Results can be told from week {start.told_from} on."


def added(start: Start, department: str, teams: Mapping[str, str]) -> str:
    """The order was drawn: who begins when, and what happens by itself."""
    told = "Each team is told in its digest of that week. Keep the order to yourself until then."
    return "\n".join([whole(start, department, teams), told])


def whole(start: Start, department: str, teams: Mapping[str, str]) -> str:
    """All about a start: its id, its practice, who begins when, and what was seen."""
    of = department or ("all teams" if start.department is None else "a department that was removed")
    return "\n".join([f"{start.id}: {title(start)}: {of}", *_turns(start, teams), result(start)])


def stopped(start: Start) -> str:
    """A start was stopped."""
    return f"“{start.text}” is stopped: no more teams are told to begin, and nothing is told of it."


def _turns(start: Start, teams: Mapping[str, str]) -> Iterator[str]:
    for week, turns in groupby(start.steps, key=lambda step: step.week):
        monday = moments.monday_of(week)
        who = listed([teams.get(step.team, GONE) for step in turns])
        yield f"  {week}, from {monday.day} {monday:%B %Y}: {who}"
