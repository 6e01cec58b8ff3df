from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import scores
from bot.items import NEEDS, bank
from bot.privacy import COMPANY, THRESHOLD, Tally
from bot.scores import Week, score

BANK = bank()
AUTONOMY = [BANK[f"autonomy-{turn}"] for turn in range(1, 6)]
CORE = [BANK[f"{need}-{turn}"] for need in NEEDS for turn in range(1, 6)]

counts = st.integers(THRESHOLD, 200).flatmap(lambda n: st.tuples(st.integers(n, 5 * n), st.just(n)))


@pytest.mark.parametrize(
    ("total", "n", "value", "reversed_value"),
    [
        (5, 5, 0, 100),
        (10, 5, 25, 75),
        (15, 5, 50, 50),
        (25, 5, 100, 0),
        (17, 10, 17.5, 82.5),
        (19, 10, 22.5, 77.5),
        (41, 10, 77.5, 22.5),
        (43, 10, 82.5, 17.5),
    ],
)
def test_a_mean_answer_becomes_a_score_of_a_hundred(total, n, value, reversed_value):
    assert score(total, n) == value
    assert score(total, n, reversed_item=True) == reversed_value


@given(counts)
def test_a_score_lies_between_0_and_100_and_a_reversed_one_mirrors_it(count):
    assert 0 <= score(*count) <= 100
    assert math.isclose(score(*count) + score(*count, reversed_item=True), 100)


@given(counts)
def test_an_answer_turned_round_twice_is_the_same(count):
    total, n = count
    assert math.isclose(score(6 * n - total, n, reversed_item=True), score(total, n))


@pytest.mark.parametrize(
    ("asked", "kept", "value", "n"),
    [
        pytest.param((1,), {1: (6, 24)}, 75, 6, id="one item"),
        pytest.param((1, 2), {1: (6, 24), 2: (6, 12)}, 50, 6, id="two items"),
        pytest.param((1, 2), {1: (10, 40), 2: (5, 10)}, 50, 5, id="two items weigh the same when one was skipped"),
        pytest.param((5,), {5: (5, 10)}, 75, 5, id="a reversed item"),
        pytest.param((1, 2, 3, 4, 5), dict.fromkeys(range(1, 5), (5, 15)) | {5: (5, 5)}, 60, 5, id="all five"),
        pytest.param((1,), {1: (6, 24), 3: (6, 6)}, 75, 6, id="an item that was not asked"),
    ],
)
def test_a_teams_week_is_the_mean_of_its_items(asked, kept, value, n):
    tallies = [Tally("T1", f"autonomy-{turn}", n, total) for turn, (n, total) in kept.items()]
    items = [BANK[f"autonomy-{turn}"] for turn in asked]
    assert scores.week(tallies, items, 5, 9) == Week(value, n, 5, 9, len(asked))


@pytest.mark.parametrize("kept", [(), (1,), (2,)])
def test_a_need_is_shown_only_when_each_of_its_items_has_a_tally(kept):
    tallies = [Tally("T1", f"autonomy-{turn}", 6, 24) for turn in kept]
    assert scores.week(tallies, AUTONOMY[:2], 5, 9) is None


def test_a_need_of_which_nothing_was_asked_has_no_week():
    assert scores.week([Tally("T1", "autonomy-1", 6, 24)], [], 5, 9) is None


LARGER = [Tally("D1", "autonomy-1", 12, 12), Tally("D1", "autonomy-2", 24, 120), Tally("D1", "competence-1", 9, 45)]


@pytest.mark.parametrize(
    ("kept", "value", "n"),
    [
        pytest.param(LARGER, 66.666, 18, id="the mean over all answers"),
        pytest.param(LARGER[:1], 0, 6, id="of the items that are kept"),
        pytest.param(LARGER[1:], 100, 12, id="whichever they are"),
    ],
)
def test_a_larger_groups_week_is_the_mean_over_the_answers_that_are_kept(kept, value, n):
    week = scores.larger_week(kept, AUTONOMY[:2], 5, 40, 2)
    assert week == Week(pytest.approx(value, abs=0.001), n, 5, 40, 2)


def test_a_larger_group_of_which_no_item_of_a_need_is_kept_has_no_week():
    assert scores.larger_week(LARGER[2:], AUTONOMY[:2], 5, 40, 2) is None
    assert scores.larger_week(LARGER, [], 5, 40, 1) is None


