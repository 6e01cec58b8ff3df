"""What is set already and what someone types into `heartline setup`; each right answer goes into `.env` at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typer

from bot import config
from bot.errors import Refused
from bot.views import setup as views
from bot.views import words
from handlers.runtime import env_file
from handlers.runtime.command import environ

YES_OR_NO = {"y": True, "yes": True, "n": False, "no": False}


@dataclass
class Answers:
    """The settings as they come together; `kept` are the names of those that were written.

    `is_changing`: what is set is asked for too, and Enter leaves it as it is.
    """

    is_changing: bool = False
    kept: list[str] = field(default_factory=list)

    def value(self, name: str) -> str:
        """What a setting is set to now; empty where it is not. Raises Refused when its file cannot be read."""
        return config.given(name, environ(), lambda path: Path(path).read_text("utf-8"))

    def ask(self, name: str, read: Callable[[str], str], check: Callable[[str], str]) -> None:
        """Have a setting right: as it is, or as it is typed, again and again until it is.

        `read` has someone type a value; it is given the one that is set, which Enter may stand for. `check` gives it as
        it is to be kept, or raises Refused. Raises Refused when it is wrong and cannot be mended here.
        """
        known, is_ours = self.value(name), name not in os.environ
        if known and not (self.is_changing and is_ours) and right_of(known, check):
            return
        if not is_ours:
            raise Refused("setup_in_environment", name=name)
        while not (right := right_of(read(known), check)):
            pass
        self.keep(name, right)

    def keep(self, name: str, value: str) -> None:
        """Write a setting to `.env`; an empty one is taken out. Raises Refused if it fails or changes nothing."""
        if name in os.environ:
            raise Refused("setup_in_environment", name=name)
        if value != self.value(name):
            env_file.keep(name, value)
            if value:
                self.kept.append(name)
            typer.echo(views.kept(name) if value else views.taken_out(name))


def right_of(value: str, check: Callable[[str], str]) -> str:
    """What `check` makes of a value; empty, and the reason said, where it refuses it."""
    try:
        return check(value)
    except Refused as refused:
        typer.echo(words.refusal(refused))
        return ""


def typed(question: str, default: str = "") -> str:
    """What someone types, or nothing."""
    return str(typer.prompt(question, default=default, show_default=bool(default))).strip()


def typed_unseen(question: str) -> str:
    """The same for what nobody should see."""
    return str(typer.prompt(question, default="", show_default=False, hide_input=True)).strip()


def agreed(question: str, *, default: bool) -> bool:
    """Yes or no; asked again until it is one of them."""
    asked, enter = (f"{question} [Y/n]", "y") if default else (f"{question} [y/N]", "n")
    while (answer := typed(asked).casefold() or enter) not in YES_OR_NO:
        typer.echo(words.refusal(Refused("setup_choice", known="y or n")))
    return YES_OR_NO[answer]


def chosen(question: str, known: Sequence[str], default: str) -> str:
    """One of a few words; asked again until it is one."""
    while (choice := typed(question, default).casefold()) not in known:
        typer.echo(words.refusal(Refused("setup_choice", known=" or ".join(known))))
    return choice
