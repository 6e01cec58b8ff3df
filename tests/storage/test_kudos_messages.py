from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import KUDOS as KIND
from bot.delivery import KUDOS_SHARED, Sent
from bot.kudos import Door, Kudos
from bot.people import Person
from bot.sharing import KudosChoice, Sharing
from bot.teams import Membership, Team
from storage import installs, kudos, kudos_choices, people, teams
from storage import kudos_messages as stored
from storage.database import Database
from storage.installs import Install
from storage.kudos_messages import Standing

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GIVEN = Kudos(
    "k1", "U2", ("U3", "U1"), "stayed late", "it went out", NOW, door=Door.MESSAGE, value="Care", channel="C1", ts="1.2"
)
POST = Standing(KUDOS_SHARED, "C1", Sent("C1", "5.6"))


@pytest.fixture
async def thanked(database: Database) -> Database:
    """Ben thanked Cleo and Ada; Ada is in Support, which has a channel for kudos, Cleo in no team."""
    cast = [Person("U1", "Ada"), Person("U2", "Ben"), Person("U3", "Cleo"), Person("U4", "Dina")]
    await database.act("T1", lambda db: people.keep(db, cast))
    await database.act("T1", lambda db: installs.keep(db, Install("T1", "Acme", "UBOT", "https://acme.slack.com/")))
    await database.act("T1", lambda db: teams.add(db, Team("t1", "Support", "C1", 0), [Membership("t1", "U1")]))
    await database.act("T1", lambda db: teams.thank_in(db, "t1", "C9"))
    await database.act("T1", lambda db: kudos.keep(db, GIVEN))
    return database


async def test_a_kudos_is_read_as_it_was_kept(thanked: Database) -> None:
    for read in (stored.one, stored.held):
        assert await thanked.act("T1", lambda db, read=read: read(db, "k1")) == GIVEN
        assert await thanked.act("T2", lambda db, read=read: read(db, "k1")) is None
        assert await thanked.act("T1", lambda db, read=read: read(db, "k9")) is None


async def test_each_receiver_has_a_side_of_their_own(thanked: Database) -> None:
    await thanked.act("T1", lambda db: kudos_choices.put(db, "U1", KudosChoice(Sharing.NEVER)))
    ada = await thanked.act("T1", lambda db: stored.received(db, "k1", "U1"))
    cleo = await thanked.act("T1", lambda db: stored.received(db, "k1", "U3"))
    assert ada is not None
    assert cleo is not None
    assert (ada.sharing, ada.team) == (Sharing.NEVER, Team("t1", "Support", "C1", 0, kudos_channel="C9"))
    assert (cleo.sharing, cleo.team) == (Sharing.ASK, None)
    assert ada.telling.names == {"U1": "Ada", "U2": "Ben", "U3": "Cleo"}
    assert ada.telling.link == "https://acme.slack.com/archives/C1/p12"


async def test_a_kudos_is_no_business_of_anyone_else(thanked: Database) -> None:
    assert await thanked.act("T1", lambda db: stored.received(db, "k1", "U2")) is None
    assert await thanked.act("T1", lambda db: stored.received(db, "k9", "U1")) is None
    assert await thanked.act("T2", lambda db: stored.received(db, "k1", "U1")) is None
    assert not await thanked.act("T1", lambda db: stored.share(db, "k1", "U2", "t1", "C1", NOW))
    assert not await thanked.act("T2", lambda db: stored.share(db, "k1", "U1", "t1", "C1", NOW))


async def test_a_receiver_shares_and_stops_once(thanked: Database) -> None:
    for done in (True, False):
        assert await thanked.act("T1", lambda db: stored.share(db, "k1", "U1", "t1", "C9", NOW)) is done
    assert await thanked.act("T1", lambda db: stored.shared(db, "k1")) == {"U1": "C9"}
    for done in (True, False):
        assert await thanked.act("T1", lambda db: stored.unshare(db, "k1", "U1")) is done
    assert await thanked.act("T1", lambda db: stored.shared(db, "k1")) == {}


