"""Which column is what: our own names, those of known tools, and what somebody says."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot import feedback_csv
from bot.csv_columns import FIELDS, Wish, dated, passed_over, picked, plan, suggested, wish
from bot.csv_dates import Order
from bot.errors import Refused
from bot.feedback import Scale
from bot.feedback_csv import Around

OURS = ["customer", "said", "rating"]
AROUND = Around({}, datetime(2026, 3, 3, 15, tzinfo=UTC), lambda: "F1")

# A file of each tool as ours to write, with the columns that theirs have.
ZENDESK = """\
id,url,ticket_id,score,comment,reason,assignee_id,requester_id,created_at,updated_at
35436,https://x.zendesk.com/api/v2/satisfaction_ratings/35436.json,208,bad,Took a week.,,135,7881,2026-02-26T22:55:29Z,
35437,https://x.zendesk.com/api/v2/satisfaction_ratings/35437.json,209,offered,,,135,7882,2026-02-26T22:55:29Z,
"""
ZENDESK_TICKETS = """\
Id,Requester,Requester email,Subject,Status,Created at,Solved at,Satisfaction Score
208,Mo Ember,mo@ember.example,Export,Solved,2026-02-20 09:00,2026-02-26 10:00,"Good, I'm satisfied"
209,Lu Tide,lu@tide.example,Login,Solved,2026-02-20 09:00,2026-02-26 10:00,Offered
"""
INTERCOM = """\
Conversation ID,Updated at (America/New_York),Conversation rating,Conversation rating remark,User name,Company name
7,2026-02-26 10:00:00,2,Took a week.,Mo,Ember
8,2026-02-26 10:00:00,,,Lu,
"""
DELIGHTED = """\
ID,Email,Name,Survey Type,Score,Comment,Permalink,Created At
41,mo@ember.example,Mo,nps,3,Took a week.,https://app.delighted.com/r/abc,1772100000
42,lu@tide.example,,csat,,,https://app.delighted.com/r/abd,1772100000
"""
TYPEFORM = """\
#,Who are you? (name or company),How likely are you to recommend us?,Why?,Start Date (UTC),Submit Date (UTC),Network ID
k3j2,Ember,3,Took a week.,2026-02-26 09:59:00,2026-02-26 10:00:00,aa11
k3j3,,,,2026-02-26 09:59:00,2026-02-26 10:00:00,aa12
"""
GOOGLE_FORMS = """\
Timestamp,Your name,How satisfied are you with us?,Anything you want to tell us?
2026/02/26 10:00:00 AM GMT+1,Ember,2,Took a week.
2026/02/26 10:00:00 AM GMT+1,,,
"""
GOOGLE_PLAY = """\
Package Name,App Version Code,App Version Name,Reviewer Language,Device,Review Submit Date and Time,\
Review Submit Millis Since Epoch,Star Rating,Review Title,Review Text,Review Link
x.app,7,1.0,en,oriole,2026-02-26T10:00:00Z,1772100000000,2,,Took a week.,https://play.google.com/r?id=1
"""
APP_STORE = """\
Review ID,Created Date,Rating,Title,Body,Reviewer Nickname,Territory
99,2026-02-26T10:00:00-08:00,2,Slow,Took a week.,Mo,DEU
"""


def read(text):
    lines = text.splitlines(keepends=True)
    made = plan(feedback_csv.header(lines, ",", "f.csv"), ",", Wish()).complete("f.csv")
    return list(feedback_csv.rows(lines, made, AROUND))


@pytest.mark.parametrize(
    ("text", "key", "customer", "scale", "rating", "unrated"),
    [
        pytest.param(ZENDESK, "csv:zendesk:35436", "7881", "csat", 1, 1, id="Zendesk's ratings"),
        pytest.param(ZENDESK_TICKETS, "csv:zendesk tickets:208", "Mo Ember", "csat", 5, 1, id="Zendesk's tickets"),
        pytest.param(INTERCOM, "csv:intercom:7", "Ember", "csat", 2, 1, id="Intercom"),
        pytest.param(DELIGHTED, "csv:delighted:41", "Mo", "nps", 3, 1, id="Delighted"),
        pytest.param(TYPEFORM, "csv:typeform:k3j2", "Ember", "nps", 3, 1, id="Typeform"),
        pytest.param(GOOGLE_FORMS, None, "Ember", "csat", 2, 1, id="Google Forms"),
        pytest.param(
            GOOGLE_PLAY,
            "csv:google play:https://play.google.com/r?id=1",
            "A reviewer on Google Play",
            "csat",
            2,
            0,
            id="Google Play",
        ),
        pytest.param(APP_STORE, "csv:app store:99", "Mo", "csat", 2, 0, id="App Store"),
    ],
)
def test_known_exports_map_by_themselves(text, key, customer, scale, rating, unrated):
    row, *others = read(text)
    piece = row.feedback
    assert (piece.customer, piece.scale, piece.rating) == (customer, scale, rating)
    assert piece.said in ("Took a week.", "(no comment)")
    assert piece.happened_on == date(2026, 2, 26)
    assert key in (None, piece.key)
    assert sum(isinstance(other, feedback_csv.Unrated) for other in others) == unrated == len(others)


def test_a_file_of_ours_is_ours_though_a_tool_has_the_same_columns():
    header = [*OURS, "ticket_id", "score", "comment", "timestamp"]
    assert plan(header, ",", Wish()).export is None


def test_a_file_that_begins_with_another_column_is_no_form_of_googles():
    assert plan(["a", "timestamp"], ",", Wish()).export is None


@pytest.mark.parametrize("survey", ["ces", "thumbs"])
def test_a_survey_whose_points_are_not_known_is_refused_by_line(survey):
    first, rated, _ = DELIGHTED.splitlines()
    (row,) = read(f"{first}\n{rated.replace('nps', survey)}\n")
    assert [reason.code for reason in row.reasons] == ["csv_scale"]


def test_what_is_missing_is_named_with_what_there_is():
    with pytest.raises(Refused, match="csv_header") as refused:
        plan(["Company", "Comment", "rating"], ",", Wish()).complete("f.csv")
    assert refused.value.values == {
        "path": "f.csv",
        "missing": "customer, said",
        "known": "Company, Comment, rating",
    }


def test_what_a_column_may_be_is_suggested_but_not_taken():
    made = plan(["Company", "Comment", "Would you recommend us?"], ",", Wish())
    assert made.missing == OURS
    assert suggested(made) == {"customer": "Company", "said": "Comment", "rating": "Would you recommend us?"}


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["When", "Squad"], {"date": "When", "team": "Squad"}),
        (["Created on day", "Birthday", "Our_team"], {"date": "Created on day", "team": "Our_team"}),
        (["date", "When"], {"date": "date"}),
        (["Date", "day", "Date of call"], {"date": "Date"}),
        (["Team feedback"], {"said": "Team feedback"}),
    ],
)
def test_a_day_and_a_team_are_suggested_by_their_names(header, found):
    assert suggested(plan(header, ",", Wish())) == found


def test_columns_that_are_not_read_are_named_as_they_are_called():
    assert passed_over(plan([*OURS, "When", "Squad"], ",", Wish())) == ["When", "Squad"]
    assert passed_over(plan(OURS, ",", Wish({"said": "rating"}))) == ["said"]


def test_a_wish_comes_before_everything_and_may_take_a_column_away():
    made = plan(["id", "ticket_id", "score", "comment", "who"], ",", Wish({"customer": "Who", "date": "", "id": ""}))
    assert made.columns["customer"] == ("who",)
    assert "id" not in made.columns
    assert made.export.name == "zendesk"


@pytest.mark.parametrize(
    ("columns", "code"), [({"customer": "Nobody"}, "csv_no_column"), ({"colour": "said"}, "csv_no_field")]
)
def test_a_wish_for_what_is_not_there_is_refused(columns, code):
    with pytest.raises(Refused, match=code):
        plan(OURS, ",", Wish(columns))


@pytest.mark.parametrize(
    ("name", "scale"),
    [
        ("rating", Scale.EXPECTATION),
        ("NPS", Scale.NPS),
        ("How likely are you to recommend us?", Scale.NPS),
        ("How easy was it?", Scale.CES),
        ("services rated", Scale.EXPECTATION),
    ],
)
def test_the_name_of_the_rating_tells_its_scale(name, scale):
    assert plan(["customer", "said", name], ",", Wish({"rating": name})).scale is scale


def test_a_wish_is_written_in_pairs():
    assert wish(["customer=Company", " Said = What = they said"], "nps", "mdy") == Wish(
        {"customer": "Company", "said": "What = they said"}, Scale.NPS, Order.MDY
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [((["customer"],), "csv_map"), (([], "smiles"), "csv_scale"), (([], "", "ymd"), "csv_dates")],
)
def test_a_wish_that_cannot_be_read_is_refused(given, code):
    with pytest.raises(Refused, match=code):
        wish(*given)


@pytest.mark.parametrize(
    ("proved", "unclear", "outcome"),
    [
        (set(), "", None),
        ({Order.DMY}, "03/04/2026", Order.DMY),
        (set(), "03/04/2026", "csv_dates_unclear"),
        (set(Order), "", "csv_dates_mixed"),
    ],
    ids=["none", "proved", "unclear", "both"],
)
def test_the_order_of_dates_is_what_the_file_proves(proved, unclear, outcome):
    made = plan([*OURS, "date"], ",", Wish())
    if isinstance(outcome, str) and outcome.startswith("csv"):
        with pytest.raises(Refused, match=outcome):
            dated(made, proved, unclear, "f.csv")
    else:
        assert dated(made, proved, unclear, "f.csv").dates == outcome


def test_columns_picked_by_their_place_are_names_and_others_are_none():
    chosen = picked(["A", "B"], {"customer": "1", "said": "7", "rating": ""})
    assert chosen == {"customer": "B", "said": "", "rating": ""}
    assert set(chosen) <= set(FIELDS)


def test_a_column_without_a_name_goes_by_its_number_and_can_be_chosen() -> None:
    header = ["", "said", " ", "rating"]
    made = plan(header, ",", Wish({"customer": "Column 1"}))
    assert made.header == ("Column 1", "said", "Column 3", "rating")
    assert made.complete("f.csv").columns["customer"] == ("column 1",)
    assert picked(made.header, {"customer": "0"}) == {"customer": "Column 1"}


def test_no_two_columns_have_one_name() -> None:
    given = ["Said", "said", "SAID ", "said (2)", "", "Column 5", "Column 5"]
    made = plan(given, ",", Wish())
    assert made.header == ("Said", "said (2)", "SAID (3)", "said (2) (2)", "Column 5", "Column 5 (2)", "Column 5 (3)")
    assert plan(made.header, ",", Wish()).header == made.header


def test_of_two_columns_with_one_name_somebody_has_to_choose() -> None:
    header = [*OURS, "said"]
    with pytest.raises(Refused, match="csv_twice") as refused:
        plan(header, ",", Wish()).complete("f.csv")
    assert refused.value.values == {"path": "f.csv", "name": "said"}
    for chosen in ("said", "said (2)"):
        made = plan(header, ",", Wish({"said": chosen})).complete("f.csv")
        assert made.columns["said"] == (chosen,)


def test_columns_that_nobody_reads_may_share_a_name() -> None:
    assert plan([*OURS, "note", "note"], ",", Wish()).complete("f.csv").columns["said"] == ("said",)


def test_a_tools_column_that_is_there_twice_is_not_guessed_either() -> None:
    header = DELIGHTED.splitlines()[0].split(",")
    with pytest.raises(Refused, match="csv_twice"):
        plan([*header, "Comment"], ",", Wish()).complete("f.csv")
    assert plan([*header, "Comment"], ",", Wish({"said": "Comment (2)"})).complete("f.csv").doubled == ""
