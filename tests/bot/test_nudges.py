"""Which idea a team is offered: by how it feels, by what customers expected, else in turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import nudges
from bot.digests import Digest, Trend
from bot.errors import Refused
from bot.feedback import EXPECTATIONS, Counted, Summary
from bot.items import NEEDS
from bot.moments import week_key
from bot.nudges import HINTS, ROWS, WAYS, Chosen
from bot.people import Person
from bot.privacy import Shown

NONE = dict.fromkeys(EXPECTATIONS, Counted(0, 0))
BANK = nudges.bank()


def digest(week: str = "2026-W10", trends: dict[str, Trend] | None = None, **expected: Counted) -> Digest:
    told = Summary(Counted(0, 0), {**NONE, **expected})
    calm = {need: Trend(Shown(60), 45, 75, "no clear change") for need in NEEDS}
    shown = {**calm, **(trends or {})}
    return Digest("Support", week, "5-7", {}, {}, False, None, (), told, is_small=False, trends=shown)


def of(value: int, change: str = "no clear change", *, is_low: bool = False) -> Trend:
    return Trend(Shown(value), max(0, value - 15), min(100, value + 15), change, is_low)


def chosen(of_digest: Digest, *lately: str) -> tuple[str, str]:
    found = nudges.choose(of_digest, BANK, lately)
    assert found
    return found.idea.id, found.reason


@pytest.mark.parametrize(
    ("trends", "expected", "row", "reason"),
    [
        ({"recognition": of(50, "down")}, {}, "recognition", "down"),
        ({"recognition": of(50, "down"), "autonomy": of(45, "down")}, {}, "autonomy", "down"),
        ({"recognition": of(50, "down"), "autonomy": of(30, is_low=True)}, {}, "recognition", "down"),
        ({"competence": of(40, is_low=True)}, {}, "competence", "low"),
        ({"competence": of(40, "up")}, {}, "expectations", ""),
        ({}, {"care": Counted(3, 1)}, "recognition", "care"),
        ({}, {"care": Counted(2, 0)}, "expectations", ""),
        ({}, {"care": Counted(4, 2)}, "expectations", ""),
        ({}, {"care": Counted(3, 1), "cost": Counted(4, 1)}, "expectations", "cost"),
        ({}, {"commitment": Counted(3, 1), "care": Counted(6, 2)}, "competence", "commitment"),
        ({"autonomy": of(45, "down")}, {"care": Counted(3, 0)}, "autonomy", "down"),
    ],
    ids=[
        "one went down",
        "two went down, the lower one first",
        "down before low",
        "one is low",
        "up is no reason",
        "an expectation was mostly missed",
        "two pieces say little",
        "half is not most",
        "the least met",
        "as little met, the first by name",
        "the team comes before its customers",
    ],
)
def test_the_row_is_the_one_that_needs_it_most(trends, expected, row, reason):
    name, why = chosen(digest("2026-W10", trends, **expected))
    assert (BANK[name].row, why) == (row, reason)


@pytest.mark.parametrize("missed", HINTS)
def test_what_customers_mostly_missed_hints_at_a_row_and_a_way(missed):
    assert chosen(digest(**{missed: Counted(4, 1)})) == ("-".join(HINTS[missed]), missed)


def test_the_hints_are_those_of_the_method():
    assert HINTS == {
        "commitment": ("competence", "educate"),
        "cost": ("expectations", "educate"),
        "culture": ("autonomy", "enable"),
        "care": ("recognition", "empower"),
    }


def test_what_customers_missed_chooses_the_way_for_a_need_that_went_down():
    went_down = digest(trends={"autonomy": of(40, "down")}, care=Counted(3, 0))
    assert chosen(went_down) == ("autonomy-empower", "down")


def test_an_idea_that_was_offered_gives_way_to_the_next_of_its_row_and_a_row_that_is_used_up_to_the_next():
    went_down = digest(trends={"autonomy": of(40, "down"), "competence": of(45, is_low=True)})
    lately: list[str] = []
    for nth in range(16):
        name, why = chosen(went_down, *lately)
        assert (BANK[name].row, why) == {0: ("autonomy", "down"), 1: ("competence", "low")}.get(
            nth // 4, (BANK[name].row, "")
        )
        lately.append(name)
    assert set(lately) == BANK.keys()
    assert nudges.choose(went_down, BANK, lately) is None


def test_in_calm_weeks_all_ideas_come_in_turn():
    weeks = [f"2026-W{week:02d}" for week in range(10, 26)]
    assert {chosen(digest(week))[0] for week in weeks} == BANK.keys()


trends = st.builds(
    Trend,
    index=st.none() | st.builds(Shown, st.sampled_from(range(15, 90, 5))),
    change=st.sampled_from([None, "up", "down", "no clear change"]),
    is_low=st.booleans(),
)
counted = st.integers(0, 6).flatmap(lambda n: st.builds(Counted, st.just(n), st.integers(0, n)))
weeks = st.dates(min_value=date(2020, 1, 1)).map(week_key)
digests = st.builds(
    lambda week, felt, expected: digest(week, felt, **expected),
    weeks,
    st.fixed_dictionaries(dict.fromkeys(NEEDS, trends)),
    st.fixed_dictionaries(dict.fromkeys(EXPECTATIONS, counted)),
)


@settings(max_examples=50)
@given(digests, st.sets(st.sampled_from(sorted(BANK))))
def test_nothing_is_repeated_while_there_is_another_and_the_same_facts_choose_the_same(given_digest, lately):
    found = nudges.choose(given_digest, BANK, lately)
    assert found == nudges.choose(given_digest, BANK, sorted(lately))
    assert (found is None) == (lately == BANK.keys())
    assert found is None or found.idea.id not in lately


@settings(max_examples=50)
@given(digests)
def test_a_reason_is_true(given_digest):
    found = nudges.choose(given_digest, BANK, ())
    assert found
    trend = given_digest.trends.get(found.idea.row, Trend())
    met = given_digest.feedback.by_expectation.get(found.reason)
    assert {
        "down": trend.change == "down",
        "low": trend.is_low,
        "": not any(one.index and (one.change == "down" or one.is_low) for one in given_digest.trends.values()),
    }.get(found.reason, bool(met and met.n >= 3 and 2 * met.met < met.n))


def test_the_ideas_are_one_for_each_row_and_way():
    assert list(BANK) == [f"{row}-{way}" for row in ROWS for way in WAYS]
    assert BANK["recognition-engage"].text == "Thank one person for quiet work. Say what they did and what it changed."
    assert len({idea.text for idea in BANK.values()}) == 16


ENTRIES = [vars(idea) for idea in BANK.values()]


@pytest.mark.parametrize(
    ("entries", "named"),
    [
        (ENTRIES[1:], "autonomy-educate is missing"),
        ([*ENTRIES, ENTRIES[3]], "autonomy-engage is there twice"),
        ([*ENTRIES, {"row": "autonomy"}], "no idea"),
        ([*ENTRIES, ENTRIES[0] | {"row": "sleep"}], "sleep"),
        ([*ENTRIES, ENTRIES[0] | {"way": "shout"}], "shout"),
        ([*ENTRIES, ENTRIES[0] | {"text": ""}], "no idea"),
        ([*ENTRIES, ENTRIES[0] | {"text": "x" * 201}], "no idea"),
        ([*ENTRIES, ENTRIES[0] | {"text": 5}], "no idea"),
        ([*ENTRIES, ENTRIES[0] | {"more": "x"}], "no idea"),
    ],
    ids=["missing", "twice", "no way", "no row", "unknown way", "no text", "long", "no words", "more than there is"],
)
def test_a_file_that_is_not_right_is_said_to_be_wrong_where_it_is(entries, named):
    with pytest.raises(ValueError, match=f"nudges.toml: .*{named}"):
        nudges.parse({"idea": entries})


def test_a_workspace_says_an_idea_in_its_own_words():
    own = nudges.own_texts({"autonomy-educate": "  Say why. \n Twice. ", "autonomy-enable": "", "care": "unknown"})
    assert own == {"autonomy-educate": "Say why. Twice."}
    worded = nudges.worded(own)
    assert worded["autonomy-educate"] == replace(BANK["autonomy-educate"], text="Say why. Twice.")
    assert {name for name in BANK if worded[name] != BANK[name]} == {"autonomy-educate"}
    assert nudges.mark(worded) != nudges.mark(BANK) == nudges.mark(nudges.worded({}))


def test_the_words_that_ship_are_nobodys_own():
    assert nudges.own_texts({name: idea.text for name, idea in BANK.items()}) == {}


def test_own_words_are_offered():
    ideas = nudges.worded({"autonomy-educate": "Say why."})
    found = nudges.choose(digest(trends={"autonomy": of(40, "down")}, cost=Counted(3, 0)), ideas, ())
    assert found == Chosen(ideas["autonomy-educate"], "down")


@pytest.mark.parametrize(("text", "code"), [(" \n ", "idea_text_empty"), ("x" * 201, "idea_text_long")])
def test_no_words_or_too_many_are_refused_at_their_field(text, code):
    with pytest.raises(Refused, match=code) as refused:
        nudges.reworded(BANK["autonomy-educate"], text)
    assert refused.value.field == "autonomy-educate"


def test_an_idea_that_there_is_not_is_refused():
    assert nudges.known("autonomy-enable").way == "enable"
    with pytest.raises(Refused, match="idea_unknown"):
        nudges.known("sleep-more")


def test_admins_word_ideas_and_nobody_else():
    nudges.may_word(Person("U1", "Ann", is_admin=True))
    for person in (None, Person("U1", "Ada"), Person("U1", "Ann", is_admin=True, is_deleted=True)):
        with pytest.raises(Refused, match="ideas_not_admin"):
            nudges.may_word(person)
