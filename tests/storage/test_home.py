"""What Home is made of, on both stores: the right things, for the right person, in a number of queries that stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from bot import delivery as deliveries
from bot import pulses as rounds
from bot.digests import COMPANY_NAME, Digest
from bot.feedback import EXPECTATIONS, Counted, Summary
from bot.kudos import Kudos
from bot.people import Person
from bot.policies import Policy
from bot.practices import Practice, State
from bot.preferences import Preferences
from bot.privacy import COMPANY
from bot.pulses import Answer
from bot.schedules import Schedule
from bot.teams import CohortMember, Department, Membership, Team
from storage import (
    closing,
    delivery,
    departments,
    digests,
    home,
    kudos,
    people,
    policies,
    practices,
    preferences,
    pulses,
    schedules,
    teams,
    welcomes,
)

MONDAY = date(2026, 3, 2)
ROUND = rounds.scheduled("R1", MONDAY)
TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
EVERYONE = ("UADA", "UBEN", "UCLEO", "UDINA")
COHORT = [CohortMember("UADA", "t1"), CohortMember("UBEN", "t1", is_manager=True), CohortMember("UCLEO", "t2")]


def office(db):
    people.keep(db, [Person(one, one[1:].capitalize(), "Europe/Berlin") for one in EVERYONE])
    schedules.add(db, Schedule("pulse", MONDAY, 1))
    departments.add(db, Department("d1", "Service", lead="UBEN"))
    departments.add(db, Department("d2", "Trade", lead="UCLEO"))
    teams.add(db, Team("t1", "Support", "C1", 0, department="d1"), [Membership("t1", "UADA")])
    teams.replace_members(db, "t1", [Membership("t1", "UADA"), Membership("t1", "UBEN", is_manager=True)])
    teams.add(db, Team("t2", "Product", "C2", 1), [Membership("t2", "UCLEO"), Membership("t2", "UBEN")])


@pytest.fixture
async def staffed(database):
    await database.act("T1", office)
    return database


def digest(team, week="2026-W10"):
    silent = Summary(Counted(0, 0), dict.fromkeys(EXPECTATIONS, Counted(0, 0)))
    return Digest(team, week, None, {}, {}, False, None, (), silent, is_small=False)


def you(db, person="UADA", now=TUESDAY):
    return home.you(db, home.reader(db, person), now)


async def test_who_is_no_colleague_has_no_home(staffed):
    await staffed.act("T1", lambda db: people.keep(db, [Person("UGONE", "Gone", is_deleted=True)]))
    assert await staffed.act("T1", lambda db: [home.reader(db, one) for one in ("UGONE", "UNKNOWN")]) == [None, None]
    assert await staffed.act("T2", lambda db: home.reader(db, "UADA")) is None


async def test_one_leads_teams_departments_and_the_company(staffed):
    await staffed.act("T1", lambda db: policies.put(db, Policy(lead="UBEN")))
    led = await staffed.act("T1", lambda db: [home.reader(db, one).led for one in EVERYONE])
    assert led[1] == {"t1": "Support", "d1": "Service", COMPANY: COMPANY_NAME}
    assert list(led[1]) == ["t1", "d1", COMPANY]
    assert led[0] == led[3] == {}
    assert led[2] == {"d2": "Trade"}


async def test_an_open_pulse_is_there_for_those_who_are_asked_until_they_have_answered(staffed, opened):
    await staffed.act("T1", opened(ROUND, COHORT))
    assert (await staffed.act("T1", lambda db: you(db, "UDINA"))).waiting.pulse is None
    found = (await staffed.act("T1", you)).waiting.pulse
    assert (found.round.id, found.is_done, found.asked_at) == ("R1", False, None)
    await staffed.act("T1", lambda db: pulses.keep(db, Answer("R1", "UADA", "autonomy-4", 4)))
    assert (await staffed.act("T1", you)).waiting.pulse.is_done
    assert not (await staffed.act("T1", lambda db: you(db, "UCLEO"))).waiting.pulse.is_done


async def test_the_message_of_someone_who_is_asked_later_is_still_to_come(staffed, opened):
    await staffed.act("T1", opened(ROUND, COHORT))
    at = TUESDAY + timedelta(hours=1)
    message = deliveries.Delivery("1", rounds.key(ROUND, "UADA"), "pulse", "UADA", "R1", at, ROUND.closes_at, "n1")
    await staffed.act("T1", lambda db: delivery.enqueue(db, [message]))
    assert (await staffed.act("T1", you)).waiting.pulse.asked_at == at
    assert (await staffed.act("T1", lambda db: you(db, "UCLEO"))).waiting.pulse.asked_at is None


async def test_home_knows_who_has_got_the_note_before_a_first_pulse(staffed, opened):
    await staffed.act("T1", opened(ROUND, COHORT))
    await staffed.act("T1", lambda db: welcomes.begin(db, ["UADA", "UBEN"]))
    await staffed.act("T1", lambda db: welcomes.mark_told(db, ["UBEN"], TUESDAY))
    told = await staffed.act("T1", lambda db: [you(db, one).waiting.pulse.is_told for one in EVERYONE[:3]])
    assert told == [False, True, False]


async def test_a_pulse_that_is_over_or_paused_over_does_not_wait(staffed, opened):
    await staffed.act("T1", opened(ROUND, COHORT))
    assert (await staffed.act("T1", lambda db: you(db, now=ROUND.closes_at))).waiting.pulse is None
    await staffed.act("T1", lambda db: preferences.put(db, "UADA", Preferences(paused_until=date(2026, 3, 16))))
    paused = await staffed.act("T1", you)
    assert paused.waiting.pulse is None
    assert paused.next_at.date() == date(2026, 3, 16)


async def test_with_another_secret_home_comes_without_the_pulse(staffed, opened, url):
    await staffed.act("T1", opened(ROUND, COHORT))
    other = type(staffed)(url, "another secret")
    try:
        assert (await other.act("T1", you)).waiting.pulse is None
    finally:
        await other.close()


async def test_who_is_in_no_team_or_is_a_guest_is_not_asked(staffed):
    await staffed.act("T1", lambda db: people.keep(db, [Person("UCLEO", "Cleo", is_guest=True)]))
    asked = await staffed.act("T1", lambda db: [you(db, one).is_asked for one in EVERYONE])
    assert asked == [True, True, False, False]


async def test_the_newest_thanks_come_with_names_and_without_those_taken_back(staffed):
    def give(db):
        for n in range(5):
            moment = TUESDAY + timedelta(hours=n)
            kudos.keep(db, Kudos(f"k{n}", "UBEN", ("UADA", "UCLEO"), f"did {n}", "", moment, moment.date()))
        taken = Kudos("k9", "UCLEO", ("UADA",), "", "", TUESDAY + timedelta(days=1), MONDAY, is_removed=True)
        kudos.keep(db, taken)

    await staffed.act("T1", give)
    ada, ben = await staffed.act("T1", lambda db: (you(db), you(db, "UBEN")))
    assert [side.telling.kudos.did for side in ada.received] == ["did 4", "did 3", "did 2"]
    assert [telling.kudos.did for telling in ben.given] == ["did 4", "did 3", "did 2"]
    assert ben.given[0].kudos.receivers == ("UADA", "UCLEO")
    assert ada.received[0].telling.names == {"UBEN": "Ben", "UADA": "Ada", "UCLEO": "Cleo"}
    assert all(side.can_share for side in ada.received)
    assert (ada.given, ben.received) == ([], [])


def with_digests(db):
    """Week 10 has closed; Support and Service have a digest, and Support's offers an idea."""
    closing.close(db, "R1", ROUND.closes_at)
    digests.keep(db, "R1", {"t1": digest("Support"), "d1": digest("Service")})
    practices.add(db, [Practice("P1", "R1", "t1", "autonomy-enable", "Drop one.", "", "", ROUND.closes_at)])


