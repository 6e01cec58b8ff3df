from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import kudos
from bot.errors import Refused
from bot.kudos import A_DAY, MOST_RECEIVERS, MOST_VALUES, TEXT_LIMIT, TRIES_A_DAY, VALUE_LIMIT, Door, Earlier, Kudos
from bot.people import Person

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
ADA, BEN, CLEO = Person("U1", "Ada"), Person("U2", "Ben"), Person("U3", "Cleo")
GUEST, BOT = Person("U4", "Gus", is_guest=True), Person("U5", "Robo", is_bot=True)
GONE, STRANGER = Person("U6", "Gwen", is_deleted=True), Person("U7", "Sam", is_stranger=True)
CROWD = [Person(f"U{n}", "Cleo") for n in range(10, 11 + MOST_RECEIVERS)]
ASKED = Kudos("K1", "U1", (), "Explained it", "", NOW, date(2026, 3, 3), Door.COMMAND)
VALUES = ["Care", "Customer first"]


def give(asked=ASKED, giver=ADA, receivers=(BEN,), earlier=(), values=()):
    return kudos.give(asked, giver, list(receivers), earlier, values)


def refused(*arguments, **given):
    with pytest.raises(Refused) as caught:
        give(*arguments, **given)
    return caught.value


def others(n):
    return [Earlier(f"K{100 + number}", frozenset({f"U{100 + number}"})) for number in range(n)]


def test_a_kudos_goes_to_everyone_who_was_named():
    asked = replace(ASKED, did=" Explained it ", enabled=" I could decide ")
    assert give(asked, receivers=[BEN, CLEO]) == replace(
        ASKED, receivers=("U2", "U3"), did="Explained it", enabled="I could decide"
    )


@pytest.mark.parametrize(
    ("giver", "receivers", "to"),
    [
        pytest.param(ADA, [BEN, BEN], ("U2",), id="named twice"),
        pytest.param(ADA, [ADA, BEN], ("U2",), id="among others oneself"),
        pytest.param(ADA, [GUEST], ("U4",), id="to a guest"),
        pytest.param(GUEST, [ADA], ("U1",), id="from a guest"),
    ],
)
def test_a_kudos_reaches_each_receiver_once_and_never_its_giver(giver, receivers, to):
    assert give(giver=giver, receivers=receivers).receivers == to


def test_a_kudos_reaches_thirty_people_at_most_however_often_they_and_the_giver_are_named():
    thirty = CROWD[:MOST_RECEIVERS]
    assert len(give(receivers=[ADA, *thirty, *thirty]).receivers) == 30


@pytest.mark.parametrize("length", [1, TEXT_LIMIT])
def test_a_reason_may_be_as_long_as_the_limit(length):
    assert give(replace(ASKED, did="x" * length, enabled="y" * length)).enabled == "y" * length


@pytest.mark.parametrize(
    ("giver", "receivers", "did", "enabled", "code", "field"),
    [
        (None, [BEN], "Explained it", "", "kudos_from_outside", None),
        (BOT, [BEN], "Explained it", "", "kudos_from_outside", None),
        (GONE, [BEN], "Explained it", "", "kudos_from_outside", None),
        (STRANGER, [BEN], "Explained it", "", "kudos_from_outside", None),
        (ADA, [], "Explained it", "", "kudos_to_nobody", "people"),
        (ADA, CROWD, "Explained it", "", "kudos_to_many", "people"),
        (ADA, [ADA], "Explained it", "", "kudos_to_self", "people"),
        (ADA, [None], "Explained it", "", "kudos_to_unknown", "people"),
        (ADA, [BEN, None], "Explained it", "", "kudos_to_some_unknown", "people"),
        (ADA, [BOT], "Explained it", "", "kudos_to_bot", "people"),
        (ADA, [BEN, GONE], "Explained it", "", "kudos_to_someone_gone", "people"),
        (ADA, [STRANGER], "Explained it", "", "kudos_to_outsider", "people"),
        (ADA, [BEN], "", "", "kudos_without_reason", "did"),
        (ADA, [BEN], " \n", "I could decide", "kudos_without_reason", "did"),
        (ADA, [BEN], "#care", "", "kudos_without_reason", "did"),
        (ADA, [BEN], "x" * (TEXT_LIMIT + 1), "", "text_long", "did"),
        (ADA, [BEN], "Explained it", "x" * (TEXT_LIMIT + 1), "text_long", "enabled"),
    ],
)
def test_a_kudos_that_cannot_be_given_is_refused(giver, receivers, did, enabled, code, field):
    asked = replace(ASKED, did=did, enabled=enabled)
    refusal = refused(asked, giver=giver, receivers=receivers, values=VALUES)
    assert (refusal.code, refusal.field) == (code, field)


