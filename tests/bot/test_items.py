from __future__ import annotations

import pytest

from bot.errors import Refused
from bot.items import NEEDS, OWN_ITEM_LIMIT, ROTATION, Item, Kind, bank, own_item, parse, switched
from bot.views.language import texts

CORE = [
    {"id": f"{need}-{turn}", "kind": "core", "need": need, "turn": turn}
    for need in NEEDS
    for turn in range(1, ROTATION + 1)
]
OTHERS = [
    *({"id": name, "kind": "expectation", "turn": turn} for turn, name in enumerate(["a", "b", "c", "d"], start=1)),
    *({"id": f"contact-{turn}", "kind": "contact", "turn": turn} for turn in (1, 2, 3)),
    {"id": "friend", "kind": "friend", "turn": 1},
]
WHOLE = [*CORE, *OTHERS]
REVERSED = {"id": "competence-5", "kind": "core", "need": "competence", "turn": 5, "reversed": True}
COFFEE = Item("own-1", Kind.OWN, "", 1, text="Is the coffee good?")


def test_the_bank_has_four_items_and_a_reversed_one_for_each_need():
    core = {item.id for item in bank().values() if item.kind is Kind.CORE}
    assert core == {f"{need}-{turn}" for need in NEEDS for turn in range(1, ROTATION + 2)}
    assert {item.id for item in bank().values() if item.reversed} == {f"{need}-5" for need in NEEDS}
    assert all(item.id == f"{item.need}-{item.turn}" for item in bank().values() if item.kind is Kind.CORE)


def test_the_bank_has_four_expectations_three_items_on_contact_and_the_friend():
    rest = {item.id: (item.kind, item.turn) for item in bank().values() if item.kind is not Kind.CORE}
    assert rest == {
        "roles": (Kind.EXPECTATION, 1),
        "rights": (Kind.EXPECTATION, 2),
        "responsibilities": (Kind.EXPECTATION, 3),
        "rewards": (Kind.EXPECTATION, 4),
        "contact-1": (Kind.CONTACT, 1),
        "contact-2": (Kind.CONTACT, 2),
        "contact-3": (Kind.CONTACT, 3),
        "friend": (Kind.FRIEND, 1),
    }


def test_only_core_items_belong_to_a_need():
    assert [item.id for item in bank().values() if bool(item.need) != (item.kind is Kind.CORE)] == []


@pytest.mark.parametrize(("language", "this_week"), [("en", "this week"), ("de", "diese woche")])
def test_every_question_is_about_this_week_but_the_two_that_are_about_the_whole(language, this_week):
    found = {item.id: texts(language).item(item).casefold() for item in bank().values()}
    assert [item for item, text in found.items() if this_week not in text] == ["rewards", "friend"]
    assert all(text.endswith(".") for text in found.values())


def test_a_bank_is_read_by_id():
    read = parse({"item": [*WHOLE, REVERSED]})
    assert read["competence-5"] == Item("competence-5", Kind.CORE, "competence", 5, reversed=True)
    assert read["friend"] == Item("friend", Kind.FRIEND, "", 1)


