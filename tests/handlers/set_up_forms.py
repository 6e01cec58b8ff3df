"""An admin who fills the forms of set-up."""

from __future__ import annotations


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def press(office, what):
    ann = office.person("ann")
    await ann.press(what)
    await office.settled()
    return ann


async def step(office, ann, **values):
    if values:
        ann.fill(values)
    await ann.submit()
    await office.settled()
