"""What an admin chooses, and from when on it holds."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.errors import Refused
from bot.policies import Policy, Wish
from handlers import policies, rounds, teams
from storage import audit, schedules, set_up
from storage import pulses as stored_pulses

NEXT = datetime(2026, 3, 8, 12, tzinfo=UTC)  # the Sunday on which the next Monday has begun somewhere


async def test_without_a_choice_all_is_as_it_ships(office):
    assert await policies.show(office.world) == policies.Chosen(Policy(), 1, None)


async def test_what_is_chosen_is_shown(office):
    changed = await policies.change(office.world, Wish(items_per_need=2, lead="@olga"), 2)
    assert (changed.policy, changed.weeks) == (Policy(items_per_need=2, lead="UOLGA"), 2)
    assert changed.lead.name == "Olga Test"
    assert await policies.show(office.world) == changed
    assert (await policies.change(office.world, Wish(lead=""))).lead is None


@pytest.mark.parametrize(
    ("wish", "weeks", "code"),
    [
        (Wish(has_guests=True, threshold=4), None, "policy_threshold"),
        (Wish(has_guests=True, lead="@zoe"), None, "person_unknown"),
        (Wish(has_guests=True), 3, "pulse_weeks"),
    ],
    ids=["threshold", "lead", "weeks"],
)
async def test_a_choice_that_cannot_be_changes_nothing(office, wish, weeks, code):
    with pytest.raises(Refused) as refused:
        await policies.change(office.world, wish, weeks)
    assert refused.value.code == code
    assert await policies.show(office.world) == policies.Chosen(Policy(), 1, None)


async def test_while_a_round_is_open_the_threshold_is_only_raised(office):
    await office.set_up_teams()
    await policies.change(office.world, Wish(threshold=7))
    await rounds.open_by_hand(office.world)
    with pytest.raises(Refused, match="policy_threshold_open"):
        await policies.change(office.world, Wish(threshold=6))
    assert (await policies.change(office.world, Wish(threshold=8))).policy.threshold == 8
    await rounds.close_by_hand(office.world)
    assert (await policies.change(office.world, Wish(threshold=5))).policy.threshold == 5


async def asked(office):
    current = await office.world.act(office.world.workspace, stored_pulses.current)
    questions = await office.world.act(
        office.world.workspace, lambda db: stored_pulses.questions(db, current.id, "UADA")
    )
    return [item.id for item in questions.items]


async def test_a_choice_holds_from_the_next_round_on(office):
    await office.set_up_teams()
    await rounds.open_by_hand(office.world)
    before = await asked(office)
    await policies.change(office.world, Wish(items_per_need=2, has_fourth=False))
    for item in before:
        if item in {found.id for found, _ in await policies.every_item(office.world)}:
            await policies.switch(office.world, item, on=False)
    assert await asked(office) == before
    await rounds.close_by_hand(office.world)
    office.slack.clock.move(timedelta(days=7))
    await rounds.open_by_hand(office.world)
    after = await asked(office)
    assert len(after) == 6
    assert not set(before) & set(after)


async def test_what_is_chosen_before_there_is_a_team_asks_nobody_in_the_middle_of_a_week(office):
    office.slack.clock.set(datetime(2026, 2, 9, 12, tzinfo=UTC))
    await policies.change(office.world, Wish(), weeks=2)
    await office.at(datetime(2026, 3, 4, 9, tzinfo=UTC))  # a Wednesday
    shown = await office.world.act(office.world.workspace, lambda db: set_up.next_round(db, Policy(), NEXT))
    await office.set_up_teams()
    await office.beat()
    assert await office.world.act(office.world.workspace, stored_pulses.current) is None
    await office.at(NEXT)
    opened = await office.world.act(office.world.workspace, stored_pulses.current)
    assert opened.week == shown.week == "2026-W11"
    assert (await policies.show(office.world)).weeks == 2


async def test_a_second_team_moves_no_pulse(office):
    office.slack.clock.set(datetime(2026, 3, 2, 9, tzinfo=UTC))
    await teams.add(office.world, "Support", "#support", "@ben")
    await policies.change(office.world, Wish(), weeks=4)
    before = await office.world.act(office.world.workspace, lambda db: schedules.one(db, "pulse"))
    office.slack.clock.set(datetime(2026, 3, 4, 12, tzinfo=UTC))
    await teams.add(office.world, "Product", "#product", "@olga")
    assert before.first == date(2026, 3, 2)
    assert await office.world.act(office.world.workspace, lambda db: schedules.one(db, "pulse")) == before


async def test_choosing_what_is_chosen_moves_nothing_and_what_moves_is_noted(office):
    async def known():
        entries = await office.world.act(office.world.workspace, lambda db: audit.newest(db, 9))
        schedule = await office.world.act(office.world.workspace, lambda db: schedules.one(db, "pulse"))
        return schedule.first, [dict(entry.detail) for entry in entries if entry.act == "policy_changed"]

    await office.set_up_teams()
    office.slack.clock.set(datetime(2026, 3, 1, 12, tzinfo=UTC))
    await policies.change(office.world, Wish(), weeks=4)
    office.slack.clock.set(datetime(2026, 3, 16, 9, tzinfo=UTC))
    await rounds.open_by_hand(office.world)
    await rounds.close_by_hand(office.world)
    before = await known()
    assert before == (date(2026, 3, 2), [{"weeks": "4"}])
    await policies.change(office.world, Wish(has_fourth=True), weeks=4)
    assert await known() == before
    await policies.change(office.world, Wish(), weeks=2)
    assert await known() == (date(2026, 3, 30), [{"weeks": "2", "from_week": "2026-W14"}, {"weeks": "4"}])


async def test_a_pulse_that_an_earlier_day_would_open_at_once_is_noted_as_moved(office):
    await office.set_up_teams()
    await policies.change(office.world, Wish(opens_on=2, days_open=3), weeks=1)
    office.slack.clock.set(datetime(2026, 3, 2, 12, tzinfo=UTC))
    await policies.change(office.world, Wish(opens_on=0))
    newest, *_ = await office.world.act(office.world.workspace, lambda db: audit.newest(db, 9))
    assert dict(newest.detail) == {"from_week": "2026-W11", "opens_on": "0"}


async def test_an_open_round_keeps_its_times_when_others_are_chosen(office):
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 1, 12, tzinfo=UTC))
    before = await office.world.act(office.world.workspace, stored_pulses.current)
    await policies.change(office.world, Wish(opens_on=1))
    assert await office.world.act(office.world.workspace, stored_pulses.current) == before
    await office.at(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    await office.at(datetime(2026, 3, 9, 9, 59, tzinfo=UTC))
    assert await office.world.act(office.world.workspace, stored_pulses.current) is None
    await office.at(datetime(2026, 3, 9, 10, tzinfo=UTC))
    after = await office.world.act(office.world.workspace, stored_pulses.current)
    assert (after.week, after.closes_at) == ("2026-W11", datetime(2026, 3, 14, 12, tzinfo=UTC))


async def test_an_earlier_day_opens_nothing_in_the_middle_of_a_week(office):
    await office.set_up_teams()
    await policies.change(office.world, Wish(opens_on=2, days_open=3), weeks=1)
    await office.at(datetime(2026, 3, 2, 12, tzinfo=UTC))  # a Monday
    await policies.change(office.world, Wish(opens_on=0))
    await office.beat()
    assert await office.world.act(office.world.workspace, stored_pulses.current) is None
    await office.at(datetime(2026, 3, 8, 10, tzinfo=UTC))
    opened = await office.world.act(office.world.workspace, stored_pulses.current)
    assert (opened.week, opened.closes_at) == ("2026-W11", datetime(2026, 3, 12, 12, tzinfo=UTC))


async def test_one_opened_by_hand_lasts_to_the_end_of_the_days_that_are_chosen(office):
    await office.set_up_teams()
    await policies.change(office.world, Wish(opens_on=2, days_open=3))
    office.slack.clock.set(datetime(2026, 3, 3, 10, tzinfo=UTC))  # when Wednesday begins in the first zone
    opened, asked = await rounds.open_by_hand(office.world)
    assert (opened.week, opened.closes_at, asked) == ("2026-W10", datetime(2026, 3, 7, 12, tzinfo=UTC), 15)
    await office.beat()
    assert len(office.ada.dm.messages) == 1


async def test_items_are_listed_with_the_own_ones_last(office):
    added = await policies.add_item(office.world, "Is the coffee good?")
    every = await policies.every_item(office.world)
    assert every[-1] == (added, True)
    assert all(is_on for _, is_on in every)
    switched = await policies.switch(office.world, added.id, on=False)
    assert switched == added
    assert (await policies.every_item(office.world))[-1] == (added, False)


async def test_an_item_that_is_not_known_is_refused(office):
    with pytest.raises(Refused, match="item_unknown"):
        await policies.switch(office.world, "coffee", on=False)


async def test_another_cadence_opens_nothing_in_the_middle_of_an_off_week(office):
    await office.set_up_teams()
    await policies.change(office.world, Wish(), weeks=2)
    for moment in (datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 6, 12, 1, tzinfo=UTC)):
        await office.at(moment)
    office.slack.clock.set(datetime(2026, 3, 10, 11, tzinfo=UTC))  # a Tuesday
    await policies.change(office.world, Wish(), weeks=1)
    await office.beat()
    assert await office.world.act(office.world.workspace, stored_pulses.current) is None
    await office.at(datetime(2026, 3, 15, 12, tzinfo=UTC))
    opened = await office.world.act(office.world.workspace, stored_pulses.current)
    assert opened.week == "2026-W12"
