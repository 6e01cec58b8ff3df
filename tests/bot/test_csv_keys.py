"""By what a line is known again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import csv_columns, feedback_csv, feedback_export
from bot.csv_columns import Wish
from bot.feedback import Feedback
from bot.feedback_csv import Around, BadRow, Row

NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)
TEAMS = {"support": "T1", "field": "T2"}
HEADER = "customer,said,rating,expectations,team,date,source,id\n"
SHORT = "customer,said,rating\n"


def read(text: str, now: datetime = NOW) -> Row | BadRow:
    lines = text.splitlines(keepends=True)
    plan = csv_columns.plan(feedback_csv.header(lines, ",", "f.csv"), ",", Wish()).complete("f.csv")
    (row,) = feedback_csv.rows(lines, plan, Around(TEAMS, now, lambda: "F1"))
    return row


def only(text: str, now: datetime = NOW) -> Feedback:
    row = read(text, now)
    assert isinstance(row, Row), row
    return row.feedback


def test_the_key_of_a_line_is_its_id_where_it_has_one():
    assert only(HEADER + "Acme,Fine,3,,,,,17\n").key == only(HEADER + "Bolt,Awful,1,,,,,17\n").key == "csv:17"


def test_the_key_of_a_line_without_id_is_the_same_on_another_day_and_in_another_order():
    first = only(SHORT + "Acme,Fine,3\n")
    later = only("rating,colour,id,customer,said\n 3,red,,Acme ,Fine\n", now=NOW + timedelta(days=6))
    assert later.key == first.key
    assert later.happened_on != first.happened_on


@pytest.mark.parametrize(
    "line", ["Bolt,Fine,3,,", "Acme,Good,3,,", "Acme,Fine,4,,", "Acme,Fine,3,care,", "Acme,Fine,3,,2026-03-01"]
)
def test_lines_that_differ_have_different_keys(line):
    header = "customer,said,rating,expectations,date\n"
    assert only(header + line).key != only(header + "Acme,Fine,3,,").key


customers = st.text(st.characters(categories=["L"]), min_size=1, max_size=20)


@given(customers, customers, st.integers(1, 5))
def test_the_same_content_has_the_same_key_in_every_import(customer, said, rating):
    assert only(SHORT + f"{customer},{said},{rating}\n").key == only(HEADER + f"{customer},{said},{rating},,,,,\n").key


def test_keys_are_those_of_imports_before_there_were_other_columns() -> None:
    assert only(SHORT + "Acme,Fine,3\n").key == "csv:bdccf312f9107549a10314c53963122735422f21d10774f1837844027287be56"
    line = 'Acme,"Late again, twice",2,"Commitment; care",Support,2026-02-27,email,\n'
    assert only(HEADER + line).key == "csv:c21889892230d6842ad6a8d5c038cff9923ea6cb558eebca2b6aa3d5bf5a1b1c"


def test_needs_and_impressions_change_no_key() -> None:
    line = "customer,said,rating,needs,impression\nAcme,Fine,3,competence+,yes\n"
    assert only(line).key == only(SHORT + "Acme,Fine,3\n").key


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))  # as databases keep it
def test_an_entry_that_heartline_exported_is_known_by_its_own_key(key: str) -> None:
    piece = replace(only(SHORT + "Acme,Fine,3\n"), key=key)
    exported = feedback_export.header() + feedback_export.lines([piece], {})
    assert only(exported).key == key


def test_an_id_that_only_begins_as_ours_is_one_like_any_other() -> None:
    assert only(HEADER + "Acme,Fine,3,,,,,heartline:\n").key == "csv:heartline:"


@pytest.mark.parametrize("name", ["x" * 9000, "é" * 2000, "heartline:" + "x" * 9000, "heartline:%00"])
def test_an_id_that_no_index_takes_makes_a_short_key_of_its_own(name: str) -> None:
    first, again, other = (only(HEADER + f"Acme,Fine,3,,,,,{own}\n").key for own in (name, name, name + "y"))
    assert first == again != other
    assert len(first.encode()) < 1000
    assert "\0" not in first


def test_an_id_of_ordinary_length_is_the_key_as_it_stands() -> None:
    assert only(HEADER + f"Acme,Fine,3,,,,,{'x' * 200}\n").key == f"csv:{'x' * 200}"


def test_lines_that_differ_only_in_their_scale_have_different_keys() -> None:
    header = "customer,said,rating,scale\n"
    keys = {only(header + f"Acme,Fine,3,{scale}\n").key for scale in ("", "csat", "nps", "NPS", "ces")}
    assert len(keys) == 4
    assert only(header + "Acme,Fine,3,\n").key == only(SHORT + "Acme,Fine,3\n").key
