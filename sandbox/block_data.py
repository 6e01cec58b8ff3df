"""Blocks that show data: tables and charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.block_rich_text import rich_text
from sandbox.block_rules import (
    FINE,
    Check,
    Problem,
    array,
    by_type,
    choice,
    flag,
    number,
    record,
    string,
    typed,
    whole,
    wrong,
)

block_id = {"block_id": string(255)}

CELLS: dict[str, Check] = {
    "raw_text": typed("raw_text", {"text": string()}),
    "raw_number": typed("raw_number", {"value": number}, {"text": string()}),
}
cell = by_type({**CELLS, "rich_text": rich_text})
column = record({}, {"align": choice("left", "center", "right"), "is_wrapped": flag})


def column_or_skip(value: Any) -> Sequence[Problem]:
    """A column's settings; null leaves the column as it is."""
    return FINE if value is None else column(value)


def even_rows(value: Any) -> Sequence[Problem]:
    """A rule for data tables: as many cells in each row as in the header, where rich text cannot stand."""
    header = value["rows"][0]
    if any(cell["type"] == "rich_text" for cell in header):
        return wrong("unsupported type: rich_text", "/rows/0")
    if any(len(row) != len(header) for row in value["rows"]):
        return wrong("all rows must have the same number of cells", "/rows")
    if value.get("row_header_column_index", 0) >= len(header):
        return wrong(f"must be less than {len(header)}", "/row_header_column_index")
    return FINE


def positive(value: Any) -> Sequence[Problem]:
    """The size of a slice."""
    return number(value) or (FINE if value > 0 else wrong("must be more than 0"))


def complete_series(value: Any) -> Sequence[Problem]:
    """A rule for charts with axes: names differ, and each series has one point for every category."""
    categories = sorted(value["axis_config"]["categories"])
    if len(set(categories)) < len(categories):
        return wrong("categories must be unique", "/axis_config/categories")
    names = [series["name"] for series in value["series"]]
    if len(set(names)) < len(names):
        return wrong("names must be unique", "/series")
    for index, series in enumerate(value["series"]):
        if sorted(point["label"] for point in series["data"]) != categories:
            return wrong("must have one point for every category", f"/series/{index}/data")
    return FINE


# Slack's pages have named both 6 and 12 as the most series and slices; what keeps to 6 is fine either way.
SERIES = 6
label = string(20)
series = record({"name": label, "data": array(record({"label": label, "value": number}), 20, 1)})
axis_config = record({"categories": array(label, 20, 1)}, {"x_label": string(50), "y_label": string(50)})


def axes(kind: str) -> Check:
    """A chart with a horizontal axis of categories."""
    return typed(kind, {"series": array(series, SERIES, 1), "axis_config": axis_config}, {}, complete_series)


CHARTS: dict[str, Check] = {
    "pie": typed("pie", {"segments": array(record({"label": label, "value": positive}), SERIES, 1)}),
    "bar": axes("bar"),
    "area": axes("area"),
    "line": axes("line"),
}

table = typed(
    "table",
    {"rows": array(array(cell, 20, 1), 100, 1)},
    {"column_settings": array(column_or_skip, 20), **block_id},
)
data_table = typed(
    "data_table",
    {"rows": array(array(cell, 20, 1), 201, 2), "caption": string()},
    {"page_size": whole(1, 100), "row_header_column_index": whole(0), **block_id},
    even_rows,
)
data_visualization = typed("data_visualization", {"title": string(50), "chart": by_type(CHARTS)}, block_id)
