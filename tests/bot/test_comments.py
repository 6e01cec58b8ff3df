from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import comments
from bot.comments import LIMIT, MOST_ROUNDS, READY, Decision, Draft, Released, Sheet, Waiting
from bot.errors import Refused
from bot.privacy import COMPANY
from bot.pulses import Paper, by_hand
from bot.teams import CohortMember

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
ROUND = by_hand("R1", NOW)
ADA, BEN = CohortMember("UADA", "support"), CohortMember("UBEN", "support", is_manager=True)
UP = {"support": "care", "sales": "care", "product": COMPANY, "care": COMPANY, COMPANY: None}
SOME = Draft("Fewer meetings", may_reply=True)
RELEASED = Released("c1", "support", "r1", "Fewer meetings", may_reply=True, until=date(2026, 4, 5))


def waiting(n: int, audience: str = "support", waited: int = 0) -> list[Waiting]:
    return [Waiting(f"{audience}-{waited}-{number}", audience, waited) for number in range(n)]


def paper(team: str, members: int, department: str | None = None) -> Paper:
    return Paper(team, (), members, 1, department)


@pytest.mark.parametrize(("members", "offered"), [(0, False), (7, False), (8, True), (40, True)])
def test_comments_are_offered_to_teams_of_eight_and_more(members, offered):
    assert comments.is_offered(members) is offered
    assert Sheet(ROUND, ADA, members).is_offered is offered
    assert not Sheet(ROUND, BEN, members).is_offered


@pytest.mark.parametrize(
    ("sheet", "text", "now", "code"),
    [
        pytest.param(None, "Tea", NOW, "comment_not_offered", id="not in the round"),
        pytest.param(Sheet(ROUND, ADA, 7), "Tea", NOW, "comment_not_offered", id="a small team"),
        pytest.param(Sheet(ROUND, BEN, 9), "Tea", NOW, "comment_not_offered", id="its manager"),
        pytest.param(Sheet(ROUND, ADA, 9), "Tea", ROUND.closes_at, "comment_closed", id="too late"),
        pytest.param(Sheet(ROUND, ADA, 9), "x" * (LIMIT + 1), NOW, "comment_long", id="too long"),
    ],
)
def test_what_cannot_be_kept_is_refused(sheet, text, now, code):
    with pytest.raises(Refused) as refused:
        comments.checked(sheet, text, False, now)
    assert refused.value.code == code


def test_a_comment_is_kept_trimmed_and_an_empty_one_takes_it_back():
    sheet = Sheet(ROUND, ADA, 9)
    assert comments.checked(sheet, "  Fewer meetings \n", True, NOW) == SOME
    assert comments.checked(sheet, "x" * LIMIT, False, NOW) == Draft("x" * LIMIT, may_reply=False)
    assert comments.checked(sheet, " \n ", True, NOW) is None


def test_a_team_s_larger_group_is_its_department_and_then_the_company():
    papers = [paper("support", 9, "care"), paper("sales", 9, "care"), paper("product", 9)]
    assert comments.larger(papers) == UP


@pytest.mark.parametrize(
    ("answered", "counted"),
    [
        pytest.param({}, {"support": 0, "sales": 0, "product": 0, "care": 0, COMPANY: 0}, id="nobody"),
        pytest.param(
            {"support": 8, "sales": 8}, {"support": 7, "sales": 8, "product": 0, "care": 16, COMPANY: 16}, id="some"
        ),
        pytest.param(
            {"support": 8, "sales": 9, "product": 12},
            {"support": 7, "sales": 8, "product": 11, "care": 16, COMPANY: 28},
            id="everyone",
        ),
    ],
)
def test_it_never_shows_that_all_of_a_group_answered(answered, counted):
    papers = [paper("support", 8, "care"), paper("sales", 9, "care"), paper("product", 12)]
    assert comments.answered(answered, papers) == counted


