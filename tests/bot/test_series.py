from __future__ import annotations

from statistics import fmean

import pytest

from bot import items, series
from bot.feedback import Rated, Scale
from bot.items import NEEDS
from bot.privacy import COMPANY, Tally
from bot.pulses import Paper
from bot.series import Kept

BANK = items.bank()
WEEK = "2026-W10"


def kept(*tallies: Tally, members: int = 8, asked=("autonomy-1", "competence-1"), rated=(), week: str = WEEK) -> Kept:
    paper = Paper("t1", tuple(BANK[item] for item in asked), members, 1)
    return Kept(week, {"t1": paper}, tallies, {"t1": rated})


def only(of: Kept, threshold: int = 5) -> series.Point:
    ((point,),) = series.points([of], threshold).values()
    return point


def test_a_need_that_was_shown_has_its_score_and_another_has_none():
    point = only(kept(Tally("t1", "autonomy-1", 5, 18), Tally("other", "competence-1", 9, 30)))
    assert point.needs == {"autonomy": pytest.approx(65)}
    assert point.week == WEEK


@pytest.mark.parametrize(
    ("of", "threshold"),
    [
        pytest.param(kept(Tally("t1", "autonomy-1", 5, 18)), 6, id="the threshold was raised since"),
        pytest.param(kept(Tally("t1", "autonomy-1", 5, 18), members=5), 5, id="too few could answer"),
        pytest.param(kept(Tally("t1", "roles-1", 5, 18)), 5, id="beside the needs"),
        pytest.param(
            kept(Tally("t1", "autonomy-1", 5, 18), asked=("autonomy-1", "autonomy-2")), 5, id="one of two items hidden"
        ),
        pytest.param(kept(), 5, id="nothing kept"),
    ],
)
def test_what_was_not_shown_is_in_no_series(of, threshold):
    assert only(of, threshold).needs == {}


@pytest.mark.parametrize(
    ("rated", "mean"),
    [
        ((), None),
        ((Rated(Scale.EXPECTATION, 1, 5),), None),
        ((Rated(Scale.EXPECTATION, 2, 7),), 62.5),
        ((Rated(Scale.EXPECTATION, 1, 5), Rated(Scale.NPS, 1, 0)), 50.0),
        ((Rated(Scale.CES, 3, 21),), 100.0),
    ],
)
def test_customers_count_from_two_pieces_on_whatever_their_scales(rated, mean):
    assert only(kept(rated=rated)).feedback == mean


def test_a_week_is_usable_when_a_need_was_shown_and_customers_were_heard():
    rated, shown = (Rated(Scale.CSAT, 2, 9),), Tally("t1", "autonomy-1", 5, 18)
    assert only(kept(shown, rated=rated)).is_usable
    assert not only(kept(rated=rated)).is_usable
    assert not only(kept(shown)).is_usable


def test_scores_are_centred_on_what_the_company_answers_once_that_is_known():
    easier = {1: 20, 2: -20, 3: 10, 4: -10}
    rounds = []
    for number in range(44):
        asked = [f"{need}-{number % 4 + 1}" for need in NEEDS]
        total = round(8 * (3 + easier[number % 4 + 1] / 25) * 10)
        tallies = [Tally(group, item, 80, total) for item in asked for group in ("t1", COMPANY)]
        rounds.append(kept(*tallies, members=90, asked=asked, week=f"2026-W{number + 1:02}"))
    known, unknown = (series.points(some, 5)["t1"] for some in (rounds, rounds[:30]))
    assert {round(point.needs["autonomy"]) for point in known} == {50}
    assert {round(point.needs["autonomy"]) for point in unknown} == {70, 30, 60, 40}
    assert fmean(point.needs["competence"] for point in known) == pytest.approx(50, abs=0.5)


def test_a_team_that_took_no_part_in_a_round_has_no_point_of_it():
    found = series.points([kept(week="2026-W09"), Kept(WEEK, {}, [], {})], 5)
    assert [point.week for point in found["t1"]] == ["2026-W09"]


def test_norms_do_not_wait_for_an_item_that_is_off():
    rounds = []
    for number in range(33):
        asked = [f"{need}-{number % 3 + 1}" for need in NEEDS]
        tallies = [Tally(group, item, 40, 120 + 10 * (number % 3)) for item in asked for group in ("t1", COMPANY)]
        rounds.append(kept(*tallies, members=90, asked=asked, week=f"2026-W{number + 1:02}"))
    off = {f"{need}-4" for need in NEEDS}
    apart, together = (series.points(rounds, 5, of)["t1"] for of in ((), off))
    assert len({round(point.needs["autonomy"], 6) for point in apart}) == 3
    assert len({round(point.needs["autonomy"], 6) for point in together}) == 1
