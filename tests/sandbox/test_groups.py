"""User groups: made, changed, disabled, and what the app is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.errors import SlackError
from sandbox.events import event_callbacks
from sandbox.manifest import Manifest
from sandbox.records import Change
from sandbox.workspace import Workspace


@pytest.fixture
def told(team: Workspace) -> list[dict[str, Any]]:
    """The events that changes of the groups became, in order."""
    events: list[dict[str, Any]] = []

    def watch(change: Change) -> None:
        events.extend(payload["event"] for payload in event_callbacks(team, change))

    team.watchers.append(watch)
    return events


def test_a_group_is_found_by_handle_and_id(team: Workspace) -> None:
    made = team.groups.add("field", "Field sales", ["U1ADA"])
    assert team.groups.named("@field") is team.groups.named(made["id"]) is made
    with pytest.raises(SlackError, match="no_such_subteam"):
        team.groups.named("office")


def test_new_members_are_told_with_who_came_and_who_went(team: Workspace, told: Any) -> None:
    team.groups.add("field", "Field sales", ["U1ADA", "U2BEN"])
    group = team.groups.members("@field", ["U2BEN", "U3CLEO"])
    assert group["users"] == ["U2BEN", "U3CLEO"]
    assert [event["type"] for event in told] == ["subteam_created", "subteam_members_changed"]
    assert (told[1]["added_users"], told[1]["removed_users"]) == (["U3CLEO"], ["U1ADA"])
    assert told[1]["subteam_id"] == group["id"]


def test_another_name_is_told(team: Workspace, told: Any) -> None:
    team.groups.add("field", "Field sales")
    team.groups.change("field", handle="outdoor", name="Outdoor")
    assert (told[-1]["type"], told[-1]["subteam"]["handle"], told[-1]["subteam"]["name"]) == (
        "subteam_updated",
        "outdoor",
        "Outdoor",
    )


def test_a_disabled_group_is_told_with_the_moment_and_comes_back_with_its_members(team: Workspace, told: Any) -> None:
    team.groups.add("field", "Field sales", ["U1ADA"])
    team.groups.disable("field", by="U2BEN")
    assert told[-1]["subteam"]["date_delete"] == team.epoch()
    assert told[-1]["subteam"]["deleted_by"] == "U2BEN"
    team.groups.enable("field")
    assert told[-1]["subteam"]["date_delete"] == 0
    assert told[-1]["subteam"]["users"] == ["U1ADA"]


@pytest.mark.parametrize("missing", [{"events": ""}, {"scopes": "usergroups:read"}])
def test_an_app_without_subscription_or_scope_is_told_nothing(team: Workspace, told: Any, missing: Any) -> None:
    manifest = team.manifest
    cut = {name: getattr(manifest, name) - {what} if what else frozenset() for name, what in missing.items()}
    team.manifest = Manifest(**(vars(manifest) | cut))
    team.groups.add("field", "Field sales", ["U1ADA"])
    team.groups.members("field", [])
    team.groups.disable("field")
    assert told == []
