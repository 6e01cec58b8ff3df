"""Our interactions beside those that Slack's own SDK recorded: the same keys and JSON types."""

from __future__ import annotations

from typing import Any

import pytest

CHOICES = {
    "button": None,
    "overflow": "Mute",
    "static_select": "Red",
    "users_select": "ben",
    "conversations_select": "#support",
    "channels_select": "#support",
    "datepicker": "2026-03-02",
    "timepicker": "09:30",
    "radio_buttons": "Yes",
    "checkboxes": ["Yes"],
    "multi_users_select": ["ben"],
    "multi_static_select": ["Red"],
}
# menus of several choices are documented; the recording's one action has only a bit of each type
SEVERAL = {
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_users_select": "selected_users",
}
VIEW_BLOCKS = ".view.blocks: not in the recording"  # the recording leaves out the app's own blocks


def beyond(kind: str) -> set[str]:
    return {f".actions[].{SEVERAL[kind]}: not in the recording"} if kind in SEVERAL else set()


@pytest.mark.parametrize("kind", CHOICES)
async def test_a_press_on_a_message(box: Any, app: Any, panel: Any, recorded: Any, unlike: Any, kind: str) -> None:
    theirs = recorded("interactions/BlockActionPayload")
    ada = box.person("ada")
    box.workspace.post(
        ada.dm.channel,
        "U0BOT",
        "panel",
        blocks=panel,
        thread_ts="1.000001",
        metadata={"event_type": "x", "event_payload": {}},
    )
    await ada.press(ada.dm.last.widget(kind), CHOICES[kind])
    [ours] = app.acts
    assert unlike(ours, theirs) == beyond(kind)
    assert ours.keys() == {
        *("type", "user", "api_app_id", "token", "container", "trigger_id", "team", "enterprise", "channel", "message"),
        *("is_enterprise_install", "state", "response_url", "actions"),
    }
    assert ours["container"].keys() == {"type", "message_ts", "channel_id", "is_ephemeral", "thread_ts"}
    assert ours["actions"][0].keys() >= {"type", "action_id", "block_id", "action_ts"}


@pytest.mark.parametrize("kind", CHOICES)
async def test_a_press_in_a_modal(box: Any, app: Any, panel: Any, recorded: Any, unlike: Any, kind: str) -> None:
    theirs = recorded("interactions/BlockActionPayload")
    ada = box.person("ada")
    box.workspace.show("U1ADA", {"type": "modal", "title": {"type": "plain_text", "text": "Panel"}, "blocks": panel})
    await ada.press(kind, CHOICES[kind])
    [ours] = app.acts
    assert unlike(ours, theirs) == beyond(kind) | {VIEW_BLOCKS}
    assert ours.keys() == {
        *("type", "user", "api_app_id", "token", "container", "trigger_id", "team", "enterprise"),
        *("is_enterprise_install", "view", "actions"),
    }
    assert ours["container"] == {"type": "view", "view_id": ada.modal.view.id}


async def test_a_submission(box: Any, app: Any, form: Any, recorded: Any, unlike: Any) -> None:
    theirs = recorded("interactions/ViewSubmissionPayload")
    ada = box.person("ada")
    box.workspace.show("U1ADA", form)
    await ada.submit()
    [ours] = app.acts
    # documented with `response_url_enabled`, and there in every submission
    assert unlike(ours, theirs) == {VIEW_BLOCKS, ".response_urls: not in the recording"}
    assert ours.keys() >= {"type", "team", "user", "api_app_id", "token", "trigger_id", "view", "response_urls"}


async def test_a_closed_modal(box: Any, app: Any, form: Any, recorded: Any, unlike: Any) -> None:
    theirs = recorded("interactions/ViewClosedPayload")
    ada = box.person("ada")
    box.workspace.show("U1ADA", form)
    await ada.close()
    [ours] = app.acts
    assert unlike(ours, theirs) == {VIEW_BLOCKS}
    assert ours.keys() >= {"type", "team", "user", "api_app_id", "token", "view", "is_cleared"}


async def test_a_message_shortcut(box: Any, app: Any, recorded: Any, unlike: Any) -> None:
    theirs = recorded("interactions/MessageShortcutPayload")
    ada = box.person("ada")
    box.workspace.post(ada.channel("support").channel, "U2BEN", "Thanks", client_msg_id="1")
    await ada.shortcut("Give kudos", ada.channel("support").last)
    ours = app.acts[-1]
    assert unlike(ours, theirs) == set()
    assert ours.keys() == theirs.keys()


async def test_a_command(box: Any, app: Any, recorded: Any, unlike: Any) -> None:
    theirs = recorded("interactions/SlashCommandPayload")
    await box.person("ada").command("/kudos", "@ben")
    [ours] = app.acts
    assert unlike(ours, theirs) == set()
    assert ours.keys() == theirs.keys() - {"enterprise_id", "enterprise_name"}
