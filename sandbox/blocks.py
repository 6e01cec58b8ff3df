"""What Slack refuses in messages and views, and in which words: Block Kit's limits, places and unique ids.

The sandbox's server refuses with it, and an app's own tests can hold its messages and views to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.block_kinds import IN_HOME, IN_MESSAGES, IN_MODALS
from sandbox.block_objects import plain_text
from sandbox.block_rules import BAD_ENUM, FINE, Problem, array, at_pointer, below, by_type, flag, string, typed, wrong

Placed = tuple[str, dict[str, Any]]

CHARACTERS_IN_ALL = {"markdown": 12_000, "table": 10_000, "data_table": 20_000}
BLOCKS_OF_A_KIND = {"table": 1, "data_visualization": 2}
COUNTED = {*CHARACTERS_IN_ALL, *BLOCKS_OF_A_KIND}


def check_message(payload: object, refused: frozenset[str] = frozenset()) -> list[str]:
    """What Slack would refuse in a message (`text`, `blocks`, `attachments`; other fields are not looked at), as
    `response_metadata.messages` has it; an empty list is a message that Slack takes.

    `refused` are kinds of blocks that this workspace does not take, as happens with new ones. A message of none of the
    three is `["no_text"]`. Takes any JSON value and raises nothing.
    """
    if not isinstance(payload, dict):
        return at_pointer("", wrong("must provide an object"))
    given = {name: payload[name] for name in MESSAGE_PARTS if payload.get(name) is not None}
    if not any(given.values()):
        return ["no_text"]
    problems = [problem for name, value in given.items() for problem in below(name, MESSAGE_PARTS[name](value))]
    return at_pointer("", problems or message_wide(list(blocks_of_message(given)), refused))


def lacks_text(payload: object) -> bool:
    """Whether a message has blocks and no top-level text. Slack takes it, with the warning `missing_text_in_message`,
    but notifications and screen readers then have nothing to say.
    """
    return isinstance(payload, dict) and bool(payload.get("blocks")) and not payload.get("text")


def check_view(view: object) -> list[str]:
    """What Slack would refuse in a modal or a Home tab, as `response_metadata.messages` has it; an empty list is a
    view that Slack takes. Takes any JSON value and raises nothing.
    """
    return at_pointer("/view", view_kinds(view))


def attachment(value: Any) -> Sequence[Problem]:
    """A secondary attachment: its blocks are held to the rules of messages, its older fields to none."""
    if not isinstance(value, dict):
        return wrong("must provide an object")
    return below("blocks", message_blocks(value["blocks"])) if "blocks" in value else FINE


def input_needs_submit(view: Any) -> Sequence[Problem]:
    """A rule for modals: what people fill in, they must be able to submit."""
    if "submit" in view:
        return FINE
    return [
        (f"/blocks/{index}/input", "must define `submit` to use an `input` block in modals")
        for index, block in enumerate(view["blocks"])
        if block["type"] == "input"
    ]


def view_wide(view: Any) -> Sequence[Problem]:
    """A rule for views: what must be unique in the whole of it."""
    placed = list(every_block("/blocks", view["blocks"]))
    return [*unique_block_ids(placed), *one_focus(placed)]


def message_wide(placed: Sequence[Placed], refused: frozenset[str]) -> list[Problem]:
    """What must be unique, and what must not be too much, in a message as a whole."""
    counted = (
        [*few_of_a_kind(placed), *short_in_all(placed)] if COUNTED & {block["type"] for _, block in placed} else []
    )
    unknown = [
        (f"{where}/type", f"unsupported type: {block['type']}") for where, block in placed if block["type"] in refused
    ]
    return [*unknown, *unique_block_ids(placed), *one_focus(placed), *counted]


def blocks_of_message(payload: dict[str, Any]) -> Iterator[Placed]:
    """Each block of a message and of its attachments, with its JSON pointer."""
    yield from every_block("/blocks", payload.get("blocks", ()))
    for index, item in enumerate(payload.get("attachments", ())):
        yield from every_block(f"/attachments/{index}/blocks", item.get("blocks", ()))


def every_block(where: str, blocks: Sequence[dict[str, Any]]) -> Iterator[Placed]:
    """Each block and the blocks inside it, with its JSON pointer."""
    for index, block in enumerate(blocks):
        yield f"{where}/{index}", block
        if block["type"] == "container":
            yield from every_block(f"{where}/{index}/child_blocks", block["child_blocks"])
        elif block["type"] == "carousel":
            yield from every_block(f"{where}/{index}/elements", block["elements"])


def unique_block_ids(placed: Sequence[Placed]) -> Iterator[Problem]:
    """A block_id that a block before has already."""
    seen = set()
    for where, block in placed:
        block_id = block.get("block_id")
        if block_id in seen:
            yield f"{where}/block_id", f'`block_id` "{block_id}" already exists'
        elif block_id is not None:
            seen.add(block_id)


def one_focus(placed: Sequence[Placed]) -> Iterator[Problem]:
    """A second element that asks for the focus."""
    taken = False
    for where, block in placed:
        for element in (block.get("element", {}), block.get("accessory", {}), *block.get("elements", ())):
            if element.get("focus_on_load"):
                if taken:
                    yield where, "only one element can have `focus_on_load`"
                taken = True


def few_of_a_kind(placed: Sequence[Placed]) -> Iterator[Problem]:
    """One block more than a message may have of its kind."""
    for kind, most in BLOCKS_OF_A_KIND.items():
        found = [where for where, block in placed if block["type"] == kind]
        if len(found) > most:
            yield found[most], f"no more than {most} {kind} blocks allowed"


def short_in_all(placed: Sequence[Placed]) -> Iterator[Problem]:
    """More characters than a message may have in all its tables, or in all its markdown."""
    for kind, most in CHARACTERS_IN_ALL.items():
        if sum(characters(block) for _, block in placed if block["type"] == kind) > most:
            yield "/blocks", f"{kind} blocks must be less than {most + 1} characters in all"


def characters(value: Any) -> int:
    """How many characters of text there are in a block."""
    if isinstance(value, list):
        return sum(map(characters, value))
    if isinstance(value, dict):
        return sum(
            len(part) if name == "text" and isinstance(part, str) else characters(part) for name, part in value.items()
        )
    return 0


message_blocks = array(by_type(IN_MESSAGES), 50)
MESSAGE_PARTS = {"text": string(least=0), "blocks": message_blocks, "attachments": array(attachment, 100)}

any_view = {"private_metadata": string(3000, 0), "callback_id": string(255, 0), "external_id": string(255, 0)}
view_kinds = by_type(
    {
        "modal": typed(
            "modal",
            {"title": plain_text(24), "blocks": array(by_type(IN_MODALS), 100)},
            {
                **any_view,
                "submit": plain_text(24),
                "close": plain_text(24),
                "clear_on_close": flag,
                "notify_on_close": flag,
            },
            input_needs_submit,
            view_wide,
        ),
        # A title is taken on a Home tab, and shown nowhere.
        "home": typed(
            "home", {"blocks": array(by_type(IN_HOME), 100)}, {**any_view, "title": plain_text(24)}, view_wide
        ),
    },
    BAD_ENUM,
)
