"""A CSV file that a manager or admin drops into their conversation with the bot: looked through, shown, imported.

What is under way is a row, worked on at the clock's beat by whoever holds its lease; a crash leaves it to the next.
The file itself stays with Slack and is fetched anew for each step.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from tempfile import TemporaryFile
from typing import BinaryIO

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import csv_columns, csv_jobs, payloads
from bot.csv_jobs import FORGOTTEN, WORK, Job, State
from bot.delivery import WORTH_SENDING, Delivery
from bot.errors import Refused
from bot.feedback_csv import Around, BadRow
from bot.payloads import Click, Event, Form
from bot.views import imports as views
from bot.views import words
from bot.views.kit import Message
from handlers import imports
from handlers.imports import BATCH, AnyRow, Looked
from handlers.world import Ack, World, note
from storage import delivery as outbox
from storage import events as stored_events
from storage import imports as stored
from storage import people as stored_people
from storage import teams as stored_teams
from storage.database import Db

log = logging.getLogger("heartline")
OVER = "import_over"
UNREACHED = (aiohttp.ClientError, TimeoutError)


async def on_file(world: World, event: Event) -> Ack:
    """A file was shared. One that was dropped into the conversation with the bot is noted; others are none of ours."""
    names = (payloads.text_at(event.body, key) for key in ("user_id", "channel_id", "file_id"))
    person, channel, file = names
    if not channel.startswith("D"):
        return None
    job, now = Job(world.new_id(), person, channel, file, "", world.now()), world.now()

    def keep(db: Db) -> bool:
        """Whether someone has to be told that they may not."""
        dropper = stored_people.one(db, person)
        if dropper is None or not dropper.is_colleague or not stored_events.remember(db, event.id, now):
            return False
        if not csv_jobs.may_import(dropper, stored_teams.led_by(db, person)):
            return True
        stored.add(db, job)
        return False

    if await world.act(event.workspace, keep):
        refusal = views.plainly(words.refusal(Refused("csv_not_yours")))
        world.later(world.call("chat.postMessage", channel=channel, **refusal.payload()))
    return None


async def work(world: World) -> None:
    """Do what is due for all imports, one after another."""
    owner = world.new_id()
    while job := await world.act(world.workspace, lambda db: stored.claim(db, owner, world.now())):
        if job.is_hopeless:
            await _end(world, _failed(job, Refused("csv_hopeless")), owner)
        else:
            await _work_on(world, job, owner)


async def _work_on(world: World, job: Job, owner: str) -> None:
    around = await imports.around(world)
    with TemporaryFile() as file:
        try:
            job = replace(job, name=await imports.fetched(world, job.file, file))
            looked = await asyncio.to_thread(imports.look, file, job.name, job.wish)
            if job.state is State.LOOK:
                changed = await _shown(world, job, file, looked, around)
                await world.act(world.workspace, lambda db: stored.finish(db, changed, owner))
                return
            looked = await asyncio.to_thread(imports.ready, file, job.name, looked)
        except Refused as refused:
            await _end(world, _failed(job, refused), owner)
        except (SlackApiError, *UNREACHED) as error:
            log.warning("workspace=%s act=import outcome=%s", world.workspace, type(error).__name__)
            until = world.now() + job.pause
            await world.act(world.workspace, partial(stored.put_off, job=job, owner=owner, until=until))
        else:
            await _imported(world, job, owner, file, looked, around)


async def _shown(world: World, job: Job, file: BinaryIO, looked: Looked, around: Around) -> Job:
    """Show what is in a file, or ask what has to be known first; the person decides what comes next."""
    try:
        looked = await asyncio.to_thread(imports.ready, file, job.name, looked)
        found = await asyncio.to_thread(imports.preview, file, looked, around)
        message = views.offered(job, found)
    except Refused as refused:
        message = views.unclear(job, refused)
    await world.slack.api_call("chat.postMessage", json={"channel": job.channel, **message.payload()})
    return replace(job, state=State.ASKED, header=looked.plan.header)


async def _imported(world: World, job: Job, owner: str, file: BinaryIO, looked: Looked, around: Around) -> None:
    """Import what has not been read before, a batch in a transaction, with how far it has come.

    A file is read in a thread, so that the bot goes on answering; whoever is stopped waits for it to let go.
    """
    passed = job.done
    with closing(imports.rows(file, looked, around)) as every, ThreadPoolExecutor(1) as reader:
        read = partial(asyncio.get_running_loop().run_in_executor, reader, lambda: list(islice(every, BATCH)))
        while batch := await read():
            batch, passed = batch[passed:], max(0, passed - len(batch))
            kept = await world.act(world.workspace, partial(_keep, job=job, batch=batch, owner=owner, now=world.now()))
            if kept is None:
                return
            job = kept
    await _end(world, replace(job, state=State.DONE), owner)


def _keep(db: Db, job: Job, batch: list[AnyRow], owner: str, now: datetime) -> Job | None:
    """Keep a batch, or only hold on to the import for an empty one; None, with nothing kept, when it is not ours."""
    if not stored.go_on(db, job, owner, now):
        return None
    if not batch:
        return job
    counts = imports.keep(db, batch)
    bad = [views.bad_line_in_short(row) for row in batch if isinstance(row, BadRow)]
    changed = replace(
        job,
        done=job.done + len(batch),
        new=job.new + counts.new,
        known=job.known + counts.known,
        bad=job.bad + counts.bad,
        unrated=job.unrated + counts.unrated,
        left_out=(*job.left_out, *bad)[: views.ROWS_SHOWN],
        tries=0,
    )
    return changed if stored.go_on(db, changed, owner, now) else None


async def _end(world: World, job: Job, owner: str) -> None:
    """Write that an import is over, and tell the person."""
    told = world.delivery(OVER, f"{OVER}:{job.id}", job.person, job.id, world.now() + WORTH_SENDING)

    def act(db: Db) -> None:
        if stored.finish(db, job, owner):
            outbox.enqueue(db, [told])

    await world.act(world.workspace, act)


def _failed(job: Job, refused: Refused) -> Job:
    return replace(job, state=State.FAILED, reason=views.in_slack(refused))


def render_over(db: Db, delivery: Delivery, _now: datetime) -> Message | None:
    """What whoever dropped a file is told once its import is over; None when they have left."""
    job, person = stored.one(db, delivery.subject), stored_people.one(db, delivery.recipient)
    return views.over(job) if job and person and person.is_colleague else None


def _own(db: Db, job_id: str, person: str) -> Job:
    """Someone's own import that waits for their word. Raises Refused when there is none, or they may not any more."""
    job = stored.one(db, job_id)
    if job is not None and job.person == person and job.state in WORK:
        raise Refused("csv_under_way")
    if job is None or job.person != person or job.state is not State.ASKED:
        raise Refused("csv_over")
    if not csv_jobs.may_import(stored_people.one(db, person), stored_teams.led_by(db, person)):
        raise Refused("csv_not_yours")
    return job


