"""Who reads which digests and from when on, where they go, and which are meant by a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.delivery import WORTH_SENDING, State
from bot.digests import Digest
from bot.errors import Refused
from bot.people import Person

# From the closing of a round on: its hour comes within a week (a day more where clocks change), and a message that is
# held back after that is worth sending for another.
LONGEST_WAIT = timedelta(days=8) + WORTH_SENDING


class Planned(NamedTuple):
    """The message that posts a digest: where it stands, when it is due, and when it was last tried."""

    state: State
    due_at: datetime
    attempted_at: datetime | None


def is_out(message: Planned | None, hour: datetime, now: datetime) -> bool:
    """Whether a digest can be read, and all that comes of it: not before its message waits for no later hour (P4).

    Where no message of it is known, as in a restored backup, the `hour` of its round's digests decides.
    """
    if message is None:
        return hour <= now
    return message.state is not State.DUE or message.attempted_at is not None or message.due_at <= now


def may_read(person: Person | None, groups: frozenset[str], *, has_guests: bool) -> frozenset[str]:
    """The groups whose digests someone reads: `groups`, those they are in or lead, if they take part here.

    Raises Refused for those who do not.
    """
    if person is None or not person.takes_part(has_guests=has_guests):
        raise Refused("digest_from_outside")
    return groups


def goes_to(recipient: str, leads: Collection[str], channel: str | None) -> str | None:
    """Where a digest goes now that was planned for a recipient: a team's to the `channel` that is chosen for its
    digests, a larger group's to who leads that. None when nobody does.
    """
    return channel or (recipient if recipient in leads else min(leads, default=None))


def is_told(recipient: str | None, leads: Collection[str], *, is_team: bool) -> bool:
    """Whether a posted digest is still put right: in a team's channel, or for who leads that group now."""
    return is_team or recipient in leads


def called(digests: Iterable[Digest], name: str) -> list[Digest]:
    """The digest of the group of this name, ignoring case; all where it is empty. Raises Refused, naming all."""
    known = list(digests)
    found = [digest for digest in known if not name or digest.team.casefold() == name.strip().casefold()]
    if not found:
        raise Refused("digest_unknown", name=name, known=", ".join(digest.team for digest in known))
    return found
