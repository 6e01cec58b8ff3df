"""Keys for help desks, made and revoked by an admin; the secret is shown once, and is nowhere else."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.people import Person
from handlers import keys
from storage import audit, ingest, people
from storage.feedback_tables import INGEST_KEY
from tests.handlers.set_up_forms import act, press


async def make(office, name):
    ann = await press(office, "keys_open")
    await press(office, "Make a key")
    ann.fill({"name": name})
    await ann.submit()
    await office.settled()
    return ann


async def noted(office):
    entries = await act(office, lambda db: audit.newest(db, 99))
    return [(entry.by, entry.act, entry.subject, dict(entry.detail)) for entry in entries]


async def test_a_key_is_made_and_its_secret_shown_once(administered, caplog):
    caplog.set_level("DEBUG")
    ann = await make(administered, " Zendesk ")
    key, secret = re.search(r"Key\s+(\w{24})\s+Secret\s+([\w-]{43})", ann.modal.plain.replace("`", "")).groups()
    (kept,) = await keys.keys(administered.world)
    assert (kept.id, kept.name) == (key, "Zendesk")
    assert await act(administered, lambda db: ingest.secret(db, key)) == secret
    assert secret not in ann.modal.view.payload["private_metadata"]
    assert secret not in caplog.text
    assert secret not in str(await act(administered, lambda db: db.run(select(INGEST_KEY)).mappings().all()))
    await ann.close()
    assert "Zendesk" in ann.modal.plain
    assert secret not in ann.modal.plain
    assert await noted(administered) == [("UANN", "key_added", "Zendesk", {})]


async def test_a_key_is_revoked(administered):
    key, _ = await keys.add_key(administered.world, "Zendesk")
    await keys.add_key(administered.world, "Intercom")
    ann = await press(administered, "keys_open")
    button = next(widget for widget in ann.modal.widgets if widget.element.spec.get("value") == key.id)
    assert "turned away" in str(button.element.spec["confirm"])
    await press(administered, button)
    assert "Zendesk" not in ann.modal.plain
    assert "Revoked: 1." in ann.modal.plain
    assert [known.is_revoked for known in await keys.keys(administered.world)] == [True, False]
    assert (await noted(administered))[0] == ("UANN", "key_revoked", "Zendesk", {})
    await press(administered, "Make a key")


async def test_a_form_that_is_sent_again_makes_one_key_and_shows_the_same_secret(administered):
    ann = await press(administered, "keys_open")
    await press(administered, "Make a key")
    filled = {"name": {"name": {"type": "plain_text_input", "value": "Crm"}}}
    trigger = administered.sandbox.triggers.issue("UANN")
    payload = ann.scene.view_submission(ann.modal.view, filled, trigger, [])
    answers = [await administered.sandbox.delivery.send("interactive", payload) for _ in range(2)]
    (key,) = await keys.keys(administered.world)
    secret = await act(administered, lambda db: ingest.secret(db, key.id))
    assert [secret in str(answer.payload) for answer in answers] == [True, True]
    assert [what for _, what, _, _ in await noted(administered)] == ["key_added"]
    await keys.revoke_key(administered.world, key.id)
    late = await administered.sandbox.delivery.send("interactive", payload)
    assert f"There is no key {key.id} in use." in str(late.payload)


async def test_a_key_that_is_gone_already_is_not_revoked_again(administered):
    key, _ = await keys.add_key(administered.world, "Zendesk")
    ann = await press(administered, "keys_open")
    button = ann.modal.button("Revoke")
    await keys.revoke_key(administered.world, key.id)
    await press(administered, button)
    assert f"There is no key {key.id} in use." in ann.modal.plain
    assert [what for _, what, _, _ in await noted(administered)] == ["key_revoked", "key_added"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [(" ", "Give the key a name."), ("x" * 61, "no more than 60 characters")],
    ids=["none", "long"],
)
async def test_a_key_without_a_fitting_name_is_refused_where_it_is_typed(administered, name, sentence):
    ann = await make(administered, name)
    assert sentence in ann.modal.errors["Who sends by it?"]
    assert await keys.keys(administered.world) == []


async def test_who_is_no_admin_any_more_makes_and_revokes_nothing(administered):
    key, _ = await keys.add_key(administered.world, "Zendesk")
    ann = await press(administered, "keys_open")
    button = ann.modal.button("Revoke")
    await act(administered, lambda db: people.keep(db, [Person("UANN", "Ann Admin", updated=2**33)]))
    await press(administered, button)
    assert "Only an admin of this workspace can do that." in ann.modal.plain
    assert await keys.keys(administered.world) == [key]
