"""The command line as a person meets it: one clear sentence for whatever is wrong."""

import asyncio
import socket
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from handlers import welcomes
from handlers.runtime import cli
from storage import delivery as outbox
from storage import engines

THURSDAY = datetime(2026, 3, 5, 12, tzinfo=UTC)  # by day in Berlin


@pytest.fixture
def office(office):
    """An office whose clock shows real time, as a command's does."""
    office.slack.clock.offset = timedelta(0)
    return office


HEADER = "customer,said,rating,expectations,team,date,id\n"
GOOD = HEADER + (
    'Quillfeather Physio,"It came when you said, thank you.",4,Commitment,Support,2026-02-27,A-1\n'
    'Tidepool Swim School,"Nobody rang back.\nTwice.",1,Care;Commitment,Product,2026-02-26,A-2\n'
    "Ember Street,Fine,3,,,2026-02-25,A-3\n"
)


async def heartline(office, *arguments, **environ):
    """Run a command beside the running bot."""
    return await asyncio.to_thread(office.run, *arguments, **environ)


async def apart(office, *arguments, **environ):
    """The same as a process of its own, which whatever waits for signals has to be."""
    return await asyncio.to_thread(office.run_apart, *arguments, **environ)


def refused(done):
    """The one sentence of a command that failed."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def counted(office, table):
    path = office.settings.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


async def test_an_admin_can_do_a_week_from_the_command_line(office, tmp_path):
    added = await heartline(office, "teams", "add", "--name", "Support", "--channel", "#support", "--manager", "@ben")
    assert added.stdout == "Added the team Support: 7 people, led by Ben Test.\n"
    assert "Support: 7 people, led by Ben Test" in (await heartline(office, "teams", "list")).stdout
    opened = await heartline(office, "pulse", "open")
    assert "is open for 8 people" in opened.stdout, opened.stderr
    assert "is already open" in refused(await heartline(office, "pulse", "open"))
    await office.beat()
    assert "Your pulse" in office.ada.dm.last.text
    assert "One digest is on the way" in (await heartline(office, "pulse", "close")).stdout
    assert "Support: week of" in (await heartline(office, "digest", "preview")).stdout
    assert "All are posted" in (await heartline(office, "digest", "post")).stdout
    await office.beat()
    assert "Fewer than 5 people answered" in office.ada.channel("support").last.plain
    assert "Removed the team Support" in (await heartline(office, "teams", "remove", "support")).stdout
    assert "No team is set up" in (await heartline(office, "teams", "list")).stdout


async def test_the_notes_are_sent_before_any_pulse_that_is_opened_by_hand_is_looked_at(newcomers):
    newcomers.slack.clock.set(THURSDAY)
    await newcomers.set_up_teams()
    world = newcomers.world
    await cli.open_pulse(world)
    claimed = await world.act(world.workspace, lambda db: outbox.claim(db, "test", world.now(), 100, world.pace))
    kinds = [claim.delivery.kind for claim in claimed]
    assert welcomes.KIND in kinds
    assert kinds == sorted(kinds, key=lambda kind: kind != welcomes.KIND)


async def test_a_file_of_feedback_is_imported_once_and_its_bad_lines_are_told(office, tmp_path):
    await office.set_up_teams()
    file = tmp_path / "feedback.csv"
    file.write_text(GOOD + "No rating,Hm,,,,2026-02-25,A-4\nToo,few\nWho,What,9,,Sales,2026-02-25,A-5\n", "utf-8")
    done = await heartline(office, "feedback", "import", str(file))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:3] == [
        "line 6: Choose how their expectation was met: 1 (far below) to 5 (far above). '' is none of these.",
        "line 7: This line has 2 values; the first line names 7 columns. Check its commas and quotes.",
        "line 8: Choose how their expectation was met: 1 (far below) to 5 (far above). '9' is none of these. "
        "There is no team called 'Sales'. The teams are: Product, Support.",
    ]
    assert "Imported 3, known already 0, left out 3." in done.stdout
    assert counted(office, "feedback") == 3
    again = await heartline(office, "feedback", "import", str(file))
    assert "Imported 0, known already 3, left out 3." in again.stdout
    assert counted(office, "feedback") == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"name,words\nAda,hello\n", "Missing: customer, said, rating"),
        (HEADER.encode() + b"Caf\x81,Good,4,,,2026-02-25,B-1\n", "is in no encoding"),
        (GOOD.encode() + b"Caf\x81,Good,4,,,2026-02-25,B-1\n", "is in no encoding"),
    ],
    ids=["empty", "no such columns", "another encoding", "another encoding further down"],
)
async def test_a_malformed_file_is_refused_whole(office, tmp_path, content, sentence):
    file = tmp_path / "feedback.csv"
    file.write_bytes(content)
    await office.set_up_teams()
    assert sentence in refused(await heartline(office, "feedback", "import", str(file)))
    assert counted(office, "feedback") == 0


async def test_a_missing_file_is_named(office):
    assert "There is no file nowhere.csv" in refused(await heartline(office, "feedback", "import", "nowhere.csv"))


async def test_a_missing_setting_is_named_with_what_to_do(office):
    sentence = refused(await apart(office, "run", SLACK_BOT_TOKEN=""))
    assert sentence.startswith("SLACK_BOT_TOKEN is missing. Copy the Bot User OAuth Token")


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_wrong_token_is_named_with_what_to_do(office, tmp_path, name):
    token = f"{'xoxb' if name == 'SLACK_BOT_TOKEN' else 'xapp'}-wrong"
    url = f"sqlite:///{tmp_path / 'other.db'}"
    sentence = refused(await apart(office, "run", DATABASE_URL=url, **{name: token}))
    assert sentence.startswith(f"Slack does not accept {name} (invalid_auth).")


async def test_slack_out_of_reach_is_said(office, tmp_path):
    url = f"sqlite:///{tmp_path / 'other.db'}"
    sentence = refused(await apart(office, "run", DATABASE_URL=url, SLACK_API_URL="http://127.0.0.1:9/api/"))
    assert "Slack cannot be reached at http://127.0.0.1:9/api/" in sentence


async def test_a_second_bot_on_the_same_file_is_refused(office):
    assert "Another Heartline is running" in refused(await apart(office, "run"))


async def test_a_locked_database_is_said_and_nothing_is_written(office, monkeypatch):
    monkeypatch.setattr(
        engines, "PRAGMAS", ("busy_timeout = 100", *engines.PRAGMAS[1:])
    )  # who waits for longer is told the same
    await office.set_up_teams()
    path = office.settings.database_url.removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    sentence = refused(await heartline(office, "pulse", "open"))
    other.execute("ROLLBACK")
    other.close()
    assert sentence == "The database is busy. Nothing was saved. Try again in a minute."
    assert counted(office, "round") == 0


async def test_an_unmigrated_database_is_said(office, tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert "Run `heartline db upgrade`" in refused(await heartline(office, "teams", "list", DATABASE_URL=url))
    assert "up to date" in (await heartline(office, "db", "upgrade", DATABASE_URL=url)).stdout
    assert "No team is set up" in (await heartline(office, "teams", "list", DATABASE_URL=url)).stdout


async def test_a_taken_port_is_said(office):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"Port {port} is taken, or not allowed" in refused(await apart(office, "demo", "--port", port))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--name", "Support", "--channel", "#nowhere", "--manager", "@ben"), "There is no channel #nowhere"),
        (("--name", "Support", "--channel", "#support", "--manager", "@zoe"), "There is nobody called @zoe"),
        (("--name", " ", "--channel", "#support", "--manager", "@ben"), "Give the team a name"),
    ],
)
async def test_a_team_that_cannot_be_made_is_explained(office, arguments, sentence):
    assert sentence in refused(await heartline(office, "teams", "add", *arguments))
    assert counted(office, "team") == 0


async def test_without_a_way_in_both_are_named(office):
    sentence = refused(await heartline(office, "run", SLACK_APP_TOKEN=""))
    assert "SLACK_APP_TOKEN" in sentence
    assert "SLACK_SIGNING_SECRET" in sentence


async def test_an_address_that_is_taken_is_said(office, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port, url = str(taken.getsockname()[1]), f"sqlite:///{tmp_path / 'other.db'}"
        told = await apart(office, "run", HEARTLINE_PORT=port, DATABASE_URL=url, LOG_LEVEL="ERROR")
        sentence = refused(told)
    assert f"Nothing can listen at 127.0.0.1, port {port}" in sentence
