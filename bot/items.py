"""The item bank: the questions, and which of them a team is asked in a week."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

NEEDS = ("autonomy", "competence", "recognition")
ROTATION = 4


@dataclass(frozen=True)
class Item:
    """One question. `turn` is its place in the rotation (1-4), or 5 for the reversed item of a need."""

    id: str
    need: str
    turn: int
    text: str
    reversed: bool = False


def parse(raw: Mapping[str, Any]) -> dict[str, Item]:
    """The bank from its file's content, by id. Raises ValueError that names the entry when one is malformed."""
    bank: dict[str, Item] = {}
    for entry in raw.get("item", ()):
        item_id, text = entry.get("id", ""), entry.get("text", "")
        need, _, turn = str(item_id).partition("-")
        if need not in NEEDS or not turn.isdecimal() or not (text and isinstance(text, str)) or item_id in bank:
            raise ValueError(
                f"items.toml: the entry {item_id or text!r} needs an id of its own, like autonomy-1, and a text"
            )
        bank[item_id] = Item(item_id, need, int(turn), text, bool(entry.get("reversed", False)))
    missing = [f"{need}-{turn}" for need in NEEDS for turn in range(1, ROTATION + 1) if f"{need}-{turn}" not in bank]
    if missing:
        raise ValueError(f"items.toml: {missing[0]} is missing; every need has items 1 to {ROTATION}")
    return bank


@cache
def bank() -> dict[str, Item]:
    """The bank that ships with Heartline."""
    return parse(tomllib.loads(files("bot").joinpath("items.toml").read_text("utf-8")))


def asked(week: int, offset: int) -> tuple[Item, ...]:
    """What a team is asked in a week: one item for each need, all members the same, teams offset in the rotation.

    With personal schedules the item of an answer would narrow its author down to a few people.
    """
    turn = (week + offset) % ROTATION + 1
    return tuple(bank()[f"{need}-{turn}"] for need in NEEDS)
