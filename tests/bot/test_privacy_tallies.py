"""What is kept of a round, for cohorts of any shape."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import privacy
from bot.privacy import COMPANY, THRESHOLD, CountedAnswer, Tally

ITEM, OTHER = "autonomy-1", "competence-1"


@dataclass(frozen=True)
class Asked:
    """A team of a round: the item it was asked, and for each of its people the score they gave, or None."""

    members: tuple[int | None, ...] = ()
    managers: tuple[int | None, ...] = ()
    item: str = ITEM


def counted(cohort: dict[str, Asked]) -> list[CountedAnswer]:
    people = [
        (CountedAnswer(team, asked.item, 0 if score is None else score, is_manager=is_manager), score)
        for team, asked in cohort.items()
        for is_manager, scores in ((False, asked.members), (True, asked.managers))
        for score in scores
    ]
    return [answer for answer, score in people if score is not None]


def tallies(cohort: dict[str, Asked], answers: list[CountedAnswer] | None = None) -> list[Tally]:
    members = {team: len(asked.members) for team, asked in cohort.items() if asked.members}
    managers = {team: len(asked.managers) for team, asked in cohort.items() if asked.managers}
    return privacy.tallies(counted(cohort) if answers is None else answers, members, managers)


def of(size: int, *scores: int) -> Asked:
    """A team of so many members, of whom some answered."""
    return Asked((*scores, *[None] * (size - len(scores))))


def led_by(size: int, *scores: int) -> Asked:
    """A team of managers only, of whom some answered."""
    return Asked(managers=of(size, *scores).members)


scores = st.sampled_from([None, 1, 2, 3, 4, 5])
asked = st.builds(
    Asked,
    st.lists(scores, max_size=12).map(tuple),
    st.lists(scores, max_size=4).map(tuple),
    st.sampled_from([ITEM, ITEM, OTHER]),
)
cohorts = st.dictionaries(st.sampled_from(["T1", "T2", "T3", "T4", "T5"]), asked)


@pytest.mark.parametrize(
    ("cohort", "kept"),
    [
        pytest.param({}, [], id="nobody"),
        pytest.param({"T1": of(8)}, [], id="nobody answered"),
        pytest.param({"T1": of(8, 3, 3, 3, 3)}, [], id="four are too few, in the company too"),
        pytest.param({"T1": of(6, 3, 3, 3, 3, 4)}, [("T1", 5, 16), (COMPANY, 5, 16)], id="five of six are enough"),
        pytest.param({"T1": of(5, 3, 3, 3, 3, 4)}, [], id="a team of five is not told in the company either"),
        pytest.param(
            {"T1": of(8, *[3] * 5), "T2": of(5, *[4] * 5)},
            [("T1", 5, 15), (COMPANY, 5, 15)],
            id="nor beside a team that is shown",
        ),
        pytest.param({"T1": of(5, *[4] * 5), "T2": of(1)}, [], id="someone who was silent does not hide it"),
        pytest.param(
            {"T1": of(5, 3, 3, 3, 3), "T2": of(1, 4)}, [(COMPANY, 5, 16)], id="two teams of six hide each other"
        ),
        pytest.param(
            {"T1": of(8, *[3] * 5), "T2": of(8, *[3] * 4)},
            [("T1", 5, 15), (COMPANY, 5, 15)],
            id="four would stand out, and are left out",
        ),
        pytest.param(
            {"T1": of(8, *[3] * 5), "T2": of(8, *[3] * 4), "T3": of(8, 4)},
            [("T1", 5, 15), (COMPANY, 10, 31)],
            id="five of two teams do not",
        ),
        pytest.param(
            {"T1": of(8, *[3] * 5), "T2": led_by(9, 3, 3, 3, 3)}, [("T1", 5, 15), (COMPANY, 5, 15)], id="4 managers"
        ),
        pytest.param(
            {"T1": of(8, *[3] * 5), "T2": led_by(6, 3, 3, 3, 3, 2)},
            [("T1", 5, 15), (COMPANY, 10, 29)],
            id="5 of 6 managers",
        ),
        pytest.param(
            {"T1": of(8, *[3] * 5), "T2": led_by(5, *[3] * 5)}, [("T1", 5, 15), (COMPANY, 5, 15)], id="5 of 5 managers"
        ),
        pytest.param({"T1": of(8, *[3] * 4), "T2": led_by(9, *[3] * 4)}, [], id="4 managers do not make up the number"),
        pytest.param(
            {"T1": of(5, *[3] * 5), "T2": led_by(9, *[3] * 4)},
            [],
            id="nor do they hide a team in which they do not count",
        ),
        pytest.param(
            {"T1": of(5, 2), "T2": led_by(6, *[3] * 5)}, [(COMPANY, 5, 15)], id="managers do not hide a member"
        ),
        pytest.param(
            {"T1": of(6, *[5] * 4), "T2": of(6, 5), "T3": led_by(6, *[1] * 5)},
            [(COMPANY, 10, 30)],
            id="a unanimous rest beside unanimous managers",
        ),
        pytest.param({"T1": of(8, 5, 5, 5, 5, 5)}, [("T1", 5, 22), (COMPANY, 5, 22)], id="a unanimous five"),
        pytest.param(
            {"T1": of(8, *[3] * 5), "T2": of(8, 5, 5), "T3": of(8, 5, 5, 5)},
            [("T1", 5, 15), (COMPANY, 10, 37)],
            id="a unanimous rest",
        ),
        pytest.param({"T1": of(8, 1, 1, 1, 1, 1)}, [("T1", 5, 8), (COMPANY, 5, 8)], id="a unanimous one"),
    ],
)
def test_what_is_kept_of_an_item(cohort, kept):
    assert sorted((tally.group, tally.n, tally.total) for tally in tallies(cohort)) == sorted(kept)


def test_managers_who_were_asked_something_else_hide_nobody():
    here = {f"T{n}": Asked(managers=(3,)) for n in range(5)}
    elsewhere = {f"T{n}": Asked((4,), (None,), OTHER) for n in range(5, 10)}
    assert tallies(here | elsewhere) == []
    assert tallies(here | {"T5": Asked((), (None,))}) == []
    assert tallies(here | {"T5": Asked((), (None, 3))}) == [Tally(COMPANY, ITEM, 6, 18)]


def test_each_item_is_counted_for_itself():
    cohort = {"T1": of(8, *[3] * 5)}
    other = [CountedAnswer("T1", OTHER, 4)] * 4
    assert {tally.item for tally in tallies(cohort, counted(cohort) + other)} == {ITEM}


def test_a_team_that_is_not_in_the_cohort_shows_nothing():
    assert privacy.tallies([CountedAnswer("T9", ITEM, 3)] * 9, {"T1": 9}, {"T1": 9}) == []


@given(cohorts)
def test_no_tally_is_of_fewer_than_five_or_of_a_small_team(cohort):
    kept = tallies(cohort)
    assert all(tally.n >= THRESHOLD for tally in kept)
    assert all(len(cohort[tally.group].members) > THRESHOLD for tally in kept if tally.group != COMPANY)


@given(cohorts)
def test_a_teams_tally_counts_its_members_and_never_a_manager(cohort):
    members = Counter((a.team, a.item) for a in counted(cohort) if not a.is_manager)
    for tally in tallies(cohort):
        assert tally.group == COMPANY or tally.n == members[tally.group, tally.item]


@given(cohorts, st.randoms())
def test_the_order_of_answers_does_not_matter(cohort, random):
    answers = counted(cohort)
    random.shuffle(answers)
    assert tallies(cohort, answers) == tallies(cohort)
