from __future__ import annotations

import math
from typing import Any

import pytest

from sandbox.block_data import data_table, data_visualization, table
from sandbox.block_rules import at_pointer

CELL = {"type": "raw_text", "text": "a"}
NUMBER = {"type": "raw_number", "value": 4.2, "text": "4.2"}
RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}


def a_table(rows: Any, **more: Any) -> dict[str, Any]:
    return {"type": "table", "rows": rows, **more}


def a_data_table(rows: Any, **more: Any) -> dict[str, Any]:
    return {"type": "data_table", "caption": "How the weeks went", "rows": rows, **more}


def a_chart(chart: Any, title: str = "How the weeks went") -> dict[str, Any]:
    return {"type": "data_visualization", "title": title, "chart": chart}


def pie(number: int = 1, label: str = "met", value: Any = 1) -> dict[str, Any]:
    return {"type": "pie", "segments": [{"label": label, "value": value}] * number}


def series(name: str = "Team", labels: tuple[str, ...] = ("W1", "W2"), value: Any = 4.5) -> dict[str, Any]:
    return {"name": name, "data": [{"label": label, "value": value} for label in labels]}


def lines(*several: dict[str, Any], categories: tuple[str, ...] = ("W1", "W2"), **axis: Any) -> dict[str, Any]:
    return {"type": "line", "series": list(several), "axis_config": {"categories": list(categories), **axis}}


WEEKS = tuple(f"W{number}" for number in range(20))


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (table, a_table([[CELL]])),
        (table, a_table([[CELL] * 20] * 100)),
        (table, a_table([[CELL, NUMBER], [RICH, CELL]])),
        (table, a_table([[CELL]], column_settings=[{"align": "right"}, None, {"is_wrapped": True}])),
        (table, a_table([[CELL]], column_settings=[{}] * 20)),
        (data_table, a_data_table([[CELL]] * 2)),
        (data_table, a_data_table([[CELL] * 20] * 201, page_size=100, row_header_column_index=19)),
        (data_table, a_data_table([[CELL, NUMBER], [RICH, NUMBER]], page_size=1)),
        (data_visualization, a_chart(pie(6, label="l" * 20), title="t" * 50)),
        (data_visualization, a_chart(lines(series(value=-1), x_label="x" * 50, y_label="y" * 50))),
        (data_visualization, a_chart(lines(series(labels=WEEKS), categories=WEEKS))),
        (data_visualization, a_chart(lines(*[series(str(number)) for number in range(6)]))),
        (data_visualization, a_chart({**lines(series(labels=("W2", "W1"))), "type": "bar"})),
        (data_visualization, a_chart({**lines(series()), "type": "area"})),
    ],
)
def test_data_within_the_limits_is_accepted(check, value):
    assert at_pointer("", check(value)) == []


@pytest.mark.parametrize(
    ("check", "value", "problem"),
    [
        (table, a_table([]), "must provide at least 1 items [json-pointer:/rows]"),
        (table, a_table([[CELL]] * 101), "no more than 100 items allowed [json-pointer:/rows]"),
        (table, a_table([[CELL] * 21]), "no more than 20 items allowed [json-pointer:/rows/0]"),
        (table, a_table([CELL]), "must provide an array [json-pointer:/rows/0]"),
        (table, a_table([[{"type": "mrkdwn", "text": "a"}]]), "unsupported type: mrkdwn [json-pointer:/rows/0/0/type]"),
        (table, a_table([[{**CELL, "text": ""}]]), "must be more than 0 characters [json-pointer:/rows/0/0/text]"),
        (
            table,
            a_table([[CELL]], column_settings=[{}] * 21),
            "no more than 20 items allowed [json-pointer:/column_settings]",
        ),
        (
            table,
            a_table([[CELL]], column_settings=[{"align": "top"}]),
            "must be a valid enum value [json-pointer:/column_settings/0/align]",
        ),
        (data_table, a_data_table([[CELL]]), "must provide at least 2 items [json-pointer:/rows]"),
        (data_table, a_data_table([[CELL]] * 202), "no more than 201 items allowed [json-pointer:/rows]"),
        (data_table, a_data_table([[CELL], [CELL] * 21]), "no more than 20 items allowed [json-pointer:/rows/1]"),
        (
            data_table,
            a_data_table([[CELL], [CELL, CELL]]),
            "all rows must have the same number of cells [json-pointer:/rows]",
        ),
        (data_table, a_data_table([[RICH], [CELL]]), "unsupported type: rich_text [json-pointer:/rows/0]"),
        (data_table, a_data_table([[CELL]] * 2, page_size=0), "must be more than 0 [json-pointer:/page_size]"),
        (data_table, a_data_table([[CELL]] * 2, page_size=101), "must be less than 101 [json-pointer:/page_size]"),
        (
            data_table,
            a_data_table([[CELL]] * 2, row_header_column_index=1),
            "must be less than 1 [json-pointer:/row_header_column_index]",
        ),
        (data_table, {"type": "data_table", "rows": [[CELL]] * 2}, "missing required field: caption [json-pointer:]"),
        (data_visualization, a_chart(pie(), "t" * 51), "must be less than 51 characters [json-pointer:/title]"),
        (data_visualization, a_chart(pie(0)), "must provide at least 1 items [json-pointer:/chart/segments]"),
        (data_visualization, a_chart(pie(7)), "no more than 6 items allowed [json-pointer:/chart/segments]"),
        (
            data_visualization,
            a_chart(pie(label="l" * 21)),
            "must be less than 21 characters [json-pointer:/chart/segments/0/label]",
        ),
        (data_visualization, a_chart(pie(value=0)), "must be more than 0 [json-pointer:/chart/segments/0/value]"),
        (
            data_visualization,
            a_chart(pie(value=math.nan)),
            "must provide a number [json-pointer:/chart/segments/0/value]",
        ),
        (
            data_visualization,
            a_chart(pie(value=True)),
            "must provide a number [json-pointer:/chart/segments/0/value]",
        ),
        (data_visualization, a_chart({"type": "radar"}), "unsupported type: radar [json-pointer:/chart/type]"),
        (data_visualization, a_chart(lines()), "must provide at least 1 items [json-pointer:/chart/series]"),
        (
            data_visualization,
            a_chart(lines(*[series(str(number)) for number in range(7)])),
            "no more than 6 items allowed [json-pointer:/chart/series]",
        ),
        (data_visualization, a_chart(lines(series(), series())), "names must be unique [json-pointer:/chart/series]"),
        (
            data_visualization,
            a_chart(lines(series(labels=("W1",)))),
            "must have one point for every category [json-pointer:/chart/series/0/data]",
        ),
        (
            data_visualization,
            a_chart(lines(series(labels=("W1", "W1")), categories=("W1", "W1"))),
            "categories must be unique [json-pointer:/chart/axis_config/categories]",
        ),
        (
            data_visualization,
            a_chart(lines(series(name="n" * 21))),
            "must be less than 21 characters [json-pointer:/chart/series/0/name]",
        ),
        (
            data_visualization,
            a_chart(lines(series(), x_label="x" * 51)),
            "must be less than 51 characters [json-pointer:/chart/axis_config/x_label]",
        ),
        (
            data_visualization,
            a_chart(lines(series(labels=WEEKS), categories=(*WEEKS, "W20"))),
            "no more than 20 items allowed [json-pointer:/chart/axis_config/categories]",
        ),
    ],
)
def test_data_outside_the_limits_is_refused(check, value, problem):
    assert at_pointer("", check(value)) == [problem]
