from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import insight, privacy
from bot.privacy import COMPANY, HIGH_END, LOW_END, SMALLEST_TEAM, THRESHOLD, CountedAnswer, Shown, Tally

ITEM = "autonomy-1"
SIZES = range(THRESHOLD, 201)

TEAMS = ("T1", "T2", "T3", "T4")
POSSIBLE = [
    CountedAnswer(*answer)
    for answer in itertools.product(TEAMS, (ITEM, "competence-1"), range(1, 6), (False, False, False, True))
]
answers = st.lists(st.sampled_from(POSSIBLE), max_size=80)
small_teams = st.frozensets(st.sampled_from(TEAMS))


def team(name: str, *scores: int) -> list[CountedAnswer]:
    return [CountedAnswer(name, ITEM, score) for score in scores]


def managers(*scores: int) -> list[CountedAnswer]:
    return [CountedAnswer("T1", ITEM, score, is_manager=True) for score in scores]


def shown(total: int, n: int, *, is_reversed: bool) -> Shown:
    return privacy.coarse(insight.score(total, n, reversed_item=is_reversed))


@pytest.mark.parametrize(
    ("given_answers", "small", "kept"),
    [
        pytest.param([], (), [], id="nobody answered"),
        pytest.param(team("T1", 3, 3, 3, 3), (), [], id="four are too few, in the company too"),
        pytest.param(team("T1", 3, 3, 3, 3, 4), (), [("T1", 5, 16), (COMPANY, 5, 16)], id="five are enough"),
        pytest.param(team("T1", 3, 3, 3, 3, 4), ("T1",), [(COMPANY, 5, 16)], id="a small team only in the company"),
        pytest.param(team("T1", *[3] * 5) + team("T2", 3, 3, 3, 3), (), [("T1", 5, 15)], id="four would stand out"),
        pytest.param(
            team("T1", *[3] * 5) + team("T2", 3, 3, 3, 3) + team("T3", 4),
            (),
            [("T1", 5, 15), (COMPANY, 10, 31)],
            id="five of two teams do not",
        ),
        pytest.param(
            team("T1", *[3] * 5) + managers(3, 3, 3, 3), (), [("T1", 5, 15), (COMPANY, 5, 15)], id="4 managers"
        ),
        pytest.param(
            team("T1", *[3] * 5) + managers(3, 3, 3, 3, 2), (), [("T1", 5, 15), (COMPANY, 10, 29)], id="5 managers"
        ),
        pytest.param(team("T1", 3, 3, 3, 3) + managers(3, 3, 3, 3), (), [], id="4 managers do not make up the number"),
        pytest.param(managers(3, 3, 3, 3, 3), (), [(COMPANY, 5, 15)], id="managers alone"),
        pytest.param(team("T1", 5, 5, 5, 5, 5), (), [("T1", 5, 22), (COMPANY, 5, 22)], id="a unanimous five"),
        pytest.param(
            team("T1", *[3] * 5) + team("T2", 5, 5) + team("T3", 5, 5, 5),
            (),
            [("T1", 5, 15), (COMPANY, 10, 37)],
            id="a unanimous rest",
        ),
        pytest.param(team("T1", 1, 1, 1, 1, 1), (), [("T1", 5, 8), (COMPANY, 5, 8)], id="a unanimous one"),
    ],
)
def test_what_is_kept_of_an_item(given_answers, small, kept):
    found = privacy.tallies(given_answers, small)
    assert sorted((tally.group, tally.n, tally.total) for tally in found) == sorted(kept)


def test_each_item_is_counted_for_itself():
    both = team("T1", 3, 3, 3, 3, 3) + [CountedAnswer("T1", "competence-1", 4)] * 4
    assert {tally.item for tally in privacy.tallies(both)} == {ITEM}


@given(answers, small_teams)
def test_no_tally_is_of_fewer_than_five_or_of_a_small_team(answers, small):
    kept = privacy.tallies(answers, small)
    assert all(tally.n >= THRESHOLD for tally in kept)
    assert not {tally.group for tally in kept} & small


@given(answers, small_teams)
def test_a_teams_tally_counts_its_members_and_never_a_manager(answers, small):
    members = Counter((a.team, a.item) for a in answers if not a.is_manager)
    for tally in privacy.tallies(answers, small):
        assert tally.group == COMPANY or tally.n == members[tally.group, tally.item]


@given(answers, small_teams)
@example(team("T1", *[3] * 9) + team("T2", 1, 1), frozenset())
def test_the_company_less_any_teams_never_leaves_one_to_four_people(answers, small):
    kept = defaultdict(dict)
    for tally in privacy.tallies(answers, small):
        kept[tally.item][tally.group] = tally.n
    for groups in kept.values():
        company = groups.pop(COMPANY, None)
        rest = company - sum(groups.values()) if company is not None else 0
        assert rest == 0 or rest >= THRESHOLD


