from __future__ import annotations

from bot.errors import Refused
from bot.feedback_csv import BadRow
from bot.people import Person
from bot.views import terminal

BEN = Person("U2", "Ben")


def test_a_new_team_is_told_with_who_is_in_it():
    assert (
        terminal.team_added("Support", 8, [BEN], 0, is_small=False) == "Added the team Support: 8 people, led by Ben."
    )


def test_a_small_team_is_told_that_it_shows_no_scores():
    told = terminal.team_added("Support", 4, [], 0, is_small=True)
    assert told.startswith("Added the team Support: 4 people, led by nobody.\nWith fewer than 6 people")


def test_people_who_count_elsewhere_are_told_about():
    assert "\nIn another team too, where their answers count: 2 people." in terminal.team_added(
        "Field", 8, [BEN], 2, is_small=False
    )


def test_a_team_is_listed_on_a_line():
    assert terminal.team_line("Support", 8, [BEN]) == "Support: 8 people, led by Ben"
    assert terminal.team_line("Support", 8, []) == "Support: 8 people, led by nobody"


def test_an_import_is_told_with_each_bad_line_and_its_reason():
    bad = [BadRow(3, Refused("csv_columns", given=2, wanted=3)), BadRow(7, Refused("feedback_date", given="soon"))]
    assert terminal.imported(5, 1, bad).splitlines() == [
        "line 3: This line has 2 values; the first line names 3 columns. Check its commas and quotes.",
        "line 7: 'soon' is not a day. Write it as 2026-03-31.",
        "Imported 5, known already 1, left out 2.",
        "Mend the lines above and import the file again; the others are not counted twice.",
    ]


def test_an_import_without_bad_lines_asks_for_nothing():
    assert terminal.imported(5, 0, []) == "Imported 5, known already 0, left out 0."


def test_digests_on_their_way_are_named():
    assert terminal.posted(["Field", "Support"]).startswith("On their way: the digests of Field and Support.")
    assert "on their way" in terminal.posted([])


def test_every_check_of_the_doctor_has_its_words():
    assert [
        terminal.checked(name, workspace="Acme", address="127.0.0.1:8788", declined="im:history")
        for name in terminal.DOCTOR
    ]
    assert terminal.checked("token", workspace="Acme") == "Slack accepts the bot token (workspace Acme)."


def test_the_demo_says_what_to_try_and_how_to_stop():
    told = terminal.demo_ready("http://127.0.0.1:8080", ["Ada", "Ben", "Cleo"])
    assert "Open http://127.0.0.1:8080 and choose who you are: Ada, Ben and Cleo." in told
    assert "Ctrl-C" in told
