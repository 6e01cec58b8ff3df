"""`python -m sandbox`: run a sandbox from a manifest and a people file, until interrupted."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from sandbox.limits import Limits
from sandbox.manifest import Manifest, ManifestError
from sandbox.roster import Roster, RosterError
from sandbox.server import Sandbox
from sandbox.workspace import Workspace

SECONDS_BETWEEN_CHALLENGES = 1.0


def main(
    manifest: Annotated[Path, typer.Option(help="The app's manifest, YAML or JSON.")] = Path("manifest.yml"),
    people: Annotated[Path, typer.Option(help="People and channels, as TOML.")] = Path("people.toml"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 0,
    http: Annotated[str, typer.Option(help="Deliver over HTTP to this address of the app.")] = "",
    socket: Annotated[bool, typer.Option("--socket", help="Deliver over Socket Mode.")] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Over HTTP: send the challenge until it is answered.")
    ] = False,
    decline: Annotated[list[str] | None, typer.Option(help="An optional scope that the app does not get.")] = None,
    per_minute: Annotated[int, typer.Option(min=0, help="Messages a minute; 0 for any number.")] = 0,
    one_a_second: Annotated[bool, typer.Option("--one-a-second", help="Messages to one person or channel.")] = False,
    latency: Annotated[float, typer.Option(min=0, help="Milliseconds that every call takes.")] = 0.0,
) -> None:
    """Run a pretend Slack workspace on this machine and print what an app needs to connect to it."""
    said = reached(read_manifest(manifest, decline or ()), http, socket=socket, verify=verify)
    limits = Limits(per_minute, one_a_second, latency)
    sandbox = Sandbox(read_people(people, said), port=port, limits=limits)
    try:
        asyncio.run(run(sandbox, verify=verify))
    except OSError as error:
        fail(f"Port {port} cannot be used ({error.strerror}); choose another with --port, or leave it out.")


def reached(manifest: Manifest, http: str, *, socket: bool, verify: bool) -> Manifest:
    """The manifest with the way to the app that was asked for; otherwise one sentence and exit code 2."""
    if http and socket:
        fail("Choose one of --http and --socket: Slack delivers one way at a time.")
    if http:
        manifest = replace(manifest, request_url=http, interactivity_url=http)
    manifest = replace(manifest, socket_mode=socket or (manifest.socket_mode and not http))
    if verify and (manifest.socket_mode or not manifest.request_url):
        fail("There is no address to verify; name one with --http.")
    return manifest


def read_manifest(path: Path, declined: Iterable[str]) -> Manifest:
    """The manifest at `path` without some optional scopes; otherwise one sentence and exit code 2."""
    try:
        return Manifest.read(path).without(declined)
    except OSError as error:
        fail(f"The manifest {path} cannot be read ({error.strerror}); name yours with --manifest.")
    except ManifestError as error:
        fail(f"The manifest {path} is not right: {error}")


def read_people(path: Path, manifest: Manifest) -> Workspace:
    """The workspace that the people file at `path` describes; otherwise one sentence and exit code 2."""
    try:
        return Roster.read(path).workspace(manifest)
    except OSError as error:
        fail(f"The people file {path} cannot be read ({error.strerror}); name yours with --people.")
    except RosterError as error:
        fail(f"The people file {path} is not right: {error}")


def fail(sentence: str) -> NoReturn:
    """Say what is wrong and leave with exit code 2."""
    sys.stderr.write(sentence + "\n")
    raise typer.Exit(2)


async def run(sandbox: Sandbox, *, verify: bool) -> None:
    """Print what an app needs, then stay up until interrupted."""
    interrupted = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupted.set)
    async with sandbox:
        say(environment(sandbox))
        verifying = loop.create_task(verified(sandbox)) if verify else None
        await interrupted.wait()
        if verifying:
            verifying.cancel()


async def verified(sandbox: Sandbox) -> None:
    """Send the challenge until the app, which needs time to start, gives it back."""
    while not await sandbox.delivery.verify_url():  # noqa: ASYNC110  (the app is another process; it tells nobody)
        await asyncio.sleep(SECONDS_BETWEEN_CHALLENGES)
    say("# the app answered the challenge\n")


def say(lines: str) -> None:
    """Print at once, for whoever reads along."""
    sys.stdout.write(lines)
    sys.stdout.flush()


def environment(sandbox: Sandbox) -> str:
    """The lines to paste into the app's environment; those that start with # are for people."""
    lines = [
        f"# the workspace: {sandbox.url}/",
        f"SLACK_API_URL={sandbox.api_url}",
        f"SLACK_BOT_TOKEN={sandbox.bot_token}",
        *([f"SLACK_APP_TOKEN={sandbox.app_token}"] if sandbox.socket_mode else []),
        f"SLACK_SIGNING_SECRET={sandbox.signing_secret}",
        *(
            [f"SLACK_CLIENT_ID={sandbox.tokens.client_id}", f"SLACK_CLIENT_SECRET={sandbox.tokens.client_secret}"]
            if sandbox.workspace.manifest.redirect_urls
            else []
        ),
        "# press Ctrl+C to stop",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    typer.run(main)
