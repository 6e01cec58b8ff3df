"""The form for teams: what it offers, and what is read from it."""

from __future__ import annotations

import pytest

from bot import forms
from bot.payloads import Form
from bot.team_wishes import MOST_LISTED, MOST_MANAGERS, Wish
from bot.teams import Department
from bot.views import team_forms
from bot.views.team_forms import NOWHERE, YES, Choices
from sandbox.blocks import check_view

BEFORE = Wish("Support", "C1", ("UBEN",), group="S1", department="d2", digest_channel="C2")
FIELDS = {
    "name": "Field",
    "channel": "C3",
    "managers": ("UBEN", "UOLGA"),
    "group": "S1",
    "people": (),
    "customers": (YES,),
    "department": "d1",
    "digest_channel": "C4",
    "kudos_channel": "",
}


def submitted(**more):
    return Form("T1", "UANN", team_forms.FORM, FIELDS | more, private="", view_id="V1")


def fields(view):
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def test_what_is_put_in_becomes_a_wish():
    assert team_forms.read(submitted(), None) == Wish(
        "Field", "C3", ("UBEN", "UOLGA"), "S1", "", "d1", meets_customers=True, digest_channel="C4"
    )
    wish = team_forms.read(submitted(people=("UADA", "UDINA"), department=NOWHERE, customers=()), None)
    assert (wish.people, wish.department, wish.meets_customers) == ("UADA,UDINA", "", False)


@pytest.mark.parametrize(("name", "kept"), [("group", "S1"), ("people", "UADA")])
def test_what_the_form_could_not_show_stays_as_it_was(name, kept):
    form = submitted()
    shown = Form(**{**vars(form), "fields": {key: value for key, value in form.fields.items() if key != name}})
    before = Wish("Support", "C1", ("UBEN",), group="S1", people="UADA")
    assert getattr(team_forms.read(shown, before), name) == kept


def test_the_form_begins_with_the_team_as_it_is():
    shown = fields(team_forms.form(Choices([Department("d2", "Service")], {"S1": "field"}), BEFORE, "t1:mark"))
    assert shown["name"]["initial_value"] == "Support"
    assert shown["channel"]["initial_conversation"] == "C1"
    assert shown["managers"]["initial_users"] == ["UBEN"]
    assert shown["group"]["initial_option"]["value"] == "S1"
    assert shown["department"]["initial_option"]["value"] == "d2"
    assert shown["digest_channel"]["initial_conversation"] == "C2"
    assert "initial_conversation" not in shown["kudos_channel"]


def test_fields_that_offer_nothing_are_left_out():
    shown = fields(team_forms.form(Choices([])))
    assert not {"group", "department"} & shown.keys()


@pytest.mark.parametrize("code", team_forms.NO_GROUPS)
def test_why_there_are_no_user_groups_is_said_in_their_place(code):
    view = team_forms.form(Choices([], no_groups=code))
    assert check_view(view) == []
    assert "open this form anew" in str(view)
    assert "group" not in fields(view)


def test_of_many_groups_and_departments_the_teams_own_are_always_there():
    groups = {f"S{n}": f"a{n:03}" for n in range(150)} | {"S1": "zzz"}
    departments = [Department(f"d{n}", f"Department {n}") for n in range(150)]
    before = Wish("Support", "C1", ("UBEN",), group="S1", department="d149")
    view = team_forms.form(Choices(departments, groups), before)
    assert check_view(view) == []
    assert fields(view)["group"]["initial_option"]["value"] == "S1"
    assert fields(view)["department"]["initial_option"]["value"] == "d149"


def test_a_group_that_is_gone_can_still_be_seen_to_be_the_teams():
    shown = fields(team_forms.form(Choices([], {"S2": "field"}), BEFORE))
    assert "which is gone" in shown["group"]["initial_option"]["text"]["text"]


def test_a_list_that_is_too_long_for_a_form_is_changed_elsewhere():
    listed = ",".join(f"U{n}" for n in range(MOST_LISTED + 1))
    view = team_forms.form(Choices([]), Wish("Support", "C1", ("UBEN",), people=listed))
    assert "people" not in fields(view)
    assert f"a list of {MOST_LISTED + 1} people" in str(view)


def test_the_most_that_can_be_put_in_fits_in_what_a_form_carries_along():
    people = tuple(f"U0123456789{n:03}" for n in range(MOST_LISTED))
    full = submitted(
        name="ä" * 80,
        people=people,
        managers=people[:MOST_MANAGERS],
        department="d" * 24,
        team=f"{'a' * 24}:{'b' * 16}",
    )
    assert len(forms.carried(full)) <= 3000
