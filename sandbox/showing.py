"""What a person sees, as the control API's JSON; `control` lists the keys."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.conversations import Conversation
from sandbox.people import Person
from sandbox.records import Json, User
from sandbox.seen import MessageSeen, ViewSeen


def state(person: Person) -> Json:
    """Everything around a conversation: people, channels, open modals, the app."""
    workspace = person.workspace
    channels = [Conversation(person, channel) for channel in workspace.channels.values() if person.sees(channel)]
    return {
        "now": workspace.clock.now().isoformat(),
        "me": user(person.user),
        "people": [user(known) for known in workspace.users.values()],
        "usergroups": [
            {"handle": group["handle"], "name": group["name"]}
            for group in workspace.usergroups.values()
            if not group["deleted"]
        ],
        "channels": [conversation(seen) for seen in channels],
        "views": [view(ViewSeen(person, shown)) for shown in workspace.stack(person.user.id)],
        "notes": person.notes,
        "app": app(person),
        "guide": person.sandbox.guide.shape if person.sandbox.guide else None,
    }


def user(known: User) -> Json:
    """A person, or the bot."""
    return {
        "id": known.id,
        "name": known.name,
        "real_name": known.real_name,
        "is_bot": known.is_bot,
        "deleted": known.deleted,
        "tz": known.tz,
    }


def conversation(seen: Conversation) -> Json:
    """A channel in the list of channels."""
    channel = seen.channel
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "unread": seen.unread,
        "is_member": seen.person.user.id in channel.members,
        "is_shared": channel.is_ext_shared,
    }


def app(person: Person) -> Json:
    """The app, as menus and the command list show it."""
    workspace, manifest = person.workspace, person.workspace.manifest
    return {
        "id": workspace.app_id,
        "name": manifest.name,
        "bot": user(workspace.bot_user),
        "commands": [
            {"command": known.command, "description": known.description, "usage_hint": known.usage_hint}
            for known in manifest.commands
        ],
        "shortcuts": [
            {"name": known.name, "type": known.type, "callback_id": known.callback_id} for known in manifest.shortcuts
        ],
        "home_tab": manifest.home_tab,
        "messages_writable": manifest.messages_tab_writable,
        "connections": person.sandbox.delivery.sockets.count,
    }


def view(seen: ViewSeen) -> Json:
    """A modal or Home tab, with what its fields hold and what is wrong with them."""
    return seen.person.scene.view(seen.view, seen.values) | {"errors": seen.view.errors}


def messages(seen: Conversation, some: Iterable[str] | None = None) -> list[Json]:
    """A conversation's messages, oldest first; or only some of them, by `ts`, as far as they are there."""
    return [message(shown) for shown in (seen.messages if some is None else seen.those(some))]


def message(shown: MessageSeen) -> Json:
    """One message."""
    kept = shown.message
    author = shown.person.workspace.user(kept.user)
    return {
        "ts": kept.ts,
        "thread_ts": kept.thread_ts,
        "author": {"id": author.id, "name": author.name, "is_bot": author.is_bot},
        "text": kept.text,
        "blocks": kept.blocks,
        "plain": shown.plain,
        "reactions": [{"name": name, "count": len(people), "users": people} for name, people in kept.reactions.items()],
        "ephemeral": shown.ephemeral,
        "edited": kept.edited_ts is not None,
        "state": shown.values,
        "files": kept.files,
    }
