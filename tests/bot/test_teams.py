from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.people import Person
from bot.teams import NAME_LIMIT, CohortMember, Membership, Team, checked_name, cohort

SUPPORT, FIELD = Team("T1", "Support", "C1", 0), Team("T2", "Field", "C2", 1)
ADA, BEN, CLEO = Person("U1", "Ada"), Person("U2", "Ben"), Person("U3", "Cleo")
EVERYONE = (ADA, BEN, CLEO)


@pytest.mark.parametrize(("given_name", "kept"), [("Support", "Support"), ("  Field \n sales ", "Field sales")])
def test_a_name_is_kept_without_needless_spaces(given_name, kept):
    assert checked_name(given_name, []) == kept


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "team_name_empty"),
        (" \t\n", "team_name_empty"),
        ("x" * (NAME_LIMIT + 1), "team_name_long"),
        ("SUPPORT", "team_name_taken"),
        ("strasse", "team_name_taken"),
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


@pytest.mark.parametrize("kind", ["is_bot", "is_deleted", "is_guest", "is_stranger"])
def test_who_does_not_take_part_is_in_no_cohort(kind):
    outsider = Person("U9", "Dot", **{kind: True})
    memberships = [Membership("T1", "U9", is_manager=True), Membership("T1", "U1")]
    assert cohort([SUPPORT], memberships, [ADA, outsider]) == [CohortMember("U1", "T1")]


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


@given(teams, memberships, people)
def test_everyone_who_takes_part_is_in_exactly_one_of_their_own_teams(teams, memberships, people):
    chosen = cohort(teams, memberships, people)
    known = {team.id for team in teams}
    expected = {m.person for m in memberships if m.team in known} & {p.id for p in people if p.takes_part}
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
