from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import moments
from bot.items import NEEDS, QUARTER, ROTATION, Choice, Item, Kind, asked, bank, is_whole

RS = ["roles", "rights", "responsibilities", "rewards"]
CONTACTS = ["contact-1", "contact-2", "contact-3"]
OWN = tuple(Item(f"own-{number}", Kind.OWN, "", 1, text=f"Ada {number}?") for number in (1, 2))
FULL = Choice(meets_customers=True, own=OWN)
FRIENDLESS = frozenset({"friend"})

turns = st.integers(0, 10_000)
offsets = st.integers(0, 50)
owns = st.integers(0, 3).map(
    lambda many: tuple(Item(f"own-{number}", Kind.OWN, "", 1, text=f"{number}?") for number in range(many))
)


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    """Anything a workspace can choose: every need has at least one of its items 1-4 on."""
    own = draw(owns)
    off = draw(st.sets(st.sampled_from(sorted({*bank(), *(item.id for item in own)}))))
    kept = {f"{need}-{draw(st.integers(1, ROTATION))}" for need in NEEDS}
    return Choice(
        per_need=draw(st.integers(1, 2)),
        has_fourth=draw(st.booleans()),
        meets_customers=draw(st.booleans()),
        off=frozenset(off - kept),
        own=own,
    )


def ids(*of: object, **more: object) -> list[str]:
    return [item.id for item in asked(*of, **more)]


def fourths(rounds: range, choice: Choice) -> list[str]:
    """The optional item of each round, or a dash."""
    found = [[item.id for item in asked(turn, 0, choice) if not item.need] for turn in rounds]
    assert all(len(taps) <= 1 for taps in found)
    return [taps[0] if taps else "-" for taps in found]


@given(turns, offsets, choices())
def test_every_need_is_asked_and_never_the_same_item_twice(turn, offset, choice):
    items = asked(turn, offset, choice)
    assert len(set(items)) == len(items)
    for need in NEEDS:
        on = [f"{need}-{place}" for place in range(1, ROTATION + 1) if f"{need}-{place}" not in choice.off]
        assert len([item for item in items if item.need == need]) == min(choice.per_need, len(on))


@given(turns, offsets, choices(), st.booleans())
def test_what_is_off_is_never_asked_and_needs_come_first(turn, offset, choice, whole):
    items = asked(turn, offset, choice, is_whole=whole)
    assert not choice.off & {item.id for item in items}
    needs = [item.need for item in items]
    assert needs == sorted(needs, key=[*NEEDS, ""].index)
    assert not [item for item in items if item.kind is not Kind.CORE and item.need]
    assert [item.reversed for item in items].count(True) == (
        len([need for need in NEEDS if f"{need}-5" not in choice.off]) if whole else 0
    )