def test_a_need_can_do_without_its_reversed_item():
    assert not [item for item in parse({"item": WHOLE}).values() if item.reversed]


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        pytest.param({**REVERSED, "need": "luck"}, "competence-5", id="an unknown need"),
        pytest.param({**REVERSED, "kind": "luck"}, "competence-5", id="an unknown kind"),
        pytest.param({**REVERSED, "kind": ["core"]}, "competence-5", id="a kind that is a list"),
        pytest.param({**REVERSED, "kind": "own", "need": ""}, "competence-5", id="an own item"),
        pytest.param({**REVERSED, "text": "Hard?"}, "competence-5", id="a text"),
        pytest.param({**REVERSED, "question": "Hard?"}, "competence-5", id="a name that means nothing"),
        pytest.param({**REVERSED, "turn": 6}, "competence-5", id="a turn too late"),
        pytest.param({**REVERSED, "turn": "5"}, "competence-5", id="a turn that is a text"),
        pytest.param({**REVERSED, "reversed": False}, "competence-5", id="a fifth item that is not reversed"),
        pytest.param({"id": "more", "kind": "friend", "turn": 1, "reversed": True}, "more", id="a reversed friend"),
        pytest.param({"id": "more", "kind": "core", "turn": 1}, "more", id="a core item without a need"),
        pytest.param(
            {"id": "more", "kind": "friend", "need": "autonomy", "turn": 1}, "more", id="a friend with a need"
        ),
        pytest.param({"id": "more", "kind": "contact"}, "more", id="no turn"),
        pytest.param({"id": "more", "turn": 1}, "more", id="no kind"),
        pytest.param({"kind": "contact", "turn": 77}, "77", id="no id"),
        pytest.param({**REVERSED, "id": 7}, "7 is no item", id="an id that is a number"),
        pytest.param({**REVERSED, "id": ""}, "'' is no item", id="an empty id"),
        pytest.param({**REVERSED, "id": "autonomy-1"}, "'autonomy-1' is there twice", id="an id twice"),
        pytest.param({**CORE[0], "id": "more"}, "core autonomy 1 is there twice", id="a place twice"),
    ],
)
def test_a_malformed_entry_is_named(entry, named):
    with pytest.raises(ValueError, match=r"^items\.toml: ") as caught:
        parse({"item": [*WHOLE, entry]})
    assert named in str(caught.value)


@pytest.mark.parametrize("left_out", WHOLE, ids=lambda entry: entry["id"])
def test_a_missing_item_is_named(left_out):
    place = " ".join(str(left_out[name]) for name in ("kind", "need", "turn") if name in left_out)
    with pytest.raises(ValueError, match=rf"^items\.toml: {place} is missing$"):
        parse({"item": [entry for entry in WHOLE if entry is not left_out]})


@pytest.mark.parametrize("item", sorted(bank()))
def test_every_item_can_be_switched_off_and_on_again(item):
    off = switched(frozenset({"roles"}), item, on=False)
    assert off == {"roles", item}
    assert switched(off, item, on=True) == {"roles"} - {item}


def test_switching_off_what_is_off_changes_nothing():
    assert switched(frozenset({"friend"}), "friend", on=False) == {"friend"}


@pytest.mark.parametrize("need", NEEDS)
@pytest.mark.parametrize("last", range(1, ROTATION + 1))
def test_the_last_item_of_a_need_stays_on(need, last):
    off = frozenset(f"{need}-{turn}" for turn in range(1, ROTATION + 1) if turn != last)
    with pytest.raises(Refused, match="item_last_of_need"):
        switched(off, f"{need}-{last}", on=False)
    assert switched(off, f"{need}-5", on=False) == off | {f"{need}-5"}


def test_an_item_that_is_not_known_cannot_be_switched():
    with pytest.raises(Refused, match="item_unknown"):
        switched(frozenset(), "own-1", on=False)


def test_an_own_item_can_be_switched_off():
    assert switched(frozenset(), "own-1", on=False, own=[COFFEE]) == {"own-1"}


def test_an_own_item_is_one_line_and_of_no_need():
    assert own_item("own-9", " Is the\n tea  good? ", [COFFEE]) == Item(
        "own-9", Kind.OWN, "", 1, text="Is the tea good?"
    )
    assert own_item("own-1", COFFEE.text, []) == COFFEE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "item_text_empty", id="nothing"),
        pytest.param(" \n", "item_text_empty", id="blanks"),
        pytest.param("x" * (OWN_ITEM_LIMIT + 1), "item_text_long", id="a letter too long"),
        pytest.param("is the  COFFEE good?", "item_taken", id="the same words again"),
    ],
)
def test_an_own_item_needs_words_of_its_own(text, code):
    with pytest.raises(Refused, match=code):
        own_item("own-2", text, [COFFEE])


def test_an_own_item_may_be_as_long_as_the_limit():
    assert own_item("own-2", "x" * OWN_ITEM_LIMIT, [COFFEE]).text == "x" * OWN_ITEM_LIMIT
