"""Whoever set Heartline up: an admin of it, who is told the first three steps."""

from datetime import UTC, datetime

import pytest

from bot.errors import Refused
from handlers import installing, rounds
from storage import audit, installs, people, persons

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
THURSDAY = datetime(2026, 3, 5, 12, tzinfo=UTC)


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


def steps(person):
    return [message for message in person.dm.messages if message.text.startswith("Heartline is set up")]


async def test_whoever_set_it_up_gets_the_three_steps_once(office_on_each_store):
    office = office_on_each_store
    office.slack.clock.set(THURSDAY)
    for is_first in (True, False):
        named, is_told = await installing.name_installer(office.world, "@olga")
        assert (named.id, is_told) == ("UOLGA", is_first)
        await office.beat()
    (message,) = steps(office.person("olga"))
    assert "/invite @heartline" in message.text
    assert "Wait for Monday 9 March 2026." in message.text
    assert "heartline pulse open" in message.text
    assert message.buttons == ["Make a team"]


async def test_who_was_replaced_before_they_got_the_steps_gets_them_when_named_again(office_on_each_store):
    office = office_on_each_store
    for name, is_told in (("@ada", True), ("@olga", True), ("@ada", False)):
        assert (await installing.name_installer(office.world, name))[1] is is_told
    await installing.name_installer(office.world, "@olga")
    await office.beat()
    assert (len(steps(office.ada)), len(steps(office.person("olga")))) == (0, 1)
    assert (await installing.name_installer(office.world, "@ada"))[1]
    await office.beat()
    assert len(steps(office.ada)) == 1


async def test_where_the_first_pulse_is_open_the_steps_name_the_next(office):
    await office.set_up_teams()
    office.slack.clock.set(THURSDAY)
    await office.beat()
    await rounds.open_by_hand(office.world)
    await installing.name_installer(office.world, "Olga Test")
    await office.beat()
    told = steps(office.person("olga"))[0]
    assert "A pulse is open now" in told.text
    assert "The next one opens on Monday 9 March 2026." in told.text
    assert told.buttons == []


async def test_where_the_pulse_is_due_nobody_is_told_to_wait_for_a_day(office_on_each_store):
    office = office_on_each_store
    office.slack.clock.set(MONDAY)
    await installing.name_installer(office.world, "@ada")
    await office.beat()
    assert "The pulse opens as soon as there is a team" in steps(office.ada)[0].text
    await office.set_up_teams()
    waiting = office.world.delivery(installing.KIND, "installer:UADA", "UADA", "", MONDAY)
    message = await act(office, lambda db: installing.render(db, waiting, MONDAY))
    assert "The pulse opens now" in message.text


async def test_whoever_set_it_up_is_an_admin_whatever_they_are_in_slack(office):
    await installing.name_installer(office.world, "@olga")
    assert (await act(office, lambda db: people.one(db, "UOLGA"))).is_admin
    assert not (await act(office, lambda db: people.one(db, "UADA"))).is_admin
    await installing.name_installer(office.world, "@ada")
    assert not (await act(office, lambda db: people.one(db, "UOLGA"))).is_admin


async def test_who_was_named_by_mistake_gets_no_steps(office):
    await installing.name_installer(office.world, "@ada")
    await installing.name_installer(office.world, "@olga")
    await office.beat()
    assert not steps(office.ada)
    assert steps(office.person("olga"))


async def test_that_somebody_was_named_is_noted_once_and_not_who(office):
    await installing.name_installer(office.world, "@olga", by="UADA")
    await installing.name_installer(office.world, "@olga")
    (entry,) = await act(office, lambda db: audit.newest(db, 9))
    assert (entry.by, entry.act, entry.subject, dict(entry.detail)) == ("UADA", "installer_named", "", {})


@pytest.mark.parametrize(
    ("who", "code"),
    [("nobody", "person_unknown"), ("buildbot", "person_unknown"), ("olga@example.com", "person_email")],
    ids=["nobody", "a bot", "an address"],
)
async def test_only_somebody_who_is_known_here_can_be_named(office, who, code):
    with pytest.raises(Refused) as refused:
        await installing.name_installer(office.world, who)
    assert refused.value.code == code
    assert (await act(office, installs.one)).installer == ""


async def test_the_steps_are_not_sent_to_someone_who_has_left(office):
    await installing.name_installer(office.world, "@olga")
    await act(office, lambda db: people.mark_gone(db, ["UOLGA"]))
    await office.beat()
    assert not steps(office.person("olga"))


async def test_what_is_kept_of_the_steps_is_erased_with_the_person(office):
    await installing.name_installer(office.world, "@gus")
    await office.beat()
    await act(office, lambda db: persons.erase(db, "UGUS"))
    assert "delivery" not in await act(office, lambda db: persons.exported(db, "UGUS"))
