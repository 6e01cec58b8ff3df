from __future__ import annotations

import pytest

from bot import trends
from bot.digests import Chart, Trend
from bot.privacy import Shown
from bot.scores import Noise, Week


def weeks(*scores: float | None) -> list[Week | None]:
    return [None if score is None else Week(score, 9, 5, 12) for score in scores]


@pytest.mark.parametrize(
    ("shown", "trend"),
    [
        pytest.param((50, 50), Trend(), id="too few weeks"),
        pytest.param((50, None, 50, 50), Trend(Shown(50), 32, 68, weeks=3), id="three of four"),
        pytest.param((50, 50, 50, 50), Trend(Shown(50), 33, 67), id="all four"),
        pytest.param((20, 20, 20, 20, 80, 80, 80, 80), Trend(Shown(80), 63, 97, "up"), id="a change"),
        pytest.param(
            (99, 99, 99, 99, 99, 99, 99, 99, 50, 50, 50, 50), Trend(Shown(50), 33, 67, "down", is_low=True), id="low"
        ),
    ],
)
def test_a_trend_says_of_how_many_weeks_it_is(shown, trend):
    assert trends.trend(weeks(*shown), len(shown), Noise()) == trend


def test_a_change_is_told_on_every_fourth_occasion_of_the_workspace():
    assert trends.trend(weeks(20, 20, 20, 20, 80, 80, 80, 80), 9, Noise()).change is None


def test_a_chart_begins_with_the_first_week_of_which_something_may_be_told():
    needs = {"autonomy": weeks(None, None, 99, None)}
    assert trends.chart(["W1", "W2", "W3", "W4"], needs, [None, 66.6, None, None]) == Chart(
        ("W2", "W3", "W4"), {"autonomy": (None, 85, None)}, (67, None, None)
    )
    assert trends.chart(["W1"], {"autonomy": weeks(None)}, [None]) == Chart()
