"""Comments from the writer's side: written, changed, taken back, refused kindly; and nothing of it anywhere else."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.comments import LIMIT
from bot.preferences import Preferences
from handlers import comments, rounds
from sandbox import User
from storage import comments as stored
from storage import preferences, pulses
from storage.comment_tables import COMMENT, DRAFT

SUNDAY_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY_NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
WORDS = "Fewer meetings on Mondays, zyxwv"


@pytest.fixture
async def asked(office):
    """An office whose team Support has nine members, all of whom have been asked; Product has fewer than eight."""
    for name in ("pia", "rex"):
        office.slack.add_user(User(f"U{name.upper()}", name, f"{name.capitalize()} Test", tz="Europe/Berlin"))
        office.slack.join(office.slack.channel_named("support"), f"U{name.upper()}")
    await office.settled()
    await office.set_up_teams()
    for moment in (SUNDAY_NOON, MONDAY_NIGHT):
        await office.at(moment)
    return office


async def answer_all(office, person):
    for _ in range(4):
        message = person.dm.saying("Your pulse")
        await person.press(next(w for w in message.widgets if w.element.action_id == "pulse_answer:4"))
        await office.settled()


async def opened_form(office, person):
    await answer_all(office, person)
    await person.press(person.dm.saying("Your pulse").button("Write a comment"))
    return person.modal


async def draft_of(office, person):
    def act(db):
        return stored.sheet(db, pulses.current(db).id, person).draft

    return await office.world.act(office.world.workspace, act)


async def test_the_form_asks_one_question_and_says_who_will_read_it(asked):
    form = await opened_form(asked, asked.ada)
    told = form.plain
    assert "What is one thing we should keep, start or stop next week?" in told
    assert "Could someone tell it is you? Leave out names, dates and single events." in told
    assert "only together with four or more other comments" in told
    assert "kept while the comment waits and for 30 days" in told
    assert "How someone writes can be recognised too" in told
    assert form.buttons == ["Who sees this?"]
    await asked.ada.press("Who sees this?")
    await asked.settled()
    assert "Nobody in Slack sees who answered" in asked.ada.modal.plain


async def test_the_form_can_be_opened_from_the_page_too(asked):
    await answer_all(asked, asked.ada)
    await asked.ada.command("/pulse")
    await asked.ada.press("Write a comment")
    assert asked.ada.modal.title == "Your comment"


async def test_a_comment_is_kept_shown_again_changed_and_taken_back(asked):
    ada = asked.ada
    await opened_form(asked, ada)
    ada.fill(text=WORDS, reply=["Whoever reads it may answer me through Heartline"])
    await ada.submit()
    assert "Your comment is kept" in ada.modal.plain
    await ada.close()
    assert await draft_of(asked, "UADA") == comments.Draft(WORDS, may_reply=True)
    await ada.press(ada.dm.saying("Your pulse").button("Write a comment"))
    assert WORDS in ada.modal.fields.values()
    ada.fill(text="No meetings at all", reply=[])
    await ada.submit()
    await ada.close()
    assert await draft_of(asked, "UADA") == comments.Draft("No meetings at all", may_reply=False)
    await ada.press(ada.dm.saying("Your pulse").button("Write a comment"))
    ada.fill(text="")
    await ada.submit()
    assert "No comment of yours is kept" in ada.modal.plain
    assert await draft_of(asked, "UADA") is None


async def test_a_form_that_is_sent_again_keeps_one_comment(asked):
    await opened_form(asked, asked.ada)
    asked.ada.fill(text=WORDS)
    asked.sandbox.faults.miss_acks = 1
    await asked.ada.submit()
    await asked.ada.submit()
    drafts = await asked.world.act(asked.world.workspace, lambda db: db.run(select(DRAFT)).all())
    assert len(drafts) == 1


async def test_withdrawing_the_answers_takes_the_comment_with_them(asked):
    await opened_form(asked, asked.ada)
    asked.ada.fill(text=WORDS)
    await asked.ada.submit()
    await asked.ada.close()
    await asked.ada.press(asked.ada.dm.saying("Your pulse").button("Withdraw my answers"))
    await asked.settled()
    assert await draft_of(asked, "UADA") is None


async def test_too_long_is_said_beside_the_field(asked):
    """The client keeps to the limit; a forged form does not."""
    await opened_form(asked, asked.ada)
    asked.ada.fill(text=WORDS)
    await asked.ada.submit()
    payload = asked.sandbox.delivery.log[-1].payload
    payload["view"]["state"]["values"]["text"]["text"]["value"] = "x" * (LIMIT + 1)
    answer = await asked.sandbox.delivery.send("interactive", payload)
    assert answer.payload["errors"] == {"text": f"Nothing was kept yet: keep this to {LIMIT} characters."}
    assert (await draft_of(asked, "UADA")).text == WORDS


@pytest.mark.parametrize("private", ["", "none", "another workspace's"])
async def test_a_form_for_a_round_that_is_not_there_keeps_nothing(asked, private):
    await opened_form(asked, asked.ada)
    asked.ada.fill(text=WORDS)
    await asked.ada.submit()
    await asked.world.act(asked.world.workspace, lambda db: stored.drop_draft(db, pulses.current(db).id, "UADA"))
    payload = asked.sandbox.delivery.log[-1].payload
    payload["view"]["private_metadata"] = private
    answer = await asked.sandbox.delivery.send("interactive", payload)
    assert "Comments are for the members" in str(answer.payload)
    assert await draft_of(asked, "UADA") is None


async def test_after_closing_the_form_says_that_it_came_too_late(asked):
    await opened_form(asked, asked.ada)
    asked.ada.fill(text=WORDS)
    await rounds.close_by_hand(asked.world)
    await asked.ada.submit()
    assert "the next pulse has room for it" in asked.ada.modal.plain
    await asked.ada.close()
    kept = await asked.world.act(asked.world.workspace, lambda db: db.run(select(COMMENT)).all())
    assert kept == []


@pytest.mark.parametrize("name", ["cleo", "ben"])
async def test_a_small_team_and_a_manager_are_not_offered_comments(asked, name):
    person = asked.person(name)
    await answer_all(asked, person)
    assert "Write a comment" not in person.dm.saying("Your pulse").buttons
    await opened_form(asked, asked.ada)
    forged = asked.sandbox.delivery.log[-1].payload
    forged["user"]["id"] = person.user.id
    await asked.sandbox.delivery.send("interactive", forged)
    await asked.settled()
    assert "teams of 8 or more" in " ".join(message.text for message in person.dm.messages) or person.modal is None
    assert person.modal is None or "teams of 8 or more" in person.modal.plain


async def test_the_form_is_in_the_language_of_its_writer(asked):
    chosen = Preferences(language="de")
    await answer_all(asked, asked.ada)
    await asked.world.act(asked.world.workspace, lambda db: preferences.put(db, "UADA", chosen))
    await asked.ada.press(asked.ada.dm.saying("Your pulse").button("Write a comment"))
    assert asked.ada.modal.title == "Dein Kommentar"
    assert "Nenne eine Sache" in asked.ada.modal.plain


async def test_writing_leaves_no_line_in_the_log(asked, caplog):
    caplog.set_level(logging.INFO)
    await opened_form(asked, asked.ada)
    asked.ada.fill(text=WORDS)
    await asked.ada.submit()
    await asked.settled()
    lines = [record.getMessage() for record in caplog.records]
    assert [line for line in lines if "comment" in line or "zyxwv" in line] == []


async def test_a_fault_while_a_comment_is_kept_does_not_tell_it(asked, caplog):
    await opened_form(asked, asked.ada)
    asked.ada.fill(text=WORDS)
    planted = "CREATE TRIGGER planted BEFORE INSERT ON draft BEGIN SELECT RAISE(ABORT, 'a planted fault'); END"
    await asked.world.act(asked.world.workspace, lambda db: db.run(text(planted)))
    await asked.ada.submit()
    assert "Something went wrong on our side" in asked.ada.modal.plain
    assert "a planted fault" in caplog.text
    assert "zyxwv" not in caplog.text


async def test_a_changed_secret_is_the_operators_affair(asked):
    await opened_form(asked, asked.ada)
    asked.ada.fill(text=WORDS)
    asked.world.db._seals = type(asked.world.db._seals)("another secret, long enough too")
    await asked.ada.submit()
    assert asked.ada.modal is not None
    assert "cannot be answered right now" in asked.ada.modal.plain


async def test_forgetting_is_done_by_the_housekeeping_after_thirty_days(asked):
    today = asked.world.now().date()
    row = {"workspace": asked.world.workspace, "audience": "T", "sealed": b"", "link": b"", "waited": 0, "release": "r"}
    rows = [row | {"id": "old", "until": today - timedelta(days=1)}, row | {"id": "new", "until": today}]
    await asked.world.act(asked.world.workspace, lambda db: db.run(COMMENT.insert(), rows))
    await comments.forget(asked.world)
    kept = await asked.world.act(asked.world.workspace, lambda db: list(db.run(select(COMMENT.c.id)).scalars()))
    assert kept == ["new"]
