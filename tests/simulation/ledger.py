"""What happened in a simulation: a hash over all of it, and what the rules are checked against afterwards."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import inf
from typing import Any

OPERATION: ContextVar[Operation | None] = ContextVar("operation", default=None)


@dataclass
class Operation:
    """Something a person did once, and what they learned of it.

    `ended` is when the bot had surely done with it. `is_acked`: Slack heard the bot say that it took it.
    `is_troubled`: the database refused it for a moment. `was_told`: the words that came back to the person.
    """

    kind: str
    person: str
    about: tuple[Any, ...]
    began: float
    ended: float = inf
    reached: bool = False
    is_acked: bool = False
    is_troubled: bool = False
    was_told: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Post:
    """A message that Slack took: when it was asked for and when it was there."""

    asked: float
    at: float
    recipient: str
    channel: str
    nonce: str
    text: str
    block_ids: tuple[str, ...]


@dataclass(frozen=True)
class Attempt:
    """A call of chat.postMessage, as it left the bot: by whom, when, to whom, with which nonce."""

    life: str
    at: float
    recipient: str
    nonce: str


@dataclass
class Ledger:
    """All that is remembered of one simulation."""

    crashes: Counter[str] = field(default_factory=Counter)
    freezes: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    attempts: list[Attempt] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    ambiguous: Counter[str] = field(default_factory=Counter)
    throttled: list[tuple[str, float, float]] = field(default_factory=list)
    deaths: dict[str, float] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    closings: list[tuple[float, float]] = field(default_factory=list)
    gone: dict[str, float] = field(default_factory=dict)
    knows: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    on_post: Callable[[Post], None] | None = None
    on_heard: Callable[[str, int], None] | None = None
    _hash: Any = field(default_factory=hashlib.sha256)

    def note(self, *words: object) -> None:
        """Add a line to the trace."""
        line = f"{asyncio.get_running_loop().time():.6f} {' '.join(map(str, words))}\n"
        self._hash.update(line.encode())

    @property
    def trace(self) -> str:
        """The hash of everything so far: equal for two runs that went alike."""
        return str(self._hash.hexdigest())

    def crashed(self, life: str, place: str) -> None:
        self.crashes[place] += 1
        self.deaths[life] = asyncio.get_running_loop().time()
        self.note("crash", life, place)

    def froze(self, life: str) -> None:
        self.freezes += 1
        self.note("freeze", life)

    def posted(self, post: Post) -> None:
        self.posts.append(post)
        self.note("post", post.recipient, post.nonce)
        if self.on_post:
            self.on_post(post)

    def begun(self, kind: str, person: str, *about: Any) -> Operation:
        """Note that a person does something."""
        operation = Operation(kind, person, about, asyncio.get_running_loop().time())
        self.operations.append(operation)
        self.note(kind, person, *about)
        return operation

    def left(self, person: str) -> None:
        self.gone[person] = asyncio.get_running_loop().time()
        self.note("left", person)

    def heard(self, person: str, updated: int) -> None:
        """Note that the bot acknowledged a change to someone."""
        if person in self.gone:
            self.knows.setdefault(person, asyncio.get_running_loop().time())
        self.note("heard", person, updated)
        if self.on_heard:
            self.on_heard(person, updated)

    def breach(self, rule: str) -> None:
        """Note that a rule was broken."""
        self.wrong.append(rule)
        self.note("BREACH", rule)
