"""Modals on people's screens."""

import pytest

from sandbox.errors import SlackError

FIRST = {"type": "modal", "blocks": [{"type": "input", "block_id": "kept"}, {"type": "input", "block_id": "gone"}]}
SECOND = {"type": "modal", "blocks": [{"type": "input", "block_id": "kept"}]}


def test_each_person_has_a_stack_of_their_own(workspace):
    ada, ben = workspace.show("U1ADA", FIRST), workspace.show("U2BEN", FIRST)
    top = workspace.show("U1ADA", SECOND)
    assert workspace.stack("U1ADA") == [ada, top]
    assert workspace.stack("U2BEN") == [ben]
    assert (top.root_id, top.previous_id) == (ada.id, ada.id)


def test_a_fourth_modal_is_refused(workspace):
    for _ in range(3):
        workspace.show("U1ADA", FIRST)
    with pytest.raises(SlackError, match="push_limit_reached"):
        workspace.show("U1ADA", FIRST)


def test_closing_twice_is_closing_once(workspace):
    view = workspace.show("U1ADA", FIRST)
    workspace.close(view)
    workspace.close(view)
    assert workspace.stack("U1ADA") == []
    assert workspace.views == {}


def test_new_content_keeps_what_was_typed_in_blocks_that_stay(workspace):
    view = workspace.show("U1ADA", FIRST)
    old_hash = view.hash
    view.state = {"kept": {"a": {"value": "1"}}, "gone": {"a": {"value": "2"}}}
    view.errors = {"gone": "Too long"}
    workspace.replace(view, SECOND)
    assert view.state == {"kept": {"a": {"value": "1"}}}
    assert view.errors == {}
    assert view.hash != old_hash
