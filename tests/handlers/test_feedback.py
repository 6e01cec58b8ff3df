"""Customer feedback: by form, from a message, and what a form says about what is missing."""

import sqlite3
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from bot.errors import Refused
from bot.feedback import Counted
from handlers import feedback
from storage import feedback as stored
from storage import teams as stored_teams

RATING = "Above what they expected"


async def total(office, team):
    since, until = office.world.now() - timedelta(days=7), office.world.now() + timedelta(days=7)
    counted = await office.world.act(office.world.workspace, lambda db: stored.summary(db, team, since, until))
    return counted.all


async def test_feedback_works_before_any_team_is_set_up(office):
    await office.ada.command("/feedback")
    assert "Which team does it concern?" not in office.ada.modal.fields
    office.ada.fill(customer="Quillfeather Physio", said="On time, as promised.", rating=RATING)
    await office.ada.submit()
    assert "Logged what Quillfeather Physio said. No team was chosen" in office.ada.modal.text


async def test_the_form_can_name_the_team_and_the_expectations(office):
    await office.set_up_teams()
    await office.ada.shortcut("Log customer feedback")
    office.ada.fill(
        customer="Tidepool Swim School",
        said="Nobody rang back.",
        rating="Far below what they expected",
        expectations=["Care: did they feel looked after?", "Commitment: did we keep our promise?"],
        team="Support",
    )
    await office.ada.submit()
    assert "It counts in the next digest of Support." in office.ada.modal.text
    teams = await office.world.act(office.world.workspace, stored_teams.every)
    assert await total(office, teams[0].id) == Counted(1, 0)


async def test_what_is_missing_is_told_before_anything_is_sent(office):
    await office.ada.command("/feedback")
    office.ada.fill(customer="   ", said="x", rating=RATING)
    await office.ada.submit()
    assert office.ada.modal.errors == {
        "Which customer?": "Say which customer this is from. A first name or a company is enough."
    }


async def test_a_message_can_be_logged(office):
    posted = await office.ben.say("support", "Quillfeather says the export is late again.")
    await office.ada.shortcut("Log as customer feedback", office.ada.channel("support").message(posted.ts))
    assert office.ada.modal.fields["What did they say?"] == "Quillfeather says the export is late again."


async def test_words_after_the_command_start_the_form(office):
    await office.ada.command("/feedback", "They loved it")
    assert office.ada.modal.fields["What did they say?"] == "They loved it"


async def test_progress_ends_at_the_end_of_the_file(office):
    content = b"customer,said,rating\n" + b"Ember,Fine,3\n" * 1200
    seen = []
    done = await feedback.import_csv(office.world, BytesIO(content), "f.csv", seen.append)
    assert seen[-1] == len(content)
    assert len(seen) >= 3
    assert (done.new, done.known) == (1, 1199)


async def test_a_file_with_another_encoding_is_refused_before_anything_is_kept(office):
    content = b"customer,said,rating\n" + b"".join(b"Ember,Fine %d,3\n" % n for n in range(600)) + b"Caf\xe9,Good,4\n"
    with pytest.raises(Refused, match="csv_encoding"):
        await feedback.import_csv(office.world, BytesIO(content), "f.csv", lambda _: None)
    again = await feedback.import_csv(office.world, BytesIO(content[:-13]), "f.csv", lambda _: None)
    assert again.known == 0


async def test_a_byte_order_mark_is_no_part_of_the_first_column(office):
    content = "\ufeffcustomer,said,rating\nEmber,Schön,4\n".encode()
    assert (await feedback.import_csv(office.world, BytesIO(content), "f.csv", lambda _: None)).new == 1


async def test_the_day_of_what_is_logged_is_the_loggers_own(office):
    await office.set_up_teams()
    office.slack.change_user("UADA", tz="Pacific/Kiritimati")  # fourteen hours ahead: it is the second of March there
    await office.at(datetime(2026, 3, 1, 11, tzinfo=UTC))
    await office.ada.command("/feedback")
    office.ada.fill(customer="Ember", said="Fine.", rating=RATING, team="Support")
    await office.ada.submit()
    path = office.settings.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT happened_on FROM feedback").fetchall() == [("2026-03-02",)]


async def test_what_is_logged_on_the_day_of_closing_counts_at_once(office):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    await office.at(datetime(2026, 3, 6, 10, tzinfo=UTC))
    await office.ada.command("/feedback")
    office.ada.fill(customer="Ember", said="Fine.", rating=RATING, team="Support")
    await office.ada.submit()
    content = b"customer,said,rating,team,date\nTidepool,Late,1,Support,2026-03-06\nOld,Late,1,Support,2026-02-20\n"
    await feedback.import_csv(office.world, BytesIO(content), "f.csv", lambda _: None)
    await office.at(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    assert "Customers spoke 2 times" in office.ada.channel("support").last.plain


async def test_a_form_whose_acknowledgement_was_lost_logs_once_when_it_is_sent_again(office):
    await office.ada.command("/feedback")
    office.ada.fill(customer="Ember", said="Fine.", rating=RATING)
    office.sandbox.faults.miss_acks = 1
    await office.ada.submit()
    await office.ada.submit()
    assert "Logged what Ember said" in office.ada.modal.text
    path = office.settings.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM feedback").fetchone() == (1,)
