"""Finding what can be pressed, and what it holds."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.elements import elements_of, entry_for, give_ids, holds, initial, state_values


def test_every_field_of_a_form_holds_something_from_the_start(form: Any) -> None:
    values = state_values(form["blocks"], {})
    assert values.keys() == {block["block_id"] for block in form["blocks"]}
    for kind, held in values.items():
        assert held["it"]["type"] == kind
        assert holds(held["it"]) in (None, [])


@pytest.mark.parametrize(
    ("spec", "entry"),
    [
        (
            {"type": "plain_text_input", "initial_value": "hello"},
            {"type": "plain_text_input", "value": "hello"},
        ),
        ({"type": "users_select", "initial_user": "U1"}, {"type": "users_select", "selected_user": "U1"}),
        (
            {"type": "checkboxes", "initial_options": [{"value": "a"}]},
            {"type": "checkboxes", "selected_options": [{"value": "a"}]},
        ),
        ({"type": "multi_users_select"}, {"type": "multi_users_select", "selected_users": []}),
        ({"type": "timepicker", "initial_time": "09:00"}, {"type": "timepicker", "selected_time": "09:00"}),
    ],
)
def test_an_element_starts_with_what_the_app_gave_it(spec: Any, entry: Any) -> None:
    assert initial(spec) == entry


def test_a_conversation_menu_may_start_where_the_form_was_opened() -> None:
    spec = {"type": "conversations_select", "default_to_current_conversation": True}
    assert initial(spec, "C1")["selected_conversation"] == "C1"
    assert initial(spec | {"initial_conversation": "C2"}, "C1")["selected_conversation"] == "C2"
    assert initial({"type": "conversations_select"}, "C1")["selected_conversation"] is None


def test_what_was_entered_counts_only_for_the_same_type_of_element() -> None:
    block = {"type": "input", "block_id": "b", "element": {"type": "users_select", "action_id": "a"}}
    kept = entry_for(block["element"], "U1")
    assert state_values([block], {"b": {"a": kept}}) == {"b": {"a": kept}}
    other = entry_for({"type": "plain_text_input"}, "U1")
    assert state_values([block], {"b": {"a": other}})["b"]["a"]["selected_user"] is None


def test_buttons_hold_nothing(panel: Any) -> None:
    assert "buttons" not in state_values(panel, {})


def test_elements_come_from_top_to_bottom_out_of_every_kind_of_block() -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Press"}}
    blocks = [
        {"type": "section", "accessory": button | {"action_id": "1"}},
        {"type": "actions", "elements": [button | {"action_id": "2"}, button | {"action_id": "3"}]},
        {"type": "carousel", "elements": [{"type": "card", "actions": [button | {"action_id": "4"}]}]},
        {"type": "container", "child_blocks": [{"type": "section", "accessory": button | {"action_id": "5"}}]},
        {"type": "section", "accessory": {"type": "image", "alt_text": "A chart"}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "small"}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
    ]
    assert [element.action_id for element in elements_of(blocks)] == ["1", "2", "3", "4", "5"]


def test_what_has_no_id_is_named_once() -> None:
    blocks = [{"type": "actions", "elements": [{"type": "button"}, {"type": "button", "action_id": "mine"}]}]
    give_ids(blocks)
    first = (blocks[0]["block_id"], blocks[0]["elements"][0]["action_id"])
    give_ids(blocks)
    assert (blocks[0]["block_id"], blocks[0]["elements"][0]["action_id"]) == first
    assert all(first)
    assert blocks[0]["elements"][1]["action_id"] == "mine"


@pytest.mark.parametrize(
    ("block", "spec", "label"),
    [
        ({"label": {"text": "Why"}}, {"placeholder": {"text": "…"}}, "Why"),
        ({"text": {"text": "Section"}}, {"text": {"text": "Press"}}, "Press"),
        ({"text": {"text": "Section"}}, {"placeholder": {"text": "Choose"}}, "Choose"),
        ({"text": {"text": "Section"}}, {}, "Section"),
    ],
)
def test_a_label_is_the_nearest_text(block: Any, spec: Any, label: str) -> None:
    blocks = [{"type": "section", "accessory": {"type": "button"} | spec} | block]
    [element] = elements_of(blocks)
    assert element.label == {"text": label}


def test_an_icon_is_called_by_its_description() -> None:
    icon = {"type": "icon_button", "accessibility_label": "Delete"}
    [element] = elements_of([{"type": "context_actions", "elements": [icon]}])
    assert element.label == "Delete"


@pytest.mark.parametrize(
    ("block", "at_once"),
    [({"type": "input"}, False), ({"type": "input", "dispatch_action": True}, True), ({"type": "section"}, True)],
)
def test_an_input_tells_the_app_only_if_it_says_so(block: Any, at_once: bool) -> None:
    [element] = elements_of([block | {"element": {"type": "plain_text_input"}}])
    assert element.sends_at_once is at_once
