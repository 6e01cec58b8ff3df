"""What stands in a line's cells: read, or refused with what stood there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from bot import csv_columns, feedback_csv
from bot.csv_columns import Wish
from bot.feedback import Feedback, Scale
from bot.feedback_csv import Around, BadRow, Row

NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)
TEAMS = {"support": "T1", "field": "T2"}
HEADER = "customer,said,rating,expectations,team,date,source,id\n"
SHORT = "customer,said,rating\n"


def read(text: str, now: datetime = NOW, teams: Mapping[str, str] = TEAMS) -> Row | BadRow:
    lines = text.splitlines(keepends=True)
    plan = csv_columns.plan(feedback_csv.header(lines, ",", "f.csv"), ",", Wish()).complete("f.csv")
    (row,) = feedback_csv.rows(lines, plan, Around(teams, now, lambda: "F1"))
    return row


def only(text: str, now: datetime = NOW) -> Feedback:
    row = read(text, now)
    assert isinstance(row, Row), row
    return row.feedback


@pytest.mark.parametrize("expectations", ["care;cost", "Care, COST", " care ;; cost ,", "cost;care;care"])
def test_expectations_are_parted_by_commas_or_semicolons(expectations):
    assert only(HEADER + f'Acme,Fine,3,"{expectations}",,,,\n').expectations == {"care", "cost"}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("coffee,,,,", "feedback_expectation"),
        (",Sales,,,", "feedback_team"),
        (",,2026-02-30,,", "csv_date"),
        (",,30.02.2026,,", "csv_date"),
        (",,yesterday,,", "csv_date"),
        (",,03/04/2026,,", "csv_date_unclear"),
        (",,2026-03-05,,", "feedback_in_future"),
    ],
)
def test_what_a_cell_gets_wrong_is_named(cells, code):
    assert [reason.code for reason in read(HEADER + f"Acme,Fine,3,{cells}\n").reasons] == [code]


@pytest.mark.parametrize("team", ["Support", "SUPPORT", " support "])
def test_a_team_is_known_by_its_name_however_it_is_written(team):
    assert only(HEADER + f"Acme,Fine,3,,{team},,,\n").teams == {"T1"}


@pytest.mark.parametrize(("teams", "known"), [(TEAMS, "field, support"), ({}, "No team")])
def test_an_unknown_team_is_refused_with_the_ones_that_are_known(teams, known):
    row = read(HEADER + "Acme,Fine,3,,Sales,,,\n", teams=teams)
    (reason,) = row.reasons
    assert reason.values["given"] == "Sales"
    assert known in reason.values["known"]


def test_a_line_may_concern_several_teams() -> None:
    assert only(HEADER + "Acme,Fine,3,,Support; Field;,,,\n").teams == {"T1", "T2"}


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-1", "@SUM(A1)", "\u200b=1", "'=1", "\uff1d1"])
def test_a_cell_that_looks_like_a_formula_is_kept_as_it_stands(cell: str) -> None:
    found = only(SHORT + f"{cell},{cell},3\n")
    assert (found.customer, found.said) == (cell, cell)


@pytest.mark.parametrize(
    ("scale", "given", "is_met"),
    [("csat", "2", False), ("csat", "3.0", True), ("nps", "10", True), ("nps", "0", False), ("ces", "7", True)],
)
def test_a_lines_own_scale_is_that_of_its_rating(scale: str, given: str, is_met: bool) -> None:
    found = only(f"customer,said,rating,scale\nAcme,Fine,{given},{scale.upper()}\n")
    assert (found.scale, found.rating, found.is_met) == (Scale(scale), int(given[:2].strip(".")), is_met)


@pytest.mark.parametrize(("scale", "given"), [("csat", "6"), ("nps", "11"), ("ces", "0"), ("smiles", "3")])
def test_a_rating_off_its_scale_is_refused(scale: str, given: str) -> None:
    row = read(f"customer,said,rating,scale\nAcme,Fine,{given},{scale}\n")
    assert {reason.code for reason in row.reasons} <= {"csv_rating", "csv_scale"}
    assert row.reasons


@pytest.mark.parametrize("link", ["https://acme.zendesk.com/t/7", "http://x.org"])
def test_an_address_is_a_link(link: str) -> None:
    assert only(f"customer,said,rating,link\nAcme,Fine,3,{link}\n").link == link


@pytest.mark.parametrize("link", ["javascript:alert(1)", "<https://x|bank>", "https://a b", "t/7"])
def test_what_is_no_address_is_no_link(link: str) -> None:
    assert only(f"customer,said,rating,link\nAcme,Fine,3,{link}\n").link == ""


@pytest.mark.parametrize(
    ("given", "needs"),
    [
        ("competence+;recognition-", {"competence": 1, "recognition": -1}),
        (" Competence + , AUTONOMY\u2212 ", {"competence": 1, "autonomy": -1}),
        ("competent-; in  charge+; valued+", {"competence": -1, "autonomy": 1, "recognition": 1}),
        ("valued+;recognition+", {"recognition": 1}),
        (" ; ", {}),
    ],
)
def test_a_customers_needs_are_words_with_a_sign_behind(given: str, needs: dict[str, int]) -> None:
    assert only(f'customer,said,rating,needs\nAcme,Fine,3,"{given}"\n').needs == needs


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("competence", "csv_need"),
        ("+competence", "csv_need"),
        ("coffee+", "csv_need"),
        ("+", "csv_need"),
        ("valued+;recognition-", "feedback_need_both"),
    ],
)
def test_needs_that_cannot_be_read_are_refused(given: str, code: str) -> None:
    row = read(f"customer,said,rating,needs\nAcme,Fine,3,{given}\n")
    assert [reason.code for reason in row.reasons] == [code]


@pytest.mark.parametrize(("given", "is_impression"), [("yes", True), ("True", True), ("no", False), ("", False)])
def test_an_impression_is_yes_or_no(given: str, is_impression: bool) -> None:
    assert only(f"customer,said,rating,impression\nAcme,Fine,3,{given}\n").is_impression is is_impression


def test_an_impression_that_is_neither_yes_nor_no_is_refused() -> None:
    row = read("customer,said,rating,impression\nAcme,Fine,3,perhaps\n")
    assert [(reason.code, reason.values["given"]) for reason in row.reasons] == [("csv_yes_or_no", "perhaps")]
