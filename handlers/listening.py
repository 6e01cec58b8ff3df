"""The one place where Slack's payloads are read and routed, and where a listener's errors become sentences."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from slack_bolt.response import BoltResponse

from bot.errors import Refused
from bot.payloads import Click, Command, Event, Form, Json, Malformed, Shortcut
from bot.views import kit, words
from bot.views.kit import Message
from handlers.world import UNDONE, Ack, World, note, say
from storage import people

log = logging.getLogger("heartline")
Heard = Click | Command | Form | Shortcut | Event
H = TypeVar("H", Click, Command, Form, Shortcut, Event)
Listener = Callable[[World, H], Awaitable[Ack]]


def bind(
    world: World,
    read: Callable[[Json], H],
    routes: Mapping[str, Listener[H]],
    *,
    unlogged: Collection[str] = (),
) -> Callable[..., Awaitable[BoltResponse]]:
    """The listener for one kind of payload: reads it, finds its listener, and turns errors into sentences.

    What it returns is the acknowledgement, after the listener has committed. Only an event that came to nothing is not
    acknowledged: Slack repeats it, and nobody waits for an answer. Nothing is ever raised into Bolt, whose async runner
    would answer with an error three seconds later. Routes that are `unlogged` leave no line when all is well: the times
    of answers would tell who gave them.
    """

    async def on_payload(body: dict[str, Any]) -> BoltResponse:
        started, heard, outcome, ack = time.perf_counter(), None, "ok", None
        try:
            heard = read(body)
            listener = routes.get(heard.route)
            if listener is None:
                outcome = "no listener"
            else:
                ack, outcome = await _answered(world, heard, listener)
                if outcome == "ok" and not isinstance(heard, Event):
                    world.touched.add(heard.person)
        except Refused as refused:  # the database was too busy to say in which language to refuse something
            outcome = refused.code
            ack = _told(world, heard, words.refusal(refused), refused.field)
        except Malformed as malformed:
            outcome = f"malformed {malformed}"
        except Exception:
            reference = secrets.token_hex(4)
            outcome = f"error {reference}"
            log.exception("act=%s reference=%s", _known(heard, routes), reference)
            ack = _told(world, heard, words.unexpected(reference), None)
        route, elapsed = _known(heard, routes), (time.perf_counter() - started) * 1000
        if route not in unlogged or outcome != "ok":
            log.info("workspace=%s act=%s outcome=%s ms=%.1f", world.workspace, route, outcome, elapsed)
        if isinstance(heard, Event) and outcome.startswith(UNDONE):
            return BoltResponse(status=503, body="")
        return _acknowledged(ack)

    on_payload.__name__ = f"on_{read.__name__}"
    return on_payload


async def _answered(world: World, heard: H, listener: Listener[H]) -> tuple[Ack, str]:
    """What a listener acknowledges, and the outcome; a refusal is told in the language of whoever meets it."""
    try:
        return await listener(world, heard), "ok"
    except Refused as refused:
        language = await _language(world, heard) if words.is_translated(refused) else ""
        return _told(world, heard, words.refusal(refused, language), refused.field), refused.code


async def _language(world: World, heard: Heard) -> str:
    if isinstance(heard, Event):
        return ""
    person = heard.person
    return await world.act(heard.workspace, lambda db: people.language(db, person))


def _known(heard: Heard | None, routes: Collection[str]) -> str:
    """The route for a log, where it is one of ours: what comes from a client is not written there."""
    return heard.route if heard and heard.route in routes else "?"


def _acknowledged(ack: Ack) -> BoltResponse:
    headers: dict[str, str | Sequence[str]] = {"content-type": ["application/json"]}
    return BoltResponse(status=200, body=ack, headers=headers) if ack else BoltResponse(status=200, body="")


def _told(world: World, heard: Heard | None, sentence: str, field_name: str | None) -> Ack:
    """Tell one person a sentence where they are: under the form's field, beside the message, or in a note."""
    match heard:
        case Command():
            return say(sentence)
        case Form() if field_name and field_name in heard.fields:
            return {"response_action": "errors", "errors": {field_name: sentence}}
        case Form():
            return {"response_action": "update", "view": note(sentence)}
        case Click(response_url=url) if url:
            world.later(world.answer(heard, Message(kit.escape(sentence)), replace=False))
        case Click():
            world.later(world.open(heard, note(sentence)))
        case Shortcut():
            world.later(world.call("views.open", trigger_id=heard.trigger_id, view=note(sentence)))
    return None
