"""Invitations to thank, which come seldom and never twice, and what those who lead a team see of its thanks."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.policies import Wish
from bot.preferences import Preferences
from bot.sharing import KudosChoice, Sharing
from handlers import policies, teams, thanking
from storage import kudos_choices
from storage import preferences as stored_preferences

SUNDAY = datetime(2026, 3, 1, 12, tzinfo=UTC)  # the first pulse has opened two hours ago
MARCH = datetime(2026, 3, 30, 7, tzinfo=UTC)  # a Monday, four weeks after the first pulse


def invited(office, person=None):
    return [m for m in (person or office.ada).dm.messages if m.text.startswith("Who made your work easier")]


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def at_three(office, day=30):
    """Let three o'clock of a day in March go by in Berlin, where Ada and Gus are."""
    await office.at(datetime(2026, 3, day, 13, tzinfo=UTC))


async def a_month_later(office):
    """Let four weeks go by in an office after its first pulse."""
    await office.set_up_teams()
    await office.at(SUNDAY)
    office.slack.clock.set(MARCH)
    return office


@pytest.fixture
async def month(office):
    """An office four weeks after its first pulse."""
    return await a_month_later(office)


async def test_whoever_has_thanked_nobody_for_four_weeks_is_invited_once(month):
    assert await thanking.invite(month.world) == 15
    assert await thanking.invite(month.world) == 0
    await month.beat()
    assert not invited(month)
    await at_three(month)
    (message,) = invited(month)
    assert message.buttons == ["Give kudos", "Do not ask again"]
    assert "It comes once in four weeks at most" in message.plain


async def test_the_next_one_comes_four_weeks_later_at_the_earliest(month):
    await thanking.invite(month.world)
    await at_three(month)
    month.slack.clock.set(MARCH + timedelta(days=27))
    await thanking.invite(month.world)
    await month.at(MARCH + timedelta(days=27, hours=10))
    assert len(invited(month)) == 1
    month.slack.clock.set(MARCH + timedelta(days=28))
    await thanking.invite(month.world)
    await month.at(MARCH + timedelta(days=28, hours=6))
    assert len(invited(month)) == 2


async def test_several_who_invite_at_once_invite_once(office_on_each_store):
    month = await a_month_later(office_on_each_store)
    assert sum(await asyncio.gather(*(thanking.invite(month.world) for _ in range(4)))) == 15


async def test_in_the_first_four_weeks_nobody_is_invited(office):
    await office.set_up_teams()
    assert await thanking.invite(office.world) == 0
    await office.at(SUNDAY)
    office.slack.clock.set(office.world.now() + timedelta(days=27))
    assert await thanking.invite(office.world) == 0


async def test_whoever_thanks_somebody_is_not_invited(month):
    await month.ada.command("/kudos", "@dina for the map")
    assert await thanking.invite(month.world) == 14
    await at_three(month)
    assert not invited(month)


async def test_whoever_has_thanked_by_the_hour_of_the_invitation_does_not_get_it(month):
    await thanking.invite(month.world)
    await month.ada.command("/kudos", "@dina for the map")
    await at_three(month)
    assert not invited(month)
    assert invited(month, month.person("gus"))


@pytest.mark.parametrize(
    "wishes",
    [
        Preferences(is_out=True),
        Preferences(paused_until=date(2026, 5, 1)),
        Preferences(weekdays=frozenset({5, 6})),
        Preferences(quiet=(time(0), time(23))),
    ],
    ids=["out", "paused", "days off", "quiet"],
)
@pytest.mark.parametrize("is_planned", [False, True], ids=["before", "after it was planned"])
async def test_nobody_is_invited_against_what_they_want(month, wishes, is_planned):
    if is_planned:
        await thanking.invite(month.world)
    await act(month, lambda db: stored_preferences.put(db, "UADA", wishes))
    await thanking.invite(month.world)
    await at_three(month)
    assert not invited(month)
    assert invited(month, month.person("gus"))


async def test_whoever_left_gets_none(month):
    await thanking.invite(month.world)
    month.slack.change_user("UADA", deleted=True)
    await month.settled()
    await at_three(month)
    assert not invited(month)


async def test_guests_are_invited_where_they_take_part(month):
    await policies.change(month.world, Wish(has_guests=True))
    assert await thanking.invite(month.world) == 15


async def test_whoever_wants_no_more_gets_no_more_and_their_other_choices_stay(month):
    await act(month, lambda db: kudos_choices.put(db, "UADA", KudosChoice(Sharing.NEVER)))
    await thanking.invite(month.world)
    await at_three(month)
    await month.ada.press(invited(month)[0].button("Do not ask again"))
    await month.settled()
    assert [message.text for message in month.ada.dm.messages if "asked this again" in message.text]
    kept = await act(month, lambda db: kudos_choices.one(db, "UADA"))
    assert kept == KudosChoice(Sharing.NEVER, has_prompt=False, prompted_on=date(2026, 3, 30))
    month.slack.clock.set(MARCH + timedelta(days=60))
    await thanking.invite(month.world)
    await month.at(MARCH + timedelta(days=60, hours=6))
    assert not invited(month)


