"""A newcomer at a real terminal: from an app in Slack to a first team, left in the middle and taken up again."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
from pathlib import Path

import pexpect
import pytest
from dotenv import dotenv_values

from sandbox.faults import Fault

# From Python 3.12 on, to fork beside other threads is warned of; the child does nothing before it becomes a command.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
ROOT = Path(__file__).parents[3]
SECONDS = 60


def heeds_interrupts():
    """As a terminal's shell begins a command: tests that run in the background would pass on that they heed none."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """`heartline setup` at a plain terminal of 100 columns."""

    def __init__(self, guided, *arguments):
        environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "dumb", **guided.environ}
        command = [sys.executable, "-m", "bot", "setup", *arguments]
        self.screen = ""
        self._child = pexpect.spawn(
            command[0],
            command[1:],
            env=environ,
            cwd=guided.folder,
            encoding="utf-8",
            timeout=SECONDS,
            dimensions=(40, 100),
            preexec_fn=heeds_interrupts,
        )

    def answer(self, question, *typed):
        """Wait for a question and type an answer; with several, each time it is asked again."""
        for line in typed:
            self._child.expect_exact(question)
            self.screen += self._child.before + self._child.after
            self._child.sendline(line)

    def interrupt(self, question):
        self._child.expect_exact(question)
        self.screen += self._child.before + self._child.after
        self._child.sendintr()

    def left(self):
        """The exit code, once it has ended."""
        self._child.expect(pexpect.EOF)
        self.screen += self._child.before
        self._child.close()
        return self._child.exitstatus


async def test_from_nothing_to_a_first_team_and_again(guided, slack):
    def begin():
        terminal = Terminal(guided)
        terminal.answer("manifest here? [y/N]: ", "")
        terminal.answer("Bot token, xoxb-… (what you type is not shown): ", "", slack.app_token, slack.bot_token)
        terminal.answer("socket or http [socket]: ", "")
        terminal.interrupt("App-level token, xapp-… (what you type is not shown): ")
        return terminal.left(), terminal.screen

    def go_on():
        terminal = Terminal(guided)
        terminal.answer("socket or http [socket]: ", "")
        terminal.answer("App-level token, xapp-… (what you type is not shown): ", "'xapp-1'", slack.app_token)
        terminal.answer("sqlite or postgresql [sqlite]: ", "")
        terminal.answer("Its file [heartline.db]: ", "")
        terminal.answer("Your name or login in Slack (Enter: later): ", "@ada")
        terminal.answer("Make the first team now? [Y/n]: ", "")
        terminal.answer("Its channel, such as #support (Enter: later): ", "#support")
        terminal.answer("Its name [Support]: ", "")
        terminal.answer("Who leads it (name or login; several with commas) [@ada]: ", "@ben")
        terminal.answer("Make it so? [Y/n]: ", "")
        return terminal.left(), terminal.screen

    def look_again():
        terminal = Terminal(guided)
        return terminal.left(), terminal.screen

    code, screen = await asyncio.to_thread(begin)
    assert code == 2
    assert "This is the app-level token (xapp-…), which is asked for later." in screen
    assert "What is in .env now stays there: SLACK_BOT_TOKEN." in screen
    assert "Traceback" not in screen

    code, screen = await asyncio.to_thread(go_on)
    assert code == 0, screen
    assert "Leave out the quotes" in screen
    assert "The team is made." in screen
    assert "heartline run" in screen
    for shown in (screen, *dotenv_values(guided.folder / ".env").keys()):
        assert slack.bot_token not in shown
        assert slack.app_token not in shown
    assert stat.S_IMODE((guided.folder / ".env").stat().st_mode) == 0o600
    assert stat.S_IMODE((guided.folder / "heartline.db").stat().st_mode) == 0o600

    before = (guided.folder / ".env").read_bytes()
    code, screen = await asyncio.to_thread(look_again)
    assert code == 0, screen
    assert "]:" not in screen
    assert "Heartline was set up by Ada Test." in screen
    assert "Set up already: Support." in screen
    assert (guided.folder / ".env").read_bytes() == before


async def test_who_leaves_while_slack_is_asked_reads_what_comes_next_alone(guided, slack):
    slack.faults.add(Fault("auth.test", "delay", seconds=30))

    def begin():
        terminal = Terminal(guided)
        terminal.answer("manifest here? [y/N]: ", "")
        terminal.answer("Bot token, xoxb-… (what you type is not shown): ", slack.bot_token)
        terminal.interrupt("Asking Slack …")
        return terminal.left(), terminal.screen.partition("Asking Slack …")[2]

    code, screen = await asyncio.to_thread(begin)
    assert code == 2
    assert screen.strip().removeprefix("^C").split("\r\n")[1:] == [
        "Nothing was written to .env this time. What is set up already stays. To go on, run `heartline setup` again."
    ]


async def test_without_a_terminal_it_says_what_to_do_instead(office):
    done = await asyncio.to_thread(office.run, "setup")
    assert done.returncode == 2
    assert done.stderr.startswith("Setup asks questions, so it needs a terminal.")


async def test_an_env_file_that_others_may_have_written_is_not_gone_on_with(guided):
    (guided.folder / ".env").write_text("LOG_LEVEL=INFO\n")
    (guided.folder / ".env").chmod(0o666)

    def begin():
        terminal = Terminal(guided)
        return terminal.left(), terminal.screen

    code, screen = await asyncio.to_thread(begin)
    assert code == 2
    assert "cannot be trusted" in screen
    assert "Nothing was written to .env this time." in screen
