"""What the demo's customers say of themselves, and how they rated it in the weeks before there were words."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from bot.csv_exports import NO_WORDS
from bot.items import NEEDS
from handlers.runtime import demo
from handlers.runtime.demo.company import Company


@pytest.fixture(scope="module")
def company() -> Company:
    return Company.load()


def test_the_survey_gives_every_team_some_ratings_in_each_of_the_weeks_before_the_feedback(company: Company) -> None:
    def week(line: dict[str, str]) -> int:
        return (company.present - timedelta(days=1) - date.fromisoformat(line["date"])) // timedelta(weeks=1)

    counted = Counter((line["team"], week(line)) for line in company.survey)
    first = max(map(week, company.feedback)) + 1
    assert counted == {(team.name, before): 4 for team in company.teams for before in range(first, demo.WEEKS)}


def test_the_survey_holds_ratings_of_known_customers_and_no_words(company: Company) -> None:
    assert list(company.survey[0]) == list(company.feedback[0])
    assert {line["customer"] for line in company.survey} <= {line["customer"] for line in company.feedback}
    assert {line["rating"] for line in company.survey} <= {"1", "2", "3", "4", "5"}
    assert {line["said"] for line in company.survey} == {NO_WORDS}
    assert not {line["id"] for line in company.survey} & {line["id"] for line in company.feedback}


def test_in_the_last_week_every_need_of_customers_is_fed_and_hurt(company: Company) -> None:
    told = {part for line in company.feedback for part in line["needs"].split(";") if part}
    assert told == {f"{need}{sign}" for need in NEEDS for sign in "+-"}
