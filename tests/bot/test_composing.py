from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import composing, items, moments, privacy
from bot.composing import Facts, Group, Pulse
from bot.digests import Chart, Digest, Kind, KudosWeek, Quote, Story, Trend
from bot.feedback import EXPECTATIONS, Counted, Summary
from bot.items import NEEDS
from bot.privacy import COMPANY, CountedAnswer, Shown, Tally
from bot.pulses import Paper, Round

SUPPORT = Group("T1", "Support", Kind.TEAM, "C1")
SERVICE = Group("D1", "Service", Kind.DEPARTMENT, "UBEN")
WHOLE = Group(COMPANY, "The whole company", Kind.COMPANY, "UBEN")
CLOSES = datetime(2026, 3, 6, 12, tzinfo=UTC)
CLOSED = Round("R2", "2026-W10", CLOSES - timedelta(days=5), CLOSES, is_closed=True)
ASKED = items.asked(0, 0, items.Choice(has_fourth=False))
AUTONOMY, COMPETENCE, RECOGNITION = (item.id for item in ASKED)
NO_KUDOS = KudosWeek(0, 0, ())
NO_FEEDBACK = Summary(Counted(0, 0), dict.fromkeys(EXPECTATIONS, Counted(0, 0)))
STORY = Story("Ada", "Ben", "Explained the release", "I could decide")


def compose(
    *tallies: Tally, kudos: KudosWeek = NO_KUDOS, asked=ASKED, members: int = 9, threshold: int = privacy.THRESHOLD
) -> Digest:
    pulse = Pulse("2026-W10", (Paper("T1", tuple(asked), members, 1),), tallies)
    return composing.compose(Facts(SUPPORT, CLOSED, None, [pulse], kudos, NO_FEEDBACK, threshold=threshold))


def of_need(need: str, *turns: int) -> list[items.Item]:
    return [items.bank()[f"{need}-{turn}"] for turn in turns]


def tally(turn: int, n: int, total: int) -> Tally:
    return Tally("T1", f"autonomy-{turn}", n, total)


def test_a_digest_tells_the_scores_that_were_kept_and_the_questions_behind_them():
    digest = compose(Tally("T1", AUTONOMY, 7, 28), Tally("T1", COMPETENCE, 6, 18), Tally("T1", RECOGNITION, 5, 8))
    assert digest == Digest(
        team="Support",
        week="2026-W10",
        answered="5-7",
        needs={"autonomy": Shown(75), "competence": Shown(50), "recognition": Shown(15, "low")},
        questions={item.need: (item.id,) for item in ASKED},
        kudos_given=False,
        kudos_total=None,
        stories=(),
        feedback=NO_FEEDBACK,
        is_small=False,
        trends=dict.fromkeys(NEEDS, Trend()),
        chart=Chart(("2026-W10",), {"autonomy": (75,), "competence": (50,), "recognition": (15,)}, (None,)),
        compared_next="2026-W13",
    )


def test_a_reversed_item_is_scored_the_other_way_round():
    asked = of_need("autonomy", 5)
    assert compose(Tally("T1", "autonomy-5", 5, 10), asked=asked).needs["autonomy"] == Shown(75)


@pytest.mark.parametrize(
    "tallies",
    [
        pytest.param([], id="nothing kept"),
        pytest.param([Tally("T2", AUTONOMY, 9, 30), Tally(COMPANY, AUTONOMY, 9, 30)], id="others only"),
        pytest.param([Tally("T1", AUTONOMY, 4, 12)], id="fewer than five"),
    ],
)
def test_a_team_of_whose_answers_nothing_may_be_told_has_no_scores(tallies):
    digest = compose(*tallies)
    assert digest.answered is None
    assert set(digest.needs.values()) == {None}


def test_a_need_that_too_few_answered_is_hidden_beside_the_others():
    digest = compose(Tally("T1", AUTONOMY, 6, 18), Tally("T1", RECOGNITION, 5, 15))
    assert digest.needs == {"autonomy": Shown(50), "competence": None, "recognition": Shown(50)}


def test_how_many_answered_is_the_band_of_the_need_that_most_answered():
    assert compose(Tally("T1", AUTONOMY, 7, 21), Tally("T1", COMPETENCE, 8, 24)).answered == "8-11"