@pytest.mark.parametrize("receiver", [BOT, GONE, STRANGER], ids=["bot", "gone", "stranger"])
def test_a_refusal_names_the_person_it_is_about(receiver):
    assert refused(receivers=[BEN, receiver]).values == {"name": receiver.name}


@pytest.mark.parametrize("door", [Door.FORM, Door.MESSAGE])
def test_a_form_asks_for_both_halves(door):
    assert refused(replace(ASKED, door=door, enabled=" ")).field == "enabled"
    assert give(replace(ASKED, door=door, enabled="We shipped")).enabled == "We shipped"


def test_a_reaction_needs_no_words_for_its_message_is_the_reason():
    assert give(replace(ASKED, door=Door.REACTION, did="")).did == ""


@pytest.mark.parametrize("door", [Door.COMMAND, Door.MENTION, Door.FORM, Door.MESSAGE])
def test_a_tag_in_the_words_is_one_of_the_workspaces_values(door):
    found = give(replace(ASKED, door=door, did="Explained it #customer-first", enabled="We shipped"), values=VALUES)
    assert (found.did, found.enabled, found.value) == ("Explained it", "We shipped", "Customer first")


@pytest.mark.parametrize(
    ("did", "expected"),
    [
        ("Explained it", ("Explained it", "We shipped", "Care")),
        ("Explained it #customerfirst", ("Explained it", "We shipped #care", "Customer first")),
    ],
    ids=["in the second half", "in both, where the first counts"],
)
def test_a_tag_may_stand_in_what_it_made_possible(did, expected):
    found = give(replace(ASKED, door=Door.FORM, did=did, enabled="We shipped #care"), values=VALUES)
    assert (found.did, found.enabled, found.value) == expected


def test_what_it_made_possible_is_more_than_a_tag():
    assert refused(replace(ASKED, door=Door.FORM, enabled="#care"), values=VALUES).field == "enabled"


def test_where_a_value_was_chosen_a_tag_is_text():
    form = replace(ASKED, door=Door.FORM, did="Explained it #care", enabled="We shipped", value="Customer first")
    found = give(form, values=VALUES)
    assert (found.did, found.value) == ("Explained it #care", "Customer first")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"value": "Speed"}, "kudos_value_unknown", "value"),
        ({"value": "care"}, "kudos_value_unknown", "value"),
        ({"need": "money"}, "kudos_need_unknown", "need"),
    ],
)
def test_a_value_or_need_that_there_is_not_is_refused(changes, code, field):
    refusal = refused(replace(ASKED, **changes), values=VALUES)
    assert (refusal.code, refusal.field) == (code, field)


@pytest.mark.parametrize("need", ["", "autonomy", "competence", "recognition"])
def test_a_kudos_may_say_which_need_it_fed(need):
    assert give(replace(ASKED, need=need)).need == need


def test_five_a_day_can_be_given_and_the_sixth_waits_for_tomorrow():
    assert give(earlier=others(A_DAY - 1)).id == "K1"
    assert refused(earlier=others(A_DAY)).code == "kudos_enough_today"


def test_a_kudos_to_many_counts_once():
    crowd = Earlier("K9", frozenset(person.id for person in CROWD))
    assert give(earlier=[crowd, *others(A_DAY - 2)]).id == "K1"


