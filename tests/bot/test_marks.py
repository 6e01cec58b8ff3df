"""A form's mark: whoever saves what they have seen passes, and who would undo what another chose is refused."""

from __future__ import annotations

from dataclasses import fields

import pytest

from bot import marks
from bot.errors import Refused
from bot.marks import DIGEST, KUDOS, PULSE, Seen, Settings
from bot.policies import Policy, Wish

SHIPPED, HIGHER, OTHER = Settings(Policy()), Settings(Policy(threshold=9)), Settings(Policy(threshold=7))


def seen(names, chosen):
    return Seen(names, marks.of_settings(names, chosen))


def test_each_setting_that_can_be_wished_for_is_in_one_form():
    assert sorted((*PULSE, *DIGEST, *KUDOS)) == sorted(["weeks", *(one.name for one in fields(Wish))])


@pytest.mark.parametrize(
    ("before", "after"),
    [(SHIPPED, HIGHER), (SHIPPED, SHIPPED), (HIGHER, HIGHER)],
    ids=["nobody else changed anything", "nothing changes", "it is so already"],
)
def test_what_was_seen_as_it_is_or_changes_nothing_passes(before, after):
    seen(DIGEST, SHIPPED).check(before, after)


@pytest.mark.parametrize(
    "shown", [marks.of_settings(DIGEST, SHIPPED), "", "made up"], ids=["before", "none", "made up"]
)
@pytest.mark.parametrize("after", [SHIPPED, OTHER], ids=["as it was", "something else"])
def test_what_another_has_chosen_meanwhile_is_not_undone_unseen(shown, after):
    with pytest.raises(Refused, match="policy_changed"):
        Seen(DIGEST, shown).check(HIGHER, after)


def test_what_another_form_is_about_is_in_nobodys_way():
    before, after = Settings(Policy(threshold=9), 4), Settings(Policy(threshold=9, opens_on=1), 4)
    seen(PULSE, Settings(Policy(), 4)).check(before, after)


def test_how_often_pulses_come_is_in_the_mark_of_their_form():
    with pytest.raises(Refused, match="policy_changed"):
        seen(PULSE, Settings(Policy(), 1)).check(Settings(Policy(), 2), Settings(Policy(), 1))
