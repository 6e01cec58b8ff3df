"""Who takes part, and who is meant by a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.errors import Refused


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

    def takes_part(self, *, has_guests: bool) -> bool:
        """Whether they are asked in a workspace with or without guests; bots, strangers and who left never are."""
        return self.is_colleague and (has_guests or not self.is_guest)

    @property
    def is_colleague(self) -> bool:
        """Whether they are a person of this workspace who is still there, and so can be thanked."""
        return not (self.is_bot or self.is_deleted or self.is_stranger)


def may_administer(person: Person | None) -> bool:
    """Whether someone is an admin of the workspace who is still there."""
    return person is not None and person.is_colleague and person.is_admin


def checked_admin(person: Person | None) -> Person:
    """Someone who may administer. Raises Refused for anyone else."""
    if person is None or not may_administer(person):
        raise Refused("admin_only")
    return person


def called(people: Iterable[Person], wanted: str) -> Person:
    """Who is meant by a name as in Slack, a login or an id, with or without `@`.

    Raises Refused when that is nobody, or several whose logins tell them apart.
    """
    known, name = list(people), wanted.strip().removeprefix("@").casefold()
    exact = [person for person in known if name and name in (person.id.casefold(), person.handle.casefold())]
    found = exact or [person for person in known if name and name == person.name.casefold()]
    if not found and "@" in name:
        raise Refused("person_email", name=wanted)
    if not found:
        raise Refused("person_unknown", name=wanted)
    if len(found) > 1:
        raise Refused("person_several", name=wanted, handles=listed([f"@{person.handle}" for person in found]))
    return found[0]


def all_called(people: Iterable[Person], wanted: str) -> list[Person]:
    """Who is meant by names with commas between them, each once. Raises Refused as `called` does."""
    known = list(people)
    return list(dict.fromkeys(called(known, name) for name in wanted.split(",") if name.strip()))


def named(people: Iterable[Person], ids: Iterable[str]) -> str:
    """The names of these ids as people read them: `Ada, Ben and Cleo`. An unknown id is `someone`."""
    names = {person.id: person.name for person in people}
    return listed([names.get(person_id, "someone") for person_id in ids])


def listed(words: list[str]) -> str:
    """Words as a list in a sentence: `a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
