"""Comments as Ben reads and answers them, and how Ada reads the answer: neither learns more than they should."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import generate_latest
from sqlalchemy import select, update

from bot.comments import Draft
from bot.teams import Department
from handlers import comments, replies
from sandbox import User
from storage import closing, departments, pulses
from storage import comments as stored_comments
from storage import replies as stored
from storage.comment_tables import COMMENT, REPLY
from storage.messaging_tables import DELIVERY
from storage.tables import MEMBERSHIP

SUNDAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
SUPPORT = ("ada", "dina", "eli", "fay", "gus", "hana", "ivo", "pia", "rex")
WORDS = "Fewer meetings on Mondays, zyxwv"


async def staff(office):
    """Give the team Support nine members, besides Ben who leads it."""
    for name in ("pia", "rex"):
        office.slack.add_user(User(f"U{name.upper()}", name, f"{name.capitalize()} Test", tz="Europe/Berlin"))
        office.slack.join(office.slack.channel_named("support"), f"U{name.upper()}")
    await office.settled()
    await office.told()
    await office.set_up_teams()


@pytest.fixture
async def staffed(office):
    await staff(office)
    return office


def week(n: int, **more: float) -> datetime:
    return SUNDAY + timedelta(weeks=n, **more)


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def write(office, name, words, *, may_reply=True):
    now, person = office.world.now(), f"U{name.upper()}"
    await act(office, lambda db: comments.write(db, pulses.current(db).id, person, Draft(words, may_reply), now))


async def pass_week(office, n, *, answering=SUPPORT):
    """Week n from its Sunday to the closing on Friday: these people answer a question each."""
    for moment in (week(n), week(n, days=1, hours=11)):
        await office.at(moment)
    for name in answering:
        message = office.person(name).dm.saying("Question 1 of")
        await office.person(name).press(next(w for w in message.widgets if w.element.action_id == "pulse_answer:4"))
    await office.settled()
    await office.at(week(n, days=5, minutes=1))


def batches(person):
    """The messages with comments in someone's conversation, in their order."""
    return sorted((m for m in person.dm.messages if "Comments from" in m.text), key=lambda m: m.text)


def batch_with(person, words):
    return next(message for message in batches(person) if words in message.plain)


def button_at(message, words, label):
    """The button with a label under the comment with these words."""
    blocks = message.blocks
    place = next(n for n, block in enumerate(blocks) if words in str(block))
    found = next(block for block in blocks[place:] if block["type"] == "actions")
    return next(w for w in message.widgets if w.element.block_id == found["block_id"] and w.label == label)


async def write_all(office):
    """Ada and six others write."""
    await office.at(week(0))
    await write(office, "ada", WORDS)
    for name in SUPPORT[1:6]:
        await write(office, name, f"Comment by somebody, number {name[::-1]}")
    await write(office, "ivo", "Leave me out of it", may_reply=False)


async def close_quickly(office, n, answered=9):
    """Week n is closed as if so many of each team had answered; what follows from it waits for the next beat."""
    await office.at(week(n))
    office.slack.clock.set(week(n, days=5, minutes=1))

    def close(db):
        current, now = pulses.current(db), office.world.now()
        key, cohort, papers = (of(db, current.id) for of in (pulses.key_of, pulses.cohort_of, pulses.papers))
        stored_comments.close(db, key, current.id, cohort, papers, dict.fromkeys(papers, answered), now)
        closing.discard(db, current.id, now)

    await act(office, close)


@pytest.fixture
async def read_out(staffed):
    """An office where Ben has the comments of Ada and six others."""
    await write_all(staffed)
    for n in (0, 1):
        await close_quickly(staffed, n)
    await staffed.beat()
    return staffed


async def to_the_answer(office):
    """Until the hour has come at which Ada's answer goes out."""
    await office.at(week(2, hours=6))
    (due,) = [reply.due_at for reply in await act(office, lambda db: [a.reply for a in stored.due(db, week(3))])]
    await office.at(due - timedelta(minutes=1))
    assert "Someone answered" not in " ".join(message.text for message in office.ada.dm.messages)
    await office.at(due + timedelta(seconds=1))
    return due


