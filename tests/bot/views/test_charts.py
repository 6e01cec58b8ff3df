from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slackblocks import AxisConfig, DataPoint, DataSeries, DataVisualizationBlock, LineChart

from bot.digests import Chart
from bot.items import NEEDS
from bot.views import charts
from sandbox.blocks import check_message

WEEKS = tuple(f"2026-W{week:02}" for week in range(1, 13))
line = st.tuples(*[st.none() | st.integers(0, 100)] * 12)
some = st.builds(
    lambda n, lines: Chart(WEEKS[:n], {need: own[:n] for need, own in zip(NEEDS, lines, strict=False)}, lines[3][:n]),
    st.integers(0, 12),
    st.lists(line, min_size=4, max_size=4),
)


def chart(customers=(50, 60, 70, 80), **needs):
    return Chart(WEEKS[:4], needs, customers)


@given(some)
def test_slack_takes_every_chart_and_it_shows_nothing_but_what_is_known(given_one):
    block = charts.block(given_one)
    if block is None:
        return
    assert check_message({"text": "A chart", "blocks": [block]}) == []
    known = charts.series(given_one)
    for drawn in block["chart"]["series"]:
        by_day = dict(zip(map(charts.day, given_one.weeks), known[drawn["name"]], strict=True))
        assert [point["value"] for point in drawn["data"]] == [by_day[point["label"]] for point in drawn["data"]]
        assert len(drawn["data"]) >= charts.FEWEST


def test_it_is_what_a_library_of_block_kit_makes_of_the_same():
    ours = charts.block(chart(autonomy=(55, 60, 65, 70)))
    labels = ["29 Dec", "5 Jan", "12 Jan", "19 Jan"]
    series = [
        DataSeries(name, [DataPoint(*point) for point in zip(labels, values, strict=True)])
        for name, values in (("Autonomy", (55, 60, 65, 70)), ("Customers", (50, 60, 70, 80)))
    ]
    theirs = DataVisualizationBlock(charts.TITLE, LineChart(series, AxisConfig(labels, "Week of", "0 to 100")))
    assert ours == {name: value for name, value in theirs._resolve().items() if name != "block_id"}


@pytest.mark.parametrize(
    ("given_one", "names", "days"),
    [
        (chart(autonomy=(1, None, 3, 4)), ["Autonomy", "Customers"], ["29 Dec", "12 Jan", "19 Jan"]),
        (chart((None, None, None, 9), autonomy=(1, 2, 3, 4)), ["Autonomy"], ["29 Dec", "5 Jan", "12 Jan", "19 Jan"]),
        (chart((1, 2, None, None), autonomy=(1, 2, 3, None)), ["Autonomy"], ["29 Dec", "5 Jan", "12 Jan"]),
        (chart((1, 2, 3, None), autonomy=(None, None, None, 4)), ["Customers"], ["29 Dec", "5 Jan", "12 Jan"]),
    ],
    ids=["a gap", "few customers", "customers in other weeks", "a need that has just begun"],
)
def test_only_weeks_are_drawn_in_which_each_line_has_a_point(given_one, names, days):
    drawn = charts.block(given_one)["chart"]
    assert [series["name"] for series in drawn["series"]] == names
    assert drawn["axis_config"]["categories"] == days


@pytest.mark.parametrize("given_one", [Chart(), chart((), autonomy=(1, 2, None, None)), chart((None,) * 4)])
def test_too_few_weeks_are_no_chart(given_one):
    assert charts.block(given_one) is None


def test_in_words_a_line_may_end_in_where_it_went():
    lines = charts.words(
        chart((None,) * 4, autonomy=(55, 60, 65, 70), competence=(40, 45, 50, 50)), {"Autonomy": "; up"}
    )
    assert lines[1:] == ["Autonomy: 55, 60, 65, 70; up.", "Competence: 40, 45, 50, 50."]


def test_in_words_there_is_a_line_for_each_line_and_a_word_for_each_gap():
    assert charts.words(chart((None,) * 4, autonomy=(55, None, 15, 70), competence=(40, 45, 50, 50))) == [
        f"From the week of 29 Dec to that of 19 Jan, oldest first. {charts.WHAT_NONE_IS} {charts.ENDS}",
        "Autonomy: 55, none, 15, 70.",
        "Competence: 40, 45, 50, 50.",
    ]
    assert charts.words(chart((15, 20, 85, 90))) == [
        "From the week of 29 Dec to that of 19 Jan, oldest first.",
        "Customers: 15, 20, 85, 90.",
    ]


@pytest.mark.parametrize("given_one", [Chart(), Chart(WEEKS[:1], {"autonomy": (50,)}, (None,)), chart((None,) * 4)])
def test_one_week_is_nothing_to_tell_of_over_weeks(given_one):
    assert charts.words(given_one) == []


@given(some.filter(charts.series))
def test_a_drawing_has_a_mark_for_each_value_and_a_name_for_each_line(given_one):
    drawing = ElementTree.fromstring(charts.svg(given_one))
    known = charts.series(given_one)
    marks = [mark for mark in drawing.iter() if mark.tag in ("circle", "rect", "path")]
    assert len(marks) == sum(value is not None for values in known.values() for value in values) + len(known)
    texts = [text.text for text in drawing.iter("text")]
    assert [name for name in known if name not in texts] == []


@given(some.filter(charts.series))
def test_no_two_names_lie_on_each_other(given_one):
    drawing = charts.svg(given_one)
    heights = sorted(int(re.search(rf'y="(\d+)">{name}<', drawing).group(1)) for name in charts.series(given_one))
    assert all(lower - upper >= charts.APART for upper, lower in pairwise(heights))


TEXT = {"type": "section"}
DRAWN = (TEXT, {"type": "data_visualization"}, TEXT)


@pytest.mark.parametrize(
    ("said", "is_chart"),
    [
        ("unsupported type: data_visualization [json-pointer:/blocks/1/type]", True),
        ("must be less than 20 characters [json-pointer:/blocks/1/chart/series/0/name]", True),
        ("invalid additional property [json-pointer:/blocks/1]", True),
        ("must be less than 3001 characters [json-pointer:/blocks/2/text/text]", False),
        ("invalid additional property [json-pointer:/blocks/10]", False),
        ("no more than 50 items allowed [json-pointer:/blocks]", False),
        ("", False),
    ],
)
def test_it_is_the_chart_that_slack_refuses_where_its_kind_or_its_place_is_named(said, is_chart):
    assert charts.are_refused(["must be shorter", said], DRAWN) is is_chart
    assert not charts.are_refused([said.replace("data_visualization", "table")], [TEXT] * 3)


def test_where_slack_says_nothing_it_is_not_the_chart():
    assert not charts.are_refused([], DRAWN)
