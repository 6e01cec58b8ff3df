"""What is typed behind `/kudos`: people, user groups, and what they did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.errors import Refused

MENTION = re.compile(
    r"<@(?P<person>[UW][A-Z0-9]+)(?:\|[^<>]*)?>|<!subteam\^(?P<group>[A-Z0-9]+)(?:\|@?(?P<handle>[^<>]*))?>"
)
LEAD = re.compile(r"(?:(?:thank(?:s| you)?|to)\b[\s,:]*)+(?=<[@!]|@)", re.IGNORECASE)
SIGNS = r"[+/;:\u2013\u2014-]+(?=[\s<@]|$)"  # between names or behind them, but not those of `:tada:`
BETWEEN = re.compile(rf"(?:[\s,]|(?:and|plus)\b|&amp;|&(?!\w+;)|{SIGNS})+")
UNCLEAR = re.compile(rf"(?:(?:[^\w\s<@&:]|&\w+;|:[\w+'-]+:)\s*)+(?:{MENTION.pattern})")
EVERYONE = re.compile(r"<!(?:here|channel|everyone)\b[^<>]*>|@(?:here|channel|everyone)\b")
NAME = re.compile(r"@[\w.-]+")
TAG = re.compile(r"(?<![\w#])#(\w[\w-]*)")
STOPS = " \n,.;:"


class Group(NamedTuple):
    """A user group that was named; its handle is empty where Slack did not send it."""

    id: str
    handle: str

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return f"@{self.handle}" if self.handle else "this group"


class Said(NamedTuple):
    """Whom a command names, each once, and the words after them, in Slack's markup."""

    people: tuple[str, ...]
    groups: tuple[Group, ...]
    did: str


def parse(text: str) -> Said:
    """The people and groups mentioned in front, and the words after them, without a leading "for".

    Raises Refused where everyone is meant, where a name is no mention or stands behind the words, and where it is not
    clear whether another one is meant: they would not be told.
    """
    rest, people, groups = LEAD.sub("", text.strip(), count=1), list[str](), list[Group]()
    while match := MENTION.match(rest):
        if match["person"]:
            people.append(match["person"])
        else:
            groups.append(Group(match["group"], match["handle"] or ""))
        rest = rest[match.end() :]
        if between := BETWEEN.match(rest):
            rest = rest[between.end() :]
    _check(rest, is_somebody_named=bool(people or groups))
    words = re.sub(r"^for\b\s*", "", rest, flags=re.IGNORECASE)
    return Said(tuple(dict.fromkeys(people)), tuple(dict.fromkeys(groups)), words.strip())


def _check(rest: str, *, is_somebody_named: bool) -> None:
    if EVERYONE.match(rest):
        raise Refused("kudos_to_everyone")
    if name := NAME.match(rest):
        raise Refused("kudos_to_a_name", name=name.group())
    if is_somebody_named and UNCLEAR.match(rest):
        raise Refused("kudos_to_whom")
    if not is_somebody_named and MENTION.search(rest):
        raise Refused("kudos_people_first")


def tag(value: str) -> str:
    """A value as people type it behind `#`: letters and digits alone, alike in capitals and not."""
    return re.sub(r"[\W_]+", "", value.casefold())


def valued(did: str, values: Sequence[str]) -> tuple[str, str]:
    """Words without the first `#value` that is one of these, and that value; "" where there is none.

    At either end of the words the tag goes; in their midst it is a word, and only its sign goes.
    """
    known = {tag(value): value for value in values}
    for found in TAG.finditer(did):
        if value := known.get(tag(found[1])):
            before, after = did[: found.start()], did[found.end() :]
            if before.strip() and after.strip(STOPS):
                return f"{before}{found[1]}{after}", value
            return f"{before.rstrip()}{after}".lstrip(STOPS).rstrip(), value
    return did, ""
