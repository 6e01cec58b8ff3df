"""Records of a CSV file, and how little a quote in the wrong place takes with it."""

from __future__ import annotations

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import csv_records
from bot.csv_records import Lines, records

AFTER_LINE = re.compile(r"(?<=\n)")
HEADER = "customer,said,rating\n"


def found(text: str, above: int = 0):
    return list(records(filter(None, re.split(AFTER_LINE, text)), above, ","))


@pytest.fixture
def given_back(monkeypatch):
    """How many lines were read once more, each time."""
    times, give_back = [], Lines.give_back

    def counting(self):
        times.append(len(self.taken) - 1)
        give_back(self)

    monkeypatch.setattr(Lines, "give_back", counting)
    return times


def test_a_quote_that_is_never_closed_loses_its_own_line_only():
    good = [f"Ember,Fine {n},3\n" for n in range(3000)]
    lines = [HEADER, *good[:1500], 'Bolt,"It broke,3\n', *good[1500:]]
    made = list(records(lines, 0, ","))
    assert [(record.line, record.raw) for record in made if record.error] == [(1502, ('Bolt,"It broke,3\n',))]
    assert [record.cells[1] for record in made if not record.error] == [f"Fine {n}" for n in range(3000)]
    assert [record.line for record in made] == list(range(2, 3003))


def test_fifty_quotes_that_are_never_closed_lose_fifty_lines_of_fifty_thousand(given_back):
    lines = [f"Ember,{chr(34) if n % 1000 == 500 else ''}Fine {n},3\n" for n in range(50_000)]
    made = list(records([HEADER, *lines], 0, ","))
    assert sum(record.error is not None for record in made) == 50
    assert [record.line for record in made] == list(range(2, 50_002))
    assert sum(given_back) <= len(lines), "each line is read twice at most"


def test_quotes_that_would_have_a_file_read_for_hours_are_given_up(monkeypatch, given_back):
    monkeypatch.setattr(csv_records, "READ_AGAIN", 10_000)
    lines = [HEADER, *['a","\n'] * 1000]
    made = list(records(lines, 0, ","))
    assert [record.line for record in made] == list(range(2, 1002))
    assert all(record.error for record in made)
    assert {record.raw for record in made} == {('a","\n',)}
    assert sum(given_back) < 2 * 10_000 / len('a","\n')


def test_what_comes_after_a_broken_value_over_two_lines_is_read():
    made = found(HEADER + 'Ember,"Too\nlate" again,2\nBolt,Fine,3\n')
    assert [(record.line, bool(record.error)) for record in made] == [(2, True), (3, False), (4, False)]
    assert made[-1].cells == ["Bolt", "Fine", "3"]


def test_lines_above_the_header_and_a_header_over_two_lines_are_counted():
    made = found('\nsep=,\n"customer\nname",said\nEmber,Fine\n', above=2)
    assert [(record.line, record.cells) for record in made] == [(5, ["Ember", "Fine"])]


pieces = st.sampled_from(["a", ",", '"', '""', "\n", "\r\n", "x,y\n", '"b,\n'])


@given(st.lists(pieces, max_size=40).map("".join))
def test_every_line_is_told_of_once_and_what_was_fine_stays_as_it_was(text):
    lines = [HEADER, *filter(None, re.split(AFTER_LINE, text))]
    made = list(records(lines, 0, ","))
    assert "".join(raw for record in made for raw in record.raw) == "".join(lines[1:])
    assert [record.line for record in made] == sorted({record.line for record in made})
    try:
        plain = list(csv.reader(lines, strict=True))[1:]
    except csv.Error:
        return
    assert [list(record.cells) for record in made] == plain
