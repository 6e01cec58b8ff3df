"""Thanks between peers. Social only: no points, no ranking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from bot import kudos_command
from bot.errors import Refused
from bot.items import NEEDS
from bot.kudos_command import Group
from bot.people import Person, listed

TEXT_LIMIT, VALUE_LIMIT = 1000, 40
MOST_RECEIVERS, MOST_VALUES = 30, 10
A_DAY, TRIES_A_DAY = 5, 15


class Door(StrEnum):
    """How a kudos was given."""

    FORM = "form"
    COMMAND = "command"
    MESSAGE = "message"
    REACTION = "reaction"
    MENTION = "mention"


FORMS = (Door.FORM, Door.MESSAGE)


@dataclass(frozen=True)
class Kudos:
    """Thanks from one person to one or more others: what they did and, where it was said, what that made possible.

    `day` is the giver's local day. `value` is one of the workspace's own, `need` the one that it fed; both may be
    empty. `channel` and `ts` name the message that it is about, or was given with; a public one was given where others
    could see it. `version` counts its changes, `times` how often it was given; one that was taken back is removed, and
    has no words.
    """

    id: str
    giver: str
    receivers: tuple[str, ...]
    did: str
    enabled: str
    given_at: datetime
    day: date | None = None
    door: Door = Door.FORM
    value: str = ""
    need: str = ""
    channel: str = ""
    ts: str = ""
    is_public: bool = False
    is_removed: bool = False
    version: int = 0
    times: int = 1


@dataclass(frozen=True)
class Earlier:
    """A kudos that someone gave on the day in question: to whom, whether it was taken back, how often given."""

    id: str
    receivers: frozenset[str]
    is_removed: bool = False
    times: int = 1


class Counted(NamedTuple):
    """A user group and those of it who can be thanked; whether the giver is in it, who is left out."""

    group: Group
    people: tuple[str, ...]
    has_giver: bool


def id_of(*parts: str) -> str:
    """The id of a kudos that is known by what it was given with, the same however often that arrives: 24 hex digits."""
    return sha256("\0".join(parts).encode()).hexdigest()[:24]


def reaction_id(channel: str, ts: str, person: str) -> str:
    """The id of the kudos that someone's reaction to a message gives."""
    return id_of(Door.REACTION, channel, ts, person)


def mention_id(channel: str, ts: str, person: str) -> str:
    """The id of the kudos that someone's message gives by naming the bot, however often it is edited and told of."""
    return id_of(Door.MENTION, channel, ts, person)


def is_open(channel: str) -> bool:
    """Whether others see what is written at this place, by its id: direct messages begin with another letter."""
    return channel.startswith("C")


def give(
    asked: Kudos,
    giver: Person | None,
    receivers: Sequence[Person | None],
    earlier: Sequence[Earlier],
    values: Sequence[str],
) -> Kudos:
    """Accept a kudos as it was asked for; an unknown person is None.

    `earlier` are those that the giver gave on that day, `values` the workspace's own. The giver among the receivers is
    left out. Raises Refused for people who cannot take part, for too many, for no reason, and beyond the day's limits.
    """
    if giver is None or not giver.is_colleague:
        raise Refused("kudos_from_outside")
    others = _others(giver, receivers)
    given = worded(replace(asked, receivers=tuple(others)), values)
    if given.door in FORMS and not given.enabled:
        raise Refused("kudos_without_effect", field="enabled")
    if not _is_repeated(given, earlier):
        _limit(others, earlier)
    return given


def worded(kudos: Kudos, values: Sequence[str]) -> Kudos:
    """A kudos with its words stripped; where no value was chosen, the first `#value` in them is it.

    Raises Refused for no reason, for one that is too long, and for a value or need that there is not. The reason for a
    reaction is the message that it is on.
    """
    did, enabled, value = kudos.did.strip(), kudos.enabled.strip(), kudos.value
    if not value:
        did, value = kudos_command.valued(did, values)
    if not value:
        enabled, value = kudos_command.valued(enabled, values)
    if not did and kudos.door is not Door.REACTION:
        raise Refused("kudos_without_reason", field="did")
    for field, words in (("did", did), ("enabled", enabled)):
        if len(words) > TEXT_LIMIT:
            raise Refused("text_long", field=field, limit=TEXT_LIMIT)
    if value and value not in values:
        raise Refused("kudos_value_unknown", field="value", name=value)
    if kudos.need and kudos.need not in NEEDS:
        raise Refused("kudos_need_unknown", field="need")
    return replace(kudos, did=did, enabled=enabled, value=value)


