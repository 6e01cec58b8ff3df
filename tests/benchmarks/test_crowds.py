"""What the benchmarks of delivery count as lost and as doubled."""

import pytest

from benchmarks import crowds


@pytest.mark.parametrize(
    ("got", "lost", "doubled"),
    [
        (["note", "pulse"], 0, 0),
        ([], 2, 0),
        (["note"], 1, 0),
        (["note", "note"], 1, 1),  # one that comes twice does not stand for one that is lost
        (["note", "pulse", "pulse"], 0, 1),
        (["note", "pulse", "another"], 0, 1),
    ],
)
def test_each_message_is_wanted_once(got, lost, doubled):
    workspace = crowds.crowd(1)
    (person,) = crowds.asked(workspace)
    for nonce in got:
        metadata = {"event_type": "delivery", "event_payload": {"k": nonce}}
        workspace.post(workspace.direct(person), workspace.bot_user.id, "Hello", metadata=metadata)
    assert crowds.Count.of(workspace, [person], each=2) == crowds.Count(2, lost, doubled)
