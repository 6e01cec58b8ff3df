"""What a workspace holds, and what it tells of changes."""

import time
from datetime import UTC, datetime

import pytest

from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.manifest import Manifest
from sandbox.workspace import User, Workspace


def told(workspace):
    kinds = []
    workspace.watchers.append(lambda change: kinds.append(change.kind))
    return kinds


def test_every_change_is_told_after_it_happened(workspace):
    support, kinds = workspace.channel_named("support"), told(workspace)
    message = workspace.post(support, "U1ADA", "Hi")
    workspace.edit(support, message.ts, text="Hello")
    workspace.react(support, message.ts, "U2BEN", "tada")
    workspace.unreact(support, message.ts, "U2BEN", "tada")
    workspace.delete(support, message.ts)
    workspace.join(support, "U3CLEO")
    workspace.leave(support, "U3CLEO")
    workspace.change_user("U1ADA", real_name="Ada A.")
    assert kinds == [
        "message",
        "message_changed",
        "reaction_added",
        "reaction_removed",
        "message_deleted",
        "member_joined_channel",
        "member_left_channel",
        "user_change",
    ]


def test_what_changes_nothing_is_not_told(workspace):
    support, kinds = workspace.channel_named("support"), told(workspace)
    workspace.join(support, "U1ADA")
    workspace.leave(support, "U3CLEO")
    assert kinds == []


class StoppedClock(Clock):
    """A clock that stands still."""

    def now(self):
        return datetime(2026, 3, 2, tzinfo=UTC)


def test_timestamps_grow_even_when_the_clock_stands_still(manifest):
    workspace = Workspace(manifest, clock=StoppedClock())
    stamps = [workspace.next_ts() for _ in range(1000)]
    assert stamps == sorted(set(stamps))
    assert all(len(stamp.partition(".")[2]) == 6 for stamp in stamps)


def test_a_new_name_is_the_one_that_counts(workspace):
    workspace.change_user("U1ADA", name="ada.abel")
    assert workspace.user_named("ada.abel").id == "U1ADA"
    with pytest.raises(SlackError, match="user_not_found"):
        workspace.user_named("ada")


def test_two_channels_cannot_have_one_name(workspace):
    with pytest.raises(SlackError, match="name_taken"):
        workspace.add_channel("support")


@pytest.mark.parametrize("name", ["support", "#support"])
def test_a_channel_is_found_by_name(workspace, name):
    assert workspace.channel_named(name).name == "support"


def test_ten_thousand_conversations_are_found_at_once():
    manifest = Manifest.from_dict({"display_information": {"name": "Heartline"}})
    people = [User(f"U{number}", f"p{number}", "Person") for number in range(10_000)]
    workspace = Workspace(manifest, people)
    started = time.perf_counter()
    opened = [workspace.direct(user.id) for user in people]
    assert [workspace.direct(user.id) for user in people] == opened
    assert time.perf_counter() - started < 5  # looking through all of them each time takes minutes
