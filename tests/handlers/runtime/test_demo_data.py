"""The demo's invented data: it must hold together, because everything the demo shows is made of it."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

DATA = Path(__file__).parents[3] / "handlers" / "runtime" / "demo"
LAST_DAY = date(2026, 11, 22)
TEAMS = {"Support", "Field", "Product"}
EXPECTATIONS = {"Commitment", "Cost", "Culture", "Care"}
SOURCES = {"email", "call", "visit", "survey", "chat", "review"}
PAST = re.compile(r"\w+ed|Built|Cut|Drew|Found|Hung|Kept|Made|Read|Rewrote|Said|Sat|Spent|Taught|Told")
LONG_HOURS_OR_OBEDIENCE = re.compile(r"overtime|late night|weekend|as told|obey|complain|keep it up|hard work")


@pytest.fixture(scope="module")
def company() -> dict[str, Any]:
    return tomllib.loads((DATA / "company.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def people(company: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {person["name"]: person for person in company["people"]}


@pytest.fixture(scope="module")
def members(company: dict[str, Any]) -> dict[str, list[str]]:
    return {channel["name"]: channel["members"] for channel in company["channels"]}


@pytest.fixture(scope="module")
def feedback() -> list[dict[str, str]]:
    with (DATA / "feedback.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def kudos() -> list[dict[str, str]]:
    entries: list[dict[str, str]] = tomllib.loads((DATA / "kudos.toml").read_text(encoding="utf-8"))["kudos"]
    return entries


def takes_part(person: dict[str, Any]) -> bool:
    return not any(person.get(mark) for mark in ("is_bot", "is_restricted", "deleted"))


def words(text: str) -> int:
    return len(text.split())


def test_every_login_is_lower_case_and_taken_once(company: dict[str, Any]) -> None:
    logins = [person["name"] for person in company["people"]]
    assert len(set(logins)) == len(logins)
    assert all(login.isascii() and login.isalpha() and login.islower() for login in logins)
    assert "heartline" not in logins


def test_no_two_people_share_a_real_name(company: dict[str, Any]) -> None:
    assert len({person["real_name"] for person in company["people"]}) == len(company["people"])


def test_every_time_zone_exists(company: dict[str, Any]) -> None:
    for person in company["people"]:
        assert ZoneInfo(person["tz"]).key == person["tz"]


@pytest.mark.parametrize("channel", ["team-support", "team-field", "team-product"])
def test_each_team_lives_in_four_zones_or_more(
    channel: str, people: dict[str, dict[str, Any]], members: dict[str, list[str]]
) -> None:
    team = [people[name] for name in members[channel] if name != "heartline"]
    assert len({person["tz"] for person in team if takes_part(person)}) >= 4


@pytest.mark.parametrize("mark", ["is_admin", "is_bot", "is_restricted", "deleted"])
def test_there_is_exactly_one_of_each_special_person(mark: str, company: dict[str, Any]) -> None:
    assert sum(person.get(mark, False) is True for person in company["people"]) == 1


def test_channels_hold_known_people_once(people: dict[str, dict[str, Any]], members: dict[str, list[str]]) -> None:
    for names in members.values():
        assert len(set(names)) == len(names)
        assert set(names) <= people.keys() | {"heartline"}


def test_every_channel_is_public_and_has_the_bot(company: dict[str, Any]) -> None:
    for channel in company["channels"]:
        assert channel["kind"] == "public"
        assert "heartline" in channel["members"]


def test_everyone_who_has_not_left_is_in_general(
    people: dict[str, dict[str, Any]], members: dict[str, list[str]]
) -> None:
    here = {name for name, person in people.items() if not person.get("deleted")}
    assert set(members["general"]) == here | {"heartline"}


def test_someone_who_has_left_is_in_no_channel(
    people: dict[str, dict[str, Any]], members: dict[str, list[str]]
) -> None:
    left = {name for name, person in people.items() if person.get("deleted")}
    assert not any(left & set(names) for names in members.values())


def test_there_are_three_teams_of_eleven_to_fourteen_with_their_manager(
    company: dict[str, Any], people: dict[str, dict[str, Any]], members: dict[str, list[str]]
) -> None:
    assert {team["name"] for team in company["teams"]} == TEAMS
    for team in company["teams"]:
        own = [name for name in members[team["channel"]] if name != "heartline" and takes_part(people[name])]
        assert 11 <= len(own) <= 14, team["name"]
        assert team["manager"] in own


def test_nobody_is_in_two_teams(company: dict[str, Any], members: dict[str, list[str]]) -> None:
    counts = Counter(name for team in company["teams"] for name in members[team["channel"]] if name != "heartline")
    assert max(counts.values()) == 1


def test_ada_ben_and_cleo_are_where_the_stories_need_them(
    company: dict[str, Any], people: dict[str, dict[str, Any]], members: dict[str, list[str]]
) -> None:
    names = [people[login]["real_name"] for login in ("ada", "ben", "cleo")]
    assert names == ["Ada Lind", "Ben Okafor", "Cleo Marsh"]
    managers = {team["name"]: team["manager"] for team in company["teams"]}
    assert managers["Support"] == "ben"
    assert "ada" in members["team-support"]
    assert "cleo" in members["team-product"]
    assert managers["Product"] != "cleo"


def test_feedback_has_the_columns_that_the_import_reads(feedback: list[dict[str, str]]) -> None:
    assert list(feedback[0]) == ["customer", "said", "rating", "expectations", "team", "date", "source", "id", "needs"]
    assert all(None not in row and None not in row.values() for row in feedback)


def test_there_is_enough_feedback_from_recurring_customers(feedback: list[dict[str, str]]) -> None:
    assert len(feedback) >= 140
    customers = Counter(row["customer"] for row in feedback)
    assert 30 <= len(customers) <= 40
    assert min(customers.values()) >= 2


def test_every_piece_of_feedback_has_its_own_id_and_words(feedback: list[dict[str, str]]) -> None:
    assert len({row["id"] for row in feedback}) == len(feedback)
    assert len({row["said"] for row in feedback}) == len(feedback)


def test_feedback_is_a_sentence_or_a_few(feedback: list[dict[str, str]]) -> None:
    assert [row["id"] for row in feedback if not 8 <= words(row["said"]) <= 45] == []


@pytest.mark.parametrize(("rating", "low", "high"), [(1, 6, 14), (2, 14, 22), (3, 25, 35), (4, 22, 32), (5, 10, 20)])
def test_ratings_are_spread_as_in_a_decent_company(
    rating: int, low: int, high: int, feedback: list[dict[str, str]]
) -> None:
    share = 100 * sum(row["rating"] == str(rating) for row in feedback) / len(feedback)
    assert low <= share <= high


def test_no_rating_is_off_the_scale(feedback: list[dict[str, str]]) -> None:
    assert {row["rating"] for row in feedback} == {"1", "2", "3", "4", "5"}


def test_expectations_are_known_and_named_once(feedback: list[dict[str, str]]) -> None:
    for row in feedback:
        named = row["expectations"].split(";") if row["expectations"] else []
        assert set(named) <= EXPECTATIONS, row["id"]
        assert len(set(named)) == len(named) <= 3, row["id"]


def test_teams_and_sources_are_known(feedback: list[dict[str, str]]) -> None:
    assert {row["team"] for row in feedback} == TEAMS | {""}
    assert {row["source"] for row in feedback} == SOURCES


def test_every_team_hears_from_customers_several_times_in_each_of_the_eight_weeks(
    feedback: list[dict[str, str]],
) -> None:
    heard = Counter((row["team"], (LAST_DAY - date.fromisoformat(row["date"])).days // 7) for row in feedback)
    assert {week for _, week in heard} == set(range(8))
    assert all(heard[team, week] >= 3 for team in TEAMS for week in range(8))


def test_feedback_exercises_what_makes_csv_hard(feedback: list[dict[str, str]]) -> None:
    said = [row["said"] for row in feedback]
    assert any("\n" in text for text in said)
    assert any('"' in text for text in said)
    assert any("," in text for text in said)
    assert any(not text.isascii() for text in said)


def test_feedback_never_names_a_colleague_in_full(
    feedback: list[dict[str, str]], people: dict[str, dict[str, Any]]
) -> None:
    surnames = {person["real_name"].split()[-1].casefold() for person in people.values() if not person.get("is_bot")}
    for row in feedback:
        spoken = {word.strip(".,;:?'\"").removesuffix("'s").casefold() for word in row["said"].split()}
        assert not surnames & spoken, row["id"]


def test_there_are_enough_kudos_for_every_team(kudos: list[dict[str, str]]) -> None:
    assert len(kudos) == 36
    counts = Counter(entry["team"] for entry in kudos)
    assert counts.keys() == TEAMS | {"any"}
    assert min(counts.values()) >= 5


def test_kudos_say_what_someone_did_and_what_it_made_possible(kudos: list[dict[str, str]]) -> None:
    for entry in kudos:
        assert 6 <= words(entry["did"]) <= 20, entry["did"]
        assert 5 <= words(entry["enabled"]) <= 16, entry["enabled"]


def test_what_someone_did_starts_with_a_verb_in_the_past(kudos: list[dict[str, str]]) -> None:
    assert [entry["did"] for entry in kudos if not PAST.fullmatch(entry["did"].split()[0])] == []


def test_no_two_kudos_begin_alike(kudos: list[dict[str, str]]) -> None:
    for part in ("did", "enabled"):
        openings = Counter(tuple(entry[part].split()[:2]) for entry in kudos)
        assert max(openings.values()) == 1


def test_kudos_inform_and_do_not_cheer_or_praise_long_hours(kudos: list[dict[str, str]]) -> None:
    for entry in kudos:
        text = f"{entry['did']} {entry['enabled']}".casefold()
        assert "!" not in text
        assert not LONG_HOURS_OR_OBEDIENCE.search(text), text
