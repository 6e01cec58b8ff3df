"""The steps of `heartline setup` that are about this machine: the secret, and the database."""

from __future__ import annotations

import secrets

import typer

from bot.config import DATABASE, SECRET_LENGTH
from bot.errors import Refused
from bot.views import setup as views
from bot.views import terminal
from handlers.runtime.setup_answers import Answers, chosen, typed, typed_unseen
from storage.database import upgrade

SECRET, URL = "HEARTLINE_SECRET", "DATABASE_URL"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
BY_FILE = "sqlite:///"


def make_secret(answers: Answers) -> None:
    """Step 3: there is a secret; one that was too short to run with goes, and nothing can have been sealed with it."""
    if len(answers.value(SECRET)) >= SECRET_LENGTH:
        typer.echo(views.STAYS)
        return
    typer.echo(views.MADE)
    answers.keep(SECRET, secrets.token_urlsafe(SECRET_LENGTH))


def choose_store(answers: Answers) -> None:
    """Step 4: a database that can be reached, with all its tables."""
    before = answers.value(URL)
    answers.ask(URL, _address, _with_tables)
    if answers.is_changing and before and answers.value(URL) != before:  # else it was one that could not be opened
        typer.echo(views.OTHER_STORE)


def _address(known: str) -> str:
    """An address of one of the two kinds; nothing typed stands for the one before where that is of the same kind."""
    is_server = known.startswith("postgres")
    if chosen(views.STORE, (SQLITE, POSTGRESQL), POSTGRESQL if is_server else SQLITE) == POSTGRESQL:
        typer.echo(views.IN_ADDRESS)
        return typed_unseen(views.ADDRESS) or (known if is_server else "")
    file = known if known.startswith(BY_FILE) else DATABASE
    return BY_FILE + typed(views.FILE, file.removeprefix(BY_FILE))


def _with_tables(url: str) -> str:
    if not url:
        raise Refused("setup_no_address")
    upgrade(url)
    typer.echo(terminal.UPGRADED)
    return url
