"""A team as an admin asks for it, and what comes of that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import marks, team_wishes
from bot.errors import Refused
from bot.people import Person
from bot.team_wishes import Found, Known, Place, Wish
from bot.teams import Department, Membership, Source, Team

ADA, BEN, CLEO = (Person(f"U{name.upper()}", name.capitalize(), handle=name) for name in ("ada", "ben", "cleo"))
GIL = Person("UGIL", "Gil", handle="gil", is_guest=True)
SUPPORT = Team("t1", "Support", "C1", 0)
DESK = Team("t2", "Desk", "C2", 4, source=Source.LIST, department="d1", kudos_channel="C8", digest_channel="C7")
KNOWN = Known(
    teams=[SUPPORT, DESK],
    memberships=[
        Membership("t1", "UBEN", is_manager=True),
        Membership("t1", "UADA"),
        Membership("t2", "UCLEO", is_manager=True),
        Membership("t2", "UADA"),
        Membership("t2", "UGIL"),
    ],
    departments=[Department("d1", "Service")],
    people=[ADA, BEN, CLEO, GIL],
    has_guests=False,
    smallest=6,
)
FIELD = Wish("Field", "#field", ("@ben",))
FOUND = Found(Place("C3", "field"), ["UADA", "UBEN", "UGIL"])


@pytest.mark.parametrize(
    ("given_source", "source"),
    [({}, Source.CHANNEL), ({"group": "@field"}, Source.USERGROUP), ({"people": "@ada"}, Source.LIST)],
)
def test_a_team_has_the_people_of_its_channel_unless_a_group_or_a_list_is_given(given_source, source):
    assert Wish("Field", "#field", ("@ben",), **given_source).source is source


def test_a_team_has_one_source():
    with pytest.raises(Refused, match="team_two_sources"):
        _ = Wish("Field", "#field", ("@ben",), group="@field", people="@ada").source


def test_a_new_team_comes_after_all_others_with_everyone_whom_its_channel_lists():
    planned = team_wishes.plan(FIELD, FOUND, KNOWN, "t9")
    assert planned.team == Team("t9", "Field", "C3", 5)
    assert planned.memberships == [
        Membership("t9", "UADA"),
        Membership("t9", "UBEN", is_manager=True),
        Membership("t9", "UGIL"),
    ]


def test_a_team_that_is_changed_keeps_its_place_among_the_others():
    wish = replace(FIELD, name="support", channel="#field", department="service", meets_customers=True)
    planned = team_wishes.plan(wish, FOUND, KNOWN, "t1")
    assert planned.team == Team("t1", "support", "C3", 0, department="d1", meets_customers=True)


def test_a_channel_that_is_the_teams_own_is_no_other_one():
    found = replace(FOUND, digests=FOUND.channel, thanks=Place("C4", "applause"))
    team = team_wishes.plan(FIELD, found, KNOWN, "t9").team
    assert (team.digest_channel, team.kudos_channel) == ("", "C4")
    assert [place.name for place in found.places] == ["field", "applause"]


REFUSED = [
    pytest.param({"name": "DESK"}, {}, "name_taken", "name", id="name taken"),
    pytest.param({"name": " "}, {}, "name_empty", "name", id="no name"),
    pytest.param({}, {"channel": Place("C2", "desk")}, "team_channel_taken", "channel", id="channel taken"),
    pytest.param({"managers": ()}, {}, "team_no_manager", "managers", id="nobody leads"),
    pytest.param({"managers": ("@zoe",)}, {}, "person_unknown", "managers", id="nobody known leads"),
    pytest.param({"managers": ("UGIL",)}, {}, "team_person_out", "managers", id="a guest leads"),
    pytest.param({"people": "@zoe"}, {}, "person_unknown", "people", id="nobody known"),
    pytest.param({"people": "UADA,UGIL"}, {}, "team_person_out", "people", id="a guest"),
    pytest.param({"people": "@ben"}, {"people": []}, "team_empty", "people", id="only who leads"),
    pytest.param({"group": "@field"}, {"people": ["UBEN"]}, "team_empty", "group", id="a group of who leads"),
    pytest.param({}, {"people": ["UGIL"]}, "team_empty", "channel", id="a channel of guests"),
    pytest.param({"department": "Sales"}, {}, "department_unknown", "department", id="no such department"),
]


@pytest.mark.parametrize(("wished", "there", "code", "field"), REFUSED)
def test_what_cannot_be_is_refused_with_the_field_it_is_about(wished, there, code, field):
    with pytest.raises(Refused) as refused:
        team_wishes.plan(replace(FIELD, **wished), replace(FOUND, **there), KNOWN, "t9")
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_list_keeps_those_who_take_no_part_just_now():
    wish = replace(team_wishes.as_it_is(DESK, KNOWN), people="UBEN")
    planned = team_wishes.plan(wish, replace(FOUND, channel=Place("C2", "desk"), people=[]), KNOWN, "t2")
    assert {place.person: place.is_manager for place in planned.memberships} == {
        "UBEN": False,
        "UCLEO": True,
        "UGIL": False,
    }


def test_a_roster_tells_who_would_count_elsewhere_and_what_is_to_be_done_in_any_channel():
    found = replace(FOUND, thanks=Place("C4", "applause", bot_is_there=False), digests=Place("C5", "x", is_shared=True))
    roster = team_wishes.roster(team_wishes.plan(FIELD, found, KNOWN, "t9"), found, KNOWN)
    assert (roster.members, roster.managers, roster.counted_elsewhere) == ((ADA,), (BEN,), 1)
    assert (roster.is_small, roster.bot_is_there, roster.is_shared) == (True, False, True)


def test_a_team_as_it_is_comes_of_its_own_wish():
    wish = team_wishes.as_it_is(DESK, KNOWN)
    assert wish == Wish(
        "Desk", "C2", ("UCLEO",), people="UADA", department="d1", digest_channel="C7", kudos_channel="C8"
    )
    found = Found(Place("C2", "desk"), [], digests=Place("C7", "digests"), thanks=Place("C8", "applause"))
    planned = team_wishes.plan(wish, found, KNOWN, "t2")
    assert planned.team == DESK
    assert set(planned.memberships) == {place for place in KNOWN.memberships if place.team == "t2"}


def test_changes_are_named_in_words_and_every_one_of_them_changes_the_mark():
    before = team_wishes.as_it_is(DESK, KNOWN)
    after = replace(before, name="Help", digest_channel="C9", meets_customers=True)
    assert team_wishes.changes(before, after) == ["name", "meets customers", "digest channel"]
    assert team_wishes.changes(before, before) == []
    assert marks.of(before) == marks.of(replace(before))
    assert marks.of(before) != marks.of(after)
