"""An office whose first pulse has closed and whose digests wait for their hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.kudos import Door
from bot.policies import Wish
from handlers import departments, kudos_messages, policies, pulses, rounds, thanks
from handlers.thanks import Thanks
from storage import pulses as stored_pulses

SUNDAY, FRIDAY = datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 6, 12, 1, tzinfo=UTC)
MONDAY_NINE = datetime(2026, 3, 9, 13, tzinfo=UTC)  # in New York, where the clocks went forward the day before
MINUTE = timedelta(minutes=1)
IN_NEW_YORK = Wish(digest_on=0, digest_at=9 * 60, digest_zone="America/New_York")
WORDS = "the clear bug report"


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def answer_all(office, score=4):
    def work(db):
        opened = stored_pulses.current(db)
        for person in sorted(member.person for member in stored_pulses.cohort_of(db, opened.id)):
            for item in stored_pulses.questions(db, opened.id, person).items:
                pulses.record(db, opened.id, person, item.id, score, office.world.now())

    await act(office, work)


async def prepared(office, hour=IN_NEW_YORK):
    await office.set_up_teams()
    await departments.add(office.world, "Service", "Support, Product", "@cleo")
    await policies.change(office.world, hour)
    office.slack.clock.set(SUNDAY)
    await rounds.open_weekly(office.world)
    await answer_all(office)
    wanted = Thanks("k1", "UCLEO", ("UADA",), WORDS, door=Door.COMMAND)
    await act(office, lambda db: thanks.give(db, office.world, wanted))
    await act(office, lambda db: kudos_messages.share(db, office.world, "k1", "UADA"))
    await office.at(FRIDAY)
    return office


async def settle(office):
    for _ in range(4):
        await office.beat()


async def at(office, moment):
    office.slack.clock.set(moment)
    await settle(office)


def posted(office):
    return [message for message in office.ada.channel("support").messages if "week of" in message.text]


def beside(person):
    """What somebody who leads Support was told beside its digest."""
    return [message for message in person.dm.messages if "Support" in message.text and "thanked" in message.text]


def to_cleo(office):
    return [message for message in office.cleo.dm.messages if "Service" in message.text]
