from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot import digest_reading
from bot.delivery import State
from bot.digest_reading import Planned
from bot.errors import Refused
from bot.people import Person

ADA, GIL = Person("U1", "Ada"), Person("U2", "Gil", is_guest=True)
GROUPS = frozenset({"T1", "D1"})
NOW = datetime(2026, 3, 9, 13, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DUE = State.DUE


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


@pytest.mark.parametrize(
    ("message", "hour", "out"),
    [
        pytest.param(Planned(DUE, NOW + MINUTE, None), NOW, False, id="its message waits"),
        pytest.param(Planned(DUE, NOW + MINUTE, None), NOW - MINUTE, False, id="it waits for an hour chosen before"),
        pytest.param(Planned(DUE, NOW, None), NOW + MINUTE, True, id="its hour has come"),
        pytest.param(Planned(DUE, NOW + MINUTE, NOW - MINUTE), NOW, True, id="it was tried"),
        pytest.param(Planned(State.RETRY, NOW + MINUTE, NOW), NOW, True, id="it is tried again"),
        pytest.param(Planned(State.SENT, NOW - MINUTE, NOW), NOW + MINUTE, True, id="it was posted"),
        pytest.param(None, NOW + MINUTE, False, id="no message, before the hour"),
        pytest.param(None, NOW, True, id="no message, at the hour"),
    ],
)
def test_a_digest_is_out_once_it_waits_for_no_later_hour(message, hour, out):
    assert digest_reading.is_out(message, hour, NOW) is out


@pytest.mark.parametrize(
    ("recipient", "channel", "to"),
    [
        pytest.param("C1", "C1", "C1", id="a team's, to its channel"),
        pytest.param("C1", "C2", "C2", id="a team's, to the channel chosen since"),
        pytest.param("U2", None, "U2", id="a larger group's, to one of those who lead it"),
        pytest.param("U9", None, "U1", id="a larger group's, to the first of those who lead it now"),
    ],
)
def test_a_digest_goes_where_its_group_has_it_now(recipient, channel, to):
    assert digest_reading.goes_to(recipient, {"U2", "U1"}, channel) == to


def test_a_larger_group_that_nobody_leads_gets_no_digest():
    assert digest_reading.goes_to("U1", (), None) is None
