"""What those who lead a group are told beside its digest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot import thanking
from bot.delivery import WORTH_SENDING, Delivery
from bot.views import digest_lead
from bot.views.kit import Message
from handlers.world import World
from storage import readers, releases
from storage import thanking as stored
from storage.database import Db
from storage.digests import Kept

KIND = "digest_lead"


def messages(world: World, kept: Kept, leads: Iterable[str], at: datetime) -> list[Delivery]:
    """Theirs beside a digest, for each of these: at its hour, or now where that has passed."""
    subject, prefix = f"{kept.round}:{kept.group}", f"{KIND}:{kept.week}:{kept.group}"
    new = [world.delivery(KIND, f"{prefix}:{lead}", lead, subject, at + WORTH_SENDING) for lead in sorted(leads)]
    return [replace(one, due_at=max(one.due_at, at)) for one in new]


def render(db: Db, delivery: Delivery, now: datetime) -> Message | None:
    """Who was thanked, as a figure, and comments to answer.

    None when there is neither, and for whoever leads the group no more.
    """
    group, person, until = delivery.subject.partition(":")[2], delivery.recipient, thanking.covered_until(now)
    if person not in readers.of(db, group):
        return None
    covered = stored.covered(db, person, [group], until)
    waiting = releases.unanswered(db, group, now)
    known = [one for one in covered if one.thanked]
    if not known and not waiting:
        return None
    return digest_lead.message(readers.name(db, group), known, until, waiting)
