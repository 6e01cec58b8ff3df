"""User objects as Slack lists them, also those of people who come from elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import profiles
from bot.payloads import Malformed
from bot.people import Person
from bot.teams import Source

MEMBER = {"id": "U1", "name": "ada.l", "tz": "Europe/Berlin", "profile": {"display_name": "Ada", "real_name": "Ada L"}}
WORKSPACES = st.sampled_from(["T1", "T2", "T3"])


@pytest.mark.parametrize(
    ("changes", "person"),
    [
        ({}, Person("U1", "Ada", "Europe/Berlin", "ada.l")),
        ({"profile": {"display_name": "", "real_name": "Ada L"}}, Person("U1", "Ada L", "Europe/Berlin", "ada.l")),
        ({"profile": None, "real_name": "Ada L"}, Person("U1", "Ada L", "Europe/Berlin", "ada.l")),
        ({"profile": {}}, Person("U1", "ada.l", "Europe/Berlin", "ada.l")),
        ({"profile": {}, "name": ""}, Person("U1", "someone", "Europe/Berlin", "")),
        ({"tz": None}, Person("U1", "Ada", "UTC", "ada.l")),
        ({"is_bot": True}, Person("U1", "Ada", "Europe/Berlin", "ada.l", is_bot=True)),
        ({"id": "USLACKBOT"}, Person("USLACKBOT", "Ada", "Europe/Berlin", "ada.l", is_bot=True)),
        ({"deleted": True}, Person("U1", "Ada", "Europe/Berlin", "ada.l", is_deleted=True)),
        ({"is_restricted": True}, Person("U1", "Ada", "Europe/Berlin", "ada.l", is_guest=True)),
        ({"is_ultra_restricted": True}, Person("U1", "Ada", "Europe/Berlin", "ada.l", is_guest=True)),
        ({"is_stranger": True}, Person("U1", "Ada", "Europe/Berlin", "ada.l", is_stranger=True)),
        ({"locale": "de-DE"}, Person("U1", "Ada", "Europe/Berlin", "ada.l", locale="de-DE")),
        ({"locale": None}, Person("U1", "Ada", "Europe/Berlin", "ada.l")),
        ({"is_admin": True}, Person("U1", "Ada", "Europe/Berlin", "ada.l", is_admin=True)),
        ({"is_owner": True}, Person("U1", "Ada", "Europe/Berlin", "ada.l", is_admin=True)),
        ({"updated": 1772442000}, Person("U1", "Ada", "Europe/Berlin", "ada.l", updated=1772442000)),
        ({"updated": "1772442000"}, Person("U1", "Ada", "Europe/Berlin", "ada.l")),
        ({"updated": 1772442000.5}, Person("U1", "Ada", "Europe/Berlin", "ada.l")),
        ({"updated": True}, Person("U1", "Ada", "Europe/Berlin", "ada.l")),
        ({"updated": None}, Person("U1", "Ada", "Europe/Berlin", "ada.l")),
    ],
    ids=str,
)
def test_a_user_object_is_a_person(changes, person):
    assert profiles.member(MEMBER | changes) == person


@pytest.mark.parametrize(
    ("changes", "is_stranger"),
    [
        pytest.param({}, False, id="Slack does not say where from"),
        pytest.param({"team_id": "T1"}, False, id="from here"),
        pytest.param({"team_id": "T9"}, True, id="from elsewhere"),
        pytest.param({"team_id": "T9", "is_stranger": False}, True, id="from elsewhere, in a shared channel"),
        pytest.param({"team_id": "T1", "is_stranger": True}, True, id="Slack says so"),
        pytest.param({"team_id": "T9", "enterprise_user": {"teams": ["T1", "T9"]}}, False, id="from our organisation"),
        pytest.param({"team_id": "T9", "enterprise_user": {"teams": ["T8", "T9"]}}, True, id="from another one"),
        pytest.param({"team_id": "T9", "enterprise_user": {}}, True, id="from one that lists nothing"),
    ],
)
def test_who_is_of_another_workspace_is_a_stranger(changes, is_stranger):
    assert profiles.member(MEMBER | changes, workspace="T1").is_stranger is is_stranger


def test_without_a_workspace_to_compare_only_slack_says_who_is_a_stranger():
    assert not profiles.member(MEMBER | {"team_id": "T9"}).is_stranger


@given(home=WORKSPACES, others=st.sets(WORKSPACES), said=st.booleans(), here=WORKSPACES)
def test_whoever_takes_part_is_of_this_workspace_and_no_stranger_to_slack(home, others, said, here):
    raw = MEMBER | {"team_id": home, "is_stranger": said, "enterprise_user": {"teams": sorted(others)}}
    assert profiles.member(raw, workspace=here).is_colleague is (not said and here in {home} | others)


@pytest.mark.parametrize("enterprise", ["T1", ["T1"], {"teams": "T1"}, {"teams": {"T1": True}}])
def test_an_organisation_of_another_shape_is_malformed(enterprise):
    with pytest.raises(Malformed):
        profiles.member(MEMBER | {"team_id": "T9", "enterprise_user": enterprise}, workspace="T1")


@pytest.mark.parametrize(
    ("body", "about"),
    [
        ({"channel": "C1", "user": "U1"}, (Source.CHANNEL, "C1")),
        ({"subteam_id": "S1", "added_users": ["U1"]}, (Source.USERGROUP, "S1")),
        ({"subteam": {"id": "S1"}}, (Source.USERGROUP, "S1")),
    ],
    ids=str,
)
def test_an_event_about_members_names_the_channel_or_the_group(body, about):
    assert profiles.followed(body) == about


@pytest.mark.parametrize("body", [{}, {"channel": ""}, {"channel": {}}, {"subteam": "S1"}, {"subteam": {}}], ids=str)
def test_an_event_that_names_neither_is_malformed(body):
    with pytest.raises(Malformed):
        profiles.followed(body)


@pytest.mark.parametrize("raw", ["ada", ["ada"], 5, True])
def test_what_is_no_user_object_is_malformed(raw):
    with pytest.raises(Malformed):
        profiles.member(raw)


@pytest.mark.parametrize(("given", "kept"), [(2**63 - 1, 2**63 - 1), (2**63, 0), (-1, 0), (1.5, 0), (True, 0)])
def test_a_moment_of_change_that_no_database_keeps_counts_as_none(given, kept):
    assert profiles.member(MEMBER | {"updated": given}).updated == kept
