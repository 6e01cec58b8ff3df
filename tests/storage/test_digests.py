from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from bot import delivery as deliveries
from bot import link
from bot.delivery import Delivery
from bot.digests import Chart, Digest, Kind, Offer, Praise, Quote, Story, Trend, Tried
from bot.feedback import Counted, Felt, Summary
from bot.kudos import Kudos
from bot.link import Line
from bot.privacy import Shown
from bot.pulses import Round
from storage import delivery as outbox
from storage import digests, pulses, retelling
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
    await closed.act("T1", lambda db: digests.keep(db, "r10", {"t1": DIGEST}))
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t1")) == DIGEST


FIRST = """{"team": "Support", "week": "2026-W10", "answered": "5-7",
 "needs": {"autonomy": {"value": 70, "end": ""}, "competence": {"value": 85, "end": "high"}, "recognition": null},
 "questions": {"autonomy": "This week I had a say."}, "kudos_given": true, "kudos_total": null,
 "stories": [{"giver": "Ben", "receiver": "Ada", "did": "stayed late", "enabled": ""}],
 "feedback": {"all": {"n": 3, "met": 2}, "by_expectation": {"care": {"n": 1, "met": 0}}}, "is_small": false}"""
FOURTH = """{"team": "Support", "week": "2026-W10", "answered": "5-7",
 "needs": {"autonomy": {"value": 70, "end": ""}, "competence": {"value": 85, "end": "high"}, "recognition": null},
 "questions": {"autonomy": ["autonomy-1", "autonomy-3"], "competence": ["competence-2"]}, "kudos_given": true,
 "kudos_total": null,
 "stories": [{"giver": "Ben", "receiver": "Ada", "did": "stayed late", "enabled": "", "kudos": "", "person": ""}],
 "feedback": {"all": {"n": 3, "met": 2}, "by_expectation": {"care": {"n": 1, "met": 0}}, "score": 61.5,
 "impressions": 1}, "is_small": false, "threshold": 5,
 "praises": [{"customer": "Acme", "person": "Ada", "said": "stayed on the phone"}]}"""
OF_FIRST = replace(
    DIGEST,
    questions={"autonomy": ("This week I had a say.",)},
    praises=(),
    feedback=Summary(Counted(3, 2), {"care": Counted(1, 0)}),
)


@pytest.mark.parametrize(
    ("content", "digest"), [pytest.param(FIRST, OF_FIRST, id="first"), pytest.param(FOURTH, DIGEST, id="fourth")]
)
async def test_a_digest_of_an_earlier_version_can_still_be_read(closed: Database, content: str, digest: Digest) -> None:
    row = {"workspace": "T1", "round": "r10", "team": "t1", "content": json.loads(content)}
    await closed.act("T1", lambda db: db.run(insert(DIGEST_TABLE), [row]).close())
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t1")) == digest


LINE = Line(link.Kind.TOGETHER, usable=31, next_week=52, need="competence", lag=1, is_better=False, held=True, teams=6)
FULL = replace(
    DIGEST,
    kind=Kind.COMPANY,
    teams=8,
    weeks=2,
    every=2,
    feedback=Summary(Counted(3, 2), {"care": Counted(1, 0)}, needs={"autonomy": Felt(2, 1)}),
    trends={"autonomy": Trend(Shown(70), 60, 80, "down", is_low=True), "recognition": Trend()},
    beside={"roles": Shown(15, "low"), "I can park here.": None},
    chart=Chart(("2026-W08", "2026-W10"), {"autonomy": (None, 70), "competence": (None, None)}, (67, None)),
    is_mixed=False,
    quotes=(Quote("f1", "Acme", "It took long", is_met=False, link="https://example.com/1"),),
    has_comments=True,
    link=replace(LINE, kind=link.Kind.WAITING),
    link_before=("2026-W05", LINE),
    reliability={"autonomy": 0.81, "competence": None},
)


async def test_all_that_a_digest_says_comes_back_but_what_is_read_as_it_stands_now(closed: Database) -> None:
    offered = Offer("p1", "autonomy-educate", "Share the reason.", "offered")
    told = replace(FULL, offered=offered, tried=(Tried("p0", "i", "Thank one.", "trying", "Ben", "2026-W06"),))
    assert await closed.act("T1", lambda db: digests.keep(db, "r10", {"t1": told})) == {"t1"}
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t1")) == FULL


