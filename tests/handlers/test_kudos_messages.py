"""Messages about a kudos: who shares it where, and that every one of them follows each change, whatever goes wrong."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.delivery import MAY_STAND, State
from bot.errors import Refused
from bot.kudos import Door
from bot.sharing import KudosChoice, Sharing
from bot.teams import Membership
from bot.views import kudos_messages as views
from handlers import kudos_messages, thanks
from handlers.runtime import sender
from handlers.thanks import Thanks
from sandbox.faults import Fault
from storage import delivery as outbox
from storage import kudos_choices, persons, stuck, teams
from storage import kudos_messages as stored
from storage.kudos_tables import KUDOS, KUDOS_JOIN, KUDOS_RECEIVER
from storage.messaging_tables import DELIVERY

POST, UPDATE, DELETE = "chat.postMessage", "chat.update", "chat.delete"
TWO = ("UADA", "UDINA")
MOST_BEATS = 12
UNSETTLED = DELIVERY.c.kind.startswith("kudos") & DELIVERY.c.state.not_in(outbox.SETTLED)


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def give(office, *receivers, kudos_id="k1", did="the clear bug report", **more):
    wanted = Thanks(kudos_id, "UCLEO", receivers, did, **{"door": Door.COMMAND, **more})
    return await act(office, lambda db: thanks.give(db, office.world, wanted))


async def choose(office, person, sharing):
    await act(office, lambda db: kudos_choices.put(db, person, KudosChoice(sharing)))


async def do(office, change, *arguments):
    return await act(office, lambda db: change(db, office.world, "k1", *arguments))


def posts(office):
    return [message.text for message in office.ben.channel("support").messages]


def told(person):
    return [message.text for message in person.dm.messages if "thanked you" in message.text]


async def standing(office):
    """What Ada and her team's channel have once nothing waits any more; each attempt after the first takes its time."""
    for _ in range(MOST_BEATS):
        await office.beat()
        if not await act(office, lambda db: db.run(select(DELIVERY.c.id).where(UNSETTLED)).first()):
            return told(office.ada), posts(office)
        office.slack.clock.move(timedelta(minutes=10))
    raise AssertionError


@pytest.fixture
async def given(office_on_each_store):
    """Cleo thanked Ada, who has read it."""
    office = office_on_each_store
    await office.set_up_teams()
    await give(office, "UADA")
    await office.beat()
    return office


ONCE = ["Cleo Test thanked you: the clear bug report"]
POSTED = ["Cleo Test thanked Ada Test: the clear bug report"]


async def test_what_is_shared_stands_in_the_channel_until_sharing_is_stopped(given):
    for _ in range(2):
        await do(given, kudos_messages.share, "UADA")
        assert await standing(given) == (ONCE, POSTED)
        await do(given, kudos_messages.unshare, "UADA")
        assert await standing(given) == (ONCE, [])


async def test_whoever_shares_twice_and_stops_twice_does_it_once(given):
    for change in (kudos_messages.share, kudos_messages.unshare):
        for _ in range(2):
            await do(given, change, "UADA")
    await do(given, kudos_messages.share, "UADA")
    await do(given, kudos_messages.share, "UADA")
    assert await standing(given) == (ONCE, POSTED)


async def test_those_who_share_in_one_channel_are_in_one_post(office):
    await office.set_up_teams()
    await give(office, *TWO)
    await do(office, kudos_messages.share, "UADA")
    await office.beat()
    await do(office, kudos_messages.share, "UDINA")
    assert (await standing(office))[1] == ["Cleo Test thanked Ada Test and Dina Test: the clear bug report"]
    await do(office, kudos_messages.unshare, "UADA")
    assert (await standing(office))[1] == ["Cleo Test thanked Dina Test: the clear bug report"]


async def test_a_receiver_who_always_shares_is_not_asked_and_others_are_not_shown(office_on_each_store):
    office = office_on_each_store
    await office.set_up_teams()
    await choose(office, "UDINA", Sharing.ALWAYS)
    await give(office, *TWO)
    assert (await standing(office))[1] == ["Cleo Test thanked Dina Test: the clear bug report"]
    assert office.person("dina").dm.last.buttons == ["Stop sharing"]
    assert office.ada.dm.last.buttons == ["Share with the team"]


