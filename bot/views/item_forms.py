"""The questions and which of them are on, as a list in which an admin switches them, and the form for one more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.items import OWN_ITEM_LIMIT, Item, Kind
from bot.views import kit
from bot.views.admin import NEXT_ROUND
from bot.views.kit import Block
from bot.views.language import texts

OPEN, ON, OFF, ADD, FORM = "items_open", "item_on", "item_off", "item_add", "item_form"
PER_PAGE = 10
TITLE = "Questions"
KINDS = {
    Kind.EXPECTATION: "Roles, rights, duties, rewards",
    Kind.CONTACT: "Customers, for teams that meet them",
    Kind.FRIEND: "A friend to work here",
    Kind.OWN: "Your own",
}
STAYS = "The last question about this that is on, so it stays on."
ADDED = (
    "Added. It takes its turn as the optional fourth question, is reported alone and is never part of a score. "
    f"{NEXT_ROUND}"
)


@dataclass(frozen=True)
class Choosable:
    """A question, whether it is on, and whether it must stay so."""

    item: Item
    is_on: bool
    must_stay: bool = False


def page_of(items: Sequence[Choosable], item_id: str) -> int:
    """The page that a question is on, from 0; the first for one that is not known."""
    ids = [one.item.id for one in items]
    return ids.index(item_id) // PER_PAGE if item_id in ids else 0


def listing(items: Sequence[Choosable], page: int) -> Block:
    """One page of the questions, as a modal; the last one for a number beyond it."""
    page = min(page, (len(items) - 1) // PER_PAGE)
    count = sum(one.is_on for one in items)
    shown = items[page * PER_PAGE : (page + 1) * PER_PAGE]
    lines = [block for one in shown for block in _entry(one)]
    foot = [kit.actions("item_turns", [*_turns(page, len(items)), kit.button("Add a question", ADD, "add")])]
    return kit.modal(TITLE, "note", [kit.context(f"{count} of {len(items)} are on. {NEXT_ROUND}"), *lines, *foot])


def _entry(one: Choosable) -> list[Block]:
    question = texts("en").item(one.item)
    state = "On" if one.is_on else "Off"
    told = f"{kit.escape(question)}\n_{_kind(one.item)}_ · *{state}*"
    return [kit.section(f"{told}\n{STAYS}" if one.must_stay else told, None if one.must_stay else _switch(one))]


def _switch(one: Choosable) -> Block:
    label, action = ("Switch off", OFF) if one.is_on else ("Switch on", ON)
    return kit.button(label, action, one.item.id, spoken=f"{label}: {texts('en').item(one.item)}")


def _kind(item: Item) -> str:
    if item.kind is not Kind.CORE:
        return KINDS[item.kind]
    return item.need.capitalize() + (", only in a week with all questions" if item.reversed else "")


def _turns(page: int, count: int) -> list[Block]:
    buttons = [kit.button("Back", f"{OPEN}:back", str(page - 1))] if page else []
    if (page + 1) * PER_PAGE < count:
        buttons.append(kit.button("More", f"{OPEN}:more", str(page + 1)))
    return buttons


def form() -> Block:
    """The form for a question of the workspace's own."""
    example = "I can find what I need to help a customer."
    words = kit.text_input(OWN_ITEM_LIMIT, example=example)
    hint = "One sentence that people answer from 1 (not at all) to 5 (completely). It can be switched off, not removed."
    return kit.modal("Add a question", FORM, [kit.field("text", "Your question", words, hint=hint)], submit="Add")
