from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import digests, items, privacy
from bot.digests import Digest, KudosWeek, Story
from bot.feedback import EXPECTATIONS, Counted, Summary
from bot.items import NEEDS
from bot.kudos import Kudos
from bot.privacy import COMPANY, CountedAnswer, Shown, Tally
from bot.pulses import Round
from bot.teams import Team

SUPPORT = Team("T1", "Support", "C1", 0)
CLOSES = datetime(2026, 3, 6, 12, tzinfo=UTC)
CLOSED = Round("R2", "2026-W10", CLOSES - timedelta(days=5), CLOSES, is_closed=True)
ASKED = items.asked(0, 0, items.Choice(has_fourth=False))
AUTONOMY, COMPETENCE, RECOGNITION = (item.id for item in ASKED)
NO_KUDOS = KudosWeek(0, 0, ())
NO_FEEDBACK = Summary(Counted(0, 0), dict.fromkeys(EXPECTATIONS, Counted(0, 0)))
STORY = Story("Ada", "Ben", "Explained the release", "I could decide")


def compose(
    *tallies: Tally, kudos: KudosWeek = NO_KUDOS, asked=ASKED, members: int = 9, threshold: int = privacy.THRESHOLD
) -> Digest:
    return digests.compose(SUPPORT, CLOSED, asked, tallies, kudos, NO_FEEDBACK, members, threshold)


def of_need(need: str, *turns: int) -> list[items.Item]:
    return [items.bank()[f"{need}-{turn}"] for turn in turns]


def tally(turn: int, n: int, total: int) -> Tally:
    return Tally("T1", f"autonomy-{turn}", n, total)


def test_a_digest_tells_the_scores_that_were_kept_and_the_questions_behind_them():
    digest = compose(Tally("T1", AUTONOMY, 7, 28), Tally("T1", COMPETENCE, 6, 18), Tally("T1", RECOGNITION, 5, 8))
    assert digest == Digest(
        team="Support",
        week="2026-W10",
        answered="5-7",
        needs={"autonomy": Shown(75), "competence": Shown(50), "recognition": Shown(15, "low")},
        questions={item.need: (item.id,) for item in ASKED},
        kudos_given=False,
        kudos_total=None,
        stories=(),
        feedback=NO_FEEDBACK,
        is_small=False,
    )


def test_a_reversed_item_is_scored_the_other_way_round():
    asked = of_need("autonomy", 5)
    assert compose(Tally("T1", "autonomy-5", 5, 10), asked=asked).needs["autonomy"] == Shown(75)


@pytest.mark.parametrize(
    "tallies",
    [
        pytest.param([], id="nothing kept"),
        pytest.param([Tally("T2", AUTONOMY, 9, 30), Tally(COMPANY, AUTONOMY, 9, 30)], id="others only"),
        pytest.param([Tally("T1", AUTONOMY, 4, 12)], id="fewer than five"),
    ],
)
def test_a_team_of_whose_answers_nothing_may_be_told_has_no_scores(tallies):
    digest = compose(*tallies)
    assert digest.answered is None
    assert set(digest.needs.values()) == {None}


def test_a_need_that_too_few_answered_is_hidden_beside_the_others():
    digest = compose(Tally("T1", AUTONOMY, 6, 18), Tally("T1", RECOGNITION, 5, 15))
    assert digest.needs == {"autonomy": Shown(50), "competence": None, "recognition": Shown(50)}


def test_how_many_answered_is_the_band_of_the_need_that_most_answered():
    assert compose(Tally("T1", AUTONOMY, 7, 21), Tally("T1", COMPETENCE, 8, 24)).answered == "8-11"


@pytest.mark.parametrize(
    ("n", "members", "answered"),
    [(6, 7, "5 or more"), (8, 8, "5 or more"), (12, 12, "8 or more"), (20, 20, "12 or more")],
)
def test_how_many_answered_never_tells_that_everyone_did(n, members, answered):
    assert compose(Tally("T1", AUTONOMY, n, 3 * n), members=members).answered == answered


def test_an_item_of_another_week_tells_nothing():
    assert compose(Tally("T1", "autonomy-4", 6, 18)).needs["autonomy"] is None


@pytest.mark.parametrize(
    ("turns", "tallies", "shown"),
    [
        pytest.param((1, 2), [tally(1, 6, 24), tally(2, 6, 12)], Shown(50), id="two questions"),
        pytest.param((1, 2), [tally(1, 9, 36), tally(2, 5, 10)], Shown(50), id="one of which was skipped more"),
        pytest.param((1, 2), [tally(1, 9, 36)], None, id="one of which too few answered"),
        pytest.param((1, 2), [tally(1, 9, 36), tally(2, 4, 16)], None, id="one of which has a tally of four"),
        pytest.param(
            (1, 2, 3, 4, 5), [*(tally(n, 5, 15) for n in range(1, 5)), tally(5, 5, 5)], Shown(60), id="the whole bank"
        ),
        pytest.param((1, 2, 3, 4, 5), [tally(n, 9, 36) for n in range(1, 5)], None, id="the whole bank but one"),
    ],
)
def test_a_need_of_several_questions_is_shown_when_each_was_answered_by_five(turns, tallies, shown):
    digest = compose(*tallies, asked=of_need("autonomy", *turns))
    assert digest.needs == {"autonomy": shown, "competence": None, "recognition": None}
    assert digest.questions == {"autonomy": tuple(f"autonomy-{turn}" for turn in turns)}


