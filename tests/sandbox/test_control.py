"""The control API, as the page and other languages use it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

Ask = Callable[..., Awaitable[Any]]
CHART = {
    "type": "data_visualization",
    "title": "One week",
    "chart": {
        "type": "line",
        "series": [{"name": "Autonomy", "data": [{"label": "W10", "value": 61.5}]}],
        "axis_config": {"categories": ["W10"]},
    },
}


async def test_the_state_is_what_a_person_has_around_them(box: Any, app: Any, look: Ask, form: Any) -> None:
    box.workspace.post(box.workspace.channel_named("support"), "U2BEN", "Hello")
    box.workspace.show("U1ADA", form)
    state = await look("state", **{"as": "ada"})
    assert state["me"]["id"] == "U1ADA"
    assert [person["name"] for person in state["people"]] == ["heartline", "ada", "ben", "cleo"]
    support, lounge = state["channels"]
    assert (support["name"], support["kind"], support["unread"], support["is_member"]) == ("support", "public", 1, True)
    assert lounge["name"] == "lounge"
    assert [view["callback_id"] for view in state["views"]] == ["form"]
    assert state["views"][0]["state"]["values"]["users_select"]["it"]["selected_user"] is None
    assert state["app"]["connections"] == 1
    assert [command["command"] for command in state["app"]["commands"]] == ["/kudos", "/plain"]
    assert {shortcut["type"] for shortcut in state["app"]["shortcuts"]} == {"global", "message"}
    assert (state["notes"], state["app"]["home_tab"], state["app"]["messages_writable"]) == ([], True, True)


async def test_messages_are_read_by_looking(box: Any, look: Ask, panel: Any) -> None:
    support = box.workspace.channel_named("support")
    message = box.workspace.post(support, "U0BOT", "panel", blocks=panel, ephemeral_to="U1ADA")
    box.workspace.react(support, message.ts, "U1ADA", "tada")
    answer = await look("messages", channel="support", **{"as": "U1ADA"})
    [shown] = answer["messages"]
    assert answer["channel"] == support.id
    assert shown["author"] == {"id": "U0BOT", "name": "heartline", "is_bot": True}
    assert shown["reactions"] == [{"name": "tada", "count": 1, "users": ["U1ADA"]}]
    assert (shown["text"], shown["ephemeral"], shown["edited"], shown["thread_ts"]) == ("panel", True, False, None)
    assert shown["blocks"][0]["block_id"] == "buttons"
    assert shown["plain"].startswith("[Press]")
    assert shown["state"]["static_select"]["static_select"]["selected_option"] is None
    assert (await look("state", **{"as": "ada"}))["channels"][0]["unread"] == 0


async def test_some_messages_can_be_fetched_by_themselves(box: Any, look: Ask) -> None:
    support = box.workspace.channel_named("support")
    first, second, hidden = (
        box.workspace.post(support, "U2BEN", text, ephemeral_to=only)
        for text, only in (("One", None), ("Two", None), ("For Ben", "U2BEN"))
    )
    wanted = ",".join([second.ts, hidden.ts, "1.000000"])
    answer = await look("messages", channel="support", ts=wanted, **{"as": "ada"})
    assert [shown["text"] for shown in answer["messages"]] == ["Two"]
    assert (await look("messages", channel="support", ts=first.ts, **{"as": "ada"}))["read"] == second.ts


async def test_a_conversation_tells_what_had_been_read_before(box: Any, look: Ask) -> None:
    support = box.workspace.channel_named("support")
    message = box.workspace.post(support, "U2BEN", "Hello")
    assert [(await look("messages", channel="support", **{"as": "ada"}))["read"] for _ in range(2)] == ["", message.ts]


async def test_what_only_one_person_sees_can_be_dismissed_and_by_nobody_else(box: Any, tell: Ask) -> None:
    support = box.workspace.channel_named("support")
    note = box.workspace.post(support, "U0BOT", "For Ada", ephemeral_to="U1ADA")
    open_to_all = box.workspace.post(support, "U2BEN", "Hello")
    where = {"do": "dismiss", "channel": "support"}
    await tell("act", status=400, ts=note.ts, **where, **{"as": "ben"})
    await tell("act", status=400, ts=open_to_all.ts, **where, **{"as": "ada"})
    await tell("act", ts=note.ts, **where, **{"as": "ada"})
    assert list(support.messages) == [open_to_all.ts]


async def test_an_option_that_the_app_offered_is_taken_whole(box: Any, app: Any, tell: Ask, panel: Any) -> None:
    support = box.workspace.channel_named("support")
    message = box.workspace.post(support, "U0BOT", "panel", blocks=panel)
    option = {"text": {"type": "plain_text", "text": "Support"}, "value": "7"}
    at = {"channel": "support", "ts": message.ts, "block_id": "external_select", "action_id": "external_select"}
    await tell("act", do="press", value=option, **at, **{"as": "ada"})
    [act] = app.acts
    assert (act["type"], act["actions"][0]["selected_option"]) == ("block_actions", option)


async def test_the_home_tab_is_a_view_or_null(box: Any, look: Ask) -> None:
    assert await look("home", **{"as": "ada"}) == {"ok": True, "view": None}
    box.workspace.publish("U1ADA", {"type": "home", "blocks": [{"type": "divider"}]})
    assert (await look("home", **{"as": "ada"}))["view"]["type"] == "home"


async def test_an_act_answers_when_the_app_has(box: Any, app: Any, tell: Ask, form: Any) -> None:
    app.answer = lambda _: box.workspace.show("U1ADA", form) and {"text": "Here you are"}
    answer = await tell("act", do="command", command="/kudos", text="@ben", **{"as": "ada"})
    assert (answer["ok"], answer["notes"], answer["view"]["callback_id"]) == (True, [], "form")
    assert app.acts[0]["text"] == "<@U2BEN|ben>"


async def test_notes_of_an_act_are_those_it_brought(tell: Ask) -> None:
    act = {"do": "shortcut", "callback_id": "kudos_global", "as": "ada"}
    for _ in range(2):
        assert (await tell("act", **act))["notes"] == ["heartline didn't respond in time"]


@pytest.mark.parametrize(
    ("wish", "status", "sentence"),
    [
        ({"as": "zoe", "do": "close"}, 404, "There is nobody of that name here."),
        ({"as": "ada", "do": "fly"}, 400, "The deed 'fly' is not there. There is: 'press'"),
        ({"as": "ada"}, 400, "'do' is missing."),
        ({"as": "ada", "do": "command"}, 400, "'command' is missing."),
        ({"as": "ada", "do": "close"}, 400, "An open form is not there."),
        ({"as": "ada", "do": "say", "channel": "nowhere", "text": "x"}, 400, "The channel 'nowhere' is not there."),
        ({"as": "ada", "do": "react", "channel": "support", "ts": "1", "emoji": "x"}, 400, "The message at 1"),
    ],
)
async def test_what_cannot_be_done_is_told_in_a_sentence(tell: Ask, wish: Any, status: int, sentence: str) -> None:
    answer = await tell("act", status=status, **wish)
    assert answer["ok"] is False
    assert answer["error"].startswith(sentence)


async def test_what_is_no_json_object_is_told_so(box: Any, http: Any) -> None:
    for body in ("[1]", "not json"):
        async with http.post(f"{box.url}/_sandbox/act", data=body) as response:
            assert response.status == 400
            assert (await response.json())["ok"] is False


async def test_nobody_sees_through_the_eyes_of_a_stranger(look: Ask) -> None:
    for name in ("state", "home", "messages", "events"):
        answer = await look(name, status=404, **{"as": "zoe"})
        assert answer == {"ok": False, "error": "There is nobody of that name here."}


async def test_a_page_that_knows_nobody_yet_looks_as_the_first_person(look: Ask) -> None:
    assert (await look("state"))["me"]["name"] == "ada"


async def test_without_a_channel_messages_are_those_with_the_bot(box: Any, look: Ask) -> None:
    box.workspace.post(box.workspace.direct("U1ADA"), "U0BOT", "Hello")
    assert [message["text"] for message in (await look("messages", **{"as": "ada"}))["messages"]] == ["Hello"]


async def test_without_a_channel_one_writes_to_the_bot(box: Any, tell: Ask) -> None:
    await tell("act", do="say", text="Hello", **{"as": "ada"})
    assert [message.text for message in box.workspace.direct("U1ADA").messages.values()] == ["Hello"]


async def test_a_user_group_is_made_changed_and_disabled(box: Any, tell: Ask) -> None:
    made = await tell("usergroup", handle="field", members=["ada"])
    assert (made["usergroup"]["handle"], made["usergroup"]["users"]) == ("field", ["U1ADA"])
    assert (await tell("usergroup", handle="field", members=["ben", "cleo"]))["usergroup"]["user_count"] == 2
    assert (await tell("usergroup", handle="field", disabled=True))["usergroup"]["date_delete"] > 0
    assert (await tell("usergroup", handle="field", disabled=False))["usergroup"]["date_delete"] == 0
    assert len(box.workspace.usergroups) == 1
    await tell("usergroup", status=404, handle="field", members=["zoe"])


async def test_a_channel_is_shared_with_another_organisation_and_parted_from_it(
    box: Any, app: Any, look: Ask, tell: Ask, call_box: Ask
) -> None:
    support = box.workspace.channel_named("support").id

    async def standing() -> list[bool]:
        shown = (await call_box("conversations.info", channel=support))["channel"]
        return [shown["is_ext_shared"], shown["is_pending_ext_shared"]]

    await tell("share", channel="support", shared=True, pending=True)
    assert await standing() == [False, True]
    assert (await tell("share", channel=support, shared=True))["channel"]["is_ext_shared"] is True
    assert await standing() == [True, False]
    assert [channel["is_shared"] for channel in (await look("state", **{"as": "ada"}))["channels"]] == [True, False]
    await tell("share", channel="support", shared=False)
    assert await standing() == [False, False]
    await box.delivery.settled()
    assert [event["type"] for event in app.events] == ["channel_shared", "channel_unshared"]
    await tell("share", status=404, channel="nowhere", shared=True)


async def test_a_workspace_may_refuse_charts(box: Any, tell: Ask, call_box: Ask) -> None:
    support = box.workspace.channel_named("support").id
    asked = {"channel": support, "text": "Two weeks", "blocks": [CHART]}
    posted = await call_box("chat.postMessage", **asked)
    assert posted["ok"]
    await tell("blocks", refused=["data_visualization"])
    for method in ("chat.postMessage", "chat.update", "chat.postEphemeral"):
        answer = await call_box(method, **asked, ts=posted["ts"], user="U1ADA")
        assert (answer["ok"], answer["error"]) == (False, "invalid_blocks")
        assert answer["errors"] == ["unsupported type: data_visualization [json-pointer:/blocks/0/type]"]
    assert len(box.workspace.channel(support).messages) == 1
    await tell("blocks", refused=[])
    assert (await call_box("chat.postMessage", **asked))["ok"]


async def test_only_kinds_of_blocks_that_there_are_can_be_refused(tell: Ask) -> None:
    answer = await tell("blocks", status=400, refused=["chart"])
    assert answer["error"] == "Messages have no blocks of the kind 'chart'."


async def test_events_are_lost_until_they_are_not(box: Any, app: Any, tell: Ask) -> None:
    await tell("faults", lose_events=True)
    await tell("act", do="join", channel="support", **{"as": "cleo"})
    await tell("faults", lose_events=False)
    await tell("act", do="leave", channel="support", **{"as": "cleo"})
    await box.delivery.settled()
    assert [event["type"] for event in app.events] == ["member_left_channel"]
