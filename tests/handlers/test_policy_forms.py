"""How people are asked and what is shown, chosen by an admin: form, what it comes to, kept; and what cannot be."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot import pulses
from bot.people import Person
from bot.policies import Policy, Wish
from handlers import policies, rounds
from storage import audit, people, schedules
from tests.handlers.set_up_forms import act, press, step

WEDNESDAY = datetime(2026, 3, 4, 12, tzinfo=UTC)


async def noted(office):
    return [(entry.by, entry.act, dict(entry.detail)) for entry in await act(office, lambda db: audit.newest(db, 99))]


async def test_the_pulse_is_chosen_in_two_steps(administered):
    await administered.at(WEDNESDAY)
    ann = await press(administered, "policy_pulse_open")
    await step(administered, ann, weeks="Every two weeks", opens_on="Tuesday", days_open="3 days", items_per_need="2")
    assert (await policies.show(administered.world)).policy == Policy()
    shown = ann.modal.plain
    assert "opens on Tuesday 10 March 2026 and can be answered until Thursday 12 March 2026" in shown
    assert "15 people are asked (with whoever leads): next pulse Tuesday 10 March 2026, 10:00 their time;" in shown
    assert "; 11 of them in another time zone." in shown
    assert "2 questions for each of the three needs" in shown
    assert "*Mind:*" not in shown
    await step(administered, ann)
    assert "Saved." in ann.modal.plain
    kept = await policies.show(administered.world)
    assert kept == policies.Chosen(Policy(items_per_need=2, opens_on=1, days_open=3), 2, None)
    detail = {"weeks": "2", "items_per_need": "2", "opens_on": "1", "days_open": "3"}
    assert await noted(administered) == [("UANN", "policy_changed", detail)]
    await ann.close()
    assert ann.modal is None


async def test_what_is_shown_first_is_what_comes(administered):
    await administered.at(WEDNESDAY)
    ann = await press(administered, "policy_pulse_open")
    await step(administered, ann, opens_on="Wednesday", days_open="2 days")
    assert "opens on Wednesday 11 March 2026" in ann.modal.plain
    assert "open for two days only" in ann.modal.plain
    await step(administered, ann)
    schedule = await act(administered, lambda db: schedules.one(db, pulses.KIND))
    assert schedule.first == date(2026, 3, 9)
    await administered.at(datetime(2026, 3, 11, 12, tzinfo=UTC))
    with pytest.raises(Exception, match="pulse_open_already"):
        await rounds.open_by_hand(administered.world)


async def test_back_leads_to_the_form_as_it_was_filled_in(administered):
    ann = await press(administered, "policy_pulse_open")
    await step(administered, ann, weeks="Every four weeks")
    await ann.close()
    assert ann.modal.values["weeks"]["weeks"]["selected_option"]["value"] == "4"
    await step(administered, ann, weeks="Every week")
    await step(administered, ann)
    assert await noted(administered) == []


async def test_a_pulse_past_friday_is_refused_where_it_is_chosen(administered):
    ann = await press(administered, "policy_pulse_open")
    await step(administered, ann, opens_on="Wednesday", days_open="4 days")
    assert list(ann.modal.errors) == ["For how many days can it be answered?"]
    assert (await policies.show(administered.world)).policy == Policy()


async def test_guests_count_as_soon_as_they_take_part(administered):
    ann = await press(administered, "policy_pulse_open")
    await step(administered, ann, also=["Guests take part too"])
    assert "16 people" in ann.modal.plain
    assert "Guests take part." in ann.modal.plain
    await step(administered, ann)
    policy = (await policies.show(administered.world)).policy
    assert (policy.has_guests, policy.has_fourth, policy.has_whole_bank) == (True, False, False)


async def test_an_open_pulse_is_named_and_stays(administered):
    await rounds.open_by_hand(administered.world)
    ann = await press(administered, "policy_pulse_open")
    await step(administered, ann, opens_on="Tuesday")
    assert "The pulse that is open now stays as it was opened." in ann.modal.plain


async def test_the_digest_is_chosen_in_two_steps(administered):
    await administered.at(WEDNESDAY)
    ann = await press(administered, "policy_digest_open")
    values = {"digest_on": "On Mondays", "digest_at": "09:30", "lead": "UBEN", "threshold": "7", "also": []}
    await step(administered, ann, **values)
    assert (await policies.show(administered.world)).policy == Policy()
    shown = ann.modal.plain
    assert "Digests come on Mondays at 09:30 (Europe/Berlin). The next one: 2026-03-16 08:30 UTC." in shown
    assert "without charts" in shown
    assert "Ben Test reads what is about the whole company." in shown
    assert "a team needs 8 people" in shown
    assert "too small to ever show scores of their own: Support (7 people) and Product (6 people)" in shown
    await step(administered, ann)
    assert "Saved." in ann.modal.plain
    kept = (await policies.show(administered.world)).policy
    assert (kept.digest_on, kept.digest_at, kept.digest_zone) == (0, 570, "Europe/Berlin")
    assert (kept.lead, kept.threshold, kept.has_charts) == ("UBEN", 7, False)
    ((by, what, detail),) = await noted(administered)
    assert (by, what, detail["lead"]) == ("UANN", "policy_changed", "someone")
    assert "UBEN" not in str(detail)


async def test_a_digest_with_its_pulse_keeps_the_hour_it_had(administered):
    await policies.change(administered.world, Wish(digest_on=4, digest_at=605, digest_zone="America/New_York"))
    ann = await press(administered, "policy_digest_open")
    assert "10:05" in ann.modal.plain
    await step(administered, ann, digest_on="As soon as its pulse has closed")
    assert "as soon as their pulse has closed" in ann.modal.plain
    await step(administered, ann)
    kept = (await policies.show(administered.world)).policy
    assert (kept.digest_on, kept.digest_at, kept.digest_zone) == (None, 605, "America/New_York")
    assert (await noted(administered))[0] == ("UANN", "policy_changed", {"digest_on": ""})


@pytest.mark.parametrize(
    ("threshold", "sentence"),
    [
        ("4", "Choose a threshold from 5 to 100."),
        ("many", "Choose a threshold from 5 to 100."),
        ("\uff16", "Choose a threshold from 5 to 100."),
        ("7", "answer it trusting a threshold of 8"),
    ],
)
async def test_a_threshold_that_cannot_be_is_refused_where_it_is_typed(administered, threshold, sentence):
    await policies.change(administered.world, Wish(threshold=8))
    await rounds.open_by_hand(administered.world)
    ann = await press(administered, "policy_digest_open")
    await step(administered, ann, threshold=threshold)
    assert sentence in ann.modal.errors["How many must have answered before a number is shown?"]


async def test_between_two_pulses_the_threshold_can_be_lowered(administered):
    await policies.change(administered.world, Wish(threshold=8))
    ann = await press(administered, "policy_digest_open")
    await step(administered, ann, threshold="5")
    assert "too small" not in ann.modal.plain
    await step(administered, ann)
    assert (await policies.show(administered.world)).policy.threshold == 5


async def test_a_pulse_that_opens_between_the_steps_holds_the_threshold(administered):
    await policies.change(administered.world, Wish(threshold=8))
    ann = await press(administered, "policy_digest_open")
    await step(administered, ann, threshold="5")
    await rounds.open_by_hand(administered.world)
    await step(administered, ann)
    assert "trusting a threshold of 8" in ann.modal.plain
    assert (await policies.show(administered.world)).policy.threshold == 8


async def test_an_app_reads_nothing_about_the_company(administered):
    ann = await press(administered, "policy_digest_open")
    await step(administered, ann, lead="UBUILD")
    assert "This is an app" in ann.modal.errors["Who reads what is about the whole company?"]


@pytest.mark.parametrize("what", ["policy_pulse_open", "policy_digest_open"])
async def test_who_is_no_admin_any_more_keeps_nothing(administered, what):
    ann = await press(administered, what)
    await step(administered, ann)
    await act(administered, lambda db: people.keep(db, [Person("UANN", "Ann Admin", updated=2**33)]))
    await step(administered, ann)
    assert "Only an admin of this workspace can do that." in ann.modal.plain
    assert await noted(administered) == []


@pytest.mark.parametrize(
    "forged",
    ['{"weeks":"3"}', "{}", '{"opens_on":["1"]}', "[]", "no json", ""],
    ids=["a number", "nothing", "a list for a text", "a list", "no json", "empty"],
)
@pytest.mark.parametrize("what", ["policy_pulse_open", "policy_digest_open"])
async def test_what_comes_back_is_checked_again(administered, what, forged):
    ann = await press(administered, what)
    await step(administered, ann)
    ann.modal.view.payload["private_metadata"] = forged
    await step(administered, ann)
    assert await noted(administered) == []
    assert (await policies.show(administered.world)).policy == Policy()


async def test_home_follows_what_was_chosen_there(administered):
    ann = administered.person("ann")
    await ann.open_home()
    await administered.settled()
    await ann.press("Set-up")
    await administered.settled()
    assert "from Monday on for 4 days" in ann.home.plain
    await ann.press(next(widget for widget in ann.home.widgets if widget.element.action_id == "policy_pulse_open"))
    await administered.settled()
    await step(administered, ann, opens_on="Tuesday")
    await step(administered, ann)
    await ann.close()
    await administered.beat()
    assert "from Tuesday on for 4 days" in ann.home.plain
