"""Who takes part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """A member of a workspace. `id` is Slack's user id, `name` what people call them, `handle` their login.

    `updated` is when Slack last changed any of this, in seconds since 1970; 0 where Slack does not say. `locale` is
    the language of their Slack (`de-DE`), empty where it is not known; an admin is one of the workspace.
    """

    id: str
    name: str
    tz: str = "UTC"
    handle: str = ""
    is_bot: bool = False
    is_deleted: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    updated: int = 0
    locale: str = ""
    is_admin: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether they answer pulses: bots, guests, strangers from shared channels and people who left do not."""
        return self.is_colleague and not self.is_guest

    @property
    def is_colleague(self) -> bool:
        """Whether they can be thanked: a person of this workspace who is still there."""
        return not (self.is_bot or self.is_deleted or self.is_stranger)


def named(people: Iterable[Person], ids: Iterable[str]) -> str:
    """The names of these ids as people read them: `Ada, Ben and Cleo`. An unknown id is `someone`."""
    names = {person.id: person.name for person in people}
    return listed([names.get(person_id, "someone") for person_id in ids])


def listed(words: list[str]) -> str:
    """Words as a list in a sentence: `a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
