"""The attacks find nothing in what Heartline publishes, and would find what others let slip."""

from __future__ import annotations

import pytest

from benchmarks.attacks import product, recovery, regression
from benchmarks.attacks.puzzle import Puzzle
from benchmarks.attacks.recovery import COLLUDING, HEARTLINE, IN_TURN, STORED, TRIMMED, UNANIMOUS, Found
from bot import privacy

A, B, C, D = TRIMMED
SEEDS, TEAMS = range(4), 100


@pytest.fixture(autouse=True)
def anew():
    """Nothing is remembered of rules that another test has changed."""
    product.shown.cache_clear()
    product.sums.cache_clear()


def bounds(puzzle: Puzzle, *names) -> list[tuple[int, int]]:
    puzzle.solve()
    return [(puzzle.low[name], puzzle.high[name]) for name in names]


def summed(total: int, people: list[str], known: dict[str, int]) -> Puzzle:
    puzzle = Puzzle(people, known)
    puzzle.between("sum", total, total)
    puzzle.equal(["sum"], people)
    return puzzle


@pytest.mark.parametrize(
    "policy", [HEARTLINE, IN_TURN, STORED, UNANIMOUS], ids=["shown", "in turn", "stored", "unanimous"]
)
def test_no_answer_is_recovered_and_hardly_any_is_known_as_low_or_high(policy):
    found = recovery.attack(policy, SEEDS)
    assert found.answers > 20_000
    assert found.exact == 0
    assert found.one_sided <= 0.001 * found.answers
    assert not recovery.missed(policy, found)


def test_two_thirds_of_the_team_weeks_are_shown():
    found = recovery.attack(HEARTLINE, SEEDS)
    assert found.team_weeks == len(SEEDS) * 26 * 12 * 3
    assert 0.65 <= found.shown / found.team_weeks <= 0.75


@pytest.mark.parametrize(
    ("policy", "seeds", "least", "most"),
    [
        pytest.param(A, range(1), 0.25, 0.42, id="live counter, recomputed history, histogram, decimals"),
        pytest.param(B, range(1), 0.05, 0.12, id="recomputed history, histogram, decimals"),
        pytest.param(C, range(2), 0.002, 0.015, id="histogram, decimals"),
        pytest.param(D, SEEDS, 0.0003, 0.003, id="decimals"),
    ],
)
def test_the_usual_trimmings_give_answers_away(policy, seeds, least, most):
    found = recovery.attack(policy, seeds)
    assert least <= found.exact / found.answers <= most
    assert not recovery.missed(policy, found)


def test_without_the_complement_rule_some_answers_are_recovered():
    assert recovery.attack(recovery.BROKEN, SEEDS).exact > 0


def test_with_a_colluding_teammate_in_each_team_fewer_answers_are_left_to_recover():
    found = recovery.attack(COLLUDING, SEEDS)
    assert found.answers == recovery.attack(HEARTLINE, SEEDS).answers - len(SEEDS) * 26 * 12 * 3
    assert found.exact == 0
    assert 0 < found.one_sided <= 0.002 * found.answers
    assert not recovery.missed(COLLUDING, found)


def test_a_sum_that_is_not_capped_is_found(monkeypatch):
    monkeypatch.setattr(privacy, "capped", lambda total, _n: total)
    found = recovery.attack(UNANIMOUS, range(2))
    assert found.exact > 0
    assert recovery.missed(UNANIMOUS, found)


def test_a_lower_threshold_is_found(monkeypatch):
    monkeypatch.setattr(privacy, "smallest_team", lambda _threshold: 2)
    found = recovery.attack(STORED, range(2))  # the digest has a threshold of its own
    assert found.exact > 0
    assert recovery.missed(STORED, found)


def test_a_larger_group_that_is_kept_whatever_its_rest_is_found(monkeypatch):
    monkeypatch.setattr(privacy._Cohort, "standing", lambda _cohort, rest: rest)
    for policy in (IN_TURN, STORED, UNANIMOUS):
        assert recovery.missed(policy, recovery.attack(policy, SEEDS)), policy.name


@pytest.mark.parametrize("n", [5, 11, 60])
def test_a_digest_tells_every_sum_to_the_nearest_5_with_open_ends(n):
    told = {product.shown(total, n, n + 1) for total in range(n, 5 * n + 1)}
    ends = {15: "low", 85: "high"}
    assert {shown.value for shown in told} <= set(range(15, 90, 5))
    assert {shown.value: shown.end for shown in told if shown.end} == ends
    assert len(told) == len({shown.value for shown in told})


def test_a_digest_of_too_few_people_tells_nothing():
    assert product.shown(20, 5, 5) is None
    assert product.shown(16, 4, 9) is None