async def on_start(world: World, click: Click) -> Ack:
    """*Import*: it is done at the clock's next beat."""
    job = await world.act(click.workspace, lambda db: _turned(db, _own(db, click.value, click.person), State.DUE))
    world.later(world.answer(click, views.started(job), replace=True))
    return None


async def on_cancel(world: World, click: Click) -> Ack:
    """*Cancel*: nothing is imported."""
    await world.act(click.workspace, lambda db: _turned(db, _own(db, click.value, click.person), State.CANCELLED))
    world.later(world.answer(click, views.plainly(views.CANCELLED), replace=True))
    return None


def _turned(db: Db, job: Job, state: State) -> Job:
    turned = replace(job, state=state, tries=0)
    if not stored.change(db, turned, was=State.ASKED):
        raise Refused("csv_over")
    return turned


async def on_columns(world: World, click: Click) -> Ack:
    """*Choose columns*: the form."""
    job = await world.act(click.workspace, lambda db: _own(db, click.value, click.person))
    suggested = csv_columns.suggested(csv_columns.plan(job.header, ",", job.wish))
    likely = replace(job.wish, columns={**suggested, **job.wish.columns})
    await world.open(click, views.form(job, suggested, csv_columns.plan(job.header, ",", likely), click.ts))
    return None


async def on_form(world: World, form: Form) -> Ack:
    """The columns were chosen: the file is looked through once more, and what was shown before cannot be pressed."""
    job_id, _, ts = form.private.partition(" ")

    def act(db: Db) -> Job:
        job = _own(db, job_id, form.person)
        columns = csv_columns.picked(job.header, {thing: form.text(thing) for thing in csv_columns.FIELDS})
        wish = csv_jobs.wish_of(columns, form.text("rating_scale"), form.text("dates"))
        return _turned(db, replace(job, wish=wish), State.LOOK)

    job = await world.act(form.workspace, act)
    if ts:
        below = views.read_again_below(job)
        world.later(world.call("chat.update", channel=job.channel, ts=ts, **below.payload()))
    return {"response_action": "update", "view": note(views.READING_AGAIN)}


async def forget(world: World) -> None:
    """Forget imports of long ago, whatever became of them."""
    before = world.now() - FORGOTTEN
    await world.act(world.workspace, lambda db: stored.forget(db, before))
