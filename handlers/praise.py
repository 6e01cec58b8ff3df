"""A customer's praise, on its way to the person whose work it is about; they may show it to their team."""

from __future__ import annotations

from datetime import datetime

from bot import feedback
from bot.delivery import PRAISE, Delivery
from bot.errors import Refused
from bot.payloads import Click
from bot.people import named
from bot.sharing import Sharing
from bot.views import feedback_own as views
from bot.views.kit import Message
from handlers.world import Ack, World
from storage import feedback as stored
from storage import kudos_choices, people, teams
from storage.database import Db

KIND = PRAISE


def render(db: Db, delivery: Delivery, _now: datetime) -> Message | None:
    """What the person praised reads; None when they have left, or the praise was taken back in the meantime."""
    found, person = stored.one(db, delivery.subject), people.one(db, delivery.recipient)
    if found is None or person is None or not person.is_colleague or not found.is_praise_told:
        return None
    return _message(db, found) if found.praised == person.id else None


def _message(db: Db, found: feedback.Feedback) -> Message:
    praised, logger = found.praised or "", found.logged_by or ""
    home, choice = teams.home_of(db, praised), kudos_choices.one(db, praised)
    may_show = home is not None and choice.sharing is not Sharing.NEVER
    name = named(people.by_ids(db, [logger]).values(), [logger])
    return views.praise(found, name, home.name if home and may_show else None)


def share(db: Db, world: World, feedback_id: str, person: str) -> Message:
    """Let a team read the praise in its next digest. Raises Refused when it is not theirs, or they are in no team."""
    found, home = feedback.may_share_praise(stored.one(db, feedback_id), person), teams.home_of(db, person)
    if home is None:
        raise Refused("praise_no_team")
    stored.share_praise(db, found.id, home.id, world.now())
    return _message(db, feedback.may_share_praise(stored.one(db, feedback_id), person))


async def on_share(world: World, click: Click) -> Ack:
    """*Show it in our digest*, pressed by the person praised."""
    message = await world.act(click.workspace, lambda db: share(db, world, click.value, click.person))
    world.later(world.answer(click, message, replace=True))
    return None
