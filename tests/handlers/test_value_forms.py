"""What kudos can be about and which reactions do something, chosen by an admin: all that is asked for, or nothing."""

from __future__ import annotations

import pytest

from bot.people import Person
from handlers import policies, values
from storage import audit, people


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def save(office, **filled):
    ann = office.person("ann")
    await ann.press("kudos_set_up_open")
    await office.settled()
    ann.fill(filled)
    await ann.submit()
    await office.settled()
    return ann


async def noted(office):
    entries = await act(office, lambda db: audit.newest(db, 99))
    return {(entry.by, entry.act, entry.subject) for entry in entries}


async def test_values_come_and_go_in_one_form(administered):
    await values.add_value(administered.world, "Speed")
    ann = await save(administered, name="Care\n\n  Customer   first \n", drop=["Speed"])
    assert await values.values(administered.world) == ["Care", "Customer first"]
    assert "Your values: Care and Customer first." in ann.modal.plain
    assert await noted(administered) == {
        ("", "value_added", "Speed"),
        ("UANN", "value_removed", "Speed"),
        ("UANN", "value_added", "Care"),
        ("UANN", "value_added", "Customer first"),
    }


async def test_one_comes_in_the_place_of_another_where_no_more_fit(administered):
    names = [f"Value {n}" for n in range(10)]
    for name in names:
        await values.add_value(administered.world, name)
    await save(administered, name="Another", drop=["Value 3"])
    assert await values.values(administered.world) == sorted({*names, "Another"} - {"Value 3"})


async def test_reactions_are_chosen_and_shown_as_they_are(administered):
    ann = await save(administered, kudos_emoji=":tada:", feedback_emoji="ear")
    policy = (await policies.show(administered.world)).policy
    assert (policy.kudos_emoji, policy.feedback_emoji) == ("tada", "ear")
    assert "A reaction with tada gives kudos." in ann.modal.plain
    assert await noted(administered) == {("UANN", "policy_changed", "")}
    await ann.close()
    ann = await save(administered, kudos_emoji="")
    assert "No reaction gives kudos." in ann.modal.plain
    policy = (await policies.show(administered.world)).policy
    assert (policy.kudos_emoji, policy.feedback_emoji) == ("", "ear")


@pytest.mark.parametrize(
    ("filled", "field", "sentence"),
    [
        ({"name": "Care\ncare"}, "Values to add", "There is a value Care already."),
        ({"name": "\n".join(f"Value {n}" for n in range(10))}, "Values to add", "There are 10 values already"),
        ({"name": "x" * 41}, "Values to add", "Keep the value's name under 40 characters."),
        ({"kudos_emoji": "two words"}, "A reaction that gives kudos", "is not the name of an emoji"),
        ({"feedback_emoji": "🙌"}, "A reaction that logs customer feedback", "is not the name of an emoji"),
        ({"kudos_emoji": "ear", "feedback_emoji": "ear"}, "A reaction that logs customer feedback", "cannot do both"),
    ],
    ids=["twice", "too many", "long", "no kudos emoji", "no feedback emoji", "the same emoji"],
)
async def test_what_cannot_be_is_refused_where_it_is_typed_and_nothing_is_kept(administered, filled, field, sentence):
    await values.add_value(administered.world, "Speed")
    ann = await save(administered, **({"kudos_emoji": "tada", "drop": []} | filled))
    assert sentence in ann.modal.errors[field]
    assert await values.values(administered.world) == ["Speed"]
    assert (await policies.show(administered.world)).policy.kudos_emoji == "raised_hands"
    assert await noted(administered) == {("", "value_added", "Speed")}


async def test_who_is_no_admin_any_more_saves_nothing(administered):
    ann = administered.person("ann")
    await ann.press("kudos_set_up_open")
    await administered.settled()
    await act(administered, lambda db: people.keep(db, [Person("UANN", "Ann Admin", updated=2**33)]))
    ann.fill({"name": "Care"})
    await ann.submit()
    assert "Only an admin of this workspace can do that." in ann.modal.plain
    assert await values.values(administered.world) == []
