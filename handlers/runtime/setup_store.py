"""The steps of `heartline setup` that are about this machine: the secret, and the database."""

from __future__ import annotations

import secrets

import typer

from bot.config import DATABASE, SECRET_LENGTH
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
    answers.keep(SECRET, secrets.token_urlsafe(SECRET_LENGTH))
    typer.echo(views.MADE)


def choose_store(answers: Answers) -> None:
    """Step 4: a database that can be reached, with all its tables."""

    def read() -> str:
        known = answers.value(URL)
        store = chosen(views.STORE, (SQLITE, POSTGRESQL), POSTGRESQL if known.startswith("postgres") else SQLITE)
        if store == POSTGRESQL:
            return typed_unseen(views.ADDRESS)
        file = known if known.startswith(BY_FILE) else DATABASE
        return BY_FILE + typed(views.FILE, file.removeprefix(BY_FILE))

    answers.ask(URL, read, _with_tables)


def _with_tables(url: str) -> str:
    upgrade(url)
    typer.echo(terminal.UPGRADED)
    return url