@pytest.mark.parametrize(
    ("waits", "answered", "expected"),
    [
        pytest.param([], {"support": 20}, Decision(), id="nothing waits"),
        pytest.param(
            waiting(5),
            {"support": 8},
            Decision(released={"support": tuple(c.id for c in waiting(5))}),
            id="five and eight answers",
        ),
        pytest.param(
            waiting(5), {"support": 7}, Decision(held=frozenset(c.id for c in waiting(5))), id="seven answers"
        ),
        pytest.param(waiting(5), {}, Decision(held=frozenset(c.id for c in waiting(5))), id="nobody to read"),
        pytest.param(waiting(4), {"support": 20}, Decision(held=frozenset(c.id for c in waiting(4))), id="only four"),
        pytest.param(
            waiting(4, waited=2),
            {"support": 20},
            Decision(held=frozenset(c.id for c in waiting(4, waited=2))),
            id="third",
        ),
        pytest.param(
            waiting(4, waited=3),
            {"support": 20},
            Decision(passed={c.id: "care" for c in waiting(4, waited=3)}),
            id="fourth",
        ),
        pytest.param(
            waiting(2, "care", 3), {}, Decision(passed={c.id: COMPANY for c in waiting(2, "care", 3)}), id="department"
        ),
        pytest.param(
            waiting(2, "gone", 3),
            {},
            Decision(passed={c.id: COMPANY for c in waiting(2, "gone", 3)}),
            id="removed team",
        ),
        pytest.param(
            waiting(2, COMPANY, 3), {}, Decision(dropped=frozenset(c.id for c in waiting(2, COMPANY, 3))), id="company"
        ),
        pytest.param(
            [*waiting(3), *waiting(2, waited=3), *waiting(4, "sales")],
            {"support": 8, "sales": 8},
            Decision(
                released={"support": tuple(sorted(c.id for c in (*waiting(3), *waiting(2, waited=3))))},
                held=frozenset(c.id for c in waiting(4, "sales")),
            ),
            id="each group for itself",
        ),
    ],
)
def test_what_becomes_of_those_that_wait(waits, answered, expected):
    assert comments.at_closing(waits, answered, UP) == expected


some_waiting = st.lists(st.tuples(st.sampled_from([*UP, "gone"]), st.integers(0, MOST_ROUNDS - 1)), max_size=40).map(
    lambda places: [Waiting(f"c{n:02}", group, waited) for n, (group, waited) in enumerate(places)]
)
some_answered = st.dictionaries(st.sampled_from([*UP, "gone"]), st.integers(0, 12))


@given(some_waiting, some_answered)
def test_each_comment_meets_exactly_one_end_and_never_fewer_than_five_are_read_out(waits, answered):
    decided = comments.at_closing(waits, answered, UP)
    released = [comment for ids in decided.released.values() for comment in ids]
    assert sorted([*released, *decided.passed, *decided.held, *decided.dropped]) == [c.id for c in waits]
    place = {c.id: c.audience for c in waits}
    for group, ids in decided.released.items():
        assert len(ids) >= 5
        assert answered[group] >= 8
        assert {place[comment] for comment in ids} == {group}


@given(
    st.lists(
        st.tuples(some_answered, st.lists(st.sampled_from(["support", "sales", "product"]), max_size=6)), max_size=30
    )
)
def test_every_comment_ends_after_four_rounds_in_each_of_three_groups(rounds):
    """Round after round, as storage carries the decisions out."""
    known: dict[str, tuple[int, Waiting]] = {}
    for number, (answered, written) in enumerate(rounds):
        decided = comments.at_closing([comment for _, comment in known.values()], answered, UP)
        kept = {}
        for comment, (since, c) in known.items():
            if comment in decided.held:
                kept[comment] = (since, Waiting(comment, c.audience, c.waited + 1))
            elif comment in decided.passed:
                kept[comment] = (since, Waiting(comment, decided.passed[comment], 0))
        known = kept | {f"{number}-{n}": (number, Waiting(f"{number}-{n}", team, 0)) for n, team in enumerate(written)}
        assert all(number - since < 3 * MOST_ROUNDS for since, _ in known.values())
        assert all(c.waited < MOST_ROUNDS for _, c in known.values())


@given(st.integers(0, 60))
def test_the_messages_of_a_release_hold_each_comment_once_and_in_order(n):
    ids = [f"c{number:02}" for number in range(n)]
    parts = [comments.in_part(ids, part) for part in comments.parts(n)]
    assert [comment for part in parts for comment in part] == ids
    assert all(0 < len(part) <= comments.PER_MESSAGE for part in parts)
    assert all(comment in parts[comments.part_of(ids, comment)] for comment in ids)


