from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.people import Person
from bot.teams import (
    NAME_LIMIT,
    CohortMember,
    Department,
    Membership,
    Source,
    Team,
    all_called,
    checked_name,
    cohort,
    department_called,
    edited,
    places,
    rosters,
    team_called,
)

SUPPORT, FIELD = Team("T1", "Support", "C1", 0), Team("T2", "Field", "C2", 1)
ADA, BEN, CLEO = Person("U1", "Ada"), Person("U2", "Ben"), Person("U3", "Cleo")
EVERYONE = (ADA, BEN, CLEO)


@pytest.mark.parametrize(("given_name", "kept"), [("Support", "Support"), ("  Field \n sales ", "Field sales")])
def test_a_name_is_kept_without_needless_spaces(given_name, kept):
    assert checked_name(given_name, []) == kept


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_empty"),
        (" \t\n", "name_empty"),
        ("x" * (NAME_LIMIT + 1), "name_long"),
        ("SUPPORT", "name_taken"),
        ("strasse", "name_taken"),
    ],
)
def test_a_name_that_is_empty_too_long_or_taken_is_refused(name, code):
    with pytest.raises(Refused) as caught:
        checked_name(name, ["Support", "Straße"])
    assert caught.value.code == code


def test_the_longest_name_is_fine():
    assert checked_name("x" * NAME_LIMIT, ["Support"]) == "x" * NAME_LIMIT


def test_a_cohort_tells_who_answers_where_and_who_leads():
    memberships = [Membership("T1", "U2", is_manager=True), Membership("T1", "U1"), Membership("T2", "U3")]
    assert cohort([SUPPORT, FIELD], memberships, EVERYONE) == [
        CohortMember("U1", "T1"),
        CohortMember("U2", "T1", is_manager=True),
        CohortMember("U3", "T2"),
    ]


@pytest.mark.parametrize(
    ("memberships", "place"),
    [
        pytest.param([Membership("T2", "U1"), Membership("T1", "U1")], CohortMember("U1", "T1"), id="the older team"),
        pytest.param(
            [Membership("T1", "U1"), Membership("T2", "U1", is_manager=True)],
            CohortMember("U1", "T2", is_manager=True),
            id="leads before answering",
        ),
        pytest.param(
            [Membership("T2", "U1", is_manager=True), Membership("T1", "U1", is_manager=True)],
            CohortMember("U1", "T1", is_manager=True),
            id="leads the older team",
        ),
        pytest.param([Membership("T0", "U1"), Membership("T2", "U1")], CohortMember("U1", "T2"), id="a removed team"),
    ],
)
def test_someone_in_several_teams_counts_in_one(memberships, place):
    assert cohort([FIELD, SUPPORT], memberships, EVERYONE) == [place]


@pytest.mark.parametrize("has_guests", [False, True])
@pytest.mark.parametrize("kind", ["is_bot", "is_deleted", "is_guest", "is_stranger"])
def test_who_does_not_take_part_is_in_no_cohort_and_guests_only_where_the_workspace_has_them(kind, has_guests):
    outsider = Person("U9", "Dot", **{kind: True})
    memberships = [Membership("T1", "U9", is_manager=True), Membership("T1", "U1")]
    guest = [CohortMember("U9", "T1", is_manager=True)] if has_guests and kind == "is_guest" else []
    assert cohort([SUPPORT], memberships, [ADA, outsider], has_guests=has_guests) == [CohortMember("U1", "T1"), *guest]


def test_a_member_the_workspace_does_not_know_is_left_out():
    assert cohort([SUPPORT], [Membership("T1", "U404")], EVERYONE) == []


IDS, TEAM_IDS = [f"U{n}" for n in range(6)], [f"T{n}" for n in range(4)]
POSSIBLE_PEOPLE = [
    Person(i, "Ada", is_bot=bot, is_guest=guest) for i, bot, guest in product(IDS, (False, True), (False, True))
]
POSSIBLE_TEAMS = [Team(team, "Support", "C1", offset) for team, offset in product(TEAM_IDS, range(4))]
POSSIBLE_PLACES = [Membership(*place) for place in product(TEAM_IDS, IDS, (False, True))]
people = st.lists(st.sampled_from(POSSIBLE_PEOPLE), unique_by=lambda person: person.id)
teams = st.lists(st.sampled_from(POSSIBLE_TEAMS), unique_by=lambda team: team.id)
memberships = st.lists(st.sampled_from(POSSIBLE_PLACES), max_size=20)


@given(teams, memberships, people, st.booleans())
def test_everyone_who_takes_part_is_in_exactly_one_of_their_own_teams(teams, memberships, people, has_guests):
    chosen = cohort(teams, memberships, people, has_guests=has_guests)
    known = {team.id for team in teams}
    asked = {person.id for person in people if person.takes_part(has_guests=has_guests)}
    expected = {m.person for m in memberships if m.team in known} & asked
    assert [member.person for member in chosen] == sorted(expected)
    assert all(Membership(m.team, m.person, m.is_manager) in memberships for m in chosen)


