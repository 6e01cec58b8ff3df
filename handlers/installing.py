"""Who set Heartline up in a workspace: an admin of it from then on, who is told the first three steps."""

from __future__ import annotations

from datetime import datetime

from bot import audit, moments
from bot.delivery import WORTH_SENDING, Delivery
from bot.people import Person, called
from bot.views import installing as views
from bot.views.kit import Message
from handlers.world import World
from storage import audit as stored_audit
from storage import changes, installs, people, policies, pulses, set_up, stuck, teams
from storage import delivery as outbox
from storage.database import Db

KIND = "installer"


async def name_installer(world: World, who: str, *, by: str = audit.COMMAND_LINE) -> tuple[Person, bool]:
    """Remember who set Heartline up, by name, login or id, and send them the first three steps, once.

    The person, and whether a message to them was put on its way now. They may administer it, whatever they are in
    Slack. Raises Refused when that is nobody, or several.
    """

    def name(db: Db) -> tuple[Person, bool]:
        colleagues = [person for person in people.everyone(db) if person.is_colleague]
        person, install = called(colleagues, who), installs.one(db)
        if install and install.installer != person.id:
            installs.installed_by(db, person.id)
            stored_audit.note(db, world.change(by, "installer_named"))
        steps = world.delivery(KIND, f"{KIND}:{person.id}", person.id, "", world.now() + WORTH_SENDING)
        put = changes.renew if stuck.skipped(db, [steps.key]) else outbox.enqueue
        return person, put(db, [steps]) > 0

    return await world.act(world.workspace, name)


def render(db: Db, delivery: Delivery, now: datetime) -> Message | None:
    """The three steps; None for who has left, or is not the one who set it up any more."""
    person, install = people.one(db, delivery.recipient), installs.one(db)
    if person is None or not person.is_colleague or install is None or install.installer != person.id:
        return None
    coming = set_up.next_round(db, policies.one(db), now)
    has_team = bool(teams.every(db))
    return views.steps(
        moments.newest_day(coming.opens_at),
        has_team=has_team,
        is_open=has_team and pulses.current(db) is not None,
        is_due=coming.opens_at <= now,
    )
