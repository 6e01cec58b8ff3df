from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from bot.digests import Kind, Praise
from bot.feedback import Counted, Feedback, Felt, Scale, Summary
from bot.people import Person
from bot.privacy import COMPANY
from bot.pulses import Paper, Round
from bot.sharing import KudosChoice, Sharing
from storage import closing, digest_feedback, feedback, kudos_choices, people, pulses
from storage.database import Database, Db
from storage.digest_groups import Among
from storage.feedback_tables import CONCERN

MONDAY, NEXT = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
WEEK = (MONDAY, NEXT)
SAID = Feedback(
    id="f1",
    customer="Acme",
    said="On time, as agreed.",
    rating=4,
    expectations=frozenset({"commitment", "care"}),
    teams=frozenset({"t1"}),
    happened_on=date(2026, 3, 2),
    counts_at=MONDAY,
    logged_by="U1",
    source="slack",
    key="slack:f1",
)
NOTHING = Counted(0, 0)
UNFELT = dict.fromkeys(("autonomy", "competence", "recognition"), Felt(0, 0))


def said(n: int, **changes: object) -> Feedback:
    return replace(SAID, id=f"f{n}", key=f"slack:f{n}", **changes)  # type: ignore[arg-type]  # of any field


@pytest.fixture
async def asked(database: Database) -> Database:
    """A round in which three teams took part, two of them in a department."""
    papers = [Paper(team, (), 9, 1, within) for team, within in (("t1", "d1"), ("t2", "d1"), ("t3", None))]
    await database.act("T1", lambda db: pulses.open_round(db, Round("r10", "2026-W10", MONDAY, NEXT), [], papers))
    return database


async def open_round(database: Database, opened: Round, papers: list[Paper]) -> None:
    """A round before that of `asked`, which had these teams."""

    def work(db: Db) -> None:
        now = pulses.current(db)
        if now:
            closing.discard(db, now.id, now.closes_at)
        pulses.open_round(db, opened, [], papers)

    await database.act("T1", work)


async def keep(database: Database, *pieces: Feedback) -> None:
    await database.act("T1", lambda db: feedback.keep_many(db, pieces))


async def summary(database: Database, group: str = "t1", kind: Kind = Kind.TEAM, window=WEEK) -> Summary:  # type: ignore[no-untyped-def]  # two moments
    among = Among("r10", kind, [group])
    return (await database.act("T1", lambda db: digest_feedback.summaries(db, among, window)))[group]


async def test_a_summary_counts_by_expectation_and_by_whether_it_was_met(asked: Database) -> None:
    await keep(
        asked,
        SAID,
        said(2, rating=2, expectations=frozenset({"care"})),
        said(3, rating=3, expectations=frozenset()),
        said(4, teams=frozenset({"t2"})),
        said(5, teams=frozenset(), logged_by=None),
    )
    expected = {"commitment": Counted(1, 1), "cost": NOTHING, "culture": NOTHING, "care": Counted(2, 1)}
    assert await summary(asked) == Summary(Counted(3, 2), expected, needs=UNFELT)


async def test_a_piece_about_two_teams_counts_once_in_their_department_and_company(asked: Database) -> None:
    await keep(asked, said(1, teams=frozenset({"t1", "t2"})), said(2, teams=frozenset({"t3"})))
    await keep(asked, said(3, teams=frozenset()), said(4, teams=frozenset({"t1"}), rating=1))
    found = {}
    for group, kind in (("t1", Kind.TEAM), ("t2", Kind.TEAM), ("d1", Kind.DEPARTMENT), (COMPANY, Kind.COMPANY)):
        found[group] = (await summary(asked, group, kind)).all
    assert found == {"t1": Counted(2, 1), "t2": Counted(1, 1), "d1": Counted(2, 1), COMPANY: Counted(4, 3)}


async def test_customers_needs_are_counted_as_fed_and_hurt(asked: Database) -> None:
    await keep(asked, said(1, autonomy=1), said(2, autonomy=-1, competence=-1), said(3, autonomy=1))
    assert (await summary(asked)).needs == UNFELT | {"autonomy": Felt(2, 1), "competence": Felt(0, 1)}


async def test_a_summary_begins_with_its_first_moment_and_ends_before_its_last(asked: Database) -> None:
    await keep(asked, SAID, said(2, counts_at=NEXT))
    assert (await summary(asked)).all.n == 1
    assert (await summary(asked, window=(MONDAY - timedelta(days=28), MONDAY))).all == NOTHING


async def test_several_scales_have_a_score_together_and_impressions_are_counted(asked: Database) -> None:
    await keep(asked, SAID, said(2, scale=Scale.NPS, rating=2, is_impression=True))
    found = await summary(asked)
    assert (found.all, found.score, found.impressions) == (Counted(2, 1), pytest.approx((75 + 20) / 2), 1)


async def test_what_was_removed_is_not_counted_even_if_its_team_is_still_there(asked: Database) -> None:
    await keep(asked, SAID)
    await asked.act("T1", lambda db: feedback.remove(db, "f1"))
    lost = [{"workspace": "T1", "feedback": "f1", "team": "t1"}]  # as a change at the same moment might leave it
    await asked.act("T1", lambda db: db.run(insert(CONCERN), lost).close())
    assert (await summary(asked)).all == NOTHING
    assert await quotes(asked) == []


async def quotes(database: Database, group: str = "t1", kind: Kind = Kind.TEAM) -> list[str]:
    among = Among("r10", kind, [group])
    found = await database.act("T1", lambda db: digest_feedback.quotes(db, among, WEEK))
    return [quote.feedback for quote in found.get(group, ())]


