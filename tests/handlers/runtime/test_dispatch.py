"""What has the shape that Slack promises gets to Bolt; what has another is refused before Bolt stumbles over it."""

from __future__ import annotations

import pytest
from slack_bolt.authorization import AuthorizeResult

from bot.payloads import Malformed
from handlers.runtime import app
from handlers.runtime.dispatch import dispatch

FORM_VIEW = {"callback_id": "kudos_form", "type": "modal"}


@pytest.fixture
def bolt(office):
    return app.bolt_of(office.world, office.settings, AuthorizeResult(enterprise_id=None, team_id="T1"))


@pytest.mark.parametrize(
    "payload",
    [
        None,
        5,
        "event_callback",
        [],
        {},
        {"type": None},
        {"type": ["event_callback"]},
        {"type": "unheard_of"},
        {"type": "event_callback"},
        {"type": "event_callback", "event": "team_join"},
        {"type": "event_callback", "event": {}},
        {"type": "event_callback", "event": {"type": 5}},
        {"type": "event_callback", "event": [{"type": None}]},
        {"type": "event_callback", "command": "/kudos", "event": {"type": "team_join"}},
        {"type": "block_actions"},
        {"type": "block_actions", "actions": {}},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": ["answer"]},
        {"type": "block_actions", "actions": [{"action_id": {}}]},
        {"type": "block_actions", "actions": [{"action_id": "answer"}], "command": {}},
        {"type": "view_submission", "view": None},
        {"type": "view_submission", "view": {"callback_id": 1}},
        {"type": "view_submission", "view": {"callback_id": "kudos_form"}},
        {"type": "block_actions", "actions": [[{"action_id": "answer"}]]},
        {"type": "view_submission", "view": {"callback_id": "kudos_form", "type": "workflow_step"}},
        {"type": "shortcut"},
        {"type": "message_action", "callback_id": []},
        {"type": "url_verification", "challenge": {}},
        {"command": None},
        {"command": ["/kudos"]},
    ],
    ids=repr,
)
async def test_a_payload_of_another_shape_is_refused(bolt, payload):
    with pytest.raises(Malformed):
        await dispatch(bolt, payload)


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "event_callback", "event": {"type": "team_join"}, "authorizations": [5]},
        {"type": "event_callback", "event": {"type": "message", "channel_type": "im"}, "team": 5, "user": 7.5},
        {"type": "block_actions", "actions": [{"action_id": "answer"}], "event": 5, "view": [], "response_urls": [0]},
        {"type": "shortcut", "callback_id": "kudos_global", "user": "UADA", "channel": 5},
        {"type": "view_submission", "view": FORM_VIEW | {"state": {"values": 5}}},
        {"type": "view_submission", "view": FORM_VIEW | {"state": {"values": {"a": 1}}}},
    ],
    ids=repr,
)
async def test_oddities_further_inside_are_acknowledged_and_leave_no_traceback(bolt, payload, caplog):
    assert (await dispatch(bolt, payload)).status == 200
    assert not [record for record in caplog.records if record.exc_info]
