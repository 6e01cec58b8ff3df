"""The vocabulary in which Block Kit's rules are written: checks of JSON values that answer in Slack's manner.

A check takes any JSON value and returns what is wrong with it: pairs of a JSON pointer (relative to the value) and
Slack's words for it; nothing when the value is fine. Checks hold no state and raise nothing.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Problem = tuple[str, str]
Check = Callable[[Any], Sequence[Problem]]

FINE: tuple[Problem, ...] = ()
BAD_ENUM = "must be a valid enum value"
NO_LIMIT = sys.maxsize


def wrong(what: str, where: str = "") -> Sequence[Problem]:
    """One problem; `where` is a JSON pointer below the value that was checked."""
    return ((where, what),)


def below(name: str | int, problems: Iterable[Problem]) -> list[Problem]:
    """The same problems, seen from the object or array that holds the value as `name`."""
    return [(f"/{name}{where}", what) for where, what in problems]


def at_pointer(root: str, problems: Iterable[Problem]) -> list[str]:
    """Problems as Slack writes them, with JSON pointers that begin at `root`."""
    return [f"{what} [json-pointer:{root}{where}]" for where, what in problems]


def string(most: int = NO_LIMIT, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: Any) -> Sequence[Problem]:
        if not isinstance(value, str):
            return wrong("must provide a string")
        if least <= len(value) <= most:
            return FINE
        short = f"must be more than {least - 1} characters"
        return wrong(short if len(value) < least else f"must be less than {most + 1} characters")

    return check


def pattern(expression: str, what: str) -> Check:
    """A string that matches the whole expression; `what` says what it must be."""
    compiled = re.compile(expression)

    def check(value: Any) -> Sequence[Problem]:
        if not isinstance(value, str):
            return wrong("must provide a string")
        return FINE if compiled.fullmatch(value) else wrong(what)

    return check


def choice(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: Any) -> Sequence[Problem]:
        if value in allowed:
            return FINE
        return wrong(BAD_ENUM if isinstance(value, str) else "must provide a string")

    return check


def flag(value: Any) -> Sequence[Problem]:
    """A boolean."""
    return FINE if isinstance(value, bool) else wrong("must provide a boolean")


def whole(least: int, most: int = NO_LIMIT) -> Check:
    """An integer from `least` to `most`."""

    def check(value: Any) -> Sequence[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            return wrong("must provide an integer")
        if value > most:
            return wrong(f"must be less than {most + 1}")
        return FINE if value >= least else wrong(f"must be more than {least - 1}")

    return check


def number(value: Any) -> Sequence[Problem]:
    """A finite number, whole or not."""
    if isinstance(value, float):
        return FINE if math.isfinite(value) else wrong("must provide a number")
    return FINE if isinstance(value, int) and not isinstance(value, bool) else wrong("must provide a number")


def array(item: Check, most: int = NO_LIMIT, least: int = 0) -> Check:
    """An array of `least` to `most` items, each of which passes `item`."""

    def check(value: Any) -> Sequence[Problem]:
        if not isinstance(value, list):
            return wrong("must provide an array")
        problems: list[Problem] = []
        if len(value) > most:
            problems += wrong(f"no more than {most} items allowed")
        if len(value) < least:
            problems += wrong(f"must provide at least {least} items")
        for index, element in enumerate(value):
            if found := item(element):
                problems += below(index, found)
        return problems

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Check) -> Check:
    """An object with these fields and no others. `rules` look at several fields together, and are asked only once
    each field is fine by itself, so they may rely on the types.
    """
    known = {**required, **(optional or {})}
    needed = tuple(required)

    def check(value: Any) -> Sequence[Problem]:
        if not isinstance(value, dict):
            return wrong("must provide an object")
        problems: list[Problem] = []
        for name, field in value.items():
            rule = known.get(name)
            if rule is None:
                problems += wrong(f"invalid additional property: {name}")
            elif found := rule(field):
                problems += below(name, found)
        for name in needed:
            if name not in value:
                problems += wrong(f"missing required field: {name}")
        if rules and not problems:
            return [problem for rule in rules for problem in rule(value)]
        return problems

    return check


def typed(
    name: str, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Check
) -> Check:
    """A `record` whose `type` must be `name`."""
    return record({"type": choice(name), **required}, optional, *rules)


def by_type(kinds: Mapping[str, Check], refusal: str = "unsupported type: {}") -> Check:
    """An object that is checked by what its `type` asks for; `refusal` is said of a type that is not among `kinds`."""

    def check(value: Any) -> Sequence[Problem]:
        if not isinstance(value, dict):
            return wrong("must provide an object")
        kind = value.get("type")
        if isinstance(kind, str):
            rule = kinds.get(kind)
            return rule(value) if rule else wrong(refusal.format(kind), "/type")
        return wrong("must provide a string", "/type") if "type" in value else wrong("missing required field: type")

    return check


def one_of(*names: str) -> Check:
    """A rule for `record`: exactly one of the fields is there."""
    listed = " or ".join(f"`{name}`" for name in names)

    def rule(value: Any) -> Sequence[Problem]:
        given = sum(name in value for name in names)
        return FINE if given == 1 else wrong(f"must define either {listed}")

    return rule


def any_of(*names: str, where: str = "") -> Check:
    """A rule for `record`: at least one of the fields is there."""
    listed = " or ".join(f"`{name}`" for name in names)

    def rule(value: Any) -> Sequence[Problem]:
        return FINE if any(name in value for name in names) else wrong(f"must define either {listed}", where)

    return rule


def in_order(low: str, high: str) -> Check:
    """A rule for `record`: one number, or numeric string, is not above the other."""

    def rule(value: Any) -> Sequence[Problem]:
        if low in value and high in value and float(value[low]) > float(value[high]):
            return wrong(f"must not be more than `{high}`", f"/{low}")
        return FINE

    return rule
