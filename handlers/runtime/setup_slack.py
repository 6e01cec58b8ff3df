"""The steps of `heartline setup` that are about Slack: the app and its token, and how Slack reaches the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import typer
from slack_sdk.web.async_client import AsyncWebClient

from bot import credentials
from bot.config import SLACK_API, Settings
from bot.credentials import APP, BOT, SIGNING
from bot.views import setup as views
from handlers.runtime import app, doctor, manifest
from handlers.runtime.setup_answers import Answers, agreed, chosen, typed_unseen

SOCKET, HTTP = "socket", "http"
Look = Callable[[AsyncWebClient, Settings], Awaitable[str]]


def make_app(answers: Answers) -> None:
    """Step 1: the app is made from the manifest, and Slack takes its bot token, which may do all that is needed."""
    if not answers.value(BOT):
        typer.echo(views.manifest(manifest.path()))
        if agreed(views.SHOW_MANIFEST, default=False):
            typer.echo(manifest.path().read_text("utf-8"))
        typer.echo(views.WHERE[BOT])

    def check(typed: str) -> str:
        token = credentials.checked(BOT, typed)
        _look(answers, doctor.token, doctor.scopes, bot_token=token)
        return token

    answers.ask(BOT, lambda known: typed_unseen(views.QUESTIONS[BOT]) or known, check)


def open_way(answers: Answers) -> None:
    """Step 2: Slack reaches the bot by a socket that it opens, or by HTTP."""
    by_socket, by_http = bool(answers.value(APP)), bool(answers.value(SIGNING))
    way = SOCKET if by_socket or not by_http else HTTP
    if answers.is_changing or not (by_socket or by_http):
        way = chosen(views.WAY_IN, (SOCKET, HTTP), way)
    if way == SOCKET:
        _open_socket(answers)
    else:
        _open_door(answers)


def _open_socket(answers: Answers) -> None:
    if not answers.value(APP):
        typer.echo(views.WHERE[APP])

    def check(typed: str) -> str:
        token = credentials.checked(APP, typed)
        _look(answers, doctor.socket, app_token=token)
        return token

    answers.ask(APP, lambda known: typed_unseen(views.QUESTIONS[APP]) or known, check)


def _open_door(answers: Answers) -> None:
    if not answers.value(SIGNING):
        typer.echo(views.WHERE[SIGNING])
    answers.ask(
        SIGNING,
        lambda known: typed_unseen(views.QUESTIONS[SIGNING]) or known,
        lambda typed: credentials.checked(SIGNING, typed),
    )
    if answers.value(APP):  # with an app token it would be Socket Mode
        answers.keep(APP, "")
    typer.echo(views.HTTP)


def _look(answers: Answers, *looks: Look, bot_token: str = "", app_token: str = "") -> None:
    """Say what looks at Slack find with these tokens. Raises Refused when one finds something to mend."""
    url = (answers.value("SLACK_API_URL") or SLACK_API).rstrip("/") + "/"
    settings = Settings(bot_token, app_token, secret="", database_url="", slack_api_url=url, log_level="")
    for sentence in asyncio.run(_found(settings, looks)):
        typer.echo(sentence)


async def _found(settings: Settings, looks: tuple[Look, ...]) -> list[str]:
    typer.echo(views.ASKING)  # in here, so that a Ctrl-C at what is read now finds a loop that can be left
    async with app.calling(settings) as (_, slack):
        return [await look(slack, settings) for look in looks]
