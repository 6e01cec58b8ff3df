"""A department as an admin asks for it, and what comes of that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import department_wishes, marks
from bot.department_wishes import Wish
from bot.errors import Refused
from bot.people import Person
from bot.team_wishes import Known
from bot.teams import Department, Membership, Team

ADA, BEN, BOT = Person("UADA", "Ada", handle="ada"), Person("UBEN", "Ben"), Person("UBOT", "Bot", is_bot=True)
SUPPORT, FIELD = Team("t1", "Support", "C1", 0, department="d1"), Team("t2", "Field", "C2", 1, department="d2")
SERVICE = Department("d1", "Service", "UBEN")
KNOWN = Known(
    teams=[SUPPORT, FIELD],
    memberships=[Membership("t1", "UBEN", is_manager=True), Membership("t1", "UADA"), Membership("t2", "UADA")],
    departments=[SERVICE, Department("d2", "Sales")],
    people=[ADA, BEN, BOT],
    has_guests=False,
    smallest=1,
)


def test_a_department_has_its_teams_by_name_or_id_and_each_who_counts_once():
    plan = department_wishes.plan(Wish(" Making ", ("support", "t2"), "@ada"), KNOWN, "d9")
    assert plan.department == Department("d9", "Making", "UADA")
    assert (list(plan.teams), plan.lead, list(plan.moved)) == ([SUPPORT, FIELD], ADA, [SUPPORT, FIELD])
    assert (plan.counting, plan.is_small) == (1, False)
    assert replace(plan, smallest=2).is_small


def test_a_team_that_stays_where_it_is_is_not_moved():
    plan = department_wishes.plan(Wish("service", ("t1", "t2")), KNOWN, "d1")
    assert (plan.department, plan.lead, list(plan.moved)) == (Department("d1", "service"), None, [FIELD])


@pytest.mark.parametrize(
    ("wish", "code", "field"),
    [
        pytest.param(Wish("", ("t1",)), "name_empty", "name", id="no name"),
        pytest.param(Wish("SALES", ("t1",)), "name_taken", "name", id="name taken"),
        pytest.param(Wish("Making", ()), "department_empty", "teams", id="no team"),
        pytest.param(Wish("Making", ("t9",)), "team_unknown", "teams", id="no such team"),
        pytest.param(Wish("Making", ("t1",), "UZOE"), "person_unknown", "lead", id="nobody known leads"),
        pytest.param(Wish("Making", ("t1",), "UBOT"), "person_unknown", "lead", id="an app leads"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_it_is_about(wish, code, field):
    with pytest.raises(Refused) as refused:
        department_wishes.plan(wish, KNOWN, "d1")
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_department_as_it_is_comes_of_its_own_wish():
    wish = department_wishes.as_it_is(SERVICE, KNOWN.teams)
    assert wish == Wish("Service", ("t1",), "UBEN")
    plan = department_wishes.plan(wish, KNOWN, "d1")
    assert (plan.department, department_wishes.changes(wish, plan)) == (SERVICE, [])


def test_what_is_other_than_it_was_is_named_and_changes_the_mark():
    wish = department_wishes.as_it_is(SERVICE, KNOWN.teams)
    after = Wish("Help", ("t2", "t1"))
    assert department_wishes.changes(wish, department_wishes.plan(after, KNOWN, "d1")) == ["name", "teams", "lead"]
    assert marks.of(wish) == marks.of(replace(wish))
    assert len({marks.of(one) for one in (wish, after, replace(wish, lead=""))}) == 3
