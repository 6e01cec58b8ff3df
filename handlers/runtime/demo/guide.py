"""The demo's guide: a week in steps, marked as done by what really happened, and two deeds that let time pass."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.views import digest_details, policy_forms
from bot.views import digests as digest_views
from bot.views import guide as views
from bot.views.language import texts
from handlers import questions
from handlers.runtime.clock import Clock
from handlers.runtime.demo.habits import OWNER
from handlers.runtime.demo.story import Story
from handlers.world import World
from sandbox import Deed, Guide, Person, Sandbox, Step
from sandbox.records import Change
from storage import feedback_lists, kudos_lists
from storage.database import Db

PLAN_SECONDS = 3
SUPPORT = "team-support"
DIGEST = "Support: week of"  # how its digests begin
ADMIN = "ines"
MOST = 1000  # kudos of one visitor that are looked at


@dataclass(frozen=True)
class Traces:
    """What visitors have done so far, and which digests stand in the channel, or stood there as details were read."""

    has_answered: bool
    kudos: frozenset[str]
    feedback: frozenset[str]
    digests: frozenset[str]
    read: frozenset[str]
    has_set_up: bool

    def steps_since(self, before: Traces) -> list[str]:
        """The steps that were taken since then."""
        taken = {
            views.ANSWER: self.has_answered,
            views.THANK: not self.kudos <= before.kudos,
            views.LOG: not self.feedback <= before.feedback,
            views.CLOSE: not self.digests <= before.digests,
            views.READ: not self.read <= before.digests,
            views.SET_UP: self.has_set_up,
        }
        return [step for step, is_taken in taken.items() if is_taken]


class Tour:
    """Guides visitors through a week while the bot's clock ticks: an employee, a peer and a manager."""

    def __init__(self, sandbox: Sandbox, world: World, story: Story, visitors: Sequence[Person]) -> None:
        self._sandbox = sandbox
        self._world = world
        self._story = story
        self._visitors = visitors
        self._admin = sandbox.person(ADMIN)
        self._has_news = asyncio.Event()
        self._read: frozenset[str] = frozenset()
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Guide visitors until the block ends; a deed that is under way then is finished first."""
        guide = Guide(self._sandbox.workspace, self._steps(), self._deeds(), views.ALL_DONE)
        self._clock = self._ticking()
        watching = asyncio.create_task(self._watch(guide, await self._traces()))
        self._sandbox.guide = guide
        self._sandbox.workspace.watchers.append(self._hear)
        try:
            yield
        finally:
            self._sandbox.guide = None
            self._sandbox.workspace.watchers.remove(self._hear)
            watching.cancel()
            async with self._one_at_a_time:
                await self._clock.stop()

    def _steps(self) -> list[Step]:
        employee, manager, peer = (person.user.id for person in self._visitors)
        pulse, told = texts("en")("pulses.title"), views.STEPS
        return [
            Step(views.ANSWER, *told[views.ANSWER], employee, about=pulse),
            Step(views.THANK, *told[views.THANK], peer),
            Step(views.LOG, *told[views.LOG], employee),
            Step(views.CLOSE, *told[views.CLOSE], manager, SUPPORT, deed="close"),
            Step(views.READ, *told[views.READ], manager, SUPPORT, about=DIGEST),
            Step(views.SET_UP, *told[views.SET_UP], self._admin.user.id, tab="home", is_optional=True),
        ]

    def _deeds(self) -> list[Deed]:
        return [
            Deed("close", views.CLOSE_WEEK, views.CLOSE_WEEK_HINT, self._close),
            Deed("next", views.NEXT_WEEK, views.NEXT_WEEK_HINT, self._next),
        ]

    async def _close(self) -> str:
        async with self._at_rest():
            return views.closed(await self._story.finish())

    async def _next(self) -> str:
        async with self._at_rest():
            return views.opened(await self._story.go_on())

    @asynccontextmanager
    async def _at_rest(self) -> AsyncIterator[None]:
        """The clock rests while the story beats it itself, so that it alone says what happens when."""
        async with self._one_at_a_time:
            await self._clock.stop()
            try:
                yield
            finally:
                self._clock = self._ticking()
                self._has_news.set()

    def _ticking(self) -> Clock:
        return Clock(self._world, OWNER, plan_seconds=PLAN_SECONDS)

    def _hear(self, change: Change) -> None:
        if self._shows_details(change):  # noted at once: it may be closed again before anybody looks
            self._read |= self._digests()
        self._has_news.set()

    async def _watch(self, guide: Guide, before: Traces) -> None:
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            async with self._one_at_a_time:
                now = await self._traces()
            for step in now.steps_since(before):
                guide.finish(step)

    async def _traces(self) -> Traces:
        has_answered, kudos, feedback = await self._world.act(self._world.workspace, self._kept)
        return Traces(has_answered, kudos, feedback, self._digests(), self._read, self._has_set_up())

    def _kept(self, db: Db) -> tuple[bool, frozenset[str], frozenset[str]]:
        """What the bot has of the visitors: whether one has answered everything; what they gave, and logged."""
        now, people = self._world.now(), [person.user.id for person in self._visitors]
        asked = [found for person in people if (found := questions.current(db, person, now))]
        given = [kudos for person in people for kudos in kudos_lists.given(db, person, "", MOST)]
        logged = [piece for person in people for piece in feedback_lists.page(db, person).feedback]
        own = frozenset(piece.id for piece in logged if piece.logged_by in people)
        return any(found.left() is None for found in asked), frozenset(given), own

    def _digests(self) -> frozenset[str]:
        messages = self._visitors[0].channel(SUPPORT).messages
        pressable = [(message.ts, widget.element.action_id) for message in messages for widget in message.widgets]
        return frozenset(ts for ts, action in pressable if action == digest_views.DETAILS)

    def _shows_details(self, change: Change) -> bool:
        """Whether a visitor has just been shown all details of a digest."""
        if change.kind != "view_shown":
            return False
        view, visitors = change.data["view"], [person.user.id for person in self._visitors]
        return view.user in visitors and view.payload.get("callback_id") == digest_details.VIEW

    def _has_set_up(self) -> bool:
        """Whether the admin has opened the page of Home on which everything is chosen."""
        home = self._admin.home
        return home is not None and any(one.element.action_id == policy_forms.OPEN for one in home.widgets)
