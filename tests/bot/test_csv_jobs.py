"""Imports of dropped files: who may, where from, and what is kept of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.csv_columns import Wish
from bot.csv_dates import Order
from bot.csv_jobs import TRIES, Job, check_address, is_csv, may_import, packed, unpacked
from bot.errors import Refused
from bot.feedback import Scale
from bot.people import Person

ADA = Person("UADA", "Ada")
JOB = Job("J1", "UADA", "D1", "F1", "f.csv", datetime(2026, 3, 3, tzinfo=UTC))
SLACK, SANDBOX = "https://slack.com/api/", "http://127.0.0.1:8787/api/"


@pytest.mark.parametrize(
    ("person", "leads", "may"),
    [
        (ADA, frozenset(), False),
        (ADA, frozenset({"T1"}), True),
        (replace(ADA, is_admin=True), frozenset(), True),
        (replace(ADA, is_admin=True, is_deleted=True), frozenset(), False),
        (replace(ADA, is_guest=True), frozenset({"T1"}), False),
        (replace(ADA, is_stranger=True), frozenset({"T1"}), False),
        (replace(ADA, is_bot=True, is_admin=True), frozenset(), False),
        (None, frozenset({"T1"}), False),
    ],
    ids=["peer", "manager", "admin", "gone", "guest", "stranger", "bot", "nobody"],
)
def test_managers_and_admins_import(person, leads, may):
    assert may_import(person, leads) is may


@pytest.mark.parametrize(
    ("address", "api"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/f.csv", SLACK),
        ("https://slack.com/files/f.csv", SLACK),
        ("https://files.slack.com:443/f.csv", SLACK),
        ("http://127.0.0.1:8787/files/F1/f.csv", SANDBOX),
        ("https://files.slack.com/f.csv", SANDBOX),
    ],
)
def test_files_are_fetched_from_slack_and_from_beside_its_methods(address, api):
    check_address(address, api)


@pytest.mark.parametrize(
    ("address", "api"),
    [
        ("http://files.slack.com/f.csv", SLACK),
        ("https://files.slack.com.evil.example/f.csv", SLACK),
        ("https://evilslack.com/f.csv", SLACK),
        ("https://files.slack.com:8443/f.csv", SLACK),
        ("https://files.slack.com@evil.example/f.csv", SLACK),
        ("https://me@files.slack.com/f.csv", SLACK),
        ("file:///etc/passwd", SLACK),
        ("", SLACK),
        ("http://127.0.0.1:8788/files/F1/f.csv", SANDBOX),
        ("http://127.0.0.1:8787/files/F1/f.csv", SLACK),
        ("http://me@127.0.0.1:8787/files/F1/f.csv", SANDBOX),
        ("https://[files.slack.com/f.csv", SLACK),
        ("https://files.slack.com:ssl/f.csv", SLACK),
    ],
)
def test_the_token_goes_nowhere_else(address, api):
    with pytest.raises(Refused, match="csv_address"):
        check_address(address, api)


@pytest.mark.parametrize(("name", "is_one"), [("a.csv", True), ("A.TSV", True), ("a.txt", True), ("a.xlsx", False)])
def test_a_table_is_known_by_its_ending(name, is_one):
    assert is_csv(name) is is_one


def test_what_is_kept_of_an_import_is_read_back():
    full = replace(
        JOB, header=("A", "B"), wish=Wish({"customer": "A", "id": ""}, Scale.NPS, Order.MDY), reason="The end.", tries=3
    )
    for one in (JOB, full):
        assert unpacked(JOB, packed(one)) == one


def test_tries_come_further_and_further_apart_and_end_after_a_day():
    tried = [replace(JOB, tries=tries) for tries in range(1, TRIES + 1)]
    assert [job.pause for job in tried[:3]] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert tried[-1].pause == timedelta(hours=1)
    assert timedelta(hours=22) < sum((job.pause for job in tried), timedelta()) < timedelta(hours=30)
    assert [job.is_hopeless for job in (tried[-1], replace(JOB, tries=TRIES + 1))] == [False, True]
