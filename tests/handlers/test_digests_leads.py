"""Digests of departments and the company, and what those who lead a team are told beside its digest."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.digests import Kind
from bot.kudos import Door
from bot.policies import Wish
from bot.teams import Membership
from handlers import departments, digests, kudos_messages, policies, pulses, rounds, thanks
from handlers.thanks import Thanks
from storage import departments as stored_departments
from storage import digest_groups
from storage import pulses as stored_pulses
from storage import teams as stored_teams
from storage.tables import DEPARTMENT

SUNDAY, FRIDAY = datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 6, 12, 1, tzinfo=UTC)
SUPPORT = ("ada", "dina", "eli", "fay", "gus", "hana", "ivo")
PRODUCT = ("cleo", "jun", "kit", "lou", "mia", "noor")


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def answer(office, *names, score=4):
    """These people answer all that they are asked in the open round."""

    def work(db):
        opened = stored_pulses.current(db)
        for person in (f"U{name.upper()}" for name in names):
            for item in stored_pulses.questions(db, opened.id, person).items:
                pulses.record(db, opened.id, person, item.id, score, office.world.now())

    await act(office, work)


@pytest.fixture
async def led(office_on_each_store):
    """An office whose department Cleo leads, and whose company Ben does; a week has closed, no digest is posted."""
    office = office_on_each_store
    await office.set_up_teams()
    await departments.add(office.world, "Service", "Support, Product", "@cleo")
    await policies.change(office.world, Wish(lead="@ben"))
    office.slack.clock.set(SUNDAY)
    await rounds.open_weekly(office.world)
    await answer(office, *SUPPORT, *PRODUCT)
    office.slack.clock.set(FRIDAY)
    await rounds.close_overdue(office.world)
    return office


async def settle(office):
    for _ in range(3):
        await office.beat()


def read_by(person, words):
    return [message for message in person.dm.messages if words in message.text]


async def test_departments_and_the_company_are_told_to_those_who_lead_them(led):
    posted = await digests.post_due(led.world)
    assert [(group.kind, group.goes_to) for group in posted[2:]] == [
        (Kind.DEPARTMENT, "UCLEO"),
        (Kind.COMPANY, "UBEN"),
    ]
    await settle(led)
    assert len(read_by(led.cleo, "Service")) == 1
    assert len(read_by(led.ben, "The whole company")) == 1
    assert read_by(led.ada, "Service") == []
    assert await digests.post_due(led.world) == []


async def test_a_department_tells_its_teams_answers_together(led):
    await digests.post_due(led.world)
    support, product, service, company = await digests.previews(led.world)
    assert (service.teams, service.answered, company.answered) == (2, "12 or more", "12 or more")
    assert {need: bool(shown) for need, shown in service.needs.items()} == dict.fromkeys(service.needs, True)
    assert set(service.questions["autonomy"]) == {*support.questions["autonomy"], *product.questions["autonomy"]}


async def lead_by(office, person):
    await act(office, lambda db: db.run(DEPARTMENT.update().values(lead=person)).close())


async def test_a_department_that_somebody_else_leads_by_now_is_told_to_them_alone(led):
    await digests.post_due(led.world)
    await lead_by(led, "UBEN")
    await settle(led)
    assert len(read_by(led.ben, "Service")) == 1
    assert read_by(led.cleo, "Service") == []
    assert await digests.post_again(led.world) == []


async def test_a_department_that_nobody_led_is_told_on_an_admins_word_to_whoever_leads_it_now(led):
    await digests.post_due(led.world)
    await lead_by(led, None)
    await settle(led)
    assert [group.name for group in await digests.post_again(led.world)] == []
    await lead_by(led, "UBEN")
    await settle(led)
    assert read_by(led.ben, "Service") == read_by(led.cleo, "Service") == []
    assert [group.name for group in await digests.post_again(led.world)] == ["Service"]
    await settle(led)
    assert len(read_by(led.ben, "Service")) == 1
    assert await digests.post_again(led.world) == []


async def test_a_department_that_was_removed_is_told_to_nobody(led):
    await digests.post_due(led.world)
    (service,) = await act(led, stored_departments.every)
    await act(led, lambda db: stored_departments.remove(db, service.id))
    await settle(led)
    assert read_by(led.cleo, "Service") == []


async def test_a_company_without_a_lead_gets_no_digest(led):
    await policies.change(led.world, Wish(lead=""))
    closed = await act(led, stored_pulses.latest_closed)
    groups = await act(led, lambda db: digest_groups.of_round(db, closed))
    assert [group.name for group in groups] == ["Support", "Product", "Service"]


async def test_what_was_shared_with_a_team_is_told_to_that_team_alone(led):
    led.slack.clock.set(FRIDAY - timedelta(hours=1))
    wanted = Thanks("k1", "UCLEO", ("UADA",), "the clear bug report", "", door=Door.COMMAND)
    await act(led, lambda db: thanks.give(db, led.world, wanted))
    await act(led, lambda db: kudos_messages.share(db, led.world, "k1", "UADA"))
    led.slack.clock.set(FRIDAY)
    support, product, service, company = sorted(await digests.previews(led.world), key=lambda d: d.team != "Support")
    assert [story.did for story in support.stories] == ["the clear bug report"]
    assert [digest.stories for digest in (product, service, company)] == [()] * 3


async def test_the_round_after_the_holidays_tells_of_two_weeks(led):
    await digests.post_due(led.world)
    led.slack.clock.set(SUNDAY + timedelta(weeks=2))
    await rounds.open_weekly(led.world)
    await answer(led, *SUPPORT)
    led.slack.clock.set(FRIDAY + timedelta(weeks=2))
    await rounds.close_overdue(led.world)
    support = next(digest for digest in await digests.previews(led.world) if digest.team == "Support")
    assert (support.week, support.weeks, support.every) == ("2026-W12", 2, 1)
    assert support.chart.weeks == ("2026-W10", "2026-W11", "2026-W12")
    assert support.chart.needs["autonomy"][1] is None


# Beside the digest of a team.


def beside(person):
    return read_by(person, "for you alone")


async def thank(office, n):
    """So many of Support were thanked by Cleo last week."""
    for name in SUPPORT[:n]:
        wanted = Thanks(f"k-{name}", "UCLEO", (f"U{name.upper()}",), "the report", "", door=Door.COMMAND)
        await act(office, lambda db, wanted=wanted: thanks.give(db, office.world, wanted))


@pytest.fixture
async def second(office):
    """An office whose second week is about to close, with four of Support thanked in the first."""
    await office.set_up_teams()
    office.slack.clock.set(SUNDAY)
    await rounds.open_weekly(office.world)
    office.slack.clock.set(FRIDAY - timedelta(hours=1))
    await thank(office, 4)
    for week in (0, 1):
        office.slack.clock.set(FRIDAY + timedelta(weeks=week))
        await rounds.close_overdue(office.world)
        await rounds.open_weekly(office.world)
        office.slack.clock.set(SUNDAY + timedelta(weeks=week + 1))
        await rounds.open_weekly(office.world)
    office.slack.clock.set(FRIDAY + timedelta(weeks=1))
    await rounds.close_overdue(office.world)
    await digests.post_due(office.world)
    return office


async def test_who_leads_a_team_is_told_how_many_of_it_were_thanked_and_nobody_else_is(second):
    await settle(second)
    (told,) = beside(second.ben)
    assert "Beside the digest of Support, for you alone:" in told.text
    assert "Support: 4 of 7 people were thanked." in told.text
    assert beside(second.ada) == []
    assert "people were thanked" not in "".join(message.text for message in second.ada.channel("support").messages)


async def test_who_leads_the_team_no_more_is_told_nothing_beside_it(second):
    support = next(team for team in await act(second, stored_teams.every) if team.name == "Support")
    places = [Membership(support.id, "UADA", is_manager=True), Membership(support.id, "UBEN")]
    await act(second, lambda db: stored_teams.replace_members(db, support.id, places))
    await settle(second)
    assert beside(second.ben) == []
