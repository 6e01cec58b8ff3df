"""People who can press, type and read: what a person can do in Slack with one app, as their client does it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox import modals, writing
from sandbox.answers import Answer, Kind
from sandbox.choices import NotThere, entered, escaped, option, options_of
from sandbox.conversations import Conversation
from sandbox.elements import HOLDERS, PICKED_ONCE, State
from sandbox.errors import SlackError
from sandbox.interactions import Scene
from sandbox.records import Channel, Json, Message, User
from sandbox.response_urls import reply
from sandbox.seen import MessageSeen, ModalSeen, Surface, ViewSeen, Widget

if TYPE_CHECKING:
    from sandbox.server import Sandbox


class Person:
    """Someone of the workspace at their screen. Whatever they do waits for the app's acknowledgement.

    `notes` is what Slack itself told them, newest last. `here` is the conversation in which they last did something.
    """

    def __init__(self, sandbox: Sandbox, user: User) -> None:
        self.sandbox = sandbox
        self.user = user
        self.workspace = sandbox.workspace
        self.scene = Scene(sandbox.workspace, user)
        self.notes: list[str] = []
        self.here: Channel | None = None
        self.entered: dict[tuple[str, str], State] = {}
        self.read: dict[str, str] = {}

    # what they see

    @property
    def dm(self) -> Conversation:
        """Their conversation with the bot."""
        return Conversation(self, self.workspace.direct(self.user.id))

    def channel(self, name: str) -> Conversation:
        """A channel that they may see, by name or id. Raises NotThere."""
        try:
            channel = self.workspace.channels.get(name) or self.workspace.channel_named(name)
        except SlackError:
            channel = None
        if channel is None or not self.sees(channel):
            seen = filter(self.sees, self.workspace.channels.values())
            raise NotThere(f"The channel {name!r}", (f"#{known.name}" for known in seen if known.name))
        return Conversation(self, channel)

    def sees(self, channel: Channel) -> bool:
        """Whether a conversation is open to them."""
        return channel.kind == "public" or self.user.id in channel.members

    @property
    def modal(self) -> ModalSeen | None:
        """The modal on top, if one is open."""
        stack = self.workspace.stack(self.user.id)
        return ModalSeen(self, stack[-1]) if stack else None

    @property
    def home(self) -> ViewSeen | None:
        """The app's Home tab, if the app has published one."""
        view = self.workspace.homes.get(self.user.id)
        return ViewSeen(self, view) if view else None

    # what they do

    async def press(self, target: Widget | str, choice: Any = None) -> None:
        """Press a button, or pick `choice` in a menu; a string is a label or id in the open modal, DM or Home tab.

        Raises NotThere for something that is not on their screen (any more).
        """
        widget = target if isinstance(target, Widget) else self._find(target)
        element, surface = widget.element, widget.surface
        if surface.is_gone:
            raise NotThere(f"What held {widget.label!r}", ())
        if element.type in HOLDERS:
            offered = {"options": await self._offers(widget, choice)} if "external" in element.type else {}
            chosen = entered(self.workspace, element.spec | offered, choice)
            surface.enter(element, chosen)
            if not element.sends_at_once:
                return
        else:
            chosen = picked(element.spec, choice)
        self._be_at(surface)
        await self._act(widget, chosen)

    async def select(self, target: Widget | str, choice: Any) -> None:
        """Pick in a menu or write in a field that the app hears of at once: the same as `press` with a choice."""
        await self.press(target, choice)

    async def suggestions(self, target: Widget | str, typed: str) -> list[Json]:
        """What the app offers in a menu of its own while they type."""
        widget = target if isinstance(target, Widget) else self._find(target)
        payload = self.scene.block_suggestion(widget.element, typed, widget.surface.where)
        answer = await self._send("interactive", payload)
        return options_of(answer.payload or {})

    async def command(self, command: str, text: str = "", channel: str | None = None) -> None:
        """Send a slash command, in the conversation with the bot or in a channel. Raises NotThere."""
        commands = {known.command: known for known in self.workspace.manifest.commands}
        if command not in commands:
            raise NotThere(f"The command {command!r}", commands)
        place = self.here = (self.channel(channel) if channel else self.dm).channel
        sent = escaped(self.workspace, text) if commands[command].should_escape else text
        trigger_id = self.sandbox.triggers.issue(self.user.id)
        payload = self.scene.command(command, sent, place, trigger_id, self.response_url(place))
        answer = await self._send("slash_commands", payload)
        if answer.payload:
            try:
                reply(self.workspace, place, self.user.id, answer.payload)
            except SlackError as refusal:
                self.notes.append(f"{command} failed with the error {refusal.code!r}")

    async def shortcut(self, name_or_callback_id: str, message: MessageSeen | None = None) -> None:
        """Use a shortcut: a global one, or one of a message's menu. Raises NotThere."""
        kind = "message" if message else "global"
        shortcuts = [known for known in self.workspace.manifest.shortcuts if known.type == kind]
        found = next((s for s in shortcuts if name_or_callback_id in (s.name, s.callback_id)), None)
        if found is None:
            raise NotThere(f"The {kind} shortcut {name_or_callback_id!r}", (known.name for known in shortcuts))
        trigger_id = self.sandbox.triggers.issue(self.user.id)
        if message is None:
            payload = self.scene.shortcut(found.callback_id, trigger_id)
        else:
            self._be_at(message)
            url = self.response_url(message.channel, message.message)
            payload = self.scene.message_action(found.callback_id, message.channel, message.message, trigger_id, url)
        await self._send("interactive", payload)

    def fill(self, values: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        """Fill in fields of the modal on top, by label, block id or action id. Raises NotThere."""
        modals.fill(self, {**(values or {}), **more})

    async def submit(self) -> None:
        """Submit the modal on top; what is wrong with it is then in `modal.errors`. Raises NotThere."""
        await modals.submit(self)

    async def close(self) -> None:
        """Close the modal on top. Raises NotThere."""
        await modals.close(self)

    async def say(self, where: Conversation | str, text: str, thread: MessageSeen | None = None) -> MessageSeen:
        """Write a message in a conversation, or as a reply to one. Raises NotThere where they cannot write."""
        channel = (self.channel(where) if isinstance(where, str) else where).channel
        return MessageSeen(self, channel, writing.say(self, channel, text, thread))

    async def edit(self, message: MessageSeen, text: str) -> None:
        """Give a message of their own other words. Raises NotThere for one of somebody else."""
        writing.edit(self, message, text)

    async def delete(self, message: MessageSeen) -> None:
        """Delete a message of their own. Raises NotThere for one of somebody else."""
        writing.delete(self, message)

    async def drop(self, where: Conversation | str, name: str, content: bytes, text: str = "") -> MessageSeen:
        """Drop a file into a conversation, with words beside it. Raises NotThere where they cannot write."""
        channel = (self.channel(where) if isinstance(where, str) else where).channel
        return MessageSeen(self, channel, writing.drop(self, channel, name, content, text))

    async def react(self, message: MessageSeen, emoji: str) -> None:
        """Add a reaction. Raises SlackError `already_reacted`."""
        self.workspace.react(message.channel, message.ts, self.user.id, emoji.strip(":"))

    async def unreact(self, message: MessageSeen, emoji: str) -> None:
        """Take a reaction back. Raises SlackError `no_reaction`."""
        self.workspace.unreact(message.channel, message.ts, self.user.id, emoji.strip(":"))

    async def join(self, channel: str) -> None:
        """Join a channel that they may see. Raises NotThere."""
        self.workspace.join(self.channel(channel).channel, self.user.id)

    async def leave(self, channel: str) -> None:
        """Leave a channel. Raises NotThere."""
        self.workspace.leave(self.channel(channel).channel, self.user.id)

    async def quiet(self, length: timedelta) -> None:
        """Have Do Not Disturb on from now on for so long; for nothing, it is off."""
        self.workspace.set_quiet(self.user.id, length)

    async def open_home(self) -> ViewSeen | None:
        """Open the app's Home tab, give the app a moment to fill it, and see what is there."""
        self.workspace.tell("app_home_opened", user=self.user.id, tab="home")
        with suppress(TimeoutError):
            await asyncio.wait_for(self.sandbox.delivery.settled(), self.sandbox.ack_timeout)
        return self.home

    def response_url(self, channel: Channel, message: Message | None = None) -> str:
        """A fresh response URL for something they just did."""
        path = self.sandbox.delivery.response_urls.issue(channel, self.user.id, message)
        return f"{self.sandbox.url}{path}"

    async def _act(self, widget: Widget, chosen: Json) -> None:
        where = widget.surface.where
        trigger_id = self.sandbox.triggers.issue(self.user.id)
        url = self.response_url(where.channel, where.message) if where.channel else ""
        await self._send("interactive", self.scene.block_actions(widget.element, chosen, where, trigger_id, url))

    async def _send(self, kind: Kind, payload: Json) -> Answer:
        answer = await self.sandbox.delivery.send(kind, payload)
        if not answer.acked:
            self.notes.append(f"{self.workspace.bot_user.name} didn't respond in time")
        return answer

    async def _offers(self, widget: Widget, choice: Any) -> list[Json]:
        named = [words for words in (choice if isinstance(choice, list) else [choice]) if isinstance(words, str)]
        return [offer for words in named for offer in await self.suggestions(widget, words)]

    def _be_at(self, surface: Surface) -> None:
        if isinstance(surface, MessageSeen):
            self.here = surface.channel

    def _surfaces(self) -> Iterator[Surface]:
        if self.modal:
            yield self.modal
            return
        yield from reversed(self.dm.messages)
        if self.home:
            yield self.home

    def _find(self, name: str) -> Widget:
        seen: list[str] = []
        for surface in self._surfaces():
            for widget in surface.widgets:
                if widget.is_called(name):
                    return widget
                seen.append(widget.label or widget.element.action_id)
        raise NotThere(f"The element {name!r}", seen)


def picked(spec: Json, choice: Any) -> Json:
    """What a press adds to a button's action: nothing for a plain button, the choice for a menu that keeps none."""
    if spec["type"] not in PICKED_ONCE:
        return {}
    chosen = option(spec, str(choice))
    return (
        {"selected_option": chosen}
        if spec["type"] == "overflow"
        else {"text": chosen["text"], "value": chosen["value"]}
    )
