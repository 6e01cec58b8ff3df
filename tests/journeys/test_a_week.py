"""One week in a team, from the first question to the digest: the real bot, the real protocol, on both stores."""

from datetime import UTC, datetime

from bot.views import digest_lines
from handlers import digests

MONDAY_NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
FRIDAY_NOON = datetime(2026, 3, 6, 12, 0, 30, tzinfo=UTC)
SUPPORT = ("ada", "dina", "eli", "fay", "gus", "hana", "ivo")


LABELS = ["Not at all true", "A little true", "Partly true", "Mostly true", "Completely true", "Skip"]


def answers(person):
    """The answers to the question that a person's pulse shows."""
    return [w for w in person.dm.saying("Your pulse").widgets if w.element.action_id.startswith("pulse_answer")]


async def answer(office, person, *scores):
    """Answer the questions of the pulse in the person's direct messages, one after the other; 0 skips."""
    for score in scores:
        await person.press(next(w for w in answers(person) if w.element.action_id == f"pulse_answer:{score}"))
        await office.settled()  # the next question takes its place


async def test_a_week_in_a_team(office_on_each_store):
    office = office_on_each_store
    ada, ben, cleo = office.ada, office.ben, office.cleo
    await office.set_up_teams()

    # Sunday: Monday has begun somewhere; the round opens, and everyone is asked at ten on their own Monday.
    await office.at(datetime(2026, 3, 1, 11, tzinfo=UTC))
    assert not ada.dm.messages
    await office.at(datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    assert [w.label for w in answers(ada)] == LABELS
    assert not office.person("dina").dm.messages  # it is half past four in the morning in New York
    await office.at(MONDAY_NIGHT)
    assert "Question 1 of 4" in office.person("dina").dm.last.plain
    assert not office.person("gil").dm.messages

    # They answer; Ada changes her mind, Ivo skips a question. No message ever repeats a score.
    late = answers(office.person("gus"))[4]
    for name in SUPPORT:
        await answer(office, office.person(name), 0 if name == "ivo" else 4, 3, 5, 2)
    await answer(office, ben, 1, 1, 1, 1)
    await answer(office, cleo, 5, 5, 5, 5)
    told = ada.dm.saying("Your pulse").plain
    assert "Thank you. That is all for this time." in told
    await ada.press("Change my answers")
    await office.settled()
    await ada.press(next(w for w in ada.modal.widgets if w.element.action_id == "pulse_answer:2"))
    await office.settled()
    assert [ada.modal.plain.count(label) for label in LABELS] == [4] * 6  # the buttons and nothing else
    await ada.close()
    assert ada.dm.saying("Your pulse").plain == told
    assert [label for label in LABELS if label in told] == []

    # Kudos: by form, shared by the receiver; by command; refused kindly.
    await ada.command("/kudos")
    ada.fill(people=["ben"], did="Rewrote the refund guide", enabled="New colleagues settle refunds alone")
    await ada.submit()
    assert "on its way to Ben Test" in ada.modal.text
    await ada.close()
    await cleo.command("/kudos", "@ada for the clear bug report")
    assert "on its way to Ada Test" in cleo.dm.last.text
    await ben.command("/kudos", "@ben for being me")
    assert "someone else" in ben.dm.last.text
    await ben.command("/kudos", "@ada")
    assert "Say what they did" in ben.dm.last.text
    await office.beat()
    assert "the clear bug report" in ada.dm.saying("thanked you").plain
    await ben.press(ben.dm.saying("thanked you").button("Share with the team"))
    await office.beat()
    assert "Rewrote the refund guide" in ada.channel("support").last.plain
    assert "You shared this" in ben.dm.saying("thanked you").plain

    # Feedback.
    await office.at(TUESDAY)
    await ben.command("/feedback")
    ben.fill(
        customer="Quillfeather Physio",
        said="The export came when you said it would.",
        rating="Above what they expected",
        expectations=["Commitment: did we keep our promise?"],
        teams=["Support"],
    )
    await ben.submit()
    assert "Logged what Quillfeather Physio said" in ben.modal.text
    await ben.close()

    # Friday noon: Thursday has ended everywhere; the round closes and the digest is there.
    await office.at(FRIDAY_NOON)
    digest = ada.channel("support").last
    assert "5 or more people answered" in digest.plain
    assert "Recognition: 85 or more" in digest.plain
    assert "Rewrote the refund guide" in digest.plain
    assert "A customer spoke once, and it was as they expected or better." in digest.plain
    assert "Commitment 1 of 1" in digest.plain
    assert digest_lines.title((await digests.previews(office.world))[0]) in digest.plain
    assert "Fewer than 5 people answered" in cleo.channel("product").last.plain

    # Too late is told kindly and changes nothing; a second beat posts nothing again.
    gus = office.person("gus")
    await gus.press(late)
    await office.settled()
    assert "has closed" in gus.dm.last.text
    before = len(ada.channel("support").messages)
    await office.beat()
    assert len(ada.channel("support").messages) == before
    assert all(not person.notes for person in (ada, ben, cleo))
