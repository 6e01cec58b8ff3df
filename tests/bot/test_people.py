from __future__ import annotations

import itertools

import pytest

from bot.people import Person, listed, named

ADA, BEN, CLEO = Person("U1", "Ada"), Person("U2", "Ben"), Person("U3", "Cleo")


@pytest.mark.parametrize(
    ("person", "takes_part", "is_colleague"),
    [
        pytest.param(ADA, True, True, id="member"),
        pytest.param(Person("U9", "Ada", is_guest=True), False, True, id="guest"),
        pytest.param(Person("U9", "Ada", is_bot=True), False, False, id="bot"),
        pytest.param(Person("U9", "Ada", is_deleted=True), False, False, id="gone"),
        pytest.param(Person("U9", "Ada", is_stranger=True), False, False, id="stranger"),
    ],
)
def test_members_answer_and_guests_can_only_be_thanked(person, takes_part, is_colleague):
    assert (person.takes_part, person.is_colleague) == (takes_part, is_colleague)


@pytest.mark.parametrize("flags", list(itertools.product([False, True], repeat=4)), ids=str)
def test_whoever_answers_is_a_member_and_nothing_else(flags):
    kinds = dict(zip(("is_bot", "is_deleted", "is_guest", "is_stranger"), flags, strict=True))
    assert Person("U9", "Ada", **kinds).takes_part is not any(flags)


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
