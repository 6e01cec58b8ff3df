"""Random team order as commands, and as the teams and their lead come to know of it."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime

import pytest

from bot.stepped import Wish
from handlers import departments, stepped, teams

PRACTICE = "Put five minutes for thanks into a meeting that already exists."
TEAMS = {"Support": "@ada, @dina", "Field": "@eli, @fay", "Product": "@cleo, @jun", "Desk": "@kit, @lou"}
ADD = ("starts", "add", PRACTICE, "--need", "recognition", "--every", "2")


@pytest.fixture
async def four(office):
    """An office with four teams."""
    for name, people in TEAMS.items():
        if name.lower() not in ("support", "product"):
            office.slack.add_channel(name.lower(), [office.slack.bot_user.id, "UADA"])
        await teams.add(office.world, name, f"#{name.lower()}", "@ben", people=people)
    return office


async def heartline(office, *arguments):
    done = await asyncio.to_thread(office.run, *arguments)
    return done.returncode, done.stdout, done.stderr


async def told(office, *arguments):
    code, out, err = await heartline(office, *arguments)
    assert code == 0, err
    return out.splitlines()


def digests(office, channel):
    return [message.text for message in office.ada.channel(channel).messages if "week of" in message.text]


async def refused(office, *arguments):
    code, out, err = await heartline(office, *arguments)
    assert (code, out) == (2, "")
    return err


async def test_an_order_is_drawn_listed_and_stopped(four):
    first, *turns, when, more = await told(four, *ADD)
    assert first.endswith(f": “{PRACTICE}” (begun in random team order, for recognition): all teams")
    weeks, names = zip(*(turn.split(": ") for turn in turns), strict=True)
    assert all(re.fullmatch(r"  \d{4}-W\d\d, from \d+ [A-Z][a-z]+ \d{4}", week) for week in weeks)
    assert sorted(set(weeks)) == sorted(weeks)
    assert sorted(names) == ["Desk", "Field", "Product", "Support"]
    assert re.fullmatch(r"Results can be told from week \d{4}-W\d\d on\.", when)
    assert more == "Each team is told in its digest of that week. Keep the order to yourself until then."
    assert await told(four, "starts", "list") == [first, *turns, when]
    assert await told(four, "starts", "result") == [f"{first.split(': ', 1)[1].removesuffix('all teams')}{when}"]
    start = first.split(":")[0]
    assert (await told(four, "starts", "stop", start))[0].startswith(f"“{PRACTICE}” is stopped:")
    assert (await told(four, "starts", "list"))[-1] == "It was stopped, so nothing is told of it."
    assert "is over already" in await refused(four, "starts", "stop", start)


async def test_where_there_is_none_the_way_to_one_is_shown(office):
    for command in ("list", "result"):
        assert (await told(office, "starts", command))[0].startswith("No practice is begun in random order. Add one:")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--need", "roles"], "'roles' is none of the needs."),
        (["--every", "3"], "Two turns are 2 or 4 weeks apart."),
        (["--department", "Sales"], "There is no department called Sales."),
        (["--department", "Service"], "tells something from 4 teams on, and there are 2 here."),
    ],
)
async def test_what_cannot_be_is_refused_in_a_sentence(four, more, sentence):
    await departments.add(four.world, "Service", "Field, Desk", "")
    assert sentence in await refused(four, *ADD, *more)
    assert "There is no start s9." in await refused(four, "starts", "stop", "s9")


async def test_a_team_is_told_in_its_digest_of_the_week_and_the_others_are_not(four):
    start, _, names = await stepped.add(four.world, Wish(PRACTICE, "recognition", 2))
    for monday in (9, 16):
        await four.at(datetime(2026, 3, monday, 10, tzinfo=UTC))
        await four.at(datetime(2026, 3, monday + 4, 12, 1, tzinfo=UTC))
    by_team = {step.team: digests(four, names[step.team].lower()) for step in start.steps}
    begun = {team: [PRACTICE in text for text in texts] for team, texts in by_team.items()}
    first, *others = (step.team for step in start.steps)
    assert begun == {first: [True, False]} | {team: [False, False] for team in others}
