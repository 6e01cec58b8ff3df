"""`heartline setup`: a guide from an app in Slack to a first team, which asks only for what is missing or wrong."""

from __future__ import annotations

import sys
from typing import Annotated

import aiohttp
import typer
from slack_sdk.errors import SlackApiError

from bot.errors import Refused
from bot.views import setup as views
from handlers.runtime import env_file, logs, setup_people, setup_slack, setup_store
from handlers.runtime.setup_answers import Answers

LEFT = 2
cli = typer.Typer()


@cli.command("setup")
def setup(
    change: Annotated[bool, typer.Option("--change", help="Ask for what is set already too; Enter keeps it.")] = False,
) -> None:
    """Be guided through setting Heartline up: Slack, the database, you and the first team."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refused("setup_not_a_terminal")
    logs.set_up("WARNING")
    answers = Answers(change)
    try:
        _go(answers)
    except (typer.Abort, KeyboardInterrupt):
        typer.echo(views.left(answers.kept))
        raise typer.Exit(LEFT) from None
    except (Refused, SlackApiError, aiohttp.ClientError, TimeoutError):
        typer.echo(views.left(answers.kept))
        raise


def _go(answers: Answers) -> None:
    typer.echo(views.INTRO)
    env_file.trusted()
    typer.echo(views.step("app"))
    setup_slack.make_app(answers)
    typer.echo(views.step("way in"))
    setup_slack.open_way(answers)
    typer.echo(views.step("secret"))
    setup_store.make_secret(answers)
    typer.echo(views.step("database"))
    setup_store.choose_store(answers)
    typer.echo(views.step("you"))
    known = setup_people.learn()
    you = setup_people.name_yourself(known)
    typer.echo(views.step("team"))
    setup_people.make_team(known, you)
    typer.echo(views.DONE)
