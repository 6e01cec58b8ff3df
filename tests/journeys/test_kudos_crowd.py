"""A thousand kudos by a hundred people, some of it twice, taken back, or changed, out of order: counted right."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from handlers import kudos_messages
from sandbox.events import callback
from sandbox.workspace import User

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
A_DAY, THANKS = 5, "raised_hands"
CROWD = 100


def crowd_id(number):
    return f"UC{number % CROWD:03d}"


def thanked(office, kind, giver, receiver, mark):
    """The payload of a command, or of a reaction that is put there or taken away (a message of the receiver's)."""
    support = office.slack.channel_named("support").id
    if kind == "command":
        text = f"<@{receiver}> for thing-{mark}-done"
        who = {"user_id": giver, "team_id": office.slack.team_id, "trigger_id": mark}
        return "slash_commands", who | {"command": "/kudos", "text": text, "channel_id": support}
    item = {"type": "message", "channel": support, "ts": f"1.{mark}"}
    event = {"type": kind, "user": giver, "reaction": THANKS, "item": item, "item_user": receiver}
    return "events_api", callback(office.slack, event, shared=False)


def a_day_of_the_crowd(office, day, chance):
    """What a hundred people do in a day, out of order, a fifth of it twice; and the counts that should come of it.

    Each gives two or three kudos, every tenth person tries seven, of which five count; a tenth of all are reactions
    that are taken away again.
    """
    sent, counts = [], Counter()
    for number in range(CROWD):
        tries = 7 if number % 10 == 0 else 2 + number % 2
        for n in range(tries):
            giver, receiver, mark = crowd_id(number), crowd_id(number + 1 + n), f"{day}{number:03d}{n}"
            is_taken = number % 10 != 0 and chance.random() < 0.1
            kinds = ["reaction_added", "reaction_removed"] if is_taken else ["command"]
            sent += [thanked(office, kind, giver, receiver, mark) for kind in kinds]
            counts[giver] += not is_taken
        counts[giver] = min(counts[giver], A_DAY)
    sent += chance.sample(sent, len(sent) // 5)
    chance.shuffle(sent)
    return sent, counts


def edit_of(world, kudos_id, giver):
    return lambda db: kudos_messages.edit(db, world, kudos_id, giver, "thing-edited-done", "", "", "")


def standing_of(db):
    found = db.run(text("SELECT id, giver FROM kudos WHERE NOT is_removed ORDER BY id"))
    return [tuple(row) for row in found]


async def test_a_thousand_kudos_by_a_hundred_people_are_counted_right(office):
    chance, given, done = random.Random(3), Counter(), set()
    for number in range(CROWD):
        office.slack.add_user(User(crowd_id(number), f"c{number}", f"Person {number}", tz="Europe/Berlin"))
    await office.settled()
    for day in range(4):
        office.slack.clock.set(NOON + timedelta(days=day))
        sent, counts = a_day_of_the_crowd(office, day, chance)
        for start in range(0, len(sent), 50):
            await asyncio.gather(*(office.sandbox.delivery.send(*one) for one in sent[start : start + 50]))
        given += counts
        standing = await office.world.act(office.world.workspace, standing_of)
        assert Counter(giver for _, giver in standing) == given
        today = [one for one in standing if one[0] not in done]
        done |= {kudos_id for kudos_id, _ in standing}
        for kudos_id, giver in today[:: len(today) // 13]:
            await office.world.act(office.world.workspace, edit_of(office.world, kudos_id, giver))
        assert await office.world.act(office.world.workspace, standing_of) == standing
    assert given.total() >= 1_000
