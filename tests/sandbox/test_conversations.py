"""Conversations: whose messages, in which order, and what is unread."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.choices import NotThere


@pytest.fixture
def support(box: Any) -> Any:
    return box.workspace.channel_named("support")


async def test_messages_come_oldest_first_with_ephemeral_ones_for_their_person_only(box: Any, support: Any) -> None:
    box.workspace.post(support, "U2BEN", "one")
    box.workspace.post(support, "U0BOT", "two", ephemeral_to="U1ADA")
    box.workspace.post(support, "U0BOT", "three", ephemeral_to="U2BEN")
    assert [message.text for message in box.person("ada").channel("support").messages] == ["one", "two"]
    assert [message.text for message in box.person("ben").channel("support").messages] == ["one", "three"]
    assert box.person("ada").channel("#support").last.text == "two"


async def test_an_empty_conversation_has_no_last_message(box: Any) -> None:
    with pytest.raises(NotThere, match="There is: nothing"):
        _ = box.person("ada").dm.last


async def test_a_message_is_found_by_its_words(box: Any, support: Any) -> None:
    first = box.workspace.post(support, "U2BEN", "Thanks <@U1ADA>")
    box.workspace.post(support, "U2BEN", "later")
    conversation = box.person("ada").channel("support")
    assert conversation.saying("Thanks @ada").ts == first.ts
    with pytest.raises(NotThere, match="'Thanks @ada', 'later'"):
        conversation.saying("nothing")


async def test_a_message_is_found_by_its_ts_unless_it_is_someone_elses(box: Any, support: Any) -> None:
    secret = box.workspace.post(support, "U0BOT", "for Ben", ephemeral_to="U2BEN")
    assert box.person("ben").channel("support").message(secret.ts).text == "for Ben"
    for ts in (secret.ts, "1.0"):
        with pytest.raises(NotThere):
            box.person("ada").channel("support").message(ts)


async def test_what_came_since_the_last_look_is_unread_but_not_ones_own(box: Any, support: Any) -> None:
    seen = box.person("ada").channel("support")
    box.workspace.post(support, "U2BEN", "one")
    box.workspace.post(support, "U1ADA", "mine")
    box.workspace.post(support, "U0BOT", "for Ben", ephemeral_to="U2BEN")
    assert seen.unread == 1
    seen.look()
    assert seen.unread == 0
    box.workspace.post(support, "U2BEN", "two")
    assert (seen.unread, box.person("ben").channel("support").unread) == (1, 2)
