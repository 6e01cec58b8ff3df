"""What a person writes: messages, changes to their own, and files."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sandbox.choices import NotThere, written
from sandbox.records import Channel, Message
from sandbox.seen import MessageSeen

if TYPE_CHECKING:
    from sandbox.people import Person


def say(person: Person, channel: Channel, text: str, thread: MessageSeen | None = None) -> Message:
    """Write a message, or a reply. Raises NotThere where they cannot write."""
    _check_may_write(person, channel)
    thread_ts = (thread.thread_ts or thread.ts) if thread else None
    fields = {"thread_ts": thread_ts, "client_msg_id": str(uuid.uuid4())}
    return person.workspace.post(channel, person.user.id, written(person.workspace, text), **fields)


def edit(person: Person, message: MessageSeen, text: str) -> None:
    """Give a message of their own other words. Raises NotThere for one of somebody else."""
    _check_is_own(person, message)
    person.workspace.edit(message.channel, message.ts, text=written(person.workspace, text))


def delete(person: Person, message: MessageSeen) -> None:
    """Delete a message of their own. Raises NotThere for one of somebody else."""
    _check_is_own(person, message)
    person.workspace.delete(message.channel, message.ts)


def dismiss(person: Person, message: MessageSeen) -> None:
    """Take away a message that only they see. Raises NotThere for one that others see too."""
    if message.message.ephemeral_to != person.user.id or message.is_gone:
        raise NotThere("A way to dismiss this message", ("Add a reaction",))
    person.workspace.delete(message.channel, message.ts)


def drop(person: Person, channel: Channel, name: str, content: bytes, text: str = "") -> Message:
    """Drop a file into a conversation (`file_shared`). Raises NotThere where they cannot write."""
    _check_may_write(person, channel)
    uploads = person.sandbox.uploads
    file_id, _ = uploads.start(name, len(content), person.user.id)
    uploads.contents[file_id] = content
    file = uploads.complete(file_id, [channel])
    fields = {"files": [file], "client_msg_id": str(uuid.uuid4())}
    message = person.workspace.post(channel, person.user.id, written(person.workspace, text), **fields)
    person.workspace.tell("file_shared", channel=channel, file=file)
    return message


def _check_may_write(person: Person, channel: Channel) -> None:
    if person.user.id not in channel.members:
        raise NotThere(f"A field to write in #{channel.name}", ("Join channel",))
    if channel.kind == "im" and not person.workspace.manifest.messages_tab_writable:
        raise NotThere("A field to write in", ("Sending messages to this app has been turned off.",))
    person.here = channel


def _check_is_own(person: Person, message: MessageSeen) -> None:
    if message.message.user != person.user.id or message.is_gone:
        raise NotThere("What changes this message", ("Add a reaction",))
