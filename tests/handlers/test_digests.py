"""Digests: composed once, posted once, and not changed afterwards but for thanks that are taken out of them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import Next, State
from bot.errors import Refused
from bot.kudos import Door
from handlers import digests, kudos_messages, rounds, thanks
from handlers.runtime import sender, settling
from handlers.thanks import Thanks
from sandbox.faults import Fault
from storage import delivery as outbox
from storage import digests as stored
from storage import pulses as stored_pulses
from storage import teams as stored_teams
from storage.messaging_tables import DELIVERY
from storage.practice_tables import LOOK

FRIDAY = datetime(2026, 3, 6, 12, 1, tzinfo=UTC)


@pytest.fixture
async def closed(office):
    """An office whose first week is over."""
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    await office.at(FRIDAY)
    return office


def posted(office):
    return [message for message in office.ada.channel("support").messages if "week of" in message.text]


async def test_a_digest_is_posted_once(closed):
    await closed.beat()
    assert len(posted(closed)) == 1
    assert await digests.post_due(closed.world) == []


async def test_what_was_published_stays_as_it_was(closed):
    before = await digests.previews(closed.world)
    await closed.cleo.command("/kudos", "@ada for something later")
    assert await digests.previews(closed.world) == before


async def test_without_a_closed_round_there_is_nothing_to_show(office):
    with pytest.raises(Refused, match="digest_none"):
        await digests.previews(office.world)


async def test_a_bot_that_stopped_between_closing_and_posting_posts_when_it_is_back(office):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    office.slack.clock.set(FRIDAY)
    await rounds.close_overdue(office.world)
    assert posted(office) == []
    await office.beat()
    assert len(posted(office)) == 1


async def test_a_team_that_was_removed_gets_no_digest(office):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    (support, _) = await office.world.act(office.world.workspace, stored_teams.every)
    await office.world.act(office.world.workspace, lambda db: stored_teams.remove(db, support.id))
    await office.at(FRIDAY)
    assert posted(office) == []
    assert [digest.team for digest in await digests.previews(office.world)] == ["Product"]


async def test_a_digest_that_slack_refused_is_posted_again_on_an_admins_word(office):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    office.sandbox.faults.add(Fault("chat.postMessage", "error", times=4, error="restricted_action"))
    await office.at(FRIDAY)
    before = len(posted(office)) + len(office.cleo.channel("product").messages)
    assert [group.name for group in await digests.post_again(office.world)] == ["Support", "Product"]
    await office.beat()
    assert len(posted(office)) + len(office.cleo.channel("product").messages) == before + 2
    assert await digests.post_again(office.world) == []


async def test_a_group_that_cannot_be_composed_holds_up_no_other(office, monkeypatch):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    support, product = await act(office, stored_teams.every)
    nonsense = {"workspace": office.world.workspace, "audience": support.id, "week": "2026-W10", "content": {"kind": 0}}
    await act(office, lambda db: db.run(LOOK.insert(), nonsense).close())
    office.slack.clock.set(FRIDAY)
    await rounds.close_overdue(office.world)
    monkeypatch.setattr(digests, "AT_ONCE", 1)
    with pytest.raises(ValueError, match="0 is not a valid Kind"):
        await digests.post_due(office.world)
    closed = await act(office, stored_pulses.latest_closed)
    assert await act(office, lambda db: stored.groups_of(db, closed.id)) == {product.id}


async def test_a_digest_of_weeks_ago_is_not_posted_when_the_bot_is_back(office):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    await office.at(datetime(2026, 3, 18, 12, tzinfo=UTC))
    assert posted(office) == []


# Thanks that are changed, taken back or unshared leave it.

WORDS = ("the clear bug report", "the map of the office")


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def do(office, change, kudos_id, *arguments):
    await act(office, lambda db: change(db, office.world, kudos_id, *arguments))


@pytest.fixture
async def shared(office_on_each_store):
    """An office whose first week has closed; Cleo thanked Ada twice, who has shared both. The digest is not posted."""
    office = office_on_each_store
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    office.slack.clock.set(FRIDAY - timedelta(minutes=5))
    for kudos_id, giver, words in zip(("k1", "k2"), ("UCLEO", "UJUN"), WORDS, strict=True):
        wanted = Thanks(kudos_id, giver, ("UADA",), words, door=Door.COMMAND)
        await act(office, lambda db, wanted=wanted: thanks.give(db, office.world, wanted))
        await do(office, kudos_messages.share, kudos_id, "UADA")
    office.slack.clock.set(FRIDAY)
    await rounds.close_overdue(office.world)
    await digests.post_due(office.world)
    return office


async def told(office):
    """Which of the words stand in the posted digest, and in the kept one, once nothing waits any more."""
    for _ in range(6):
        await office.beat()
        office.slack.clock.move(timedelta(minutes=10))
    (message,) = posted(office)
    kept = next(digest for digest in await digests.previews(office.world) if digest.team == "Support")
    return [n for n, words in enumerate(WORDS) if words in message.text], {WORDS.index(s.did) for s in kept.stories}


TAKEN_AWAY = pytest.mark.parametrize(
    ("change", "person"),
    [
        pytest.param(kudos_messages.take_back, "UCLEO", id="taken back"),
        pytest.param(kudos_messages.unshare, "UADA", id="unshared"),
    ],
)


@TAKEN_AWAY
@pytest.mark.parametrize("is_posted", [True, False])
async def test_what_nobody_shows_any_more_leaves_the_digest_wherever_that_is(shared, change, person, is_posted):
    if is_posted:
        assert await told(shared) == ([0, 1], {0, 1})
    await do(shared, change, "k1", person)
    assert await told(shared) == ([1], {1})
    assert await act(shared, stored.changed) == []


async def test_what_was_unshared_first_and_taken_back_then_is_kept_nowhere(shared):
    await do(shared, kudos_messages.unshare, "k1", "UADA")
    await do(shared, kudos_messages.take_back, "k1", "UCLEO")
    assert await told(shared) == ([1], {1})


async def test_changed_words_are_changed_in_the_digest(shared):
    await shared.beat()
    await do(shared, kudos_messages.edit, "k1", "UCLEO", "the short bug report", "", "", "")
    for _ in range(2):
        await shared.beat()
    (message,) = posted(shared)
    assert "the short bug report" in message.text
    assert WORDS[0] not in message.text


async def test_what_leaves_the_digest_while_that_is_posted_leaves_it_afterwards(shared):
    def begin(db):
        claims = outbox.claim(db, "gone", shared.world.now(), 10, shared.world.pace)
        of_support = [one.delivery for one in claims if one.delivery.subject.endswith(support.id)]
        (mine,) = [delivery for delivery in of_support if delivery.kind == digests.KIND]
        outbox.start(db, mine.id, "gone", shared.world.now())
        return mine, digests.render(db, mine, shared.world.now())

    support = (await act(shared, stored_teams.every))[0]
    delivery, message = await act(shared, begin)
    await do(shared, kudos_messages.take_back, "k1", "UCLEO")
    assert await digests.retell_changed(shared.world) == 0
    sent = await sender.post(shared.world, delivery, message)
    done = Next(State.SENT, shared.world.now())
    await act(shared, lambda db: settling.finish(db, shared.world, "gone", delivery, done, sent))
    assert await told(shared) == ([1], {1})


async def test_what_leaves_the_digest_while_another_is_being_taken_out_leaves_it_too(shared):
    await shared.beat()
    shared.sandbox.faults.add(Fault("chat.update", "http_500_after"))
    await do(shared, kudos_messages.take_back, "k1", "UCLEO")
    await shared.beat()
    await do(shared, kudos_messages.take_back, "k2", "UJUN")
    assert await told(shared) == ([], set())


async def test_a_digest_of_which_nobody_knows_any_more_where_it_is_stays_as_it_is(shared):
    await shared.beat()
    await act(shared, lambda db: db.run(DELIVERY.delete()).close())
    await do(shared, kudos_messages.take_back, "k1", "UCLEO")
    assert await told(shared) == ([0, 1], {1})
    assert await act(shared, stored.changed) == []
