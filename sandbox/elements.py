"""What a person can press, pick or fill in: the interactive elements of a message or view, and what they hold."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.records import Json

State = dict[str, Json]

# type of element: what its value is called in `state` and in actions, what sets it at first, what it is when empty
HOLDERS: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "users_select": ("selected_user", "initial_user", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "file_input": ("files", "initial_files", []),
}
PRESSED = frozenset({"button", "workflow_button", "icon_button"})
PICKED_ONCE = frozenset({"overflow", "feedback_buttons"})
INTERACTIVE = PRESSED | PICKED_ONCE | HOLDERS.keys()


@dataclass(frozen=True)
class Element:
    """An interactive element where it stands: the block, and the element in it, as the app sent them."""

    block: Json
    spec: Json

    @property
    def block_id(self) -> str:
        """The id of the block it stands in."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """Its own id, by which the app knows it."""
        return str(self.spec["action_id"])

    @property
    def type(self) -> str:
        """What kind of element it is."""
        return str(self.spec["type"])

    @property
    def label(self) -> Json | str:
        """The text on it or beside it, by which a person calls it: a text object, or a plain string."""
        for text in (
            self.spec.get("text"),
            self.block.get("label"),
            self.spec.get("placeholder"),
            self.block.get("text"),
        ):
            if isinstance(text, dict):
                return text
        return str(self.spec.get("accessibility_label", ""))

    @property
    def sends_at_once(self) -> bool:
        """Whether the app hears of every change here, and not only when the form is submitted."""
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action"))


def every_block(blocks: Iterable[Json]) -> Iterator[Json]:
    """Blocks and the blocks inside them, from top to bottom."""
    for block in blocks:
        yield block
        inner = block.get("elements", ()) if block["type"] == "carousel" else block.get("child_blocks", ())
        yield from every_block(inner)


def give_ids(blocks: Iterable[Json]) -> None:
    """Name the blocks and elements that the app left without an id, as Slack does."""
    for block in every_block(blocks):
        if not block.get("block_id"):
            block["block_id"] = secrets.token_urlsafe(4)
        for spec in specs_in(block):
            if not spec.get("action_id"):
                spec["action_id"] = secrets.token_urlsafe(4)


def specs_in(block: Json) -> Iterator[Json]:
    """The interactive elements of one block, as the app sent them."""
    nested = [*block.get("elements", ()), *block.get("actions", ())]
    for spec in (block.get("element"), block.get("accessory"), *nested):
        if isinstance(spec, dict) and spec.get("type") in INTERACTIVE:
            yield spec


def elements_of(blocks: Iterable[Json]) -> Iterator[Element]:
    """Every interactive element of some blocks, from top to bottom."""
    blocks = list(blocks)
    give_ids(blocks)
    for block in every_block(blocks):
        for spec in specs_in(block):
            yield Element(block, spec)


def holds(entry: Json) -> Any:
    """The value inside a state entry, whatever its type calls it."""
    return entry[HOLDERS[entry["type"]][0]]


def entry_for(spec: Json, value: Any) -> Json:
    """A state entry, as Slack sends it, for an element that holds `value`."""
    return {"type": spec["type"], HOLDERS[spec["type"]][0]: value}


def initial(spec: Json, here: str | None = None) -> Json:
    """What an element holds before anyone touches it; `here` is the conversation in which the form was opened."""
    _, first, empty = HOLDERS[spec["type"]]
    value = spec.get(first, list(empty) if isinstance(empty, list) else empty)
    if value is None and spec.get("default_to_current_conversation"):
        value = here
    return entry_for(spec, value)


def state_values(blocks: Iterable[Json], entered: State, here: str | None = None) -> State:
    """`state.values` for some blocks: what was entered where something was, else what the elements started with."""
    values: State = {}
    for element in elements_of(blocks):
        if element.type in HOLDERS:
            known = entered.get(element.block_id, {}).get(element.action_id)
            entry = known if known and known["type"] == element.type else initial(element.spec, here)
            values.setdefault(element.block_id, {})[element.action_id] = entry
    return values
