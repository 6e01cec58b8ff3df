"""Answers to comments on both stores: kept once, found by their token alone, their hour and words sealed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.comments import NO_SOONER, Released, Reply
from storage import comments, replies
from storage.comment_tables import COMMENT, REPLY
from storage.database import Database
from storage.padding import padded

NOW = datetime(2026, 3, 13, 15, tzinfo=UTC)
UNTIL = date(2026, 4, 12)
REPLY_1 = Reply("token 1", "c1", "UBEN", "thanks", "", NOW + timedelta(hours=20))


def written(db, comment, words, writer, release="r1"):
    sealed = {
        what: db.seals.seal(padded(content.encode()), f"{what}|{db.workspace}|{comment}")
        for what, content in ((comments.TEXT, words), (comments.LINK, writer))
    }
    place = {"workspace": db.workspace, "id": comment, "audience": "support", "waited": 0}
    until = UNTIL if release else None
    values = {"sealed": sealed[comments.TEXT], "link": sealed[comments.LINK], "release": release, "until": until}
    db.run(COMMENT.insert(), place | values)


@pytest.fixture
async def released(database):
    """Two comments that were read out, one of which may be answered, and one that waits."""

    def keep(db):
        written(db, "c1", "Tea", "UADA")
        written(db, "c2", "Coffee", "")
        written(db, "c3", "Water", "UADA", release=None)

    await database.act("T1", keep)
    return database


async def test_a_release_is_read_in_the_order_of_its_ids(released):
    tea = Released("c1", "support", "r1", "Tea", may_reply=True, until=UNTIL)
    coffee = Released("c2", "support", "r1", "Coffee", may_reply=False, until=UNTIL)
    assert await released.act("T1", lambda db: replies.release(db, "r1")) == [tea, coffee]
    assert await released.act("T1", lambda db: replies.one(db, "c2")) == coffee
    assert await released.act("T1", lambda db: replies.one(db, "c3")) is None
    assert await released.act("T2", lambda db: [replies.one(db, "c1"), *replies.release(db, "r1")]) == [None]


async def test_only_a_link_tells_the_writer(released):
    writers = await released.act("T1", lambda db: [replies.writer(db, known) for known in ("c1", "c2", "none")])
    assert writers == ["UADA", "", ""]


async def test_an_answer_is_kept_once_and_comes_due_at_its_hour(released):
    for hours in (20, 44):
        again = Reply(**vars(REPLY_1) | {"due_at": NOW + timedelta(hours=hours)})
        await released.act("T1", lambda db, reply=again: replies.keep(db, reply, NOW))
    assert await released.act("T1", lambda db: replies.given(db, "UBEN", "r1")) == [REPLY_1]
    assert await released.act("T1", lambda db: replies.given(db, "UOLGA", "r1")) == []
    assert await released.act("T1", lambda db: replies.given(db, "UBEN", "r2")) == []
    early, late = REPLY_1.due_at - timedelta(seconds=1), REPLY_1.due_at
    assert await released.act("T1", lambda db: replies.due(db, early)) == []
    (found,) = await released.act("T1", lambda db: replies.due(db, late))
    assert (found.reply, found.comment.id, found.writer) == (REPLY_1, "c1", "UADA")


async def test_a_settled_answer_is_due_no_more_and_can_still_be_read(released):
    await released.act("T1", lambda db: replies.keep(db, REPLY_1, NOW))
    await released.act("T1", lambda db: replies.settle(db, REPLY_1))
    assert await released.act("T1", lambda db: replies.due(db, REPLY_1.due_at)) == []
    found = await released.act("T1", lambda db: replies.of_token(db, "token 1"))
    assert found.reply == REPLY_1
    (row,) = await released.act("T1", lambda db: db.run(select(REPLY)).all())
    for token in ("", "token", row.id):
        assert await released.act("T1", lambda db, token=token: replies.of_token(db, token)) is None


async def test_the_row_hides_words_token_and_hour(released):
    plain = Reply(**vars(REPLY_1) | {"words": "After the release, zyxwv"})
    other = Reply(**vars(plain) | {"token": "token 2", "due_at": NOW + timedelta(hours=60), "words": ""})
    await released.act("T1", lambda db: [replies.keep(db, reply, NOW) for reply in (plain, other)])
    rows = await released.act("T1", lambda db: db.run(select(REPLY)).all())
    assert {row.due_at for row in rows} == {NOW + NO_SOONER}
    assert len({len(row.sealed) for row in rows}) == 1
    assert [row for row in rows if b"zyxwv" in row.sealed or b"token" in row.sealed or "UADA" in str(row)] == []


async def test_what_another_secret_sealed_holds_up_nothing(released, url):
    await released.act("T1", lambda db: replies.keep(db, REPLY_1, NOW))
    other = Database(url, "another secret")
    try:
        assert await other.act("T1", lambda db: replies.due(db, REPLY_1.due_at)) == []
        assert await other.act("T1", lambda db: replies.release(db, "r1")) == []
        assert await other.act("T1", lambda db: replies.of_token(db, "token 1")) is None
    finally:
        await other.close()


async def test_an_answer_s_row_cannot_be_put_under_another_id(released):
    await released.act("T1", lambda db: replies.keep(db, REPLY_1, NOW))
    await released.act("T1", lambda db: db.run(update(REPLY).values(id="another")))
    assert await released.act("T1", lambda db: replies.due(db, REPLY_1.due_at)) == []


async def test_an_answer_to_a_comment_that_is_gone_goes_nowhere(released):
    await released.act("T1", lambda db: replies.keep(db, REPLY_1, NOW))
    await released.act("T1", lambda db: db.run(COMMENT.delete()))
    assert await released.act("T1", lambda db: replies.due(db, REPLY_1.due_at)) == []
    assert await released.act("T1", lambda db: replies.of_token(db, "token 1")) is None


async def test_what_went_out_is_told_to_whoever_wrote_the_comment_while_it_is_kept(released):
    await released.act("T1", lambda db: replies.keep(db, REPLY_1, NOW))

    def told(writer, day=UNTIL):
        return released.act("T1", lambda db: replies.told_to(db, writer, day))

    assert await told("UADA") == []  # it is still on its way
    await released.act("T1", lambda db: replies.settle(db, REPLY_1))
    assert await told("UADA") == ["token 1"]
    assert await told("UBEN") == []
    assert await told("UADA", UNTIL + timedelta(days=1)) == []
    assert await released.act("T2", lambda db: replies.told_to(db, "UADA", UNTIL)) == []
