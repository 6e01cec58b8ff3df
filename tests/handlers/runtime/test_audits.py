"""`heartline audit`: what was changed on the command line and in Slack."""

import asyncio

from storage import audit


async def heartline(office, *arguments):
    return (await asyncio.to_thread(office.run, *arguments)).stdout


async def test_what_was_done_is_listed_newest_first(office):
    assert await heartline(office, "audit") == "Nothing was changed yet.\n"
    await heartline(office, "kudos", "values", "--add", "Care")
    await heartline(office, "policy", "set", "--threshold", "7")
    await heartline(office, "items", "add", "Is the coffee good?")
    await heartline(office, "feedback", "keys", "add", "Zendesk")
    entry = office.world.change("UADA", "value_removed", "Care")
    await office.world.act(office.world.workspace, lambda db: audit.note(db, entry))
    lines = (await heartline(office, "audit")).splitlines()
    assert sorted(line.partition("UTC  ")[2] for line in lines) == [
        "Ada Test removed the value Care.",
        "The command line added the question “Is the coffee good?”.",
        "The command line added the value Care.",
        "The command line changed how people are asked or what is shown (answers that a number needs: 7).",
        "The command line made a feedback key for Zendesk.",
    ]
    assert lines == sorted(lines, key=lambda line: line[:20], reverse=True)
    assert (await heartline(office, "audit", "--count", "2")).splitlines() == lines[:2]


async def test_who_was_erased_is_not_named(office):
    await heartline(office, "erase", "--person", "@gus", "--yes")
    told = await heartline(office, "audit")
    assert "The command line erased what was kept about one person." in told
    assert "gus" not in told.casefold()
    (entry,) = await office.world.act(office.world.workspace, lambda db: audit.newest(db, 9))
    assert (entry.by, entry.subject, entry.detail) == ("", "", {})
