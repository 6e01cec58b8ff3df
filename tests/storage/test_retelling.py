"""Feedback that is changed, hidden or taken away leaves the digests that quote it, and nothing else changes."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bot.digests import Digest, Praise, Quote, Story
from bot.feedback import Counted, Feedback, Summary
from bot.kudos import Kudos
from bot.privacy import COMPANY
from bot.pulses import Round
from bot.teams import Department, Team
from storage import departments, digests, pulses, retelling, teams
from storage.database import Database, Db
from storage.tables import DIGEST as DIGEST_TABLE

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CONCERNED = ("t1", "t2", "d1", COMPANY)
ALL = (*CONCERNED, "t3")
PIECE = Feedback(
    "f1", "Acme", "Too late.", 1, frozenset(), frozenset({"t1", "t2"}), date(2026, 3, 2), NOW, "UADA", "slack", "k1"
)
PRAISED = replace(PIECE, praised="UADA", is_praise_told=True, praise_shared_at=NOW, praise_shared_with="t1")
OTHER = Quote("f11", "Ember", "Acme said f1.", is_met=True)
DIGEST = Digest(
    team="Support",
    week="2026-W10",
    answered=None,
    needs={},
    questions={},
    kudos_given=False,
    kudos_total=None,
    stories=(),
    feedback=Summary(Counted(3, 2), {}),
    is_small=False,
    quotes=(Quote("f1", "Acme", "Too late.", is_met=False), OTHER),
    praises=(Praise("Acme", "Ada", "Too late.", "f1"),),
)


def fill(db: Db) -> None:
    """Teams t1 and t2, of which t1 is in department d1, t3 beside them; each with the same digest."""
    pulses.open_round(db, Round("r10", "2026-W10", NOW, NOW), [], [])
    departments.add(db, Department("d1", "Service"))
    for number, name in enumerate(("t1", "t2", "t3")):
        teams.add(db, Team(name, name, f"C{name}", number, department="d1" if name == "t1" else None), [])
    digests.keep(db, "r10", {group: replace(DIGEST, praises=DIGEST.praises if group == "t1" else ()) for group in ALL})


@pytest.fixture
async def kept(database: Database) -> Database:
    for workspace in ("T1", "T2"):
        await database.act(workspace, fill)
    return database


async def told(database: Database, workspace: str = "T1") -> dict[str, tuple[list[str], list[str]]]:
    """By group, what its digest quotes of the piece, and what of it in praise."""
    found = await database.act(workspace, lambda db: digests.some(db, [("r10", group) for group in ALL]))
    return {
        group: (
            [quote.said for quote in found["r10", group].quotes if quote.feedback == "f1"],
            [praise.said for praise in found["r10", group].praises],
        )
        for group in ALL
    }


async def changed(database: Database) -> set[str]:
    return {one.group for one in await database.act("T1", digests.changed)}


async def test_a_piece_that_is_taken_away_is_quoted_nowhere_and_the_numbers_stay(kept: Database) -> None:
    await kept.act("T1", lambda db: retelling.feedback(db, PRAISED, None))
    after = await told(kept)
    assert after == dict.fromkeys(CONCERNED, ([], [])) | {"t3": (["Too late."], [])}
    assert await changed(kept) == set(CONCERNED)
    one = await kept.act("T1", lambda db: digests.one(db, "r10", "t1"))
    assert one == replace(DIGEST, quotes=(OTHER,), praises=())
    assert (await told(kept, "T2"))["t1"] == (["Too late."], ["Too late."])


async def test_new_words_are_quoted_wherever_the_old_ones_were(kept: Database) -> None:
    await kept.act("T1", lambda db: retelling.feedback(db, PIECE, replace(PIECE, said="In time.")))
    after = await told(kept)
    assert all(after[group][0] == ["In time."] for group in CONCERNED)
    assert after["t3"][0] == ["Too late."]  # it concerned that team at no time


async def test_a_piece_that_concerns_a_team_no_more_leaves_it_and_its_department(kept: Database) -> None:
    await kept.act("T1", lambda db: retelling.feedback(db, PIECE, replace(PIECE, teams=frozenset({"t2"}))))
    after = await told(kept)
    quotes = {group: said for group, (said, _) in after.items() if group != "t3"}
    assert quotes == {"t1": [], "t2": ["Too late."], "d1": [], COMPANY: ["Too late."]}


async def test_praise_says_the_new_words_and_is_no_quote(kept: Database) -> None:
    await kept.act("T1", lambda db: retelling.feedback(db, PRAISED, replace(PRAISED, said="In time.")))
    assert (await told(kept))["t1"] == ([], ["In time."])


async def test_praise_that_is_hidden_leaves_the_digest(kept: Database) -> None:
    hidden = replace(PRAISED, praise_shared_at=None, praise_shared_with=None)
    await kept.act("T1", lambda db: retelling.feedback(db, PRAISED, hidden))
    assert (await told(kept))["t1"][1] == []


async def test_what_is_not_quoted_changes_nothing(kept: Database) -> None:
    await kept.act("T1", lambda db: retelling.feedback(db, replace(PIECE, id="f"), None))
    await kept.act("T1", lambda db: retelling.feedback(db, replace(PIECE, teams=frozenset()), PIECE))
    assert await changed(kept) == set()


async def test_a_digest_of_an_earlier_version_without_quotes_stays_as_it_is(kept: Database) -> None:
    await kept.act("T1", lambda db: pulses.open_round(db, Round("r9", "2026-W09", NOW, NOW), [], []))
    content = {"team": "t1", "week": "2026-W09", "stories": [], "said": "f1"}
    row = {"workspace": "T1", "round": "r9", "team": "t1", "content": content}
    await kept.act("T1", lambda db: db.run(insert(DIGEST_TABLE), [row]))
    await kept.act("T1", lambda db: retelling.feedback(db, PRAISED, None))
    assert ("r9", "t1", "2026-W09") not in await kept.act("T1", digests.changed)


# Thanks.

THANKS = Kudos("k1", "UCLEO", ("UADA",), "stayed late", "", NOW - timedelta(days=1))
NAMED, OTHERS = (Story("Cleo", "Ada", "stayed late", "", kudos, "UADA") for kudos in ("k1", "k9"))


@pytest.mark.parametrize(
    ("story", "left"),
    [
        pytest.param(asdict(NAMED), 0, id="of this kudos"),
        pytest.param(asdict(OTHERS), 1, id="of another in the same words"),
        pytest.param(asdict(NAMED) | {"kudos": "", "person": ""}, 0, id="of a version that did not name it"),
        pytest.param({"giver": "Cleo", "receiver": "Ada", "did": "stayed late", "enabled": ""}, 0, id="of the first"),
    ],
)
async def test_thanks_that_are_taken_back_leave_digests_of_every_version(
    kept: Database, story: dict[str, str], left: int
) -> None:
    def tell(db: Db) -> None:
        content = {"team": "t1", "week": "2026-W11", "stories": [story]}
        pulses.open_round(db, Round("r11", "2026-W11", NOW, NOW), [], [])
        db.run(insert(DIGEST_TABLE), [{"workspace": "T1", "round": "r11", "team": "t1", "content": content}])
        retelling.kudos(db, ["t1"], THANKS, ())

    def stories(db: Db) -> int:
        here = (DIGEST_TABLE.c.round == "r11", DIGEST_TABLE.c.team == "t1")
        return len(db.run(select(DIGEST_TABLE.c.content).where(*here)).scalar_one()["stories"])

    await kept.act("T1", tell)
    assert await kept.act("T1", stories) == left


async def test_digests_from_before_somebody_was_thanked_are_not_read(kept: Database) -> None:
    """They could tell of it only by other thanks in the same words."""
    old = replace(DIGEST, stories=(replace(NAMED, kudos="", person=""),))
    await kept.act("T1", lambda db: pulses.open_round(db, Round("r9", "2026-W09", NOW, THANKS.given_at), [], []))
    await kept.act("T1", lambda db: digests.keep(db, "r9", {"t1": old}))
    await kept.act("T1", lambda db: retelling.kudos(db, ["t1"], THANKS, ()))
    assert await changed(kept) == set()
