"""Publishing Home: at once when it is asked for, once for each real change, and without a trace of who answered."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot import delivery
from bot import preferences as rules
from bot.errors import Refused
from bot.home import SET_UP, TEAMS, YOU
from handlers import homes, preferences, pulses, rounds
from handlers.world import Home
from sandbox.faults import Fault
from sandbox.workspace import User
from storage import home as stored
from storage import pulses as stored_pulses
from storage.tables import ANSWER, ROUND_KEY, Row

PUBLISH = "views.publish"
TUESDAY = datetime(2026, 3, 3, 9, 45, tzinfo=UTC)


def published(office):
    return sum(passage.name == PUBLISH for passage in office.sandbox.traffic.passages)


@pytest.fixture
async def at_home(asked):
    """An office in the open week; Ada has opened her Home."""
    await asked.at(TUESDAY)
    await asked.ada.open_home()
    await asked.beat()
    asked.sandbox.traffic.passages.clear()
    return asked


async def answer(office, *numbers):
    """Ada answers these of her questions."""

    def act(db):
        opened = stored_pulses.current(db)
        found = stored_pulses.questions(db, opened.id, "UADA")
        for number in numbers:
            pulses.record(db, opened.id, "UADA", found.items[number].id, 4, office.world.now())

    await office.world.act(office.world.workspace, act)
    office.world.touched.add("UADA")


async def test_opening_home_publishes_it_once(at_home):
    await at_home.ada.open_home()
    await at_home.settled()
    assert published(at_home) == 1


async def test_where_nothing_has_changed_nothing_is_published(at_home):
    for _ in range(3):
        at_home.world.touched.add("UADA")
        await at_home.beat()
    assert published(at_home) == 0


async def test_several_changes_in_a_second_are_published_once(at_home):
    await answer(at_home, 0, 1)
    await at_home.beat()
    assert published(at_home) == 0  # there is more to answer still
    for number in (2, 3):
        await answer(at_home, number)
    await at_home.beat()
    assert published(at_home) == 1
    assert "You have answered the pulse." in at_home.ada.home.plain


async def test_who_never_opened_home_is_sent_none(at_home):
    await at_home.cleo.command("/kudos", "@ben for the clear bug report")
    await at_home.beat()
    assert published(at_home) == 0
    assert at_home.ben.home is None


async def test_what_arrives_for_someone_brings_their_home_up_to_date(at_home):
    await at_home.cleo.command("/kudos", "@ada for the clear bug report")
    await at_home.beat()
    assert published(at_home) == 1
    assert "the clear bug report" in at_home.ada.home.plain


async def test_another_page_is_published_at_once_and_stays(at_home):
    ben = at_home.ben
    await ben.open_home()
    await at_home.settled()
    await ben.press(next(widget for widget in ben.home.widgets if widget.label == "Your teams"))
    await at_home.settled()
    assert "There is no digest yet." in ben.home.plain
    await ben.open_home()
    await at_home.settled()
    assert "There is no digest yet." in ben.home.plain


async def test_set_up_follows_a_pulse_that_opens_and_closes_also_for_who_is_asked_nothing(office):
    office.slack.add_user(User("UANN", "ann", "Ann Admin", tz="Europe/Berlin", is_admin=True))
    await office.set_up_teams()
    await office.settled()
    ann = office.person("ann")
    await ann.open_home()
    await office.settled()
    await ann.press("Set-up")
    await office.settled()
    assert "One is open until" not in ann.home.plain
    await office.at(datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert "One is open until Friday 6 March 2026, 13:00 your time." in ann.home.plain
    await office.at(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    assert "One is open until" not in ann.home.plain
    office.slack.clock.set(datetime(2026, 3, 10, 12, tzinfo=UTC))
    for by_hand, is_open in (
        (rounds.open_by_hand, True),
        (partial(rounds.close_by_hand, give_up=True), False),
    ):
        await by_hand(office.world)
        await homes.refresh(office.world)
        assert ("One is open until" in ann.home.plain) is is_open


async def test_a_posted_digest_touches_those_who_have_a_page_open_that_tells_of_it(office):
    world = office.world
    world.homes.update({"U1": Home(YOU), "U2": Home(TEAMS), "U3": Home(SET_UP), "U4": Home()})
    for kind, touched in ((delivery.KUDOS, {"C1"}), (delivery.DIGEST, {"C1", "U2", "U3"})):
        world.touched.clear()
        homes.delivered(world, world.delivery(kind, "k1", "C1", "r1:t1", world.now()))
        assert world.touched == touched


async def test_a_failed_publish_is_logged_and_made_up_for_at_the_next_change(at_home, caplog):
    at_home.sandbox.faults.add(Fault(PUBLISH, "http_500"))
    await at_home.cleo.command("/kudos", "@ada for the clear bug report")
    with caplog.at_level(logging.WARNING, "heartline"):
        await at_home.beat()
    assert f"act={PUBLISH}" in caplog.text
    assert "the clear bug report" not in at_home.ada.home.plain
    at_home.world.touched.add("UADA")
    await at_home.beat()
    assert "the clear bug report" in at_home.ada.home.plain


async def test_a_home_that_the_database_kept_waiting_comes_with_the_next_beat(at_home, monkeypatch, caplog):
    with monkeypatch.context() as broken:

        def busy(*_):
            raise Refused("database_locked")

        broken.setattr(stored, "reader", busy)
        with caplog.at_level(logging.WARNING, "heartline"):
            await at_home.ada.open_home()
            await at_home.settled()
    assert "act=home outcome=database_locked" in caplog.text
    assert published(at_home) == 0
    await at_home.beat()
    assert published(at_home) == 1


async def test_a_publish_that_had_to_wait_says_what_is_so_when_its_turn_comes(at_home):
    world, now = at_home.world, at_home.world.now()
    async with world.homes["UADA"].turn:  # as while an earlier one is on its way to Slack
        waiting = asyncio.create_task(homes.publish(world, "UADA"))
        await asyncio.sleep(0)
        await world.act(
            world.workspace,
            lambda db: preferences.choose(db, "UADA", lambda old, today: rules.paused(old, today, 2), now),
        )
    await waiting
    assert "Paused until" in at_home.ada.home.plain


async def test_a_home_that_follows_an_answer_leaves_no_row_and_no_line(at_home, caplog):
    """All tables, but those of the answers themselves, are the same before and after, and the log is silent (P7)."""

    def everything(db):
        tables = [table for table in Row.metadata.sorted_tables if table not in (ANSWER, ROUND_KEY)]
        return {table.name: [tuple(row) for row in db.run(select(table))] for table in tables}

    before = await at_home.world.act(at_home.world.workspace, everything)
    with caplog.at_level(logging.DEBUG, "heartline"):
        await answer(at_home, 0, 1, 2, 3)
        await homes.refresh(at_home.world)
    assert published(at_home) == 1
    assert await at_home.world.act(at_home.world.workspace, everything) == before
    assert [record for record in caplog.records if record.name.startswith("heartline")] == []


async def test_time_alone_brings_the_next_pulse_forward_when_home_is_opened(at_home):
    assert "I ask you next on" in at_home.ada.home.plain
    before = at_home.ada.home.plain
    at_home.slack.clock.set(TUESDAY + timedelta(weeks=1))
    await at_home.beat()
    await at_home.ada.open_home()
    await at_home.settled()
    assert at_home.ada.home.plain != before
