"""Someone's questions as they stand, and what takes the place of the message or the page they clicked on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot import pulses
from bot.errors import Refused
from bot.payloads import Click
from bot.pulses import Questions
from bot.views import pulses as views
from bot.views import welcomes as welcome_views
from bot.views.kit import Block, Message
from bot.views.language import Texts, texts
from bot.views.pulses import Offers
from handlers.world import World
from storage import comments, installs, policies, schedules, welcomes
from storage import people as stored_people
from storage import preferences as stored_preferences
from storage import pulses as stored
from storage.database import Db

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """Someone's questions, how they read them, and the note for who has not got theirs yet."""

    questions: Questions
    texts: Texts
    offers: Offers
    note: Sequence[str] = ()

    def message(self, after: str = "") -> Message:
        """The direct message, at the next open question after an item."""
        return views.ask(self.questions, self.texts, self.offers, after=after)

    def page(self) -> Block:
        """The page with all questions."""
        return views.page(self.questions, self.texts, self.offers, self.note)


def asked(db: Db, questions: Questions) -> Asked:
    """Someone's questions, in their language, with what they are offered once all are answered."""
    person = questions.member.person
    t, told = language(db, person), [] if welcomes.is_told(db, person) else note(db, person)
    if questions.left() is not None:
        return Asked(questions, t, Offers(), told)
    has_thanks = stored_preferences.one(db, person).has_thanks
    return Asked(questions, t, Offers(comments.is_offered(db, questions.round.id, person), has_thanks), told)


def note(db: Db, person: str) -> list[str]:
    """What someone is told before they are first asked."""
    schedule = schedules.one(db, pulses.KIND)
    weeks, threshold = schedule.weeks if schedule else 1, policies.one(db).threshold
    return welcome_views.told(language(db, person), weeks, threshold, _installer(db, person))


def _installer(db: Db, reader: str) -> str:
    """What whoever set Heartline up is called; empty where that is not known, or they read it themselves."""
    install = installs.one(db)
    person = stored_people.one(db, install.installer) if install and install.installer not in ("", reader) else None
    return person.name if person else ""


def admitted(db: Db, round_id: str, person: str, now: datetime) -> Questions:
    """The questions of someone who may answer them now. Raises Refused."""
    return pulses.admitted(stored_people.one(db, person), of(db, round_id, person), now)


def current(db: Db, person: str, now: datetime) -> Questions | None:
    """Someone's questions of the round that can be answered now; None where there is none for them."""
    opened = stored.current(db)
    return of(db, opened.id, person) if opened and opened.accepts(now) else None


def of(db: Db, round_id: str, person: str) -> Questions | None:
    """Someone's questions of a round. Raises Refused.

    A lost secret is the operator's affair; people are told that they cannot answer now.
    """
    try:
        return stored.questions(db, round_id, person)
    except Refused as refused:
        raise pulses.told(refused) from refused


def language(db: Db, person: str) -> Texts:
    """The texts in someone's language."""
    return texts(stored_people.language(db, person))


async def act(world: World, click: Click, work: Callable[[Db], T]) -> T:
    """Run an act on a pulse. When that is over, what was clicked on makes room for one that says so. Raises Refused.

    A pulse whose time has just ended, and that is still to be closed, keeps its message: not all it would say is true.
    """
    now = world.now()
    try:
        return await world.act(click.workspace, work)
    except Refused as refused:
        if refused.code == "pulse_closed" and (t := await world.act(click.workspace, lambda db: _over(db, click, now))):
            show(world, click, views.over(t), views.over_page(t))
        raise


def _over(db: Db, click: Click, now: datetime) -> Texts | None:
    """The texts for someone who clicked on a pulse that has closed; None while one is still to be closed."""
    opened = stored.current(db)
    return None if opened and not opened.accepts(now) else language(db, click.person)


def show(world: World, click: Click, message: Message, page: Block) -> None:
    """Put something in the place of what was clicked on: the message, or the page."""
    if click.view_id:
        world.later(world.call("views.update", view_id=click.view_id, view=page))
    else:
        world.later(world.answer(click, message, replace=True))
