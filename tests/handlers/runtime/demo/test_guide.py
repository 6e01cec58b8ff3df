"""The demo's guide: steps are marked by what really happened, and time passes on a visitor's word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.views import guide as views
from handlers.runtime import demo
from handlers.runtime.demo.company import Company
from handlers.runtime.demo.guide import Traces
from sandbox import Guide, Person, Sandbox

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)  # the Tuesday of week 48
NOTHING = Traces(
    has_answered=False,
    kudos=frozenset({"k1"}),
    feedback=frozenset({"f1"}),
    digests=frozenset({"d1"}),
    read=frozenset(),
    has_set_up=False,
)


@pytest.mark.parametrize(
    ("after", "steps"),
    [
        (NOTHING, []),
        (replace(NOTHING, has_answered=True), [views.ANSWER]),
        (replace(NOTHING, kudos=frozenset({"k1", "k2"})), [views.THANK]),
        (replace(NOTHING, kudos=frozenset()), []),
        (replace(NOTHING, feedback=frozenset({"f2"})), [views.LOG]),
        (replace(NOTHING, digests=frozenset({"d1", "d2"})), [views.CLOSE]),
        (replace(NOTHING, read=frozenset({"d1"})), []),
        (replace(NOTHING, has_set_up=True), [views.SET_UP]),
        (replace(NOTHING, digests=frozenset({"d2"}), read=frozenset({"d2"})), [views.CLOSE, views.READ]),
        (replace(NOTHING, digests=frozenset({"d2"}), read=frozenset({"d1"})), [views.CLOSE]),
    ],
)
def test_a_step_is_taken_once_it_left_a_trace(after: Traces, steps: list[str]) -> None:
    assert after.steps_since(NOTHING) == steps


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    company = Company.load()
    async with Sandbox(demo.workspace(company, NOW, 1)) as running, demo.lived(running, company, tmp_path, NOW, 1):
        yield running


@pytest.fixture
def guide(sandbox: Sandbox) -> Guide:
    assert sandbox.guide
    return sandbox.guide


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)


async def has_done(guide: Guide, step: str) -> None:
    await until(lambda: guide.steps[step].is_done)


async def answer(person: Person) -> None:
    """Press an answer to each question of the open pulse."""
    while True:
        message = person.dm.saying("Your pulse")
        presses = [widget for widget in message.widgets if widget.element.action_id == "pulse_answer:4"]
        if not presses:
            return
        asked = message.plain
        await person.press(presses[0])
        await until(lambda: message.plain != asked)  # noqa: B023 - it is called in this turn of the loop only


async def test_steps_are_marked_by_what_visitors_do(sandbox: Sandbox, guide: Guide) -> None:
    ada, ben, cleo = map(sandbox.person, demo.VISITORS)
    ines, support = sandbox.person("ines"), ben.channel("team-support")
    assert [step.is_done for step in guide.steps.values()] == [False] * 6
    assert [step.who for step in guide.steps.values()] == [one.user.id for one in (ada, cleo, ada, ben, ben, ines)]
    assert ada.dm.saying(guide.steps[views.ANSWER].about).button("Mostly true")
    assert support.saying(guide.steps[views.READ].about).button("Details")

    await ben.press(support.saying("Support: week of 16 November").button("Details"))  # was there before
    await ben.close()
    await answer(ben)
    await has_done(guide, views.ANSWER)
    await cleo.command("/kudos", "@ada for rewriting the refund guide")
    await has_done(guide, views.THANK)
    await ada.command("/feedback")
    ada.fill(customer="Lindenhof Dental", said="The pictures saved us a call.", rating="As they expected")
    await ada.submit()
    await has_done(guide, views.LOG)
    assert not guide.steps[views.CLOSE].is_done

    assert (
        await guide.do("close") == "The pulse of the week of 23 November has closed. Read its digest in #team-support."
    )
    await has_done(guide, views.CLOSE)
    assert not guide.steps[views.READ].is_done
    await ben.press(support.saying("Support: week of 23 November").button("Details"))
    await has_done(guide, views.READ)
    await ines.open_home()
    await until(lambda: ines.home is not None)
    assert ines.home
    assert not guide.steps[views.SET_UP].is_done
    await ines.press(ines.home.button("Set-up"))
    await has_done(guide, views.SET_UP)
    assert await guide.do("close") == "No pulse is open right now. Press Next week, and the next one opens."


async def test_who_closes_the_details_at_once_has_read_them_all_the_same(sandbox: Sandbox, guide: Guide) -> None:
    workspace, ben = sandbox.workspace, sandbox.person("ben")
    await ben.press(ben.channel("team-support").saying("Support: week of 16 November").button("Details"))
    assert ben.modal
    details = ben.modal.view.payload
    await ben.close()
    await guide.do("close")
    await has_done(guide, views.CLOSE)
    assert not guide.steps[views.READ].is_done
    workspace.close(workspace.show(ben.user.id, details))
    await has_done(guide, views.READ)


async def test_the_others_live_on_week_after_week_whatever_the_visitors_do(sandbox: Sandbox, guide: Guide) -> None:
    visitors, clock = [sandbox.person(name) for name in demo.VISITORS], sandbox.workspace.clock
    support, moments = visitors[0].channel("team-support"), list[datetime]()
    clock.move(timedelta(days=3, hours=2))  # to Friday, an hour before the pulse closes
    clock.watchers.append(lambda: moments.append(clock.now()))
    opened = await guide.do("next")
    assert opened.startswith("Time went by. The pulse of the week of 30 November is open")
    digest = support.saying("Support: week of 23 November").plain
    assert "8-11 people answered" in digest
    assert "Customers spoke" in digest
    for visitor in visitors:  # what is theirs is left to them
        assert any("pulse_answer" in widget.element.action_id for widget in visitor.dm.saying("Your pulse").widgets)
        fresh = [message for message in visitor.dm.messages if float(message.ts) > NOW.timestamp()]
        assert not any("Stop sharing" in message.buttons for message in fresh)

    clock.move(timedelta(days=9))  # into the week after, in which nobody has answered yet
    opened = await guide.do("next")
    assert opened.startswith("Time went by. The pulse of the week of 14 December is open")
    digest = support.saying("Support: week of 7 December").plain
    assert "people answered" in digest
    assert "Customers spoke" in digest
    assert moments == sorted(moments)
