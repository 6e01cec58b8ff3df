from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import csv_columns, feedback_csv
from bot.csv_columns import Wish
from bot.csv_dates import Order
from bot.errors import Refused
from bot.feedback import Feedback, Scale
from bot.feedback_csv import Around, BadRow, Row, Unrated

NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)
TODAY = NOW.date()
TEAMS = {"support": "T1", "field": "T2"}
AS_IT_STANDS = Wish()
HEADER = "customer,said,rating,expectations,team,date,source,id\n"
SHORT = "customer,said,rating\n"
AFTER_LINE = re.compile(r"(?<=\n)")


def read(
    text: str, now: datetime = NOW, wish: Wish = AS_IT_STANDS, delimiter: str = ","
) -> list[Row | BadRow | Unrated]:
    lines, numbers = re.split(AFTER_LINE, text), count(1)
    return list(rows(lines, Around(TEAMS, now, lambda: f"F{next(numbers)}"), wish, delimiter))


def rows(lines: list[str], around: Around, wish: Wish = AS_IT_STANDS, delimiter: str = ","):
    header = feedback_csv.header(lines, delimiter, "feedback.csv")
    plan = csv_columns.plan(header, delimiter, wish).complete("feedback.csv")
    return feedback_csv.rows(lines, plan, around)


def only(text: str, now: datetime = NOW, wish: Wish = AS_IT_STANDS) -> Feedback:
    (row,) = read(text, now, wish)
    assert isinstance(row, Row), row
    return row.feedback


def refusals(text: str) -> list[tuple[int, str]]:
    return [(row.line, *(reason.code for reason in row.reasons)) for row in read(text) if isinstance(row, BadRow)]


def refused_whole(text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        read(text)
    return caught.value


def test_a_line_with_everything_in_it_is_a_piece_of_feedback():
    line = 'Acme,"Late again, twice",2,"Commitment; care",Support,2026-02-27,email,17\n'
    assert read(HEADER + line) == [
        Row(
            2,
            Feedback(
                id="F1",
                customer="Acme",
                said="Late again, twice",
                rating=2,
                expectations=frozenset({"commitment", "care"}),
                teams=frozenset({"T1"}),
                happened_on=date(2026, 2, 27),
                counts_at=datetime(2026, 2, 27, 12, tzinfo=UTC),
                logged_by=None,
                source="email",
                key="csv:17",
            ),
        )
    ]


def test_a_line_needs_no_more_than_a_customer_their_words_and_a_rating():
    feedback = only(SHORT + "Acme,Fine,3\n")
    assert (feedback.expectations, feedback.teams, feedback.happened_on, feedback.source) == (
        frozenset(),
        frozenset(),
        TODAY,
        "csv",
    )


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_lines_may_end_as_they_like(ending):
    assert only(SHORT.replace("\n", ending or "\n") + f"Acme,Fine,3{ending}").rating == 3


def test_columns_may_come_in_any_order_and_case_and_others_are_passed_over():
    feedback = only(" Rating ,colour,SAID,Customer\n3,red,Fine,Acme\n")
    assert (feedback.customer, feedback.said, feedback.rating) == ("Acme", "Fine", 3)


def test_a_quoted_cell_may_go_over_several_lines_and_the_next_line_is_still_known_by_its_number():
    found = read(SHORT + 'Acme,"One\nTwo\n""Three""",3\nBolt,Fine,9\n')
    assert found[0].feedback.said == 'One\nTwo\n"Three"'
    assert [(row.line, type(row)) for row in found] == [(2, Row), (5, BadRow)]


def test_empty_lines_are_passed_over_and_counted():
    assert refusals(SHORT + "\n,,\n  \nAcme,Fine,9\n") == [(5, "feedback_rating")]


def test_a_header_alone_is_a_file_without_feedback():
    assert read(HEADER) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param("Acme,Fine", "csv_columns", id="a cell too few"),
        pytest.param("Acme,Fine,3,4", "csv_columns", id="a cell too many"),
        pytest.param("Acme,Fine, thanks,3", "csv_columns", id="a comma without quotes"),
        pytest.param(",Fine,3", "feedback_without_customer", id="no customer"),
        pytest.param("Acme, ,3", "feedback_without_words", id="no words"),
        pytest.param("Acme,Fine,", "feedback_rating", id="no rating"),
        pytest.param("Acme,Fine,good", "feedback_rating", id="a rating in words"),
        pytest.param("Acme,Fine,6", "feedback_rating", id="a rating too high"),
        pytest.param("Acme,Fine,-1", "feedback_rating", id="a rating below nothing"),
        pytest.param("Acme,Fine,3.5", "feedback_rating", id="half a rating"),
        pytest.param("Acme,Fine,³", "feedback_rating", id="a rating that only looks like a number"),
        pytest.param("Acme,Fine," + "9" * 5000, "feedback_rating", id="a rating of five thousand digits"),
        pytest.param(f"{'x' * 121},Fine,3", "csv_long", id="a long customer"),
        pytest.param(f"Acme,{'x' * 3001},3", "csv_long", id="long words"),
        pytest.param(f"Acme,{'x' * 140_000},3", "csv_row", id="a cell beyond all measure"),
        pytest.param(f"Acme,{'x' * 10_241},3", "csv_cell", id="a cell too long"),
        pytest.param(f"Acme,{'é' * 5_121},3", "csv_cell", id="a cell too long in bytes"),
        pytest.param('Acme,"Fine" indeed,3', "csv_row", id="a quote in the wrong place"),
        pytest.param("Acme,Fi\x00ne,3", "csv_row", id="a NUL byte"),
        pytest.param("Acme,Fi\rne,3", "csv_row", id="a carriage return without quotes"),
    ],
)
def test_a_bad_line_is_named_and_the_next_one_read(line, code):
    found = read(SHORT + f"{line}\nBolt,Fine,3\n")
    assert (found[0].line, [reason.code for reason in found[0].reasons]) == (2, [code])
    assert (found[1].line, found[1].feedback.customer) == (3, "Bolt")


