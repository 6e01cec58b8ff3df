"""What becomes of thanks once they are given: who shows them to others, changes them, takes them back or joins in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.delivery import KUDOS
from bot.errors import Refused
from bot.feedback import Feedback
from bot.kudos import Door, Kudos
from bot.people import Person
from bot.teams import Team

EDITABLE_FOR = timedelta(minutes=10)


class Sharing(StrEnum):
    """What someone wants done with the thanks they get."""

    ASK = "ask"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True)
class KudosChoice:
    """What someone has chosen about kudos, as it ships where they chose nothing.

    `has_prompt` is whether they are invited to thank after four weeks without; `prompted_on` is their local day on
    which they last were.
    """

    sharing: Sharing = Sharing.ASK
    has_prompt: bool = True
    prompted_on: date | None = None


@dataclass(frozen=True)
class Telling:
    """A kudos with all that its messages say.

    `names` has those in it by id, `shared` the channel in which each receiver shared it, `joined` who joined in, first
    to last. `link` leads to the message that it is about or was given with, where there is one.
    """

    kudos: Kudos
    names: Mapping[str, str]
    shared: Mapping[str, str]
    joined: tuple[str, ...] = ()
    link: str = ""

    def sharing_in(self, channel: str) -> tuple[str, ...]:
        """The receivers who shared it in a channel."""
        return tuple(person for person in self.kudos.receivers if self.shared.get(person) == channel)


@dataclass(frozen=True)
class Received:
    """One receiver's side of a kudos: what they have chosen, and the team with which they share it, or can."""

    telling: Telling
    receiver: str
    sharing: Sharing
    team: Team | None

    @property
    def is_shared(self) -> bool:
        """Whether they have shared it."""
        return self.receiver in self.telling.shared

    @property
    def can_share(self) -> bool:
        """Whether there is anything for them to share, and a place for it."""
        kudos = self.telling.kudos
        is_free = self.sharing is not Sharing.NEVER and not (kudos.is_public or kudos.is_removed)
        return is_free and self.team is not None and not self.is_shared


def share(received: Received | None) -> Team:
    """Accept that a receiver shares their kudos, and with which team.

    Raises Refused when it is not theirs, was taken back, is public anyway, when they have chosen never to share, or
    when they are in no team.
    """
    if received is None:
        raise Refused("kudos_not_yours")
    if received.telling.kudos.is_removed:
        raise Refused("kudos_gone")
    if received.telling.kudos.is_public:
        raise Refused("kudos_public")
    if received.sharing is Sharing.NEVER:
        raise Refused("kudos_never_shared")
    if received.team is None:
        raise Refused("kudos_no_channel")
    return received.team


def taken_back(kudos: Kudos | None, giver: str) -> Kudos:
    """A kudos without its words, for its giver takes it back; they may at any time. Raises Refused for anyone else."""
    if kudos is None or kudos.giver != giver:
        raise Refused("kudos_not_given")
    if kudos.is_removed:
        return kudos
    return replace(kudos, did="", enabled="", value="", need="", is_removed=True, version=kudos.version + 1)


def editable(kudos: Kudos | None, giver: str, now: datetime) -> Kudos:
    """Accept that a giver changes the words of a kudos: within ten minutes. Raises Refused otherwise."""
    if kudos is None or kudos.giver != giver:
        raise Refused("kudos_not_given")
    if kudos.is_removed:
        raise Refused("kudos_gone")
    if not can_edit(kudos, now):
        raise Refused("kudos_edit_late", minutes=EDITABLE_FOR // timedelta(minutes=1))
    return kudos


def can_edit(kudos: Kudos, now: datetime) -> bool:
    """Whether it is still time to change the words of a kudos."""
    return not kudos.is_removed and now - kudos.given_at < EDITABLE_FOR


def has_place(kudos: Kudos, shared: Mapping[str, str]) -> bool:
    """Whether there is still a message on which others can join in: a post, or the one that it was given with."""
    return bool(shared) or kudos.door is Door.MENTION


def may_join(kudos: Kudos | None, person: Person | None) -> bool:
    """Whether someone can join in a kudos: any colleague who neither gave it nor was thanked."""
    if kudos is None or kudos.is_removed or person is None or not person.is_colleague:
        return False
    return person.id != kudos.giver and person.id not in kudos.receivers


def is_wanted(kudos: Kudos, kind: str, place: str, shared: Collection[str]) -> bool:
    """Whether a message of a delivery's `kind` should stand at a place: a receiver, or a channel where it is shared."""
    return not kudos.is_removed and place in (kudos.receivers if kind == KUDOS else shared)


def is_praise_news(before: Feedback, given: Feedback) -> bool:
    """Whether the person praised has to be told, for the first time or in other words."""
    return given.is_praise_told and given.praise != before.praise


def praise_shown(before: Feedback, given: Feedback, choice: Sharing, home: str | None, now: datetime) -> Feedback:
    """Praise that is news, shown to the `home` team of someone who always shares.

    Where only its words are other ones it stays as they left it, shown or hidden.
    """
    if choice is not Sharing.ALWAYS:
        return given
    if before.is_praise_told and given.praised == before.praised:
        return replace(given, praise_shared_at=before.praise_shared_at, praise_shared_with=before.praise_shared_with)
    return replace(given, praise_shared_at=now, praise_shared_with=home) if home else given