async def test_a_whole_story(office_on_each_store):
    """Ada writes, Ben reads and answers, Ada reads."""
    office, ada, ben = office_on_each_store, office_on_each_store.ada, office_on_each_store.ben
    await staff(office)
    await write_all(office)
    await pass_week(office, 0)
    assert batches(ben) == []
    await pass_week(office, 1)
    assert [len([b for b in m.blocks if b["type"] == "divider"]) for m in batches(ben)] == [4, 3]
    assert "7 comments from earlier pulses, shuffled and without names" in batches(ben)[0].plain
    message = batch_with(ben, WORDS)
    assert "Ada" not in message.plain
    await ben.press(button_at(message, WORDS, "Thank you"))
    await office.settled()
    assert "You answered: Thank you" in batch_with(ben, WORDS).plain
    await to_the_answer(office)
    told = ada.dm.saying("Someone answered a comment")
    assert told.text == "Someone answered a comment that you wrote through Heartline."
    assert "zyxwv" not in str(told.blocks)
    await ada.press(told.button("Read it"))
    assert ada.modal.plain.splitlines() == [
        "An answer for you",
        "You wrote:",
        WORDS,
        "Ben Test answered:",
        "Thank you",
        "[Close]",
    ]
    await ada.close()
    for moment in (timedelta(0), timedelta(days=1), timedelta(days=2)):
        await office.at(office.world.now() + moment)
    assert len([m for m in ada.dm.messages if "Someone answered" in m.text]) == 1
    kept = await act(office, lambda db: db.run(select(DELIVERY.c.kind).where(DELIVERY.c.kind == "reply")).all())
    assert kept == []


async def test_an_answer_in_own_words(read_out):
    office, ben = read_out, read_out.ben
    await ben.press(button_at(batch_with(ben, WORDS), WORDS, "Not now, and here is why"))
    assert WORDS in ben.modal.plain
    ben.fill(text="After the *release* <!channel>")
    office.sandbox.faults.miss_acks = 1
    await ben.submit()
    await ben.submit()
    assert "at some hour of the next working day" in ben.modal.plain
    await ben.close()
    await office.settled()
    assert "You answered: Not now, and here is why" in batch_with(ben, WORDS).plain
    due = await to_the_answer(office)
    assert due.astimezone(UTC).weekday() < 5
    await office.ada.press(office.ada.dm.saying("Someone answered").button("Read it"))
    assert "Not now, and here is why\nAfter the *release* <!channel>" in office.ada.modal.plain
    shown = [b["text"] for b in office.ada.modal.blocks if "<!channel>" in str(b)]
    assert [text["type"] for text in shown] == ["plain_text"]


async def test_an_own_answer_needs_words_and_a_double_click_counts_once(read_out):
    office, ben = read_out, read_out.ben
    button = button_at(batch_with(ben, WORDS), WORDS, "Done")
    for _ in range(2):
        await ben.press(button)
        await office.settled()
    await ben.press(button_at(batch_with(ben, WORDS), WORDS, "Answer in your own words"))
    payload = office.sandbox.delivery.log[-1].payload
    ben.fill(text="  ")
    await ben.submit()
    assert ben.modal is not None
    assert payload["actions"][0]["value"].endswith(":")
    rows = await act(office, lambda db: db.run(select(REPLY.c.ready)).all())
    assert rows == [("done",)]


async def test_who_wants_no_answer_gets_none_and_buttons_are_not_there(read_out):
    office, ben = read_out, read_out.ben
    message = batch_with(ben, "Leave me out of it")
    place = next(n for n, block in enumerate(message.blocks) if "Leave me out" in str(block))
    assert "wants no answer" in str(message.blocks[place + 1])
    await ben.press(button_at(batch_with(ben, WORDS), WORDS, "Thank you"))
    forged = office.sandbox.delivery.log[-1].payload

    def quiet_one(db):
        rows = db.run(select(COMMENT)).all()
        return next(r.id for r in rows if not stored.writer(db, r.id) and r.release)

    forged["actions"][0]["value"] = f"{await act(office, quiet_one)}:thanks"
    await office.sandbox.delivery.send("interactive", forged)
    await office.settled()
    assert "wants no answer" in ben.dm.last.plain
    assert len(await act(office, lambda db: db.run(select(REPLY)).all())) == 1


@pytest.mark.parametrize("value", ["", "none:thanks", ":", "none:none:none"])
async def test_a_forged_comment_id_is_refused_kindly(read_out, value):
    office, ben = read_out, read_out.ben
    await ben.press(button_at(batch_with(ben, WORDS), WORDS, "Thank you"))
    forged = office.sandbox.delivery.log[-1].payload
    forged["actions"][0]["value"] = value
    await office.sandbox.delivery.send("interactive", forged)
    await office.settled()
    assert "this one is gone now" in ben.dm.last.plain


