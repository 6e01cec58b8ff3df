"""A guide for visitors: steps to take on the page, and deeds that only the host of the sandbox can do.

What the steps are and when one is done, the host knows; the sandbox shows them and asks for the deeds.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from sandbox.choices import NotThere
from sandbox.records import Json
from sandbox.workspace import Workspace

CHANGED = "guide"  # the kind of change that tells pages of it


@dataclass
class Step:
    """Something to do: as whom (a person's id), in which channel ("" for the talk with the app), on which tab.

    `about` are words of the message it is about: the page turns to the newest that says them. `deed` is the id of the
    deed by which it is done. An optional one is not counted.
    """

    id: str
    title: str
    hint: str
    who: str
    place: str = ""
    tab: str = "messages"
    about: str = ""
    deed: str = ""
    is_optional: bool = False
    is_done: bool = False

    @property
    def shape(self) -> Json:
        """As the control API tells of it."""
        return {
            "id": self.id,
            "title": self.title,
            "hint": self.hint,
            "as": self.who,
            "in": self.place,
            "tab": self.tab,
            "about": self.about,
            "deed": self.deed,
            "is_optional": self.is_optional,
            "is_done": self.is_done,
        }


@dataclass
class Deed:
    """Something that the host does when a visitor asks; `run` answers with a sentence that says what happened."""

    id: str
    label: str
    hint: str
    run: Callable[[], Awaitable[str]]
    is_busy: bool = field(default=False, init=False)

    @property
    def shape(self) -> Json:
        """As the control API tells of it."""
        return {"id": self.id, "label": self.label, "hint": self.hint, "is_busy": self.is_busy}


class Guide:
    """The steps in their order, the deeds, and what to say after the last step; every page hears of changes."""

    def __init__(
        self,
        workspace: Workspace,
        steps: Iterable[Step],
        deeds: Iterable[Deed] = (),
        closing: str = "That was all of it.",
    ) -> None:
        self.steps = {step.id: step for step in steps}
        self.deeds = {deed.id: deed for deed in deeds}
        self.closing = closing
        self._tell = workspace.tell

    @property
    def shape(self) -> Json:
        """As the control API tells of it."""
        return {
            "steps": [step.shape for step in self.steps.values()],
            "deeds": [deed.shape for deed in self.deeds.values()],
            "closing": self.closing,
        }

    def finish(self, step_id: str) -> None:
        """Mark a step as done; one that is done stays so."""
        step = self.steps[step_id]
        if not step.is_done:
            step.is_done = True
            self._tell(CHANGED)

    async def do(self, deed_id: str) -> str:
        """Run a deed to its end, and say what happened.

        Raises NotThere for one that does not exist, ValueError while one is under way.
        """
        if deed_id not in self.deeds:
            raise NotThere(f"The deed {deed_id!r}", self.deeds)
        if busy := [deed for deed in self.deeds.values() if deed.is_busy]:
            raise ValueError(f"“{busy[0].label}” is still under way. Wait until it is done.")
        deed = self.deeds[deed_id]
        self._mark(deed, is_busy=True)
        try:
            return await deed.run()
        finally:
            self._mark(deed, is_busy=False)

    def _mark(self, deed: Deed, *, is_busy: bool) -> None:
        deed.is_busy = is_busy
        self._tell(CHANGED)
