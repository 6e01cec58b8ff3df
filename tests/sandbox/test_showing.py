"""What a person sees, as JSON: what is open to them and what is not."""

from __future__ import annotations

from typing import Any

from sandbox import showing


async def test_only_open_channels_are_listed(box: Any) -> None:
    box.workspace.direct("U1ADA")
    box.workspace.direct("U2BEN")
    names = {who: {c["name"] for c in showing.state(box.person(who))["channels"]} for who in ("ada", "ben", "cleo")}
    assert names == {
        "ada": {"support", "lounge", ""},
        "ben": {"support", "lounge", "leads", "board", ""},
        "cleo": {"support", "lounge"},
    }


async def test_the_stack_of_modals_is_listed_top_last_with_problems(box: Any, form: Any) -> None:
    beneath, top = box.workspace.show("U1ADA", form), box.workspace.show("U1ADA", dict(form))
    top.errors = {"users_select": "Choose someone."}
    views = showing.state(box.person("ada"))["views"]
    assert [view["id"] for view in views] == [beneath.id, top.id]
    assert [view["errors"] for view in views] == [{}, {"users_select": "Choose someone."}]
    assert showing.state(box.person("ben"))["views"] == []


async def test_an_edited_message_says_so(box: Any) -> None:
    channel = box.workspace.channel_named("support")
    message = box.workspace.post(channel, "U2BEN", "Helo")
    box.workspace.edit(channel, message.ts, text="Hello")
    assert [shown["edited"] for shown in showing.messages(box.person("ada").channel("support"))] == [True]


async def test_notes_are_all_that_slack_told_the_person(box: Any) -> None:
    await box.person("ada").command("/kudos")
    assert showing.state(box.person("ada"))["notes"] == ["heartline didn't respond in time"]


async def test_user_groups_are_listed_until_they_are_disabled(box: Any) -> None:
    box.workspace.groups.add("field", "Field")
    assert showing.state(box.person("ada"))["usergroups"] == [{"handle": "field", "name": "Field"}]
    box.workspace.groups.disable("field")
    assert showing.state(box.person("ada"))["usergroups"] == []
