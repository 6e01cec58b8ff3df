"""The form for departments: what it offers, what is read from it, and what is said of what comes of it."""

from __future__ import annotations

from bot import forms
from bot.department_wishes import MOST_TEAMS, Plan, Wish
from bot.payloads import Form
from bot.people import Person
from bot.teams import Department, Team
from bot.views import department_forms as views
from sandbox.blocks import check_view

BEN = Person("UBEN", "Ben")


def teams(count):
    return [Team(f"{n:024}", f"Team {n}", f"C{n}", n) for n in range(count)]


def menu(view):
    return next(block["element"] for block in view["blocks"] if block.get("block_id") == "teams")


def test_without_teams_there_is_nothing_to_put_in():
    view = views.form([])
    assert "submit" not in view
    assert "Make one first" in str(view)


def test_more_teams_than_a_menu_takes_at_once_are_offered_in_groups():
    few, many = views.form(teams(100)), views.form(teams(250), Wish("Service", (f"{249:024}",)), "d1:mark")
    assert (check_view(few), check_view(many)) == ([], [])
    assert [len(group["options"]) for group in menu(many)["option_groups"]] == [100, 100, 50]
    assert [option["text"]["text"] for option in menu(many)["initial_options"]] == ["Team 249"]


def test_what_is_put_in_becomes_a_wish_and_the_most_of_it_fits_in_what_a_form_carries_along():
    fields = {"name": "ä" * 80, "teams": tuple(team.id for team in teams(MOST_TEAMS)), "lead": "U0123456789"}
    form = Form("T1", "UANN", views.FORM, fields | {"department": f"{'a' * 24}:{'b' * 16}"}, private="", view_id="V1")
    assert views.read(form) == Wish(*fields.values())
    assert len(forms.carried(form)) <= 3000


def test_a_department_without_trouble_is_shown_without_a_warning():
    plan = Plan(Department("d1", "Service", "UBEN"), teams(2), BEN, [], counting=6, smallest=6)
    view = views.preview(plan, is_new=True, private="")
    assert "*Service*: Team 0 and Team 1, with 6 people who count there; led by Ben." in str(view)
    assert "Mind" not in str(view)
    assert view["close"]["text"] == "Back"


def test_what_an_admin_should_know_is_said_before():
    plan = Plan(Department("d1", "Service"), teams(2), None, teams(2), counting=5, smallest=6)
    said = str(views.preview(plan, is_new=False, private=""))
    assert "Nobody leads it, so no digest comes for it." in said
    assert "With fewer than 6 people who count in it" in said
    assert "Team 0 and Team 1 leave other departments for this one." in said
