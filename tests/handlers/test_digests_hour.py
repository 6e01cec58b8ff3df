"""Digests that are posted at an hour of the week: composed when the pulse has closed, told to nobody before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.policies import AT_CLOSING, Wish
from handlers import digests, kudos_messages, policies, rounds
from storage import digests as stored
from tests.handlers.digest_hours import (
    FRIDAY,
    MINUTE,
    MONDAY_NINE,
    SUNDAY,
    WORDS,
    act,
    at,
    beside,
    posted,
    prepared,
    settle,
    to_cleo,
)


async def test_a_digest_is_composed_at_once_and_told_at_its_hour_to_all(waiting_on_each_store):
    waiting = waiting_on_each_store
    before = await digests.previews(waiting.world)
    await at(waiting, MONDAY_NINE - MINUTE)
    assert (posted(waiting), to_cleo(waiting), beside(waiting.ben)) == ([], [], [])
    await waiting.cleo.command("/kudos", "@ada for something later")
    await at(waiting, MONDAY_NINE + MINUTE)
    assert (len(posted(waiting)), len(to_cleo(waiting)), len(beside(waiting.ben))) == (1, 1, 1)
    assert await digests.previews(waiting.world) == before
    await settle(waiting)
    assert len(posted(waiting)) == 1


async def test_nobody_reads_it_before_in_another_way(waiting):
    await at(waiting, MONDAY_NINE - MINUTE)
    await waiting.ben.command("/pulse", "digest")
    await settle(waiting)
    assert "no digest" in waiting.ben.dm.last.text
    await at(waiting, MONDAY_NINE + MINUTE)
    await waiting.ben.command("/pulse", "digest")
    await settle(waiting)
    assert "Support: week of 2 March" in waiting.ben.dm.last.text


async def test_nobody_reads_it_before_however_long_it_waits(office):
    """Its pulse closes on a Friday at noon, an hour after the hour of digests: it waits for nearly seven days."""
    waiting = await prepared(office, Wish(digest_on=4, digest_at=11 * 60, digest_zone="UTC"))
    hour = datetime(2026, 3, 13, 11, tzinfo=UTC)
    for moment, said in ((hour - MINUTE, "no digest"), (hour + MINUTE, "Support: week of 2 March")):
        await at(waiting, moment)
        await waiting.ben.command("/pulse", "digest")
        await settle(waiting)
        assert said in waiting.ben.dm.last.text


async def test_an_admin_posts_it_at_once(waiting_on_each_store):
    waiting = waiting_on_each_store
    names = [group.name for group in await digests.post_again(waiting.world)]
    assert names == ["Support", "Product", "Service"]
    await settle(waiting)
    assert (len(posted(waiting)), len(to_cleo(waiting)), len(beside(waiting.ben))) == (1, 1, 1)
    assert await digests.post_again(waiting.world) == []
    await at(waiting, MONDAY_NINE + MINUTE)
    assert len(posted(waiting)) == 1


async def test_what_was_taken_back_meanwhile_is_not_in_it_and_nothing_has_to_be_put_right(waiting):
    await act(waiting, lambda db: kudos_messages.take_back(db, waiting.world, "k1", "UCLEO"))
    await settle(waiting)
    await at(waiting, MONDAY_NINE + MINUTE)
    (message,) = posted(waiting)
    assert WORDS not in message.text
    since = [known for known in waiting.sandbox.traffic.passages if known.at >= MONDAY_NINE.timestamp()]
    assert [known.name for known in since if known.name == "chat.update"] == []
    assert await act(waiting, stored.changed) == []


async def test_another_hour_holds_from_the_next_digest_on(waiting):
    await policies.change(waiting.world, Wish(digest_on=AT_CLOSING))
    await settle(waiting)
    assert posted(waiting) == []
    await at(waiting, MONDAY_NINE + MINUTE)
    assert len(posted(waiting)) == 1


async def test_a_bot_that_was_down_at_that_hour_posts_when_it_is_back(waiting):
    await at(waiting, MONDAY_NINE + timedelta(days=3))
    assert len(posted(waiting)) == 1


async def test_for_a_week_from_that_hour_it_is_worth_posting(waiting):
    await at(waiting, MONDAY_NINE + timedelta(days=6, hours=23))
    assert len(posted(waiting)) == 1


async def test_after_a_week_it_is_not(waiting):
    await at(waiting, MONDAY_NINE + timedelta(days=7, hours=1))
    assert posted(waiting) == []


async def test_a_bot_that_was_down_from_the_closing_on_composes_while_the_hour_is_not_long_past(office):
    await office.set_up_teams()
    await policies.change(office.world, Wish(digest_on=3, digest_at=9 * 60))
    await office.at(SUNDAY)
    office.slack.clock.set(FRIDAY)
    await rounds.close_overdue(office.world)
    assert await digests.post_due(replace(office.world, now=lambda: FRIDAY + timedelta(days=20))) == []
    await at(office, FRIDAY + timedelta(days=10))  # on a Monday; the hour was four days ago
    assert len([message for message in posted(office) if "2 March" in message.text]) == 1
