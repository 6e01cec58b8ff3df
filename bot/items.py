"""The item bank: the questions, which of them a workspace has chosen, and which a team is asked in a round."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from bot.errors import Refused

NEEDS = ("autonomy", "competence", "recognition")
ROTATION = 4
QUARTER = 13  # weeks
OWN_ITEM_LIMIT = 150  # characters


class Kind(StrEnum):
    """What an item is for. Only core items belong to a need; each of the others is reported alone."""

    CORE = "core"
    EXPECTATION = "expectation"  # the 4 Rs: roles, rights, responsibilities, rewards
    CONTACT = "contact"  # with customers
    FRIEND = "friend"  # would tell a friend to work here
    OWN = "own"  # written by the workspace


@dataclass(frozen=True)
class Item:
    """One question. `turn` is its place among its kind and need, from 1; `need` is empty for all but core items.

    Its words are found by its id in each language (`bot.views.language`). Only an own item carries its `text`; these
    take turns in the order in which their workspace has them, and `turn` is 1 for all.
    """

    id: str
    kind: Kind
    need: str
    turn: int
    reversed: bool = False
    text: str = ""


@dataclass(frozen=True)
class Choice:
    """What a workspace has chosen to ask, and whether the team at hand meets customers.

    `per_need` is 1 or 2; `has_fourth` is the optional tap after the needs; `off` are ids of items never asked.
    """

    per_need: int = 1
    has_fourth: bool = True
    meets_customers: bool = False
    off: frozenset[str] = frozenset()
    own: tuple[Item, ...] = ()


PLACES = [(Kind.CORE, need, turn) for need in NEEDS for turn in range(1, ROTATION + 2)]  # the last is reversed
PLACES += [(Kind.EXPECTATION, "", turn) for turn in range(1, ROTATION + 1)]
PLACES += [(Kind.CONTACT, "", turn) for turn in range(1, 4)] + [(Kind.FRIEND, "", 1)]


def parse(raw: Mapping[str, Any]) -> dict[str, Item]:
    """The bank from its file's content, by id. Raises ValueError that names the entry which is wrong or missing."""
    bank: dict[str, Item] = {}
    for entry in raw.get("item", ()):
        item = _read(entry)
        if item.id in bank:
            raise ValueError(f"items.toml: the id {item.id!r} is there twice")
        bank[item.id] = item
    taken = [_place(item) for item in bank.values()]
    for place in PLACES:
        if taken.count(place) != 1 and (place in taken or place[2] <= ROTATION):
            name = " ".join(str(part) for part in place if part)
            raise ValueError(f"items.toml: {name} is {'there twice' if place in taken else 'missing'}")
    return bank


def _place(item: Item) -> tuple[Kind, str, int]:
    return item.kind, item.need, item.turn


def _read(entry: Mapping[str, Any]) -> Item:
    """One entry of the file. Raises ValueError that names it when it is malformed."""
    name = entry.get("id", dict(entry))
    wrong = ValueError(f"items.toml: {name!r} is no item with an id, a kind, a need if it is core, and a turn")
    try:
        item = Item(**{"need": "", **entry, "kind": Kind(entry.get("kind", ""))})
    except (TypeError, ValueError) as error:
        raise wrong from error
    is_named = isinstance(item.id, str) and item.id
    if not is_named or item.text or _place(item) not in PLACES or item.reversed is not (item.turn > ROTATION):
        raise wrong
    return item


@cache
def bank() -> dict[str, Item]:
    """The bank that ships with Heartline."""
    return parse(tomllib.loads(files("bot").joinpath("items.toml").read_text("utf-8")))


def is_whole(week: int, previous_week: int | None) -> bool:
    """Whether a round asks the whole bank: the first of each quarter, but never the first of a workspace.

    Weeks are counted from 1970-W01; `previous_week` is that of the workspace's round before.
    """
    return previous_week is not None and week // QUARTER != previous_week // QUARTER


def asked(turn: int, offset: int, choice: Choice = Choice(), *, is_whole: bool = False) -> tuple[Item, ...]:
    """What a team is asked in a round: all its members the same, and teams offset in the rotation.

    `turn` counts the workspace's rounds and `offset` is the team's. With personal schedules the item of an answer would
    narrow its author down to a few people, so nobody has a rotation of their own.
    """
    if is_whole:
        return tuple(item for need in NEEDS for item in _on(Kind.CORE, choice, need))
    place = turn + offset
    needs = [item for need in NEEDS for item in _of_need(need, place, choice)]
    return (*needs, *(_fourth(place, choice) if choice.has_fourth else ()))


def _on(kind: Kind, choice: Choice, need: str = "") -> list[Item]:
    """The items of a kind and need that are on, in turn."""
    known = [item for item in (*bank().values(), *choice.own) if item.id not in choice.off]
    return sorted((item for item in known if (item.kind, item.need) == (kind, need)), key=lambda item: item.turn)


def _of_need(need: str, place: int, choice: Choice) -> list[Item]:
    """One item in turn, or one pair; a need with a single item left is asked that one, never twice."""
    on = [item for item in _on(Kind.CORE, choice, need) if not item.reversed]
    many = min(choice.per_need, len(on))
    return [on[(place * many + nth) % len(on)] for nth in range(many)]


def _fourth(place: int, choice: Choice) -> list[Item]:
    """The optional item of a round: the 4 Rs in turn, and in every four rounds each visitor in the place of one R.

    The places move on with each four rounds, so that no R stays away for long.
    """
    cycle, turn = divmod(place, ROTATION)
    visiting = ([Kind.CONTACT] if choice.meets_customers else []) + [Kind.FRIEND, Kind.OWN]
    visitors = [items[cycle % len(items)] for kind in visiting if (items := _on(kind, choice))]
    for nth, visitor in enumerate(visitors):
        if (nth - cycle) % ROTATION == turn:
            return [visitor]
    return [item for item in _on(Kind.EXPECTATION, choice) if item.turn == turn + 1]


def switched(off: frozenset[str], item_id: str, on: bool, own: Iterable[Item] = ()) -> frozenset[str]:
    """What is off once this item is switched on or off.

    Raises Refused for an item that is not known, and for the last of a need: without it the need has no score.
    """
    item = {**bank(), **{item.id: item for item in own}}.get(item_id)
    if item is None:
        raise Refused("item_unknown")
    after = off - {item_id} if on else off | {item_id}
    if item.kind is Kind.CORE and not _of_need(item.need, 0, Choice(off=after)):
        raise Refused("item_last_of_need")
    return after


def own_item(item_id: str, text: str, existing: Iterable[Item]) -> Item:
    """A workspace's own item, on one line, beside those it has already. It belongs to no need and has no place.

    Raises Refused for a text that is empty, too long or taken.
    """
    text = " ".join(text.split())
    if not text:
        raise Refused("item_text_empty", field="text")
    if len(text) > OWN_ITEM_LIMIT:
        raise Refused("item_text_long", field="text", limit=OWN_ITEM_LIMIT)
    if text.casefold() in {other.text.casefold() for other in existing}:
        raise Refused("item_taken", field="text")
    return Item(item_id, Kind.OWN, need="", turn=1, text=text)
