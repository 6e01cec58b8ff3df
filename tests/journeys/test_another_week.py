"""Two weeks of a workspace whose pulses are open from Tuesday to Friday, and whose digests come on Monday morning."""

from datetime import UTC, datetime, timedelta

from bot.policies import AT_CLOSING, Wish
from handlers import policies
from storage import pulses as stored

PEOPLE = ("ada", "dina", "eli", "fay", "gus", "hana")
BERLIN_TEN = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)  # on Tuesday, half an hour after ten in Berlin
ENDS = datetime(2026, 3, 7, 12, tzinfo=UTC)  # on Saturday, when Friday has ended everywhere
NINE_IN_NEW_YORK = datetime(2026, 3, 9, 13, tzinfo=UTC)  # on Monday; the day before, the clocks went forward there
MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(weeks=1)
CHOSEN = Wish(opens_on=1, days_open=4, digest_on=0, digest_at=9 * 60, digest_zone="America/New_York")


async def current(office):
    return await office.world.act(office.world.workspace, stored.current)


async def answer(office, name):
    person = office.person(name)
    for _ in range(4):
        shown = person.dm.saying("Your pulse").widgets
        await person.press(next(widget for widget in shown if widget.element.action_id == "pulse_answer:4"))
        await office.settled()


def digests_of(office):
    return [message for message in office.ada.channel("support").messages if "week of" in message.text]


async def test_weeks_from_tuesday_to_friday(office_on_each_store):
    office = office_on_each_store
    ada, ivo = office.ada, office.person("ivo")
    await office.set_up_teams()
    await policies.change(office.world, CHOSEN)

    # Monday has begun everywhere, and nothing opens: the pulse is Tuesday's.
    await office.at(BERLIN_TEN - DAY)
    assert ada.dm.messages == []
    await ada.command("/pulse")
    assert "Tuesday" in ada.modal.plain
    assert "2026-03-03" in ada.modal.plain
    await ada.close()

    # On Tuesday all are asked at ten by their own clock; who does not answer hears of it on two of the days left.
    await office.at(BERLIN_TEN)
    assert "Question 1 of 4" in ada.dm.last.plain
    await office.at(BERLIN_TEN + timedelta(hours=14))
    assert (await current(office)).closes_at == ENDS
    for name in PEOPLE:
        await answer(office, name)
    for days in (1, 2, 3):
        await office.at(BERLIN_TEN + days * DAY + timedelta(hours=14))
    assert len(ivo.dm.messages) == 3
    assert len(ada.dm.messages) == 1

    # It closes on Saturday noon, and its digest waits for Monday at nine in New York.
    await office.at(ENDS - MINUTE)
    assert await current(office)
    await office.at(ENDS + MINUTE)
    assert await current(office) is None
    await office.at(NINE_IN_NEW_YORK - MINUTE)
    assert digests_of(office) == []
    await office.at(NINE_IN_NEW_YORK + MINUTE)
    (digest,) = digests_of(office)
    assert "week of 2 March" in digest.text
    assert "5 or more people answered" in digest.plain

    # That Monday the next one has opened. A choice made now leaves it as it is, and holds from the one after it.
    opened = await current(office)
    assert (opened.week, opened.closes_at) == ("2026-W11", ENDS + WEEK)
    await policies.change(office.world, Wish(opens_on=0, digest_on=AT_CLOSING))
    await office.at(BERLIN_TEN + WEEK)
    assert await current(office) == opened
    await office.at(ENDS + WEEK + MINUTE)
    assert await current(office) is None
    assert len(digests_of(office)) == 2
    await office.at(datetime(2026, 3, 15, 10, 1, tzinfo=UTC))
    following = await current(office)
    assert (following.week, following.closes_at) == ("2026-W12", datetime(2026, 3, 20, 12, tzinfo=UTC))