@pytest.mark.parametrize(
    ("n", "members", "answered"),
    [(6, 7, "5 or more"), (8, 8, "5 or more"), (12, 12, "8 or more"), (20, 20, "12 or more")],
)
def test_how_many_answered_never_tells_that_everyone_did(n, members, answered):
    assert compose(Tally("T1", AUTONOMY, n, 3 * n), members=members).answered == answered


def test_an_item_of_another_week_tells_nothing():
    assert compose(Tally("T1", "autonomy-4", 6, 18)).needs["autonomy"] is None


@pytest.mark.parametrize(
    ("turns", "tallies", "shown"),
    [
        pytest.param((1, 2), [tally(1, 6, 24), tally(2, 6, 12)], Shown(50), id="two questions"),
        pytest.param((1, 2), [tally(1, 9, 36), tally(2, 5, 10)], Shown(50), id="one of which was skipped more"),
        pytest.param((1, 2), [tally(1, 9, 36)], None, id="one of which too few answered"),
        pytest.param((1, 2), [tally(1, 9, 36), tally(2, 4, 16)], None, id="one of which has a tally of four"),
        pytest.param(
            (1, 2, 3, 4, 5), [*(tally(n, 5, 15) for n in range(1, 5)), tally(5, 5, 5)], Shown(60), id="the whole bank"
        ),
        pytest.param((1, 2, 3, 4, 5), [tally(n, 9, 36) for n in range(1, 5)], None, id="the whole bank but one"),
    ],
)
def test_a_need_of_several_questions_is_shown_when_each_was_answered_by_five(turns, tallies, shown):
    digest = compose(*tallies, asked=of_need("autonomy", *turns))
    assert digest.needs == {"autonomy": shown, "competence": None, "recognition": None}
    assert digest.questions == {"autonomy": tuple(f"autonomy-{turn}" for turn in turns)}


@given(st.lists(st.integers(0, 11), min_size=15, max_size=15), st.integers(6, 11), st.integers(1, 5))
def test_a_score_always_stands_for_all_the_questions_beside_it(counts, members, many):
    asked = [item for need in NEEDS for item in of_need(need, *range(1, many + 1))]
    kept = {item.id: min(n, members) for item, n in zip(asked, counts, strict=False)}
    digest = compose(*(Tally("T1", item, n, 3 * n) for item, n in kept.items()), asked=asked, members=members)
    for need in NEEDS:
        are_enough = all(kept[item] >= privacy.THRESHOLD for item in digest.questions[need])
        assert (digest.needs[need] is not None) == are_enough


def test_a_question_beside_the_needs_counts_neither_for_a_score_nor_for_how_many_answered():
    asked = [*ASKED, items.bank()["roles"]]
    digest = compose(Tally("T1", AUTONOMY, 6, 18), Tally("T1", "roles", 9, 45), asked=asked)
    assert replace(digest, beside={}) == compose(Tally("T1", AUTONOMY, 6, 18))
    assert digest.beside == {"roles": Shown(85, "high")}
    alone = compose(Tally("T1", "roles", 9, 45), asked=asked)
    assert (alone.answered, alone.beside) == (None, {"roles": None})


@pytest.mark.parametrize(
    ("threshold", "n", "members", "answered", "shown"),
    [
        (5, 6, 9, "5-7", Shown(50)),
        (7, 6, 9, None, None),
        (7, 7, 9, "7-11", Shown(50)),
        (7, 7, 7, None, None),
    ],
)
def test_a_workspace_may_ask_for_more_answers_before_a_score_is_shown(threshold, n, members, answered, shown):
    digest = compose(Tally("T1", AUTONOMY, n, 3 * n), members=members, threshold=threshold)
    assert (digest.answered, digest.needs["autonomy"], digest.threshold) == (answered, shown, threshold)
    assert digest.is_small is (members == threshold)


@pytest.mark.parametrize(("members", "is_small"), [(0, True), (5, True), (6, False), (40, False)])
def test_a_team_of_fewer_than_six_besides_its_managers_is_small(members, is_small):
    assert compose(members=members).is_small is is_small


def test_a_small_team_never_shows_scores_even_if_a_tally_of_it_was_kept():
    digest = compose(Tally("T1", AUTONOMY, 5, 15), members=5)
    assert digest.answered is None
    assert set(digest.needs.values()) == {None}


