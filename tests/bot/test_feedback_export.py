from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import feedback_export
from bot.feedback import Feedback, Scale

FINE = Feedback(
    id="F1",
    customer="Acme",
    said="On time.",
    rating=9,
    expectations=frozenset({"care", "cost"}),
    teams=frozenset({"T1", "T2", "gone"}),
    happened_on=date(2026, 3, 3),
    counts_at=datetime(2026, 3, 3, 15, tzinfo=UTC),
    logged_by="U1",
    source="slack",
    key="slack:F1",
    scale=Scale.NPS,
    competence=1,
    recognition=-1,
    is_impression=True,
    praised="U2",
    link="https://example.com",
)
TEAMS = {"T1": "Support", "T2": "=Field"}
WILD = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    '=HYPERLINK("x")',
]


def read(content: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content, newline="")))


def test_a_piece_is_a_line_under_the_header():
    header, line = read(feedback_export.header() + feedback_export.lines([FINE], TEAMS))
    assert dict(zip(header, line, strict=True)) == {
        "id": "slack:F1",
        "customer": "Acme",
        "said": "On time.",
        "date": "2026-03-03",
        "rating": "9",
        "scale": "nps",
        "score": "90",
        "met": "yes",
        "expectations": "cost;care",
        "competence": "fed",
        "autonomy": "",
        "recognition": "hurt",
        "impression": "yes",
        "team": "'=Field;Support",
        "source": "slack",
        "link": "https://example.com",
    }


@pytest.mark.parametrize("cell", WILD)
def test_what_looks_like_a_formula_gets_an_apostrophe(cell):
    assert feedback_export.safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Acme", "a=b", "1-2", "'=1", "“=1”"])
def test_what_is_no_formula_stays_as_it_is(cell):
    assert feedback_export.safe(cell) == cell


@given(st.lists(st.sampled_from([*WILD, "Acme", ",", '"', ";"]) | st.text(max_size=4), min_size=1).map("".join))
def test_no_cell_begins_like_a_formula_and_all_come_back_as_they_were(text):
    piece = replace(FINE, customer=text, said=text, source=text, link=text, key=text)
    (line,) = read(feedback_export.lines([piece], {"T1": text}))
    assert not any(cell.lstrip().startswith(feedback_export.FORMULA) for cell in line)
    assert {line[place] for place in (0, 1, 2, 13, 14, 15)} <= {text, f"'{text}"}


def test_nobodys_name_is_in_the_file():
    content = feedback_export.lines([FINE], TEAMS)
    assert "U1" not in content
    assert "U2" not in content
