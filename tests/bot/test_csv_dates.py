"""Days as they are written: each form, and the rule for those that may be two days."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.csv_dates import Order, is_unclear, read, shown
from bot.errors import Refused

DAY = date(2026, 3, 31)
UNMISTAKABLE = [
    "2026-03-31",
    "2026/03/31",
    "2026.3.31",
    "20260331",
    "2026-03-31T23:59:59Z",
    "2026-03-31 08:15:00 +0200",
    "2026/03/31 2:05:10 PM MEZ",
    "31.03.2026",
    "31.3.26 14:05",
    "31 Mar 2026",
    "31st March 2026, 14:05",
    "31. March 2026",
    "31-Mar-2026",
    "Mar 31, 2026",
    "March 31st 2026 2:05 PM",
    "1774915200",
    "1774915200000",
    "31/03/2026",
    "03/31/2026 14:05:10",
    "3-31-26",
    "31. März 2026",
    "31. Maerz 2026",
    "31 Mrz. 2026 14:05",
]


@pytest.mark.parametrize("given", UNMISTAKABLE)
def test_a_day_that_can_be_only_one_needs_no_rule(given):
    assert read(given, None) == DAY


@pytest.mark.parametrize(
    ("given", "order", "day"),
    [
        ("03/04/2026", Order.DMY, date(2026, 4, 3)),
        ("03/04/2026", Order.MDY, date(2026, 3, 4)),
        ("3-4-26 10:00", Order.MDY, date(2026, 3, 4)),
        ("03.04.2026", Order.MDY, date(2026, 4, 3)),
        ("05/05/2026", None, date(2026, 5, 5)),
    ],
)
def test_numbers_go_by_the_rule_and_dots_always_mean_the_day_first(given, order, day):
    assert read(given, order) == day


@pytest.mark.parametrize(
    "given", ["03/04/2026", "1-2-26", "12/11/2026 08:00", "25-03-04", "31-03-26", "03-03-04 10:00"]
)
def test_a_date_that_may_be_two_days_is_not_guessed(given):
    assert is_unclear(given)
    with pytest.raises(Refused, match="csv_date_unclear"):
        read(given, None)


@pytest.mark.parametrize(
    ("given", "order"),
    [
        ("yesterday", None),
        ("2026-02-30", None),
        ("31/03/2026", Order.MDY),
        ("03/31/2026", Order.DMY),
        ("32/01/2026", None),
        ("31 Foo 2026", None),
        ("31/03-2026", None),
        ("2026-03-31x", None),
        ("31/03/026", None),
        ("٣١/٠٣/٢٠٢٦", None),
        ("0/0/2026", Order.DMY),
        ("9" * 5000, None),
    ],
    ids=lambda value: str(value)[:12],
)
def test_what_is_no_day_is_refused(given, order):
    with pytest.raises(Refused, match=r"^csv_date$") as refused:
        read(given, order)
    assert len(str(refused.value.values["given"])) <= 40


@pytest.mark.parametrize(
    ("given", "order"),
    [
        ("31/03/2026", Order.DMY),
        ("3/31/2026 10:00", Order.MDY),
        ("03/04/2026", None),
        ("31.03.2026", None),
        ("2026-03-31", None),
        ("31/31/2026", None),
        ("", None),
        ("25-03-04", None),
        ("31-03-26", None),
        ("31-03-99", Order.DMY),
        ("3-31-26", Order.MDY),
    ],
)
def test_a_day_above_twelve_proves_the_order(given, order):
    assert shown(given) is order


@pytest.mark.parametrize(
    ("given", "month"),
    [("1. Januar 2026", 1), ("1. Mai 2026", 5), ("1 Okt 2026", 10), ("1. Oktober 2026", 10), ("1-Dez-2026", 12)],
)
def test_months_have_their_german_names_too(given, month):
    assert read(given, None) == date(2026, month, 1)


def test_a_short_year_is_last_where_somebody_has_said_what_is_first():
    assert read("25-03-04", Order.DMY) == date(2004, 3, 25)
    with pytest.raises(Refused, match=r"^csv_date$"):
        read("25-03-04", Order.MDY)


days = st.dates(date(2001, 1, 1), date(2099, 12, 31))


@given(days, st.sampled_from(Order))
def test_every_day_is_read_back_in_the_order_it_was_written(day, order):
    form = {Order.DMY: "%d/%m/%Y", Order.MDY: "%m/%d/%Y"}[order]
    assert read(day.strftime(form), order) == day


@given(days)
def test_what_a_date_proves_is_never_another_day(day):
    for form in ("%d/%m/%Y", "%m/%d/%Y"):
        written = day.strftime(form)
        if shown(written):
            assert read(written, None) == day
        else:
            assert is_unclear(written) or day.day == day.month


@given(st.text(), st.sampled_from([None, *Order]))
def test_any_text_is_a_day_or_refused(given, order):
    with suppress(Refused):
        assert isinstance(read(given, order), date)
