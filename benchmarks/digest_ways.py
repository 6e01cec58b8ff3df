"""The ways beside ours in `benchmarks/digests.py`: sums by SQL alone and loaded objects; and what a process used."""

from __future__ import annotations

import resource
import time
from collections import Counter

import psutil
from sqlalchemy import create_engine, select, text
from sqlmodel import Session, col

from storage import engines
from storage.feedback_tables import Concern, Feedback
from storage.kudos_tables import Kudos, KudosReceiver
from storage.tables import Membership, Tally

BARE = (
    "SELECT team, round, item, sum(n), sum(total) FROM tally WHERE workspace = 'T1' GROUP BY team, round, item",
    """SELECT concern.team, happened_on, count(*), sum(rating), sum(CASE WHEN is_met THEN 1 ELSE 0 END) FROM feedback
        JOIN concern ON concern.workspace = feedback.workspace AND concern.feedback = feedback.id
        WHERE feedback.workspace = 'T1' AND NOT is_removed GROUP BY concern.team, happened_on""",
    """SELECT membership.team, day, count(DISTINCT kudos.id), count(DISTINCT receiver) FROM kudos
        JOIN kudos_receiver ON kudos_receiver.workspace = kudos.workspace AND kudos_receiver.kudos = kudos.id
        JOIN membership ON membership.workspace = kudos.workspace AND membership.person = receiver
        WHERE kudos.workspace = 'T1' AND NOT is_removed GROUP BY membership.team, day""",
)
ORM_SHARE = 10
Figures = dict[str, float]


class Cpu:
    """Seconds of CPU that this process has had, and a PostgreSQL that it is connected to."""

    def __init__(self, url: str) -> None:
        self._server: psutil.Process | None = None
        if not url.startswith("sqlite"):
            engine = create_engine(engines.parsed(url))
            with engine.connect() as connection:
                own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
                self._server = psutil.Process(own).parent()
            engine.dispose()

    def seconds(self) -> float:
        """So far; of the server's processes also those that have ended."""
        if self._server is None:
            return time.process_time()
        all_of_it = [self._server.cpu_times(), *(one.cpu_times() for one in self._server.children())]
        ended = all_of_it[0].children_user + all_of_it[0].children_system
        return time.process_time() + ended + sum(times.user + times.system for times in all_of_it)


def peak() -> float:
    """The most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bare(url: str) -> Figures:
    """Seconds for the sums by SQL alone."""
    engine, cpu = create_engine(engines.parsed(url)), Cpu(url)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        began = cpu.seconds()
        rows = sum(len(connection.execute(text(sql)).all()) for sql in BARE)
        return {"seconds": cpu.seconds() - began, "rows": rows}


def orm(url: str) -> Figures:
    """Seconds and MB for the same sums over a tenth of the teams, from loaded objects; told times ten."""
    engine, cpu = create_engine(engines.parsed(url)), Cpu(url)
    with Session(engine) as session:
        before, began = peak(), cpu.seconds()
        everyone = session.exec(select(Membership)).scalars().all()
        homes = {one.person: one.team for one in everyone if int(one.team[1:]) % ORM_SHARE == 0}
        some = sorted(set(homes.values()))
        tallies = session.exec(select(Tally).where(col(Tally.team).in_(some))).scalars().all()
        pieces = select(Concern, Feedback).join(Feedback, col(Feedback.id) == col(Concern.feedback))
        said = session.exec(pieces.where(col(Concern.team).in_(some))).all()
        sides = select(KudosReceiver, Kudos).join(Kudos, col(Kudos.id) == col(KudosReceiver.kudos))
        thanked = session.exec(sides.where(col(KudosReceiver.receiver).in_(list(homes)))).all()
        sums = Counter[tuple[object, ...]]()
        for tally in tallies:
            sums[tally.team, tally.round, tally.item] += tally.total
        for concern, feedback in said:
            sums[concern.team, feedback.happened_on] += feedback.rating
        for side, kudos in thanked:
            sums[homes[side.receiver], kudos.day, "thanks"] += 1
        seconds = cpu.seconds() - began
        return {"seconds": seconds * ORM_SHARE, "megabytes": (peak() - before) * ORM_SHARE, "rows": len(sums)}