def test_five_answers_of_a_small_team_leave_nothing_to_tell():
    kept = privacy.tallies([CountedAnswer("T1", AUTONOMY, 4)] * 5, {"T1": 5}, {})
    assert kept == []
    assert compose(*kept, members=5).answered is None


@pytest.mark.parametrize(
    ("week", "given", "total"),
    [
        (NO_KUDOS, False, None),
        (KudosWeek(9, 4, ()), True, None),
        (KudosWeek(5, 5, ()), True, 5),
        (KudosWeek(12, 6, ()), True, 12),
    ],
)
def test_kudos_are_counted_only_when_five_people_received_one(week, given, total):
    digest = compose(kudos=week)
    assert (digest.kudos_given, digest.kudos_total) == (given, total)


def test_a_digest_tells_three_stories_at_most():
    assert len(compose(kudos=KudosWeek(4, 4, (STORY,) * 4)).stories) == 3


@pytest.mark.parametrize(
    ("previous_closed", "since"),
    [
        pytest.param(None, timedelta(days=7), id="the first digest"),
        pytest.param(timedelta(days=7), timedelta(days=7), id="a week ago"),
        pytest.param(timedelta(days=3), timedelta(days=3), id="after one that closed late"),
        pytest.param(timedelta(days=10), timedelta(days=10), id="after one that closed early"),
        pytest.param(timedelta(days=28), timedelta(days=28), id="four weeks ago"),
        pytest.param(timedelta(days=90), timedelta(days=35), id="long ago"),
    ],
)
def test_a_digest_tells_what_came_since_the_previous_round_closed_or_in_a_week(previous_closed, since):
    previous = previous_closed and Round("R1", "2026-W09", CLOSES, CLOSES - previous_closed, is_closed=True)
    assert composing.window(CLOSED, previous) == (CLOSES - since, CLOSES)


# Over weeks.

WEEKS = [moments.week_key(moments.monday_of("2026-W10") - timedelta(weeks=n)) for n in reversed(range(12))]
AUTONOMY_ALONE = (items.bank()["autonomy-1"],)
PRODUCT = Paper("T2", AUTONOMY_ALONE, 9, 1)


