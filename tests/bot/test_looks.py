from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from bot import link, looks, moments
from bot.items import NEEDS
from bot.link import YEAR, Course, Kind, Line
from bot.privacy import COMPANY
from bot.series import Point

FIRST = "2025-W02"


def week(number: int) -> str:
    return moments.week_key(moments.monday_of(FIRST) + timedelta(weeks=number - 1))


def points(seed: int, weeks: int = YEAR, follows: float = 0.0, season: float = 0.0) -> list[Point]:
    """Weeks in which feedback follows recognition by a week, so much of it, and in which all teams share so much."""
    drawn = np.random.default_rng(seed)
    shared = season * np.random.default_rng(99).normal(size=weeks)
    needs = 50 + 10 * drawn.normal(size=(weeks, 3)) + shared[:, None]
    feedback = 50 + 10 * drawn.normal(size=weeks) + follows * np.roll(needs[:, 2] - 50, 1) + shared
    return [
        Point(week(number), dict(zip(NEEDS, scores, strict=True)), customers)
        for number, (scores, customers) in enumerate(zip(needs.tolist(), feedback.tolist(), strict=True), 1)
    ]


def taken(teams: dict[str, list[Point]], number: int = YEAR) -> dict[str, Line]:
    courses = link.told_of(dict.fromkeys((*teams, COMPANY), Course(FIRST, week(number), week(number - 1), 0, 8)), 5, 1)
    return looks.taken(week(number), courses, {team: own[:number] for team, own in teams.items()})


def test_a_team_alone_is_told_what_its_weeks_tell_and_nothing_is_said_of_the_company():
    told = taken({"t1": points(1, follows=2), "t2": points(2), "t3": points(3)[:20]})
    assert told["t1"] == Line(Kind.TOGETHER, 52, need="recognition", lag=1)
    assert told["t2"] == Line(Kind.NONE_SEEN, 52)
    assert told["t3"] == Line(Kind.TOO_FEW, 20)
    assert COMPANY not in told


def test_with_five_teams_a_link_is_held_against_the_others_and_the_company_is_looked_at():
    told = taken({f"t{n}": points(n, follows=2) for n in range(1, 6)})
    assert told["t1"] == Line(Kind.BESIDE_OTHERS, 52, need="recognition", lag=1, held=True)
    assert told[COMPANY] == Line(Kind.COMPANY, 52, need="recognition", lag=1, teams=5)


def test_a_season_that_all_share_does_not_hold_against_the_others():
    told = taken({f"t{n}": points(n, season=20) for n in range(1, 7)})
    assert {told[f"t{n}"].kind for n in range(1, 7)} == {Kind.BESIDE_OTHERS}
    assert not any(line.held for line in told.values())
    assert told[COMPANY] == Line(Kind.NONE_SEEN, 52)


def test_teams_with_too_few_weeks_change_nothing_for_the_others():
    teams = {f"t{n}": points(n, follows=2) for n in range(1, 6)}
    alone, among = taken(teams), taken({"a": points(9)[:25]} | teams)
    assert among == alone | {"a": Line(Kind.TOO_FEW, 25)}


def test_worse_feedback_is_told_as_worse():
    assert taken({"t1": points(1, follows=-2)})["t1"] == Line(
        Kind.TOGETHER, 52, need="recognition", lag=1, is_better=False
    )


@pytest.mark.parametrize("number", [27, 30, 38, 40, 51])
def test_between_looks_nothing_is_looked_at(number):
    told = taken({f"t{n}": points(n, follows=2) for n in range(1, 6)}, number)
    assert {line.kind for line in told.values()} == {Kind.WAITING}
    assert {line.usable for line in told.values()} == {number}


def test_a_look_that_comes_while_weeks_are_too_few_is_not_taken():
    own = points(1, follows=3)
    sparse = [point if number % 8 < 4 else Point(point.week, {}, 50) for number, point in enumerate(own)]
    assert taken({"t1": sparse}, 39)["t1"] == Line(Kind.TOO_FEW, 20)
    assert taken({"t1": sparse}, 52)["t1"].kind is Kind.TOGETHER


def test_weeks_that_hardly_ever_follow_each_other_are_not_looked_at():
    apart = {f"t{n}": [*points(n, follows=3)[:52:2], *points(n, follows=3)[51:]] for n in range(5)}
    assert taken(apart) == dict.fromkeys((*apart, COMPANY), Line(Kind.WAITING, 27, 26, next_at=week(78)))


def test_of_teams_whose_weeks_were_not_read_their_last_line_tells_how_many_there_were():
    courses = {team: Course(FIRST, week(30), week(29), 29, 8) for team in ("t1", "t2")}
    told = looks.taken(week(30), courses, {"t2": points(2)[:20]})
    assert told == {"t1": Line(Kind.WAITING, 29, 39, next_at=week(39)), "t2": Line(Kind.TOO_FEW, 20)}


def test_the_company_has_as_many_usable_weeks_as_five_of_its_teams_have():
    teams = {f"t{n}": points(n)[: 20 + n] for n in range(1, 8)}
    assert taken(teams)[COMPANY] == Line(Kind.TOO_FEW, 23)
    assert taken({f"t{n}": points(n)[: 23 + n] for n in range(1, 8)})[COMPANY].usable == 26


def test_the_others_are_those_with_weeks_enough():
    teams = {f"t{n}": points(n, follows=2) for n in range(1, 5)}
    told = taken(teams | {"t5": points(5)[:25], "t6": points(6)[:25]})
    assert told["t1"].kind is Kind.TOGETHER
    assert told[COMPANY] == Line(Kind.TOO_FEW, 25)


def test_looking_once_more_changes_nothing_whatever_the_order_of_the_teams():
    teams = {f"t{n}": points(n, follows=0.5) for n in range(1, 7)}
    assert taken(teams) == taken(dict(reversed(teams.items())))


def test_a_look_goes_back_52_weeks_and_keeps_the_gaps():
    own = points(1, 60)[8:]
    del own[3]
    calendar = looks.on_calendar(own, week(60))
    assert calendar.needs.shape == (YEAR, 3)
    assert np.flatnonzero(np.isnan(calendar.feedback)).tolist() == [3]
    assert calendar.feedback[-1] == own[-1].feedback
    assert calendar.needs[0].tolist() == list(own[0].needs.values())
