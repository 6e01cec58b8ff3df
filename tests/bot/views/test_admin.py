from __future__ import annotations

from dataclasses import replace

import pytest

from bot.items import Item, Kind, bank
from bot.people import Person
from bot.policies import Policy, Wish
from bot.reliability import Reliability
from bot.teams import Department, Roster, Source, Team
from bot.views import admin

BEN, OLGA = Person("U2", "Ben"), Person("U3", "Olga")
SUPPORT = Team("T1", "Support", "C1", 0)
SERVICE = Department("D1", "Service")


def roster(team: Team = SUPPORT, members: int = 8, managers: tuple[Person, ...] = (BEN,), **more: object) -> Roster:
    people = tuple(Person(f"X{n}", f"X{n}") for n in range(members))
    return replace(Roster(team, people, managers, counted_elsewhere=0, smallest=6), **more)


def test_a_new_team_is_told_with_who_is_in_it():
    assert admin.team_added(roster()) == "Added the team Support: 8 people, led by Ben."
    assert "led by Ben and Olga." in admin.team_added(roster(managers=(BEN, OLGA)))


def test_a_small_team_is_told_that_it_shows_no_scores():
    told = admin.team_added(roster(members=4, managers=()))
    assert told.startswith("Added the team Support: 4 people, led by nobody.\nWith fewer than 6 people")
    assert "With fewer than 9 people" in admin.team_added(roster(smallest=9))


def test_people_who_count_elsewhere_are_told_about():
    told = admin.team_added(roster(counted_elsewhere=2))
    assert "\nIn another team too, where their answers count: 2 people." in told


def test_a_bot_that_is_not_in_the_channel_asks_to_be_invited():
    assert admin.team_added(roster(bot_is_there=False)).endswith(admin.INVITE)


def test_a_changed_team_is_told_with_from_when_on():
    assert admin.team_changed(roster(members=1, smallest=1)).splitlines() == [
        "The team Support has one person, led by Ben.",
        admin.NEXT_ROUND,
    ]


def test_a_team_that_is_what_it_was_is_told_so():
    assert admin.team_changed(roster(), is_other=False).splitlines()[1] == "Nothing is other than it was."


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "Support: 8 people, led by Ben"),
        ({"source": Source.USERGROUP}, "Support: 8 people, led by Ben, from a user group"),
        ({"source": Source.LIST}, "Support: 8 people, led by Ben, from a list"),
        ({"department": "D1"}, "Support: 8 people, led by Ben, in Service"),
        ({"meets_customers": True}, "Support: 8 people, led by Ben, meets customers"),
    ],
    ids=str,
)
def test_a_team_is_listed_on_a_line(changes, line):
    assert admin.team_line(roster(replace(SUPPORT, **changes)), [Department("D2", "Making"), SERVICE]) == line


def test_a_department_is_listed_on_a_line():
    field = replace(SUPPORT, id="T2", name="Field")
    assert admin.department_line(SERVICE, [SUPPORT, field], "Ben") == "Service: Support and Field, led by Ben"
    assert admin.department_line(SERVICE, [], "") == "Service: no team, led by nobody"


def test_a_policy_is_told_with_the_option_that_changes_each_line():
    lines = admin.policy(Policy(has_guests=True, threshold=7), 2, "Ben").splitlines()
    assert lines[0] == "A pulse comes every two weeks (--every)."
    assert "Guests take part: yes (--guests)." in lines
    assert "Answers that a number needs before it is shown: 7 (--threshold)." in lines
    assert lines[1] == "It opens on Monday (--opens-on) and is open for 4 days (--days-open)."
    assert lines[-5:] == [
        "Reads what is about the whole company: Ben (--lead).",
        "A reaction that gives kudos: :raised_hands: (--kudos-emoji).",
        "A reaction that logs feedback: none (--feedback-emoji).",
        "Charts in digests: yes (--charts).",
        "Digests are posted when the pulse has closed (--digest-on).",
    ]


@pytest.mark.parametrize(("zone", "told"), [("Europe/Berlin", "Europe/Berlin"), ("", "UTC")], ids=["a zone", "no zone"])
def test_a_policy_tells_the_hour_of_digests(zone, told):
    lines = admin.policy(Policy(digest_on=4, digest_at=990, digest_zone=zone), 1, "").splitlines()
    assert lines[-1] == (f"Digests are posted on Friday (--digest-on) at 16:30 (--digest-at), {told} (--digest-zone).")


@pytest.mark.parametrize(
    ("wish", "weeks", "told"),
    [
        (Wish(has_guests=True), None, admin.NEXT_ROUND),
        (Wish(threshold=7), 2, admin.HIGHER),
        (Wish(kudos_emoji="tada"), None, admin.NOW),
        (Wish(kudos_emoji="tada"), 2, admin.NEXT_ROUND),
        (Wish(kudos_emoji="tada", has_guests=True), None, admin.NEXT_ROUND),
        (Wish(opens_on=1), None, admin.NEXT_ROUND),
        (Wish(digest_on=0, digest_at=540), None, admin.NEXT_DIGEST),
        (Wish(digest_on=0), 2, admin.NEXT_ROUND),
    ],
    ids=str,
)
def test_it_is_told_from_when_on_a_choice_holds(wish, weeks, told):
    assert admin.from_when(wish, weeks) == told


def test_an_item_is_listed_with_its_words_and_an_own_one_is_marked():
    first = next(iter(bank().values()))
    assert admin.item_line(first, is_on=True).startswith(f"on   {first.id}: ")
    own = Item("own-01", Kind.OWN, "", 1, text="Is the coffee good?")
    assert admin.item_line(own, is_on=False) == "off  own-01: Is the coffee good? (your own, in no score but its own)"
    assert "never part of the index" in admin.item_added(own)


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (None, "not known yet: it takes a week with all of them, answered whole by 30 people or more."),
        (Reliability(64, 0.814, 0.826, {}), "Autonomy, from 64 whole answers: alpha 0.81, omega 0.83."),
        (Reliability(64, None, None, {}), "Autonomy, from 64 whole answers: too much alike to tell."),
        (
            Reliability(210, 0.7, None, {"autonomy-5": 0.1}),
            "alpha 0.70. autonomy-5 goes too little with the others: heartline items off autonomy-5",
        ),
    ],
    ids=["before the first", "known", "nobody differs", "one to drop"],
)
def test_how_well_questions_go_together_is_told_with_how_many_stand_behind_it(known, told):
    assert admin.reliability(known and {"autonomy": known}).endswith(told)
