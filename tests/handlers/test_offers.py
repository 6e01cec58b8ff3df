"""What digests offer week after week, and what they ask and tell of it afterwards, on each store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.digests import Digest, Tried
from bot.feedback import EXPECTATIONS, Counted, Summary
from bot.moments import week_key
from bot.people import Person
from bot.practices import State
from bot.privacy import Shown
from bot.pulses import Round
from bot.stepped import Start, Step
from handlers import offers
from storage import closing, digests, people, practices, pulses, stepped

FRIDAY = datetime(2026, 3, 6, 12, tzinfo=UTC)
WEEK = timedelta(weeks=1)
CALM = Summary(Counted(0, 0), dict.fromkeys(EXPECTATIONS, Counted(0, 0)))
MISSED = replace(CALM, by_expectation=CALM.by_expectation | {"care": Counted(4, 1)})
SAYS = "Let a teammate, not the lead, tell the story of this week's good work."


class Weeks:
    """Rounds that close week after week, each with the digest of Support, and of Product where there is one."""

    def __init__(self, world):
        self.world = world

    async def act(self, work):
        return await self.world.act("T1", work)

    async def close(self, number, shown, feedback=CALM, *, product=None):
        """Close the round of a week (0, 1, 2 …), in which a question of recognition was asked in turn of four."""
        closed = self.closed(number)
        item = f"recognition-{number % 4 + 1}"
        needs = {"recognition": Shown(shown) if shown else None}
        plain = Digest("Support", closed.week, "5-7", needs, {"recognition": (item,)}, False, None, (), feedback, False)
        made = {"support": plain} | ({"product": replace(plain, team="Product")} if product else {})
        self.world.now = lambda: closed.closes_at + timedelta(minutes=1)

        def post(db):
            pulses.open_round(db, closed, [], [])
            closing.close(db, closed.id, closed.closes_at)
            digests.keep(db, closed.id, made)
            offers.offer(db, self.world, closed, made)

        await self.act(post)

    def closed(self, number):
        closes_at = FRIDAY + number * WEEK
        return Round(f"r{number:02d}", week_key(closes_at.date()), closes_at - WEEK, closes_at, is_closed=True)

    async def read(self, number, group="support"):
        """The digest of a week as people read it now."""
        place = self.closed(number).id, group
        return (await self.act(lambda db: offers.filled(db, digests.some(db, [place]))))[place]

    async def decide(self, number, to, after=timedelta(hours=3)):
        """Decide of what a week's digest offers, or asks about."""
        digest = await self.read(number)
        practice = digest.tried[0].practice if digest.tried else digest.offered.practice

        def keep(db):
            practices.decide(db, practices.one(db, practice), to, "UBEN", self.closed(number).closes_at + after)

        await self.act(keep)


@pytest.fixture
async def weeks(world_alone):
    await world_alone.act("T1", lambda db: people.keep(db, [Person("UBEN", "Ben Test")]))
    return Weeks(world_alone)


async def test_a_digest_offers_one_idea_and_says_why(weeks):
    await weeks.close(0, 55, MISSED)
    offered = (await weeks.read(0)).offered
    assert (offered.idea, offered.text, offered.state, offered.by, offered.reason) == (
        "recognition-empower",
        SAYS,
        "offered",
        "",
        "care",
    )


async def test_no_idea_comes_again_within_eight_weeks_and_each_comes_again_after_them(weeks):
    for number in range(10):
        await weeks.close(number, 55, MISSED)
    ideas = [(await weeks.read(number)).offered.idea for number in range(10)]
    assert all(len(set(ideas[begin : begin + 8])) == 8 for begin in range(3))
    assert ideas[0] == ideas[8]


async def test_each_team_has_an_idea_of_its_own(weeks):
    await weeks.close(0, 55)
    await weeks.close(1, 55, product=True)
    assert (await weeks.read(1)).offered.practice != (await weeks.read(1, "product")).offered.practice


async def test_the_workspaces_own_words_are_offered_and_what_was_posted_keeps_its(weeks):
    await weeks.close(0, 55, MISSED)
    await weeks.act(
        lambda db: practices.word(db, {"recognition-empower": "Take turns.", "recognition-engage": "Thank."})
    )
    await weeks.close(1, 55, MISSED)
    assert [(await weeks.read(number)).offered.text for number in (0, 1)] == [SAYS, "Thank."]


