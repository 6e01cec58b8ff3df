"""The company's weeks with the bot: those before the visitor comes, the one they find open, and those after it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from bot import moments, pulses
from bot.csv_columns import Wish
from bot.pulses import Round
from handlers import imports
from handlers.runtime.clock import tick
from handlers.runtime.demo.company import Company
from handlers.runtime.demo.habits import OWNER, Habits, Members
from handlers.world import World
from sandbox import Sandbox
from storage import pulses as stored

LONG_PAST = 10  # weeks of which a visitor reads the digests, and hardly the messages
KUDOS_A_WEEK, KUDOS_LONG_PAST = 9, 3
LONG_AGO = date(2000, 1, 1)
ASKED = time(10, 31)  # when the half hour is over in which everyone of a zone is asked
WHILE = timedelta(hours=12)  # how far time goes on between two looks whether the next pulse is open
LONGEST = timedelta(weeks=5)  # a pulse comes every four weeks at least
AFTERWARDS = timedelta(minutes=5)


class Story:
    """The company's life with the bot, the same in every demo until a visitor takes part in it."""

    def __init__(self, sandbox: Sandbox, world: World, company: Company, shift: timedelta) -> None:
        self._clock = sandbox.workspace.clock
        self._world = world
        self._company = company
        self._shift = shift
        self._habits = Habits(sandbox, world, company)
        self._visitors: frozenset[str] = frozenset()
        self._told_until = LONG_AGO
        self._first: date | None = None

    async def introduce(self, day: date) -> None:
        """A day before the first pulse, on which everyone is told by the bot what will come."""
        await self._ask(self._asked(day))

    async def live(self, monday: date) -> None:
        """One week: asked on Monday, answered, thanked, closed on Friday with a digest.

        In the weeks that are long past, answers are given without pressing, and everyone is asked in one go.
        """
        week, people = self._count(monday), self._habits.everyone()
        is_long_past = week <= LONG_PAST
        await self._open(monday, at_once=is_long_past)
        answer = self._habits.answer_at_once if is_long_past else self._habits.answer
        await answer(people, week)
        await self._habits.thank(KUDOS_LONG_PAST if is_long_past else KUDOS_A_WEEK, people)
        await self._world.errands_done()  # before the clock moves on: Slack's response URLs end after half an hour
        await self._close(week, pulses.scheduled("", monday).closes_at)

    async def begin(self, monday: date, now: datetime, visitors: Collection[str]) -> None:
        """The week that the visitors (logins) find open: all others answer and thank; a digest can come of it."""
        self._visitors = frozenset(visitors)
        await self._open(monday)
        await self._live_beside(self._count(monday))
        await self._habits.praise()
        await self._habits.write()
        await self._reach(now)

    async def finish(self) -> Round | None:
        """The rest of the open week: what customers said, the end of the pulse, its digest. None where none is open."""
        await self._reach(self._world.now())  # what has come due since a visitor moved the clock
        opened = await self._current()
        if opened is None:
            return None
        week = self._count(moments.monday_of(opened.week))
        await self._habits.answer_at_once(self._others(), week)
        await self._world.errands_done()
        await self._close(week, opened.closes_at)
        return opened

    async def go_on(self) -> Round | None:
        """What is left of this week, and then time until everyone has been asked in the next pulse, and others answer.

        None where the workspace has no next pulse.
        """
        await self.finish()
        opened, until = await self._current(), self._world.now() + LONGEST
        while opened is None and self._world.now() < until:
            await self._reach(self._world.now() + WHILE)
            opened = await self._current()
        if opened is None:
            return None
        day = moments.newest_day(opened.opens_at)
        await self._ask(self._asked(day))
        await self._live_beside(self._count(moments.monday_of(opened.week)))
        await self._reach(arrival(day))
        return opened

    async def _current(self) -> Round | None:
        opened = await self._world.act(self._world.workspace, stored.current)
        return opened if opened and opened.accepts(self._world.now()) else None

    async def _open(self, monday: date, *, at_once: bool = False) -> None:
        """The week's round opens as its Monday begins; then that goes by, and everyone is asked by their own clock."""
        asked = self._asked(monday)
        await self._ask([moments.starts_everywhere(monday) + timedelta(hours=1), *(asked[-1:] if at_once else asked)])

    def _asked(self, day: date) -> list[datetime]:
        zones = {person.user.tz for person, _ in self._habits.everyone()}
        return sorted(moments.at_local(day, ASKED, zone) for zone in zones)

    async def _ask(self, when: Sequence[datetime]) -> None:
        for moment in when:
            await self._reach(moment)

    async def _live_beside(self, week: int) -> None:
        """What those do who are not the visitors."""
        others = self._others()
        await self._habits.answer(others, week)
        await self._habits.thank(KUDOS_A_WEEK, others)
        opened = await self._current()
        told = self._company.speaking(self._told_until, opened.closes_at.date(), self._shift) if opened else frozenset()
        await self._habits.note(others, week, told)
        await self._world.errands_done()

    def _others(self) -> Members:
        return [one for one in self._habits.everyone() if one[0].user.name not in self._visitors]

    async def _close(self, week: int, closes_at: datetime) -> None:
        await self._listen(closes_at.date())
        await self._reach(closes_at + AFTERWARDS)
        await self._habits.decide(week)

    async def _listen(self, until: date) -> None:
        """What customers said since the last time, imported from a file as an admin would on that day."""
        self._forward(moments.starts_everywhere(until))
        file = self._company.file(self._told_until, until, self._shift)
        await imports.import_csv(self._world, file, imports.look(file, "feedback.csv", Wish()), lambda _: None)
        self._told_until = until

    async def _reach(self, moment: datetime) -> None:
        self._forward(moment)
        await tick(self._world, OWNER)

    def _forward(self, moment: datetime) -> None:
        """A visitor may have moved the clock further already; it never goes back."""
        if moment > self._clock.now():
            self._clock.set(moment)

    def _count(self, monday: date) -> int:
        """Which week of the story it is, from 1 for the one that is lived first."""
        self._first = self._first or monday
        return (monday - self._first).days // 7 + 1


def arrival(day: date) -> datetime:
    """A moment when it is past ten on that day for everyone, so that all have been asked: 09:00 UTC of the next day."""
    return moments.ended_everywhere(day) - timedelta(hours=3)
