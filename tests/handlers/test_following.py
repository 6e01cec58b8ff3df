"""Teams are kept in step with their channel or user group, whatever becomes of Slack's events."""

import itertools
from datetime import timedelta

import pytest

from bot.errors import Refused
from bot.payloads import Event, Malformed
from handlers import following, people, teams
from handlers.runtime import clock
from sandbox import User
from sandbox.faults import Fault
from storage import people as stored_people
from storage import teams as stored_teams

SIXTEEN_HOURS = timedelta(hours=16)


async def names(office, team="Support"):
    rosters, _ = await teams.listed(office.world)
    return {person.name.split()[0] for roster in rosters if roster.team.name == team for person in roster.members}


def support(office):
    return office.slack.channel_named("support")


def reads(office, method="conversations.members"):
    return sum(passage.name == method for passage in office.sandbox.traffic.passages)


@pytest.fixture
async def field(office):
    """A team of a user group, beside Support and Product, which are of channels."""
    await office.set_up_teams()
    office.slack.add_channel("field", [office.slack.bot_user.id])
    office.slack.groups.add("field-sales", "Field sales", ["UADA", "UCLEO"])
    await teams.add(office.world, "Field", "#field", "@ben", group="@field-sales")
    await office.beat()
    return office


async def test_whoever_joins_or_leaves_the_channel_does_so_in_the_team(field):
    await field.cleo.join("support")
    await field.ada.leave("support")
    await field.ben.leave("support")
    await field.settled()
    await field.beat()
    assert await names(field) == {"Cleo", "Dina", "Eli", "Fay", "Gus", "Hana", "Ivo"}
    rosters, _ = await teams.listed(field.world)
    assert [person.name for person in rosters[0].managers] == ["Ben Test"]


async def test_whoever_joins_or_leaves_the_user_group_does_so_in_the_team(field):
    field.slack.groups.members("field-sales", ["UCLEO", "UDINA"])
    await field.settled()
    await field.beat()
    assert await names(field, "Field") == {"Cleo", "Dina"}


async def test_many_events_are_one_reading(field):
    before = reads(field)
    for name in ("cleo", "jun", "kit", "lou", "mia"):
        await field.person(name).join("support")
    await field.settled()
    await field.beat()
    assert reads(field) == before + 1
    assert len(await names(field)) == 12
    await field.beat()
    assert reads(field) == before + 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
async def test_events_twice_and_in_any_order_lead_to_what_slack_has(field, order):
    field.sandbox.faults.duplicate_events = 6
    deeds = [field.cleo.join, field.cleo.leave, field.ada.leave]
    for number in order:
        await deeds[number]("support")
        await field.settled()
    await field.beat()
    members = support(field).members
    assert await names(field) == {field.slack.user(i).name.capitalize() for i in members} - {
        "Heartline",
        "Ben",
        "Buildbot",
    }


async def test_an_event_that_comes_again_after_the_reading_causes_no_other(field):
    event = Event(
        field.world.workspace, "member_joined_channel", "Ev1", {"channel": support(field).id, "user": "UCLEO"}
    )
    before = reads(field)
    for _ in range(2):
        await following.on_change(field.world, event)
        await field.beat()
    assert reads(field) == before + 1


async def test_an_event_without_what_it_is_about_is_malformed(field):
    with pytest.raises(Malformed):
        await following.on_change(field.world, Event(field.world.workspace, "subteam_updated", "Ev1", {"subteam": {}}))


async def test_events_that_overtake_each_other_lead_to_what_slack_has(field):
    field.sandbox.faults.reorder_events = True
    for _ in range(2):
        await field.cleo.join("support")
        await field.cleo.leave("support")
    await field.cleo.join("support")
    await field.settled()
    await field.beat()
    assert "Cleo" in await names(field)


async def test_someone_who_is_in_the_channel_before_the_workspace_tells_of_them_is_in_the_team(field):
    field.sandbox.faults.lose_events = True
    field.slack.add_user(User("UZOE", "zoe", "Zoe Test"))
    field.sandbox.faults.lose_events = False
    await field.person("zoe").join("support")
    await field.settled()
    await field.beat()
    assert "Zoe" not in await names(field)
    field.slack.change_user("UZOE", tz="Asia/Tokyo")
    await field.settled()
    assert "Zoe" in await names(field)


async def test_a_channel_of_no_team_is_not_read(field):
    field.slack.add_channel("lounge", [field.slack.bot_user.id])
    before = reads(field)
    await field.cleo.join("lounge")
    await field.settled()
    assert field.world.stale == set()
    await field.beat()
    assert reads(field) == before


async def test_a_team_that_slack_could_not_list_is_read_again_at_the_next_beat(field):
    await field.cleo.join("support")
    await field.settled()
    field.sandbox.faults.add(Fault("conversations.members", "error", error="internal_error"))
    await field.beat()
    assert "Cleo" not in await names(field)
    await field.beat()
    assert "Cleo" in await names(field)


