"""The benchmark of the link puts worlds where closing would have left them, and can tell a missed goal."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from benchmarks import link_crowds, link_rows, link_worlds
from benchmarks.link_crowds import Size
from benchmarks.link_shares import Row
from bot.link import Kind
from storage.database import Database


def test_a_crowd_put_in_bulk_is_told_the_same_as_one_that_answers_and_is_closed(file_url):
    async def told(name, put):
        database = Database(file_url, "a secret of the tests, long enough")
        await put(database, name, weeks, Size(people=8))
        lines = await link_rows.looked(database, name, [26, 28])
        await database.close()
        return lines

    weeks = link_crowds.crowd(np.random.default_rng(1), 28, 2, Size(people=8))
    bulk = asyncio.run(told("T1", link_rows.put_crowd))
    assert bulk == asyncio.run(told("T2", link_rows.answered))
    assert set(bulk) == {"team000", "team001"}


def test_a_true_link_is_told_by_the_products_own_way(file_url):
    async def told():
        database = Database(file_url, "a secret of the tests, long enough")
        world = link_worlds.linked(0.9, 0.3, np.random.default_rng(2), 26, 5)
        await link_rows.put_world(database, "T1", world)
        lines = await link_rows.looked(database, "T1", [26])
        await database.close()
        return lines

    lines = asyncio.run(told())
    assert lines["company"][0].kind is Kind.COMPANY
    assert {(lines[team][0].need, lines[team][0].lag) for team in link_rows.named(5)} == {("competence", 1)}


@pytest.mark.parametrize(
    ("row", "is_kept"),
    [
        (Row("", 3, 100, most=3), True),
        (Row("", 6, 100, most=3), True),
        (Row("", 7, 100, most=3), False),
        (Row("", 90, 2_000, most=3), False),
        (Row("", 70, 100, least=78), True),
        (Row("", 69, 100, least=78), False),
        (Row("", 4, 5, least=100), False),
    ],
)
def test_a_goal_is_widened_by_luck_and_no_further(row, is_kept):
    assert row.is_kept is is_kept
    assert str(row).startswith("  " if is_kept else "! ")
