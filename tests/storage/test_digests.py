from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from bot.digests import Digest, Praise, Story
from bot.feedback import Counted, Summary
from bot.kudos import Kudos
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


THANKS = Kudos("k1", "U2", ("U1",), "stayed late", "", NOW)
TOLD = replace(DIGEST, stories=(Story("Ben", "Ada", "stayed late", "", "k1", "U1"), *DIGEST.stories))


async def test_what_is_taken_back_leaves_the_digests_of_these_teams_alone(closed: Database) -> None:
    for team in ("t1", "t2"):
        await closed.act("T1", lambda db, team=team: digests.keep(db, "r10", team, TOLD))
    await closed.act("T1", lambda db: digests.retell(db, ["t1"], THANKS, ()))
    await closed.act("T2", lambda db: digests.retell(db, ["t2"], THANKS, ()))
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t1")) == replace(TOLD, stories=())
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t2")) == TOLD


async def test_a_digest_has_changed_until_that_is_settled(closed: Database) -> None:
    await closed.act("T1", lambda db: digests.keep(db, "r10", "t1", TOLD))
    await closed.act("T1", lambda db: digests.retell(db, ["t1"], THANKS, ["U1"]))
    assert await closed.act("T1", digests.changed) == []
    for did in ("stayed late and long", "stayed"):
        await closed.act("T1", lambda db, did=did: digests.retell(db, ["t1"], replace(THANKS, did=did), ["U1"]))
        (found,) = await closed.act("T1", digests.changed)
        assert found == ("r10", "t1", "2026-W10")
        assert await closed.act("T2", digests.changed) == []
        await closed.act("T1", lambda db, found=found: digests.settle(db, found))
        assert await closed.act("T1", digests.changed) == []
    kept = await closed.act("T1", lambda db: digests.one(db, "r10", "t1"))
    assert kept is not None
    assert [story.did for story in kept.stories] == ["stayed", "stayed late"]
