"""The details behind a digest, and `/pulse digest`: for those who read that group's digest, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from bot.privacy import COMPANY
from bot.stepped import Result, Start, Step
from handlers import departments
from sandbox.workspace import User
from storage import digest_lists, policies, stepped
from storage import teams as stored_teams
from storage.tables import DIGEST

FRIDAY = datetime(2026, 3, 6, 12, 1, tzinfo=UTC)


@pytest.fixture
async def closed(office_on_each_store):
    """An office whose first week is over, with a department; Hana leads that, and Jun the company."""
    office = office_on_each_store
    await office.set_up_teams()
    await departments.add(office.world, "Service", "Support", "@hana")

    def led(db):
        policies.put(db, replace(policies.to_change(db), lead="UJUN"))

    await office.world.act(office.world.workspace, led)
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    await office.at(FRIDAY)
    return office


def whispers(office, name):
    """What only this person reads in their conversation with the bot."""
    return [message for message in office.person(name).dm.messages if message.ephemeral]


async def test_a_member_reads_the_details_of_their_teams_digest(closed):
    message = closed.ada.channel("support").last
    await closed.ada.press(message.button("Details"))
    assert "How to read this" in closed.ada.modal.plain
    assert "Support: week of 2 March" in closed.ada.modal.plain


async def test_who_is_in_no_such_team_is_told_kindly(closed):
    """Someone who reads along in the channel is not in the team; the button's value is only where to look."""
    place = await closed.world.act(closed.world.workspace, lambda db: digest_lists.of_week(db)[0])
    cleo = {"id": "UCLEO", "team_id": closed.slack.team_id}
    for value in (f"{place.round}:{team.id}" for team in await all_teams(closed) if team.name == "Support"):
        sent = {
            "type": "block_actions",
            "team": {"id": closed.slack.team_id, "domain": "sandbox"},
            "user": cleo,
            "trigger_id": closed.sandbox.triggers.issue("UCLEO"),
            "response_url": "",
            "actions": [{"action_id": "digest_details", "block_id": "digest", "value": value}],
        }
        await closed.sandbox.delivery.send("interactive", sent)
    await closed.settled()
    (view,) = closed.slack.stack("UCLEO")
    assert "for the people of that team and whoever leads it" in str(view.payload)


async def all_teams(office):
    return await office.world.act(office.world.workspace, stored_teams.every)


async def test_pulse_digest_shows_a_member_their_teams_newest_digest_alone(closed):
    await closed.ada.command("/pulse", "digest")
    await closed.settled()
    (shown,) = whispers(closed, "ada")
    assert shown.text.startswith("Support: week of 2 March")
    await closed.cleo.command("/pulse", "Digest")
    await closed.settled()
    assert [message.text.partition(":")[0] for message in whispers(closed, "cleo")] == ["Product"]


def draw(db):
    """Have each digest that is kept tell of three weeks."""
    needs = {need: [60, 65, 70] for need in ("autonomy", "competence", "recognition")}
    chart = {"weeks": ["2026-W08", "2026-W09", "2026-W10"], "needs": needs, "customers": [None, None, None]}
    for row in db.run(select(DIGEST.c.round, DIGEST.c.team, DIGEST.c.content)).all():
        its = (DIGEST.c.round == row.round, DIGEST.c.team == row.team)
        db.run(update(DIGEST).where(*its).values(content=row.content | {"chart": chart}))


@pytest.mark.parametrize("refused", [frozenset(), frozenset({"data_visualization"})], ids=["drawn", "refused"])
async def test_where_slack_refuses_charts_pulse_digest_shows_the_same_in_words(closed, refused):
    await closed.world.act(closed.world.workspace, draw)
    closed.slack.refused_blocks = refused
    for _ in range(2):
        await closed.ada.command("/pulse", "digest")
        await closed.settled()
    kinds = [[block["type"] for block in shown.message.blocks] for shown in whispers(closed, "ada")]
    assert ["data_visualization" in kind for kind in kinds] == [not refused] * 2
    if refused:
        assert "Autonomy: 60, 65, 70." in whispers(closed, "ada")[0].plain
    assert (await closed.world.act(closed.world.workspace, policies.one)).has_charts is not bool(refused)


async def test_who_leads_a_department_or_the_company_reads_theirs_too(closed):
    for name, groups in (("hana", {"Support", "Service"}), ("jun", {"Product", "The whole company"})):
        await closed.person(name).command("/pulse", "digest")
        await closed.settled()
        assert {message.text.partition(":")[0].partition(" (")[0] for message in whispers(closed, name)} == groups


@pytest.mark.parametrize(("last_turn", "is_told"), [("2026-W02", True), ("2026-W03", False)])
async def test_what_was_seen_of_a_random_order_is_in_no_older_digest(closed, last_turn, is_told):
    """It is looked at when a pulse has closed, and the digest of that pulse may wait for its hour."""
    start = Start("s1", None, "recognition", "Say thanks.", (Step("t1", last_turn),))

    def look(db):
        stepped.add(db, start, FRIDAY)
        stepped.settle(db, start.id, Result.NO_DIFFERENCE)

    await closed.world.act(closed.world.workspace, look)
    await closed.person("jun").press(closed.person("jun").dm.last.button("Details"))
    assert "Say thanks." in closed.person("jun").modal.plain
    assert ("No difference was seen" in closed.person("jun").modal.plain) is is_told


async def test_who_is_in_no_team_is_told_what_to_do(closed):
    closed.slack.add_user(User("UNEW", "new", "New Test"))
    await closed.settled()
    await closed.person("new").command("/pulse", "digest")
    await closed.settled()
    assert "ask your admin to add you" in closed.person("new").dm.last.text


async def test_guests_read_none_where_they_take_no_part(closed):
    await closed.person("gil").command("/pulse", "digest")
    await closed.settled()
    assert "Digests are for the people of this workspace" in closed.person("gil").dm.last.text


async def test_before_the_first_digest_there_is_a_word_of_when_it_comes(office):
    await office.set_up_teams()
    await office.ada.command("/pulse", "digest")
    await office.settled()
    assert "first one comes after its first pulse has closed" in office.ada.dm.last.text


async def test_a_removed_team_is_read_no_more(closed):
    (support,) = [team for team in await all_teams(closed) if team.name == "Support"]
    await closed.world.act(closed.world.workspace, lambda db: stored_teams.remove(db, support.id))
    await closed.ada.command("/pulse", "digest")
    await closed.settled()
    assert "There is no digest for you yet" in closed.ada.dm.last.text


@pytest.mark.parametrize("place", ["", ":", "R:T", f":{COMPANY}", "nothing"])
async def test_a_place_that_is_none_is_refused(office, place):
    await office.set_up_teams()
    found = await office.world.act(
        office.world.workspace, lambda db: digest_lists.one(db, place, {"T", "", COMPANY}, office.world.now())
    )
    assert found is None
