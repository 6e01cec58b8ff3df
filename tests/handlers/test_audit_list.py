"""What admins have changed, for those who are admins; nobody's name is left in it, and it is forgotten in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import audit as rules
from bot.errors import Refused
from bot.people import Person
from handlers import ideas, policies, rounds, values
from handlers.runtime.clock import housekeep
from storage import audit, people, persons
from tests.handlers.set_up_forms import act, press


async def change(office, count, by="UANN"):
    for n in range(count):
        entry = office.world.change(by, "value_added", f"Value {n:02}")
        await act(office, lambda db, entry=entry: audit.note(db, entry))
        office.slack.clock.move(timedelta(minutes=1))


async def test_the_newest_are_first_and_older_ones_a_page_on(administered):
    await change(administered, 45)
    ann = await press(administered, "audit_open")
    assert ann.modal.plain.count("Ann Admin added the value") == 20
    assert ann.modal.plain.index("Value 44") < ann.modal.plain.index("Value 25")
    await press(administered, "Older")
    assert "Value 24" in ann.modal.plain
    await press(administered, "Older")
    assert ann.modal.plain.count("Ann Admin added the value") == 5
    assert ann.modal.buttons == ["Newer"]
    await press(administered, "Newer")
    assert "Value 24" in ann.modal.plain


async def test_what_was_done_elsewhere_is_in_it_too(administered):
    await values.add_value(administered.world, "Care")
    await ideas.word(administered.world, "autonomy-educate", "Say why.")
    await ideas.reset(administered.world, "autonomy-educate")
    await rounds.open_by_hand(administered.world, by="UANN")
    await rounds.close_by_hand(administered.world)
    await policies.switch(administered.world, "roles", on=False)
    ann = await press(administered, "audit_open")
    for sentence in (
        "The command line added the value Care.",
        "The command line changed the words of an idea, “To feel in charge (autonomy): give the right facts (educate)”",
        "Ann Admin opened the pulse of week 2026-W10.",
        "The command line closed the pulse of week 2026-W10.",
        "The command line switched off the question “",
    ):
        assert sentence in ann.modal.plain, sentence


async def test_what_failed_is_not_in_it(administered):
    for wrong in (
        lambda: rounds.close_by_hand(administered.world),
        lambda: values.remove_value(administered.world, "Care"),
        lambda: policies.switch(administered.world, "coffee", on=False),
    ):
        with pytest.raises(Refused):
            await wrong()
    assert await act(administered, lambda db: audit.newest(db, 9)) == []


async def test_who_is_erased_is_named_no_more(administered):
    await change(administered, 1)
    await act(administered, lambda db: persons.erase(db, "UANN"))
    await act(administered, lambda db: people.keep(db, [Person("UABE", "Abe", is_admin=True)]))
    ((entry), *_) = await act(administered, lambda db: audit.newest(db, 9))
    assert entry.by == rules.COMMAND_LINE


async def test_members_and_leads_do_not_read_it(administered):
    view = administered.slack.homes["UANN"].payload
    for person in (administered.ada, administered.ben):
        await administered.world.slack.views_publish(user_id=person.user.id, view=view)
        await person.press("audit_open")
        await administered.settled()
        assert "Only an admin of this workspace can do that." in person.modal.plain


async def test_after_two_years_it_is_forgotten(administered):
    await change(administered, 2)
    administered.slack.clock.move(rules.KEPT - timedelta(seconds=90))
    await housekeep(administered.world)
    assert [entry.subject for entry in await act(administered, lambda db: audit.newest(db, 9))] == ["Value 01"]
