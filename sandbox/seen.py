"""What a person sees: conversations, messages, modals and the Home tab, and what can be pressed in them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.choices import NotThere
from sandbox.elements import HOLDERS, PRESSED, Element, State, elements_of, state_values
from sandbox.interactions import Where
from sandbox.lines import lines
from sandbox.reading import Reader
from sandbox.records import Channel, Json, Message, View

if TYPE_CHECKING:
    from sandbox.people import Person


class Surface(ABC):
    """A part of the screen made of blocks. It shows what is there now: after the app changes it, it reads anew."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.reader = Reader(person.workspace)

    @property
    @abstractmethod
    def blocks(self) -> list[Json]:
        """The blocks as the app sent them."""

    @property
    @abstractmethod
    def entered(self) -> State:
        """What the person has chosen or typed here, as Slack sends it."""

    @property
    @abstractmethod
    def where(self) -> Where:
        """The place that an interaction here is sent from."""

    @property
    @abstractmethod
    def is_gone(self) -> bool:
        """Whether it is no longer on the screen."""

    def enter(self, element: Element, entry: Json) -> None:
        """Keep what the person chose or typed."""
        self.entered.setdefault(element.block_id, {})[element.action_id] = entry

    @property
    def plain(self) -> str:
        """Everything that can be read here, a line for each thing."""
        return "\n".join(lines(self.reader, self.blocks, self.entered))

    @property
    def values(self) -> State:
        """What the fields here hold, touched or not, as Slack sends it."""
        here = self.person.here
        return state_values(self.blocks, self.entered, here.id if here else None)

    @property
    def widgets(self) -> Iterator[Widget]:
        """Everything that can be pressed, picked or filled in, from top to bottom."""
        return (Widget(self, element) for element in elements_of(self.blocks))

    @property
    def buttons(self) -> list[str]:
        """What the buttons say, from top to bottom."""
        return [widget.label for widget in self.widgets if widget.element.type in PRESSED]

    def button(self, label: str) -> Widget:
        """The button that says this. Raises NotThere."""
        for widget in self.widgets:
            if widget.element.type in PRESSED and widget.label == label:
                return widget
        raise NotThere(f"The button {label!r}", self.buttons)

    def widget(self, name: str) -> Widget:
        """The first element with this label, action id or block id. Raises NotThere."""
        for widget in self.widgets:
            if widget.is_called(name):
                return widget
        raise NotThere(f"The element {name!r}", (widget.label or widget.element.action_id for widget in self.widgets))


@dataclass(frozen=True)
class Widget:
    """A button, menu or field, on the surface where it was found."""

    surface: Surface
    element: Element

    @property
    def label(self) -> str:
        """What a person reads on it or beside it."""
        return self.surface.reader.text(self.element.label)

    def is_called(self, name: str) -> bool:
        """Whether a person or a test may mean it by `name`."""
        return name in (self.label, self.element.action_id, self.element.block_id)


class MessageSeen(Surface):
    """A message on a person's screen."""

    def __init__(self, person: Person, channel: Channel, message: Message) -> None:
        super().__init__(person)
        self.channel = channel
        self.message = message

    @property
    def blocks(self) -> list[Json]:
        return self.message.blocks

    @property
    def entered(self) -> State:
        return self.person.entered.get((self.channel.id, self.ts), {})

    def enter(self, element: Element, entry: Json) -> None:
        self.person.entered.setdefault((self.channel.id, self.ts), {})
        super().enter(element, entry)

    @property
    def is_gone(self) -> bool:
        return self.ts not in self.channel.messages

    @property
    def where(self) -> Where:
        return Where(self.values, channel=self.channel, message=self.message)

    @property
    def plain(self) -> str:
        words = super().plain if self.blocks else self.reader.mrkdwn(self.text)
        return "\n".join([words, *(file["title"] for file in self.message.files)]).strip()

    @property
    def text(self) -> str:
        """The message's own text, which notifications and screen readers use."""
        return self.message.text

    @property
    def ts(self) -> str:
        """The message's id in its conversation."""
        return self.message.ts

    @property
    def thread_ts(self) -> str | None:
        """The message it replies to."""
        return self.message.thread_ts

    @property
    def author(self) -> str:
        """The name of whoever wrote it."""
        return self.person.workspace.user(self.message.user).name

    @property
    def ephemeral(self) -> bool:
        """Whether nobody else sees it."""
        return self.message.ephemeral_to is not None

    @property
    def reactions(self) -> dict[str, list[str]]:
        """Who reacted with what: user ids by emoji."""
        return self.message.reactions


class ViewSeen(Surface):
    """A modal or Home tab on a person's screen."""

    def __init__(self, person: Person, view: View) -> None:
        super().__init__(person)
        self.view = view

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.view.payload.get("blocks", [])
        return blocks

    @property
    def entered(self) -> State:
        return self.view.state

    @property
    def is_gone(self) -> bool:
        return self.view not in (
            self.person.workspace.views.get(self.view.id),
            self.person.workspace.homes.get(self.view.user),
        )

    @property
    def where(self) -> Where:
        return Where(self.values, view=self.view)


class ModalSeen(ViewSeen):
    """A modal on a person's screen."""

    @property
    def title(self) -> str:
        """What the modal is called."""
        return self.reader.text(self.view.payload.get("title"))

    @property
    def text(self) -> str:
        """The same as `plain`."""
        return self.plain

    @property
    def plain(self) -> str:
        """Title, content, problems and the words on the two buttons, a line for each thing."""
        buttons = [self.reader.text(self.view.payload.get(name)) for name in ("submit", "close")]
        shown = [self.title, super().plain, *self.view.errors.values(), *(f"[{word}]" for word in buttons if word)]
        return "\n".join(line for line in shown if line)

    @property
    def errors(self) -> dict[str, str]:
        """The problems shown beside fields, by the field's label."""
        labels = {widget.element.block_id: widget.label for widget in self.widgets}
        return {labels.get(block_id, block_id): problem for block_id, problem in self.view.errors.items()}

    @property
    def fields(self) -> dict[str, Any]:
        """What is filled in, in words and names, by the field's label; None or an empty list where nothing is."""
        values = self.values
        return {
            widget.label: self.reader.held(values[widget.element.block_id][widget.element.action_id])
            for widget in self.widgets
            if widget.element.type in HOLDERS
        }