@given(teams, memberships, people)
def test_who_leads_anywhere_answers_nowhere(teams, memberships, people):
    known = {team.id for team in teams}
    leads = {m.person for m in memberships if m.is_manager and m.team in known}
    assert all(member.is_manager == (member.person in leads) for member in cohort(teams, memberships, people))


@given(teams, memberships, people, st.randoms())
def test_the_order_in_which_things_are_listed_does_not_matter(teams, memberships, people, random):
    expected = cohort(teams, memberships, people)
    for facts in (teams, memberships, people):
        random.shuffle(facts)
    assert cohort(teams, memberships, people) == expected


def test_a_department_is_named_as_a_team_is():
    with pytest.raises(Refused) as refused:
        checked_name("service", ["Service"], "department")
    assert (refused.value.code, refused.value.values) == ("name_taken", {"what": "department", "name": "service"})


def test_everyone_whom_slack_lists_has_a_place_and_who_leads_has_one_listed_or_not():
    assert places("T1", ["U3", "U404", "U2"], ["U2", "U1"]) == [
        Membership("T1", "U1", is_manager=True),
        Membership("T1", "U2", is_manager=True),
        Membership("T1", "U3"),
        Membership("T1", "U404"),
    ]


LISTED = Team("T3", "Desk", "C3", 2, Source.LIST)
ON_THE_LIST = [Membership("T3", "U1"), Membership("T3", "U2", is_manager=True), Membership("T1", "U3")]


def test_a_list_changes_by_names_and_keeps_who_leads_it():
    assert edited(ON_THE_LIST, ["U3", "U1"], ["U1"], LISTED) == [
        Membership("T3", "U2", is_manager=True),
        Membership("T3", "U3"),
    ]
    assert edited(ON_THE_LIST, ["U2"], [], LISTED) == ON_THE_LIST[:2]


@pytest.mark.parametrize(
    ("team", "added", "removed", "code"),
    [
        (SUPPORT, ["U3"], [], "team_follows"),
        (Team("T4", "Field", "C4", 3, Source.USERGROUP, "S1"), ["U3"], [], "team_follows"),
        (LISTED, [], [], "team_nobody_given"),
        (LISTED, [], ["U1", "U2"], "team_lead_stays"),
    ],
)
def test_a_list_that_cannot_change_so_is_refused(team, added, removed, code):
    with pytest.raises(Refused) as refused:
        edited(ON_THE_LIST, added, removed, team)
    assert refused.value.code == code


def test_teams_and_departments_are_called_by_name_in_any_case():
    assert team_called([SUPPORT, FIELD], " field ") == FIELD
    assert all_called([SUPPORT, FIELD], "field, SUPPORT,field") == [FIELD, SUPPORT]
    service = Department("D1", "Service")
    assert department_called([service], "SERVICE") == service


@pytest.mark.parametrize(
    ("call", "code", "known"),
    [
        (lambda: team_called([SUPPORT, FIELD], "Sales"), "team_unknown", "The teams are: Support, Field."),
        (lambda: team_called([], "Sales"), "team_unknown", "No team is set up."),
        (
            lambda: department_called([Department("D1", "Service")], "x"),
            "department_unknown",
            "The departments are: Service.",
        ),
        (lambda: department_called([], "x"), "department_unknown", "None is set up."),
    ],
    ids=["team", "no team", "department", "no department"],
)
def test_an_unknown_name_is_refused_with_those_there_are(call, code, known):
    with pytest.raises(Refused) as refused:
        call()
    assert (refused.value.code, refused.value.values["known"]) == (code, known)


def test_a_department_of_no_team_is_refused():
    with pytest.raises(Refused, match="department_empty"):
        all_called([SUPPORT], " , ")


def test_a_roster_has_those_who_take_part_and_says_how_many_count_elsewhere():
    guest, bot = Person("U8", "Gil", is_guest=True), Person("U9", "Bot", is_bot=True)
    memberships = [Membership(team, person) for team in ("T1", "T2") for person in ("U1", "U8", "U9", "U404")]
    memberships += [Membership("T1", "U2", is_manager=True), Membership("T2", "U3")]
    support, field = rosters([SUPPORT, FIELD], memberships, [*EVERYONE, guest, bot], smallest=2)
    assert (support.members, support.managers, support.counted_elsewhere, support.is_small) == ((ADA,), (BEN,), 0, True)
    assert (field.members, field.managers, field.counted_elsewhere, field.is_small) == ((ADA, CLEO), (), 1, True)
    support, _ = rosters([SUPPORT, FIELD], memberships, [*EVERYONE, guest, bot], has_guests=True, smallest=2)
    assert (support.members, support.is_small) == ((ADA, guest), False)
