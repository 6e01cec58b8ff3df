"""The questions, switched on and off and added to by an admin."""

from __future__ import annotations

import pytest

from bot import items
from bot.people import Person
from bot.policies import Policy
from bot.views.language import texts
from handlers import policies
from storage import audit, people
from tests.handlers.set_up_forms import act, press


def switch(ann, item_id):
    return next(w for w in ann.modal.widgets if w.element.spec.get("value") == item_id)


async def noted(office):
    entries = await act(office, lambda db: audit.newest(db, 99))
    return [(entry.by, entry.act, entry.subject) for entry in entries]


async def test_all_questions_are_there_page_by_page(administered):
    ann = await press(administered, "items_open")
    seen = [ann.modal.plain]
    while "More" in ann.modal.buttons:
        await press(administered, ann.modal.button("More"))
        seen.append(ann.modal.plain)
    assert len(seen) == 3
    assert "23 of 23 are on." in seen[0]
    for item, _ in await policies.every_item(administered.world):
        assert sum(texts("en").item(item) in page for page in seen) == 1, item.id
    await press(administered, ann.modal.button("Back"))
    assert ann.modal.plain == seen[1]


async def test_a_question_goes_and_comes_back_on_its_page(administered):
    ann = await press(administered, "items_open")
    await press(administered, ann.modal.button("More"))
    page = ann.modal.plain
    await press(administered, switch(ann, "roles"))
    assert "22 of 23 are on." in ann.modal.plain
    assert (await policies.show(administered.world)).policy.off == {"roles"}
    await press(administered, switch(ann, "roles"))
    assert ann.modal.plain == page
    assert (await policies.show(administered.world)).policy.off == set()
    (by_on, on, what), (by_off, off, _) = await noted(administered)
    assert (by_on, by_off, on, off) == ("UANN", "UANN", "item_on", "item_off")
    assert what == texts("en").item(items.bank()["roles"])


async def test_the_last_of_a_need_has_no_button_and_says_why(administered):
    first, *others = [item.id for item in items.bank().values() if item.need == "autonomy" and not item.reversed]
    for item in others:
        await policies.switch(administered.world, item, on=False)
    ann = await press(administered, "items_open")
    assert "The last question about this that is on, so it stays on." in ann.modal.plain
    with pytest.raises(StopIteration):
        switch(ann, first)


async def test_one_that_became_the_last_meanwhile_is_refused(administered):
    first, *others = [item.id for item in items.bank().values() if item.need == "autonomy" and not item.reversed]
    ann = await press(administered, "items_open")
    button = switch(ann, first)
    for item in others:
        await policies.switch(administered.world, item, on=False)
    await press(administered, button)
    assert "This is the last question of its group that is on." in ann.modal.plain
    assert first not in (await policies.show(administered.world)).policy.off


async def test_a_question_of_their_own_is_added_and_shown(administered):
    ann = await press(administered, "items_open")
    await press(administered, "Add a question")
    ann.fill({"text": "Is the <!channel> coffee good?"})
    await ann.submit()
    await administered.settled()
    assert "Added." in ann.modal.plain
    await ann.close()
    assert "Is the <!channel> coffee good?" in ann.modal.plain
    assert "24 of 24 are on." in ann.modal.plain
    assert await noted(administered) == [("UANN", "item_added", "Is the <!channel> coffee good?")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(" ", "Write the question you want to ask."), ("Is it good?", "You have a question with these words already.")],
    ids=["empty", "taken"],
)
async def test_a_question_that_cannot_be_is_refused_where_it_is_typed(administered, text, sentence):
    await policies.add_item(administered.world, "Is it good?")
    ann = await press(administered, "items_open")
    await press(administered, "Add a question")
    ann.fill({"text": text})
    await ann.submit()
    assert ann.modal.errors == {"Your question": sentence}


async def test_who_is_no_admin_any_more_switches_and_adds_nothing(administered):
    ann = await press(administered, "items_open")
    await press(administered, "Add a question")
    ann.fill({"text": "Is it good?"})
    await act(administered, lambda db: people.keep(db, [Person("UANN", "Ann Admin", updated=2**33)]))
    await ann.submit()
    assert "Only an admin of this workspace can do that." in ann.modal.plain
    await ann.close()
    await press(administered, switch(ann, next(iter(items.bank()))))
    assert "Only an admin of this workspace can do that." in ann.modal.plain
    assert (await policies.show(administered.world)).policy == Policy()
