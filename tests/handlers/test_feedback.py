"""Customer feedback in Slack: by form, from a message, asked about when in doubt."""

import sqlite3
from datetime import UTC, datetime

import pytest

from bot.errors import Refused
from bot.feedback import Counted
from bot.payloads import Form
from handlers import feedback as handler
from storage import feedback as stored
from storage import teams as stored_teams

RATING = "Above what they expected"
TOLD = ["Tell them, with these words and your name"]
LATE = "The export is late again, and nobody told us why."


async def total(office, team):
    concerning = [piece for piece in await everything(office) if team in piece.teams]
    return Counted(len(concerning), sum(piece.is_met for piece in concerning))


async def everything(office):
    return await office.world.act(office.world.workspace, lambda db: stored.after(db, "", 1000))


async def log(person, **fields):
    await person.command("/feedback")
    person.fill({"customer": "Ember", "said": "Fine.", "rating": RATING, **fields})
    await person.submit()


async def test_feedback_works_before_any_team_is_set_up(office):
    await office.ada.command("/feedback")
    assert "Which teams does it concern?" not in office.ada.modal.fields
    office.ada.fill(customer="Quillfeather Physio", said="On time, as promised.", rating=RATING)
    await office.ada.submit()
    assert "Logged what Quillfeather Physio said. No team was chosen" in office.ada.modal.text


async def test_the_form_can_name_the_teams_and_the_expectations(office):
    await office.set_up_teams()
    await office.ada.shortcut("Log customer feedback")
    office.ada.fill(
        customer="Tidepool Swim School",
        said="Nobody rang back.",
        rating="Far below what they expected",
        expectations=["Care: did they feel looked after?", "Commitment: did we keep our promise?"],
        teams=["Support", "Product"],
    )
    await office.ada.submit()
    assert "It counts in the next digest of Support and Product." in office.ada.modal.text
    for team in await office.world.act(office.world.workspace, stored_teams.every):
        assert await total(office, team.id) == Counted(1, 0)


async def test_everything_that_the_form_asks_is_kept(office_on_each_store):
    office = office_on_each_store
    await office.set_up_teams()
    await log(
        office.ada,
        customer="Ember",
        said="You let us choose the date.",
        rating=RATING,
        expectations=["Culture: did they like how we do things?"],
        voice="It is my impression",
        date="2026-02-27",
        needs=["In charge: they could decide for themselves", "Not valued: they felt overlooked"],
        praised="@dina",
        source="A call",
        link="https://example.com/call/7",
    )
    assert "Dina Test is not told of the praise." in office.ada.modal.text
    (kept,) = await everything(office)
    assert (kept.customer, kept.said, kept.rating) == ("Ember", "You let us choose the date.", 4)
    assert (kept.expectations, kept.is_impression) == ({"culture"}, True)
    assert (kept.happened_on.isoformat(), kept.needs) == ("2026-02-27", {"autonomy": 1, "recognition": -1})
    assert (kept.praised, kept.is_praise_told) == ("UDINA", False)
    assert (kept.source, kept.link, kept.logged_by) == ("A call", "https://example.com/call/7", "UADA")
    assert len(kept.teams) == 1, "the logger's own team was chosen to begin with"


async def test_what_is_missing_is_told_before_anything_is_sent(office):
    await office.ada.command("/feedback")
    office.ada.fill(customer="   ", said="x", rating=RATING)
    await office.ada.submit()
    assert office.ada.modal.errors == {
        "Which customer?": "Say which customer this is from. A first name or a company is enough."
    }


async def test_both_sides_of_one_need_are_told_at_the_field(office):
    await log(
        office.ada,
        needs=["Valued: they felt that they matter to us", "Not valued: they felt overlooked"],
    )
    assert "Keep the one that weighs more" in office.ada.modal.errors["How did it leave them?"]


async def test_a_message_can_be_logged_with_its_address(office):
    posted = await office.ben.say("support", "R&D says the call with @ada was friendly.")
    await office.ada.shortcut("Log as customer feedback", office.ada.channel("support").message(posted.ts))
    fields = office.ada.modal.fields
    assert fields["What did they say?"] == "R&D says the call with @Ada Test was friendly."
    assert fields["A link to it"].endswith(f"/p{posted.ts.replace('.', '')}")
    assert fields["Which expectation was it?"] == ["Care: did they feel looked after?"]
    assert "which is only a suggestion" in office.ada.modal.text


async def test_a_suggestion_can_be_taken_away(office):
    await office.ada.command("/feedback", "The invoice was wrong")
    assert office.ada.modal.fields["Which expectation was it?"] == ["Cost: was it worth the price and the effort?"]
    office.ada.fill(customer="Ember", rating=RATING, expectations=[])
    await office.ada.submit()
    assert (await everything(office))[0].expectations == frozenset()


async def test_words_after_the_command_start_the_form(office):
    await office.ada.command("/feedback", "They loved it")
    assert office.ada.modal.fields["What did they say?"] == "They loved it"
    assert "only a suggestion" not in office.ada.modal.text