def test_a_larger_groups_items_are_each_centred_by_their_own_norm():
    assert scores.larger_week(LARGER[1:2], AUTONOMY[:2], 5, 40, 1, {"autonomy-1": 30.0, "autonomy-2": 20.0}).score == 80


def company(weeks: int, n: int, means: dict[str, int]) -> list[list[Tally]]:
    """So many weeks in which `n` people answer each item; the totals are those of people who all say the same."""
    return [[Tally(COMPANY, item, n, n * mean) for item, mean in means.items()] for _ in range(weeks)]


EASY = {item.id: 3 for item in CORE if not item.reversed} | {"autonomy-1": 5, "autonomy-2": 4, "competence-3": 2}
ABOVE = {"autonomy-1": 31.25, "autonomy-2": 6.25, "autonomy-3": -18.75, "autonomy-4": -18.75}


@pytest.mark.parametrize(
    ("weeks", "n", "are_known"),
    [(10, 3, True), (9, 30, False), (10, 2, False), (14, 2, False), (15, 2, True), (29, 1, False), (30, 1, True)],
)
def test_norms_need_thirty_answers_of_ten_weeks_to_every_item(weeks, n, are_known):
    assert (scores.norms(company(weeks, n, EASY), CORE) is not None) is are_known


def test_norms_say_how_far_an_item_lies_above_its_need():
    norms = scores.norms(company(10, 30, EASY), CORE)
    assert {item: norms[item] for item in ABOVE} == ABOVE
    assert {norms[f"recognition-{turn}"] for turn in range(1, 5)} == {0}
    assert math.isclose(norms["competence-3"], -18.75)


@pytest.mark.parametrize("missing", ["autonomy-1", "competence-4"])
def test_one_item_without_enough_answers_leaves_all_without_norms(missing):
    weeks = [[tally for tally in week if tally.item != missing] for week in company(40, 30, EASY)]
    assert scores.norms(weeks, CORE) is None
    assert scores.norms(weeks, [item for item in CORE if item.id != missing]) is not None


def test_an_item_that_is_off_is_not_waited_for_and_keeps_a_norm_without_making_up_its_need():
    whole = company(40, 30, EASY)
    never = [[tally for tally in week if tally.item != "autonomy-1"] for week in whole]
    known, asked_before = (scores.norms(weeks, CORE, {"autonomy-1"}) for weeks in (never, whole))
    assert "autonomy-1" not in known
    assert math.isclose(sum(known[f"autonomy-{turn}"] for turn in (2, 3, 4)), 0, abs_tol=1e-9)
    assert asked_before["autonomy-1"] != 0
    assert {item: norm for item, norm in asked_before.items() if item != "autonomy-1"} == known


def test_norms_come_from_the_company_and_not_from_its_teams_or_items_beside_the_needs():
    tallies = company(10, 30, EASY | {"roles": 1})
    teams = [[Tally("T1", tally.item, 30, 150) for tally in week] for week in tallies]
    expected = scores.norms(company(10, 30, EASY), CORE)
    assert scores.norms(tallies + teams, [*CORE, BANK["roles"]]) == expected
    assert scores.norms(teams, CORE) is None


def test_a_reversed_item_is_not_waited_for_and_is_centred_turned_round():
    assert "autonomy-5" not in scores.norms(company(10, 30, EASY), CORE)
    assert scores.norms(company(10, 30, EASY | {"autonomy-5": 1}), CORE)["autonomy-5"] == 31.25


@given(st.fixed_dictionaries({item.id: st.integers(1, 5) for item in CORE if not item.reversed}))
def test_the_norms_of_a_needs_items_cancel_out(means):
    norms = scores.norms(company(10, 5, means), CORE)
    for need in NEEDS:
        assert math.isclose(sum(norms[f"{need}-{turn}"] for turn in range(1, 5)), 0, abs_tol=1e-9)


@pytest.mark.parametrize(
    ("turn", "total", "value"), [(1, 36, 68.75), (2, 27, 68.75), (4, 9, 43.75), (4, 30, 100), (5, 18, 50)]
)
def test_a_centred_week_is_what_an_average_item_would_have_told(turn, total, value):
    tallies = [Tally("T1", f"autonomy-{turn}", 9, total + 9)]
    assert scores.week(tallies, [BANK[f"autonomy-{turn}"]], 8, 9, ABOVE).score == pytest.approx(value)
