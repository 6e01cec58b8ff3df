"""How the invented people live a week: they answer, thank, share, and note what customers say."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from bot import moments, pulses
from bot.csv_columns import Wish
from bot.policies import Policy
from bot.pulses import Questions
from bot.views import practices
from bot.views import pulses as pulse_views
from bot.views.feedback import EXPECTATIONS, RATINGS, TELL
from bot.views.language import texts
from handlers import imports, questions
from handlers import pulses as pulse_acts
from handlers.runtime.clock import tick
from handlers.runtime.demo import moods
from handlers.runtime.demo.company import Company, Thanks
from handlers.world import World
from sandbox import Person, Sandbox
from storage.database import Db

OWNER = "demo"
LONG_PAST = 10  # weeks of which a visitor reads the digests, and hardly the messages
SHARING = 0.8
KUDOS_A_WEEK, KUDOS_LONG_PAST, NOTED_A_WEEK = 9, 3, 4
EMOJI = Policy().kudos_emoji
LONG_AGO = date(2000, 1, 1)
ASKED = time(10, 31)  # when the half hour is over in which everyone of a zone is asked
MOST_QUESTIONS = 15
DECIDED = {  # after the digest of a week, what the manager of a team presses there
    7: ("Field", practices.TRY),
    8: ("Support", practices.TRY),
    10: ("Product", practices.NOT_NOW),
    11: ("Field", practices.DONE),
}


class Story:
    """The company's life with the bot. Invented with a fixed seed, so that every demo tells the same."""

    def __init__(self, sandbox: Sandbox, world: World, company: Company, shift: timedelta) -> None:
        self._sandbox = sandbox
        self._world = world
        self._company = company
        self._shift = shift
        self._random = random.Random(7)  # noqa: S311 - invented people need no secrets
        self._thanks = list(company.thanks)
        self._random.shuffle(self._thanks)
        self._told_until = LONG_AGO
        self._week = 0

    async def live(self, monday: date) -> None:
        """One week: asked on Monday, answered, thanked, closed on Friday with a digest.

        In the weeks that are long past, the acts behind the buttons are given the answers: it takes less time.
        """
        clock = self._sandbox.workspace.clock
        await self._open(monday)
        is_long_past = self._week <= LONG_PAST
        if is_long_past:
            await self._answer_at_once()
        else:
            await asyncio.gather(*(self._answer(person, team) for person, team in self._people()))
        await self._thank(KUDOS_LONG_PAST if is_long_past else KUDOS_A_WEEK)
        await self._world.errands_done()  # before the clock moves on: Slack's response URLs end after half an hour
        friday = monday + timedelta(days=4)
        clock.set(moments.starts_everywhere(friday))
        await self._listen(friday)
        clock.set(pulses.scheduled("", monday).closes_at + timedelta(minutes=5))
        await tick(self._world, OWNER)
        await self._decide()

    async def begin(self, monday: date, now: datetime, visitors: Collection[str]) -> None:
        """The week that the visitors find open: everyone else answers and thanks, so that a digest can come of it."""
        await self._open(monday)
        others = [(person, team) for person, team in self._people() if person.user.real_name not in visitors]
        await asyncio.gather(*(self._answer(person, team) for person, team in others))
        await self._thank(KUDOS_A_WEEK)
        await self._note(others)
        await self._praise()
        await self._write()
        await self._world.errands_done()
        self._sandbox.workspace.clock.set(now)
        await tick(self._world, OWNER)

    async def _open(self, monday: date) -> None:
        """The week's round opens as its Monday begins; then that goes by, and everyone is asked by their own clock."""
        self._week += 1
        zones = {person.user.tz for person, _ in self._people()}
        asked = sorted(moments.at_local(monday, ASKED, zone) for zone in zones)
        if self._week <= LONG_PAST:
            asked = asked[-1:]
        for moment in (moments.starts_everywhere(monday) + timedelta(hours=1), *asked):
            self._sandbox.workspace.clock.set(moment)
            await tick(self._world, OWNER)

    async def _note(self, people: list[tuple[Person, str]]) -> None:
        """A few things that customers said this week, noted in the form by those who heard them."""
        for team in self._company.teams:
            heard = [line for line in self._company.feedback if line["team"] == team.name][:NOTED_A_WEEK]
            for line in heard:
                person = self._random.choice([person for person, name in people if name == team.name])
                about = [name.casefold() for name in line["expectations"].split(";") if name]
                await person.command("/feedback")
                person.fill(customer=line["customer"], said=line["said"], teams=[team.name])
                person.fill(rating=RATINGS[int(line["rating"])], expectations=[EXPECTATIONS[name] for name in about])
                await person.submit()
                await person.close()

    async def _praise(self) -> None:
        """A customer's praise, told to the person who earned it."""
        praise = self._company.praise
        person, praised = self._sandbox.person(praise.by), self._sandbox.person(praise.of)
        await person.command("/feedback")
        person.fill(customer=praise.customer, said=praise.said, teams=[praise.team], rating=RATINGS[5])
        person.fill(praised=praised.user.name, told=[TELL])
        await person.submit()
        await person.close()

    async def _write(self) -> None:
        """What is thanked where others see it: by a reaction, and by naming the bot."""
        for written in self._company.written:
            message = await self._sandbox.person(written.by).say(written.channel, written.text)
            await tick(self._world, OWNER)
            for name in written.thanked_by:
                await self._sandbox.person(name).react(message, EMOJI)

    def _people(self) -> list[tuple[Person, str]]:
        """Everyone who was asked, with their team."""
        found = []
        for team in self._company.teams:
            members = self._sandbox.workspace.channel_named(team.channel).members
            people = [self._sandbox.person(member) for member in members]
            found += [(person, team.name) for person in people if not (person.user.is_bot or person.user.is_restricted)]
        return found

    async def _answer_at_once(self) -> None:
        now, asked = self._world.now(), self._people()

        def answer(db: Db) -> None:
            for person, team in asked:
                if found := questions.current(db, person.user.id, now):
                    for item, score in self._answers(person, team, found).items():
                        pulse_acts.record(db, found.round.id, person.user.id, item, score, now)

        await self._world.act(self._world.workspace, answer)

    def _answers(self, person: Person, team: str, found: Questions) -> dict[str, int]:
        return moods.answers(person.user.name, team, self._week, found.items)

    async def _answer(self, person: Person, team: str) -> None:
        now = self._world.now()
        found = await self._world.act(self._world.workspace, lambda db: questions.current(db, person.user.id, now))
        wanted = self._answers(person, team, found) if found else {}
        if not wanted:
            return
        message = person.dm.saying(texts("en")("pulses.title"))
        for _ in range(MOST_QUESTIONS):
            answers = [w for w in message.widgets if w.element.action_id.startswith(pulse_views.ANSWER)]
            if not answers:
                return
            score = wanted[answers[0].element.block_id.partition(":")[2]]
            await person.press(next(w for w in answers if w.element.action_id == f"{pulse_views.ANSWER}:{score}"))
            await self._world.errands_done()  # the next question takes the place of the one that was answered

    async def _decide(self) -> None:
        """What a manager presses below the digest of this week, if anything."""
        if self._week not in DECIDED:
            return
        name, wish = DECIDED[self._week]
        team = next(team for team in self._company.teams if team.name == name)
        person = self._sandbox.person(team.manager)
        messages = person.channel(team.channel).messages
        offered = [widget for message in messages for widget in message.widgets if widget.element.action_id == wish]
        for widget in offered[-1:]:
            await person.press(widget)
        await self._world.errands_done()
        await tick(self._world, OWNER)

    async def _thank(self, count: int) -> None:
        people = self._people()
        for thanks in self._thanks[:count]:
            receiver = self._random.choice([person for person, team in people if thanks.team in (team, "any")])
            giver = self._random.choice([person for person, _ in people if person is not receiver])
            await self._give(giver, receiver, thanks)
        self._thanks = self._thanks[count:] + self._thanks[:count]
        await tick(self._world, OWNER)
        for person, _ in people:
            shareable = [m for m in person.dm.messages if "Share with the team" in m.buttons]
            for message in shareable:
                if self._random.random() < SHARING:
                    await person.press(message.button("Share with the team"))
        await tick(self._world, OWNER)  # what was shared

    async def _give(self, giver: Person, receiver: Person, thanks: Thanks) -> None:
        """One by the command, two by the form: that one asks for the second half."""
        if self._random.random() < 1 / 3:
            await giver.command("/kudos", f"@{receiver.user.name} {thanks.did}")
            return
        await giver.command("/kudos")
        giver.fill(people=[receiver.user.name], did=thanks.did, enabled=thanks.enabled)
        await giver.submit()
        await giver.close()

    async def _listen(self, until: date) -> None:
        """What customers said since the last time, imported from a file as an admin would."""
        file = self._company.file(self._told_until, until, self._shift)
        await imports.import_csv(self._world, file, imports.look(file, "feedback.csv", Wish()), lambda _: None)
        self._told_until = until
