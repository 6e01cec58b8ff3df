from __future__ import annotations

import pytest

from bot import kudos
from bot.errors import Refused
from bot.kudos import MOST_RECEIVERS
from bot.kudos_command import Group
from bot.people import Person

ADA, BEN, CLEO = Person("U1", "Ada"), Person("U2", "Ben"), Person("U3", "Cleo")
GUEST, BOT = Person("U4", "Gus", is_guest=True), Person("U5", "Robo", is_bot=True)
GONE, STRANGER = Person("U6", "Gwen", is_deleted=True), Person("U7", "Sam", is_stranger=True)
KNOWN = {person.id: person for person in (ADA, BEN, CLEO, GUEST, BOT, GONE, STRANGER)}
CROWD = [Person(f"U{n}", "Cleo") for n in range(10, 11 + MOST_RECEIVERS)]


def test_the_people_of_a_group_are_its_colleagues_without_the_giver():
    members = ["U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8"]
    found = kudos.counted(Group("S1", "support"), members, "U1", KNOWN)
    assert (found.people, found.has_giver) == (("U2", "U3", "U4"), True)
    assert not kudos.counted(Group("S1", "support"), members[1:], "U1", KNOWN).has_giver


@pytest.mark.parametrize("members", [[], ["U1"], ["U5", "U6"], ["U9"]])
def test_a_group_in_which_nobody_can_be_thanked_is_refused_by_its_name(members):
    with pytest.raises(Refused) as caught:
        kudos.counted(Group("S1", "support"), members, "U1", KNOWN)
    assert (caught.value.code, caught.value.values) == ("kudos_group_empty", {"group": "@support"})


def test_groups_and_people_come_together_each_once_and_thirty_at_most():
    known = {person.id: person for person in CROWD}
    ids = list(known)
    small = kudos.counted(Group("S1", "x"), ids[:2], "U1", known)
    most = kudos.counted(Group("S2", "y"), ids[1:MOST_RECEIVERS], "U1", known)
    all_of_them = kudos.counted(Group("S2", "y"), ids, "U1", known)
    assert kudos.together(["U2", ids[1]], [small]) == ("U2", ids[1], ids[0])
    assert len(kudos.together([], [small, most])) == MOST_RECEIVERS
    with pytest.raises(Refused) as caught:
        kudos.together([], [small, all_of_them])
    assert (caught.value.code, caught.value.values) == ("kudos_group_large", {"n": 31, "limit": 30})
