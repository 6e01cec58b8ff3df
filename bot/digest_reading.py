"""Who reads which digests, and which are meant by a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.digests import Digest
from bot.errors import Refused
from bot.people import Person


def may_read(person: Person | None, groups: frozenset[str], *, has_guests: bool) -> frozenset[str]:
    """The groups whose digests someone reads: `groups`, those they are in or lead, if they take part here.

    Raises Refused for those who do not.
    """
    if person is None or not person.takes_part(has_guests=has_guests):
        raise Refused("digest_from_outside")
    return groups


def is_told(recipient: str | None, leads: Collection[str], *, is_team: bool) -> bool:
    """Whether a digest still goes where it was meant to: to a team's channel, or to who leads that group now."""
    return is_team or recipient in leads


def called(digests: Iterable[Digest], name: str) -> list[Digest]:
    """The digest of the group of this name, ignoring case; all where it is empty. Raises Refused, naming all."""
    known = list(digests)
    found = [digest for digest in known if not name or digest.team.casefold() == name.strip().casefold()]
    if not found:
        raise Refused("digest_unknown", name=name, known=", ".join(digest.team for digest in known))
    return found
