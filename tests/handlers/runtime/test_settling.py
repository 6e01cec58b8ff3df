"""Nothing tells who answered: the store, the log and the metrics are the same whether all were reminded or nobody."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select

from bot.delivery import Delivery
from bot.pulses import Answer
from handlers import reminders, rounds
from handlers.runtime import metrics, sender
from storage import delivery as outbox
from storage import pulses
from storage.tables import Row

WEEK = [
    datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    datetime(2026, 3, 2, 22, 30, tzinfo=UTC),
    datetime(2026, 3, 3, 22, 30, tzinfo=UTC),
    datetime(2026, 3, 5, 22, 30, tzinfo=UTC),
    datetime(2026, 3, 6, 10, 30, tzinfo=UTC),
]
CLOSED = [datetime(2026, 3, 6, 12, 30, tzinfo=UTC), datetime(2026, 3, 6, 12, 31, tzinfo=UTC)]
ANSWERS = {
    "answer",
    "tally",
    "product",
    "digest",
    "practice",
}  # they say what was answered, the later ones by whole groups
RANDOM_ID = re.compile(r"[0-9a-f]{24}|\bD\d{8}\b")  # ours, and those of conversations


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


def everyone_answers(db):
    current = pulses.current(db)
    for member in pulses.cohort_of(db, current.id):
        for item in pulses.questions(db, current.id, member.person).items:
            pulses.keep(db, Answer(current.id, member.person, item.id, 4))


def comparable(name, value):
    """A value as two runs may be compared by it: not what is random, and moments to the hour."""
    if name == "url":  # each sandbox has an address of its own
        return ""
    if isinstance(value, str) and name != "ts":
        return RANDOM_ID.sub("…", value)
    if isinstance(value, bytes):
        return len(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H}"
    if name == "ts" and value:
        return int(float(value)) // 3600
    return value


def contents(db):
    """Every row of every table but those of the answers."""
    return {
        table.name: sorted(
            repr({name: comparable(name, value) for name, value in row._asdict().items()})
            for row in db.run(select(table))
        )
        for table in Row.metadata.sorted_tables
        if table.name not in ANSWERS
    }


def counted():
    """What /metrics says, without how long things took."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in REGISTRY.collect()
        for sample in family.samples
        if sample.name.startswith("heartline") and sample.name.endswith(("_total", "_count"))
    }


def lines(caplog):
    """What was logged, without ids and moments."""
    said = [record.getMessage() for record in caplog.records if record.name.startswith("heartline")]
    return [re.sub(r"ms=[\d.]+", "…", RANDOM_ID.sub("…", line)) for line in said]


def posts(office):
    return sum(passage.name == "chat.postMessage" for passage in office.sandbox.traffic.passages)


async def run(office, caplog, *, is_answered):
    """A week; what the store held before and after closing, what was logged and what was counted."""
    await office.set_up_teams()
    caplog.clear()
    before, kept = counted(), []
    for moment in WEEK[:2]:
        await office.at(moment)
    if is_answered:
        await act(office, everyone_answers)
    for moment in WEEK[2:]:
        await office.at(moment)
        kept.append(await act(office, contents))
    for moment in CLOSED:
        await office.at(moment)
    kept.append(await act(office, contents))
    return kept, lines(caplog), {name: value - before.get(name, 0) for name, value in counted().items()}


async def test_a_week_in_which_all_answered_looks_like_one_in_which_nobody_did(two_offices, caplog):
    caplog.set_level("DEBUG", logger="heartline")
    answered, silent = two_offices
    first = await run(answered, caplog, is_answered=True)
    second = await run(silent, caplog, is_answered=False)
    for one, other in zip(first[0], second[0], strict=True):
        assert one == other
        assert not [row for row in one["delivery"] if "'kind': 'reminder'" in row and "'attempts': 0" not in row]
    assert len(first[0][1]["reminder"]) == 15
    assert first[0][-1]["reminder"] == []
    assert first[1] == second[1]
    assert first[2] == second[2]
    assert posts(silent) > posts(answered) + 15  # else the two weeks were alike because nobody was ever reminded


@pytest.mark.parametrize("kind", ["reminder", "reply", "pulse_over", "nonsense"])
async def test_a_fault_of_ours_counts_unless_it_would_tell_of_someone(office, monkeypatch, kind):
    dead = metrics.DELIVERIES.labels("dead")._value
    before, now = dead.get(), office.world.now()

    def fail(*_):
        raise KeyError

    monkeypatch.setattr(sender, "MESSAGES", {kind: fail})
    broken = Delivery("d1", "k1", kind, "UADA", "s1", now, now + timedelta(days=1), "n1")
    await act(office, lambda db: outbox.enqueue(db, [broken]))
    assert await sender.send_due(office.world, "test") == 1
    assert dead.get() - before == (1 if kind == "nonsense" else 0)
    assert (await act(office, lambda db: outbox.state_of(db, "k1"))) == ("dead" if kind == "nonsense" else None)


async def test_what_vanishes_is_followed_up_as_well_when_it_comes_too_late(office):
    """Nobody can take reminders away a week after their round: where they are is forgotten then."""
    await office.set_up_teams()
    for moment in WEEK[:3]:
        await office.at(moment)
    office.slack.clock.set(CLOSED[0])
    await rounds.close_overdue(office.world)
    assert await reminders.tell_closed(office.world) == 15
    office.slack.clock.move(timedelta(days=8))
    assert len((await act(office, contents))["reminder"]) == 15
    await sender.tidy(office.world)
    assert (await act(office, contents))["reminder"] == []


async def test_what_vanishes_is_a_sign_of_life_all_the_same(office):
    now, signs = office.world.now(), []
    unwanted = Delivery("d1", "reminder:2026-W10:UADA:1", "reminder", "UADA", "s1", now, now + timedelta(days=1), "n1")
    await act(office, lambda db: outbox.enqueue(db, [unwanted]))
    await sender.send_due(office.world, "test", None, lambda: signs.append(1))
    assert signs == [1]
