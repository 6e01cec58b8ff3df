"""What an entry says of a choice: settings by their names, and never whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import audit
from bot.items import Item, Kind
from bot.policies import Policy

BEFORE = Policy()


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (BEFORE, {}),
        (Policy(has_fourth=False, has_guests=True), {"has_fourth": "no", "has_guests": "yes"}),
        (Policy(threshold=8, kudos_emoji=""), {"threshold": "8", "kudos_emoji": ""}),
        (Policy(lead="UBEN"), {"lead": "someone"}),
        (Policy(digest_on=0, digest_at=600), {"digest_on": "0", "digest_at": "600"}),
        (Policy(off=frozenset({"roles"}), own=(Item("own-01", Kind.OWN, "", 1, text="Good?"),)), {}),
    ],
    ids=["nothing", "yes and no", "numbers and none", "a person", "times", "items, which are noted by themselves"],
)
def test_what_differs_is_told(after, told):
    assert audit.chosen(BEFORE, after) == told


def test_what_is_taken_away_is_told_too():
    assert audit.chosen(Policy(lead="UBEN", digest_on=3), Policy()) == {"lead": "", "digest_on": ""}


def test_every_setting_but_the_items_is_told():
    other = Policy(2, False, False, True, 7, "UBEN", "tada", "ear", False, 1, 3, 4, 605, "Europe/Berlin")
    fields = set(vars(other)) - set(audit.APART)
    assert set(audit.chosen(BEFORE, other)) == fields
    assert all(getattr(replace(other), name) != getattr(BEFORE, name) for name in fields)
