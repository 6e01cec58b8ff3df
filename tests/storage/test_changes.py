from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import CHANGES, KUDOS_CHANGED, OVER, Delivery, Next, Sent, State
from bot.pacing import Pace
from storage import changes, delivery
from storage.database import Database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIRST = Delivery("d1", "kudos_changed:kudos:U1:k1", KUDOS_CHANGED, "U1", "k1:1", NOW, NOW + timedelta(days=7), "n1")
AGAIN = replace(FIRST, id="d2", subject="k1:2", nonce="n2")
PACE = Pace(per_minute=600_000)


@pytest.mark.parametrize("state", [State.SENT, State.SKIPPED, State.DEAD])
async def test_one_that_is_settled_gives_way(database: Database, state: State) -> None:
    await database.act("T1", lambda db: changes.renew(db, [FIRST]))
    await database.act("T1", lambda db: delivery.claim_changes(db, "one", NOW, 1, PACE))
    sent = Sent("D1", "1.2") if state is State.SENT else None
    assert await database.act("T1", lambda db: delivery.finish(db, FIRST, "one", Next(state, NOW), sent))
    assert await database.act("T2", lambda db: changes.renew(db, [AGAIN])) == 1
    assert await database.act("T1", lambda db: delivery.state_of(db, FIRST.key)) is state
    assert await database.act("T1", lambda db: changes.renew(db, [AGAIN])) == 1
    (claim,) = await database.act("T1", lambda db: delivery.claim_changes(db, "one", NOW, 9, PACE))
    assert (claim.delivery.id, claim.delivery.subject) == ("d2", "k1:2")


async def test_one_that_is_on_its_way_stays_and_is_the_only_one(database: Database) -> None:
    await database.act("T1", lambda db: changes.renew(db, [FIRST]))
    assert await database.act("T1", lambda db: changes.renew(db, [AGAIN])) == 0
    (claim,) = await database.act("T1", lambda db: delivery.claim_changes(db, "one", NOW, 9, PACE))
    assert claim.delivery.id == "d1"
    await database.act("T1", lambda db: delivery.start(db, "d1", "one", NOW))
    assert await database.act("T1", lambda db: changes.renew(db, [AGAIN])) == 0


async def test_every_kind_of_change_has_the_lane_of_changes_and_no_other(database: Database) -> None:
    kinds = [replace(FIRST, id=kind, key=kind, kind=kind, recipient=kind) for kind in sorted(CHANGES)]
    await database.act("T1", lambda db: changes.renew(db, kinds))
    assert OVER in CHANGES
    assert not await database.act("T1", lambda db: delivery.claim(db, "one", NOW, 9, PACE))
    claims = await database.act("T1", lambda db: delivery.claim_changes(db, "one", NOW, 9, PACE))
    assert sorted(claim.delivery.kind for claim in claims) == sorted(CHANGES)


async def test_what_has_a_message_is_known(database: Database) -> None:
    await database.act("T1", lambda db: changes.renew(db, [FIRST]))
    assert await database.act("T1", lambda db: changes.known(db, [FIRST.key, "other"])) == {FIRST.key}
    assert await database.act("T2", lambda db: changes.known(db, [FIRST.key])) == set()
    assert await database.act("T1", lambda db: changes.known(db, [])) == set()
