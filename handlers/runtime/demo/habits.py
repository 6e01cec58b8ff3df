"""What the invented people do in a week: they answer, thank, share, and note what customers say."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Collection

from bot.policies import Policy
from bot.pulses import Questions
from bot.views import practices
from bot.views import pulses as pulse_views
from bot.views.feedback import EXPECTATIONS, RATINGS, TELL
from bot.views.language import texts
from handlers import pulses as pulse_acts
from handlers import questions
from handlers.runtime.clock import tick
from handlers.runtime.demo import moods
from handlers.runtime.demo.company import Company, Thanks
from handlers.world import World
from sandbox import Person, Sandbox
from storage.database import Db

OWNER = "demo"
SHARING = 0.8
NOTED_A_WEEK = 4
EMOJI = Policy().kudos_emoji
MOST_QUESTIONS = 15
DECIDED = {  # after the digest of a week, what the manager of a team presses there
    7: ("Field", practices.TRY),
    8: ("Support", practices.TRY),
    10: ("Product", practices.NOT_NOW),
    11: ("Field", practices.DONE),
    14: ("Product", practices.TRY),
    15: ("Field", practices.TRY),
    18: ("Product", practices.DONE),
    19: ("Field", practices.DONE),
}
Members = Collection[tuple[Person, str]]


class Habits:
    """What people do, with a fixed seed, so that every demo tells the same."""

    def __init__(self, sandbox: Sandbox, world: World, company: Company) -> None:
        self._sandbox = sandbox
        self._world = world
        self._company = company
        self._random = random.Random(7)  # noqa: S311 - invented people need no secrets
        self._thanks = list(company.thanks)
        self._random.shuffle(self._thanks)

    def everyone(self) -> list[tuple[Person, str]]:
        """Everyone who is asked, with their team."""
        found = []
        for team in self._company.teams:
            members = self._sandbox.workspace.channel_named(team.channel).members
            people = [self._sandbox.person(member) for member in members]
            found += [(person, team.name) for person in people if not (person.user.is_bot or person.user.is_restricted)]
        return found

    async def answer(self, people: Members, week: int) -> None:
        """They press what they feel, each in their own message."""
        await asyncio.gather(*(self._answer(person, team, week) for person, team in people))

    async def answer_at_once(self, people: Members, week: int) -> None:
        """The act behind the buttons is given the answers of all who have not begun: it takes less time."""
        now = self._world.now()

        def answer(db: Db) -> None:
            for person, team in people:
                if (found := questions.current(db, person.user.id, now)) and not found.answered:
                    for item, score in _answers(person, team, week, found).items():
                        pulse_acts.record(db, found.round.id, person.user.id, item, score, now)

        await self._world.act(self._world.workspace, answer)

    async def _answer(self, person: Person, team: str, week: int) -> None:
        now = self._world.now()
        found = await self._world.act(self._world.workspace, lambda db: questions.current(db, person.user.id, now))
        wanted = _answers(person, team, week, found) if found else {}
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

    async def thank(self, count: int, givers: Members) -> None:
        """Some of them thank somebody; most who were thanked let their team see it."""
        people, since = self.everyone(), self._sandbox.workspace.next_ts()
        for thanks in self._thanks[:count]:
            receiver = self._random.choice([person for person, team in people if thanks.team in (team, "any")])
            giver = self._random.choice([person for person, _ in givers if person is not receiver])
            await self._give(giver, receiver, thanks)
        self._thanks = self._thanks[count:] + self._thanks[:count]
        await tick(self._world, OWNER)
        for person, _ in givers:
            fresh = [message for message in person.dm.messages if message.ts > since]
            for message in fresh:
                if "Share with the team" in message.buttons and self._random.random() < SHARING:
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

    async def note(self, people: Members, round_of_notes: int, besides: Collection[str]) -> None:
        """A few things that customers said, noted in the form by those who heard them; each time the next few.

        Not of the customers `besides`, so that none is quoted twice.
        """
        heard = [line for line in self._company.feedback if line["customer"] not in besides]
        for team in self._company.teams:
            said = [line for line in heard if line["team"] == team.name]
            begin = round_of_notes * NOTED_A_WEEK % len(said)
            for line in said[begin : begin + NOTED_A_WEEK]:
                person = self._random.choice([person for person, name in people if name == team.name])
                about = [name.casefold() for name in line["expectations"].split(";") if name]
                await person.command("/feedback")
                person.fill(customer=line["customer"], said=line["said"], teams=[team.name])
                person.fill(rating=RATINGS[int(line["rating"])], expectations=[EXPECTATIONS[name] for name in about])
                await person.submit()
                await person.close()

    async def praise(self) -> None:
        """A customer's praise, told to the person who earned it."""
        praise = self._company.praise
        person, praised = self._sandbox.person(praise.by), self._sandbox.person(praise.of)
        await person.command("/feedback")
        person.fill(customer=praise.customer, said=praise.said, teams=[praise.team], rating=RATINGS[5])
        person.fill(praised=praised.user.name, told=[TELL])
        await person.submit()
        await person.close()

    async def write(self) -> None:
        """What is thanked where others see it: by a reaction, and by naming the bot."""
        for written in self._company.written:
            message = await self._sandbox.person(written.by).say(written.channel, written.text)
            await tick(self._world, OWNER)
            for name in written.thanked_by:
                await self._sandbox.person(name).react(message, EMOJI)

    async def decide(self, week: int) -> None:
        """What a manager presses below the digest of that week, if anything."""
        if week not in DECIDED:
            return
        name, wish = DECIDED[week]
        team = next(team for team in self._company.teams if team.name == name)
        person = self._sandbox.person(team.manager)
        messages = person.channel(team.channel).messages
        offered = [widget for message in messages for widget in message.widgets if widget.element.action_id == wish]
        for widget in offered[-1:]:
            await person.press(widget)
        await self._world.errands_done()
        await tick(self._world, OWNER)


def _answers(person: Person, team: str, week: int, found: Questions) -> dict[str, int]:
    return moods.answers(person.user.name, team, week, found.items)
