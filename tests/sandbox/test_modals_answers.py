"""What the app's answer to a submission does to the modal."""

from __future__ import annotations

from typing import Any

import pytest

TROUBLE = ["We had some trouble connecting. Try again?"]
OTHER = {"type": "modal", "title": {"type": "plain_text", "text": "Other"}, "blocks": [{"type": "divider"}]}


@pytest.fixture
def ada(box: Any) -> Any:
    return box.person("ada")


@pytest.fixture
def opened(box: Any, form: Any) -> Any:
    """The form, open on Ada's screen."""
    return box.workspace.show("U1ADA", form)


async def test_an_empty_answer_closes_the_modal_and_shows_the_one_beneath(
    box: Any, ada: Any, app: Any, opened: Any, form: Any
) -> None:
    box.workspace.show("U1ADA", dict(form))
    await ada.submit()
    assert ada.modal.view is opened
    await ada.submit()
    assert ada.modal is None


async def test_an_answer_with_errors_keeps_the_modal_and_what_was_typed(ada: Any, app: Any, opened: Any) -> None:
    app.answer = lambda _: {"response_action": "errors", "errors": {"users_select": "Choose someone else."}}
    ada.fill(users_select="ben")
    await ada.submit()
    assert ada.modal.errors == {"users_select": "Choose someone else."}
    assert ada.modal.fields["users_select"] == "@ben"
    app.answer = lambda _: None
    await ada.submit()
    assert ada.modal is None


async def test_an_answer_may_update_the_modal(ada: Any, app: Any, opened: Any) -> None:
    app.answer = lambda _: {"response_action": "update", "view": OTHER}
    before = opened.hash
    await ada.submit()
    assert (ada.modal.title, ada.modal.view.id) == ("Other", opened.id)
    assert opened.hash != before


async def test_an_answer_may_push_another_modal(ada: Any, app: Any, opened: Any) -> None:
    app.answer = lambda _: {"response_action": "push", "view": OTHER}
    await ada.submit()
    pushed = ada.modal.view
    assert (ada.modal.title, pushed.previous_id, pushed.root_id) == ("Other", opened.id, opened.id)
    await ada.close()
    assert ada.modal.view is opened


async def test_an_answer_may_clear_the_whole_stack(box: Any, ada: Any, app: Any, opened: Any, form: Any) -> None:
    box.workspace.show("U1ADA", dict(form))
    app.answer = lambda _: {"response_action": "clear"}
    await ada.submit()
    assert ada.modal is None


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "Wrong"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "errors"},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "push"},
        {"response_action": "explode"},
        {"text": "hello"},
    ],
)
async def test_an_answer_that_makes_no_sense_is_trouble(ada: Any, app: Any, opened: Any, answer: Any) -> None:
    app.answer = lambda _: answer
    await ada.submit()
    assert ada.notes == TROUBLE
    assert ada.modal.view is opened


async def test_the_log_says_what_was_wrong_with_an_answer(box: Any, ada: Any, app: Any, opened: Any) -> None:
    app.answer = lambda _: {"response_action": "update", "view": {"type": "modal", "blocks": []}}
    await ada.submit()
    last = box.traffic.passages[-1]
    assert last.name == "response_action"
    assert "title" in last.status


async def test_a_fourth_modal_is_trouble(box: Any, ada: Any, app: Any, opened: Any, form: Any) -> None:
    box.workspace.show("U1ADA", dict(form))
    box.workspace.show("U1ADA", dict(form))
    app.answer = lambda _: {"response_action": "push", "view": OTHER}
    await ada.submit()
    assert ada.notes == TROUBLE


async def test_without_an_answer_the_modal_stays(box: Any, ada: Any, app: Any, opened: Any, no_ack: Any) -> None:
    box.ack_timeout = 0.02
    app.answer = lambda _: no_ack
    ada.fill(users_select="ben")
    await ada.submit()
    assert ada.notes == TROUBLE
    assert ada.modal.fields["users_select"] == "@ben"