@pytest.mark.parametrize(
    ("comment", "readers", "today", "code"),
    [
        pytest.param(None, {"UBEN"}, date(2026, 3, 10), "comment_gone", id="unknown"),
        pytest.param(RELEASED, {"UBEN"}, date(2026, 4, 6), "comment_gone", id="after thirty days"),
        pytest.param(RELEASED, {"UOLGA"}, date(2026, 3, 10), "comment_not_yours", id="no reader"),
        pytest.param(RELEASED, {"UBEN"}, date(2026, 3, 28), "comment_answered_late", id="after three weeks"),
        pytest.param(
            Released("c1", "support", "r1", "Tea", may_reply=False, until=RELEASED.until),
            {"UBEN"},
            date(2026, 3, 10),
            "comment_without_answers",
            id="no answers wanted",
        ),
    ],
)
def test_who_may_not_answer_is_told_why(comment, readers, today, code):
    with pytest.raises(Refused) as refused:
        comments.may_answer(comment, readers, "UBEN", today)
    assert refused.value.code == code


def test_a_reader_may_answer_for_three_weeks():
    assert RELEASED.last_answer == date(2026, 3, 27)
    assert comments.may_answer(RELEASED, {"UBEN"}, "UBEN", RELEASED.last_answer) is RELEASED


@pytest.mark.parametrize(
    ("ready", "words", "code"),
    [
        ("", " ", "comment_answer_empty"),
        ("not_now", "", "comment_answer_empty"),
        ("forged", "words", "comment_answer_empty"),
        ("", "x" * (LIMIT + 1), "comment_long"),
        ("done", "", "comment_answered_often"),
    ],
)
def test_an_answer_that_cannot_be_kept_is_refused(ready, words, code):
    given = [("", f"again {n}") for n in range(comments.MOST_ANSWERS)]
    with pytest.raises(Refused) as refused:
        comments.answer(ready, words, given)
    assert refused.value.code == code


def test_answers_are_ready_words_or_own_ones_or_both():
    for ready in READY:
        assert comments.answer(ready, " Because ", []) == (ready, "Because")
    assert comments.answer("thanks", "", []) == ("thanks", "")
    assert comments.answer("", "Because", []) == ("", "Because")
    often = [("", f"again {n}") for n in range(comments.MOST_ANSWERS - 1)] + [("thanks", "")]
    assert comments.answer("thanks", "", often) == ("thanks", "")  # the same again is not one more


@pytest.mark.parametrize(
    ("now", "zone", "minute", "at"),
    [
        pytest.param(
            datetime(2026, 3, 4, 12, tzinfo=UTC), "UTC", 0, datetime(2026, 3, 5, 9, tzinfo=UTC), id="tomorrow"
        ),
        pytest.param(
            datetime(2026, 3, 6, 12, tzinfo=UTC), "UTC", 479, datetime(2026, 3, 9, 16, 59, tzinfo=UTC), id="weekend"
        ),
        pytest.param(
            datetime(2026, 3, 4, 23, 30, tzinfo=UTC),
            "Asia/Tokyo",
            60,
            datetime(2026, 3, 6, 1, tzinfo=UTC),
            id="their day",
        ),
        pytest.param(
            datetime(2026, 3, 27, 12, tzinfo=UTC),
            "Europe/Berlin",
            0,
            datetime(2026, 3, 30, 7, tzinfo=UTC),
            id="summer time",
        ),
    ],
)
def test_an_answer_arrives_on_the_next_working_day(now, zone, minute, at):
    assert comments.next_working_hour(now, zone, lambda day: day.weekday() > 4, minute) == at


def test_who_is_away_for_long_gets_it_after_a_week():
    at = comments.next_working_hour(NOW, "UTC", lambda _: True, 0)
    assert at == datetime(2026, 3, 10, 9, tzinfo=UTC)


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "Asia/Kolkata"]),
    st.frozensets(st.integers(0, 6), max_size=6),
    st.sampled_from(comments.MINUTES),
)
def test_it_is_always_a_working_hour_and_never_sooner_than_is_said(now, zone, off, minute):
    at = comments.next_working_hour(now, zone, lambda day: day.weekday() in off, minute)
    local = at.astimezone(ZoneInfo(zone))
    assert local.date() > now.astimezone(ZoneInfo(zone)).date()
    assert 9 <= local.hour < 17
    assert local.weekday() not in off
    assert comments.NO_SOONER <= at - now <= timedelta(days=8)
