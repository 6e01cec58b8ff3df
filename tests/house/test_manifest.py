"""The manifest says what the bot listens to and calls: no more, no less."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

import handlers
from handlers.runtime import manifest
from sandbox.scopes import SCOPES

ROOT = Path(__file__).parents[2]
SCHEMA = Path(__file__).with_name("manifest.schema.json")
RECORDED = ROOT.parent / "shared" / "slack" / "manifest.schema.2.0.0.json"
WITHOUT_SCOPE = {"app_home_opened"}
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "file_shared": "files:read",
    "channel_shared": "channels:read",
    "channel_unshared": "groups:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "groups:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "team_join": "users:read",
    "user_change": "users:read",
}
RAW = manifest.load()


def called_methods() -> Iterator[str]:
    """Slack methods that the handlers call, as `world.slack.auth_test()` or `tell(world, "chat.postMessage", …)`."""
    by_python_name = {method.replace(".", "_"): method for method in SCOPES}
    for path in (ROOT / "handlers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value in SCOPES:
                yield str(node.value.value)
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr in by_python_name:
                yield by_python_name[node.func.attr]
            yield from (word.value for word in node.args if isinstance(word, ast.Constant) and word.value in SCOPES)


def test_the_manifest_is_valid():
    jsonschema.validate(RAW, json.loads(SCHEMA.read_text("utf-8")))


def test_our_copy_of_the_schema_is_the_recorded_one():
    if not RECORDED.is_file():
        pytest.skip("the recorded schema is not beside this checkout")
    assert json.loads(SCHEMA.read_text("utf-8")) == json.loads(RECORDED.read_text("utf-8"))


def test_commands_are_those_that_are_listened_to():
    assert {command["command"] for command in RAW["features"]["slash_commands"]} == set(handlers.COMMANDS)


def test_commands_tell_us_who_is_mentioned():
    assert all(command["should_escape"] for command in RAW["features"]["slash_commands"])


def test_shortcuts_are_those_that_are_listened_to():
    assert {shortcut["callback_id"] for shortcut in RAW["features"]["shortcuts"]} == set(handlers.SHORTCUTS)


def test_events_are_those_that_are_listened_to():
    assert set(RAW["settings"]["event_subscriptions"]["bot_events"]) == set(handlers.EVENTS)


def test_every_method_that_is_called_is_allowed_by_a_scope():
    granted = manifest.scopes() | manifest.optional_scopes() | {"connections:write"}
    called = set(called_methods())
    assert {"chat.postMessage", "users.list", "views.open"} <= called
    assert [method for method in called if SCOPES[method] and not SCOPES[method] & granted] == []


def test_every_scope_is_needed():
    needed = {scope for method in called_methods() for scope in SCOPES[method]}
    needed |= {EVENT_SCOPES[event] for event in handlers.EVENTS.keys() - WITHOUT_SCOPE} | {"commands"}
    assert (manifest.scopes() | manifest.optional_scopes()) - needed == set()
