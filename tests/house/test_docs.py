"""The documents name every setting and every command, and none that does not exist."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from bot import config
from handlers.runtime.cli import cli

ROOT = Path(__file__).parents[2]
SETTINGS = (ROOT / "docs" / "settings.md").read_text("utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LOOKED_UP = {"NO_BROWSER"}


def settings_read() -> set[str]:
    """The names that `config.read` asks the environment for."""
    asked = set()

    class Environment(dict[str, str]):
        def get(self, name, default=None):
            asked.add(name)
            return {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "HEARTLINE_SECRET": "s" * 40}.get(
                name, ""
            )

    config.read(Environment(), Path.read_text)
    return {name for name in asked if not name.endswith("_FILE")}


def commands(group: Any, path: str = "heartline") -> Iterator[str]:
    if hasattr(group, "commands"):
        for name, command in group.commands.items():
            yield from commands(command, f"{path} {name}")
    else:
        yield path


def every_command() -> set[str]:
    return set(commands(typer.main.get_command(cli)))


def test_the_commands_are_found():
    assert {"heartline run", "heartline teams add", "heartline digest preview"} <= every_command()


def test_settings_are_documented():
    assert set(re.findall(r"^\| `([A-Z_]+)`", SETTINGS, re.MULTILINE)) == settings_read() | LOOKED_UP


def test_commands_are_documented():
    assert set(re.findall(r"^## `(heartline [a-z ]+)`", COMMANDS, re.MULTILINE)) == every_command()


def test_no_page_names_a_command_that_does_not_exist():
    known = every_command()
    for page in PAGES:
        for named in re.findall(r"`(heartline (?:[a-z]+)(?: [a-z]+)?)", page.read_text("utf-8")):
            assert any(command.startswith(named) or named.startswith(command) for command in known), (page.name, named)


def test_no_page_leads_to_a_file_that_is_not_there():
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page.name, target)
