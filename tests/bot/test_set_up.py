import pytest

from bot import set_up


@pytest.mark.parametrize(
    ("teams", "departments", "pages"), [(0, 0, 1), (12, 8, 1), (13, 0, 2), (12, 9, 2), (300, 30, 25)]
)
def test_there_are_as_many_pages_as_teams_and_departments_take(teams, departments, pages):
    assert set_up.pages(teams, departments) == pages


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (2, 2), (3, 2), (99, 2), (-1, 0)])
def test_a_page_that_is_not_there_any_more_is_the_last_one(number, shown):
    assert set_up.on_page(number, 3) == shown
