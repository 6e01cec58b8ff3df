"""What is said about a file: counts, how it was read, what is wrong with its lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import csv_columns
from bot.csv_columns import Wish
from bot.csv_dates import Order
from bot.csv_jobs import Job, State
from bot.errors import Refused
from bot.feedback_csv import Around, BadRow, Row, rows
from bot.views import imports as views
from bot.views import words
from bot.views.imports import Found

NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)
JOB = Job("J1", "UADA", "D1", "F1", "f.csv", NOW)
HEADER = ("customer", "said", "rating", "date")
PLAN = csv_columns.plan(HEADER, ",", Wish(dates=Order.MDY))
BAD = BadRow(7, (Refused("csv_date", given="soon"), Refused("feedback_rating", given="9")))


def read(text: str) -> list[Row]:
    found = rows(["customer,said,rating,date\n", text], PLAN, Around({}, NOW, lambda: "F1"))
    return [row for row in found if isinstance(row, Row)]


def found(**more: object) -> Found:
    first = read("Ember,Late again,2,3/2/2026\n")
    return replace(Found("utf-8", PLAN, 1, 0, 0, first, []), **more)


@pytest.mark.parametrize(
    ("good", "bad", "unrated", "told"),
    [
        (1, 0, 0, "1 line can be imported."),
        (2000, 1, 0, "2,000 lines can be imported; 1 line cannot."),
        (0, 2, 1, "0 lines can be imported; 2 lines cannot; 1 line has no rating and is passed over."),
    ],
)
def test_lines_are_counted(good, bad, unrated, told):
    assert views.counted(found(good=good, bad=bad, unrated=unrated)) == told


def test_a_preview_says_how_it_was_read_and_shows_lines():
    assert views.preview(found(encoding="cp1252", bad=1, first_bad=[BAD])).splitlines() == [
        "Read: customer from customer, said from said, rating from rating, date from date.",
        "No team column: no team's digest counts them.",
        "Ratings: How their expectation was met, 1 to 5.",
        "Dates: The month first: 03/31/2026.",
        "It is not in UTF-8, so I took it for Western Windows (cp1252). Look whether é and ü are right.",
        "",
        "Monday 2 March 2026: Ember (2 of 5): Late again",
        "line 7: 'soon' is not a day. Write it as 2026-03-31. "
        "Choose how their expectation was met: 1 (far below) to 5 (far above). '9' is none of these.",
        "",
        "1 line can be imported; 1 line cannot.",
        "Nothing was imported yet. To import it, leave out --dry-run.",
    ]


def test_what_an_import_did_is_told_with_where_the_rest_is():
    assert views.imported(5, 1, 0, 0) == "Imported 5, known already 1, left out 0."
    told = views.imported(5, 1, 2, 3, "f.rejects.csv")
    assert "3 lines have no rating and are passed over." in told
    assert "They are in f.rejects.csv." in told


@pytest.mark.parametrize(
    ("state", "told"), [(State.DONE, "f.csv: Imported 0"), (State.FAILED, "Gone."), (State.CANCELLED, None)]
)
def test_the_end_of_an_import_is_told(state, told):
    message = views.over(replace(JOB, state=state, reason="Gone."))
    assert (message is None) if told is None else message.text.startswith(told)


def test_an_end_names_the_first_lines_that_were_left_out_and_counts_the_rest():
    kept = replace(JOB, state=State.DONE, new=3, bad=12, unrated=2, left_out=("line 4: no.", "line 9: no."))
    told = [block["text"]["text"] for block in views.over(kept).blocks]
    assert "left out 12.\n2 lines have no rating and are passed over." in told[0]
    assert told[1:] == ["line 4: no.\nline 9: no.", "And 10 more lines."]
    assert len(views.over(replace(kept, bad=2)).blocks) == 2


def test_what_a_file_has_that_is_not_read_is_told():
    plan = csv_columns.plan(("customer", "said", "rating", "When", "Squad"), ",", Wish())
    assert views.read_as(found(plan=plan))[1:4] == [
        "Not read: When, Squad.",
        "No date column: all are dated the day of the import.",
        "No team column: no team's digest counts them.",
    ]
    many = csv_columns.plan(("customer", "said", "rating", *(f"Question {n}" for n in range(200))), ",", Wish())
    assert len(views.read_as(found(plan=many))[1]) < 510


@pytest.mark.parametrize("code", sorted(views.BY_BUTTON))
def test_whoever_has_buttons_is_told_of_no_command_line_and_the_other_way_round(code):
    refused = Refused(code, path="f.csv", missing="said", known="Words", given="1/2/26", name="said")
    button, terminal = views.unclear(JOB, refused).text, words.refusal(refused)
    assert "Choose columns" in button
    assert "--" not in button
    assert "--" in terminal
    assert "Choose columns" not in terminal


def test_a_file_without_a_good_line_has_no_button_to_import_it():
    (*_, buttons) = views.offered(JOB, found(good=0)).blocks
    assert [button["text"]["text"] for button in buttons["elements"]] == ["Choose columns", "Cancel"]


def test_the_form_names_every_column_and_has_the_known_ones_chosen():
    header = ("Company", "said", "", *(f"c{n}" for n in range(150)))
    plan = csv_columns.plan(header, ",", Wish())
    job = replace(JOB, header=plan.header)
    blocks = {block["block_id"]: block for block in views.form(job, csv_columns.suggested(plan), plan)["blocks"]}
    assert blocks["customer"]["element"]["initial_option"]["value"] == "0"
    assert len(blocks["said"]["element"]["options"]) == 100
    assert blocks["said"]["element"]["options"][2]["text"]["text"] == "Column 3"
    assert not blocks["rating"]["optional"]
    assert blocks["link"]["optional"]


@given(st.text(max_size=300), st.text(max_size=300))
def test_nothing_from_a_file_is_markup(name, said):
    job = replace(JOB, name=f"<!channel> {name} <@U1>")
    bad = BadRow(2, (Refused("csv_date", given=f"<!here> {said}"),))
    message = views.offered(job, found(bad=1, first_bad=[bad]))
    sections = [block["text"] for block in message.blocks if block["type"] == "section"]
    assert {text["type"] for text in sections} == {"plain_text"}
    assert "<" not in message.text
    assert all(len(text["text"]) <= 3000 for text in sections)
