"""Conversations as one person sees them: channels, and the direct one with the bot."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sandbox.choices import NotThere
from sandbox.records import Channel, Message
from sandbox.seen import MessageSeen

if TYPE_CHECKING:
    from sandbox.people import Person


class Conversation:
    """A channel or direct conversation as one person sees it."""

    def __init__(self, person: Person, channel: Channel) -> None:
        self.person = person
        self.channel = channel

    @property
    def messages(self) -> list[MessageSeen]:
        """The messages, newest last, with those that only this person sees."""
        return list(self._newest_first())[::-1]

    @property
    def last(self) -> MessageSeen:
        """The newest message. Raises NotThere in an empty conversation."""
        for message in self._newest_first():
            return message
        raise NotThere("A message", ())

    def message(self, ts: str) -> MessageSeen:
        """The message at `ts`. Raises NotThere."""
        message = self.channel.messages.get(ts)
        if message is None or not self._sees(message):
            raise NotThere(f"The message at {ts}", (seen.ts for seen in self.messages))
        return MessageSeen(self.person, self.channel, message)

    def those(self, some: Iterable[str]) -> list[MessageSeen]:
        """The messages at these timestamps, as far as they are there and this person sees them."""
        found = [self.channel.messages[ts] for ts in some if ts in self.channel.messages]
        return [MessageSeen(self.person, self.channel, message) for message in found if self._sees(message)]

    def saying(self, words: str) -> MessageSeen:
        """The newest message in which these words can be read. Raises NotThere."""
        for message in self._newest_first():
            if words in message.plain or words in message.text:
                return message
        raise NotThere(f"A message that says {words!r}", (message.plain for message in self.messages))

    @property
    def unread(self) -> int:
        """How many messages of others came since the person last looked."""
        read = self.person.read.get(self.channel.id, "")
        fresh = itertools.takewhile(lambda seen: seen.ts > read, self._newest_first())
        return sum(seen.message.user != self.person.user.id for seen in fresh)

    def look(self) -> str:
        """Have read everything that is there now; the newest message that had been read before, or nothing."""
        read = self.person.read.get(self.channel.id, "")
        newest = next(self._newest_first(), None)
        if newest is not None:
            self.person.read[self.channel.id] = newest.ts
        return read

    def _newest_first(self) -> Iterator[MessageSeen]:
        for message in reversed(self.channel.messages.values()):
            if self._sees(message):
                yield MessageSeen(self.person, self.channel, message)

    def _sees(self, message: Message) -> bool:
        return message.ephemeral_to in (None, self.person.user.id)
