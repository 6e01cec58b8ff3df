"""What is said of a team before it is made or changed, and after."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.people import Person
from bot.previews import Preview
from bot.team_wishes import Found, Place
from bot.teams import Roster, Team
from bot.views import previews, team_previews

AT = datetime(2026, 3, 10, 10, tzinfo=UTC)
TEAM = Team("t1", "Support", "C1", 0)
MANY = tuple(Person(f"U{n}", f"Person {n:02}") for n in range(8))
BEN = Person("UBEN", "Ben")
THERE = Found(Place("C1", "support"), [])


def roster(members=MANY, elsewhere=0):
    return Roster(TEAM, members, (BEN,), elsewhere, smallest=6)


@pytest.mark.parametrize(
    ("preview", "said"),
    [
        (
            Preview(8, AT, False, 2),
            "8 people are asked (with whoever leads): first pulse Tuesday 10 March 2026, 10:00 their time; 2 of them "
            "in another time zone.",
        ),
        (
            Preview(1, AT, False, 0),
            "One person is asked (with whoever leads): first pulse Tuesday 10 March 2026, 10:00 their time.",
        ),
        (Preview(3, AT, True, 0), "3 people are asked (with whoever leads): first pulse at once."),
        (
            Preview(8, AT, is_at_once=False, elsewhere=2, at_once=1),
            "8 people are asked (with whoever leads): first pulse Tuesday 10 March 2026, 10:00 their time; 1 of them "
            "at once; 2 of them in another time zone.",
        ),
    ],
    ids=["several", "one", "at once", "some at once"],
)
def test_who_is_asked_and_when_is_one_sentence(preview, said):
    assert previews.sentence(preview) == said


def test_a_team_that_has_been_asked_before_has_a_next_pulse():
    assert previews.sentence(Preview(8, AT, is_at_once=False, elsewhere=0), "next").startswith(
        "8 people are asked (with whoever leads): next pulse Tuesday"
    )


def test_a_team_without_trouble_is_shown_without_a_warning():
    said = str(team_previews.preview(roster(), THERE, Preview(9, AT, False, 0), is_new=True, private=""))
    assert "*Support*: 8 people, led by Ben." in said
    assert "Person 00, Person 01" in said
    assert "Everyone who is in that channel reads them." in said
    assert "Mind" not in said
    assert team_previews.warnings(roster(), THERE) == []


def test_what_an_admin_should_know_is_said_before():
    found = Found(Place("C1", "support", bot_is_there=False), [], thanks=Place("C2", "x", is_shared=True))
    elsewhere, small, invite, shared = team_previews.warnings(roster(MANY[:6], 1), found)
    assert elsewhere == "One person is in another team too, where their answers count."
    assert small.startswith("With fewer than 6 people who count here it will never show scores")
    assert invite.startswith("I am not in <#C1> yet")
    assert shared.startswith("People outside your organisation can read <#C2>")


def test_a_long_list_of_names_is_cut():
    people = tuple(Person(f"U{n}", f"Person {n:02}") for n in range(team_previews.NAMED + 3))
    assert "and 3 more" in str(team_previews.preview(roster(people), THERE, None, is_new=True, private=""))


def test_what_is_done_says_what_comes_next_and_closes_everything():
    found = Found(Place("C1", "support", bot_is_there=False), [])
    view = team_previews.done(roster(), found, Preview(9, AT, False, 0), is_new=True)
    assert view["clear_on_close"]
    assert "Made. *Support*" in str(view)
    assert "everyone gets a note that says who sees what" in str(view)
    assert "*To do:* I am not in <#C1> yet" in str(view)
    changed = str(team_previews.done(roster(), THERE, None, is_new=False))
    assert "Saved. *Support*" in changed
    assert "from the next pulse on" in changed