@pytest.fixture
async def closed(staffed, opened):
    await staffed.act("T1", opened(ROUND, COHORT))
    await staffed.act("T1", with_digests)
    return staffed


async def test_an_idea_waits_for_who_leads_until_it_is_decided_on(closed):
    now = ROUND.closes_at
    assert (await closed.act("T1", lambda db: you(db, "UBEN", now))).waiting.ideas == ["Support"]
    assert (await closed.act("T1", lambda db: you(db, "UADA", now))).waiting.ideas == []
    await closed.act("T1", lambda db: practices.decide(db, practices.one(db, "P1"), State.NOT_NOW, "UBEN", now))
    assert (await closed.act("T1", lambda db: you(db, "UBEN", now))).waiting.ideas == []


async def test_who_leads_reads_the_newest_digest_of_each_group(closed):
    page = await closed.act("T1", lambda db: home.led(db, home.reader(db, "UBEN"), 0, ROUND.closes_at))
    told = [(group.name, group.round, group.digest.team if group.digest else None) for group in page.groups]
    assert told == [("Support", "R1", "Support"), ("Service", "R1", "Service")]
    assert (page.number, page.has_more) == (0, False)


async def test_a_digest_that_waits_for_its_hour_is_not_on_home(closed):
    """One release for all: what is to be posted on Monday nobody reads before (P4)."""
    now, at = ROUND.closes_at, ROUND.closes_at + timedelta(days=3)
    name = "digest:2026-W10:t1"
    message = deliveries.Delivery("1", name, deliveries.DIGEST, "C1", "R1:t1", at, at + timedelta(days=7), "n1")
    await closed.act("T1", lambda db: delivery.enqueue(db, [message]))

    def read(moment):
        def act(db):
            page = home.led(db, home.reader(db, "UBEN"), 0, moment)
            return page.groups[0].digest is not None, you(db, "UBEN", moment).waiting.ideas

        return closed.act("T1", act)

    assert await read(now) == (False, [])
    assert await read(at) == (True, ["Support"])


