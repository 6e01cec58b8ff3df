"""Two admins who choose at the same time: the second does not undo what the first chose and they have not seen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot import policies as rules
from bot.policies import Policy, Wish
from handlers import policies, rounds
from storage import audit
from tests.handlers.set_up_forms import act, press, step

CHANGED = "Somebody changed this since you opened it, so nothing was saved."
FORMS = {
    "policy_pulse_open": (Wish(items_per_need=2), {"opens_on": "Tuesday"}),
    "policy_digest_open": (Wish(threshold=9), {"digest_on": "On Fridays"}),
    "kudos_set_up_open": (Wish(kudos_emoji="tada"), {"feedback_emoji": "ear"}),
}
EACH_FORM = pytest.mark.parametrize("what", FORMS)


async def policy(office):
    return (await policies.show(office.world)).policy


@EACH_FORM
async def test_what_another_has_chosen_since_the_form_was_opened_stays(administered, what):
    meanwhile, _ = FORMS[what]
    ann = await press(administered, what)
    chosen = (await policies.change(administered.world, meanwhile)).policy
    await step(administered, ann)
    assert CHANGED in ann.modal.plain
    assert await policy(administered) == chosen
    assert [entry.by for entry in await act(administered, lambda db: audit.newest(db, 9))] == [""]


@pytest.mark.parametrize("what", [name for name in FORMS if name.startswith("policy")])
async def test_what_another_has_chosen_since_the_preview_stays(administered, what):
    meanwhile, own = FORMS[what]
    ann = await press(administered, what)
    await step(administered, ann, **own)
    chosen = (await policies.change(administered.world, meanwhile)).policy
    await step(administered, ann)
    assert CHANGED in ann.modal.plain
    assert await policy(administered) == chosen


async def test_another_cadence_since_the_form_was_opened_stays(administered):
    ann = await press(administered, "policy_pulse_open")
    await policies.change(administered.world, Wish(), weeks=4)
    await step(administered, ann)
    assert CHANGED in ann.modal.plain
    assert (await policies.show(administered.world)).weeks == 4


@EACH_FORM
async def test_what_another_form_is_about_is_in_nobodys_way(administered, what):
    _, own = FORMS[what]
    ann = await press(administered, what)
    for other, (meanwhile, _) in FORMS.items():
        if other != what:
            await policies.change(administered.world, meanwhile)
    await step(administered, ann, **own)
    if what.startswith("policy"):
        await step(administered, ann)
    assert "Saved." in ann.modal.plain


@EACH_FORM
async def test_a_form_opened_anew_is_saved(administered, what):
    meanwhile, own = FORMS[what]
    await policies.change(administered.world, meanwhile)
    ann = await press(administered, what)
    await step(administered, ann, **own)
    if what.startswith("policy"):
        await step(administered, ann)
    assert "Saved." in ann.modal.plain
    assert await policy(administered) not in (Policy(), rules.changed(Policy(), meanwhile, is_open=False))


async def test_the_digest_that_waits_for_its_hour_is_named(administered):
    await policies.change(administered.world, Wish(digest_on=0, digest_at=9 * 60, digest_zone="Europe/Berlin"))
    await administered.at(datetime(2026, 3, 1, 12, tzinfo=UTC))
    await administered.at(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    ann = await press(administered, "policy_digest_open")
    await step(administered, ann, digest_on="On Wednesdays")
    waits = "That of the last pulse is ready and comes at the hour that was chosen before: 2026-03-09 08:00 UTC."
    assert f"{waits} The one after it: 2026-03-18 08:00 UTC." in ann.modal.plain
    await step(administered, ann)
    assert waits in ann.modal.plain
    await administered.at(datetime(2026, 3, 9, 8, 1, tzinfo=UTC))
    await ann.close()
    ann = await press(administered, "policy_digest_open")
    await step(administered, ann)
    assert "That of the last pulse" not in ann.modal.plain


async def test_a_pulse_form_saved_as_it_is_moves_no_pulse(administered):
    await administered.at(datetime(2026, 3, 1, 12, tzinfo=UTC))
    await policies.change(administered.world, Wish(), weeks=4)
    await administered.at(datetime(2026, 3, 16, 9, tzinfo=UTC))
    await rounds.open_by_hand(administered.world)
    await rounds.close_by_hand(administered.world)
    ann = await press(administered, "policy_pulse_open")
    await step(administered, ann)
    assert "The next one opens on Monday 30 March 2026" in ann.modal.plain
    await step(administered, ann)
    assert "The next one opens on Monday 30 March 2026" in ann.modal.plain