async def test_a_team_that_the_database_did_not_take_is_read_again_at_the_next_beat(field, monkeypatch):
    replace_members = stored_teams.replace_members
    refusals = [Refused("database_locked")]

    def refusing(*arguments):
        if refusals:
            raise refusals.pop()
        return replace_members(*arguments)

    monkeypatch.setattr(stored_teams, "replace_members", refusing)
    await field.cleo.join("support")
    await field.settled()
    with pytest.raises(Refused):
        await following.refresh(field.world)
    assert "Cleo" not in await names(field)
    await field.beat()
    assert "Cleo" in await names(field)
    assert field.world.stale == set()


async def test_a_team_whose_channel_cannot_be_read_stays_as_it_is(field):
    before = await names(field)
    await field.cleo.join("support")
    await field.settled()
    field.sandbox.faults.add(Fault("conversations.members", "error", error="channel_not_found"))
    await field.beat()
    assert await names(field) == before
    assert field.world.stale == set()


async def test_a_team_of_a_list_follows_nothing(field):
    field.slack.add_channel("desk", [field.slack.bot_user.id, "UADA", "UCLEO"])
    await teams.add(field.world, "Desk", "#desk", "@ben", people="@dina")
    await field.ada.leave("desk")
    await field.settled()
    await following.follow(field.world)
    await field.beat()
    assert await names(field, "Desk") == {"Dina"}


async def test_when_the_group_is_deleted_its_team_stays_and_who_leads_is_told_once(field):
    field.slack.groups.disable("field-sales")
    await field.settled()
    for _ in range(2):
        await field.beat()
        await following.follow(field.world)
    await field.beat()
    assert await names(field, "Field") == {"Ada", "Cleo"}
    told = [message.text for message in field.ben.dm.messages if "user group of the team Field" in message.text]
    assert len(told) == 1
    assert not field.ada.dm.messages


async def test_a_group_that_comes_back_is_followed_again(field):
    field.slack.groups.disable("field-sales")
    await field.settled()
    await field.beat()
    field.slack.groups.enable("field-sales")
    field.slack.groups.members("field-sales", ["UDINA"])
    await field.settled()
    await field.beat()
    assert await names(field, "Field") == {"Dina"}


async def test_what_slack_forgot_to_tell_for_sixteen_hours_is_found_by_looking_again(field):
    slack = field.slack
    field.sandbox.faults.lose_events = True
    slack.add_user(User("UZOE", "zoe", "Zoe Test", tz="Asia/Tokyo", locale="de-DE"))
    slack.clock.move(timedelta(hours=4))
    slack.change_user("UIVO", deleted=True)
    slack.change_user("UADA", real_name="Ada Renamed", tz="Asia/Tokyo")
    slack.change_user("UFAY", is_restricted=True)
    slack.change_user("UGUEST", is_restricted=False)
    slack.clock.move(timedelta(hours=4))
    await field.person("zoe").join("support")
    await field.person("dina").leave("support")
    await field.person("jun").leave("product")
    slack.clock.move(timedelta(hours=8))
    slack.groups.members("field-sales", ["UCLEO", "UELI"])
    await field.settled()
    field.sandbox.faults.lose_events = False
    await field.beat()
    assert "Zoe" not in await names(field)
    assert await clock.housekeep(field.world)
    assert await names(field) == {"Ada", "Eli", "Gus", "Hana", "Zoe"}
    assert await names(field, "Product") == {"Cleo", "Gil", "Kit", "Lou", "Mia", "Noor"}
    assert await names(field, "Field") == {"Cleo", "Eli"}
    known = {one.id: one for one in await field.world.act(field.world.workspace, stored_people.everyone)}
    assert (known["UADA"].name, known["UADA"].tz) == ("Ada Renamed", "Asia/Tokyo")
    assert (known["UZOE"].tz, known["UZOE"].locale) == ("Asia/Tokyo", "de-DE")
    assert known["UIVO"].is_deleted


async def test_a_team_that_is_removed_before_it_is_read_is_left_alone(field):
    await field.cleo.join("support")
    await field.settled()
    await teams.remove(field.world, "Support")
    before = reads(field)
    await field.beat()
    assert (reads(field), field.world.stale) == (before, set())


async def test_someone_who_comes_while_everyone_is_loaded_is_not_taken_for_gone(field, monkeypatch):
    pages = field.world.pages

    async def slow(method, *arguments, **more):
        async for entry in pages(method, *arguments, **more):
            yield entry
        if method == "users.list":
            field.slack.add_user(User("UZOE", "zoe", "Zoe Test"))
            await field.settled()

    monkeypatch.setattr(field.world, "pages", slow)
    await people.sync(field.world)
    known = {one.id: one for one in await field.world.act(field.world.workspace, stored_people.everyone)}
    assert not known["UZOE"].is_deleted