@given(turns, offsets, choices())
def test_all_items_of_a_need_come_round_equally_often(turn, offset, choice):
    """Over twelve rounds, which every number of items from one to four divides."""
    rounds = [asked(turn + later, offset, choice) for later in range(12)]
    counts = Counter(item.id for items in rounds for item in items if item.need)
    for need in NEEDS:
        on = [f"{need}-{place}" for place in range(1, ROTATION + 1) if f"{need}-{place}" not in choice.off]
        assert {counts[item] for item in on} == {12 * min(choice.per_need, len(on)) // len(on)}


@given(turns, offsets)
def test_every_item_comes_back_after_four_rounds_and_not_before(turn, offset):
    rounds = [tuple(item for item in asked(turn + later, offset) if item.need) for later in range(ROTATION + 1)]
    assert len(set(rounds[:ROTATION])) == ROTATION
    assert rounds[ROTATION] == rounds[0]


def test_two_a_need_are_asked_in_pairs_that_take_turns():
    two = Choice(per_need=2, has_fourth=False)
    assert ids(0, 0, two) == [f"{need}-{turn}" for need in NEEDS for turn in (1, 2)]
    assert ids(1, 0, two) == [f"{need}-{turn}" for need in NEEDS for turn in (3, 4)]
    assert ids(2, 0, two) == ids(0, 0, two)


@pytest.mark.parametrize(
    ("off", "per_need", "expected"),
    [
        pytest.param((), 1, [[1], [2], [3], [4]], id="all on"),
        pytest.param((2,), 1, [[1], [3], [4], [1]], id="one off"),
        pytest.param((2,), 2, [[1, 3], [4, 1], [3, 4], [1, 3]], id="one off, in pairs"),
        pytest.param((1, 4), 2, [[2, 3]] * 4, id="two off, in pairs"),
        pytest.param((1, 2, 4), 1, [[3]] * 4, id="three off"),
        pytest.param((1, 2, 4), 2, [[3]] * 4, id="three off, in pairs"),
    ],
)
def test_what_is_left_of_a_need_is_asked_in_turn(off, per_need, expected):
    choice = Choice(per_need, off=frozenset(f"competence-{turn}" for turn in off))
    rounds = [asked(turn, 0, choice) for turn in range(4)]
    assert [[item.turn for item in items if item.need == "competence"] for items in rounds] == expected


@given(turns, offsets, choices())
def test_a_team_is_asked_what_a_team_set_up_before_it_is_asked_a_round_later(turn, offset, choice):
    assert asked(turn, offset + 1, choice) == asked(turn + 1, offset, choice)


@given(turns)
def test_four_teams_set_up_after_each_other_are_asked_different_items(turn):
    assert len({asked(turn, offset)[:3] for offset in range(ROTATION)}) == ROTATION


def test_the_rotation_goes_on_across_a_new_year_of_53_weeks():
    keys = ["2026-W51", "2026-W52", "2026-W53", "2027-W01", "2027-W02"]
    found = [asked(moments.week_number(key), 0)[0].turn for key in keys]
    assert [(later - turn) % ROTATION for turn, later in pairwise(found)] == [1, 1, 1, 1]


def test_the_four_rs_take_turns_where_nothing_else_is_asked():
    assert fourths(range(8), Choice(off=FRIENDLESS)) == RS * 2


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        pytest.param(
            Choice(),
            ["friend", *RS[1:], *RS[:3], "friend", *RS[:2], "friend", RS[3]],
            id="the friend",
        ),
        pytest.param(
            Choice(meets_customers=True),
            [
                *("contact-1", "friend", RS[2], RS[3]),
                *("friend", RS[1], RS[2], "contact-2"),
                *(RS[0], RS[1], "contact-3", "friend"),
            ],
            id="customers and the friend",
        ),
        pytest.param(
            FULL,
            [
                *("contact-1", "friend", "own-1", RS[3]),
                *("friend", "own-2", RS[2], "contact-2"),
                *("own-1", RS[1], "contact-3", "friend"),
                *(RS[0], "contact-1", "friend", "own-2"),
            ],
            id="customers, the friend and two of their own",
        ),
        pytest.param(
            Choice(off=frozenset({"friend", "rights"})),
            [RS[0], "-", RS[2], RS[3]],
            id="an R that is off leaves its round",
        ),
        pytest.param(
            Choice(meets_customers=True, off=frozenset({*FRIENDLESS, *RS, "contact-2"})),
            ["contact-1", "-", "-", "-", "-", "-", "-", "contact-3", "-", "-", "contact-1", "-"],
            id="only two items on contact are left",
        ),
        pytest.param(Choice(off=frozenset({*FRIENDLESS, *RS})), ["-"] * 8, id="all off"),
        pytest.param(replace(FULL, has_fourth=False), ["-"] * 8, id="no fourth tap"),
    ],
)
def test_the_fourth_tap_is_one_of_the_rs_or_a_visitor_in_its_place(choice, expected):
    assert fourths(range(len(expected)), choice) == expected


@given(st.integers(0, 2_500), choices())
def test_each_visitor_comes_once_in_every_four_rounds(cycle, choice):
    rounds = fourths(range(cycle * ROTATION, (cycle + 1) * ROTATION), replace(choice, has_fourth=True))
    contacts = [name for name in CONTACTS if name not in choice.off]
    own = [item.id for item in choice.own if item.id not in choice.off]
    assert rounds.count("friend") == ("friend" not in choice.off)
    assert len([name for name in rounds if name in contacts]) == bool(choice.meets_customers and contacts)
    assert len([name for name in rounds if name in own]) == bool(own)


@given(turns, choices())
def test_no_r_stays_away_for_long_and_none_comes_more_than_once_in_four_rounds(turn, choice):
    """Three visitors leave one R in four rounds, so that each is there within 16."""
    rounds = fourths(range(turn, turn + 16), replace(choice, has_fourth=True))
    assert [name for name in RS if name not in choice.off and name not in rounds] == []
    assert all(name not in rounds[place + 1 : place + ROTATION] for place, name in enumerate(rounds) if name in RS)


@given(turns)
def test_all_items_on_contact_and_all_own_items_get_their_turn(turn):
    rounds = fourths(range(turn, turn + ROTATION * 4), FULL)
    assert {*CONTACTS, "friend", "own-1", "own-2"} <= set(rounds)


@given(turns, offsets)
def test_the_whole_bank_is_all_core_items_and_nothing_else(turn, offset):
    assert ids(turn, offset, FULL, is_whole=True) == [f"{need}-{place}" for need in NEEDS for place in range(1, 6)]
    off = replace(FULL, off=frozenset({"autonomy-5", "recognition-1"}))
    assert len(asked(turn, offset, off, is_whole=True)) == 13


@given(st.integers(0, 10_000), st.sampled_from([1, 2, 4]))
def test_each_quarter_has_one_whole_bank_whatever_the_cadence(first, weeks):
    rounds = range(first, first + 8 * QUARTER, weeks)
    whole = [week for previous, week in pairwise([None, *rounds]) if is_whole(week, previous)]
    quarters = [week // QUARTER for week in whole]
    assert quarters == sorted({week // QUARTER for week in rounds})[1:]
    assert first not in whole


@pytest.mark.parametrize(
    ("week", "previous", "whole"),
    [
        (26, None, False),
        (26, 25, True),
        (27, 26, False),
        (27, 25, True),  # the first week of the quarter had no round
        (26, 26, False),
        (38, 26, False),
        (53, 25, True),  # after a pause of months: once
    ],
)
def test_the_whole_bank_is_for_the_first_round_of_a_quarter(week, previous, whole):
    assert is_whole(week, previous) is whole
