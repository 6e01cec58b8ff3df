"""What the set-up page of Home tells an admin: teams and departments a page at a time, and what is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.people import Person
from bot.policies import Policy
from bot.pulses import Round
from bot.teams import Department, Roster, Team

TEAMS_ON_A_PAGE, DEPARTMENTS_ON_A_PAGE = 12, 8


@dataclass(frozen=True)
class Section:
    """A department with its teams and who leads it."""

    department: Department
    teams: Sequence[Team]
    lead: Person | None


@dataclass(frozen=True)
class Chosen:
    """What is chosen for the workspace: weeks between two pulses, how many of its questions, values and keys are on.

    `own_ideas` is how many ideas it says in words of its own.
    """

    policy: Policy
    weeks: int
    lead: Person | None
    items_on: int
    items: int
    values: int
    keys: int
    own_ideas: int


@dataclass(frozen=True)
class SetUp:
    """One page (`number`, from 0, of `pages`) of the teams, by their order, and of the departments, by name.

    `within` are the names of departments by their ids, `shared` the channels where nothing is posted because others
    read there. `coming` is the round that opens next by itself; `current` the one that is open.
    """

    teams: Sequence[Roster]
    departments: Sequence[Section]
    within: Mapping[str, str]
    shared: frozenset[str]
    number: int
    pages: int
    chosen: Chosen
    coming: Round
    current: Round | None


def pages(teams: int, departments: int) -> int:
    """How many pages so many teams and departments take; one at least."""
    return max(1, -(-teams // TEAMS_ON_A_PAGE), -(-departments // DEPARTMENTS_ON_A_PAGE))


def on_page(number: int, count: int) -> int:
    """The page of this number, or the last one there is where something was removed since."""
    return min(max(number, 0), count - 1)
