"""Own words for ideas, in the form that admins open and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot import nudges
from bot.people import Person
from handlers import ideas
from sandbox.workspace import User
from storage import audit, people

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHIPPED = {name: idea.text for name, idea in nudges.bank().items()}


@pytest.fixture
async def staffed(office):
    """An office with two admins, Ann and Abe."""
    for handle in ("ann", "abe"):
        office.slack.add_user(User(f"U{handle.upper()}", handle, f"{handle.capitalize()} Admin", is_admin=True))
    await office.set_up_teams()
    await office.at(MONDAY)
    return office


async def words(office):
    return {name: idea.text for name, idea in (await ideas.every(office.world)).items()}


async def open_form(office, name="ann"):
    person = office.person(name)
    await person.command("/pulse", "ideas")
    await office.settled()
    return person


async def test_an_admin_words_ideas_anew_and_goes_back(staffed):
    ann = await open_form(staffed)
    ann.fill({"autonomy-educate": "Say why."})
    await ann.submit()
    assert await words(staffed) == SHIPPED | {"autonomy-educate": "Say why."}
    assert "Saved." in ann.modal.plain
    await ann.close()
    ann = await open_form(staffed)
    ann.fill({"autonomy-educate": "", "autonomy-enable": "Drop one approval."})
    await ann.submit()
    assert await words(staffed) == SHIPPED | {"autonomy-enable": "Drop one approval."}


async def test_members_and_leads_are_refused(staffed):
    for person in (staffed.ada, staffed.ben):
        await person.command("/pulse", "ideas")
        await staffed.settled()
        assert person.modal is None
        assert "chosen by the admins of this workspace" in person.dm.messages[-1].text


async def test_an_admin_who_is_none_any_more_saves_nothing(staffed):
    ann = await open_form(staffed)
    ann.fill({"autonomy-educate": "Say why."})
    member = Person("UANN", "Ann Admin", updated=2**33)
    await staffed.world.act(staffed.world.workspace, lambda db: people.keep(db, [member]))
    await ann.submit()
    assert "chosen by the admins of this workspace" in ann.modal.plain
    assert await words(staffed) == SHIPPED


async def test_of_two_admins_at_once_the_second_overwrites_nothing(staffed):
    ann, abe = await open_form(staffed), await open_form(staffed, "abe")
    ann.fill({"autonomy-educate": "Say why."})
    abe.fill({"autonomy-enable": "Drop one approval."})
    await ann.submit()
    await abe.submit()
    assert "Somebody changed these words since you opened them" in abe.modal.plain
    assert await words(staffed) == SHIPPED | {"autonomy-educate": "Say why."}


async def test_a_form_that_is_sent_again_is_saved_once(staffed):
    ann, abe = await open_form(staffed), await open_form(staffed, "abe")
    for admin in (ann, abe):
        admin.fill({"autonomy-educate": "Say why."})
        await admin.submit()
        assert "Saved." in admin.modal.plain
    assert await words(staffed) == SHIPPED | {"autonomy-educate": "Say why."}


async def test_what_was_changed_in_the_form_is_noted_and_nothing_else(staffed):
    ann = await open_form(staffed)
    ann.fill({"autonomy-educate": "Say why."})
    await ann.submit()
    entries = await staffed.world.act(staffed.world.workspace, lambda db: audit.newest(db, 9))
    noted = [(entry.by, entry.subject) for entry in entries if entry.act == "idea_worded"]
    assert noted == [("UANN", "To feel in charge (autonomy): give the right facts (educate)")]


async def test_admins_open_the_form_on_the_set_up_page_too(administered):
    ann = administered.person("ann")
    await ann.press("ideas_open")
    await administered.settled()
    ann.fill({"autonomy-educate": "Say why."})
    await ann.submit()
    assert (await words(administered))["autonomy-educate"] == "Say why."
