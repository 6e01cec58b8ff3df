"""Starts in random order: kept as they were drawn, told once to each team, and looked at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from bot import privacy
from bot.stepped import Result, Start, Step, Turn
from storage import stepped
from storage.database import Database
from storage.practice_tables import PRACTICE

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TURNS = (Step("t3", "2026-W11"), Step("t1", "2026-W13"), Step("t4", "2026-W15"), Step("t2", "2026-W17"))
OURS = Start("s1", None, "recognition", "Say thanks.", TURNS)
THEIRS = Start("s2", "d1", "autonomy", "Drop one approval.", (Step("t9", "2026-W12"), Step("t8", "2026-W12")))
EVERYBODY = ("t1", "t2", "t3", "t4", "t8", "t9", "d1", privacy.COMPANY)
TURN, THEIR_TURN = Turn("s1", "recognition", "Say thanks."), Turn("s2", "autonomy", "Drop one approval.")


@pytest.fixture
async def kept(database: Database) -> Database:
    await database.act("T1", lambda db: stepped.add(db, OURS, NOW))
    await database.act("T1", lambda db: stepped.add(db, THEIRS, NOW - timedelta(days=1)))
    return database


async def offered(database: Database, team: str, idea: str, workspace: str = "T1") -> None:
    names = {"workspace": workspace, "id": f"p-{team}-{idea}", "round": "r1", "team": team, "idea": idea, "text": "…"}
    more = {"reason": "start", "item": "", "state": "trying", "offered_at": NOW}
    await database.act(workspace, lambda db: db.run(insert(PRACTICE), [names | more]))


async def test_starts_come_back_as_they_were_drawn_in_the_order_in_which_they_were_made(kept: Database) -> None:
    assert await kept.act("T1", stepped.every) == [THEIRS, OURS]
    assert await kept.act("T1", stepped.to_add) == [THEIRS, OURS]
    assert await kept.act("T2", stepped.every) == []


async def test_a_start_is_told_to_who_leads_its_group(kept: Database) -> None:
    assert await kept.act("T1", lambda db: stepped.told(db, privacy.COMPANY)) == [OURS]
    assert await kept.act("T1", lambda db: stepped.told(db, "d1")) == [THEIRS]
    assert await kept.act("T1", lambda db: stepped.told(db, "t1")) == []
    await kept.act("T1", lambda db: stepped.stop(db, "s1"))
    assert await kept.act("T1", lambda db: stepped.told(db, privacy.COMPANY)) == []


@pytest.mark.parametrize(
    ("week", "turns"),
    [
        ("2026-W10", {}),
        ("2026-W11", {"t3": TURN}),
        ("2026-W12", {"t3": TURN, "t8": THEIR_TURN, "t9": THEIR_TURN}),
        ("2026-W14", {"t3": TURN, "t1": TURN, "t8": THEIR_TURN, "t9": THEIR_TURN}),
    ],
)
async def test_a_team_begins_with_the_first_digest_of_its_week_or_later(kept: Database, week, turns) -> None:
    assert await kept.act("T1", lambda db: stepped.begins(db, EVERYBODY, week)) == turns
    assert await kept.act("T2", lambda db: stepped.begins(db, EVERYBODY, week)) == {}


async def test_a_team_is_told_once(kept: Database) -> None:
    await offered(kept, "t3", TURN.idea)
    assert await kept.act("T1", lambda db: stepped.begins(db, ["t1", "t3"], "2026-W13")) == {"t1": TURN}


@pytest.mark.parametrize(
    ("team", "idea", "workspace"),
    [
        ("t1", TURN.idea, "T1"),
        ("t3", THEIR_TURN.idea, "T1"),
        ("t3", "recognition-educate", "T1"),
        ("t3", "start:s1", "T2"),
    ],
    ids=["another team", "another start", "an idea", "another workspace"],
)
async def test_what_else_was_offered_takes_nobodys_turn(kept: Database, team, idea, workspace) -> None:
    await offered(kept, team, idea, workspace)
    assert await kept.act("T1", lambda db: stepped.begins(db, ["t3"], "2026-W11")) == {"t3": TURN}


async def test_nobody_begins_what_was_stopped_or_looked_at(kept: Database) -> None:
    assert await kept.act("T1", lambda db: stepped.stop(db, "s1"))
    assert await kept.act("T1", lambda db: stepped.settle(db, "s2", Result.HIGHER))
    assert await kept.act("T1", lambda db: stepped.begins(db, EVERYBODY, "2026-W30")) == {}
    assert await kept.act("T1", stepped.every) == [
        replace(THEIRS, result=Result.HIGHER),
        replace(OURS, is_stopped=True),
    ]


async def test_a_start_ends_once(kept: Database) -> None:
    assert await kept.act("T1", lambda db: stepped.stop(db, "s1"))
    assert not await kept.act("T1", lambda db: stepped.stop(db, "s1"))
    assert not await kept.act("T1", lambda db: stepped.settle(db, "s1", Result.HIGHER))
    assert await kept.act("T1", lambda db: stepped.settle(db, "s2", Result.NO_DIFFERENCE))
    assert not await kept.act("T1", lambda db: stepped.settle(db, "s2", Result.HIGHER))
    assert not await kept.act("T1", lambda db: stepped.stop(db, "s2"))
    assert [start.result for start in await kept.act("T1", stepped.every)] == [Result.NO_DIFFERENCE, None]


async def test_no_start_of_another_workspace_is_ended(kept: Database) -> None:
    assert not await kept.act("T2", lambda db: stepped.stop(db, "s1"))
    assert not await kept.act("T2", lambda db: stepped.settle(db, "s1", Result.HIGHER))
    assert await kept.act("T1", stepped.every) == [THEIRS, OURS]