@pytest.mark.parametrize(
    ("policy", "found", "is_missed"),
    [
        pytest.param(HEARTLINE, Found(1000, 0, 1, 100, 65), False, id="all within"),
        pytest.param(HEARTLINE, Found(1000, 1, 0, 100, 65), True, id="an answer"),
        pytest.param(HEARTLINE, Found(1000, 0, 2, 100, 65), True, id="two of a thousand known as low or high"),
        pytest.param(HEARTLINE, Found(1000, 0, 0, 100, 64), True, id="too little is shown"),
        pytest.param(COLLUDING, Found(1000, 0, 2, 100, 65), False, id="two of a thousand to colluders"),
        pytest.param(COLLUDING, Found(1000, 0, 3, 100, 65), True, id="three of a thousand to colluders"),
        pytest.param(COLLUDING, Found(1000, 1, 0, 100, 65), True, id="an answer to colluders"),
        pytest.param(STORED, Found(1000, 1, 0, 100, 65), True, id="an answer in the store"),
        pytest.param(A, Found(1000, 250, 20, 100, 85), False, id="a quarter in the trimmings"),
        pytest.param(A, Found(1000, 249, 20, 100, 85), True, id="too little in the trimmings"),
    ],
)
def test_a_bound_that_is_missed_is_told(policy, found, is_missed):
    assert recovery.missed(policy, found) is is_missed


def test_a_sum_at_its_end_tells_every_answer():
    assert bounds(summed(10, ["a", "b"], {}), "a", "b") == [(5, 5), (5, 5)]


def test_who_knows_the_others_subtracts_them():
    assert bounds(summed(9, ["a", "b", "c"], {"a": 2, "b": 3}), "c") == [(4, 4)]


def test_a_sum_in_between_tells_little():
    assert bounds(summed(8, ["a", "b"], {}), "a") == [(3, 5)]


def test_two_sums_that_differ_in_one_person_tell_the_answer():
    puzzle = summed(9, ["a", "b", "c"], {})
    puzzle.between("later", 7, 7)
    puzzle.equal(["sum"], ["later", "c"])
    assert bounds(puzzle, "c", "a") == [(2, 2), (2, 5)]


def test_a_histogram_tells_an_answer_that_all_gave():
    puzzle = Puzzle(["a", "b"], {})
    puzzle.between("four and more", 2, 2)
    puzzle.between("five", 0, 0)
    puzzle.equal(["four and more"], ["a", "b"], level=4)
    puzzle.equal(["five"], ["a", "b"], level=5)
    assert bounds(puzzle, "a", "b") == [(4, 4), (4, 4)]


def test_a_capped_sum_leaves_open_how_far_it_went():
    people = list("abcde")
    puzzle = Puzzle(people, {})
    puzzle.between("true", 5, 25)
    puzzle.equal(["true"], people)
    puzzle.capped("kept", "true", 5, privacy.capped)
    puzzle.equal(["kept"], ["told"])
    puzzle.between("told", privacy.capped(25, 5), privacy.capped(25, 5))
    assert bounds(puzzle, "true", "a") == [(privacy.capped(25, 5), 25), (2, 5)]


def test_what_contradicts_itself_is_refused():
    with pytest.raises(ArithmeticError, match="contradicts itself"):
        summed(11, ["a", "b"], {}).solve()


@pytest.mark.parametrize("size", regression.SIZES)
def test_the_unhappiest_is_hardly_named_from_what_is_shown(size):
    named = regression.attack(regression.HEARTLINE, size, TEAMS)
    assert named.correlation < 0.25
    assert not regression.missed(regression.HEARTLINE, size, TEAMS, named)


@pytest.mark.parametrize("size", regression.SIZES)
@pytest.mark.parametrize("observer", [regression.DECIMALS, regression.NEAREST_5], ids=["decimals", "nearest 5"])
def test_the_unhappiest_is_named_by_someone_who_sees_who_answered(observer, size):
    named = regression.attack(observer, size, TEAMS)
    assert named.correlation > 0.35
    assert named.unhappiest > 0.3
    assert not regression.missed(observer, size, TEAMS, named)


def test_naming_too_often_or_too_rarely_is_told():
    often, rarely = regression.Named(0.5, 0.4), regression.Named(0.1, 0.1)
    assert regression.missed(regression.HEARTLINE, 8, TEAMS, often)
    assert not regression.missed(regression.HEARTLINE, 8, TEAMS, rarely)
    assert regression.missed(regression.DECIMALS, 8, TEAMS, rarely)
    assert not regression.missed(regression.DECIMALS, 8, TEAMS, often)


def test_the_regression_solves_its_equations():
    assert regression.solve([[4.0, 1.0], [1.0, 3.0]], [9.0, 5.0]) == pytest.approx([2.0, 1.0])


def test_a_person_who_lowers_the_score_when_they_answer_is_estimated_low():
    weeks = [regression.Seen(40.0, frozenset({0, 1, 2}), 3), regression.Seen(70.0, frozenset({1, 2}), 2)] * 5
    low, *others = regression.estimate(weeks, 3)
    assert low < 0 < min(others)
