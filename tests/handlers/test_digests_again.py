"""Digests that are posted already: edited where something changed, posted once more only when somebody deleted them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.delivery import Next, State
from bot.feedback import Feedback
from bot.policies import Wish
from handlers import digests, feedback, policies, rounds
from handlers.runtime import sender, settling
from sandbox.faults import Fault
from storage import delivery as outbox
from storage import digests as stored
from storage import feedback as stored_feedback
from storage import teams as stored_teams
from storage.messaging_tables import DELIVERY
from storage.tables import DIGEST

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


async def test_one_that_was_changed_and_then_deleted_is_posted_once_more_in_its_new_words(closed):
    await closed.beat()
    closed.slack.delete(closed.slack.channel_named("support"), posted(closed)[0].ts)
    await act(closed, lambda db: feedback.delete_one(db, "f1", "UADA"))
    assert [group.name for group in await digests.repair(closed.world)] == ["Support", "Product"]
    assert await digests.retell_changed(closed.world) == 0
    await wait(closed)
    (after,) = posted(closed)
    assert SAID not in after.text
    assert not after.message.edited_ts


async def test_one_that_slack_refused_is_not_asked_about_for_ever_and_says_what_is_so_when_it_is_sent(closed):
    closed.sandbox.faults.add(Fault("chat.postMessage", "error", times=4, error="restricted_action"))
    await closed.beat()
    assert posted(closed) == []
    await act(closed, lambda db: feedback.delete_one(db, "f1", "UADA"))
    assert await digests.retell_changed(closed.world) == 0
    assert await act(closed, stored.changed) == []
    closed.sandbox.faults.clear()
    assert [group.name for group in await digests.post_again(closed.world)] == ["Support", "Product"]
    await wait(closed)
    assert SAID not in posted(closed)[0].text


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


async def test_one_that_was_given_up_and_stands_there_all_the_same_says_what_is_so_now_once_it_is_found(led):
    team = (await act(led, stored_teams.every))[0].id
    await act(led, lambda db: stored_feedback.keep(db, piece(team)))
    await act(led, lambda db: db.run(DIGEST.delete()).close())
    await act(led, lambda db: db.run(DELIVERY.delete()).close())
    await digests.post_due(led.world)

    def begin(db):
        claims = outbox.claim(db, "gone", led.world.now(), 10, led.world.pace)
        (mine,) = [one.delivery for one in claims if (one.delivery.kind, one.delivery.recipient) == ("digest", "UOLGA")]
        outbox.start(db, mine.id, "gone", led.world.now())
        return mine, digests.render(db, mine, led.world.now())

    delivery, message = await act(led, begin)
    await sender.post(led.world, delivery, message)
    given_up = Next(State.DEAD, led.world.now(), "outcome_unknown", 2)
    await act(led, lambda db: settling.finish(db, led.world, "gone", delivery, given_up, None))
    await act(led, lambda db: feedback.delete_one(db, "f1", "UADA"))
    await wait(led, 2)
    assert SAID in company_digests(led, "olga")[0].text  # nobody knows that it is there
    await digests.post_again(led.world)
    await wait(led)
    (after,) = company_digests(led, "olga")
    assert SAID not in after.text


@pytest.mark.parametrize("lead", ["@ben", ""], ids=["somebody else", "nobody"])
async def test_who_leads_the_company_no_more_when_it_is_sent_gets_nothing_and_who_does_now_gets_it(led, lead):
    await policies.change(led.world, Wish(lead=lead))
    for _ in range(2):
        await led.beat()
    assert company_digests(led, "olga") == []
    assert len(company_digests(led, "ben")) == bool(lead)


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
