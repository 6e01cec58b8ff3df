"""Twelve weeks of a team and its customers: as Slack's chart, in words, and as a drawing for the printed page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby

from bot import moments
from bot.digests import Chart
from bot.privacy import HIGH_END, LOW_END
from bot.views.kit import Block

KIND = "data_visualization"
FEWEST = 3  # points from which a line says something
CUSTOMERS = "Customers"
TITLE = "How the team and its customers feel"
AXIS = "0 to 100"
NONE = "none"
ENDS = "A need's 15 stands for 15 or less, its 85 for 85 or more."
WHAT_NONE_IS = "“none” is a week of which too little may be told."

Series = dict[str, tuple[int | None, ...]]

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 260, 40, 600, 14, 224
APART = 16  # between two names at the ends of lines
MARKS = (
    '<circle cx="{x}" cy="{y}" r="4"/>',
    '<rect x="{x}" y="{y}" width="8" height="8" transform="translate(-4 -4)"/>',
    '<path d="M{x} {y}m-5 4h10l-5-9z"/>',
    '<path d="M{x} {y}m0-6l6 6l-6 6l-6-6z"/>',
)


def series(chart: Chart) -> Series:
    """The lines of a chart by their names: those of the needs, then the customers', where any week has a value."""
    named = {need.capitalize(): values for need, values in chart.needs.items()} | {CUSTOMERS: chart.customers}
    return {name: values for name, values in named.items() if any(value is not None for value in values)}


def day(week: str) -> str:
    """The Monday of a week, short: 2026-W10 is "2 Mar"."""
    monday = moments.monday_of(week)
    return f"{monday.day} {monday:%b}"


def block(chart: Chart) -> Block | None:
    """Slack's line chart, in its own shape, as its library has none; None where too few weeks can be drawn.

    Each of its lines has a point in every week, and nothing stands for a gap: so only weeks in which all lines have one
    are drawn. Where the customers would leave too few of those, the needs are drawn without them.
    """
    lines, weeks = _drawn(chart)
    if not weeks:
        return None
    labels = [day(chart.weeks[at]) for at in weeks]
    return _block(labels, {name: [values[at] for at in weeks] for name, values in lines.items()})


def leaves_out(chart: Chart) -> bool:
    """Whether there is more to tell in words than Slack's chart draws: a week, or a line."""
    lines, weeks = _drawn(chart)
    return len(weeks) < len(chart.weeks) or len(lines) < len(series(chart))


def _drawn(chart: Chart) -> tuple[Series, list[int]]:
    """The lines that Slack's chart has, and the places of its weeks; no weeks where they would be too few."""
    every = {name: values for name, values in series(chart).items() if _known(values) >= FEWEST}
    needs = {name: values for name, values in every.items() if name != CUSTOMERS}
    for lines in filter(None, (every, needs)):
        weeks = [at for at in range(len(chart.weeks)) if all(values[at] is not None for values in lines.values())]
        if len(weeks) >= FEWEST:
            return lines, weeks
    return {}, []


def _block(labels: list[str], lines: dict[str, list[int | None]]) -> Block:
    data = {
        name: [{"label": label, "value": value} for label, value in zip(labels, values, strict=True)]
        for name, values in lines.items()
    }
    return {
        "type": KIND,
        "title": TITLE,
        "chart": {
            "type": "line",
            "series": [{"name": name, "data": points} for name, points in data.items()],
            "axis_config": {"categories": labels, "x_label": "Week of", "y_label": AXIS},
        },
    }


def _known(values: Sequence[int | None]) -> int:
    return sum(value is not None for value in values)


def are_refused(complaints: Iterable[str], blocks: Sequence[Block]) -> bool:
    """Whether what Slack says is wrong with a message is its chart: it names that kind of block, or points to it."""
    pointers = [re.escape(f"/blocks/{at}") for at, one in enumerate(blocks) if one["type"] == KIND]
    named = re.compile(rf"({'|'.join([KIND, *pointers])})\b")
    return any(named.search(said) for said in complaints)


def words(chart: Chart, ends: Mapping[str, str] = {}) -> list[str]:
    """The same in words, a line for each line of the chart; none where a chart would have no two weeks.

    `ends` are what is said behind the values of some, by their names, such as "; up".
    """
    lines = series(chart)
    if len(chart.weeks) < 2 or not lines:
        return []
    told = [
        f"{name}: {', '.join(NONE if v is None else str(v) for v in values)}{ends.get(name, '')}."
        for name, values in lines.items()
    ]
    notes = [WHAT_NONE_IS] if any(None in values for values in lines.values()) else []
    notes += [ENDS] if any(end in values for values in chart.needs.values() for end in (LOW_END, HIGH_END)) else []
    span = f"From the week of {day(chart.weeks[0])} to that of {day(chart.weeks[-1])}, oldest first."
    return [" ".join([span, *notes]), *told]


def svg(chart: Chart) -> str:
    """The chart as a drawing for a page; lines differ by their marks and dashes and bear their names."""
    lines, step = series(chart), (RIGHT - LEFT) / max(len(chart.weeks) - 1, 1)
    xs = [round(LEFT + at * step) for at in range(len(chart.weeks))]
    drawn = [_line(number, xs, values) for number, values in enumerate(lines.values())]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{TITLE}. The table below has the same numbers.">'
        + "".join(_grid(value) for value in (0, 25, 50, 75, 100))
        + "".join(
            f'<text x="{x}" y="{BOTTOM + 20}" text-anchor="middle">{escape(day(week))}</text>'
            for at, (x, week) in enumerate(zip(xs, chart.weeks, strict=True))
            if not at % 2
        )
        + "".join(drawn)
        + "".join(_names(lines))
        + "</svg>"
    )


def _y(value: int) -> int:
    return round(BOTTOM - (BOTTOM - TOP) * value / 100)


def _grid(value: int) -> str:
    y = _y(value)
    return (
        f'<line class="grid" x1="{LEFT}" x2="{RIGHT}" y1="{y}" y2="{y}"/>'
        f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{value}</text>'
    )


def _line(number: int, xs: Sequence[int], values: Sequence[int | None]) -> str:
    """A line with its marks; it breaks off where a week has no value."""
    points = [(x, None if value is None else _y(value)) for x, value in zip(xs, values, strict=True)]
    runs = [list(run) for is_known, run in groupby(points, key=lambda point: point[1] is not None) if is_known]
    strokes = "".join(f'<polyline points="{" ".join(f"{x},{y}" for x, y in run)}"/>' for run in runs)
    marks = "".join(MARKS[number].format(x=x, y=y) for run in runs for x, y in run)
    return f'<g class="line{number}">{strokes}{marks}</g>'


def _names(lines: Series) -> list[str]:
    """The names at the right ends of the lines, moved apart where they would lie on each other."""
    ends = {name: _y(next(value for value in reversed(values) if value is not None)) for name, values in lines.items()}
    named, lowest = [], TOP - APART
    for name, y in sorted(ends.items(), key=lambda end: end[1]):
        lowest = max(y, lowest + APART)
        number = list(lines).index(name)
        mark = MARKS[number].format(x=RIGHT + 16, y=lowest)
        named.append(f'<g class="line{number}">{mark}</g><text x="{RIGHT + 28}" y="{lowest + 4}">{name}</text>')
    return named