async def test_what_someone_never_shares_cannot_be_shared(office):
    await office.set_up_teams()
    await choose(office, "UADA", Sharing.NEVER)
    await give(office, "UADA")
    await office.beat()
    assert office.ada.dm.last.buttons == []
    with pytest.raises(Refused, match="kudos_never_shared"):
        await do(office, kudos_messages.share, "UADA")


async def test_someone_in_no_team_reads_why_there_is_nothing_to_press(office):
    await give(office, "UADA")
    await office.beat()
    assert office.ada.dm.last.buttons == []
    assert "You are not in a team yet" in office.ada.dm.last.plain
    with pytest.raises(Refused, match="kudos_no_channel"):
        await do(office, kudos_messages.share, "UADA")


async def test_what_was_given_in_public_says_so_and_goes_to_no_channel(office):
    await office.set_up_teams()
    await choose(office, "UADA", Sharing.ALWAYS)
    await give(office, "UADA", is_public=True, channel="C1", ts="1.2")
    _, posted = await standing(office)
    assert posted == []
    assert office.ada.dm.last.buttons == []
    assert "where others could see it" in office.ada.dm.last.plain
    with pytest.raises(Refused, match="kudos_public"):
        await do(office, kudos_messages.share, "UADA")


async def test_nobody_else_shares_stops_or_takes_back_a_kudos(office):
    await office.set_up_teams()
    await give(office, "UADA")
    for change in (kudos_messages.share, kudos_messages.unshare, kudos_messages.take_back):
        for person in ("UBEN", "UDINA", "UNOBODY", *(["UADA"] if change is kudos_messages.take_back else ["UCLEO"])):
            with pytest.raises(Refused, match=r"kudos_not_yours|kudos_not_given"):
                await do(office, change, person)


async def test_someone_who_left_is_sent_nothing(office):
    await office.set_up_teams()
    await give(office, "UADA")
    office.slack.change_user("UADA", deleted=True)
    await office.settled()
    assert await standing(office) == ([], [])


async def test_whoever_left_before_it_was_posted_is_not_named(office):
    await office.set_up_teams()
    await give(office, *TWO)
    for person in TWO:
        await do(office, kudos_messages.share, person)
    office.slack.change_user("UADA", deleted=True)
    await office.settled()
    assert (await standing(office))[1] == ["Cleo Test thanked Dina Test: the clear bug report"]
    await give(office, "UELI", kudos_id="k2", did="the map")
    await act(office, lambda db: kudos_messages.share(db, office.world, "k2", "UELI"))
    office.slack.change_user("UELI", deleted=True)
    await office.settled()
    assert (await standing(office))[1] == ["Cleo Test thanked Dina Test: the clear bug report"]


async def test_whoever_changes_teams_reads_with_which_one_they_shared_it(given):
    await do(given, kudos_messages.share, "UADA")
    support, product = await act(given, teams.every)
    await act(
        given, lambda db: teams.replace_members(db, support.id, [Membership(support.id, "UBEN", is_manager=True)])
    )
    await act(given, lambda db: teams.replace_members(db, product.id, [Membership(product.id, "UADA")]))
    await do(given, kudos_messages.join, "UBEN")
    await standing(given)
    assert "You shared this with Support." in given.ada.dm.last.plain


# Changing and taking back.


async def test_changed_words_are_changed_wherever_they_stand(given):
    await do(given, kudos_messages.share, "UADA")
    await given.beat()
    given.slack.clock.move(timedelta(minutes=9))
    await do(given, kudos_messages.edit, "UCLEO", "the short bug report", "We saw it at once", "", "competence")
    await given.beat()
    words = "the short bug report. What it made possible: We saw it at once. Made someone more able"
    assert told(given.ada) == [f"Cleo Test thanked you: {words}"]
    assert posts(given) == [f"Cleo Test thanked Ada Test: {words}"]
    assert given.ada.dm.last.buttons == ["Stop sharing"]


