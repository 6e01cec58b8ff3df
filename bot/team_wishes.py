"""A team as an admin asks for it, and what comes of that: the team, and who is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

from bot import people, teams
from bot.errors import Refused, about
from bot.people import Person
from bot.teams import Department, Membership, Roster, Source, Team

MOST_LISTED, MOST_MANAGERS = 100, 20  # in a form, which carries them along as it is confirmed


@dataclass(frozen=True)
class Wish:
    """A team as an admin asks for it: people, channels, groups and departments by what they are called, or by id.

    Its people are those of the channel, or of a user group (`@handle`), or the `people` listed with commas between.
    Digests and shared kudos go to the channel where no other one is given for them.
    """

    name: str
    channel: str
    managers: tuple[str, ...]
    group: str = ""
    people: str = ""
    department: str = ""
    meets_customers: bool = False
    digest_channel: str = ""
    kudos_channel: str = ""

    @property
    def source(self) -> Source:
        """Where its people come from. Raises Refused when a group and a list are given."""
        if self.group and self.people:
            raise Refused("team_two_sources", field="people")
        return Source.USERGROUP if self.group else Source.LIST if self.people else Source.CHANNEL


@dataclass(frozen=True)
class Place:
    """A channel as Slack lists it: whether the bot is in it, and whether people outside read it or are invited to."""

    id: str
    name: str
    bot_is_there: bool = True
    is_shared: bool = False


@dataclass(frozen=True)
class Found:
    """What Slack says of what a wish names: its channels, the id of its user group, the ids of those in its source.

    `digests` and `thanks` are the channels for these, where they are others than that of the team.
    """

    channel: Place
    people: Sequence[str]
    usergroup: str = ""
    digests: Place | None = None
    thanks: Place | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        """All channels in which something would be posted, each once."""
        named = (self.channel, self.digests, self.thanks)
        return tuple({place.id: place for place in named if place}.values())


@dataclass(frozen=True)
class Known:
    """What there is in a workspace before a wish is fulfilled."""

    teams: Sequence[Team]
    memberships: Sequence[Membership]
    departments: Sequence[Department]
    people: Sequence[Person]
    has_guests: bool
    smallest: int

    @cached_property
    def by_id(self) -> Mapping[str, Person]:
        """All people by their ids."""
        return {person.id: person for person in self.people}

    @cached_property
    def taking_part(self) -> Sequence[Person]:
        """Those who can be asked."""
        return [person for person in self.people if person.takes_part(has_guests=self.has_guests)]


@dataclass(frozen=True)
class Plan:
    """A team as it would be, and who would be in it."""

    team: Team
    memberships: Sequence[Membership]


def plan(wish: Wish, found: Found, known: Known, team_id: str) -> Plan:
    """What comes of a wish: a new team, or another form of the one of that id.

    Raises Refused, naming the field, when somebody or the department is unknown, the name or the channel is taken, or
    nobody in it would be asked beside who leads it.
    """
    others = [team for team in known.teams if team.id != team_id]
    name = teams.checked_name(wish.name, [team.name for team in others])
    if taken := [other for other in others if other.channel == found.channel.id]:
        raise Refused("team_channel_taken", field="channel", channel=f"#{found.channel.name}", name=taken[0].name)
    with about("managers"):
        leads = {_called(manager, known).id for manager in wish.managers}
    if not leads:
        raise Refused("team_no_manager", field="managers")
    memberships = _memberships(wish, found, known, team_id, leads)
    with about("department"):
        within = teams.department_called(known.departments, wish.department).id if wish.department else None
    return Plan(_team(wish, found, team_id, name, _offset(known.teams, team_id), within), memberships)


def _team(wish: Wish, found: Found, team_id: str, name: str, offset: int, within: str | None) -> Team:
    return Team(
        id=team_id,
        name=name,
        channel=found.channel.id,
        offset=offset,
        source=wish.source,
        usergroup=found.usergroup,
        department=within,
        meets_customers=wish.meets_customers,
        kudos_channel=_elsewhere(found.thanks, found.channel),
        digest_channel=_elsewhere(found.digests, found.channel),
    )


def _called(wanted: str, known: Known) -> Person:
    """Who is meant by a name or an id. Raises Refused when that is nobody, or nobody who can be asked."""
    person = known.by_id.get(wanted)
    if person and not person.takes_part(has_guests=known.has_guests):
        raise Refused("team_person_out", name=person.name)
    return person or people.called(known.taking_part, wanted)


def _elsewhere(place: Place | None, channel: Place) -> str:
    return place.id if place and place.id != channel.id else ""


def _offset(known: Sequence[Team], team_id: str) -> int:
    """The team's own; that of a new one is behind all others, and what it is for good is decided when it is kept."""
    own = [team.offset for team in known if team.id == team_id]
    return own[0] if own else 1 + max((team.offset for team in known), default=-1)


def _memberships(wish: Wish, found: Found, known: Known, team_id: str, leads: set[str]) -> list[Membership]:
    """Who is in the team. Of a list, those stay who take no part just now, as guests where none are asked."""
    with about("people"):
        listed = {_called(name, known).id for name in wish.people.split(",") if name.strip()}
    active = {person.id for person in known.taking_part}
    if wish.source is Source.LIST:
        own = [place for place in known.memberships if place.team == team_id and not place.is_manager]
        listed |= {place.person for place in own} - active
    memberships = teams.places(team_id, listed.union(found.people), leads)
    if not active.difference(leads).intersection(place.person for place in memberships):
        field = {Source.CHANNEL: "channel", Source.USERGROUP: "group", Source.LIST: "people"}[wish.source]
        called = {Source.CHANNEL: f"#{found.channel.name}", Source.USERGROUP: wish.group, Source.LIST: "this list"}
        raise Refused("team_empty", field=field, channel=called[wish.source])
    return memberships


def roster(planned: Plan, found: Found, known: Known) -> Roster:
    """The team as it would be, among the others: who would answer, and how many of them count in another one."""
    team = planned.team
    every = [*(other for other in known.teams if other.id != team.id), team]
    memberships = [*(place for place in known.memberships if place.team != team.id), *planned.memberships]
    made = teams.rosters(every, memberships, known.people, has_guests=known.has_guests, smallest=known.smallest)[-1]
    return replace(
        made,
        bot_is_there=all(place.bot_is_there for place in found.places),
        is_shared=any(place.is_shared for place in found.places),
    )


def as_it_is(team: Team, known: Known) -> Wish:
    """The wish of which a team would come as it is, all by ids. Those who take no part any more are left out."""
    active = {person.id for person in known.taking_part}
    own = [place for place in known.memberships if place.team == team.id and place.person in active]
    listed = [place.person for place in own if not place.is_manager] if team.source is Source.LIST else []
    return Wish(
        name=team.name,
        channel=team.channel,
        managers=tuple(place.person for place in own if place.is_manager),
        group=team.usergroup,
        people=",".join(listed),
        department=team.department or "",
        meets_customers=team.meets_customers,
        digest_channel=team.digest_channel,
        kudos_channel=team.kudos_channel,
    )


def changes(before: Wish, after: Wish) -> list[str]:
    """What of a team is other than it was, in words; both wishes are by ids."""
    return [
        field.name.replace("_", " ")
        for field in fields(Wish)
        if getattr(before, field.name) != getattr(after, field.name)
    ]
