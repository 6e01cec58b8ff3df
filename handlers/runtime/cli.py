"""The command line. Everything that can go wrong for a person is one sentence on standard error and exit code 2."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Annotated, Any, NoReturn

import aiohttp
import typer
import uvloop
from slack_sdk.errors import SlackApiError

from bot.errors import Refused
from bot.pulses import Round
from bot.views import pulses as pulse_views
from bot.views import terminal, words
from handlers import digests, policies, rounds, slack_errors, welcomes
from handlers.runtime import (
    app,
    audits,
    deliveries,
    digest,
    doctor,
    feedback,
    ideas,
    installer,
    kudos,
    logs,
    persons,
    policy,
    practices,
    setup,
    starts,
    workspace,
)
from handlers.runtime.command import at_hand, now, settings
from handlers.runtime.stop import Stop
from handlers.world import World
from storage.database import upgrade

FAILED = 2
cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Heartline.")
db_cli, pulse_cli = (typer.Typer(no_args_is_help=True) for _ in range(2))
cli.add_typer(db_cli, name="db", help="The database.")
cli.add_typer(workspace.teams_cli, name="teams", help="Teams: who answers together, and who reads the digest.")
cli.add_typer(workspace.departments_cli, name="departments", help="Departments: teams that are shown together.")
cli.add_typer(policy.policy_cli, name="policy", help="How the workspace is asked, and what is shown.")
cli.add_typer(policy.items_cli, name="items", help="The questions, and which of them are asked.")
cli.add_typer(feedback.feedback_cli, name="feedback", help="What customers said.")
cli.add_typer(kudos.kudos_cli, name="kudos", help="Thanks between peers.")
cli.add_typer(pulse_cli, name="pulse", help="The weekly pulse, opened or closed by hand.")
cli.add_typer(digest.cli, name="digest", help="The weekly digest.")
cli.add_typer(starts.cli, name="starts", help="Practices that teams begin one after another, in random order.")
cli.add_typer(ideas.cli, name="ideas", help="The ideas that digests offer, and their words.")
cli.add_typer(setup.cli)
cli.add_typer(practices.cli)
cli.add_typer(persons.cli)
cli.add_typer(installer.cli)
cli.add_typer(audits.cli)
cli.add_typer(deliveries.cli, name="deliveries", help="Messages that have not arrived.")


def main() -> None:
    """Run a command; a refusal is one sentence, not a traceback."""
    try:
        cli()
    except Refused as refused:
        fail(words.refusal(refused))
    except SlackApiError as error:
        fail(words.refusal(slack_errors.refusal(error)))
    except (aiohttp.ClientError, TimeoutError):
        fail(words.refusal(Refused("slack_unreachable", url="the address in SLACK_API_URL")))


def fail(sentence: str) -> NoReturn:
    """Say what is wrong and leave."""
    typer.echo(sentence, err=True)
    sys.exit(FAILED)


def _do(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


@cli.command()
def run() -> None:
    """Run the bot until it is stopped."""
    uvloop.run(_run())


async def _run() -> None:
    configured = settings()
    logs.set_up(configured.log_level)
    stop = Stop()
    with suppress(asyncio.CancelledError):  # it was told to stop before it was up
        async with app.connected(configured, now, is_ticking=True) as world:
            typer.echo(terminal.running(world.workspace))
            await stop.wait()
            typer.echo(terminal.STOPPING)


@cli.command("demo")
def demo_command(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where the page of the sandbox is, on this machine.")
    ] = 8787,
) -> None:
    """See it all without a Slack account: a small invented company uses the bot for twelve weeks."""
    from handlers.runtime import demo  # brings the sandbox with it, which no other command needs

    _do(demo.run(port, now()))


@cli.command("doctor")
def doctor_command(
    as_json: Annotated[bool, typer.Option("--json", help="For scripts: one JSON object.")] = False,
) -> None:
    """Check settings, database, Slack and what is around them, and say how to mend what is wrong."""
    _do(_examine(as_json=as_json))


async def _examine(*, as_json: bool) -> None:
    found = []
    async for check in doctor.examine(settings, now):
        found.append(check)
        if not as_json:
            typer.echo(f"{'ok  ' if check.is_fine else 'MEND'}  {check.name}: {check.sentence}")
    if as_json:
        typer.echo(doctor.as_json(found))
    if not all(check.is_fine for check in found):
        raise typer.Exit(FAILED)


@db_cli.command("upgrade")
def db_upgrade() -> None:
    """Bring the tables up to date. `run` and `demo` do this by themselves."""
    logs.set_up("WARNING")
    upgrade(settings().database_url)
    typer.echo(terminal.UPGRADED)


@pulse_cli.command("open")
def pulse_open() -> None:
    """Open this week's pulse now. Without this it opens by itself on its day."""
    _do(_pulse_open())


async def open_pulse(world: World) -> tuple[Round, int]:
    """Open this week's round now. Returns it, and how many people are asked.

    The notes to who was never asked are put in the outbox before it: what is older goes out first, and a pulse that had
    to wait for its note would have taken another's turn. Raises Refused as `rounds.open_by_hand` does.
    """
    await welcomes.plan(world)
    return await rounds.open_by_hand(world)


async def _pulse_open() -> None:
    async with at_hand() as world:
        opened_round, asked = await open_pulse(world)
        typer.echo(pulse_views.opened(opened_round.week, asked, opened_round.closes_at))


@pulse_cli.command("close")
def pulse_close(
    discard: Annotated[
        bool, typer.Option("--discard", help="Destroy its answers uncounted: when HEARTLINE_SECRET was lost.")
    ] = False,
) -> None:
    """Close the open pulse now, and put its digests on their way."""
    _do(_pulse_close(discard))


async def _pulse_close(discard: bool) -> None:
    async with at_hand() as world:
        closed = await rounds.close_by_hand(world, give_up=discard)
        chosen, composed = (await policies.show(world)).policy, await digests.post_due(world)
        due_at = None if chosen.digest_on is None else chosen.digest_due(world.now())
        typer.echo(pulse_views.closed(closed.week, len(composed), due_at))
