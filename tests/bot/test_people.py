from __future__ import annotations

import itertools

import pytest

from bot import people
from bot.errors import Refused
from bot.people import Person, all_called, called, listed, named

ADA, BEN, CLEO = Person("U1", "Ada"), Person("U2", "Ben"), Person("U3", "Cleo")


@pytest.mark.parametrize(
    ("person", "without_guests", "with_guests", "is_colleague"),
    [
        pytest.param(ADA, True, True, True, id="member"),
        pytest.param(Person("U9", "Ada", is_guest=True), False, True, True, id="guest"),
        pytest.param(Person("U9", "Ada", is_bot=True), False, False, False, id="bot"),
        pytest.param(Person("U9", "Ada", is_deleted=True), False, False, False, id="gone"),
        pytest.param(Person("U9", "Ada", is_stranger=True), False, False, False, id="stranger"),
    ],
)
def test_members_answer_and_guests_where_the_workspace_has_them_do(person, without_guests, with_guests, is_colleague):
    assert (person.takes_part(has_guests=False), person.takes_part(has_guests=True)) == (without_guests, with_guests)
    assert person.is_colleague == is_colleague


@pytest.mark.parametrize("flags", list(itertools.product([False, True], repeat=4)), ids=str)
def test_nobody_who_is_a_bot_gone_or_a_stranger_answers_guest_or_not(flags):
    kinds = dict(zip(("is_bot", "is_deleted", "is_stranger", "is_guest"), flags, strict=True))
    person = Person("U9", "Ada", **kinds)
    assert person.takes_part(has_guests=True) is not any(flags[:3])
    assert person.takes_part(has_guests=False) is not any(flags)


KNOWN = [
    Person("U1", "Ada Lind", handle="ada"),
    Person("U2", "Ben", handle="ben.o"),
    Person("U3", "Ben", handle="ben.k"),
    Person("U4", "ada", handle="other"),
    Person("U5", "", handle=""),
]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("@ada", "U1"), ("ADA LIND", "U1"), (" u2 ", "U2"), ("@ben.k", "U3"), ("other", "U4"), ("ada", "U1")],
)
def test_someone_is_called_by_name_login_or_id(wanted, found):
    assert called(KNOWN, wanted).id == found


@pytest.mark.parametrize(
    ("wanted", "code", "values"),
    [
        ("zoe", "person_unknown", {"name": "zoe"}),
        ("", "person_unknown", {"name": ""}),
        ("@", "person_unknown", {"name": "@"}),
        ("ben", "person_several", {"name": "ben", "handles": "@ben.o and @ben.k"}),
    ],
)
def test_a_name_of_nobody_or_of_several_is_refused(wanted, code, values):
    with pytest.raises(Refused) as refused:
        called(KNOWN, wanted)
    assert (refused.value.code, refused.value.values) == (code, values)


def test_several_are_called_with_commas_each_once():
    assert [person.id for person in all_called(KNOWN, "@ben.k, @ada,, U3 ,")] == ["U3", "U1"]
    assert all_called(KNOWN, " ") == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [([], ""), (["Ada"], "Ada"), (["Ada", "Ben"], "Ada and Ben"), (["Ada", "Ben", "Cleo"], "Ada, Ben and Cleo")],
)
def test_a_list_reads_as_a_sentence_does(words, sentence):
    assert listed(words) == sentence


def test_names_come_in_the_order_that_was_asked_for():
    assert named([ADA, BEN, CLEO], ["U3", "U1"]) == "Cleo and Ada"


def test_a_person_nobody_knows_is_someone():
    assert named([ADA], ["U1", "U404"]) == "Ada and someone"


@pytest.mark.parametrize(
    ("person", "may"),
    [
        (Person("U1", "Ann", is_admin=True), True),
        (Person("U1", "Ann"), False),
        (Person("U1", "Ann", is_admin=True, is_deleted=True), False),
        (Person("U1", "Ann", is_admin=True, is_stranger=True), False),
        (None, False),
    ],
    ids=["an admin", "a member", "one who left", "a stranger", "nobody"],
)
def test_an_admin_who_is_still_there_may_administer(person, may):
    assert people.may_administer(person) is may