async def test_only_who_leads_the_team_now_may_answer(read_out):
    office, ben = read_out, read_out.ben
    button = button_at(batch_with(ben, WORDS), WORDS, "Thank you")
    own = button_at(batch_with(ben, WORDS), WORDS, "Answer in your own words")
    await act(office, lambda db: db.run(update(MEMBERSHIP).values(is_manager=False)))
    for pressed in (button, own):
        await ben.press(pressed)
        await office.settled()
        assert "answered by whoever leads their group now" in ben.dm.last.plain
    assert ben.modal is None
    assert await act(office, lambda db: db.run(select(REPLY)).all()) == []


async def test_whoever_leads_no_more_when_it_is_sent_reads_nothing(staffed):
    await write_all(staffed)
    for n in (0, 1):
        await close_quickly(staffed, n)
    await act(staffed, lambda db: db.run(update(MEMBERSHIP).values(is_manager=False)))
    await staffed.beat()
    assert batches(staffed.ben) == []
    skipped = select(DELIVERY.c.state).where(DELIVERY.c.kind == "comments")
    assert set(await act(staffed, lambda db: db.run(skipped).scalars())) == {"skipped"}


async def test_only_the_writer_can_read_the_answer(read_out):
    office, ben = read_out, read_out.ben
    await ben.press(button_at(batch_with(ben, WORDS), WORDS, "Thank you"))
    await to_the_answer(office)
    await office.ada.press(office.ada.dm.saying("Someone answered").button("Read it"))
    forged = office.sandbox.delivery.log[-1].payload
    for person, value in ((office.cleo, forged["actions"][0]["value"]), (office.ada, "none"), (office.ada, "")):
        payload = forged | {"user": forged["user"] | {"id": person.user.id}}
        payload["actions"] = [forged["actions"][0] | {"value": value}]
        seen = len(office.ada.dm.messages)
        await office.sandbox.delivery.send("interactive", payload)
        await office.settled()
        assert len(office.ada.dm.messages) == seen + 1
        assert "Answers are kept for 30 days" in office.ada.dm.last.plain
    assert office.cleo.modal is None


async def test_after_three_weeks_nothing_can_be_answered_and_after_thirty_days_nothing_read(read_out):
    office, ben = read_out, read_out.ben
    await ben.press(button_at(batch_with(ben, WORDS), WORDS, "Thank you"))
    await to_the_answer(office)
    read = office.ada.dm.saying("Someone answered").button("Read it")
    closed = week(1, days=5)
    office.slack.clock.set(closed + timedelta(days=22))
    await ben.press(button_at(batch_with(ben, WORDS), WORDS, "Done"))
    await office.settled()
    assert "can be answered for three weeks" in ben.dm.last.plain
    office.slack.clock.set(closed + timedelta(days=31))
    await office.ada.press(read)
    await office.settled()
    assert "this one is gone now" in office.ada.dm.last.plain
    await comments.forget(office.world)
    released = select(COMMENT).where(COMMENT.c.release.is_not(None))
    assert await act(office, lambda db: [*db.run(released), *db.run(select(REPLY))]) == []


async def test_someone_who_has_left_is_not_written_to_and_it_is_not_tried_for_ever(read_out):
    office, ben = read_out, read_out.ben
    await ben.press(button_at(batch_with(ben, WORDS), WORDS, "Thank you"))
    office.slack.change_user("UADA", deleted=True)
    await office.settled()
    await office.at(week(2, days=3))
    assert await act(office, lambda db: db.run(select(REPLY.c.is_sent)).all()) == [(True,)]
    assert "Someone answered" not in " ".join(message.text for message in office.ada.dm.messages)


async def test_an_answer_survives_a_crash_at_any_step(read_out):
    """Planned and not sent; sent and not written down. It is never lost, and at most told twice."""
    office, ben = read_out, read_out.ben
    await ben.press(button_at(batch_with(ben, WORDS), WORDS, "Thank you"))
    office.slack.clock.set(week(2, days=2))
    for _ in range(2):
        await replies.plan_replies(office.world)
    waiting = await act(office, lambda db: db.run(select(DELIVERY.c.key).where(DELIVERY.c.kind == "reply")).all())
    assert len(waiting) == 1
    # The row is lost with the process that had sent it, and nothing was written down.
    await office.beat()
    await act(office, lambda db: db.run(update(REPLY).values(is_sent=False)))
    await office.beat()
    told = [message for message in office.ada.dm.messages if "Someone answered" in message.text]
    assert len(told) == 2
    await office.beat()
    assert len([m for m in office.ada.dm.messages if "Someone answered" in m.text]) == 2


