"""Teams, and the cohort of a round: who is in which team when it opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import Refused
from bot.people import Person

NAME_LIMIT = 80


class Source(StrEnum):
    """Where a team's people come from."""

    CHANNEL = "channel"
    USERGROUP = "usergroup"
    LIST = "list"


@dataclass(frozen=True)
class Team:
    """A group of people, taken from its channel, a user group or a list; its digest goes to the channel.

    `offset` (0, 1, 2 …) shifts its turn through the item bank. A team that `meets_customers` is asked about that too.
    """

    id: str
    name: str
    channel: str
    offset: int
    source: Source = Source.CHANNEL
    usergroup: str = ""
    department: str | None = None
    meets_customers: bool = False


@dataclass(frozen=True)
class Department:
    """A group of teams, each of which is in one department at most. `lead` is the person who reads what is about it."""

    id: str
    name: str
    lead: str | None = None


@dataclass(frozen=True)
class Membership:
    """One person's place in one team. A manager is in it too, but never counts in its scores (rule P1)."""

    team: str
    person: str
    is_manager: bool = False


@dataclass(frozen=True)
class CohortMember:
    """One person of a round, fixed while it lasts: the one team they count in, or lead."""

    person: str
    team: str
    is_manager: bool = False


def checked_name(name: str, taken: Iterable[str]) -> str:
    """A team's name, trimmed. Raises Refused when it is empty, too long, or taken (ignoring case)."""
    name = " ".join(name.split())
    if not name:
        raise Refused("team_name_empty")
    if len(name) > NAME_LIMIT:
        raise Refused("team_name_long", limit=NAME_LIMIT)
    if name.casefold() in {other.casefold() for other in taken}:
        raise Refused("team_name_taken", name=name)
    return name


def cohort(teams: Iterable[Team], memberships: Iterable[Membership], people: Iterable[Person]) -> list[CohortMember]:
    """Who takes part in a round, each in exactly one team.

    Someone in several teams leads before they answer, and otherwise counts in the team that was set up first: counted
    twice, their answer could be found by subtracting one team from the other (rule P3).
    """
    order = {team.id: team.offset for team in teams}
    active = {person.id for person in people if person.takes_part}
    places: dict[str, CohortMember] = {}
    for place in sorted(memberships, key=lambda m: (not m.is_manager, order.get(m.team, 0), m.team)):
        if place.person in active and place.team in order:
            places.setdefault(place.person, CohortMember(place.person, place.team, place.is_manager))
    return sorted(places.values(), key=lambda member: member.person)