async def test_words_are_changed_for_ten_minutes_by_the_giver_only(office):
    await give(office, "UADA")
    with pytest.raises(Refused, match="kudos_not_given"):
        await do(office, kudos_messages.edit, "UADA", "more", "", "", "")
    with pytest.raises(Refused, match="kudos_without_reason"):
        await do(office, kudos_messages.edit, "UCLEO", " ", "", "", "")
    office.slack.clock.move(timedelta(minutes=10))
    with pytest.raises(Refused, match="kudos_edit_late"):
        await do(office, kudos_messages.edit, "UCLEO", "more", "", "", "")
    await do(office, kudos_messages.take_back, "UCLEO")
    with pytest.raises(Refused, match="kudos_gone"):
        await do(office, kudos_messages.edit, "UCLEO", "more", "", "", "")


async def test_what_is_taken_back_is_gone_everywhere_even_after_days(given):
    await do(given, kudos_messages.share, "UADA")
    await do(given, kudos_messages.join, "UBEN")
    await given.beat()
    given.slack.clock.move(timedelta(days=3))
    for _ in range(2):
        await do(given, kudos_messages.take_back, "UCLEO")
    assert await standing(given) == ([], [])
    row = await act(given, lambda db: db.run(select(KUDOS.c.did, KUDOS.c.enabled, KUDOS.c.is_removed)).one())
    assert tuple(row) == ("", "", True)
    assert not await act(given, lambda db: db.run(select(KUDOS_JOIN.c.person)).all())
    assert await act(given, lambda db: db.run(select(KUDOS_RECEIVER.c.shared_in)).scalars().all()) == [None]
    with pytest.raises(Refused, match="kudos_gone"):
        await do(given, kudos_messages.share, "UADA")


async def test_what_is_taken_back_before_it_was_sent_is_never_sent(office):
    await office.set_up_teams()
    await give(office, "UADA")
    await do(office, kudos_messages.take_back, "UCLEO")
    assert await standing(office) == ([], [])
    assert not [passage for passage in office.sandbox.traffic.passages if passage.name == POST]


async def test_a_reaction_put_there_again_tells_the_receiver_again(office_on_each_store):
    office = office_on_each_store
    by_reaction = {"door": Door.REACTION, "is_public": True}
    for _ in range(2):
        await give(office, "UADA", **by_reaction)
        assert (await standing(office))[0] == ONCE
        await do(office, kudos_messages.take_back, "UCLEO")
        assert (await standing(office))[0] == []
    await give(office, "UADA", **by_reaction)
    await do(office, kudos_messages.take_back, "UCLEO")
    await give(office, "UADA", **by_reaction)
    assert (await standing(office))[0] == ONCE


# Joining in.


async def test_those_who_join_in_are_named_and_counted(given):
    await do(given, kudos_messages.share, "UADA")
    expected = ["Ben Test joins in", "Ben Test and Dina Test join in", "Ben Test and 2 others join in"]
    for person, sentence in zip(("UBEN", "UDINA", "UELI"), expected, strict=True):
        assert await do(given, kudos_messages.join, person)
        assert not await do(given, kudos_messages.join, person)
        given.slack.clock.move(timedelta(seconds=1))
        await given.beat()
        assert posts(given) == [f"{POSTED[0]} ({sentence})"]
        assert told(given.ada) == [f"{ONCE[0]} ({sentence})"]
    assert await do(given, kudos_messages.leave, "UBEN")
    assert not await do(given, kudos_messages.leave, "UBEN")
    await given.beat()
    assert posts(given) == [f"{POSTED[0]} (Dina Test and Eli Test join in)"]


async def test_nobody_joins_in_what_was_taken_back(office):
    await give(office, "UADA")
    await do(office, kudos_messages.take_back, "UCLEO")
    assert not await do(office, kudos_messages.join, "UBEN")


async def test_who_joined_in_does_not_come_back_with_a_post_of_which_nothing_was_left(given):
    await do(given, kudos_messages.share, "UADA")
    await do(given, kudos_messages.join, "UBEN")
    assert await standing(given) == ([f"{ONCE[0]} (Ben Test joins in)"], [f"{POSTED[0]} (Ben Test joins in)"])
    await do(given, kudos_messages.unshare, "UADA")
    assert await standing(given) == (ONCE, [])
    await do(given, kudos_messages.share, "UADA")
    assert await standing(given) == (ONCE, POSTED)


async def test_who_joined_in_stays_while_one_still_shares_it(office):
    await office.set_up_teams()
    await give(office, *TWO)
    for person in TWO:
        await do(office, kudos_messages.share, person)
    await do(office, kudos_messages.join, "UBEN")
    await do(office, kudos_messages.unshare, "UADA")
    assert (await standing(office))[1] == ["Cleo Test thanked Dina Test: the clear bug report (Ben Test joins in)"]


