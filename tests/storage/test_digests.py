from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from bot.digests import Digest, Praise, Story
from bot.feedback import Counted, Summary
from bot.privacy import Shown
from bot.pulses import Round
from storage import digests, pulses
from storage.database import Database
from storage.tables import DIGEST as DIGEST_TABLE

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DIGEST = Digest(
    team="Support",
    week="2026-W10",
    answered="5-7",
    needs={"autonomy": Shown(70), "competence": Shown(85, "high"), "recognition": None},
    questions={"autonomy": ("autonomy-1", "autonomy-3"), "competence": ("competence-2",)},
    kudos_given=True,
    kudos_total=None,
    stories=(Story("Ben", "Ada", "stayed late", ""),),
    feedback=Summary(Counted(3, 2), {"care": Counted(1, 0)}, score=61.5, impressions=1),
    is_small=False,
    praises=(Praise("Acme", "Ada", "stayed on the phone"),),
)


@pytest.fixture
async def closed(database: Database) -> Database:
    await database.act("T1", lambda db: pulses.open_round(db, Round("r10", "2026-W10", NOW, NOW), [], []))
    return database


async def test_a_digest_comes_back_as_it_was_kept(closed: Database) -> None:
    await closed.act("T1", lambda db: digests.keep(db, "r10", "t1", DIGEST))
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t1")) == DIGEST


async def test_a_digest_of_the_first_version_can_still_be_read(closed: Database) -> None:
    content = asdict(DIGEST) | {"questions": {"autonomy": "This week I had a say."}}
    del content["threshold"], content["praises"]
    content["feedback"] = {name: content["feedback"][name] for name in ("all", "by_expectation")}
    row = {"workspace": "T1", "round": "r10", "team": "t1", "content": content}
    await closed.act("T1", lambda db: db.run(insert(DIGEST_TABLE), [row]))
    old = replace(DIGEST, questions={"autonomy": ("This week I had a say.",)}, threshold=5, praises=())
    old = replace(old, feedback=Summary(Counted(3, 2), {"care": Counted(1, 0)}))
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t1")) == old


async def test_an_empty_digest_comes_back_too(closed: Database) -> None:
    empty = replace(DIGEST, answered=None, needs={}, questions={}, stories=(), kudos_total=7, is_small=True)
    await closed.act("T1", lambda db: digests.keep(db, "r10", "t1", empty))
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t1")) == empty


async def test_what_was_published_stays(closed: Database) -> None:
    await closed.act("T1", lambda db: digests.keep(db, "r10", "t1", DIGEST))
    await closed.act("T1", lambda db: digests.keep(db, "r10", "t1", replace(DIGEST, answered="8-11")))
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t1")) == DIGEST


async def test_there_is_none_before_it_is_made(closed: Database) -> None:
    await closed.act("T1", lambda db: digests.keep(db, "r10", "t1", DIGEST))
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t2")) is None
    assert await closed.act("T2", lambda db: digests.one(db, "r10", "t1")) is None


async def test_a_story_that_was_taken_back_is_left_out_of_the_digests_of_these_teams_alone(closed: Database) -> None:
    other = replace(DIGEST.stories[0], did="something else")
    both = replace(DIGEST, stories=(*DIGEST.stories, other))
    for workspace, team in (("T1", "t1"), ("T1", "t2")):
        await closed.act(workspace, lambda db, team=team: digests.keep(db, "r10", team, both))
    told = DIGEST.stories[0]
    await closed.act("T1", lambda db: digests.leave_out(db, ["t1"], told.did, told.enabled))
    await closed.act("T2", lambda db: digests.leave_out(db, ["t2"], told.did, told.enabled))
    left = await closed.act("T1", lambda db: digests.one(db, "r10", "t1"))
    assert left == replace(both, stories=tuple(story for story in both.stories if story != told))
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t2")) == both