def test_a_quote_that_is_never_closed_is_named_where_it_begins():
    assert refusals(SHORT + 'Acme,Fine,3\nBolt,"It broke,3\nCogs,Fine,3\n') == [(3, "csv_row")]


@pytest.mark.parametrize("text", ["", "\n", " , ,\n"])
def test_a_file_without_columns_is_refused_as_empty(text):
    refused = refused_whole(text)
    assert (refused.code, refused.values) == ("csv_empty", {"path": "feedback.csv"})


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("customer,rating\n", "said"),
        ("Acme,Fine,3\n", "customer, said, rating"),
        ("\ufeffcustomer,said,rating\n", "customer"),
    ],
    ids=["one", "all", "behind a byte order mark"],
)
def test_a_header_that_lacks_a_column_is_refused_with_its_name(header, missing):
    refused = refused_whole(header + "Acme,Fine,3\n")
    assert refused.code == "csv_header"
    assert refused.values["missing"] == missing


@pytest.mark.parametrize("header", ['"customer,said,rating\n', "customer,said,rating\rAcme,Fine,3\r"])
def test_a_header_that_cannot_be_read_is_refused_as_one(header):
    assert refused_whole(header).code == "csv_first_line"


cells = st.sampled_from(
    ["Acme", "Fine", "3", "care", "Support", "2026-03-01", "", '"', '"One\nTwo"', "\x00", "é", "9" * 30]
)
text_lines = st.lists((st.text() | st.lists(cells, max_size=9).map(",".join)).map("{}\n".format), max_size=8)


@given(text_lines)
def test_any_lines_below_a_header_are_rows_or_bad_rows_in_order(lines):
    found = list(rows([HEADER, *lines], Around(TEAMS, NOW, lambda: "F1")))
    numbers = [row.line for row in found]
    assert numbers == sorted(set(numbers))
    assert all(2 <= number <= len(lines) + 1 for number in numbers)


@given(text_lines)
def test_any_lines_at_all_are_read_or_refused(lines):
    with suppress(Refused):
        found = list(rows(lines, Around(TEAMS, NOW, lambda: "F1")))
        assert all(isinstance(row, Row | BadRow) for row in found)


def test_a_line_tells_all_that_is_wrong_with_it() -> None:
    line = ",Fine,9,coffee,Sales; Field,31/02/2026,,\n"
    (row,) = read(HEADER + line)
    assert [reason.code for reason in row.reasons] == [
        "csv_date",
        "feedback_rating",
        "feedback_team",
        "feedback_without_customer",
    ]
    assert row.cells == ("", "Fine", "9", "coffee", "Sales; Field", "31/02/2026", "", "")


