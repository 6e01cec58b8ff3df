"""The demo: weeks that happen by people using the bot, whatever day it is."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest

from bot import pulses
from bot.views import practices
from handlers.runtime import app, demo
from handlers.runtime.clock import tick
from handlers.runtime.demo import habits
from handlers.runtime.demo.company import Company
from handlers.runtime.demo.habits import OWNER
from handlers.runtime.demo.story import Story, arrival
from sandbox import Manifest, Sandbox
from storage import delivery as outbox

MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize("day", [MONDAY + timedelta(days=n) for n in range(7)])
def test_a_visitor_finds_an_open_pulse_on_any_day(day):
    for hour in (0, 11, 23):
        now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        monday = demo.this_week(now)
        present = max(now, arrival(monday))
        assert pulses.scheduled("", monday).accepts(present)
        assert pulses.begins(arrival(monday)).first == monday


async def test_a_week_in_the_company_ends_in_digests_with_scores_kudos_and_feedback(tmp_path, monkeypatch):
    monkeypatch.setitem(habits.DECIDED, 1, ("Support", practices.TRY))
    company = Company.load()
    begins = datetime(2026, 11, 12, tzinfo=UTC)
    async with Sandbox(company.workspace(Manifest.read(demo.manifest.path()), begins)) as sandbox:
        async with app.connected(demo.settings(sandbox, tmp_path), sandbox.workspace.clock.now) as world:
            world.pace = demo.HURRIED
            for team in company.teams:
                await demo.teams.add(world, team.name, team.channel, team.manager)
            life = Story(sandbox, world, company, shift=timedelta(0))
            await life.introduce(demo.told_on(MONDAY))
            await life.live(MONDAY)
            shown = await demo.digests.previews(world)
            counts = await world.act(world.workspace, outbox.counts)
            last = [sandbox.person("ada").channel(team.channel).last.message for team in company.teams]
            digested = [datetime.fromtimestamp(float(message.ts), UTC) for message in last]
            assert await tick(world, OWNER) == 0
            present = MONDAY + timedelta(weeks=1)
            await life.begin(present, arrival(present), demo.VISITORS)
            sandbox.workspace.clock.set(datetime(2026, 11, 27, 12, 5, tzinfo=UTC))
            await tick(world, OWNER)
            later = await demo.digests.previews(world)
        posts = [sandbox.person("ada").channel(team.channel).last.plain for team in company.teams]
    assert all(digest.answered in ("8-11", "8 or more") for digest in shown)
    assert all(None not in digest.needs.values() for digest in shown)
    assert all(digest.feedback.all.n >= 4 for digest in shown)
    assert any(digest.stories for digest in shown)
    assert set(counts) == {"sent"}
    assert [digest.offered.by for digest in shown] == ["Ben Okafor", "", ""]
    assert {at.strftime("%A %H:%M") for at in digested} == {"Friday 12:05"}
    assert all("Customers spoke" in post for post in posts)
    assert [digest.feedback.all.n for digest in later] == [5, 4, 4]
    ada, support = sandbox.person("ada"), sandbox.person("ben").channel("team-support")
    assert "Lindenhof Dental" in ada.dm.saying("Ada called back twice").plain
    assert "The refund guide has pictures now" in "".join(message.plain for message in support.messages)
    assert "thanked you" in sandbox.person("rosa").dm.saying("thanked you").plain
    assert "staying on the line" in sandbox.person("grace").dm.saying("staying on the line").plain
    assert "Thandi Mokoena joins in" in sandbox.person("grace").dm.saying("staying on the line").plain
    assert all(digest.answered for digest in later)


def test_the_feedback_of_the_file_moves_with_the_calendar():
    company = Company.load()
    assert company.present == date(2026, 11, 23)
    lines = company.file(date(2027, 1, 1), date(2028, 1, 1), timedelta(weeks=52)).getvalue().decode()
    assert "2027-11-" in lines
    assert "2026-" not in lines


def test_after_its_last_week_the_feedback_comes_again_under_other_ids():
    company = Company.load()
    mondays = [company.present + timedelta(weeks=week) for week in range(16)]  # twice the weeks that have words
    weeks = [company.file(monday, monday + timedelta(weeks=1), timedelta(0)).getvalue().decode() for monday in mondays]
    told = [list(csv.DictReader(io.StringIO(week, newline=""))) for week in weeks]
    again = [row["id"] for week in told for row in week]
    assert len(set(again)) == len(again) == 2 * len(company.feedback)
    assert not set(again) & {row["id"] for row in company.feedback}
    assert all({row["team"] for row in week} >= {"Support", "Field", "Product"} for week in told)
    assert [row["said"] for row in told[0]] == [row["said"] for row in told[8]]
