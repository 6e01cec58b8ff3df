from __future__ import annotations

import csv
import io
import timeit
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import feedback_export
from bot.feedback import SAID_LIMIT, Feedback, Scale

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
SIGNS = tuple(feedback_export.SIGNS)
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
        "id": "heartline:slack:F1",
        "customer": "Acme",
        "said": "On time.",
        "date": "2026-03-03",
        "rating": "9",
        "scale": "nps",
        "score": "90",
        "met": "yes",
        "expectations": "cost;care",
        "needs": "competence+;recognition-",
        "impression": "yes",
        "team": "'=Field;Support",
        "source": "slack",
        "link": "https://example.com",
    }


@pytest.mark.parametrize("cell", WILD)
def test_what_looks_like_a_formula_gets_an_apostrophe(cell):
    assert feedback_export.safe(cell).startswith(f"'{cell[0]}")


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("hello;=1+2;x", "hello;'=1+2;x"),
        ("a, \uff1d1", "a,' \uff1d1"),
        ("a\t@b", "a\t'@b"),
        ("a\r\n\n-1", "a\r\n\n'-1"),
        ('a;"=1"', 'a;\'"=1"'),
        ("\t=1", "'\t'=1"),
        ("a;b, 1 - 2\nc", "a;b, 1 - 2\nc"),
    ],
)
def test_what_another_separator_would_make_a_formula_gets_an_apostrophe(cell, safe):
    assert feedback_export.safe(cell) == safe


@given(st.text('=+;,\t\n\r" a\uff0d', max_size=12), st.sampled_from(",;\t"), st.booleans())
def test_no_cell_begins_like_a_formula_whatever_separates_cells_or_lines(text, separator, is_by_lines):
    content = feedback_export.lines([replace(FINE, customer=text, said=text)], TEAMS)
    read_as = content.splitlines() if is_by_lines else io.StringIO(content, newline="")
    cells = [cell for line in csv.reader(read_as, delimiter=separator) for cell in line]
    assert [cell for cell in cells if cell.lstrip(' "').startswith(SIGNS)] == []


def test_the_longest_text_is_made_safe_at_once():
    text = "\n" * SAID_LIMIT
    assert min(timeit.repeat(lambda: feedback_export.safe(text), number=1, repeat=3)) < 0.05


@pytest.mark.parametrize("cell", ["", "Acme", "a=b", "1-2", "'=1", "“=1”"])
def test_what_is_no_formula_stays_as_it_is(cell):
    assert feedback_export.safe(cell) == cell


@given(st.lists(st.sampled_from([*WILD, "Acme", ",", '"', ";"]) | st.text(max_size=4), min_size=1).map("".join))
def test_no_cell_begins_like_a_formula_and_all_come_back_as_they_were(text):
    piece = replace(FINE, customer=text, said=text, source=text, link=text, key=text)
    (line,) = read(feedback_export.lines([piece], {"T1": text}))
    assert not any(cell.lstrip().startswith(SIGNS) for cell in line)
    told = [line[place] for place in (1, 2, 11, 12, 13)]
    assert {cell.replace("'", "") for cell in told} == {text.replace("'", "")}
    assert unquote(line[0]) == f"heartline:{text}"


def test_nobodys_name_is_in_the_file():
    content = feedback_export.lines([FINE], TEAMS)
    assert "U1" not in content
    assert "U2" not in content
