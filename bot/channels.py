"""Which channels are told what digests and shared kudos tell: none that another organisation reads unless an admin
allows it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot import people
from bot.delivery import DIGEST, KUDOS_SHARED, MENDED_AFTER, Delivery, Next, State
from bot.errors import Refused
from bot.payloads import Json
from bot.people import Person
from bot.slack_codes import Meaning, meaning

# How long before a message is due its channel may have been seen last. Shared kudos go at once, and channels are seen
# once a day anyway; a digest tells more, and has the time.
FRESH = {DIGEST: timedelta(minutes=10), KUDOS_SHARED: timedelta(days=1)}
LOOK_AFTER = timedelta(seconds=15)
SEEN_EVERY = timedelta(hours=23)  # not a whole day: whether it is one or two days would hang on seconds
UNSEEN, SHARED = "channel_unseen", "channel_shared"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Channel:
    """A channel as it was seen last: whether people of another organisation read it, or are invited to.

    `confirmed_by` is the admin who allows digests and kudos there all the same, empty where they did so at the command
    line; None while nobody does.
    """

    id: str
    is_shared: bool
    seen_at: datetime
    confirmed_by: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it may be told what is meant for a team."""
        return not self.is_shared or self.confirmed_by is not None


def is_shared(listed: Json) -> bool:
    """Whether a channel, as Slack lists it, is shared with another organisation, or an invitation to it is open."""
    return bool(listed.get("is_ext_shared") or listed.get("is_pending_ext_shared"))


def seen(known: Channel | None, channel_id: str, found: bool | None, now: datetime) -> Channel:
    """A channel after a look: `found` shared or not, None where Slack does not list it, as the bot is not in it.

    What an admin allowed ends with the sharing: when others come later, it is asked anew.
    """
    was_shared, confirmed_by = (known.is_shared, known.confirmed_by) if known else (False, None)
    is_shared_now = was_shared if found is None else found
    return Channel(channel_id, is_shared_now, now, confirmed_by if is_shared_now else None)


def doubted(known: Channel, *, somebody_came: bool) -> Channel:
    """A channel of which an event came: it has to be seen again before anything is sent there.

    That somebody came is believed until then, as it is the safe side; what an admin allowed was not allowed to them.
    """
    if somebody_came:
        return Channel(known.id, is_shared=True, seen_at=_never(known))
    return replace(known, seen_at=_never(known))


def entered(known: Channel | None, channel_id: str) -> Channel:
    """A channel that the bot came to: what was seen and allowed before is past, and who reads it now has to be seen."""
    return Channel(channel_id, is_shared=False, seen_at=_never(known))


def _never(known: Channel | None) -> datetime:
    """Before every look; before every other doubt too, so that a look that began in between is known to be older."""
    return min(known.seen_at, NEVER) - timedelta(seconds=1) if known else NEVER


def confirmed(known: Channel | None, by: str) -> Channel:
    """A shared channel in which an admin allows digests and kudos. Raises Refused when it is not shared any more."""
    if known is None or not known.is_shared:
        raise Refused("channel_not_shared")
    return replace(known, confirmed_by=by)


def may_confirm(person: Person | None) -> None:
    """Raises Refused for everyone but the admins of the workspace."""
    if not people.may_administer(person):
        raise Refused("channel_not_admin")


def is_meant(delivery: Delivery) -> bool:
    """Whether a delivery tells a channel what is meant for a team; Slack's ids of people begin with other letters."""
    return delivery.kind in FRESH and delivery.recipient.startswith(("C", "G"))


def is_due(known: Channel | None, now: datetime) -> bool:
    """Whether a channel should be looked at, whatever waits for it."""
    return known is None or now - known.seen_at >= SEEN_EVERY


def needs_look(delivery: Delivery, known: Channel | None) -> bool:
    """Whether the channel of a delivery has to be seen before that is sent.

    Where Slack said that the bot is not in it, somebody may have invited it since: into what, is not known.
    """
    if known is None:
        return True
    since = delivery.due_at - FRESH[delivery.kind]
    if delivery.attempted_at and (delivery.error == UNSEEN or meaning(delivery.error) is Meaning.INVITE):
        since = max(since, delivery.attempted_at)
    return known.seen_at < since


def waits(delivery: Delivery, known: Channel | None, now: datetime) -> Next | None:
    """How a delivery waits for a look at its channel, or for an admin's word; None where it may be sent."""
    if not is_meant(delivery):
        return None
    if known is None or needs_look(delivery, known):
        return Next(State.RETRY, now + LOOK_AFTER, UNSEEN, delivery.unknowns)
    if not known.is_open:
        return Next(State.RETRY, now + MENDED_AFTER, SHARED, delivery.unknowns)
    return None
