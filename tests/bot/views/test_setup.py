from __future__ import annotations

from bot.credentials import APP, BOT, SIGNING
from bot.people import Person
from bot.views import setup


def test_each_step_says_in_two_lines_what_it_is_for():
    for number, name in enumerate(setup.STEPS, 1):
        told = setup.step(name).strip().splitlines()
        assert told[0].startswith(f"{number} of {len(setup.STEPS)}: ")
        assert len(told) == 3
        assert all(len(line) < 120 for line in told)


def test_each_credential_is_said_where_to_find_and_asked_for():
    assert set(setup.WHERE) == set(setup.QUESTIONS) == {BOT, APP, SIGNING}
    assert all("not shown" in question for question in setup.QUESTIONS.values())


def test_whoever_leaves_early_is_told_what_stays():
    assert "Nothing was written to .env this time. What is set up already stays." in setup.left([])
    assert "stays there: A and B. To go on, run `heartline setup` again." in setup.left(["A", "B"])


def test_people_and_teams_are_named():
    ada = Person("UADA", "Ada Test")
    assert setup.named(ada, is_told=True) == "Hello Ada Test. Your message goes out when Heartline runs."
    assert setup.named(ada, is_told=False) == "Hello Ada Test."


def test_what_is_there_already_is_said_with_how_to_change_it():
    assert setup.known_as("Ada Test") == (
        "Heartline was set up by Ada Test. To name somebody else: heartline installer @name"
    )
    assert setup.teams_there(["Field", "Support"]) == (
        "Set up already: Field and Support. Change them or make more on Heartline's Home page in Slack, under Set-up."
    )
