"""What every act needs from the world."""

import logging

from bot.payloads import Click
from bot.views.kit import Message
from sandbox.faults import Fault

ON_HOME = Click("T0SANDBOX", "UADA", "pulse_pause", "home_next", "2", "trigger", response_url="", view_id="")


async def test_a_click_on_home_is_answered_by_home_alone(office, caplog):
    office.sandbox.traffic.passages.clear()
    with caplog.at_level(logging.INFO, "heartline"):
        await office.world.answer(ON_HOME, Message("Paused"), replace=True)
    assert caplog.records == []
    assert list(office.sandbox.traffic.passages) == []


async def test_a_call_that_fails_is_told_and_logged(office, caplog):
    view = {"type": "home", "blocks": []}
    assert await office.world.call("views.publish", user_id="UADA", view=view)
    office.sandbox.faults.add(Fault("views.publish", "error", error="fatal_error"))
    assert not await office.world.call("views.publish", user_id="UADA", view=view)
    assert "act=views.publish outcome=fatal_error" in caplog.text