async def test_nearly_the_same_is_asked_about_and_not_counted_twice(office_on_each_store):
    office = office_on_each_store
    await log(office.ben, said=LATE)
    await log(office.ada, customer="EMBER", said="Export is late again and nobody told us why!")
    assert "This looks like what Ben Test logged for Sunday 1 March 2026:" in office.ada.modal.text
    assert LATE in office.ada.modal.text
    assert len(await everything(office)) == 1
    await office.ada.submit()
    assert office.ada.modal.errors == {"Shall it be logged once more?": "Please complete this required field."}
    office.ada.fill(again=["Log it all the same: it is something else"])
    await office.ada.submit()
    assert "Logged what Ember said." in office.ada.modal.text, "in the spelling by which they are known"
    assert [kept.customer for kept in await everything(office)] == ["Ember", "Ember"]


async def test_the_same_words_of_another_customer_or_another_month_are_no_matter(office):
    await log(office.ben, said=LATE)
    await log(office.ada, customer="Tidepool", said=LATE)
    await log(office.ada, said=LATE, date="2026-02-01")
    assert len(await everything(office)) == 3


async def test_a_customer_with_nearly_the_same_name_is_asked_about(office):
    await log(office.ben, customer="Quillfeather Physio", said=LATE)
    await log(office.ada, customer="Quilfeather Physio", said=LATE)
    assert len(await everything(office)) == 1
    office.ada.fill(customer_known="Quillfeather Physio")
    await office.ada.submit()
    assert "This looks like what Ben Test logged" in office.ada.modal.text
    office.ada.fill(again=["Log it all the same: it is something else"])
    await office.ada.submit()
    assert "Logged what Quillfeather Physio said." in office.ada.modal.text
    assert {kept.customer for kept in await everything(office)} == {"Quillfeather Physio"}


async def test_another_customer_with_nearly_the_same_name_is_kept_as_typed(office):
    await log(office.ben, customer="Quillfeather Physio")
    await log(office.ada, customer="Quilfeather Physio")
    office.ada.fill(customer_known="No, another customer")
    await office.ada.submit()
    assert {kept.customer for kept in await everything(office)} == {"Quillfeather Physio", "Quilfeather Physio"}


async def test_strangers_cannot_log(office):
    office.slack.change_user("UADA", is_stranger=True)
    await office.settled()
    await office.ada.command("/feedback")
    assert office.ada.modal is None
    assert "logged by members of this workspace" in office.ada.dm.last.text


async def test_the_day_of_what_is_logged_is_the_loggers_own(office):
    await office.set_up_teams()
    office.slack.change_user("UADA", tz="Pacific/Kiritimati")  # fourteen hours ahead: it is the second of March there
    await office.at(datetime(2026, 3, 1, 11, tzinfo=UTC))
    await log(office.ada)
    (kept,) = await everything(office)
    assert kept.happened_on.isoformat() == "2026-03-02"


async def test_what_is_logged_on_the_day_of_closing_counts_at_once(office):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    await office.at(datetime(2026, 3, 6, 10, tzinfo=UTC))
    await log(office.ada)
    await log(office.ada, customer="Old", date="2026-02-20")
    await office.at(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    assert "A customer spoke once" in office.ada.channel("support").last.plain


async def test_whoever_logs_too_late_is_told_that_no_digest_counts_it(office):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    await office.at(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    await log(office.ada, date="2026-03-04")
    assert "The digest of that week is out already" in office.ada.modal.text


async def test_a_form_whose_acknowledgement_was_lost_logs_once_when_it_is_sent_again(office):
    await office.ada.command("/feedback")
    office.ada.fill(customer="Ember", said=LATE, rating=RATING)
    office.sandbox.faults.miss_acks = 1
    await office.ada.submit()
    await office.ada.submit()
    assert "Logged what Ember said" in office.ada.modal.text
    path = office.settings.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM feedback").fetchone() == (1,)


async def test_a_form_that_was_kept_is_not_asked_about_when_it_is_sent_again_after_its_like(office):
    await office.ada.command("/feedback")
    office.ada.fill(customer="Ember", said=LATE, rating=RATING)
    office.sandbox.faults.miss_acks = 1
    await office.ada.submit()
    await log(office.ben, said=LATE)
    office.ben.fill(again=["Log it all the same: it is something else"])
    await office.ben.submit()
    await office.ada.submit()
    assert "Logged what Ember said" in office.ada.modal.text
    assert len(await everything(office)) == 2


async def test_a_form_that_is_sent_again_after_its_piece_was_deleted_does_not_say_that_it_is_kept(office):
    await office.ada.command("/feedback")
    office.ada.fill(customer="Ember", said=LATE, rating=RATING, praised="@dina", told=TOLD)
    office.sandbox.faults.miss_acks = 1
    await office.ada.submit()
    (kept,) = await everything(office)
    await office.world.act(office.world.workspace, lambda db: handler.delete_one(db, kept.id, "UADA"))
    await office.ada.submit()
    assert "This was logged by the same form, and deleted since." in office.ada.modal.text
    await office.beat()
    assert await everything(office) == []
    assert office.person("dina").dm.messages == []


async def test_a_form_with_the_id_of_anothers_piece_is_told_nothing_of_it(office):
    await log(office.ben, customer="Secret Customer", said=LATE)
    (kept,) = await everything(office)
    fields = {"customer": "Ember", "said": "Fine.", "rating": "4"}
    form = Form(office.world.workspace, "UADA", "feedback_form", fields, "", kept.id)
    with pytest.raises(Refused, match="feedback_not_yours"):
        await office.world.act(office.world.workspace, lambda db: handler.log_one(db, office.world, form))
