"""Digests that are posted already: edited where something changed, posted once more only when somebody deleted them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.feedback import Feedback
from bot.policies import Wish
from handlers import digests, feedback, policies, rounds
from sandbox.faults import Fault
from storage import delivery as outbox
from storage import feedback as stored_feedback
from storage import teams as stored_teams

MONDAY_NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 12, 1, tzinfo=UTC)
SAID = "They missed the deadline twice"


def posted(office, channel="support"):
    return [message for message in office.ada.channel(channel).messages if "week of" in message.text]


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def wait(office, times=4):
    for _ in range(times):
        office.slack.clock.move(timedelta(minutes=6))
        await office.beat()


def piece(team):
    return Feedback(
        "f1", "Acme", SAID, 1, frozenset(), frozenset({team}), date(2026, 3, 3), MONDAY_NIGHT, "UADA", "slack", "k1"
    )


@pytest.fixture
async def closed(office_on_each_store):
    """An office whose first week has closed, with a digest that quotes a customer; it is not posted yet."""
    office = office_on_each_store
    await office.set_up_teams()
    await office.at(MONDAY_NIGHT)
    team = (await act(office, stored_teams.every))[0].id
    await act(office, lambda db: stored_feedback.keep(db, piece(team)))
    office.slack.clock.set(FRIDAY)
    await rounds.close_overdue(office.world)
    await digests.post_due(office.world)
    return office


@pytest.mark.parametrize("is_posted", [True, False], ids=["posted", "on its way"])
async def test_feedback_that_is_deleted_leaves_the_digest_wherever_that_is_and_its_numbers_stay(closed, is_posted):
    if is_posted:
        await closed.beat()
        assert SAID in posted(closed)[0].text
    before = {digest.team: digest.feedback for digest in await digests.previews(closed.world)}
    await act(closed, lambda db: feedback.delete_one(db, "f1", "UADA"))
    await wait(closed, 2)
    (message,) = posted(closed)
    assert SAID not in message.text
    assert SAID not in str(message.message.blocks)
    after = await digests.previews(closed.world)
    assert {digest.team: digest.feedback for digest in after} == before
    assert all(digest.quotes == () for digest in after)


async def test_posting_again_posts_nothing_twice_and_edits_what_has_changed(closed):
    await closed.beat()
    await act(closed, lambda db: feedback.delete_one(db, "f1", "UADA"))
    assert await digests.post_again(closed.world) == []
    assert await digests.retell_changed(closed.world) == 1
    await wait(closed)
    (message,) = posted(closed)
    assert message.message.edited_ts
    assert SAID not in message.text


async def test_a_digest_that_somebody_deleted_is_posted_once_more_as_it_was_made(closed):
    await closed.beat()
    (before,) = posted(closed)
    closed.slack.delete(closed.slack.channel_named("support"), before.ts)
    await wait(closed)
    assert posted(closed) == []  # nobody asked for it
    assert [group.name for group in await digests.repair(closed.world)] == ["Support", "Product"]
    await wait(closed)
    (after,) = posted(closed)
    assert after.text == before.text
    assert len(closed.cleo.channel("product").messages) == 1
    await act(closed, lambda db: feedback.delete_one(db, "f1", "UADA"))
    await wait(closed, 2)
    assert SAID not in posted(closed)[0].text  # where it stands now is known


@pytest.mark.parametrize("fault", ["http_500_after", "http_500", "drop_after"])
async def test_looking_for_a_digest_that_stands_posts_no_second_one_whatever_goes_wrong(closed, fault):
    await closed.beat()
    closed.sandbox.faults.add(Fault("chat.update", fault, times=2))
    await digests.repair(closed.world)
    await wait(closed)
    assert len(posted(closed)) == 1


async def test_one_that_was_deleted_is_not_posted_again_because_something_in_it_changed(closed):
    await closed.beat()
    closed.slack.delete(closed.slack.channel_named("support"), posted(closed)[0].ts)
    await act(closed, lambda db: feedback.delete_one(db, "f1", "UADA"))
    await wait(closed)
    assert posted(closed) == []


async def test_a_sender_that_dies_while_it_looks_leaves_the_looking_to_the_next(closed):
    await closed.beat()
    closed.slack.delete(closed.slack.channel_named("support"), posted(closed)[0].ts)
    await digests.repair(closed.world)

    def die(db):
        for claim in outbox.claim_changes(db, "gone", closed.world.now(), 10, closed.world.pace):
            outbox.start(db, claim.delivery.id, "gone", closed.world.now())

    await act(closed, die)
    await wait(closed)
    assert len(posted(closed)) == 1


async def test_without_a_closed_round_there_is_nothing_to_look_for(office):
    assert await digests.repair(office.world) == []


# Rights, at the time of sending.


@pytest.fixture
async def led(office):
    """An office whose company digest is for Olga, closed and not posted yet."""
    await office.set_up_teams()
    await policies.change(office.world, Wish(lead="@olga"))
    await office.at(MONDAY_NIGHT)
    office.slack.clock.set(FRIDAY)
    await rounds.close_overdue(office.world)
    await digests.post_due(office.world)
    return office


def company_digests(office, name):
    return [message for message in office.person(name).dm.messages if "whole company" in message.text]


async def test_the_digest_of_the_company_goes_to_its_lead(led):
    await led.beat()
    assert len(company_digests(led, "olga")) == 1


@pytest.mark.parametrize("lead", ["@ben", ""], ids=["somebody else", "nobody"])
async def test_who_leads_the_company_no_more_when_it_is_sent_gets_nothing(led, lead):
    await policies.change(led.world, Wish(lead=lead))
    await led.beat()
    assert company_digests(led, "olga") == []


async def test_a_lead_who_has_left_gets_nothing(led):
    led.slack.change_user("UOLGA", deleted=True)
    await led.settled()
    await led.beat()
    assert company_digests(led, "olga") == []


async def test_what_an_ex_lead_got_is_not_edited_any_more(led):
    await led.beat()
    (before,) = company_digests(led, "olga")
    await policies.change(led.world, Wish(lead="@ben"))
    await digests.repair(led.world)
    await wait(led)
    assert company_digests(led, "olga")[0].message.edited_ts == before.message.edited_ts


async def test_a_team_that_was_removed_before_sending_gets_no_digest(led):
    support = (await act(led, stored_teams.every))[0]
    await act(led, lambda db: stored_teams.remove(db, support.id))
    await wait(led)
    assert posted(led) == []