async def test_what_was_taken_up_is_asked_about_four_weeks_later_beside_the_same_question(weeks):
    for number, shown in enumerate((55, 40, 40, 40)):
        await weeks.close(number, shown, MISSED)
        if not number:
            await weeks.decide(0, State.TRYING)
        assert (await weeks.read(number)).tried == ()
    assert (await weeks.read(0)).offered.by == "Ben Test"
    await weeks.close(4, 65, MISSED)
    (tried,) = (await weeks.read(4)).tried
    assert tried == Tried(
        practice=tried.practice,
        idea="recognition-empower",
        text=SAYS,
        state="trying",
        by="Ben Test",
        week="2026-W10",
        item="recognition-1",
        then=Shown(55),
        since=Shown(65),
        reason="care",
    )


async def test_what_was_taken_up_days_later_is_asked_about_beside_the_last_score_of_that_question(weeks):
    for number, shown in enumerate((55, 40, 40, 40, 65)):
        await weeks.close(number, shown, MISSED)
        if not number:
            await weeks.decide(0, State.TRYING, after=timedelta(days=3))
    assert (await weeks.read(4)).tried == ()
    await weeks.close(5, 30, MISSED)
    (tried,) = (await weeks.read(5)).tried
    assert (tried.then, tried.since) == (Shown(55), Shown(65))


async def test_what_is_asked_about_together_is_each_beside_what_was_shown_since_it_was_taken_up(weeks):
    for number, shown in ((0, 55), (1, 60), (2, 40), (3, 40), (5, None)):  # nothing was asked in the fourth week
        await weeks.close(number, shown, MISSED)
        if number < 2:
            await weeks.decide(number, State.TRYING)
    tried = (await weeks.read(5)).tried
    told = {one.item: (one.then, one.since) for one in tried}
    assert told == {"recognition-1": (Shown(55), None), "recognition-2": (Shown(60), None)}


@pytest.mark.parametrize(("then", "since"), [(None, 65), (55, None)], ids=["hidden then", "hidden since"])
async def test_a_score_that_may_not_be_shown_is_not_beside_it(weeks, then, since):
    for number, shown in enumerate((then, 40, 40, 40, since)):
        await weeks.close(number, shown, MISSED)
        if not number:
            await weeks.decide(0, State.TRYING)
    (tried,) = (await weeks.read(4)).tried
    assert (tried.then, tried.since) == (then and Shown(then), since and Shown(since))


@pytest.mark.parametrize(("outcome", "is_told"), [("done", True), ("partly", True), ("dropped", False)])
async def test_what_was_done_is_told_in_the_digest_after(weeks, outcome, is_told):
    for number in range(5):
        await weeks.close(number, 55, MISSED)
        if not number:
            await weeks.decide(0, State.TRYING)
    await weeks.decide(4, State(outcome))
    for number in (5, 6):
        await weeks.close(number, 55)
    assert [tried.is_told for tried in (await weeks.read(5)).tried] == [True] * is_told
    assert [tried.state for tried in (await weeks.read(4)).tried] == [outcome]
    assert (await weeks.read(6)).tried == ()


@pytest.mark.parametrize("state", [State.NOT_NOW, State.ANOTHER, None], ids=str)
async def test_nothing_is_asked_about_what_nobody_took_up(weeks, state):
    for number in range(7):
        await weeks.close(number, 55)
        if not number and state:
            await weeks.decide(0, state)
    assert [(await weeks.read(number)).tried for number in range(7)] == [()] * 7


async def test_a_team_whose_turn_has_come_begins_and_is_offered_nothing_else(weeks):
    start = Start(
        "s1", None, "recognition", "Say thanks on Fridays.", (Step("support", "2026-W10"), Step("t2", "2026-W12"))
    )
    await weeks.act(lambda db: stepped.add(db, start, FRIDAY - 2 * WEEK))
    for number in range(5):
        await weeks.close(number, 55)
    offered = (await weeks.read(0)).offered
    assert (offered.idea, offered.text, offered.state, offered.reason) == (
        "start:s1",
        "Say thanks on Fridays.",
        "trying",
        "start",
    )
    assert "start:s1" not in {(await weeks.read(number)).offered.idea for number in range(1, 5)}
    (tried,) = (await weeks.read(4)).tried
    assert (tried.idea, tried.by, tried.then, tried.since) == ("start:s1", "", Shown(55), Shown(55))


async def test_what_a_digest_says_has_the_idea_in_it_and_what_is_not_there_says_nothing(weeks):
    await weeks.close(0, 55, MISSED)
    message = await weeks.act(lambda db: offers.told(db, "r00", "support"))
    assert SAYS in message.text
    assert await weeks.act(lambda db: offers.told(db, "r00", "product")) is None


async def test_a_kept_digest_holds_nothing_of_what_stands_now(weeks):
    await weeks.close(0, 55, MISSED)
    kept = await weeks.act(lambda db: digests.one(db, "r00", "support"))
    assert (kept.offered, kept.tried) == (None, ())
