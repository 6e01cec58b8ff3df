"""`python -m sandbox`: run a sandbox from a manifest and a people file, until interrupted."""

from __future__ import annotations

import asyncio
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from sandbox.manifest import Manifest, ManifestError
from sandbox.roster import Roster, RosterError
from sandbox.server import Sandbox
from sandbox.workspace import Workspace


def main(
    manifest: Annotated[Path, typer.Option(help="The app's manifest, YAML or JSON.")] = Path("manifest.yml"),
    people: Annotated[Path, typer.Option(help="People and channels, as TOML.")] = Path("people.toml"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 0,
    http: Annotated[str, typer.Option(help="Deliver over HTTP to this address of the app.")] = "",
    socket: Annotated[bool, typer.Option("--socket", help="Deliver over Socket Mode.")] = False,
) -> None:
    """Run a pretend Slack workspace on this machine and print what an app needs to connect to it."""
    if http and socket:
        fail("Choose one of --http and --socket: Slack delivers one way at a time.")
    said = read_manifest(manifest)
    if http:
        said = replace(said, socket_mode=False, request_url=http, interactivity_url=http)
    sandbox = Sandbox(read_people(people, said), port=port, socket_mode=True if socket else None)
    try:
        asyncio.run(run(sandbox))
    except OSError as error:
        fail(f"Port {port} cannot be used ({error.strerror}); choose another with --port, or leave it out.")


def read_manifest(path: Path) -> Manifest:
    """The manifest at `path`; otherwise one sentence and exit code 2."""
    try:
        return Manifest.read(path)
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


async def run(sandbox: Sandbox) -> None:
    """Print what an app needs, then stay up until interrupted."""
    interrupted = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupted.set)
    async with sandbox:
        sys.stdout.write(environment(sandbox))
        sys.stdout.flush()
        await interrupted.wait()


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