def _others(giver: Person, receivers: Sequence[Person | None]) -> dict[str, Person]:
    """Those who are to be thanked, each once, by id; without the giver."""
    others = {person.id: person for person in receivers if person is not None and person.id != giver.id}
    if None in receivers:
        raise Refused("kudos_to_unknown" if len(receivers) == 1 else "kudos_to_some_unknown", field="people")
    if not others:
        raise Refused("kudos_to_self" if receivers else "kudos_to_nobody", field="people")
    if len(others) > MOST_RECEIVERS:
        raise Refused("kudos_to_many", field="people", limit=MOST_RECEIVERS)
    if outside := [person for person in others.values() if not person.is_colleague]:
        raise Refused(_why_not(outside[0]), field="people", name=outside[0].name)
    return others


def _why_not(person: Person) -> str:
    if person.is_bot:
        return "kudos_to_bot"
    return "kudos_to_someone_gone" if person.is_deleted else "kudos_to_outsider"


def _is_repeated(given: Kudos, earlier: Sequence[Earlier]) -> bool:
    """Whether it was given before; a reaction that is put there once more gives anew what was taken back."""
    return any(one.id == given.id and not (one.is_removed and given.door is Door.REACTION) for one in earlier)


def _limit(others: Mapping[str, Person], earlier: Sequence[Earlier]) -> None:
    """Nobody is flooded: five a day from one person, one a day to the same one, and an end to taking back and anew."""
    standing = [one for one in earlier if not one.is_removed]
    thanked = {receiver for one in standing for receiver in one.receivers}
    if again := [person.name for person in others.values() if person.id in thanked]:
        code = "kudos_to_same" if len(again) == len(others) else "kudos_to_some_same"
        raise Refused(code, field="people", names=listed(again))
    if len(standing) >= A_DAY:
        raise Refused("kudos_enough_today", field="people", limit=A_DAY)
    if sum(one.times for one in earlier) >= TRIES_A_DAY:
        raise Refused("kudos_tried_often", field="people")


def counted(group: Group, members: Sequence[str], giver: str, known: Mapping[str, Person]) -> Counted:
    """Who of a user group can be thanked, by the people that are known. Raises Refused where that is nobody."""
    people = tuple(one for one in members if one != giver and one in known and known[one].is_colleague)
    if not people:
        raise Refused("kudos_group_empty", group=group.name)
    return Counted(group, people, has_giver=giver in members)


def together(people: Sequence[str], groups: Iterable[Counted]) -> tuple[str, ...]:
    """People and those of groups, each once. Raises Refused for more than can be thanked at once."""
    everyone = dict.fromkeys((*people, *(person for group in groups for person in group.people)))
    if len(everyone) > MOST_RECEIVERS:
        raise Refused("kudos_group_large", n=len(everyone), limit=MOST_RECEIVERS)
    return tuple(everyone)


def new_value(name: str, values: Sequence[str]) -> str:
    """A value to add to the workspace's own. Raises Refused for one that is empty, long or known, and for too many."""
    name = " ".join(name.split())
    if not kudos_command.tag(name):
        raise Refused("name_empty", field="name", what="value")
    if len(name) > VALUE_LIMIT:
        raise Refused("name_long", field="name", what="value", limit=VALUE_LIMIT)
    if known := [value for value in values if kudos_command.tag(value) == kudos_command.tag(name)]:
        raise Refused("kudos_value_taken", field="name", name=known[0])
    if len(values) >= MOST_VALUES:
        raise Refused("kudos_values_full", field="name", limit=MOST_VALUES)
    return name


def known_value(name: str, values: Sequence[str]) -> str:
    """Which value is meant by a name, in capitals or not. Raises Refused where there is none."""
    if found := [value for value in values if kudos_command.tag(value) == kudos_command.tag(name)]:
        return found[0]
    raise Refused("kudos_value_none", field="drop", name=name)