# What goes wrong on the way.


async def test_what_slack_cannot_take_away_for_an_hour_is_taken_away_then(given):
    await do(given, kudos_messages.share, "UADA")
    await given.beat()
    given.sandbox.faults.add(Fault(DELETE, "http_500", times=14))
    await do(given, kudos_messages.take_back, "UCLEO")
    assert await standing(given) == ([], [])


async def test_what_slack_cannot_change_for_an_hour_is_changed_then(given):
    await do(given, kudos_messages.share, "UADA")
    await given.beat()
    given.sandbox.faults.add(Fault(UPDATE, "http_500", times=14))
    await do(given, kudos_messages.edit, "UCLEO", "the map", "", "", "")
    assert await standing(given) == (["Cleo Test thanked you: the map"], ["Cleo Test thanked Ada Test: the map"])


@pytest.mark.parametrize(
    ("change", "person", "left"),
    [
        pytest.param(kudos_messages.take_back, "UCLEO", ([], []), id="taken back"),
        pytest.param(kudos_messages.unshare, "UADA", (ONCE, []), id="unshared"),
    ],
)
async def test_what_could_not_be_taken_away_for_a_week_is_tried_when_it_is_done_again(given, change, person, left):
    await do(given, kudos_messages.share, "UADA")
    await given.beat()
    given.sandbox.faults.add(Fault(DELETE, "http_500", times=100))
    await do(given, change, person)
    await given.beat()
    given.slack.clock.move(timedelta(days=8))
    assert (await standing(given))[1] == POSTED
    given.sandbox.faults.clear()
    await do(given, change, person)
    assert await standing(given) == left


async def test_a_post_that_nobody_wants_and_that_may_stand_is_told_to_the_admin(given):
    given.sandbox.faults.add(Fault(POST, "http_500_after"))
    await do(given, kudos_messages.share, "UADA")
    await given.beat()
    await do(given, kudos_messages.unshare, "UADA")
    assert await standing(given) == (ONCE, POSTED)
    (found,) = await act(given, stuck.every)
    assert (found.kind, found.state, found.error) == ("kudos_shared", State.DEAD, MAY_STAND)


async def test_what_is_taken_back_is_gone_though_its_giver_was_erased_before_it_went(given):
    await do(given, kudos_messages.share, "UADA")
    await given.beat()
    await do(given, kudos_messages.take_back, "UCLEO")
    await act(given, lambda db: persons.erase(db, "UCLEO"))
    assert await standing(given) == ([], [])


@pytest.mark.parametrize("kind", ["ratelimited", "drop_before", "drop_after", "http_500", "http_500_after"])
async def test_whatever_goes_wrong_with_calls_in_the_end_stands_what_should(office, kind):
    await office.set_up_teams()
    await give(office, *TWO)
    for method in (POST, UPDATE, DELETE):
        office.sandbox.faults.add(Fault(method, kind, times=2, retry_after="1"))
    await do(office, kudos_messages.share, "UADA")
    await office.beat()
    await do(office, kudos_messages.share, "UDINA")
    await office.beat()
    await do(office, kudos_messages.unshare, "UADA")
    assert (await standing(office))[1] == ["Cleo Test thanked Dina Test: the clear bug report"]
    await do(office, kudos_messages.share, "UADA")
    await do(office, kudos_messages.take_back, "UCLEO")
    assert await standing(office) == ([], [])


async def under_way(office, kind):
    """Have a message of a kind claimed and begun by a sender that then goes away; what it was to say."""

    def begin(db):
        claim = outbox.claim_changes if kind in ("kudos_changed", "kudos_gone") else outbox.claim
        claims = claim(db, "gone", office.world.now(), 10, office.world.pace)
        (mine,) = [one.delivery for one in claims if one.delivery.kind == kind]
        outbox.start(db, mine.id, "gone", office.world.now())
        return mine, sender.MESSAGES[kind](db, mine, office.world.now())

    return await act(office, begin)


