"""How the invented people feel: the same in every demo, and not too smoothly."""

from __future__ import annotations

from statistics import fmean

import pytest

from bot import items
from handlers.runtime import demo
from handlers.runtime.demo import moods
from handlers.runtime.demo.company import Company

COMPANY = Company.load()
TEAMS = {team.name: team.channel for team in COMPANY.teams}
MEMBERS = {channel["name"]: channel["members"] for channel in COMPANY.roster.channels}
ASKED = tuple(item for item in items.bank().values() if item.need == "autonomy")


def told(team: str, week: int) -> list[dict[str, int]]:
    """What the people of a team answer in a week; empty for those who do not."""
    return [moods.answers(person, team, week, ASKED) for person in MEMBERS[TEAMS[team]]]


def say_of_support(first: int) -> float:
    """What Support answers on autonomy, over four weeks from one on."""
    plain = [item.id for item in ASKED if not item.reversed]
    weeks = (told("Support", week) for week in range(first, first + 4))
    return fmean(given[name] for week in weeks for given in week if given for name in plain)


def test_two_demos_are_told_the_same() -> None:
    assert told("Support", 3) == told("Support", 3)
    assert told("Support", 3) != told("Support", 4)


@pytest.mark.parametrize("team", TEAMS)
def test_most_people_answer_and_some_do_not(team: str) -> None:
    answered = [bool(given) for week in range(1, demo.WEEKS + 2) for given in told(team, week)]
    assert 0.8 < fmean(answered) < 0.97


def test_answers_are_to_what_was_asked_and_on_the_scale() -> None:
    for given in filter(None, told("Field", 1)):
        assert given.keys() == {item.id for item in ASKED}
        assert set(given.values()) <= {1, 2, 3, 4, 5}


def test_the_say_of_support_in_its_work_goes_down_in_the_fifth_week_and_comes_back_in_the_ninth() -> None:
    assert say_of_support(1) - say_of_support(5) > 0.5
    assert say_of_support(9) - say_of_support(5) > 0.5


def test_after_the_last_week_moods_go_on_and_move_again() -> None:
    assert abs(say_of_support(11) - say_of_support(9)) < 0.3
    assert say_of_support(11) - say_of_support(15) > 0.5
    assert say_of_support(19) - say_of_support(15) > 0.5


def test_a_question_put_the_other_way_round_is_answered_the_other_way_round() -> None:
    turned = next(item for item in ASKED if item.reversed)
    weeks = range(1, demo.WEEKS + 1)
    given = [answer for week in weeks for answer in told("Support", week) if answer]
    assert fmean(answer[turned.id] for answer in given) < 3 < fmean(answer[ASKED[0].id] for answer in given)


def test_what_belongs_to_no_need_is_answered_too() -> None:
    roles = next(item for item in items.bank().values() if not item.need)
    assert moods.answers("ada", "Support", 1, (roles,))[roles.id] in (1, 2, 3, 4, 5)