def test_a_wish_says_which_column_is_what() -> None:
    wish = Wish({"customer": "Firma", "said": " WORTE ", "rating": "Note"}, Scale.NPS, Order.MDY)
    found = only("Note,Worte,Firma,date\n7,Gut,Acme,2/3/2026\n", wish=wish)
    assert (found.customer, found.said, found.rating, found.scale) == ("Acme", "Gut", 7, Scale.NPS)
    assert found.happened_on == date(2026, 2, 3)


def test_a_line_of_today_counts_from_now_on_and_an_older_one_from_its_noon() -> None:
    today = only("customer,said,rating,date\nAcme,Fine,3,2026-03-03\n", NOW - timedelta(hours=6))
    assert today.counts_at == NOW - timedelta(hours=6)
    assert only("customer,said,rating\nAcme,Fine,3\n").counts_at == NOW
    assert only("customer,said,rating,date\nAcme,Fine,3,2026-03-01\n").counts_at == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_line_tells_of_each_value_that_is_too_long_and_what_else_is_wrong() -> None:
    wish = Wish({"customer": "Firma"})
    (row,) = read(f"Firma,said,rating,expectations\n{'x' * 121},{'y' * 3001},9,coffee\n", wish=wish)
    assert [(reason.code, reason.values.get("column")) for reason in row.reasons] == [
        ("csv_long", "Firma"),
        ("csv_long", "said"),
        ("feedback_rating", None),
        ("feedback_expectation", None),
    ]
    assert row.cells[0] == "x" * 121


def test_spaces_that_are_not_kept_do_not_make_a_customer_too_long() -> None:
    assert only(SHORT + f"Acme{' ' * 200}Ltd,Fine,3\n").customer == "Acme Ltd"


def test_a_value_that_nobody_reads_may_be_long() -> None:
    found = only(f"customer,said,notes,rating\nAcme,Fine,{'x' * 20_000},3\n")
    assert found.rating == 3


def test_a_line_of_the_day_that_has_begun_east_of_here_is_kept() -> None:
    assert only("customer,said,rating,date\nAcme,Fine,3,2026-03-04\n", NOW).happened_on == date(2026, 3, 4)
    assert refusals("customer,said,rating,date\nAcme,Fine,3,2026-03-05\n") == [(2, "feedback_in_future")]


@pytest.mark.parametrize(("length", "is_kept"), [(500, True), (501, False), (3000, False)])
def test_an_address_that_is_too_long_is_passed_over(length: int, is_kept: bool) -> None:
    link = "https://x.org/".ljust(length, "y")
    assert only(f"customer,said,rating,link\nAcme,Fine,3,{link}\n").link == (link if is_kept else "")


@pytest.mark.parametrize(
    ("line", "raw"),
    [
        ('Ember,"Late" again,2', 'Ember,"Late" again,2'),
        ("Ember,Late, again,2", "Ember,Late, again,2"),
        ('Ember,"Late\nagain",and,2', 'Ember,"Late\nagain",and,2'),
        ("Ember,Late", ""),
        ("Ember,Late,9", ""),
    ],
    ids=["a quote", "a value too many", "over two lines", "a value too few", "a rating"],
)
def test_a_line_whose_values_do_not_fit_is_kept_as_it_stands(line: str, raw: str) -> None:
    (row,) = read(SHORT + f"{line}\r\n")
    assert row.raw == raw


@pytest.mark.parametrize("above", ["\n", "sep=;\n", "\n\nsep=;\n"])
def test_lines_are_numbered_as_in_the_file_whatever_is_above_the_names(above: str) -> None:
    lines = re.split(AFTER_LINE, above + "customer;said;rating\nEmber;Late;9\n")
    count_above = above.count("\n")
    header = feedback_csv.header(lines[count_above:], ";", "f.csv")
    plan = csv_columns.plan(header, ";", AS_IT_STANDS, count_above).complete("f.csv")
    (row,) = feedback_csv.rows(lines, plan, Around(TEAMS, NOW, lambda: "F1"))
    assert (row.line, row.reasons[0].code) == (count_above + 2, "feedback_rating")