async def test_after_thirty_days_an_answer_that_never_went_out_is_not_planned_any_more(read_out):
    office, ben = read_out, read_out.ben
    await ben.press(button_at(batch_with(ben, WORDS), WORDS, "Thank you"))
    planned = select(DELIVERY.c.key).where(DELIVERY.c.kind == "reply")
    for days, waiting in ((31, 0), (30, 1)):
        office.slack.clock.set(week(1, days=5 + days))
        await replies.plan_replies(office.world)
        assert len(await act(office, lambda db: db.run(planned).all())) == waiting


async def test_nothing_in_the_open_leads_from_a_message_to_its_writer(read_out, caplog):
    """The outbox names Ada while her message is on its way, but neither answer nor comment; the hour is hidden too."""
    office, ben = read_out, read_out.ben
    caplog.set_level(logging.INFO)
    await ben.press(button_at(batch_with(ben, WORDS), WORDS, "Thank you"))
    (reply,) = await act(office, lambda db: db.run(select(REPLY)).all())
    assert reply.due_at - office.world.now() <= timedelta(hours=8)
    office.slack.clock.set(week(2, days=2))
    await replies.plan_replies(office.world)
    (sent,) = await act(office, lambda db: db.run(select(DELIVERY).where(DELIVERY.c.kind == "reply")).all())
    assert sent.recipient == "UADA"
    for known in (reply.id, reply.comment):
        assert known not in f"{sent.key} {sent.subject} {sent.id} {sent.nonce}"
    await office.beat()
    told = str(office.ada.dm.saying("Someone answered").blocks)
    assert reply.id not in told
    assert reply.comment not in told
    assert "UADA" not in str(replace(await act(office, lambda db: stored.one(db, reply.comment))))
    assert [line for line in caplog.messages if "zyxwv" in line or "UADA" in line] == []
    measured = generate_latest().decode()
    assert "heartline_deliveries" in measured
    assert [known for known in ("zyxwv", "UADA", "reply", reply.comment) if known in measured] == []


async def test_words_appear_nowhere_before_they_are_read_out(staffed, caplog):
    """In no message to anyone, no log line, no row of the outbox, and no row in the open."""
    caplog.set_level(logging.DEBUG, logger="heartline")
    await staffed.at(week(0))
    for name in SUPPORT[:5]:
        await write(staffed, name, WORDS)
    await pass_week(staffed, 0)
    everyone = [staffed.person(name) for name in (*SUPPORT, "ben", "cleo", "olga")]
    shown = [message.plain + message.text for person in everyone for message in person.dm.messages]
    shown += [message.plain for message in staffed.ben.channel("support").messages]
    assert [text for text in shown if "zyxwv" in text] == []
    await pass_week(staffed, 1)
    assert "zyxwv" in batches(staffed.ben)[0].plain
    assert [m for p in everyone if p is not staffed.ben for m in p.dm.messages if "zyxwv" in m.plain + m.text] == []
    rows = await act(staffed, lambda db: [*db.run(select(DELIVERY)), *db.run(select(COMMENT))])
    assert "zyxwv" not in str(rows)
    assert "zyxwv" not in caplog.text


async def test_what_was_passed_on_is_read_by_the_department_s_lead(staffed):
    """Product is too small for comments, Support's wait in vain while few answer: after four rounds Olga reads them."""
    await act(staffed, lambda db: departments.add(db, Department("care", "Customer Care", "UOLGA")))
    teams = await act(staffed, lambda db: [row.team for row in db.run(select(MEMBERSHIP.c.team).distinct())])
    await act(staffed, lambda db: departments.put(db, "care", teams))
    await staffed.at(week(0))
    for name in SUPPORT[:5]:
        await write(staffed, name, f"{WORDS} {name}")
    for n in range(5):
        await close_quickly(staffed, n, answered=3)
    await staffed.beat()
    assert batches(staffed.ben) == batches(staffed.person("olga")) == []
    await close_quickly(staffed, 5, answered=5)
    await staffed.beat()
    assert batches(staffed.ben) == []
    assert "Comments from Customer Care" in batches(staffed.person("olga"))[0].plain
    assert await act(staffed, lambda db: db.run(select(COMMENT).where(COMMENT.c.release.is_(None))).all()) == []
