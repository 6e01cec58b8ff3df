from __future__ import annotations

import pytest

from bot import digest_reading
from bot.errors import Refused
from bot.people import Person

ADA, GIL = Person("U1", "Ada"), Person("U2", "Gil", is_guest=True)
GROUPS = frozenset({"T1", "D1"})


@pytest.mark.parametrize(("person", "has_guests"), [(ADA, False), (ADA, True), (GIL, True)])
def test_who_takes_part_reads_the_digests_of_their_groups(person, has_guests):
    assert digest_reading.may_read(person, GROUPS, has_guests=has_guests) == GROUPS


@pytest.mark.parametrize("person", [None, GIL, Person("U3", "Gus", is_deleted=True), Person("U4", "B", is_bot=True)])
def test_others_read_none(person):
    with pytest.raises(Refused, match="digest_from_outside"):
        digest_reading.may_read(person, GROUPS, has_guests=False)


@pytest.mark.parametrize(
    ("recipient", "is_team", "told"),
    [("C1", True, True), ("U1", False, True), ("U2", False, False), (None, False, False), ("C1", False, False)],
    ids=["a channel", "who leads it", "who led it before", "nobody", "of a removed team"],
)
def test_a_digest_goes_to_its_team_and_to_who_leads_its_group_now(recipient, is_team, told):
    assert digest_reading.is_told(recipient, {"U1"}, is_team=is_team) is told
