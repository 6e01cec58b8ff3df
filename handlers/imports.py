"""Feedback from a CSV file, from wherever it comes: looked through first, then kept in batches."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from io import SEEK_END, TextIOWrapper
from itertools import islice
from typing import BinaryIO, NamedTuple

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import csv_columns, csv_jobs, csv_text, feedback_csv, payloads
from bot.csv_columns import Plan, Wish
from bot.csv_text import BYTES_LIMIT
from bot.delivery import NOT_ALLOWED
from bot.errors import Refused
from bot.feedback_csv import Around, BadRow, Row, Unrated
from bot.views.imports import Found
from handlers import slack_errors
from handlers.world import World
from storage import feedback as stored
from storage import teams as stored_teams
from storage.database import Db

BATCH, SHOWN, CHUNK = 500, 10, 2**16
FETCHING = aiohttp.ClientTimeout(total=60, connect=5)
GONE = frozenset({"file_not_found", "file_deleted", "file_not_shared"})
AnyRow = Row | BadRow | Unrated


class Looked(NamedTuple):
    """How a file is to be read: its encoding, and its plan."""

    encoding: str
    plan: Plan


@dataclass
class Counts:
    """What became of a file's lines, or would: how many are new, known already, bad, and without a rating."""

    new: int = 0
    known: int = 0
    bad: int = 0
    unrated: int = 0


async def fetched(world: World, file_id: str, file: BinaryIO) -> str:
    """Fetch a file from Slack, and return its name. Raises Refused for one that can never be had.

    Raises SlackApiError, aiohttp.ClientError or TimeoutError where Slack does not give it this time.
    """
    name, address = await _described(world, file_id)
    if not csv_jobs.is_csv(name):
        raise Refused("csv_no_table")
    csv_jobs.check_address(address, world.slack.base_url)
    headers = {"Authorization": f"Bearer {world.slack.token}"}
    async with world.http.get(address, headers=headers, allow_redirects=False, timeout=FETCHING) as answer:
        if answer.status == 404:
            raise Refused("csv_gone")
        if 300 <= answer.status < 400:  # Slack leads whoever may not read a file to where one signs in
            raise Refused("csv_scope")
        answer.raise_for_status()
        async for chunk in answer.content.iter_any():
            if file.tell() + len(chunk) > BYTES_LIMIT:
                raise Refused("csv_large", path=name, limit=BYTES_LIMIT // 2**20)
            file.write(chunk)
    return name


async def _described(world: World, file_id: str) -> tuple[str, str]:
    """A file's name, and where it is; either empty where Slack does not say, as for files that lie elsewhere."""
    try:
        answer = (await world.slack.files_info(file=file_id)).data
    except SlackApiError as error:
        code = slack_errors.read(error).code
        if code in GONE:
            raise Refused("csv_gone") from error
        if code in NOT_ALLOWED:
            raise Refused("csv_scope") from error
        raise
    known = payloads.inside(answer, "file") if isinstance(answer, dict) else {}
    return payloads.written(known.get("name")), payloads.written(known.get("url_private_download"))


def look(file: BinaryIO, name: str, wish: Wish) -> Looked:
    """How a file is written and what its columns are, as far as that can be known. `name` is for refusals.

    Raises Refused when it is too large, in no known encoding or empty, or lacks a column that was wished for.
    """
    if file.seek(0, SEEK_END) > BYTES_LIMIT:
        raise Refused("csv_large", path=name, limit=BYTES_LIMIT // 2**20)
    file.seek(0)
    encoding = csv_text.encoding(iter(partial(file.read, CHUNK), b""), name)
    with closing(lines(file, encoding)) as first:
        above, delimiter = csv_text.opening(first)
    with closing(lines(file, encoding)) as every:
        header = feedback_csv.header(islice(every, above, None), delimiter, name)
    return Looked(encoding, csv_columns.plan(header, delimiter, wish, above))


def ready(file: BinaryIO, name: str, looked: Looked) -> Looked:
    """The same with all decided that must be. Raises Refused when a needed column or the dates' order is not known."""
    plan = looked.plan.complete(name)
    if plan.dates or "date" not in plan.columns:
        return looked
    with closing(lines(file, looked.encoding)) as every:
        proved, unclear = feedback_csv.order_of(feedback_csv.dates(every, plan))
    return looked._replace(plan=csv_columns.dated(plan, proved, unclear, name))


def lines(file: BinaryIO, encoding: str) -> Generator[str, None, None]:
    """A file's lines from its start, with their ends as they are; to be closed before the file is."""
    file.seek(0)
    text = TextIOWrapper(file, encoding, newline="")
    try:
        yield from iter(text.readline, "")  # not from the text itself: whoever stops half-way would close the file
    finally:
        text.detach()


def rows(file: BinaryIO, looked: Looked, around: Around) -> Generator[AnyRow, None, None]:
    """A file's lines, read; to be closed before the file is."""
    with closing(lines(file, looked.encoding)) as every:
        yield from feedback_csv.rows(every, looked.plan, around)


async def around(world: World) -> Around:
    """What a file does not say itself."""
    teams = await world.act(world.workspace, stored_teams.every)
    return Around({team.name: team.id for team in teams}, world.now(), world.new_id)


def preview(file: BinaryIO, looked: Looked, around: Around) -> Found:
    """Read a whole file and keep nothing. `good` counts what an import would keep, unless it is known already."""
    first: list[Row] = []
    first_bad: list[BadRow] = []
    counts = Counts()
    with closing(rows(file, looked, around)) as every:
        for row in every:
            add(counts, counted([row]))
            if isinstance(row, Row):
                counts.new += 1
                first += [row] if len(first) < SHOWN else []
            elif isinstance(row, BadRow):
                first_bad += [row] if len(first_bad) < SHOWN else []
    return Found(*looked, counts.new, counts.bad, counts.unrated, first, first_bad)


def counted(batch: list[AnyRow]) -> Counts:
    """How many lines of a batch come to nothing."""
    bad = sum(isinstance(row, BadRow) for row in batch)
    return Counts(bad=bad, unrated=sum(isinstance(row, Unrated) for row in batch))


def keep(db: Db, batch: list[AnyRow]) -> Counts:
    """Keep what is fine in a batch and not known yet, and count all of it."""
    good = [row.feedback for row in batch if isinstance(row, Row)]
    new = sum(stored.keep_many(db, good))
    return replace(counted(batch), new=new, known=len(good) - new)


async def import_csv(
    world: World,
    file: BinaryIO,
    looked: Looked,
    progress: Callable[[int], None],
    on_bad: Callable[[BadRow], None] = lambda _: None,
) -> Counts:
    """Import a file in batches, each in one transaction; lines that were imported before are passed over.

    `progress` is told the bytes read so far, `on_bad` each bad line as it comes.
    """
    total = Counts()
    with closing(rows(file, looked, await around(world))) as every:
        while batch := list(islice(every, BATCH)):
            add(total, await world.act(world.workspace, partial(keep, batch=batch)))
            for row in batch:
                if isinstance(row, BadRow):
                    on_bad(row)
            progress(file.tell())
    return total


def add(total: Counts, more: Counts) -> None:
    """Add what one batch came to."""
    total.new += more.new
    total.known += more.known
    total.bad += more.bad
    total.unrated += more.unrated
