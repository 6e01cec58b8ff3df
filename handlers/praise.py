"""A customer's praise, on its way to the person whose work it is about; they may show it to their team."""

from __future__ import annotations

from dataclasses import replace
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
from storage import kudos_choices, people, retelling, teams
from storage.database import Db

KIND = PRAISE


def render(db: Db, delivery: Delivery, _now: datetime) -> Message | None:
    """What the person praised reads; None when they have left, or the praise was taken back in the meantime."""
    found, person = stored.one(db, delivery.subject), people.one(db, delivery.recipient)
    if found is None or person is None or not person.is_colleague or not found.is_praise_told:
        return None
    return _message(db, found) if found.praised == person.id else None


def _message(db: Db, found: feedback.Feedback, *, is_other: bool = False) -> Message:
    praised, teller = found.praised or "", found.praise_told_by or ""
    home, choice = teams.home_of(db, praised), kudos_choices.one(db, praised)
    may_show = home is not None and choice.sharing is not Sharing.NEVER
    name = named(people.by_ids(db, [teller]).values(), [teller])
    return views.praise(found, name, home.name if home and may_show else None, is_other=is_other)


def share(db: Db, world: World, feedback_id: str, mark: str, person: str) -> Message:
    """Let a team read the praise in its next digest; if its words (`mark`) have changed, show these first.

    Raises Refused when it is not theirs, when they have chosen never to share, or when they are in no team.
    """
    found, home = feedback.may_share_praise(stored.one(db, feedback_id), person), teams.home_of(db, person)
    if mark != found.praise_mark:
        return _message(db, found, is_other=True)
    if kudos_choices.one(db, person).sharing is Sharing.NEVER:
        raise Refused("kudos_never_shared")
    if home is None:
        raise Refused("praise_no_team")
    stored.share_praise(db, found.id, home.id, world.now())
    return _message(db, feedback.may_share_praise(stored.one(db, feedback_id), person))


def hide(db: Db, feedback_id: str, person: str) -> Message:
    """Let no team read the praise any more, in digests made and to come. Raises Refused when it is not theirs."""
    found = feedback.may_share_praise(stored.one(db, feedback_id), person)
    hidden = replace(found, praise_shared_at=None, praise_shared_with=None)
    stored.hide_praise(db, found.id)
    retelling.feedback(db, found, hidden)
    return _message(db, hidden)


async def on_share(world: World, click: Click) -> Ack:
    """*Show it in our digest*, pressed by the person praised."""
    feedback_id, _, mark = click.value.partition(":")
    message = await world.act(click.workspace, lambda db: share(db, world, feedback_id, mark, click.person))
    world.later(world.answer(click, message, replace=True))
    return None


async def on_hide(world: World, click: Click) -> Ack:
    """*Do not show it*, pressed by the person praised."""
    message = await world.act(click.workspace, lambda db: hide(db, click.value, click.person))
    world.later(world.answer(click, message, replace=True))
    return None
