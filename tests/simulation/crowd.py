"""What the company's people do: answer at once, late, twice, from two devices; thank each other; share, move, leave."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from random import Random
from typing import Any

from bot.views.language import texts
from bot.views.pulses import ANSWER
from sandbox import Person, Sandbox
from sandbox.choices import NotThere
from sandbox.seen import MessageSeen, Widget
from tests.simulation.company import PRODUCT, SUPPORT, ZONES
from tests.simulation.ledger import OPERATION, Ledger, Post
from tests.simulation.road import Road
from tests.simulation.scenario import DAY, HOUR

TITLE = texts("en")("pulses.title")
MOST_TAPS = 8  # of someone whose message does not go on, because what should replace it is lost
THANKS = "thanked you"
SHARE = "Share with the team"


class Crowd:
    """Everyone in the company, at their screens. Each has luck of their own, so that none disturbs another's."""

    def __init__(self, sandbox: Sandbox, road: Road, ledger: Ledger, seed: int) -> None:
        self._sandbox = sandbox
        self._road = road
        self._ledger = ledger
        self._seed = seed
        self._numbers = 0
        self._gone: set[str] = set()
        ledger.on_post = self._notice

    def chance(self, *about: object) -> Random:
        """Luck in one matter."""
        return Random(f"{self._seed} {about}")

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something happen in its own time, whatever becomes of the bot."""
        task = asyncio.get_running_loop().create_task(work, context=Context())
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            self._ledger.breach(f"the crowd stumbled: {error!r}")

    def _notice(self, post: Post) -> None:
        if not post.recipient.startswith("U") or post.recipient in self._gone:
            return
        if post.text.startswith(TITLE):
            self.begin(self._answer(post))
        elif THANKS in post.text:
            self.begin(self._perhaps_share(post))

    async def _answer(self, post: Post) -> None:
        chance = self.chance("answers", post.recipient, post.block_ids)
        if chance.random() < 0.08:
            return
        person = self._sandbox.person(post.recipient)
        await asyncio.sleep(chance.choice([chance.uniform(5, 600), chance.uniform(0, DAY)]))
        await asyncio.sleep(6 * DAY if chance.random() < 0.04 else 0)
        for _ in range(MOST_TAPS):
            await asyncio.sleep(chance.uniform(1, 20))
            buttons = self._buttons(person, post)
            if not buttons or chance.random() < 0.05 or post.recipient in self._gone:
                return
            await self._press_once_or_twice(person, buttons, chance)

    async def _press_once_or_twice(self, person: Person, buttons: list[Widget], chance: Random) -> None:
        first, second = chance.randint(0, 5), chance.randint(1, 5)
        kind = chance.random()
        if kind < 0.1:  # two devices at the same moment
            await asyncio.gather(*[self._press(person, buttons, score, chance) for score in (first, second)])
            return
        await self._press(person, buttons, first, chance)
        if kind < 0.2:  # a change of mind, or of a nervous finger, while the message still shows that question
            await asyncio.sleep(chance.uniform(0, 2))
            await self._press(person, buttons, chance.choice([first, second]), chance)

    async def _press(self, person: Person, buttons: list[Widget], score: int, chance: Random) -> None:
        """Press an answer, and again while Slack says that the bot did not respond."""
        widget = next(w for w in buttons if w.element.action_id == f"{ANSWER}:{score}")
        for pause in (2, 30, 300):
            operation = self._ledger.begun("answer", person.user.id, *widget.element.block_id.split(":"), score)
            OPERATION.set(operation)
            await person.press(widget)
            if operation.is_acked and not operation.is_troubled:
                return
            await asyncio.sleep(pause * chance.uniform(0.5, 1))

    def _buttons(self, person: Person, post: Post) -> list[Widget]:
        """The answers to the question that the message of a round shows now."""
        asked = post.block_ids[0].partition(":")[0]
        for message in person.dm.channel.messages.values():
            widgets = MessageSeen(person, person.dm.channel, message).widgets
            found = [w for w in widgets if w.element.action_id.startswith(ANSWER)]
            if found and found[0].element.block_id.startswith(f"{asked}:"):
                return found
        return []

    async def _perhaps_share(self, post: Post) -> None:
        chance = self.chance("shares", post.recipient, post.nonce)
        if chance.random() < 0.4:
            return
        await asyncio.sleep(chance.uniform(10, 2 * HOUR))
        person = self._sandbox.person(post.recipient)
        words = post.text.partition(": ")[2]
        await asyncio.gather(*[self._share(person, words) for _ in range(chance.randint(1, 2))])

    async def _share(self, person: Person, words: str) -> None:
        try:
            button = person.dm.saying(words).button(SHARE)
        except NotThere:
            return
        OPERATION.set(self._ledger.begun("share", person.user.id, words))
        await person.press(button)

    async def thank(self, at: float, *, by_form: bool) -> None:
        """Thank one or two people at that moment, by command, or by a form that is sent twice."""
        chance = self.chance("thanks", at)
        await asyncio.sleep(at)
        names = [name for name in (*SUPPORT, *PRODUCT) if f"U{name.upper()}" not in self._gone]
        giver, *receivers = chance.sample(names, chance.randint(2, 3))
        self._numbers += 1
        words = f"reason number {self._numbers} exactly"
        person = self._sandbox.person(giver)
        about = (words, *sorted(f"U{name.upper()}" for name in receivers))
        if by_form:
            await self._by_form(person, receivers, about)
        else:
            OPERATION.set(self._ledger.begun("thanks", person.user.id, *about))
            await person.command("/kudos", f"{' '.join(f'@{name}' for name in receivers)} for {words}")

    async def _by_form(self, person: Person, receivers: list[str], about: tuple[str, ...]) -> None:
        for _ in range(5):
            await person.command("/kudos")
            if person.modal and "people" in str(person.modal.blocks):
                break
            await asyncio.sleep(60)
        else:
            return
        person.fill(people=receivers, did=about[0])
        view, values = person.modal.view, person.modal.values
        form = person.scene.view_submission(view, values, "", [])
        await asyncio.gather(*[self._submit(person, form, about, pause) for pause in (0.0, 0.1, 90.0)])
        while person.modal:
            person.workspace.close(person.modal.view)

    async def _submit(self, person: Person, form: dict[str, Any], about: tuple[str, ...], pause: float) -> None:
        """Submit the same form once more: the first time nothing seemed to happen."""
        await asyncio.sleep(pause)
        OPERATION.set(self._ledger.begun("form", person.user.id, *about))
        await self._road.send("interactive", form)

    async def move(self, at: float) -> None:
        """Move someone to another zone at that moment."""
        chance = self.chance("moves", at)
        await asyncio.sleep(at)
        await self._change(f"U{chance.choice((*SUPPORT, *PRODUCT)).upper()}", chance, tz=chance.choice(ZONES))

    async def leave(self, at: float) -> None:
        """Let someone leave the company at that moment."""
        chance = self.chance("leaves", at)
        await asyncio.sleep(at)
        user_id = f"U{chance.choice((*SUPPORT[:-1], *PRODUCT[:-1])).upper()}"
        self._gone.add(user_id)
        self._ledger.left(user_id)
        await self._change(user_id, chance, deleted=True)

    async def _change(self, user_id: str, chance: Random, **fields: Any) -> None:
        self._sandbox.workspace.change_user(user_id, **fields)
        await self._road.tell_of(user_id, chance.randint(1, 4))