@given(st.lists(st.integers(0, 11), min_size=15, max_size=15), st.integers(6, 11), st.integers(1, 5))
def test_a_score_always_stands_for_all_the_questions_beside_it(counts, members, many):
    asked = [item for need in NEEDS for item in of_need(need, *range(1, many + 1))]
    kept = {item.id: min(n, members) for item, n in zip(asked, counts, strict=False)}
    digest = compose(*(Tally("T1", item, n, 3 * n) for item, n in kept.items()), asked=asked, members=members)
    for need in NEEDS:
        are_enough = all(kept[item] >= privacy.THRESHOLD for item in digest.questions[need])
        assert (digest.needs[need] is not None) == are_enough


def test_a_question_beside_the_needs_counts_neither_for_a_score_nor_for_how_many_answered():
    asked = [*ASKED, items.bank()["roles"]]
    digest = compose(Tally("T1", AUTONOMY, 6, 18), Tally("T1", "roles", 9, 45), asked=asked)
    assert digest == compose(Tally("T1", AUTONOMY, 6, 18))
    assert compose(Tally("T1", "roles", 9, 45), asked=asked).answered is None


@pytest.mark.parametrize(
    ("threshold", "n", "members", "answered", "shown"),
    [
        (5, 6, 9, "5-7", Shown(50)),
        (7, 6, 9, None, None),
        (7, 7, 9, "7-11", Shown(50)),
        (7, 7, 7, None, None),
    ],
)
def test_a_workspace_may_ask_for_more_answers_before_a_score_is_shown(threshold, n, members, answered, shown):
    digest = compose(Tally("T1", AUTONOMY, n, 3 * n), members=members, threshold=threshold)
    assert (digest.answered, digest.needs["autonomy"], digest.threshold) == (answered, shown, threshold)
    assert digest.is_small is (members == threshold)


@pytest.mark.parametrize(("members", "is_small"), [(0, True), (5, True), (6, False), (40, False)])
def test_a_team_of_fewer_than_six_besides_its_managers_is_small(members, is_small):
    assert compose(members=members).is_small is is_small


def test_a_small_team_never_shows_scores_even_if_a_tally_of_it_was_kept():
    digest = compose(Tally("T1", AUTONOMY, 5, 15), members=5)
    assert digest.answered is None
    assert set(digest.needs.values()) == {None}


def test_five_answers_of_a_small_team_leave_nothing_to_tell():
    kept = privacy.tallies([CountedAnswer("T1", AUTONOMY, 4)] * 5, {"T1": 5}, {})
    assert kept == []
    assert compose(*kept, members=5).answered is None


@pytest.mark.parametrize(
    ("week", "given", "total"),
    [
        (NO_KUDOS, False, None),
        (KudosWeek(9, 4, ()), True, None),
        (KudosWeek(5, 5, ()), True, 5),
        (KudosWeek(12, 6, ()), True, 12),
    ],
)
def test_kudos_are_counted_only_when_five_people_received_one(week, given, total):
    digest = compose(kudos=week)
    assert (digest.kudos_given, digest.kudos_total) == (given, total)


def test_a_digest_tells_three_stories_at_most():
    assert len(compose(kudos=KudosWeek(4, 4, (STORY,) * 4)).stories) == 3


@pytest.mark.parametrize(
    ("previous_closed", "since"),
    [
        pytest.param(None, timedelta(days=7), id="the first digest"),
        pytest.param(timedelta(days=7), timedelta(days=7), id="a week ago"),
        pytest.param(timedelta(days=3), timedelta(days=3), id="after one that closed late"),
        pytest.param(timedelta(days=10), timedelta(days=10), id="after one that closed early"),
        pytest.param(timedelta(days=28), timedelta(days=28), id="four weeks ago"),
        pytest.param(timedelta(days=90), timedelta(days=35), id="long ago"),
    ],
)
def test_a_digest_tells_what_came_since_the_previous_round_closed_or_in_a_week(previous_closed, since):
    previous = previous_closed and Round("R1", "2026-W09", CLOSES, CLOSES - previous_closed, is_closed=True)
    assert digests.window(CLOSED, previous) == (CLOSES - since, CLOSES)


BOTH = tuple(
    Story("Cleo", name, "the report", "", "k1", person) for name, person in (("Ada", "UADA"), ("Dina", "UDINA"))
)
OLD = Story("Cleo", "Ada", "the report", "")
REPORT = Kudos("k1", "UCLEO", ("UADA", "UDINA"), "the report", "", CLOSED.closes_at)


@pytest.mark.parametrize(
    ("changes", "sharing", "told"),
    [
        pytest.param({}, ("UADA", "UDINA"), (*BOTH, OLD), id="all share it still"),
        pytest.param({}, ("UDINA",), (BOTH[1], OLD), id="one has stopped"),
        pytest.param({}, (), (), id="nobody shares it"),
        pytest.param(
            {"did": "the short report", "enabled": "We saw it"},
            ("UADA", "UDINA"),
            (*(replace(story, did="the short report", enabled="We saw it") for story in BOTH), OLD),
            id="its words were changed",
        ),
        pytest.param({"id": "k2"}, (), BOTH, id="another with the same words"),
        pytest.param({"id": "k2", "did": "something else"}, (), (*BOTH, OLD), id="another"),
    ],
)
def test_stories_follow_the_kudos_they_tell_of(changes, sharing, told):
    assert digests.retold((*BOTH, OLD), replace(REPORT, **changes), sharing) == told
