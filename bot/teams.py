"""Teams, and the cohort of a round: who is in which team when it opens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
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


FOLLOWED = {Source.CHANNEL: "its channel", Source.USERGROUP: "its user group"}


@dataclass(frozen=True)
class Team:
    """A group of people, taken from its channel, a user group or a list; its digest goes to the channel.

    `offset` (0, 1, 2 …) shifts its turn through the item bank. A team that `meets_customers` is asked about that too.
    Where it has a `kudos_channel`, shared thanks go there instead; where it has a `digest_channel`, its digests do.
    """

    id: str
    name: str
    channel: str
    offset: int
    source: Source = Source.CHANNEL
    usergroup: str = ""
    department: str | None = None
    meets_customers: bool = False
    kudos_channel: str = ""
    digest_channel: str = ""

    @property
    def digest_in(self) -> str:
        """The channel for its digests."""
        return self.digest_channel or self.channel

    @property
    def thanks_in(self) -> str:
        """The channel for the thanks that its people share."""
        return self.kudos_channel or self.channel

    @property
    def posts_in(self) -> frozenset[str]:
        """All channels in which something is posted for it."""
        return frozenset({self.channel, self.thanks_in, self.digest_in})


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


@dataclass(frozen=True)
class Roster:
    """A team as an admin sees it: who answers, who leads, and how many are in another team already and count there.

    `smallest` is how many have to count in it for scores of its own. Its channels may be shared with others outside.
    """

    team: Team
    members: tuple[Person, ...]
    managers: tuple[Person, ...]
    counted_elsewhere: int
    smallest: int
    bot_is_there: bool = True
    is_shared: bool = False

    @property
    def counting(self) -> int:
        """How many count in its scores."""
        return len(self.members) - self.counted_elsewhere

    @property
    def is_small(self) -> bool:
        """Whether it can never show scores of its own."""
        return self.counting < self.smallest


def checked_name(name: str, taken: Iterable[str], what: str = "team") -> str:
    """The name of a team or department (`what`), trimmed. Raises Refused when it is empty, too long or taken."""
    name = " ".join(name.split())
    if not name:
        raise Refused("name_empty", field="name", what=what)
    if len(name) > NAME_LIMIT:
        raise Refused("name_long", field="name", what=what, limit=NAME_LIMIT)
    if name.casefold() in {other.casefold() for other in taken}:
        raise Refused("name_taken", field="name", what=what, name=name)
    return name


def places(team: str, people: Iterable[str], leads: Iterable[str]) -> list[Membership]:
    """The places of a team: all whom its source lists, whoever they are, and those who lead it, listed there or not.

    So it does not matter whether Slack tells first that someone came to the workspace or that they came to the channel.
    Who of them takes part is decided when a round opens.
    """
    leading = set(leads)
    return [Membership(team, person, person in leading) for person in sorted(leading.union(people))]


def edited(
    members: Iterable[Membership], added: Collection[str], removed: Collection[str], team: Team
) -> list[Membership]:
    """The places of a team that is a list once some people are added and others removed; who leads it goes on to.

    Raises Refused when the team follows Slack, when nothing is to be done, or when one who leads it would be removed.
    """
    if team.source is not Source.LIST:
        raise Refused("team_follows", name=team.name, source=FOLLOWED[team.source])
    if not added and not removed:
        raise Refused("team_nobody_given")
    own = [place for place in members if place.team == team.id]
    leads = {place.person for place in own if place.is_manager}
    if leads.intersection(removed):
        raise Refused("team_lead_stays", name=team.name)
    return places(team.id, {place.person for place in own}.union(added).difference(removed), leads)


def team_called(teams: Iterable[Team], name: str) -> Team:
    """The team of this name, ignoring case, or of this id. Raises Refused, naming those there are."""
    known, wanted = list(teams), name.strip()
    found = next((team for team in known if wanted == team.id or wanted.casefold() == team.name.casefold()), None)
    if found is None:
        names = f"The teams are: {', '.join(team.name for team in known)}." if known else "No team is set up."
        raise Refused("team_unknown", name=name, known=names)
    return found


def all_called(teams: Iterable[Team], names: str) -> list[Team]:
    """The teams of names or ids with commas between, each once. Raises Refused when one is unknown or none is given."""
    known = list(teams)
    found = list(dict.fromkeys(team_called(known, name) for name in names.split(",") if name.strip()))
    if not found:
        raise Refused("department_empty")
    return found


def department_called(departments: Iterable[Department], name: str) -> Department:
    """The department of this name, ignoring case, or of this id. Raises Refused, naming those there are."""
    known, wanted = list(departments), name.strip()
    found = next((one for one in known if wanted == one.id or wanted.casefold() == one.name.casefold()), None)
    if found is None:
        names = f"The departments are: {', '.join(one.name for one in known)}." if known else "None is set up."
        raise Refused("department_unknown", name=name, known=names)
    return found


def may_be_erased(led: Iterable[str]) -> None:
    """Raises Refused for someone who leads teams: they would come back as a member, and count in the scores (P1)."""
    if names := list(led):
        raise Refused("erase_leads", teams=", ".join(names))


def cohort(
    teams: Iterable[Team], memberships: Iterable[Membership], people: Iterable[Person], *, has_guests: bool = False
) -> list[CohortMember]:
    """Who takes part in a round, each in exactly one team.

    Someone in several teams leads before they answer, and otherwise counts in the team that was set up first: counted
    twice, their answer could be found by subtracting one team from the other (rule P3).
    """
    order = {team.id: team.offset for team in teams}
    active = {person.id for person in people if person.takes_part(has_guests=has_guests)}
    counted: dict[str, CohortMember] = {}
    for place in sorted(memberships, key=lambda m: (not m.is_manager, order.get(m.team, 0), m.team)):
        if place.person in active and place.team in order:
            counted.setdefault(place.person, CohortMember(place.person, place.team, place.is_manager))
    return sorted(counted.values(), key=lambda member: member.person)


def rosters(
    teams: Iterable[Team],
    memberships: Iterable[Membership],
    people: Iterable[Person],
    *,
    has_guests: bool = False,
    smallest: int,
) -> list[Roster]:
    """All teams with those of their people who take part; `smallest` is that of a `Roster`."""
    every, placed = list(teams), list(memberships)
    known = {person.id: person for person in people if person.takes_part(has_guests=has_guests)}
    counted = {(member.team, member.person) for member in cohort(every, placed, known.values(), has_guests=has_guests)}
    by_team: dict[str, list[Membership]] = defaultdict(list)
    for place in placed:
        by_team[place.team].append(place)
    found = []
    for team in every:
        here = [place for place in by_team[team.id] if place.person in known]
        members = [place.person for place in here if not place.is_manager]
        elsewhere = sum((team.id, person) not in counted for person in members)
        leads = tuple(known[place.person] for place in here if place.is_manager)
        by_name = sorted((known[person] for person in members), key=lambda person: person.name)
        found.append(Roster(team, tuple(by_name), leads, elsewhere, smallest))
    return found