def weekly(*scores_shown: int | None, n: int = 6, members: int = 9, norms=None) -> list[Pulse]:
    """A pulse for each of the last weeks, in which so many answered one question with this mean score (0..100)."""
    paper = (Paper("T1", AUTONOMY_ALONE, members, 1),)
    return [
        Pulse(week, paper, () if mean is None else (Tally("T1", "autonomy-1", n, n + n * mean // 25),), norms)
        for week, mean in zip(WEEKS[-len(scores_shown) :], scores_shown, strict=True)
    ]


def over(pulses: Sequence[Pulse], number: int = 4, **known) -> Digest:
    return composing.compose(Facts(SUPPORT, CLOSED, None, pulses, NO_KUDOS, NO_FEEDBACK, number=number, **known))


@pytest.mark.parametrize(
    ("shown", "index"),
    [
        pytest.param([50, 50], None, id="two weeks"),
        pytest.param([50, 50, 75], Shown(60), id="three weeks"),
        pytest.param([0, 50, 50, 75, 75], Shown(65), id="the last four of five"),
        pytest.param([50, None, 50, 75], Shown(60), id="one of four hidden"),
        pytest.param([50, None, None, 75], None, id="two of four hidden"),
        pytest.param([100, 50, 50, 75, None], Shown(60), id="the last hidden"),
    ],
)
def test_the_index_is_the_mean_of_the_shown_weeks_of_the_last_four(shown, index):
    trend = over(weekly(*shown)).trends["autonomy"]
    assert trend.index == index
    assert index is None or trend.weeks == len([score for score in shown[-4:] if score is not None])
    assert (trend.low, trend.high) == (0, 100) if index is None else trend.low < index.value < trend.high


@pytest.mark.parametrize(
    ("number", "shown", "change"),
    [
        (8, [25] * 4 + [75] * 4, "up"),
        (8, [75] * 4 + [25] * 4, "down"),
        (8, [50] * 8, "no clear change"),
        (9, [25] * 4 + [75] * 4, None),
        (12, [50] * 4 + [25] * 4 + [75] * 4, "up"),
        (8, [25, None, None, 25] + [75] * 4, None),
        (4, [75] * 4, None),
    ],
)
def test_a_change_is_looked_at_every_fourth_time(number, shown, change):
    assert over(weekly(*shown), number).trends["autonomy"].change == change


@pytest.mark.parametrize(
    ("shown", "is_low"),
    [
        pytest.param([100] * 8 + [0] * 4, True, id="well below"),
        pytest.param([0] * 8 + [100] * 4, False, id="well above"),
        pytest.param([75] * 8 + [70] * 4, False, id="within its range"),
        pytest.param([100] * 4 + [0] * 4, True, id="eight shown"),
        pytest.param([100] * 4 + [None] + [0] * 3, False, id="seven shown"),
    ],
)
def test_a_need_is_low_when_its_whole_range_lies_below_its_own_mean(shown, is_low):
    digest = over(weekly(*shown, n=20, members=40))
    assert digest.trends["autonomy"].is_low is is_low


def test_the_chart_tells_each_week_as_it_was_shown_and_nothing_of_a_hidden_one():
    pulses = [Pulse("2026-W05"), *weekly(50, None, 100, 0)]
    pulses[1] = replace(pulses[1], customers=66.7)
    assert over(pulses).chart == Chart(
        tuple(WEEKS[-4:]),
        {"autonomy": (50, None, 85, 15), "competence": (None,) * 4, "recognition": (None,) * 4},
        (67, None, None, None),
    )


def test_a_week_in_which_only_customers_spoke_has_its_place_in_the_chart():
    digest = over([*weekly(None, 50), Pulse("2026-W10", customers=40.0)])
    assert digest.chart.customers == (None, 40)
    assert digest.chart.needs["autonomy"] == (50, None)


def test_nothing_shown_makes_no_chart():
    assert over(weekly(None, None)).chart == Chart()


def test_an_item_is_centred_with_what_was_known_when_its_week_ended():
    norms = {"autonomy-1": 12.0}
    digest = over([*weekly(50, 50, 50)[:2], *weekly(50, norms=norms)])
    assert digest.needs["autonomy"] == Shown(40)
    assert digest.chart.needs["autonomy"] == (50, 50, 40)


@pytest.mark.parametrize(
    ("known", "is_mixed"), [([False] * 4, True), ([True] * 4, False), ([False, True, True, True, True], False)]
)
def test_the_mix_of_items_moves_the_line_while_one_of_four_weeks_has_no_norms(known, is_mixed):
    pulses = [replace(p, norms={} if has else None) for p, has in zip(weekly(*[50] * len(known)), known, strict=True)]
    assert over(pulses).is_mixed is is_mixed


hidden_or_shown = st.lists(st.tuples(st.booleans(), st.integers(5, 20), st.integers(0, 80)), min_size=1, max_size=12)


@given(hidden_or_shown, st.integers(1, 30), st.integers(5, 8))
def test_nothing_that_a_digest_tells_depends_on_a_week_that_was_hidden(weeks, number, threshold):
    """P8: whatever lies in the tallies of fewer people than have to answer, the digest is the same."""

    def pulses(hidden_total: int) -> list[Pulse]:
        made = []
        for week, (is_shown, n, extra) in zip(WEEKS[-len(weeks) :], weeks, strict=True):
            own = Tally("T1", "autonomy-1", n + 3, n + 3 + extra % (4 * n)) if is_shown else None
            few = own or Tally("T1", "autonomy-1", threshold - 1, hidden_total)
            made.append(Pulse(week, (Paper("T1", AUTONOMY_ALONE, 40, 1),), (few, Tally("T2", "autonomy-1", 9, 9))))
        return made

    one, other = (over(pulses(total), number, threshold=threshold) for total in (threshold, 4 * threshold))
    assert one == other


@given(hidden_or_shown, st.integers(1, 30))
def test_every_score_is_told_to_the_nearest_five_with_open_ends(weeks, number):
    pulses = weekly(*(extra if is_shown else None for is_shown, _, extra in weeks))
    digest = over(pulses, number)
    told = [value for line in digest.chart.needs.values() for value in line if value is not None]
    told += [trend.index.value for trend in digest.trends.values() if trend.index]
    assert all(value % 5 == 0 and privacy.LOW_END <= value <= privacy.HIGH_END for value in told)


# Departments and the company.


def larger(*tallies: Tally, papers: Sequence[Paper], group: Group = SERVICE) -> Digest:
    pulse = Pulse("2026-W10", tuple(papers), tallies)
    return composing.compose(Facts(group, CLOSED, None, [pulse], NO_KUDOS, NO_FEEDBACK))


def paper(team: str, turn: int, members: int, managers: int = 1) -> Paper:
    return Paper(team, tuple(of_need("autonomy", turn)), members, managers, "D1")


def test_a_larger_group_tells_the_mean_of_all_answers_to_what_its_teams_were_asked():
    papers = [paper("T1", 1, 9), paper("T2", 2, 30)]
    digest = larger(Tally("D1", "autonomy-1", 5, 25), Tally("D1", "autonomy-2", 20, 40), papers=papers)
    assert digest.needs["autonomy"] == Shown(40)
    assert (digest.answered, digest.kind, digest.teams) == ("20 or more", Kind.DEPARTMENT, 2)
    assert digest.questions == {"autonomy": ("autonomy-1", "autonomy-2")}


def test_a_larger_group_tells_of_the_questions_of_which_something_may_be_told():
    papers = [paper("T1", 1, 9), paper("T2", 2, 9)]
    digest = larger(Tally("D1", "autonomy-1", 8, 24), papers=papers)
    assert digest.needs["autonomy"] == Shown(50)
    assert digest.answered == "8 or more"


def test_how_many_stand_behind_a_larger_groups_scores_is_true_of_each_need():
    asked = tuple(items.bank()[item] for item in ("autonomy-1", "competence-1"))
    papers = [Paper(team, asked, 20, 1, "D1") for team in ("T1", "T2")]
    digest = larger(Tally("D1", "autonomy-1", 30, 90), Tally("D1", "competence-1", 9, 27), papers=papers)
    assert (digest.answered, digest.needs["recognition"]) == ("8 or more", None)


def test_without_a_score_a_larger_group_does_not_say_how_many_answered():
    digest = larger(Tally("D1", "roles", 30, 90), papers=[paper("T1", 1, 9), paper("T2", 1, 30)])
    assert (digest.answered, set(digest.needs.values())) == (None, {None})


def test_a_range_counts_those_who_lead_in_the_company_alone():
    """They never count in a department."""
    asked = [paper("T1", 1, 12, managers=n) for n in (0, 40)]

    def width(group: Group, papers: Paper) -> int:
        pulses = [Pulse(week, (papers,), (Tally(group.id, "autonomy-1", 12, 36),)) for week in WEEKS[-4:]]
        facts = Facts(group, CLOSED, None, pulses, NO_KUDOS, NO_FEEDBACK)
        return composing.compose(facts).trends["autonomy"].high

    assert width(SERVICE, asked[0]) == width(SERVICE, asked[1]) == width(WHOLE, asked[0]) < width(WHOLE, asked[1])


@pytest.mark.parametrize(("group", "total"), [(SUPPORT, 12), (SERVICE, None), (WHOLE, None)])
def test_only_a_team_has_a_total_of_kudos(group, total):
    """Less those of its teams, a larger group's could be that of a team which has none."""
    pulse = Pulse("2026-W10", (paper("T1", 1, 30),))
    digest = composing.compose(Facts(group, CLOSED, None, [pulse], KudosWeek(12, 9, ()), NO_FEEDBACK))
    assert (digest.kudos_given, digest.kudos_total) == (True, total)


def test_two_small_teams_are_told_in_their_department():
    digest = larger(Tally("D1", "autonomy-1", 8, 24), papers=[paper("T1", 1, 5), paper("T2", 1, 5)])
    assert (digest.is_small, digest.needs["autonomy"]) == (False, Shown(50))


def test_who_answered_several_items_is_one_person_among_those_who_answered():
    asked = tuple(of_need("autonomy", 1, 2))
    papers = [Paper(team, asked, 9, 1, "D1") for team in ("T1", "T2")]
    digest = larger(Tally("D1", "autonomy-1", 11, 33), Tally("D1", "autonomy-2", 11, 33), papers=papers)
    assert digest.answered == "8 or more"


@pytest.mark.parametrize(
    ("n", "members", "managers", "answered"),
    [
        pytest.param(8, 8, 0, "5 or more", id="all of eight members"),
        pytest.param(8, 8, 6, "5 or more", id="all members, if no manager is counted"),
        pytest.param(12, 12, 6, "8 or more", id="all of twelve, if no manager is counted"),
        pytest.param(20, 14, 6, "12 or more", id="all members and managers"),
        pytest.param(19, 14, 6, "12 or more", id="all but one of them"),
        pytest.param(21, 30, 6, "20 or more", id="not all"),
    ],
)
def test_how_many_answered_in_the_company_never_tells_that_everyone_did_with_managers_or_without(
    n, members, managers, answered
):
    digest = larger(Tally(COMPANY, "autonomy-1", n, 3 * n), papers=[paper("T1", 1, members, managers)], group=WHOLE)
    assert digest.answered == answered


# Occasions.


def round_of(week: str) -> Round:
    return Round(week, week, CLOSES, CLOSES, is_closed=True)


@pytest.mark.parametrize(
    ("every", "weeks", "found"),
    [
        pytest.param(1, ["2026-W10"], {11: "2026-W10"}, id="the first"),
        pytest.param(1, ["2026-W08", "2026-W10"], {9: "2026-W08", 11: "2026-W10"}, id="a week without a round"),
        pytest.param(1, ["2025-W50", "2026-W10"], {11: "2026-W10"}, id="too long ago"),
        pytest.param(4, ["2026-W02", "2026-W06", "2026-W10"], {9: "2026-W02", 10: "2026-W06", 11: "2026-W10"}, id="4"),
        pytest.param(4, ["2026-W07", "2026-W08", "2026-W10"], {11: "2026-W10"}, id="weekly before"),
        pytest.param(2, ["2026-W07", "2026-W10"], {10: "2026-W07", 11: "2026-W10"}, id="one opened by hand"),
    ],
)
def test_a_digest_looks_back_on_twelve_occasions_for_a_pulse(every, weeks, found):
    told = composing.occasions([round_of(week) for week in weeks], CLOSED, every)
    assert len(told) == 12
    assert {place: at.week for place, (_, at) in enumerate(told) if at} == found
    assert all(week == at.week for week, at in told if at)


def test_an_occasion_without_a_round_has_its_week_all_the_same():
    told = composing.occasions([round_of("2026-W10")], CLOSED, 2)
    assert [week for week, _ in told[-3:]] == ["2026-W06", "2026-W08", "2026-W10"]


@pytest.mark.parametrize(
    ("first", "every", "number"), [("2026-W10", 1, 1), ("2026-W03", 1, 8), ("2025-W51", 1, 12), ("2025-W51", 4, 3)]
)
def test_occasions_are_counted_from_the_workspaces_first(first, every, number):
    assert composing.number(first, CLOSED, every) == number


@pytest.mark.parametrize(("days", "weeks"), [(None, 1), (7, 1), (14, 2), (28, 4), (90, 5), (3, 1)])
def test_a_digest_says_of_how_many_weeks_it_tells(days, weeks):
    previous = days and Round("R1", "2026-W02", CLOSES, CLOSES - timedelta(days=days), is_closed=True)
    facts = Facts(SUPPORT, CLOSED, previous, weekly(50), NO_KUDOS, NO_FEEDBACK, every=2)
    assert (composing.compose(facts).weeks, composing.compose(facts).every) == (weeks, 2)


def test_two_customers_are_quoted_at_most():
    quotes = tuple(Quote(str(n), "Acme", "It took long", is_met=False) for n in range(3))
    assert over(weekly(50), quotes=quotes).quotes == quotes[:2]


def test_a_question_of_the_workspaces_own_is_told_by_its_text():
    own = items.own_item("own-01", "I can park here.", ())
    asked = (*ASKED, own)
    digest = compose(Tally("T1", AUTONOMY, 6, 18), Tally("T1", "own-01", 5, 15), asked=asked)
    assert digest.beside == {"I can park here.": Shown(50)}
    assert compose(Tally("T1", AUTONOMY, 6, 18), Tally("T1", "own-01", 4, 12), asked=asked).beside == {own.text: None}