async def test_those_who_join_in_are_told_first_to_last(thanked: Database) -> None:
    for n, person in enumerate(("U4", "U0")):
        assert await thanked.act("T1", lambda db, p=person, n=n: stored.join(db, "k1", p, NOW + timedelta(hours=n)))
    assert not await thanked.act("T1", lambda db: stored.join(db, "k1", "U4", NOW + timedelta(hours=9)))
    telling = await thanked.act("T1", lambda db: stored.telling(db, "k1"))
    assert telling is not None
    assert telling.joined == ("U4", "U0")
    assert await thanked.act("T1", lambda db: stored.leave(db, "k1", "U4"))
    assert not await thanked.act("T1", lambda db: stored.leave(db, "k1", "U4"))
    assert not await thanked.act("T2", lambda db: stored.leave(db, "k1", "U0"))


async def test_what_is_changed_is_kept_and_what_is_taken_back_loses_shares_and_joins(thanked: Database) -> None:
    await thanked.act("T1", lambda db: stored.share(db, "k1", "U1", "t1", "C9", NOW))
    await thanked.act("T1", lambda db: stored.join(db, "k1", "U4", NOW))
    changed = replace(GIVEN, did="stayed", value="", need="autonomy", version=1)
    await thanked.act("T1", lambda db: stored.keep(db, changed))
    assert await thanked.act("T1", lambda db: stored.one(db, "k1")) == changed
    assert await thanked.act("T1", lambda db: stored.shared(db, "k1")) == {"U1": "C9"}
    await thanked.act("T1", lambda db: stored.keep(db, replace(changed, is_removed=True)))
    telling = await thanked.act("T1", lambda db: stored.telling(db, "k1"))
    assert telling is not None
    assert (telling.kudos.is_removed, telling.shared, telling.joined) == (True, {}, ())


async def test_where_messages_stand_is_known_until_they_are_taken_away(thanked: Database) -> None:
    message = Standing(KIND, "U1", Sent("D1", "3.4"))
    for one in (POST, message, replace_at(message, "7.8")):
        await thanked.act("T1", lambda db, one=one: stored.note(db, "k1", one))
    assert await thanked.act("T1", lambda db: stored.standing(db, "k1")) == [replace_at(message, "7.8"), POST]
    assert await thanked.act("T2", lambda db: stored.standing(db, "k1")) == []
    await thanked.act("T1", lambda db: stored.forget(db, "k1", KIND, "U1"))
    assert await thanked.act("T1", lambda db: stored.standing(db, "k1")) == [POST]


def replace_at(message: Standing, ts: str) -> Standing:
    return message._replace(at=Sent(message.at.channel, ts))


async def test_a_message_leads_to_its_kudos_unless_that_was_taken_back(thanked: Database) -> None:
    await thanked.act("T1", lambda db: stored.note(db, "k1", POST))
    assert await thanked.act("T1", lambda db: stored.at(db, "C1", "5.6")) == "k1"
    for workspace, channel, ts in (("T2", "C1", "5.6"), ("T1", "C2", "5.6"), ("T1", "C1", "5.7")):
        assert await thanked.act(workspace, lambda db, c=channel, ts=ts: stored.at(db, c, ts)) is None
    await thanked.act("T1", lambda db: stored.keep(db, replace(GIVEN, is_removed=True)))
    assert await thanked.act("T1", lambda db: stored.at(db, "C1", "5.6")) is None


async def test_the_teams_with_which_it_is_shared_are_told_once(thanked: Database) -> None:
    for person in ("U1", "U3"):
        await thanked.act("T1", lambda db, p=person: stored.share(db, "k1", p, "t1", "C9", NOW))
    assert await thanked.act("T1", lambda db: stored.teams(db, "k1")) == ["t1"]
    assert await thanked.act("T2", lambda db: stored.teams(db, "k1")) == []
