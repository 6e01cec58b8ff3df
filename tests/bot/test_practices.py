"""What may become of a practice, who decides it, and what is shown beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import nudges, practices
from bot.digests import Digest, Offer, Tried
from bot.errors import Refused
from bot.feedback import EXPECTATIONS, Counted, Summary
from bot.nudges import Chosen
from bot.people import Person
from bot.practices import FOLLOW_UP, Place, Practice, State
from bot.privacy import Shown
from bot.stepped import Turn

FRIDAY = datetime(2026, 3, 6, 12, 1, tzinfo=UTC)
BEN, OLGA, ADA = "UBEN", "UOLGA", "UADA"
LEADS = frozenset({BEN, OLGA})
ASKED = {"autonomy": ("autonomy-1",), "competence": ("competence-1", "competence-2")}
DIGEST = Digest(
    team="Support",
    week="2026-W10",
    answered="5-7",
    needs={"autonomy": Shown(55), "competence": None},
    questions=ASKED,
    kudos_given=False,
    kudos_total=None,
    stories=(),
    feedback=Summary(Counted(0, 0), dict.fromkeys(EXPECTATIONS, Counted(0, 0))),
    is_small=False,
    beside={"friend": Shown(70), "rights": Shown(40)},
)
PLACE = Place("p1", "r10", "support", FRIDAY)
IDEA = Chosen(nudges.bank()["autonomy-enable"], "down")
OFFERED = practices.offered(PLACE, DIGEST, IDEA)
PRESSED = [State.TRYING, State.ANOTHER, State.NOT_NOW, State.DONE, State.PARTLY, State.DROPPED]
MAY = {
    (State.OFFERED, State.TRYING),
    (State.OFFERED, State.ANOTHER),
    (State.OFFERED, State.NOT_NOW),
    (State.NOT_NOW, State.TRYING),
    (State.TRYING, State.DONE),
    (State.TRYING, State.PARTLY),
    (State.TRYING, State.DROPPED),
}


@pytest.mark.parametrize("to", PRESSED)
@pytest.mark.parametrize("state", State)
def test_a_practice_goes_where_it_may_and_stays_where_it_is_on_a_second_click(state, to):
    practice = replace(OFFERED, state=state)
    if (state, to) in MAY or state is to:
        assert practices.moved(practice, to, BEN, LEADS, "r10") is (state is not to)
    else:
        with pytest.raises(Refused, match="practice_decided"):
            practices.moved(practice, to, BEN, LEADS, "r10")


@pytest.mark.parametrize(
    ("practice", "person", "leads", "code"),
    [
        (OFFERED, ADA, LEADS, "practice_not_lead"),
        (OFFERED, BEN, frozenset({OLGA}), "practice_not_lead"),
        (OFFERED, BEN, frozenset(), "practice_gone"),
        (None, BEN, LEADS, "practice_gone"),
    ],
    ids=["a member", "a lead who is none any more", "of a team that was removed", "of none that is known"],
)
def test_only_those_who_lead_decide(practice, person, leads, code):
    with pytest.raises(Refused, match=code):
        practices.moved(practice, State.TRYING, person, leads, "r10")


@pytest.mark.parametrize("to", PRESSED)
def test_what_an_older_digest_offered_is_not_taken_up_but_what_became_of_it_can_still_be_told(to):
    is_outcome = to in (State.DONE, State.PARTLY, State.DROPPED)
    practice = replace(OFFERED, state=State.TRYING if is_outcome else State.OFFERED)
    if is_outcome:
        assert practices.moved(practice, to, BEN, LEADS, "r11")
    else:
        with pytest.raises(Refused, match="practice_gone"):
            practices.moved(practice, to, BEN, LEADS, "r11")
    assert not practices.moved(replace(practice, state=to), to, BEN, LEADS, "r11")


def test_who_does_not_lead_is_told_who_says_what_became_of_it():
    for to in (State.DONE, State.PARTLY, State.DROPPED):
        with pytest.raises(Refused, match="practice_not_lead_after"):
            practices.moved(replace(OFFERED, state=State.TRYING), to, ADA, LEADS, "r10")


@pytest.mark.parametrize("person", [None, Person("U1", "A", is_deleted=True), Person("U1", "A", is_stranger=True)])
def test_the_log_is_for_colleagues_who_are_in_a_group(person):
    with pytest.raises(Refused, match="practice_no_team"):
        practices.may_read(person, {"support"})
    with pytest.raises(Refused, match="practice_no_team"):
        practices.may_read(Person("U1", "Ada"), set())
    assert practices.may_read(Person("U1", "Ada"), {"support"}) == {"support"}


def test_a_group_is_called_by_its_name():
    names = {"t1": "Support", "d1": "Service"}
    assert practices.group_called(names, " service ") == "d1"
    with pytest.raises(Refused) as refused:
        practices.group_called(names, "Sales")
    assert refused.value.values == {"name": "Sales", "known": "Support, Service"}


def test_the_newest_entries_are_those_taken_up_last_in_any_group():
    def at(days, name):
        return replace(OFFERED, id=name, decided_at=FRIDAY + timedelta(days=days))

    log = [("Support", [at(5, "a"), at(1, "b")]), ("Product", [at(4, "c")]), ("Sales", []), ("Care", [at(0, "d")])]
    found = practices.newest(log, 2)
    assert [(name, [one.id for one in tried]) for name, tried in found] == [("Support", ["a"]), ("Product", ["c"])]
    assert practices.newest(log, 9) == [entry for entry in log if entry[1]]


@pytest.mark.parametrize(
    ("to", "settled_in", "round_id"),
    [
        (State.TRYING, None, "r10"),
        (State.TRYING, "r14", "r10"),
        (State.DONE, "r14", "r14"),
        (State.DROPPED, "r14", "r14"),
        (State.DONE, None, "r10"),
    ],
)
def test_a_wish_is_told_in_the_digest_whose_button_it_was(to, settled_in, round_id):
    assert practices.tells(replace(OFFERED, settled_in=settled_in), to) == round_id


def test_an_idea_is_offered_beside_its_question_as_it_was_shown():
    words = "Ask which approval could go. Remove one for two weeks and look."
    own = ("p1", "r10", "support", "autonomy-enable", words, "down", "autonomy-1", FRIDAY)
    assert Practice(*own, then=Shown(55)) == OFFERED
    assert OFFERED.state is State.OFFERED


@pytest.mark.parametrize(
    ("row", "item", "shown"),
    [
        ("autonomy", "autonomy-1", Shown(55)),
        ("competence", "competence-1 competence-2", None),
        ("recognition", "", None),
        ("expectations", "rights", Shown(40)),
    ],
)
def test_what_was_asked_of_a_row(row, item, shown):
    assert practices.question(DIGEST, row) == item
    assert practices.shown(DIGEST, item) == shown


def test_where_none_of_the_expectations_was_asked_there_is_nothing_beside_it():
    assert practices.question(replace(DIGEST, beside={"friend": Shown(70), "Is it warm?": None}), "expectations") == ""


def test_a_turn_is_taken_up_by_nobody_and_at_once():
    begun = practices.begun(PLACE, DIGEST, Turn("s1", "autonomy", "Say thanks on Fridays."))
    assert (begun.idea, begun.text, begun.reason, begun.item) == (
        "start:s1",
        "Say thanks on Fridays.",
        "start",
        "autonomy-1",
    )
    assert (begun.state, begun.by, begun.decided_at, begun.then) == (State.TRYING, "", FRIDAY, Shown(55))


def week(name: str, value: int | None, *asked: str) -> Digest:
    shown = None if value is None else Shown(value)
    return replace(DIGEST, week=name, needs={"autonomy": shown}, questions={"autonomy": asked}, beside={})


@pytest.mark.parametrize(
    ("digests", "latest"),
    [
        ([week("2026-W14", 60, "autonomy-1")], Shown(60)),
        ([week("2026-W13", 50, "autonomy-1"), week("2026-W14", 60, "autonomy-1")], Shown(60)),
        ([week("2026-W14", 60, "autonomy-1"), week("2026-W15", 70, "autonomy-2")], Shown(60)),
        ([week("2026-W13", 50, "autonomy-1"), week("2026-W14", None, "autonomy-1")], Shown(50)),
        ([week("2026-W14", 60, "autonomy-1", "autonomy-2")], None),
        ([], None),
    ],
    ids=["the same", "the newest", "another question since", "hidden", "with another question", "none"],
)
def test_beside_it_is_the_newest_score_of_the_same_questions_that_was_shown(digests, latest):
    assert practices.latest(digests, "autonomy-1", DIGEST) == latest


def test_a_score_that_was_counted_in_another_way_is_not_beside_it():
    centred = replace(week("2026-W14", 60, "autonomy-1"), is_centred=True)
    assert practices.latest([centred], "autonomy-1", DIGEST) is None
    assert practices.latest([centred], "autonomy-1", replace(DIGEST, is_centred=True)) == Shown(60)
    alone = replace(centred, beside={"rights": Shown(45)})
    assert practices.latest([alone], "rights", DIGEST) == Shown(45)


def test_a_digest_tells_what_it_offers_and_what_was_tried_as_it_stands():
    exchanged = replace(OFFERED, id="p0", state=State.ANOTHER)
    old = replace(OFFERED, id="p2", round="r6", decided_at=FRIDAY - FOLLOW_UP, settled_in="r10", by="Ben")
    older = replace(old, id="p3", round="r5", state=State.PARTLY, settled_in="r9", told_in="r10", since=Shown(60))
    filled = practices.filled(DIGEST, "r10", [older, old, exchanged, OFFERED])
    assert filled.offered == Offer("p1", "autonomy-enable", OFFERED.text, "offered", "", "down")
    told = {"item": "autonomy-1", "then": Shown(55), "reason": "down"}
    asked, done = filled.tried
    assert asked == Tried("p2", "autonomy-enable", OFFERED.text, "offered", "Ben", "2026-W06", **told)
    assert done == Tried(
        "p3", "autonomy-enable", OFFERED.text, "partly", "Ben", "2026-W06", **told, since=Shown(60), is_told=True
    )
    assert replace(filled, offered=None, tried=()) == DIGEST


def test_a_digest_without_practices_stays_as_it_is():
    assert practices.filled(DIGEST, "r10", []) == DIGEST


def test_what_is_taken_up_with_the_digest_is_asked_about_four_weeks_later():
    closed = FRIDAY - timedelta(minutes=1)
    in_the_afternoon, four_weeks = FRIDAY + timedelta(hours=4), timedelta(weeks=4)
    assert in_the_afternoon <= closed + four_weeks - FOLLOW_UP
    assert in_the_afternoon > closed + timedelta(weeks=3) - FOLLOW_UP
