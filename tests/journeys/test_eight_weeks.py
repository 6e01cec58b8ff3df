"""Eight weeks in three teams, over both changes to daylight saving: people join, leave, pause and move."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from bot import moments
from handlers import people
from handlers.runtime.clock import housekeep
from handlers.teams import add
from sandbox import User
from storage import closing, pulses
from storage.asking_tables import REMINDER
from storage.comment_tables import DRAFT
from storage.tables import ANSWER, ROUND_KEY

FIRST = date(2026, 3, 2)  # America's clocks change on 8 March, Europe's on the 29th, New Zealand's on 5 April
WEEKS = [FIRST + timedelta(weeks=number) for number in range(8)]
FIELD = ("pia", "quin", "rhea", "sol", "tess", "uma", "vito")
WHOLE_BANK = date(2026, 4, 20)  # the first Monday of another thirteen weeks, counted from 1970


async def answer_all(office, people):
    """Everyone answers question after question, each of which takes the place of the one before; returns how many."""
    taps = 0
    while open_ones := [(person, widget) for person in people if (widget := question(person))]:
        for person, widget in open_ones:
            await person.press(widget)
        await office.settled()
        taps += 1
    return taps


def question(person):
    """The button "Mostly true" of the question that someone's last message asks; None when they are through."""
    return next((w for w in person.dm.last.widgets if w.element.action_id == "pulse_answer:4"), None)


@pytest.fixture
async def company(office):
    """Three teams; the third has eight people, one of whom leads it."""
    office.slack.clock.set(moments.starts_everywhere(FIRST) - timedelta(hours=2))
    for number, name in enumerate(FIELD):
        zone = ("Europe/Berlin", "America/New_York", "Pacific/Auckland")[number % 3]
        office.slack.add_user(User(f"U{name.upper()}", name, f"{name.capitalize()} Test", tz=zone))
    office.slack.add_channel("field", [office.slack.bot_user.id, *(f"U{name.upper()}" for name in FIELD)])
    await people.sync(office.world)
    await office.told()
    await office.set_up_teams()
    await add(office.world, "Field", "#field", "@pia")
    return office


class Weeks:
    """Lives week after week, and notes who was asked in which."""

    def __init__(self, office):
        self.office = office
        self.asked = {}
        self.late = {}

    @property
    def everyone(self):
        return [self.office.sandbox.person(user.id) for user in self.office.slack.users.values() if not user.is_bot]

    def messages(self):
        return {person.user.id: len(person.dm.messages) for person in self.everyone}

    async def open(self, monday):
        """Monday goes by: at ten by their clock, and within half an hour, each person is asked once."""
        office, before = self.office, self.messages()
        await office.at(moments.starts_everywhere(monday) + timedelta(hours=1))
        zones = {person.user.tz for person in self.everyone}
        tens = sorted((moments.at_local(monday, time(10), zone), zone) for zone in zones)
        early, self.asked[monday] = [], {}
        for ten, zone in tens:
            await office.at(ten - timedelta(minutes=1))
            then = self.messages()
            early += [
                who.user.id for who in self.everyone if who.user.tz == zone and then[who.user.id] > before[who.user.id]
            ]
            await office.at(ten + timedelta(minutes=31))
        now = self.messages()
        self.asked[monday] = {person: now[person] - before.get(person, 0) for person in now}
        assert early == []

    async def close(self, monday):
        office = self.office
        await office.at(moments.ended_everywhere(monday + timedelta(days=3)) + timedelta(minutes=1))
        for _ in range(3):  # what takes the place of messages is planned at the first of them
            await office.beat()
        for table in (ANSWER, ROUND_KEY, DRAFT, REMINDER):
            counted = select(func.count()).select_from(table)
            assert await office.world.act(office.world.workspace, lambda db, c=counted: db.run(c).scalar_one()) == 0

    def who(self, monday):
        return {person for person, number in self.asked[monday].items() if number}


async def test_eight_weeks_in_three_teams(company):
    office, weeks = company, Weeks(company)
    ada, gus, dina = office.ada, office.person("gus"), office.person("dina")

    for number, monday in enumerate(WEEKS):
        await weeks.open(monday)
        assert set(weeks.asked[monday].values()) <= {0, 1}, "nobody is asked twice, whatever the clocks do"
        if number == 1:
            wes = office.slack.add_user(User("UWES", "wes", "Wes Test", tz="Europe/Berlin"))
            office.slack.join(office.slack.channel_named("support"), wes.id)
            await office.settled()
            await office.told()
        if number == 2:
            office.slack.change_user(gus.user.id, deleted=True)
        if number == 3:
            await ada.press("Pause 2 weeks")
            await office.settled()
            assert "Paused until" in ada.dm.last.plain
        if number == 4:
            office.slack.change_user(dina.user.id, tz="Asia/Kolkata")
            await office.settled()
        answering = weeks.who(monday) - {"UADA", "UHANA"}
        taps = await answer_all(office, [person for person in weeks.everyone if person.user.id in answering])
        assert taps == (15 if monday == WHOLE_BANK else 4)
        await office.at(moments.at_local(monday + timedelta(days=1), time(23), "Pacific/Auckland"))
        await housekeep(office.world)
        await weeks.close(monday)
        for person in weeks.everyone:
            if person.user.id in weeks.who(monday):
                kept = [message.plain for message in person.dm.messages if "Question" in message.plain]
                assert kept == [], "after closing no message tells how far someone came"

    everyone = {f"U{name.upper()}" for name in (*FIELD, "dina", "eli", "fay", "hana", "ivo", "ben", "cleo", "olga")}
    for number, monday in enumerate(WEEKS):
        asked = weeks.who(monday)
        assert everyone <= asked
        assert ("UWES" in asked) == (number >= 2), "who joins is asked from the next week on"
        assert ("UGUS" in asked) == (number <= 2), "who has left is asked no more"
        assert ("UADA" in asked) == (number != 4), (
            "who pauses on Monday for two weeks is left alone for that one and the next"
        )
        assert "UGIL" not in asked

    closed = await office.world.act(office.world.workspace, pulses.latest_closed)
    tallies = await office.world.act(office.world.workspace, lambda db: closing.tallies(db, closed.id))
    assert tallies
    assert all(tally.n >= 5 for tally in tallies)
    for channel in ("support", "product", "field"):
        digests = [m for m in ada.sandbox.workspace.channel_named(channel).messages.values() if "week of" in m.text]
        assert len(digests) == len(WEEKS)
