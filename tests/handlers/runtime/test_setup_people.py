"""The steps about people: who sets Heartline up, and the first team, each said before it is done."""

from __future__ import annotations

import pytest

from handlers.runtime import setup_people
from storage import installs
from storage.database import Database, upgrade

SECRET = "a secret of the tests, long enough"


@pytest.fixture
def guided(guided, slack):
    """They have come as far as the database."""
    url = f"sqlite:///{guided.folder / 'heartline.db'}"
    upgrade(url)
    guided.environ |= {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    guided.environ |= {"HEARTLINE_SECRET": SECRET, "DATABASE_URL": url}
    return guided


def you():
    return setup_people.name_yourself(setup_people.learn())


def team():
    known = setup_people.learn()
    setup_people.make_team(known, known.installer)


async def kept(guided, query):
    database = Database(guided.environ["DATABASE_URL"], SECRET)
    try:
        workspace = (await database.workspaces())[0].id
        return await database.act(workspace, query)
    finally:
        await database.close()


async def test_who_sets_it_up_is_asked_until_somebody_is_meant(guided, slack):
    named = await guided.through(you, "nobody", "@ada")
    assert "There is nobody called nobody." in guided.said
    assert "Hello Ada Test." in guided.said
    assert named.id == "UADA"
    assert (await kept(guided, installs.one)).installer == "UADA"


async def test_a_second_message_is_not_promised(guided, slack):
    await guided.through(you, "ada")
    assert "Your message goes out" in guided.said
    await guided.through(lambda: setup_people.name_yourself(setup_people.Known(None, ())), "ada")
    assert "Hello Ada Test.\n" in guided.said


async def test_who_is_known_is_not_asked_again(guided, slack):
    await guided.through(you, "ada")
    assert (await guided.through(you)).id == "UADA"
    assert "Heartline was set up by Ada Test." in guided.said


async def test_it_can_wait(guided, slack):
    assert await guided.through(you, "") is None
    assert "heartline installer" in guided.said
    assert (await kept(guided, installs.one)).installer == ""


async def test_a_team_is_shown_before_it_is_made(guided, slack):
    await guided.through(team, "y", "#support", "", "@ben", "y")
    assert "Support: 6 people, led by Ben Test." in guided.said
    assert "7 people are asked (with whoever leads): first pulse " in guided.said
    assert "Invite it there" in guided.said
    assert "The team is made." in guided.said
    await guided.through(team)
    assert "Set up already: Support." in guided.said


async def test_a_team_that_is_not_meant_is_not_made(guided, slack):
    await guided.through(team, "y", "#support", "Care", "@ben", "n", "")
    assert "Care: 6 people" in guided.said
    assert "You can do this later" in guided.said
    assert not (await guided.through(setup_people.learn)).teams


async def test_a_team_that_cannot_be_made_is_asked_for_again(guided, slack):
    long = "Support " * 40
    await guided.through(team, "", "#nowhere", "#support", long, "@zoe", "Help", "@zoe", "ben", "maybe", "")
    assert "There is no channel #nowhere" in guided.said
    assert "There is nobody called @zoe." in guided.said
    assert "Please type one of these: y or n." in guided.said
    for question, times in (("Its channel", 2), ("Its name", 2), ("Who leads it", 3)):
        assert guided.said.count(question) == times
    assert (await guided.through(setup_people.learn)).teams == ("Help",)


async def test_a_channel_with_nobody_to_ask_is_asked_for_again(guided, slack):
    slack.workspace.add_channel("desk", ["UBEN"])
    await guided.through(team, "", "#desk", "Support", "@ben", "#support", "")
    assert guided.said.count("Its name") == 1
    assert (await guided.through(setup_people.learn)).teams == ("Support",)


async def test_the_name_that_was_offered_for_another_channel_does_not_stay(guided, slack):
    slack.workspace.add_channel("desk", ["UBEN"])
    await guided.through(team, "", "#desk", "", "@ben", "#support", "", "")
    assert guided.said.count("Its name") == 2
    assert (await guided.through(setup_people.learn)).teams == ("Support",)


async def test_no_other_channel_is_for_later(guided, slack):
    slack.workspace.add_channel("desk", ["UBEN"])
    await guided.through(team, "", "#desk", "", "@ben", "")
    assert guided.said.count("Its channel") == 2
    assert "You can do this later" in guided.said


async def test_whoever_sets_it_up_is_offered_as_lead(guided, slack):
    await guided.through(you, "ada")
    await guided.through(team, "", "#support", "", "", "")
    assert "[@ada]" in guided.said
    assert "led by Ada Test" in guided.said


async def test_a_team_can_wait(guided, slack):
    await guided.through(team, "n")
    assert "You can do this later" in guided.said
    await guided.through(team, "y", "")
    assert "You can do this later" in guided.said
