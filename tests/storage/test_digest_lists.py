from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import Delivery, State
from bot.digests import Digest
from bot.feedback import Counted, Summary
from bot.policies import Policy
from bot.privacy import COMPANY
from bot.pulses import Round
from storage import delivery as outbox
from storage import digest_lists, digests, policies, pulses
from storage.database import Database
from storage.digests import Kept

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EMPTY = Summary(Counted(0, 0), {})
DIGEST = Digest("Support", "2026-W10", None, {}, {}, False, None, (), EMPTY, is_small=True)
LATER = NOW + timedelta(days=3)
WAITS = Delivery("m1", "digest:2026-W10:t2", "digest", "C2", "r1:t2", LATER, LATER + timedelta(days=7), "nonce")
WEEKS = {"r2": "2025-W52", "r3": "2026-W09", "r1": "2026-W10"}


@pytest.fixture
async def kept(database: Database) -> Database:
    """Three weeks of two teams and the company, whose ids do not follow the weeks; one team has none of the last."""
    for round_id, week in WEEKS.items():
        groups = ["t2", COMPANY] if round_id == "r1" else ["t1", "t2", COMPANY]
        await database.act("T1", lambda db, r=round_id, w=week: pulses.open_round(db, Round(r, w, NOW, NOW), [], []))
        await database.act("T1", lambda db, r=round_id, g=groups: digests.keep(db, r, dict.fromkeys(g, DIGEST)))
    return database


async def test_the_newest_week_is_meant_where_none_is_named(kept: Database) -> None:
    found = await kept.act("T1", digest_lists.of_week)
    assert found == [Kept("r1", COMPANY, "2026-W10"), Kept("r1", "t2", "2026-W10")]


async def test_the_digests_of_a_week_are_found(kept: Database) -> None:
    found = await kept.act("T1", lambda db: digest_lists.of_week(db, "2025-W52"))
    assert [place.group for place in found] == [COMPANY, "t1", "t2"]
    assert {place.round for place in found} == {"r2"}
    assert await kept.act("T1", lambda db: digest_lists.of_week(db, "2026-W11")) == []


async def test_each_group_has_its_newest(kept: Database) -> None:
    found = await kept.act("T1", lambda db: digest_lists.newest(db, {"t1", "t2", "t3"}, NOW))
    assert found == [Kept("r3", "t1", "2026-W09"), Kept("r1", "t2", "2026-W10")]
    assert await kept.act("T1", lambda db: digest_lists.newest(db, (), NOW)) == []


@pytest.mark.parametrize(
    ("place", "groups", "found"),
    [
        ("r3:t1", {"t1"}, Kept("r3", "t1", "2026-W09")),
        ("r3:t1", {"t2"}, None),
        ("r3:t1", set(), None),
        ("r1:t1", {"t1"}, None),
        ("r9:t1", {"t1"}, None),
        ("r3", {"t1", ""}, None),
        ("", {""}, None),
    ],
)
async def test_a_place_is_found_for_those_who_read_its_group(kept: Database, place, groups, found) -> None:
    assert await kept.act("T1", lambda db: digest_lists.one(db, place, groups, NOW)) == found


async def test_another_workspace_has_none_of_them(kept: Database) -> None:
    assert await kept.act("T2", digest_lists.of_week) == []
    assert await kept.act("T2", lambda db: digest_lists.newest(db, {"t1", "t2"}, NOW)) == []
    assert await kept.act("T2", lambda db: digest_lists.one(db, "r3:t1", {"t1"}, NOW)) is None


@pytest.mark.parametrize(
    ("delivery", "is_read"),
    [
        pytest.param(WAITS, False, id="it waits for its hour"),
        pytest.param(replace(WAITS, due_at=NOW), True, id="its hour has come"),
        pytest.param(replace(WAITS, state=State.SENT), True, id="it was posted"),
        pytest.param(replace(WAITS, state=State.RETRY), True, id="it was tried at its hour, and is tried again"),
        pytest.param(replace(WAITS, key="digest:2026-W10:t1"), True, id="another group's waits"),
        pytest.param(replace(WAITS, key="digest:2026-W09:t2"), True, id="that of another week waits"),
    ],
)
async def test_what_waits_for_its_hour_is_read_by_nobody_before(kept: Database, delivery: Delivery, is_read) -> None:
    await kept.act("T1", lambda db: outbox.enqueue(db, [delivery]))
    newest, before = Kept("r1", "t2", "2026-W10"), Kept("r3", "t2", "2026-W09")
    assert await kept.act("T1", lambda db: digest_lists.one(db, "r1:t2", {"t2"}, NOW)) == (newest if is_read else None)
    found = await kept.act("T1", lambda db: digest_lists.newest(db, {"t2"}, NOW))
    assert found == [newest if is_read else before]
    assert newest in await kept.act("T1", digest_lists.of_week)  # the command line shows it


async def test_without_a_message_the_hour_of_its_round_decides(kept: Database) -> None:
    hour = Policy(digest_on=3, digest_at=9 * 60)  # three days after they closed
    await kept.act("T1", lambda db: policies.put(db, hour))
    of_all = dict.fromkeys(((round_id, "t2") for round_id in WEEKS), LATER)
    assert await kept.act("T1", lambda db: digest_lists.waiting(db, ["t2"], LATER - timedelta(minutes=1))) == of_all
    assert await kept.act("T1", lambda db: digest_lists.waiting(db, ["t2"], LATER)) == {}
    assert await kept.act("T2", lambda db: digest_lists.waiting(db, ["t2"], NOW)) == {}


async def test_what_waits_is_known_of_the_groups_that_are_asked_about(kept: Database) -> None:
    await kept.act(
        "T1", lambda db: outbox.enqueue(db, [WAITS, replace(WAITS, id="m2", key=f"digest:2026-W10:{COMPANY}")])
    )
    assert await kept.act("T1", lambda db: digest_lists.waiting(db, ["t1", "t2"], NOW)) == {("r1", "t2"): LATER}


async def test_of_all_groups_it_is_known_when_each_comes(kept: Database) -> None:
    async def comes(now: datetime) -> dict[tuple[str, str], datetime]:
        return await kept.act("T1", lambda db: digest_lists.waiting(db, None, now))

    assert await comes(NOW) == {}
    later = replace(WAITS, id="m2", key="digest:2026-W09:t1", due_at=LATER + timedelta(hours=1))
    other = replace(WAITS, id="m3", key="pulse:2026-W10:U1", kind="pulse", due_at=NOW + timedelta(hours=1))
    await kept.act("T1", lambda db: outbox.enqueue(db, [later, WAITS, other]))
    assert await comes(NOW) == {("r1", "t2"): LATER, ("r3", "t1"): later.due_at}
    assert await comes(LATER) == {("r3", "t1"): later.due_at}
    assert await comes(later.due_at) == {}
    assert await kept.act("T2", lambda db: digest_lists.waiting(db, None, NOW)) == {}
