from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.comments import ANSWERED_WITHIN, KEPT, Reply
from bot.pulses import Round
from storage import comments, releases, replies
from storage.comment_tables import COMMENT
from storage.database import Database, Db
from storage.padding import padded

CLOSES = datetime(2026, 3, 13, 12, tzinfo=UTC)
DAY = CLOSES.date()
CLOSED = Round("r11", "2026-W11", CLOSES - timedelta(days=5), CLOSES, is_closed=True)
LATER = CLOSES + timedelta(hours=1)


def comment(db: Db, name: str, group: str, *, writer: str = "UADA", day: date | None = DAY) -> None:
    """A comment that was read out on that day, or waits; its writer is empty where they want no answer."""
    given = {comments.TEXT: "Tea", comments.LINK: writer}
    text, link = (db.seals.seal(padded(said.encode()), f"{what}|T1|{name}") for what, said in given.items())
    place = {"workspace": "T1", "id": name, "audience": group, "waited": 0, "sealed": text, "link": link}
    db.run(COMMENT.insert(), place | {"release": day and f"of {day}", "until": day and day + KEPT})


async def test_comments_read_out_at_a_closing_are_told_of_the_groups_they_were_read_to(database: Database) -> None:
    def work(db: Db) -> set[str]:
        comment(db, "c1", "t1")
        comment(db, "c2", "t2", day=CLOSES.date() - timedelta(days=7))
        comment(db, "c3", "t3", day=None)
        comment(db, "c4", "d1", day=CLOSES.date() + timedelta(days=1))
        comment(db, "c5", "t9")
        return releases.at_closing(db, CLOSED, ["t1", "t2", "t3", "d1"])

    assert await database.act("T1", work) == {"t1", "d1"}
    assert await database.act("T2", lambda db: releases.at_closing(db, CLOSED, ["t1"])) == set()


@pytest.mark.parametrize(
    ("moment", "waiting"),
    [
        pytest.param(LATER, 2, id="at once"),
        pytest.param(CLOSES + ANSWERED_WITHIN, 2, id="on the last day for answers"),
        pytest.param(CLOSES + ANSWERED_WITHIN + timedelta(days=1), 0, id="after it"),
    ],
)
async def test_a_comment_waits_for_an_answer_until_somebody_gives_one_or_nobody_can_any_more(
    database: Database, moment: datetime, waiting: int
) -> None:
    def work(db: Db) -> int:
        for name in ("c1", "c2", "c3"):
            comment(db, name, "t1")
        comment(db, "c4", "t1", writer="")
        comment(db, "c5", "t1", day=None)
        comment(db, "c6", "t2")
        replies.keep(db, Reply("token", "c3", "UBEN", "thanks", "", LATER), CLOSES)
        return releases.unanswered(db, "t1", moment)

    assert await database.act("T1", work) == waiting
