"""Keys for help desks, made and revoked from the command line; and the running bot, which takes what they sign."""

import asyncio
import json
import re
import time

import aiohttp
import pytest

from bot.ingest import Call
from storage import feedback, teams


@pytest.fixture
async def office(office_by_http):
    return office_by_http


async def heartline(office, *arguments):
    return await asyncio.to_thread(office.run, "feedback", "keys", *arguments, SLACK_SIGNING_SECRET="a secret")


async def send(office, key, secret):
    body = json.dumps(
        {"customer": "Ember", "said": "Fine.", "scale": "nps", "rating": 9, "teams": ["Support"]}
    ).encode()
    call = Call(key, str(int(time.time())), "", "1", body)
    headers = {"X-Heartline-Key": call.key, "X-Heartline-Timestamp": call.stamp, "Idempotency-Key": call.id}
    headers |= {"X-Heartline-Signature": call.signed_with(secret), "Content-Type": "application/json"}
    url = f"http://{office.settings.host}:{office.settings.port}/ingest/feedback"
    async with aiohttp.ClientSession() as http, http.post(url, data=body, headers=headers) as response:
        return response.status


async def test_a_key_is_made_shown_once_used_and_revoked(office):
    await office.set_up_teams()
    assert (await heartline(office, "list")).stdout.startswith("There is no key yet.")
    made = (await heartline(office, "add", " Zendesk ")).stdout
    key, secret = re.search(r"Key: (\w{24})\nSecret: (\S{43})\n", made).groups()
    assert await send(office, key, secret) == 201
    listed = (await heartline(office, "list")).stdout
    assert re.fullmatch(rf"{key}  Zendesk, made on \d{{4}}-\d\d-\d\d\n", listed)
    assert (await heartline(office, "revoke", key)).stdout.startswith(f"Revoked {key}.")
    assert await send(office, key, secret) == 401
    assert ", revoked\n" in (await heartline(office, "list")).stdout
    support, _ = await office.world.act(office.world.workspace, teams.every)
    (piece,) = await office.world.act(office.world.workspace, lambda db: feedback.after(db, "", 9))
    assert (piece.teams, piece.is_met) == ({support.id}, True)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["add", " "], "Give the key a name."),
        (["add", "x" * 61], "Keep the key's name under 60 characters."),
        (["revoke", "0" * 24], "There is no key 000000000000000000000000 in use."),
    ],
    ids=["no name", "a long name", "an unknown key"],
)
async def test_what_cannot_be_done_is_said_with_what_to_do(office, arguments, sentence):
    done = await heartline(office, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(sentence)