@given(answers, small_teams)
def test_the_sums_tell_as_little_about_the_rest_as_about_a_team(answers, small):
    kept = defaultdict(dict)
    for tally in privacy.tallies(answers, small):
        kept[tally.item][tally.group] = tally
    for groups in kept.values():
        company = groups.pop(COMPANY, None)
        if company is None:
            continue
        n = company.n - sum(tally.n for tally in groups.values())
        total = company.total - sum(tally.total for tally in groups.values())
        assert (n, total) == (0, 0) or privacy.capped(total, n) == total


@given(answers, small_teams, st.randoms())
def test_the_order_of_answers_does_not_matter(answers, small, random):
    expected = privacy.tallies(answers, small)
    random.shuffle(answers)
    assert privacy.tallies(answers, small) == expected


def test_a_unanimous_group_is_kept_as_one_that_is_not():
    for n in SIZES:
        low, high = privacy.capped(n, n), privacy.capped(5 * n, n)
        assert n < low < high < 5 * n
        assert (privacy.capped(low, n), privacy.capped(high, n)) == (low, high)


@pytest.mark.parametrize("is_reversed", [False, True])
def test_all_sums_beyond_a_shown_end_are_kept_as_one(is_reversed):
    for n in SIZES:
        lows = {privacy.capped(total, n) for total in range(n, 5 * n + 1) if 10 * total < 17 * n}
        highs = {privacy.capped(total, n) for total in range(n, 5 * n + 1) if 10 * total > 43 * n}
        assert (len(lows), len(highs)) == (1, 1)
        assert {shown(total, n, is_reversed=is_reversed).end for total in lows | highs} == {"low", "high"}


@pytest.mark.parametrize("is_reversed", [False, True])
def test_capping_changes_no_number_that_is_shown(is_reversed):
    changed = [
        (total, n)
        for n in SIZES
        for total in range(n, 5 * n + 1)
        if shown(privacy.capped(total, n), n, is_reversed=is_reversed) != shown(total, n, is_reversed=is_reversed)
    ]
    assert changed == []


def test_what_is_not_at_an_end_is_kept_as_it_is():
    for n in SIZES:
        between = [total for total in range(n, 5 * n + 1) if 17 * n <= 10 * total <= 43 * n]
        assert [privacy.capped(total, n) for total in between] == between


@pytest.mark.parametrize(
    ("value", "as_shown"),
    [
        (0, Shown(15, "low")),
        (17.4, Shown(15, "low")),
        (17.5, Shown(20)),
        (22.4, Shown(20)),
        (22.5, Shown(25)),
        (50, Shown(50)),
        (82.4, Shown(80)),
        (82.5, Shown(85, "high")),
        (100, Shown(85, "high")),
    ],
)
def test_a_score_is_shown_to_the_nearest_5_with_open_ends(value, as_shown):
    assert privacy.coarse(value) == as_shown


@given(st.floats(0, 100))
def test_no_score_is_shown_finer_than_in_fives_or_beyond_its_ends(value):
    seen = privacy.coarse(value)
    assert seen.value % 5 == 0
    assert LOW_END <= seen.value <= HIGH_END
    assert (seen.end != "") == (seen.value in (LOW_END, HIGH_END))


def test_every_sum_is_shown_as_its_exact_score_rounded_half_up():
    wrong = []
    for n in SIZES:
        for total in range(n, 5 * n + 1):
            nearest = 5 * math.floor(Fraction(5 * (total - n), n) + Fraction(1, 2))
            if shown(total, n, is_reversed=False).value != min(max(nearest, LOW_END), HIGH_END):
                wrong.append((total, n))
    assert wrong == []


@pytest.mark.parametrize(
    ("n", "people"),
    [(5, "5-7"), (7, "5-7"), (8, "8-11"), (11, "8-11"), (12, "12-19"), (19, "12-19"), (20, "20+"), (4000, "20+")],
)
def test_people_are_told_as_a_band(n, people):
    assert privacy.band(n) == people


def test_a_small_team_may_have_five_answers_and_no_score():
    assert THRESHOLD < SMALLEST_TEAM
    assert privacy.tallies(team("T1", 3, 3, 3, 3, 3), {"T1"}) == [Tally(COMPANY, ITEM, 5, 15)]


def test_a_team_is_small_below_six_members():
    assert privacy.small_teams({"T1": SMALLEST_TEAM - 1, "T2": SMALLEST_TEAM, "T3": 1}) == {"T1", "T3"}
