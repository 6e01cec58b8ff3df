"""Payloads in the shapes that Slack's own SDK recorded; their texts are blanked, and filled in here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot import payloads, profiles
from bot.payloads import Click, Command, Form, Shortcut
from bot.people import Person

RECORDED = Path(__file__).parents[3] / "shared" / "slack"


def recorded(path: str) -> dict[str, Any]:
    file = RECORDED / path
    if not file.exists():
        pytest.skip(f"the recorded payload {path} is not beside this checkout")
    filled: dict[str, Any] = json.loads(file.read_text("utf-8"), object_hook=fill)
    return filled


def fill(value: dict[str, Any]) -> dict[str, Any]:
    return {name: part or "X1" if isinstance(part, str) else part for name, part in value.items()}


def test_a_recorded_click_is_read():
    read = payloads.click(recorded("interactions/BlockActionPayload.json"))
    assert read == Click("X1", "X1", "X1", "X1", "X1", "X1", "X1", "X1", "X1")


def test_a_recorded_command_is_read():
    read = payloads.command(recorded("interactions/SlashCommandPayload.json"))
    assert read == Command("X1", "X1", "X1", "X1", "X1", "X1")


def test_a_recorded_shortcut_is_read():
    body = recorded("interactions/MessageShortcutPayload.json")
    assert payloads.shortcut(body) == Shortcut("X1", "X1", "X1", "X1", "", "X1", "X1", "X1")
    by_a_person = {name: part for name, part in body["message"].items() if name != "bot_id"}
    assert payloads.shortcut(body | {"message": by_a_person}).author == "X1"


def test_a_recorded_form_is_read():
    body = recorded("interactions/ViewSubmissionPayload.json")
    assert payloads.form(body) == Form("X1", "X1", "X1", {}, "X1", "X1", "X1")


@pytest.mark.parametrize("name", ["TeamJoin", "UserChange"])
def test_a_recorded_event_about_a_person_is_read_with_the_person(name):
    event = payloads.event(recorded(f"events/{name}Payload.json"))
    assert (event.workspace, event.id) == ("X1", "X1")
    assert profiles.member(event.body["user"]) == Person("X1", "X1", "X1", "X1", updated=123, locale="X1")


def test_a_recorded_list_of_people_is_read():
    members = recorded("api/users.list.json")["members"]
    assert {profiles.member(raw).id for raw in members} == {"U00000000"}
