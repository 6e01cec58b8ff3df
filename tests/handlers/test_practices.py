"""The buttons under a digest's idea, pressed in the sandbox by those who may and those who may not, and the log."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import select, update

from bot.teams import Membership
from handlers import departments, shared, teams
from sandbox.workspace import User
from storage import policies
from storage import teams as stored_teams
from storage.practice_tables import PRACTICE
from storage.tables import DIGEST

FRIDAY = datetime(2026, 3, 6, 12, 1, tzinfo=UTC)
TRY, ANOTHER, NOT_NOW = "We'll try this", "Another idea", "Not now"
NOT_YOURS = "What to try is decided by whoever leads here."
DECIDED = "This was decided a moment ago."
TAKEN_UP = "Ben Test wants to try this."


async def lost(click, message, *, replace):
    """An answer that Slack never got."""


@pytest.fixture
async def offered(office):
    """An office whose first digests are posted, each with an idea."""
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    await office.at(FRIDAY)
    return office


def digest(person, channel="support"):
    """What this person sees of the newest digest."""
    return [one for one in person.channel(channel).messages if "week of" in one.text][-1]


def buttons(person, channel="support"):
    return [label for label in digest(person, channel).buttons if label != "Details"]


async def press(office, person, label, channel="support"):
    await person.press(digest(person, channel).button(label))
    await office.settled()


def whispers(person, channel="support"):
    return [one.text for one in person.channel(channel).messages if one.message.ephemeral_to]


async def states(office, group="Support"):
    def load(db):
        (team,) = [team.id for team in stored_teams.every(db) if team.name == group]
        found = PRACTICE.select().where(PRACTICE.c.team == team).order_by(PRACTICE.c.offered_at, PRACTICE.c.state)
        return [row.state for row in db.run(found)]

    return await office.world.act(office.world.workspace, load)


async def test_whoever_leads_takes_an_idea_up_and_all_see_it_at_once(offered):
    assert buttons(offered.ada) == [TRY, ANOTHER, NOT_NOW]
    await press(offered, offered.ben, TRY)
    assert TAKEN_UP in digest(offered.ada).text
    assert buttons(offered.ada) == []
    assert await states(offered) == ["trying"]


async def test_a_member_is_kindly_refused(offered):
    await press(offered, offered.ada, TRY)
    assert [text[: len(NOT_YOURS)] for text in whispers(offered.ada)] == [NOT_YOURS]
    assert await states(offered) == ["offered"]
    assert buttons(offered.ben) == [TRY, ANOTHER, NOT_NOW]


async def test_the_lead_of_another_team_is_refused(offered):
    await offered.person("olga").join("support")
    await press(offered, offered.person("olga"), TRY)
    assert NOT_YOURS in whispers(offered.person("olga"))[0]
    assert await states(offered) == ["offered"]


async def test_another_idea_takes_the_place_of_one_and_never_comes_back(offered):
    seen = [digest(offered.ada).text]
    for _ in range(3):
        await press(offered, offered.ben, ANOTHER)
        seen.append(digest(offered.ada).text)
        assert buttons(offered.ada) == [TRY, ANOTHER, NOT_NOW]
    assert len(set(seen)) == 4
    assert sorted(await states(offered)) == ["another", "another", "another", "offered"]


async def test_when_all_ideas_were_seen_that_is_said(offered):
    for _ in range(15):
        await press(offered, offered.ben, ANOTHER)
    before = digest(offered.ada).text
    await press(offered, offered.ben, ANOTHER)
    assert "These were all ideas for now." in whispers(offered.ben)[-1]
    assert digest(offered.ada).text == before


async def test_an_idea_that_was_put_off_can_be_taken_up_after_all(offered):
    await press(offered, offered.ben, NOT_NOW)
    assert buttons(offered.ada) == [TRY]
    await press(offered, offered.ben, TRY)
    assert await states(offered) == ["trying"]
    assert TAKEN_UP in digest(offered.ada).text


@pytest.mark.parametrize("label", [TRY, ANOTHER, NOT_NOW])
async def test_a_double_click_is_one(offered, label):
    pressed = digest(offered.ben).button(label)
    await asyncio.gather(offered.ben.press(pressed), offered.ben.press(pressed))
    await offered.settled()
    assert len(await states(offered)) == (2 if label == ANOTHER else 1)
    assert whispers(offered.ben) == []


@pytest.fixture
async def two_leads(office_on_each_store):
    """An office in which Ben and Gus lead Support, with its first digest."""
    office = office_on_each_store
    await teams.add(office.world, "Support", "#support", "@ben", "@gus")
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    await office.at(FRIDAY)
    return office


async def test_of_two_leads_with_different_wishes_one_is_heard_and_the_other_told(two_leads):
    ben, gus = two_leads.ben, two_leads.person("gus")
    await asyncio.gather(ben.press(digest(ben).button(TRY)), gus.press(digest(gus).button(ANOTHER)))
    await two_leads.settled()
    assert await states(two_leads) in (["trying"], ["another", "offered"])
    assert [text[: len(DECIDED)] for text in (*whispers(ben), *whispers(gus))] == [DECIDED]


async def test_two_leads_with_the_same_wish_are_both_heard(two_leads):
    leads = two_leads.ben, two_leads.person("gus")
    await asyncio.gather(*(lead.press(digest(lead).button(TRY)) for lead in leads))
    await two_leads.settled()
    assert await states(two_leads) == ["trying"]
    assert [whispers(lead) for lead in leads] == [[], []]


async def test_who_leads_no_more_decides_nothing(two_leads):
    (team,) = await two_leads.world.act(two_leads.world.workspace, stored_teams.every)
    places = [Membership(team.id, "UBEN"), Membership(team.id, "UGUS", is_manager=True)]
    await two_leads.world.act(two_leads.world.workspace, lambda db: stored_teams.replace_members(db, team.id, places))
    await press(two_leads, two_leads.ben, TRY)
    assert NOT_YOURS in whispers(two_leads.ben)[-1]
    await press(two_leads, two_leads.person("gus"), TRY)
    assert "Gus Test wants to try this." in digest(two_leads.ben).text


async def test_of_a_removed_team_nothing_is_taken_up(offered):
    pressed = digest(offered.ben).button(TRY)
    await teams.remove(offered.world, "Support")
    await offered.ben.press(pressed)
    await offered.settled()
    assert "This idea cannot be taken up any more." in whispers(offered.ben)[-1]


async def test_a_click_whose_answer_was_lost_shows_in_the_digest_a_beat_later(offered):
    before = digest(offered.ada).text
    with patch.object(offered.world, "answer", lost):
        await press(offered, offered.ben, TRY)
    assert digest(offered.ada).text == before
    await offered.beat()
    assert TAKEN_UP in digest(offered.ada).text
    assert len([one for one in offered.ada.channel("support").messages if "week of" in one.text]) == 1


async def test_what_others_than_the_team_may_read_is_not_told_there_until_an_admin_allows_it(offered):
    before, support = digest(offered.ada).text, offered.slack.channel_named("support")
    await others_read_it(offered, support)
    await press(offered, offered.ben, TRY)
    await wait(offered)
    assert await states(offered) == ["trying"]
    assert digest(offered.ada).text == before
    await offered.world.act(offered.world.workspace, lambda db: shared.confirm(db, offered.world, support.id, ""))
    await wait(offered)
    assert TAKEN_UP in digest(offered.ada).text
    assert len([one for one in offered.ada.channel("support").messages if "week of" in one.text]) == 1


async def test_what_leaves_a_digest_that_others_read_leaves_it_and_brings_nothing_new_there(offered):
    support = offered.slack.channel_named("support")
    idea = offered.ada.channel("support").messages[-1].text.partition("An idea to try")[2]
    assert idea in digest(offered.ada).text
    with patch.object(offered.world, "answer", lost):
        await press(offered, offered.ben, TRY)  # noted, and not told yet
    await others_read_it(offered, support)
    await wait(offered)
    told = digest(offered.ada)
    assert TAKEN_UP not in told.text
    assert idea not in told.text
    assert told.buttons == ["Details"]
    offered.slack.unshare(support)
    await offered.settled()
    await wait(offered)
    assert TAKEN_UP in digest(offered.ada).text


async def others_read_it(office, channel):
    """Share a channel, and have the bot see it."""
    office.slack.share(channel)
    await office.settled()
    await wait(office)


async def wait(office):
    for _ in range(3):
        office.slack.clock.move(timedelta(minutes=16))
        await office.beat()


def draw(db):
    """Have each digest that is kept tell of three weeks."""
    needs = {need: [60, 65, 70] for need in ("autonomy", "competence", "recognition")}
    chart = {"weeks": ["2026-W08", "2026-W09", "2026-W10"], "needs": needs, "customers": [None, None, None]}
    for row in db.run(select(DIGEST.c.round, DIGEST.c.team, DIGEST.c.content)).all():
        its = (DIGEST.c.round == row.round, DIGEST.c.team == row.team)
        db.run(update(DIGEST).where(*its).values(content=row.content | {"chart": chart}))


async def test_where_slack_refuses_charts_a_click_shows_at_once_all_the_same(offered):
    await offered.world.act(offered.world.workspace, draw)
    offered.slack.refused_blocks = frozenset({"data_visualization"})
    await press(offered, offered.ben, TRY)
    assert TAKEN_UP in digest(offered.ada).text
    assert buttons(offered.ada) == []
    assert not (await offered.world.act(offered.world.workspace, policies.one)).has_charts


async def test_four_weeks_later_it_is_asked_about_and_then_told(offered):
    first, taken_up = digest(offered.ada), digest(offered.ben).button(TRY)
    await press(offered, offered.ben, TRY)
    for week in range(1, 5):
        assert buttons(offered.ada) == ([TRY, ANOTHER, NOT_NOW] if week > 1 else [])
        await next_digest(offered, week)
    assert buttons(offered.ada) == ["We did it", "Partly", "We dropped it", TRY, ANOTHER, NOT_NOW]
    assert "In the week of 2 March Ben Test chose to try this:" in digest(offered.ada).text
    before = first.text
    await offered.ben.press(taken_up)  # once more, where it was offered
    await offered.settled()
    assert first.text == before
    await press(offered, offered.ada, "We did it")
    assert "Whoever leads here says what became of it." in whispers(offered.ada)[-1]
    await press(offered, offered.ben, "Partly")
    assert "It was done in part." in digest(offered.ada).text
    assert buttons(offered.ada) == [TRY, ANOTHER, NOT_NOW]
    await next_digest(offered, 5)
    assert "We did a part of this:" in digest(offered.ada).text
    await offered.ada.command("/pulse", "practices")
    assert "taken up by Ben Test" in offered.ada.dm.messages[-1].text


async def next_digest(office, week):
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC) + timedelta(weeks=week))
    await office.at(FRIDAY + timedelta(weeks=week))


async def ask(office, person):
    await person.command("/pulse", "practices")
    await office.settled()
    return person.dm.messages[-1].text


async def test_the_log_is_for_the_team(offered):
    await press(offered, offered.ben, TRY)
    told = await ask(offered, offered.ada)
    assert told.startswith("What was tried: Support\n• Week of 2 March, taken up by Ben Test: ")
    assert await ask(offered, offered.ben) == told
    assert (await ask(offered, offered.cleo)).startswith("What was tried: Product\nNothing has been tried yet.")


async def test_who_is_in_no_team_is_told_what_to_do(offered):
    offered.slack.add_user(User("UNEW", "new", "Nell New"))
    await offered.settled()
    assert (await ask(offered, offered.person("new"))).startswith("You are not in a team yet")


async def test_who_leads_a_department_takes_up_what_its_digest_offers(office):
    await office.set_up_teams()
    await departments.add(office.world, "Service", "Support, Product", "@cleo")
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    await office.at(FRIDAY)
    theirs = [one for one in office.cleo.dm.messages if "Service" in one.text][-1]
    await office.cleo.press(theirs.button(TRY))
    await office.settled()
    assert "Cleo Test wants to try this." in theirs.text
    assert "What was tried: Service" in await ask(office, office.cleo)
    assert "Service" not in await ask(office, office.ada)
    told = await asyncio.to_thread(office.run, "practices", "--team", "service")
    assert told.stdout.startswith("What was tried: Service\n• ")


async def test_who_leads_a_group_that_has_tried_nothing_reads_that(offered):
    await departments.add(offered.world, "Service", "Support, Product", "@hana")
    assert (await ask(offered, offered.person("hana"))).startswith("What was tried: ")
    assert "Service" in offered.person("hana").dm.messages[-1].text
    assert "Nothing has been tried yet." in offered.person("hana").dm.messages[-1].text


async def test_where_there_is_no_group_the_command_line_says_that_nothing_was_tried(office):
    told = await asyncio.to_thread(office.run, "practices")
    assert "Nothing has been tried yet." in told.stdout


@pytest.mark.parametrize("label", [TRY, ANOTHER, NOT_NOW])
async def test_what_an_older_digest_offered_is_not_taken_up_any_more(offered, label):
    first = digest(offered.ben)
    await next_digest(offered, 1)
    await offered.ben.press(first.button(label))
    await offered.settled()
    assert "This idea cannot be taken up any more. The next digest brings another one." in whispers(offered.ben)[-1]
    assert await states(offered) == ["offered", "offered"]


async def test_the_command_line_prints_all_logs_or_one(offered):
    await press(offered, offered.ben, TRY)
    every = await asyncio.to_thread(offered.run, "practices")
    assert every.stdout.startswith("What was tried: Support\n• Week of 2 March, taken up by Ben Test: ")
    assert "What was tried: Product and The whole company\nNothing has been tried yet." in every.stdout
    one = await asyncio.to_thread(offered.run, "practices", "--team", "product")
    assert one.stdout.startswith("What was tried: Product\n")
    none = await asyncio.to_thread(offered.run, "practices", "--team", "Sales")
    assert (none.returncode, none.stderr) == (
        2,
        "Nothing is called Sales here. There are: Support, Product, The whole company\n",
    )