@pytest.mark.parametrize("has_arrived", [True, False])
async def test_what_is_taken_back_while_it_is_under_way_does_not_stand(office_on_each_store, has_arrived):
    """The sender dies at the worst moment: Slack may or may not have the message."""
    office = office_on_each_store
    await office.set_up_teams()
    await give(office, "UADA")
    delivery, message = await under_way(office, "kudos")
    await do(office, kudos_messages.take_back, "UCLEO")
    if has_arrived:
        await sender.post(office.world, delivery, message)
        assert told(office.ada) == ONCE
    assert await standing(office) == ([], [])


async def test_what_is_changed_while_it_is_under_way_says_so_afterwards(office):
    await give(office, "UADA")
    delivery, message = await under_way(office, "kudos")
    await do(office, kudos_messages.edit, "UCLEO", "the short bug report", "", "", "")
    await sender.post(office.world, delivery, message)
    assert (await standing(office))[0] == ["Cleo Test thanked you: the short bug report"]


@pytest.mark.parametrize("is_done", [True, False])
async def test_what_is_shared_again_while_it_is_taken_away_stands_once(office_on_each_store, is_done):
    office = office_on_each_store
    await office.set_up_teams()
    await give(office, "UADA")
    await do(office, kudos_messages.share, "UADA")
    await office.beat()
    await do(office, kudos_messages.unshare, "UADA")
    _, change = await under_way(office, "kudos_gone")
    await do(office, kudos_messages.share, "UADA")
    if is_done:
        await office.world.slack.api_call(DELETE, json=vars(change.gone[0]))
    assert await standing(office) == (ONCE, POSTED)


async def test_what_is_shared_again_before_it_was_taken_away_stays_where_it_is(given):
    await do(given, kudos_messages.share, "UADA")
    await given.beat()
    (before,) = given.ben.channel("support").messages
    await do(given, kudos_messages.unshare, "UADA")
    await do(given, kudos_messages.share, "UADA")
    assert await standing(given) == (ONCE, POSTED)
    assert given.ben.channel("support").messages[0].ts == before.ts


async def test_a_post_that_someone_took_away_does_not_come_back_when_others_join_in(given):
    await do(given, kudos_messages.share, "UADA")
    await given.beat()
    (posted,) = given.ben.channel("support").messages
    await given.world.slack.api_call(DELETE, json={"channel": posted.channel.id, "ts": posted.ts})
    await do(given, kudos_messages.join, "UBEN")
    assert (await standing(given))[1] == []


async def test_a_message_that_an_earlier_version_put_in_the_outbox_is_sent(office):
    """Its key and subject named the receiver."""
    await give(office, "UADA")

    def as_it_was(db):
        db.run(DELIVERY.update().values(subject="k1:UADA", key="kudos:k1:UADA"))

    await act(office, as_it_was)
    assert (await standing(office))[0] == ONCE


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_many_do_at_once_in_the_end_stands_what_is_kept(office_on_each_store, seed):
    """Receivers, joiners, the giver and the sender at the same time, with calls that fail.

    No post has an unknown end that Slack has after all: in a channel whose history the bot may not read it would stand
    twice (decision 0012).
    """
    office, chance = office_on_each_store, random.Random(seed)
    await office.set_up_teams()
    await give(office, *TWO)
    for kind in ("drop_after", "drop_before", "http_500_after"):
        for method in (POST, UPDATE, DELETE) if kind == "drop_before" else (UPDATE, DELETE):
            office.sandbox.faults.add(Fault(method, kind, times=2, probability=0.3))
    wishes = [(kudos_messages.share, one) for one in TWO] + [(kudos_messages.unshare, one) for one in TWO]
    wishes += [(change, one) for change in (kudos_messages.join, kudos_messages.leave) for one in ("UBEN", "UELI")]
    for _ in range(4):
        some = [do(office, *chance.choice(wishes)) for _ in range(4)]
        await asyncio.gather(*some, sender.send_due(office.world, f"one {seed}"), sender.send_due(office.world, "two"))
    office.sandbox.faults.clear()
    last = await act(office, lambda db: stored.telling(db, "k1"))
    expected = views.shared(last, office.slack.channel_named("support").id).text if last.shared else ""
    told_ada = views.received(await act(office, lambda db: stored.received(db, "k1", "UADA"))).text
    assert await standing(office) == ([told_ada], [expected] if expected else [])
    await do(office, kudos_messages.take_back, "UCLEO")
    assert await standing(office) == ([], [])
