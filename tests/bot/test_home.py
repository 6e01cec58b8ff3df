"""Home's pages, and when someone is asked next."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import asking, home, moments, pulses
from bot.digests import Digest, Kind
from bot.feedback import EXPECTATIONS, Counted, Summary
from bot.home import GROUPS, Led, Place, Reader
from bot.people import Person
from bot.policies import Policy
from bot.preferences import DaysOff, Preferences

ADA = Person("UADA", "Ada", "Europe/Berlin")
SUNDAY = datetime(2026, 3, 1, 9, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
COMING = pulses.scheduled("", MONDAY)
AS_SHIPPED = Policy()


def next_asked(wishes, *, weeks=1, now=SUNDAY, person=ADA, coming=COMING, policy=AS_SHIPPED):
    return home.next_asked(coming, weeks, policy, person, wishes, now)


def local(moment, person=ADA):
    return moment.astimezone(moments.zone(person.tz))


@pytest.mark.parametrize(
    ("person", "led", "pages"),
    [
        (ADA, {}, ("you",)),
        (ADA, {"t1": "Support"}, ("you", "teams")),
        (Person("UADMIN", "Admin", is_admin=True), {}, ("you", "setup")),
        (Person("UADMIN", "Admin", is_admin=True), {"t1": "Support"}, ("you", "teams", "setup")),
        (Person("UADMIN", "Admin", is_admin=True, is_deleted=True), {}, ("you",)),
    ],
    ids=["member", "lead", "admin", "both", "gone"],
)
def test_everyone_has_the_pages_that_are_theirs(person, led, pages):
    assert Reader(person, AS_SHIPPED, led).pages == pages


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("you", Place("you", 0)),
        ("teams", Place("teams", 0)),
        ("teams:12", Place("teams", 12)),
        ("setup:3", Place("setup", 3)),
        ("teams:-1", Place("teams", 0)),
        ("teams:9999", Place("teams", 0)),
        ("teams:٣", Place("teams", 0)),
        ("elsewhere:1", Place("you", 0)),
        ("", Place("you", 0)),
    ],
)
def test_a_button_names_a_page_and_a_part_of_it(value, place):
    assert home.place(value) == place


def test_who_wants_a_page_that_is_not_theirs_gets_the_first():
    assert home.shown(Place("teams", 3), Reader(ADA)) == Place("you", 0)
    assert home.shown(Place("teams", 3), Reader(ADA, led={"t1": "Support"})) == Place("teams", 3)
    assert home.shown(Place(""), Reader(ADA)) == Place("you", 0)


@given(st.integers(0, 40), st.integers(0, 50))
def test_each_group_is_on_one_page_and_past_the_end_is_the_last(count, number):
    groups = [f"t{n}" for n in range(count)]
    pages = [home.part(groups, page) for page in range(max(1, -(-count // GROUPS)))]
    assert [group for shown, _, _ in pages for group in shown] == groups
    assert [at for _, at, _ in pages] == list(range(len(pages)))
    assert [has_more for *_, has_more in pages] == [True] * (len(pages) - 1) + [False]
    assert home.part(groups, number) == pages[min(number, len(pages) - 1)]


def test_someone_is_asked_at_their_hour_on_the_first_of_their_days():
    wishes = Preferences(asked_at=time(8, 30), weekdays=frozenset({2, 3}))
    asked = local(next_asked(wishes))
    assert (asked.date(), asked.hour) == (date(2026, 3, 4), 8)
    assert 30 <= asked.minute < 60


def test_it_is_the_moment_for_which_their_message_is_planned():
    wishes = Preferences(asked_at=time(14))
    who = asking.respondent(COMING, ADA.id, ADA.tz, wishes)
    assert next_asked(wishes) == asking.planned(COMING, who, COMING.opens_at)[asking.ASK].due_at


@pytest.mark.parametrize(
    ("wishes", "weeks", "week"),
    [
        (Preferences(), 1, "2026-W10"),
        (Preferences(paused_until=date(2026, 3, 16)), 1, "2026-W12"),
        (Preferences(paused_until=date(2026, 3, 16)), 2, "2026-W12"),
        (Preferences(paused_until=date(2026, 3, 16)), 4, "2026-W14"),
        (Preferences(days_off=(DaysOff(date(2026, 3, 2), date(2026, 3, 13)),)), 1, "2026-W12"),
        (Preferences(weekdays=frozenset({5, 6})), 1, None),
        (Preferences(is_out=True), 1, None),
    ],
    ids=["as it ships", "paused", "paused, every two weeks", "paused, every four weeks", "away", "weekends", "stopped"],
)
def test_rounds_that_are_not_for_them_are_passed_over(wishes, weeks, week):
    asked = next_asked(wishes, weeks=weeks)
    assert (moments.week_key(local(asked).date()) if asked else None) == week


def test_the_longest_pause_and_days_off_after_it_have_an_end():
    off = DaysOff(date(2026, 8, 31), date(2027, 8, 30))
    wishes = Preferences(paused_until=date(2026, 8, 31), days_off=(off,))
    assert local(next_asked(wishes, weeks=1, policy=AS_SHIPPED)).date() == date(2027, 8, 31)


def test_a_round_that_is_due_and_not_open_yet_asks_from_now_on():
    late = datetime(2026, 3, 3, 13, tzinfo=UTC)
    assert next_asked(Preferences(), now=late) >= late


def test_it_follows_the_window_that_the_workspace_has_chosen():
    policy = Policy(opens_on=2, days_open=3)
    coming = pulses.scheduled("", MONDAY, policy)
    assert local(next_asked(Preferences(), coming=coming, policy=policy)).date() == date(2026, 3, 4)
    paused = Preferences(paused_until=date(2026, 3, 9))
    assert local(next_asked(paused, coming=coming, policy=policy)).date() == date(2026, 3, 11)


zones = st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Niue", "Asia/Kolkata", "America/New_York"])
days = st.frozensets(st.integers(0, 4), min_size=1)
hours = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@given(zones, days, hours, st.sampled_from([1, 2, 4]), st.integers(0, 20))
def test_whoever_works_on_a_day_of_the_week_is_told_a_moment_of_theirs(zone, weekdays, hour, weeks, pause):
    person = Person("UADA", "Ada", zone)
    until = MONDAY + timedelta(weeks=pause)
    wishes = Preferences(asked_at=hour, weekdays=weekdays, paused_until=until)
    asked = next_asked(wishes, weeks=weeks, person=person)
    if asked is None:  # Fridays alone, when the round has ended
        assert weekdays == {4}
        return
    shown = local(asked, person)
    assert shown.date() >= until
    assert shown.weekday() in weekdays
    assert not wishes.is_quiet(shown.time())
    assert (shown.date() - MONDAY).days // 7 % weeks == 0


@pytest.mark.parametrize(
    ("answered", "kind", "counting", "size"),
    [
        ("8-11", Kind.TEAM, 11, 11),
        ("5 or more", Kind.TEAM, 8, 8),
        ("5 or more", Kind.TEAM, 7, None),
        (None, Kind.TEAM, 12, None),
        ("12 or more", Kind.DEPARTMENT, 40, None),
        ("12 or more", Kind.COMPANY, 40, None),
        ("12-19", Kind.TEAM, 13, 13),
        ("12-19", Kind.TEAM, 12, None),
        ("20+", Kind.TEAM, 12, None),
    ],
    ids=["a band", "eight", "seven", "no scores", "department", "company", "one silent", "all", "most have left"],
)
def test_the_size_of_a_team_stands_beside_a_band_only_where_that_is_a_rate_that_may_be_told(
    answered, kind, counting, size
):
    silent = Summary(Counted(0, 0), dict.fromkeys(EXPECTATIONS, Counted(0, 0)))
    digest = Digest("Support", "2026-W10", answered, {}, {}, False, None, (), silent, is_small=False, kind=kind)
    assert Led("Support", "t1", "r10", digest, counting=counting).size == size
    assert Led("Support", "t1", counting=counting).size is None