async def test_of_several_digests_those_that_are_new_are_kept_and_named(closed: Database) -> None:
    await closed.act("T1", lambda db: digests.keep(db, "r10", {"t1": DIGEST}))
    both = {"t1": FULL, "t2": FULL}
    assert await closed.act("T1", lambda db: digests.keep(db, "r10", both)) == {"t2"}
    places = [("r10", "t1"), ("r10", "t2"), ("r10", "t3"), ("r9", "t1")]
    found = await closed.act("T1", lambda db: digests.some(db, places))
    assert found == {("r10", "t1"): DIGEST, ("r10", "t2"): FULL}
    assert await closed.act("T2", lambda db: digests.some(db, places)) == {}


async def test_an_empty_digest_comes_back_too(closed: Database) -> None:
    empty = replace(DIGEST, answered=None, needs={}, questions={}, stories=(), kudos_total=7, is_small=True)
    await closed.act("T1", lambda db: digests.keep(db, "r10", {"t1": empty}))
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t1")) == empty


async def test_what_was_published_stays(closed: Database) -> None:
    await closed.act("T1", lambda db: digests.keep(db, "r10", {"t1": DIGEST}))
    await closed.act("T1", lambda db: digests.keep(db, "r10", {"t1": replace(DIGEST, answered="8-11")}))
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t1")) == DIGEST


async def test_there_is_none_before_it_is_made(closed: Database) -> None:
    await closed.act("T1", lambda db: digests.keep(db, "r10", {"t1": DIGEST}))
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t2")) is None
    assert await closed.act("T2", lambda db: digests.one(db, "r10", "t1")) is None


THANKS = Kudos("k1", "U2", ("U1",), "stayed late", "", NOW - timedelta(days=1))
TOLD = replace(DIGEST, stories=(Story("Ben", "Ada", "stayed late", "", "k1", "U1"), *DIGEST.stories))


async def test_what_is_taken_back_leaves_the_digests_of_these_teams_alone(closed: Database) -> None:
    for team in ("t1", "t2"):
        await closed.act("T1", lambda db, team=team: digests.keep(db, "r10", {team: TOLD}))
    await closed.act("T1", lambda db: retelling.kudos(db, ["t1"], THANKS, ()))
    await closed.act("T2", lambda db: retelling.kudos(db, ["t2"], THANKS, ()))
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t1")) == replace(TOLD, stories=())
    assert await closed.act("T1", lambda db: digests.one(db, "r10", "t2")) == TOLD


async def test_a_digest_has_changed_until_that_is_settled(closed: Database) -> None:
    await closed.act("T1", lambda db: digests.keep(db, "r10", {"t1": TOLD}))
    await closed.act("T1", lambda db: retelling.kudos(db, ["t1"], THANKS, ["U1"]))
    assert await closed.act("T1", digests.changed) == []
    for did in ("stayed late and long", "stayed"):
        await closed.act("T1", lambda db, did=did: retelling.kudos(db, ["t1"], replace(THANKS, did=did), ["U1"]))
        (found,) = await closed.act("T1", digests.changed)
        assert found == ("r10", "t1", "2026-W10")
        assert await closed.act("T2", digests.changed) == []
        await closed.act("T1", lambda db, found=found: digests.settle(db, found))
        assert await closed.act("T1", digests.changed) == []
    kept = await closed.act("T1", lambda db: digests.one(db, "r10", "t1"))
    assert kept is not None
    assert [story.did for story in kept.stories] == ["stayed", "stayed late"]


POSTED = Delivery("d1", "digest:2026-W10:t1", deliveries.DIGEST, "C1", "r10:t1", NOW, NOW + timedelta(days=7), "n1")


async def test_all_that_was_posted_in_a_channel_is_told_anew_when_that_is_open_again(closed: Database) -> None:
    there = [
        replace(POSTED, state=deliveries.State.SENT),
        replace(POSTED, id="d2", key="2", subject="r10:t2", recipient="C2", state=deliveries.State.SENT),
        replace(POSTED, id="d3", key="3", subject="r10:t3", state=deliveries.State.RETRY),
        replace(POSTED, id="d4", key="4", subject="r10:t4", kind=deliveries.KUDOS, state=deliveries.State.SENT),
    ]
    await closed.act("T1", lambda db: digests.keep(db, "r10", dict.fromkeys(("t1", "t2", "t3", "t4"), DIGEST)))
    await closed.act("T1", lambda db: outbox.enqueue(db, there))
    for workspace, channels in (("T1", []), ("T1", ["C9"]), ("T2", ["C1"])):
        await closed.act(workspace, lambda db, channels=channels: digests.mark_posted_in(db, channels))
    assert await closed.act("T1", digests.changed) == []
    await closed.act("T1", lambda db: digests.mark_posted_in(db, ["C1"]))
    assert await closed.act("T1", digests.changed) == [("r10", "t1", "2026-W10")]