async def test_how_many_count_in_a_team_is_told_without_its_lead_and_those_who_count_elsewhere(closed):
    """Also those who have stopped are in it: less them, the number would tell that somebody has."""

    def lead_both(db):
        people.keep(db, [Person("UELI", "Eli")])
        teams.replace_members(db, "t1", [Membership("t1", one, one == "UBEN") for one in ("UADA", "UBEN", "UELI")])
        leads = [Membership("t2", "UCLEO"), Membership("t2", "UADA"), Membership("t2", "UBEN", is_manager=True)]
        teams.replace_members(db, "t2", leads)
        preferences.put(db, "UELI", Preferences(is_out=True))
        page = home.led(db, home.reader(db, "UBEN"), 0, ROUND.closes_at)
        return {group.name: group.counting for group in page.groups}

    assert await closed.act("T1", lead_both) == {"Support": 2, "Product": 1, "Service": 0}


async def test_what_a_group_took_up_last_is_told(closed):
    def take_up(db):
        first = Practice("P0", "R0", "t1", "autonomy-enable", "First.", "", "", TUESDAY, State.TRYING, "", TUESDAY)
        practices.add(db, [first, replace(first, id="P2", text="Second.", decided_at=ROUND.closes_at, idea="x")])

    await closed.act("T1", take_up)
    page = await closed.act("T1", lambda db: home.led(db, home.reader(db, "UBEN"), 0, ROUND.closes_at))
    assert [group.tried.text if group.tried else None for group in page.groups] == ["Second.", None]


async def test_the_number_of_queries_does_not_grow_with_what_there_is(closed):
    async def queries(work):
        counted = []

        def act(db):
            def count(_connection, _cursor, statement, *_more):
                counted.append(statement)

            event.listen(db._connection, "before_cursor_execute", count)
            work(db)
            event.remove(db._connection, "before_cursor_execute", count)

        await closed.act("T1", act)
        return len(counted)

    def grow(db):
        for n in range(3, 9):
            teams.add(db, Team(f"t{n}", f"Team {n}", f"C{n}", n), [Membership(f"t{n}", "UBEN", is_manager=True)])
            digests.keep(db, "R1", {f"t{n}": digest(f"Team {n}")})
            moment = TUESDAY + timedelta(hours=n)
            kudos.keep(db, Kudos(f"k{n}", "UBEN", ("UADA", "UCLEO"), "did", "", moment, moment.date()))

    def both(db):
        you(db, "UBEN", ROUND.closes_at)
        home.led(db, home.reader(db, "UBEN"), 0, ROUND.closes_at)

    def once(db):
        kudos.keep(db, Kudos("k1", "UBEN", ("UADA",), "did", "", TUESDAY, MONDAY))

    await closed.act("T1", once)
    before = await queries(both)
    await closed.act("T1", grow)
    assert await queries(both) == before
