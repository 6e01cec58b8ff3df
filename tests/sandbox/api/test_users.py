"""users.*, usergroups.* and dnd.*."""

from datetime import UTC, datetime, timedelta

import pytest


async def test_the_list_has_everyone_and_slackbot_who_claims_to_be_no_bot(call):
    members = (await call("users.list"))["members"]
    assert [member["id"] for member in members] == ["USLACKBOT", "U0BOT", "U1ADA", "U2BEN", "U3CLEO"]
    assert [member["is_bot"] for member in members] == [False, True, False, False, False]


async def test_the_list_comes_in_pages_until_the_cursor_is_empty(call):
    ids, cursor = [], None
    while cursor != "":
        answer = await call("users.list", limit=2, cursor=cursor or "")
        ids += [member["id"] for member in answer["members"]]
        cursor = answer["response_metadata"]["next_cursor"]
    assert ids == ["USLACKBOT", "U0BOT", "U1ADA", "U2BEN", "U3CLEO"]


async def test_a_person_has_a_zone_with_its_offset_of_the_day(call, workspace):
    workspace.clock.set(datetime(2026, 7, 1, tzinfo=UTC))
    user = (await call("users.info", user="U1ADA"))["user"]
    assert (user["tz"], user["tz_offset"], user["tz_label"]) == ("Europe/Berlin", 7200, "CEST")
    workspace.clock.set(datetime(2027, 1, 1, tzinfo=UTC))
    assert (await call("users.info", user="U1ADA"))["user"]["tz_offset"] == 3600


async def test_the_locale_is_told_on_request(call):
    assert "locale" not in (await call("users.info", user="U1ADA"))["user"]
    assert (await call("users.info", user="U1ADA", include_locale=True))["user"]["locale"] == "en-US"


async def test_addresses_are_for_apps_with_the_scope(call, without):
    assert (await call("users.info", user="U1ADA"))["user"]["profile"]["email"] == "ada@example.com"
    without("users:read.email")
    assert "email" not in (await call("users.info", user="U1ADA"))["user"]["profile"]


async def test_someone_who_left_has_no_zone(call, workspace):
    workspace.change_user("U1ADA", deleted=True)
    user = (await call("users.info", user="U1ADA"))["user"]
    assert user["deleted"]
    assert "tz" not in user


async def test_a_stranger_comes_from_another_workspace(call, workspace):
    workspace.change_user("U3CLEO", is_stranger=True)
    user = (await call("users.info", user="U3CLEO"))["user"]
    assert user["is_stranger"]
    assert user["team_id"] != workspace.team_id


async def test_an_unknown_person_is_not_found(call):
    assert (await call("users.info", user="U0NOBODY"))["error"] == "user_not_found"


@pytest.mark.parametrize("email", ["ben@example.com", "Ben@Example.com"])
async def test_people_are_found_by_address(call, email):
    assert (await call("users.lookupByEmail", email=email))["user"]["id"] == "U2BEN"


async def test_those_who_left_are_not_found_by_address(call, workspace):
    workspace.change_user("U2BEN", deleted=True)
    assert (await call("users.lookupByEmail", email="ben@example.com"))["error"] == "users_not_found"


async def test_user_groups_and_their_members(call, workspace):
    made = workspace.groups.add("support-team", "Support", ["U1ADA"])
    [group] = (await call("usergroups.list", include_users=True))["usergroups"]
    assert (group["handle"], group["user_count"], group["users"]) == ("support-team", 1, ["U1ADA"])
    assert (await call("usergroups.users.list", usergroup=made["id"]))["users"] == ["U1ADA"]
    assert (await call("usergroups.users.list", usergroup="S2"))["error"] == "no_such_subteam"


async def test_a_disabled_user_group_is_shown_on_request_alone(call, workspace):
    made = workspace.groups.add("support-team", "Support", ["U1ADA"])
    workspace.groups.disable("support-team")
    assert (await call("usergroups.list"))["usergroups"] == []
    assert (await call("usergroups.users.list", usergroup=made["id"]))["error"] == "no_such_subteam"
    [group] = (await call("usergroups.list", include_disabled=True))["usergroups"]
    assert group["date_delete"] == workspace.epoch()
    assert (await call("usergroups.users.list", usergroup=made["id"], include_disabled=True))["users"] == ["U1ADA"]


async def test_do_not_disturb_is_told_from_when_until_when(call, workspace):
    workspace.set_quiet("U1ADA", timedelta(hours=3))
    begins = workspace.epoch()
    told = {"dnd_enabled": True, "next_dnd_start_ts": begins, "next_dnd_end_ts": begins + 10_800}
    assert (await call("dnd.info", user="U1ADA")).items() >= told.items()
    assert (await call("dnd.teamInfo", users="U1ADA,U2BEN"))["users"]["U1ADA"] == told
    workspace.set_quiet("U1ADA", timedelta())
    assert (await call("dnd.info", user="U1ADA"))["dnd_enabled"] is False


async def test_nobody_has_quiet_hours_until_they_set_them(call):
    assert (await call("dnd.info", user="U1ADA"))["dnd_enabled"] is False
    assert (await call("dnd.teamInfo", users="U1ADA,U0NOBODY"))["users"].keys() == {"U1ADA"}


async def test_quiet_hours_of_more_than_fifty_are_refused(call):
    assert (await call("dnd.teamInfo", users=",".join(["U1ADA"] * 51)))["error"] == "too_many_users"