async def test_whoever_switches_it_off_after_it_was_planned_gets_none(month):
    await thanking.invite(month.world)
    await act(month, lambda db: kudos_choices.put(db, "UADA", KudosChoice(has_prompt=False)))
    await at_three(month)
    assert not invited(month)
    assert invited(month, month.person("gus"))


async def test_give_kudos_opens_the_form(month):
    await thanking.invite(month.world)
    await at_three(month)
    await month.ada.press(invited(month)[0].button("Give kudos"))
    await month.settled()
    assert "Who do you want to thank?" in month.ada.modal.fields


async def covered(office, person):
    await person.command("/kudos", "team")
    return person.dm.last.text


async def thank(office, *names):
    """Have everyone named be thanked, each by somebody else."""
    for name, giver in zip(names, ("cleo", "jun", "kit", "lou", "mia", "noor", "olga"), strict=False):
        await office.person(giver).command("/kudos", f"@{name} for the map")


async def ask(office):
    """Let the first pulse go out, on Sunday, while the figures count up to the Monday before."""
    await office.set_up_teams()
    await office.at(SUNDAY)


def until_wednesday(office):
    """Let three days go by: the figures count up to the last Monday now."""
    office.slack.clock.set(SUNDAY + timedelta(days=3))


async def test_those_who_lead_a_team_see_how_many_were_thanked_and_nobody_elses_team(office_on_each_store):
    office = office_on_each_store
    await ask(office)
    await thank(office, "ada", "dina", "eli", "ben")
    assert "Support: nobody in it was asked in a pulse before that day" in await covered(office, office.ben)
    until_wednesday(office)
    said = await covered(office, office.ben)
    assert "Support: 3 of 7 people were thanked." in said
    assert "Product" not in said
    assert not [name for name in ("Ada", "Dina", "Eli") if name in said]
    office.slack.clock.set(office.world.now() + timedelta(days=28))
    assert "Support: fewer than 3 of 7 people were thanked." in await covered(office, office.ben)


@pytest.mark.parametrize(
    ("names", "figure"),
    [
        ((), "fewer than 3 of 7"),
        (("ada",), "fewer than 3 of 7"),
        (("ada", "dina"), "fewer than 3 of 7"),
        (("ada", "dina", "eli", "fay"), "4 of 7"),
        (("ada", "dina", "eli", "fay", "gus"), "at least 5 of 7"),
        (("ada", "dina", "eli", "fay", "gus", "hana"), "at least 5 of 7"),
    ],
    ids=["none", "one", "two", "four", "five", "six"],
)
async def test_one_or_two_at_either_end_are_not_told_apart(office, names, figure):
    await ask(office)
    await thank(office, *names)
    until_wednesday(office)
    assert f"Support: {figure} people were thanked." in await covered(office, office.ben)


async def test_what_someone_takes_back_or_gives_does_not_tell_them_whom_others_thanked(office_on_each_store):
    office = office_on_each_store
    await ask(office)
    await thank(office, "ada", "dina", "eli")
    await office.ben.command("/kudos", "@fay for the map")
    taken_later = office.ben.dm.last
    await office.ben.command("/kudos", "@ada for the map")
    until_wednesday(office)
    assert "Support: 3 of 7 people were thanked." in await covered(office, office.ben)
    await office.ben.press(taken_later.button("Take back"))
    await office.settled()
    assert "Support: 3 of 7 people were thanked." in await covered(office, office.ben)


async def test_what_others_take_back_within_the_week_does_not_show(office):
    await ask(office)
    await thank(office, "ada", "dina", "eli")
    until_wednesday(office)
    await office.cleo.press(office.cleo.dm.messages[-1].button("Take back"))
    await office.settled()
    assert "Support: 3 of 7 people were thanked." in await covered(office, office.ben)


async def test_whoever_leaves_a_team_within_the_week_counts_in_it_until_the_next_round(office):
    await ask(office)
    await thank(office, "ada", "dina", "eli")
    until_wednesday(office)
    office.slack.leave(office.slack.channel_named("support"), "UADA")
    office.slack.change_user("UDINA", deleted=True)
    await office.beat()
    assert "Support: 3 of 7 people were thanked." in await covered(office, office.ben)
    await office.at(SUNDAY + timedelta(days=7))
    office.slack.clock.set(SUNDAY + timedelta(days=9))
    assert "Support: fewer than 3 of 5 people were thanked." in await covered(office, office.ben)


async def test_of_a_small_team_nothing_is_said(office):
    office.slack.add_channel("night", [office.slack.bot_user.id])
    await teams.add(office.world, "Night", "#night", "@ben", people="@ada, @dina, @eli, @fay")
    await office.at(SUNDAY)
    until_wednesday(office)
    assert "Night: with fewer than 5 people nothing is shown" in await covered(office, office.ben)


async def test_whoever_leads_no_team_is_told_so_kindly(office):
    await office.set_up_teams()
    assert "Only those who lead a team" in await covered(office, office.ada)


async def test_whoever_leads_a_team_no_more_sees_nothing_of_it(office):
    await office.set_up_teams()
    await teams.remove(office.world, "Support")
    assert "Only those who lead a team" in await covered(office, office.ben)
