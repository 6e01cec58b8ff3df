"""The form about how someone wants to be asked: shows what was chosen, keeps what is chosen, says what cannot be."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from bot.preferences import DaysOff
from storage import preferences as stored
from storage.messaging_tables import DELIVERY

SUNDAY_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
QUIET, DAYS_OFF = "Quiet hours from", "Days off: the first"


@pytest.fixture
async def office_on_monday(office):
    """An office in an open round; pauses are counted from that day."""
    await office.set_up_teams()
    for moment in (SUNDAY_NOON, MONDAY):
        await office.at(moment)
    return office


async def chosen(office):
    return await office.world.act(office.world.workspace, lambda db: stored.one(db, "UADA"))


async def asked_at(office):
    """When Ada is to be asked."""
    due = select(DELIVERY.c.due_at).where(DELIVERY.c.recipient == "UADA", DELIVERY.c.key == "pulse:2026-W10:UADA")
    return await office.world.act(office.world.workspace, lambda db: db.run(due).scalar_one())


async def settings(office, **values):
    await office.ada.command("/pulse", "settings")
    office.ada.fill(values)
    await office.ada.submit()
    await office.settled()


async def test_everything_can_be_chosen_in_one_form(office_on_monday):
    await settings(
        office_on_monday,
        asked_at="14:15",
        weekdays=["Tuesday", "Thursday"],
        quiet="18:00",
        quiet_until="08:30",
        days_off="2026-04-06",
        days_off_last="2026-04-10",
        language="Deutsch",
        thanks=[],
    )
    assert "Gespeichert." in office_on_monday.ada.modal.plain
    kept = await chosen(office_on_monday)
    assert (kept.asked_at, kept.weekdays, kept.quiet) == (time(14, 15), {1, 3}, (time(18), time(8, 30)))
    assert kept.days_off == (DaysOff(date(2026, 4, 6), date(2026, 4, 10)),)
    assert (kept.language, kept.has_thanks, kept.is_out, kept.paused_until) == ("de", False, False, None)


async def test_the_form_shows_what_was_chosen_and_keeps_it(office_on_monday):
    await settings(
        office_on_monday, asked_at="14:15", days_off="2026-04-06", days_off_last="2026-04-06", weeks="Pause 8 weeks"
    )
    before = await chosen(office_on_monday)
    await office_on_monday.ada.close()
    await settings(office_on_monday)
    assert await chosen(office_on_monday) == before
    assert before.paused_until == date(2026, 4, 27)


async def test_days_off_can_be_removed(office_on_monday):
    await settings(office_on_monday, days_off="2026-04-06", days_off_last="2026-04-10")
    await office_on_monday.ada.close()
    await settings(office_on_monday, days_off="2026-05-04", days_off_last="2026-05-04")
    await office_on_monday.ada.close()
    await settings(office_on_monday, days_off_drop=["Monday, 2026-04-06 to Friday, 2026-04-10"])
    assert (await chosen(office_on_monday)).days_off == (DaysOff(date(2026, 5, 4), date(2026, 5, 4)),)


async def test_the_form_stops_and_starts_the_pulses(office_on_monday):
    await settings(office_on_monday, asked="Do not ask me")
    assert (await chosen(office_on_monday)).is_out
    await office_on_monday.ada.close()
    await settings(office_on_monday, asked="Ask me")
    assert not (await chosen(office_on_monday)).is_out


@pytest.mark.parametrize(
    ("values", "label", "sentence"),
    [
        pytest.param(values, label, sentence, id=sentence)
        for values, label, sentence in (
            ({"quiet": "18:00"}, QUIET, "both when the quiet begins and when it ends"),
            ({"quiet": "18:00", "quiet_until": "18:00"}, QUIET, "two different times"),
            ({"days_off": "2026-04-06"}, DAYS_OFF, "both the first and the last day"),
            ({"days_off": "2026-04-06", "days_off_last": "2026-04-01"}, DAYS_OFF, "comes before the first"),
            ({"days_off": "2026-04-06", "days_off_last": "2029-04-06"}, DAYS_OFF, "366 days at once"),
        )
    ],
)
async def test_what_cannot_be_stands_where_it_was_chosen(office_on_monday, values, label, sentence):
    before = await chosen(office_on_monday)
    await settings(office_on_monday, **values)
    assert list(office_on_monday.ada.modal.errors) == [label]
    assert sentence in office_on_monday.ada.modal.errors[label]
    assert await chosen(office_on_monday) == before


async def test_a_new_hour_moves_what_waits_in_the_open_round(office):
    await office.set_up_teams()
    await office.at(SUNDAY_NOON)
    before = await asked_at(office)
    await settings(office, asked_at="15:00")
    after = await asked_at(office)
    assert (before.hour, after.hour) == (9, 14)  # ten and three in Berlin
    assert after.date() == before.date()


@pytest.mark.parametrize(
    ("block", "value", "sentence"),
    [("asked_at", "10:07", "one of the times"), ("language", "fr", "one of the languages"), ("quiet", "x", "times")],
)
async def test_a_forged_form_is_refused_where_it_was_forged(office_on_monday, block, value, sentence):
    await settings(office_on_monday)
    await office_on_monday.ada.close()
    (sent,) = [s for s in office_on_monday.sandbox.delivery.log if s.payload.get("type") == "view_submission"]
    view = sent.payload["view"]
    values = {name: dict(given) for name, given in view["state"]["values"].items()}
    for name in (block, "quiet_until") if block == "quiet" else (block,):
        values[name] = {name: {"type": "static_select", "selected_option": {"value": value}}}
    forged = sent.payload | {"view": view | {"state": {"values": values}}}
    answer = await office_on_monday.sandbox.delivery.send(sent.kind, forged)
    assert sentence in answer.payload["errors"][block]


async def test_whoever_stops_between_the_opening_and_their_hour_is_not_asked_any_more(office):
    await office.set_up_teams()
    await office.at(SUNDAY_NOON)
    await settings(office, asked="Do not ask me")
    await office.at(MONDAY)
    assert not office.ada.dm.messages