async def test_two_customers_are_quoted_missed_ones_first_then_the_newest(asked: Database) -> None:
    later = [said(n, counts_at=MONDAY + timedelta(hours=n), rating=5 if n < 5 else 4) for n in range(2, 6)]
    await keep(asked, *later, said(6, said="", rating=1), said(7, is_impression=True, rating=1))
    assert await quotes(asked) == ["f5", "f4"]
    await keep(asked, said(8, rating=1, teams=frozenset({"t1", "t2"})))
    assert await quotes(asked) == ["f8", "f5"]
    assert await quotes(asked, "d1", Kind.DEPARTMENT) == ["f8", "f5"]
    assert await quotes(asked, "t3") == []


async def test_the_mean_of_a_stretch_of_time_needs_two_ratings_on_whatever_scales(asked: Database) -> None:
    before = MONDAY - timedelta(days=7)
    await keep(asked, said(1), said(2, scale=Scale.NPS, rating=2), said(3, counts_at=before))
    await keep(asked, said(4, counts_at=before, teams=frozenset({"t2"})))
    windows = {"r10": WEEK, "r09": (before, MONDAY)}
    papers = [Paper("t1", (), 9, 1, "d1"), Paper("t2", (), 9, 1, "d1")]
    await open_round(asked, Round("r09", "2026-W09", before, MONDAY), papers)

    async def means(kind: Kind, *groups: str) -> dict[str, dict[str, float]]:
        return await asked.act("T1", lambda db: digest_feedback.means(db, Among("r10", kind, groups), windows))

    assert await means(Kind.TEAM, "t1", "t2") == {"t1": {"r10": pytest.approx((75 + 20) / 2)}}
    assert await means(Kind.DEPARTMENT, "d1") == {"d1": {"r10": pytest.approx((75 + 20) / 2), "r09": 75.0}}


async def test_a_departments_past_mean_is_of_the_teams_it_had_then(asked: Database) -> None:
    """P5: as its scores are."""
    before, windows = MONDAY - timedelta(days=7), {"r10": WEEK, "r09": (MONDAY - timedelta(days=7), MONDAY)}
    papers = [Paper("t1", (), 9, 1), Paper("t2", (), 9, 1, "d1"), Paper("t3", (), 9, 1, "d1")]
    await open_round(asked, Round("r09", "2026-W09", before, MONDAY), papers)
    for n, (team, rating) in enumerate((("t1", 1), ("t2", 5), ("t3", 4)), 1):
        for at in (MONDAY, before):
            key = f"{n}{at:%d}"
            await keep(asked, replace(SAID, id=key, key=key, teams=frozenset({team}), rating=rating, counts_at=at))
    among = Among("r10", Kind.DEPARTMENT, ["d1"])
    found = await asked.act("T1", lambda db: digest_feedback.means(db, among, windows))
    assert found == {"d1": {"r10": 50.0, "r09": 87.5}}


async def praises(database: Database, team: str = "t1", window=WEEK) -> tuple[Praise, ...]:  # type: ignore[no-untyped-def]  # two moments
    return (await database.act("T1", lambda db: digest_feedback.praises(db, ["t1", "t2"], window))).get(team, ())


async def test_praise_is_a_teams_once_it_is_shared_with_it(asked: Database) -> None:
    await keep(asked, said(1, praised="U2", is_praise_told=True))
    await asked.act("T1", lambda db: people.keep(db, [Person("U2", "Ben")]))
    assert await praises(asked) == ()
    await asked.act("T1", lambda db: feedback.share_praise(db, "f1", "t1", MONDAY))
    await asked.act("T1", lambda db: feedback.share_praise(db, "f1", "t2", NEXT))
    assert await praises(asked) == (Praise("Acme", "Ben", "On time, as agreed.", "f1"),)
    assert await praises(asked, "t2") == ()
    assert await praises(asked, window=(NEXT, NEXT + timedelta(days=7))) == ()


async def test_the_three_newest_praises_of_each_team_are_told(asked: Database) -> None:
    shared = [(n, "t1" if n < 6 else "t2") for n in range(1, 7)]
    times = {n: MONDAY + timedelta(hours=n) for n, _ in shared}
    told = [said(n, praised="U2", praise_shared_at=times[n], praise_shared_with=team) for n, team in shared]
    await keep(asked, *told)
    assert [praise.feedback for praise in await praises(asked)] == ["f5", "f4", "f3"]
    assert [praise.feedback for praise in await praises(asked, "t2")] == ["f6"]


async def test_praise_that_is_hidden_again_or_whose_person_chose_never_is_no_teams(asked: Database) -> None:
    shared = said(1, praised="U2", is_praise_told=True, praise_shared_at=MONDAY, praise_shared_with="t1")
    await keep(asked, shared, replace(shared, id="f2", key="2", praised="U3"))
    await asked.act("T1", lambda db: people.keep(db, [Person("U2", "Ben"), Person("U3", "Cleo")]))

    async def praised() -> list[str]:
        return [one.person for one in await praises(asked)]

    assert await praised() == ["Ben", "Cleo"]
    await asked.act("T1", lambda db: kudos_choices.put(db, "U2", KudosChoice(sharing=Sharing.NEVER)))
    await asked.act("T2", lambda db: kudos_choices.put(db, "U3", KudosChoice(sharing=Sharing.NEVER)))
    assert await praised() == ["Cleo"]
    await asked.act("T2", lambda db: feedback.hide_praise(db, "f2"))
    assert await praised() == ["Cleo"]
    await asked.act("T1", lambda db: feedback.hide_praise(db, "f2"))
    assert await praised() == []
