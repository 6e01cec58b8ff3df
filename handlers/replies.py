"""Comments as they are passed on, and what their readers answer: to the writers, whom the readers never learn of."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot import comments, delivery, moments
from bot.comments import MINUTES, Released, Reply
from bot.delivery import Delivery, Next, Sent
from bot.errors import Refused
from bot.payloads import Click, Form
from bot.views import comments as views
from bot.views.comments import Batch
from bot.views.kit import Message
from bot.views.language import Texts
from handlers.questions import language
from handlers.world import Ack, World
from storage import delivery as outbox
from storage import people, preferences, readers
from storage import replies as stored
from storage.database import Db
from storage.replies import Addressed

KIND, REPLY = comments.KIND, delivery.REPLY


@dataclass(frozen=True)
class Wish:
    """An answer as a reader asks for it: to which comment, with which of the ready words, or in which of their own.

    `id` is the same when the same wish arrives again, and `minute` the minute of the working day at which it goes out.
    """

    id: str
    comment: str
    giver: str
    ready: str
    words: str
    minute: int


def render(db: Db, delivery: Delivery, now: datetime) -> Message | None:
    """What a reader reads of a release; None for someone who does not lead the group any more."""
    release, _, part = delivery.subject.partition(":")
    return _shown(db, release, int(part), delivery.recipient, now)


def _shown(db: Db, release: str, part: int, reader: str, now: datetime) -> Message | None:
    batch = stored.release(db, release)
    if not comments.in_part(batch, part) or reader not in readers.of(db, batch[0].audience):
        return None
    name, given = readers.name(db, batch[0].audience), stored.given(db, reader, release)
    return views.released(Batch(name, batch, part, given, now.date()), language(db, reader))


def answer(db: Db, wish: Wish, now: datetime) -> Released:
    """Keep an answer, once; it goes out on the writer's next working day. Returns its comment. Raises Refused."""
    comment = _comment(db, wish.comment, wish.giver, now)
    given = stored.given(db, wish.giver, comment.release)
    before = [(reply.ready, reply.words) for reply in given if reply.comment == comment.id]
    ready, words = comments.answer(wish.ready, wish.words, before)
    writer = stored.writer(db, comment.id)
    known, rests = people.one(db, writer), preferences.one(db, writer).rests
    due_at = comments.next_working_hour(now, known.tz if known else "UTC", rests, wish.minute)
    stored.keep(db, Reply(stored.token(db, wish.id), comment.id, wish.giver, ready, words, due_at), now)
    return comment


def _comment(db: Db, comment: str, reader: str, now: datetime) -> Released:
    """A comment that someone may answer now. Raises Refused."""
    found = stored.one(db, comment)
    return comments.may_answer(found, readers.of(db, found.audience) if found else (), reader, now.date())


def _wish(person: str, comment: str, ready: str, words: str, thing: str) -> Wish:
    minute = secrets.randbelow(len(MINUTES))
    return Wish(f"{comment}:{person}:{thing}", comment, person, ready, words, minute)


async def on_ready(world: World, click: Click) -> Ack:
    """One of the ready answers. The one that wants words opens the form."""
    comment, _, ready = click.value.partition(":")
    if ready in comments.WANTS_WORDS:
        return await on_reply(world, click)
    await _answer(world, click.workspace, _wish(click.person, comment, ready, "", ready))
    return None


async def _answer(world: World, workspace: str, wish: Wish) -> Texts:
    """Keep an answer, and let the message say so where the comment stands. Raises Refused."""
    now = world.now()

    def act(db: Db) -> tuple[Texts, Sent | None, Message | None]:
        release = answer(db, wish, now).release
        part = comments.part_of([known.id for known in stored.release(db, release)], wish.comment)
        at = outbox.place_of(db, comments.key(release, wish.giver, part))
        return language(db, wish.giver), at, _shown(db, release, part, wish.giver, now)

    t, at, message = await world.act(workspace, act)
    if at and message:
        world.later(world.call("chat.update", channel=at.channel, ts=at.ts, **message.payload()))
    return t


async def on_reply(world: World, click: Click) -> Ack:
    """*Answer in your own words*: the form."""
    now, (comment, _, ready) = world.now(), click.value.partition(":")

    def act(db: Db) -> tuple[Released, Texts]:
        return _comment(db, comment, click.person, now), language(db, click.person)

    found, t = await world.act(click.workspace, act)
    await world.open(click, views.reply_form(found, ready if ready in comments.WANTS_WORDS else "", t))
    return None


async def on_form(world: World, form: Form) -> Ack:
    """An answer in own words was submitted."""
    comment, _, ready = form.private.partition(":")
    wish = _wish(form.person, comment, ready, form.text("text"), form.view_id or world.new_id())
    t = await _answer(world, form.workspace, wish)
    return {"response_action": "update", "view": views.reply_kept(t)}


async def plan_replies(world: World) -> None:
    """Put the answers whose hour has come in the outbox, each once while it waits there."""
    now = world.now()

    def act(db: Db) -> None:
        kept = [found for found in stored.due(db, now) if now.date() <= found.comment.until]
        outbox.enqueue(db, [_delivery(world, found) for found in kept])

    await world.act(world.workspace, act)


def _delivery(world: World, answer: Addressed) -> Delivery:
    token = answer.reply.token
    ends = moments.at_local(answer.comment.until + timedelta(days=1), time(0), "UTC")
    return world.delivery(REPLY, f"{REPLY}:{token}", answer.writer, token, ends)


def render_reply(db: Db, delivery: Delivery, _now: datetime) -> Message | None:
    """What the writer of a comment is told: that there is an answer. None when they have left, or it is gone."""
    person, found = people.one(db, delivery.recipient), stored.of_token(db, delivery.subject)
    if person is None or not person.is_colleague or found is None or found.writer != person.id:
        return None
    return views.told(delivery.subject, language(db, person.id))


def settled(db: Db, _world: World, delivery: Delivery, decided: Next, _sent: Sent | None) -> None:
    """Once the message to the writer is settled, however, it is not made again."""
    if decided.is_settled and (found := stored.of_token(db, delivery.subject)):
        stored.settle(db, found.reply)


async def on_read(world: World, click: Click) -> Ack:
    """*Read it*: the comment and the answer, for whoever wrote the comment."""
    today = world.now().date()

    def act(db: Db) -> tuple[Addressed, str, Texts]:
        found = stored.of_token(db, click.value)
        if found is None or found.writer != click.person or today > found.comment.until:
            raise Refused("comment_reply_gone")
        giver = people.one(db, found.reply.giver)
        return found, giver.name if giver else "", language(db, click.person)

    found, giver, t = await world.act(click.workspace, act)
    await world.open(click, views.answer(found.comment, found.reply, giver, t))
    return None