def test_someone_is_thanked_once_a_day_by_the_same_person_and_the_refusal_names_them():
    earlier = [Earlier("K9", frozenset({"U2", "U3"}))]
    for receivers, code in (([BEN, CLEO, GUEST], "kudos_to_some_same"), ([BEN, CLEO], "kudos_to_same")):
        refusal = refused(receivers=receivers, earlier=earlier)
        assert (refusal.code, refusal.field, refusal.values) == (code, "people", {"names": "Ben and Cleo"})


def test_what_was_taken_back_counts_no_more():
    taken_back = [replace(one, is_removed=True) for one in others(A_DAY)]
    assert give(earlier=[*taken_back, Earlier("K9", frozenset({"U2"}), is_removed=True)]).id == "K1"


def test_giving_and_taking_back_comes_to_an_end():
    taken_back = [replace(one, is_removed=True) for one in others(TRIES_A_DAY)]
    assert give(earlier=taken_back[1:]).id == "K1"
    assert refused(earlier=taken_back).code == "kudos_tried_often"
    assert refused(earlier=[replace(taken_back[0], times=TRIES_A_DAY)]).code == "kudos_tried_often"


@pytest.mark.parametrize("is_removed", [False, True])
def test_what_was_given_before_is_no_mistake_when_it_arrives_again(is_removed):
    same = Earlier("K1", frozenset({"U2"}), is_removed=is_removed)
    assert give(earlier=[same, *others(A_DAY)]).id == "K1"


def test_a_reaction_that_was_taken_away_gives_anew_only_within_the_limits():
    asked = replace(ASKED, door=Door.REACTION)
    same = Earlier("K1", frozenset({"U2"}), is_removed=True)
    assert give(asked, earlier=[same]).id == "K1"
    assert refused(asked, earlier=[same, *others(A_DAY)]).code == "kudos_enough_today"
    assert give(asked, earlier=[replace(same, is_removed=False), *others(A_DAY - 1)]).id == "K1"


@given(st.lists(st.tuples(st.sampled_from(["U2", "U3", "U4", "U8", "U9", "U10", "U11"]), st.booleans()), max_size=40))
def test_however_someone_gives_and_takes_back_nobody_is_thanked_twice_and_no_more_than_five_stand(acts):
    earlier = list[Earlier]()
    for number, (receiver, then_taken_back) in enumerate(acts):
        try:
            given_one = give(replace(ASKED, id=f"K{number}"), receivers=[Person(receiver, "Ben")], earlier=earlier)
        except Refused:
            continue
        earlier.append(Earlier(given_one.id, frozenset(given_one.receivers), is_removed=then_taken_back))
    standing = [receiver for one in earlier if not one.is_removed for receiver in one.receivers]
    assert len(standing) == len(set(standing)) <= A_DAY
    assert len(earlier) <= TRIES_A_DAY


@given(st.lists(st.text(), min_size=1, max_size=4), st.lists(st.text(), min_size=1, max_size=4))
def test_an_id_is_the_same_for_the_same_parts_and_no_others(parts, different):
    assert (kudos.id_of(*parts) == kudos.id_of(*different)) == (parts == different)
    assert len(kudos.id_of(*parts)) == 24


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("  ", [], "name_empty"),
        ("#!", [], "name_empty"),
        ("x" * (VALUE_LIMIT + 1), [], "name_long"),
        ("customer-FIRST", VALUES, "kudos_value_taken"),
        ("Speed", [f"V{n}" for n in range(MOST_VALUES)], "kudos_values_full"),
    ],
)
def test_a_value_that_cannot_be_added_is_refused(name, values, code):
    with pytest.raises(Refused) as caught:
        kudos.new_value(name, values)
    assert caught.value.code == code


def test_a_value_is_added_on_one_line_and_found_again_however_it_is_written():
    assert kudos.new_value("  Customer \n first ", ["Care"]) == "Customer first"
    assert kudos.new_value("x" * VALUE_LIMIT, [f"V{n}" for n in range(MOST_VALUES - 1)])
    assert kudos.known_value("customerfirst", VALUES) == "Customer first"
    with pytest.raises(Refused) as caught:
        kudos.known_value("Speed", VALUES)
    assert caught.value.values == {"name": "Speed"}
