"""The doctor: a line for everything that has to be right, and what to do where it is not."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery import State
from handlers.runtime import doctor
from handlers.runtime.command import now
from storage import delivery as outbox

AROUND = ["settings", "env file", "database", "disk", "token", "scopes", "clock", "socket"]
EVERYTHING = [*AROUND, "secret", "teams", "deliveries"]


@pytest.fixture
def office(office):
    """An office whose clock shows real time, as a command's does."""
    office.slack.clock.offset = timedelta(0)
    return office


async def looked(office, **environ):
    """The exit code, and what `heartline doctor` prints, line by line."""
    done = await asyncio.to_thread(office.run, "doctor", **environ)
    return done.returncode, done.stdout.splitlines()


def to_mend(lines):
    return {line[6:].partition(":")[0]: line for line in lines if line.startswith("MEND")}


def names(lines):
    return [line[6:].partition(":")[0] for line in lines]


async def test_everything_is_in_order(office):
    await office.set_up_teams()
    done = await asyncio.to_thread(office.run_apart, "doctor")
    assert done.returncode == 0, done.stdout
    assert names(done.stdout.splitlines()) == EVERYTHING
    assert to_mend(done.stdout.splitlines()) == {}


async def test_a_script_reads_one_json_object(office):
    done = await asyncio.to_thread(office.run, "doctor", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert told["ok"] is True
    assert [check["name"] for check in told["checks"]] == EVERYTHING
    assert told["checks"][0] == {"name": "settings", "ok": True, "sentence": "Settings are complete."}


async def test_a_script_reads_what_is_wrong_and_sees_it_by_the_exit_code(office):
    done = await asyncio.to_thread(office.run, "doctor", "--json", SLACK_BOT_TOKEN="xoxb-wrong")
    told = json.loads(done.stdout)
    assert done.returncode == 2
    assert told["ok"] is False
    assert [check["name"] for check in told["checks"] if not check["ok"]] == ["token", "scopes", "clock"]


async def test_a_script_reads_too_that_settings_are_missing(office):
    done = await asyncio.to_thread(office.run, "doctor", "--json", HEARTLINE_SECRET="")
    told = json.loads(done.stdout)
    assert done.returncode == 2
    assert [check["name"] for check in told["checks"]] == ["settings"]
    assert told["checks"][0]["sentence"].startswith("HEARTLINE_SECRET is missing.")


async def test_wrong_tokens_are_told_with_where_to_get_the_right_ones(office):
    code, lines = await looked(office, SLACK_BOT_TOKEN="xoxb-wrong", SLACK_APP_TOKEN="xapp-wrong")
    assert code == 2
    assert list(to_mend(lines)) == ["token", "scopes", "clock", "socket"]
    assert "api.slack.com/apps" in to_mend(lines)["token"]


async def test_a_token_that_slack_has_ended_is_told_with_how_to_get_another(office):
    office.sandbox.tokens.revoke(office.settings.bot_token)
    _, lines = await looked(office)
    assert "Slack has ended SLACK_BOT_TOKEN (token_revoked). Install the app" in to_mend(lines)["token"]


async def test_without_an_app_token_it_tells_where_slack_has_to_come_by_http(office):
    code, lines = await looked(office, SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="8f7a", HEARTLINE_PORT="9000")
    assert code == 0
    assert any(line.endswith("must lead to http://127.0.0.1:9000/slack/events") for line in lines)


async def test_what_was_declined_is_no_fault_but_told_with_what_it_costs(office):
    office.slack.manifest = office.slack.manifest.without(["im:history"])
    code, lines = await looked(office)
    assert code == 0
    assert any("Without im:history it cannot look" in line for line in lines)


async def test_without_tables_what_they_would_tell_is_left_out(office, tmp_path):
    code, lines = await looked(office, DATABASE_URL=f"sqlite:///{tmp_path / 'new.db'}")
    assert code == 2
    assert names(lines) == AROUND
    assert "Run `heartline db upgrade`" in to_mend(lines)["database"]


async def test_a_clock_that_is_off_is_told(office):
    async def at(skew):
        looks = doctor.examine(lambda: office.settings, lambda: now() + skew)
        return {check.name: check async for check in looks}["clock"]

    assert (await at(timedelta(0))).is_fine
    assert "seconds apart" in (await at(timedelta(minutes=2))).sentence
    assert not (await at(timedelta(minutes=-2))).is_fine


async def test_an_env_file_that_others_can_read_is_told(office, tmp_path, monkeypatch):
    async def look():
        looks = doctor.examine(lambda: office.settings, now)
        return {check.name: check async for check in looks}["env file"]

    monkeypatch.chdir(tmp_path)
    assert (await look()).sentence.startswith("There is no .env")
    (tmp_path / ".env").write_text("LOG_LEVEL=INFO\n")
    (tmp_path / ".env").chmod(0o644)
    assert (await look()).sentence.endswith("chmod 600 .env")
    (tmp_path / ".env").chmod(0o666)
    assert "cannot be trusted" in (await look()).sentence
    (tmp_path / ".env").chmod(0o600)
    assert (await look()).is_fine


async def test_a_team_whose_channel_the_bot_was_not_let_into_is_named(office):
    await office.set_up_teams()
    office.slack.leave(office.slack.channel_named("product"), office.slack.bot_user.id)
    code, lines = await looked(office)
    assert code == 2
    assert "posts in for Product. Invite it there" in to_mend(lines)["teams"]


async def test_without_a_team_nothing_is_wrong_yet(office):
    code, lines = await looked(office)
    assert code == 0
    assert any("No team is set up yet." in line for line in lines)


async def test_a_permission_that_is_gone_is_named(office):
    await office.set_up_teams()
    office.slack.manifest = replace(office.slack.manifest, scopes=office.slack.manifest.scopes - {"channels:read"})
    _, lines = await looked(office)
    assert "channels:read" in to_mend(lines)["scopes"]


async def test_messages_that_were_given_up_are_counted(office):
    await office.set_up_teams()
    made = [office.world.delivery("digest", f"k{number}", "C1", "", office.world.now()) for number in range(2)]
    dead = [replace(message, state=State.DEAD) for message in made]
    await office.world.act(office.world.workspace, lambda db: outbox.enqueue(db, dead))
    _, lines = await looked(office)
    assert "refused for good: 2. `heartline deliveries list`" in to_mend(lines)["deliveries"]


async def test_a_secret_that_does_not_open_the_open_pulse_is_told(office):
    await office.set_up_teams()
    await asyncio.to_thread(office.run, "pulse", "open")
    _, lines = await looked(office)
    assert "ok    secret: The secret opens the pulse that is open." in lines
    _, lines = await looked(office, HEARTLINE_SECRET="another secret that is long enough")
    assert "is not the one this pulse was opened with" in to_mend(lines)["secret"]
