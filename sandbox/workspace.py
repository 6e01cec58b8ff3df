"""What a Slack workspace holds: people, channels, messages, views. Plain state, no network.

Every change is told to `watchers` as a `Change`, from which events, the page and the log are made.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.groups import Groups
from sandbox.manifest import Manifest
from sandbox.records import Change, Channel, ChannelKind, Json, Message, User, View
from sandbox.screens import Screens

__all__ = ["Change", "Channel", "ChannelKind", "Json", "Message", "User", "View", "Watcher", "Workspace"]

Watcher = Callable[[Change], None]


class Workspace:
    """One Slack workspace with one app installed, the one its manifest describes."""

    def __init__(self, manifest: Manifest, users: Iterable[User] = (), clock: Clock | None = None) -> None:
        self.manifest = manifest
        self.clock = clock or Clock()
        self.team_id = "T0SANDBOX"
        self.team_name = "Sandbox"
        self.app_id = "A0SANDBOX"
        self.bot_id = "B0SANDBOX"
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, Json] = {}
        self.refused_blocks: frozenset[str] = frozenset()  # kinds that messages may not have here
        self.quiet: dict[str, tuple[int, int]] = {}  # by user: from when until when they want no disturbance
        self.watchers: list[Watcher] = []
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self._ids_by_name: dict[str, str] = {}
        self._channels_by_name: dict[str, Channel] = {}
        self._direct: dict[str, Channel] = {}
        self.groups = Groups(self.tell, self.new_id, self.epoch)
        self.usergroups = self.groups.all
        self._screens = Screens(self.tell, self.new_id)
        self.views, self.homes = self._screens.views, self._screens.homes
        self.bot_user = self.add_user(User("U0BOT", manifest.bot_name, manifest.bot_name, is_bot=True))
        for user in users:
            self.add_user(user)

    def tell(self, kind: str, **data: Any) -> None:
        """Tell every watcher of a change that has already happened."""
        change = Change(kind, data)
        for watcher in list(self.watchers):
            watcher(change)

    def new_id(self, prefix: str) -> str:
        """A fresh id in Slack's form, such as `C00000001`."""
        return f"{prefix}{next(self._numbers):08d}"

    def next_ts(self) -> str:
        """A message timestamp: seconds with six decimals, unique and increasing even when the clock stands still."""
        self._last_ts = max(self._last_ts + 1, int(self.clock.now().timestamp() * 1_000_000))
        seconds, micros = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def epoch(self) -> int:
        """The current moment in whole seconds since 1970."""
        return int(self.clock.now().timestamp())

    # people and channels

    def add_user(self, user: User) -> User:
        """Let someone join the workspace (`team_join`)."""
        user.updated = user.updated or self.epoch()
        self.users[user.id] = user
        self._ids_by_name[user.name] = user.id
        self.tell("team_join", user=user)
        return user

    def change_user(self, user_id: str, **fields: Any) -> User:
        """Change someone's profile, zone or standing (`user_change`)."""
        user = self.user(user_id)
        for name, value in fields.items():
            setattr(user, name, value)
        user.updated = self.epoch()
        self._ids_by_name[user.name] = user.id
        self.tell("user_change", user=user)
        return user

    def set_quiet(self, user_id: str, length: timedelta) -> None:
        """Let someone have Do Not Disturb on from now on for so long; for nothing, it is off."""
        self.quiet.pop(self.user(user_id).id, None)
        if length:
            self.quiet[user_id] = (self.epoch(), self.epoch() + int(length.total_seconds()))

    def add_channel(self, name: str, members: Iterable[str] = (), kind: ChannelKind = "public") -> Channel:
        """Create a channel with members (ids). Raises SlackError `name_taken`."""
        if name in self._channels_by_name:
            raise SlackError("name_taken")
        channel = Channel(self.new_id("C"), name, kind, list(members), created=self.epoch())
        self.channels[channel.id] = self._channels_by_name[name] = channel
        self.tell("channel_created", channel=channel)
        return channel

    def join(self, channel: Channel, user_id: str) -> None:
        """Add a member to a channel; joining twice changes nothing."""
        if user_id not in channel.members:
            channel.members.append(user_id)
            self.tell("member_joined_channel", channel=channel, user=user_id)

    def leave(self, channel: Channel, user_id: str) -> None:
        """Remove a member from a channel."""
        if user_id in channel.members:
            channel.members.remove(user_id)
            self.tell("member_left_channel", channel=channel, user=user_id)

    def share(self, channel: Channel, *, pending: bool = False) -> None:
        """Connect a channel with another organisation (`channel_shared`); a `pending` invitation is told to nobody."""
        channel.is_ext_shared, channel.is_pending_ext_shared = not pending, pending
        if not pending:
            self.tell("channel_shared", channel=channel)

    def unshare(self, channel: Channel) -> None:
        """Part a channel from the other organisation (`channel_unshared`), or take the invitation back."""
        was_shared = channel.is_ext_shared
        channel.is_ext_shared = channel.is_pending_ext_shared = False
        if was_shared:
            self.tell("channel_unshared", channel=channel)

    def user(self, user_id: str) -> User:
        """The user with this id. Raises SlackError `user_not_found`."""
        if user_id not in self.users:
            raise SlackError("user_not_found")
        return self.users[user_id]

    def user_named(self, name: str) -> User:
        """The user with this name, with or without `@`. Raises SlackError `user_not_found`."""
        user = self.users.get(self._ids_by_name.get(name.removeprefix("@"), ""))
        if user is None or user.name != name.removeprefix("@"):
            raise SlackError("user_not_found")
        return user

    def channel(self, channel_id: str) -> Channel:
        """The channel with this id. Raises SlackError `channel_not_found`."""
        if channel_id not in self.channels:
            raise SlackError("channel_not_found")
        return self.channels[channel_id]

    def channel_named(self, name: str) -> Channel:
        """The channel with this name, with or without `#`. Raises SlackError `channel_not_found`."""
        channel = self._channels_by_name.get(name.removeprefix("#"))
        if channel is None:
            raise SlackError("channel_not_found")
        return channel

    def direct(self, user_id: str) -> Channel:
        """The conversation between a person and the bot, made when it is first needed."""
        user = self.user(user_id)
        if user.id in self._direct:
            return self._direct[user.id]
        channel = Channel(self.new_id("D"), "", "im", [user.id, self.bot_user.id], created=self.epoch())
        self.channels[channel.id] = self._direct[user.id] = channel
        self.tell("im_created", channel=channel, user=user.id)
        return channel

    def has_direct(self, user_id: str) -> bool:
        """Whether a person and the bot have a conversation already."""
        return user_id in self._direct

    # messages

    def post(self, channel: Channel, user_id: str, text: str, **fields: Any) -> Message:
        """Post a message (or show an ephemeral one, with `ephemeral_to`); fields are those of `Message`."""
        message = Message(self.next_ts(), user_id, text, is_bot=user_id == self.bot_user.id, **fields)
        channel.messages[message.ts] = message
        self.tell("message", channel=channel, message=message)
        return message

    def message(self, channel: Channel, ts: str) -> Message:
        """The message at `ts`. Raises SlackError `message_not_found`."""
        if ts not in channel.messages:
            raise SlackError("message_not_found")
        return channel.messages[ts]

    def edit(self, channel: Channel, ts: str, **fields: Any) -> Message:
        """Change a message's text, blocks or metadata (`message_changed`)."""
        message = self.message(channel, ts)
        previous = (message.text, message.blocks)
        for name, value in fields.items():
            setattr(message, name, value)
        message.edited_ts = self.next_ts()
        self.tell("message_changed", channel=channel, message=message, previous=previous)
        return message

    def delete(self, channel: Channel, ts: str) -> None:
        """Delete a message (`message_deleted`)."""
        message = self.message(channel, ts)
        del channel.messages[ts]
        self.tell("message_deleted", channel=channel, message=message)

    def react(self, channel: Channel, ts: str, user_id: str, emoji: str) -> None:
        """Add a reaction. Raises SlackError `already_reacted`."""
        people = self.message(channel, ts).reactions.setdefault(emoji, [])
        if user_id in people:
            raise SlackError("already_reacted")
        people.append(user_id)
        self.tell("reaction_added", channel=channel, ts=ts, user=user_id, emoji=emoji)

    def unreact(self, channel: Channel, ts: str, user_id: str, emoji: str) -> None:
        """Take a reaction back. Raises SlackError `no_reaction`."""
        reactions = self.message(channel, ts).reactions
        if user_id not in reactions.get(emoji, []):
            raise SlackError("no_reaction")
        reactions[emoji].remove(user_id)
        if not reactions[emoji]:
            del reactions[emoji]
        self.tell("reaction_removed", channel=channel, ts=ts, user=user_id, emoji=emoji)

    # views: `Screens` says what happens

    def stack(self, user_id: str) -> list[View]:
        """The modals a person has open, the one on top last."""
        return self._screens.stack(user_id)

    def show(self, user_id: str, payload: Json) -> View:
        """Put a modal on top of a person's stack. Raises SlackError `push_limit_reached` beyond three."""
        return self._screens.show(user_id, payload)

    def replace(self, view: View, payload: Json) -> View:
        """Give an open view new content; what people typed in blocks that stay is kept."""
        return self._screens.replace(view, payload)

    def close(self, view: View) -> None:
        """Take one modal off the screen."""
        self._screens.close(view)

    def publish(self, user_id: str, payload: Json) -> View:
        """Set a person's Home tab. Raises SlackError `user_not_found`."""
        return self._screens.publish(self.user(user_id).id, payload)
