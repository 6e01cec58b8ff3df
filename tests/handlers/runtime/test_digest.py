"""`heartline digest`: what is printed, and what is written to files."""

from __future__ import annotations

import asyncio
import csv
import json
from datetime import UTC, datetime

import pytest


async def digest(office, *arguments):
    return await asyncio.to_thread(office.run, "digest", *arguments)


@pytest.fixture
async def closed(office):
    """An office whose first week is over."""
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    await office.at(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    return office


async def test_previews_are_of_all_or_of_one(closed):
    every = (await digest(closed, "preview")).stdout
    assert "Support: week of 2 March" in every
    assert "Product: week of 2 March" in every
    one = await digest(closed, "preview", "--team", "product")
    assert (one.returncode, "Support" in one.stdout, "Product: week" in one.stdout) == (0, False, True)


async def test_digests_are_written_in_four_ways(closed, tmp_path):
    text = (await digest(closed, "export", "--team", "Support")).stdout
    assert text.startswith("Support: week of 2 March\n")
    assert "How to read this." in text
    written = json.loads((await digest(closed, "export", "--format", "json")).stdout)
    assert {"Product", "Support"} <= {one["group"] for one in written["digests"]}
    html = (await digest(closed, "export", "--format", "html", "--team", "Support")).stdout
    assert html.startswith("<!doctype html>")
    file = tmp_path / "digests.csv"
    told = await digest(closed, "export", "--format", "csv", "--team", "Support", "--out", str(file))
    assert told.stdout == f"Written to {file}: 1 digest.\n"
    with file.open(encoding="utf-8-sig", newline="") as content:
        assert {row["group"] for row in csv.DictReader(content)} == {"Support"}
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["export", "--team", "Sales"], "There is no digest of Sales. There are those of: "),
        (["preview", "--team", "Sales"], "There is no digest of Sales. There are those of: "),
        (["export", "--week", "2025-W01"], "There is no digest of week 2025-W01."),
    ],
)
async def test_what_is_not_there_is_said_in_one_sentence(closed, arguments, why):
    done = await digest(closed, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(why)


async def test_a_week_is_the_one_that_is_asked_for(closed):
    done = await digest(closed, "export", "--week", "2026-W10", "--team", "Support")
    assert done.stdout.startswith("Support: week of 2 March")


async def test_before_the_first_digest_nothing_is_written(office, tmp_path):
    file = tmp_path / "none.json"
    done = await digest(office, "export", "--format", "json", "--out", str(file))
    assert (done.returncode, file.exists()) == (2, False)
    assert done.stderr.startswith("No pulse has been closed yet")


async def test_a_file_that_is_there_is_left_alone(closed, tmp_path):
    file = tmp_path / "mine.txt"
    file.write_text("mine")
    done = await digest(closed, "export", "--out", str(file))
    assert (done.returncode, file.read_text()) == (2, "mine")
