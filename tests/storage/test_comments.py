"""Comments on both stores: drafted, taken over at closing, read out, passed on, forgotten. Ada writes, Ben reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot import moments
from bot.comments import Draft
from bot.errors import Refused
from bot.people import Person
from bot.policies import Policy
from bot.privacy import COMPANY
from bot.pulses import Answer, Paper, Round
from bot.teams import CohortMember, Department, Membership, Source, Team
from storage import closing, comments, departments, people, policies, pulses, teams
from storage.comment_tables import COMMENT, DRAFT, REPLY
from storage.database import Database, Db
from storage.messaging_tables import DELIVERY

FIRST = date(2026, 3, 2)
SUPPORT = [f"U{n:02}" for n in range(10)]
SALES = [f"V{n:02}" for n in range(9)]
ADA, BEN, LEAD, BOSS = SUPPORT[0], "UBEN", "ULEAD", "UBOSS"
COHORT = [
    *(CohortMember(person, "support") for person in SUPPORT),
    CohortMember(BEN, "support", is_manager=True),
    *(CohortMember(person, "sales") for person in SALES),
]
Papers = Callable[..., list[Paper]]


def week(n: int) -> Round:
    opens = datetime.combine(FIRST + timedelta(weeks=n), datetime.min.time(), UTC)
    return Round(f"r{n}", moments.week_key(opens.date()), opens, opens + timedelta(days=4))


def company(db: Db) -> None:
    """Support with Ben, and sales which nobody leads, both in the department care; a lead for each."""
    people.keep(db, [Person(person, person.title()) for person in (*SUPPORT, *SALES, BEN, LEAD, BOSS)])
    departments.add(db, Department("care", "Care", LEAD))
    for offset, (team, members) in enumerate({"support": SUPPORT, "sales": SALES}.items()):
        places = [Membership(team, person) for person in members]
        if team == "support":
            places.append(Membership(team, BEN, is_manager=True))
        teams.add(db, Team(team, team.title(), f"C{offset}", offset, source=Source.CHANNEL), places)
    departments.put(db, "care", ["support", "sales"])
    policies.put(db, Policy(lead=BOSS))


@pytest.fixture
async def office(database: Database) -> Database:
    await database.act("T1", company)
    return database


def opening(n: int, papers: Papers, cohort: Iterable[CohortMember] = COHORT) -> Callable[[Db], bool]:
    known = list(cohort)
    return lambda db: pulses.open_round(db, week(n), known, papers(known, department="care"))


def writing(n: int, person: str, words: str = "Tea", may_reply: bool = True) -> Callable[[Db], None]:
    return lambda db: comments.put_draft(db, week(n).id, person, Draft(words, may_reply))


def closing_with(n: int, answered: dict[str, int]) -> Callable[[Db], None]:
    """Close a round as `closing.close` does, with so many answers of each team."""

    def act(db: Db) -> None:
        key, cohort = pulses.key_of(db, week(n).id), pulses.cohort_of(db, week(n).id)
        comments.close(db, key, week(n).id, cohort, pulses.papers(db, week(n).id), answered, week(n).closes_at)
        closing.discard(db, week(n).id, week(n).closes_at)

    return act


async def round_of(
    office: Database, n: int, papers: Papers, writers: Iterable[str], answered: dict[str, int] | None = None
) -> None:
    """A round in which these people write a comment; all but one of each team have answered if nothing else is said."""
    await office.act("T1", opening(n, papers))
    for person in writers:
        await office.act("T1", writing(n, person, f"{person} in round {n}"))
    await office.act("T1", closing_with(n, {"support": 9, "sales": 8} if answered is None else answered))


async def rows(office: Database, table=COMMENT):
    return await office.act("T1", lambda db: db.run(select(table).order_by(*table.primary_key)).all())


async def read_out(office: Database) -> dict[str, list[str]]:
    """The words of the comments that were read out, by group."""

    def act(db: Db) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in db.run(select(COMMENT).where(COMMENT.c.release.is_not(None))):
            found.setdefault(row.audience, []).append(comments.opened(db, comments.TEXT, row.id, row.sealed))
        return {group: sorted(texts) for group, texts in found.items()}

    return await office.act("T1", act)


async def deliveries(office: Database) -> list[tuple[str, str]]:
    found = await rows(office, DELIVERY)
    return sorted((row.recipient, row.key.rpartition(":")[2]) for row in found if row.kind == "comments")


async def test_a_draft_is_kept_replaced_and_taken_back(office, papers):
    await office.act("T1", opening(0, papers))
    for words, may_reply in (("Tea", True), ("Coffee", False)):
        await office.act("T1", writing(0, ADA, words, may_reply))
    sheet = await office.act("T1", lambda db: comments.sheet(db, "r0", ADA))
    assert sheet.draft == Draft("Coffee", may_reply=False)
    assert (sheet.members, sheet.member) == (10, CohortMember(ADA, "support"))
    assert len(await rows(office, DRAFT)) == 1
    assert await office.act("T1", lambda db: comments.draft(db, "r0", ADA)) == "Coffee"
    await office.act("T1", lambda db: comments.drop_draft(db, "r0", ADA))
    assert await office.act("T1", lambda db: comments.draft(db, "r0", ADA)) is None
    assert await rows(office, DRAFT) == []


async def test_only_the_cohort_has_a_sheet_and_managers_none_that_is_offered(office, papers):
    await office.act("T1", opening(0, papers))
    assert await office.act("T1", lambda db: comments.sheet(db, "r0", BOSS)) is None
    assert await office.act("T1", lambda db: comments.sheet(db, "none", ADA)) is None
    offered = {
        person: await office.act("T1", lambda db, person=person: comments.is_offered(db, "r0", person))
        for person in (ADA, BEN, BOSS)
    }
    assert offered == {ADA: True, BEN: False, BOSS: False}


async def test_after_closing_nothing_can_be_written_or_taken_back(office, papers):
    await round_of(office, 0, papers, [ADA])
    sheet = await office.act("T1", lambda db: comments.sheet(db, "r0", ADA))
    assert sheet.round.is_closed
    assert sheet.draft is None
    for act in (
        writing(0, ADA),
        lambda db: comments.drop_draft(db, "r0", ADA),
        lambda db: comments.draft(db, "r0", ADA),
    ):
        with pytest.raises(Refused) as refused:
            await office.act("T1", act)
        assert refused.value.code == "comment_closed"


async def test_comments_are_read_out_one_round_later_and_never_with_the_newest(office, papers):
    await round_of(office, 0, papers, SUPPORT[:5])
    assert await read_out(office) == {}
    assert await rows(office, DRAFT) == []
    await round_of(office, 1, papers, SUPPORT[5:8])
    assert await read_out(office) == {"support": [f"{person} in round 0" for person in SUPPORT[:5]]}
    found = await rows(office)
    assert len({row.release for row in found if row.release}) == 1
    assert {row.until for row in found if row.release} == {date(2026, 3, 13) + timedelta(days=30)}
    assert sorted(row.waited for row in found if not row.release) == [0, 0, 0]
    assert await deliveries(office) == [(BEN, "0"), (BEN, "1")]


@pytest.mark.parametrize(
    ("writers", "answered"),
    [
        pytest.param(4, {"support": 9}, id="four comments"),
        pytest.param(5, {"support": 7}, id="seven answers"),
        pytest.param(5, {}, id="no answers"),
    ],
)
async def test_what_may_not_be_read_out_waits(office, papers, writers, answered):
    await round_of(office, 0, papers, SUPPORT[:writers])
    await round_of(office, 1, papers, [], answered)
    assert await read_out(office) == {}
    assert [row.waited for row in await rows(office)] == [1] * writers
    assert await deliveries(office) == []


async def test_all_answers_of_a_team_of_eight_never_tell_that_everyone_answered(office, papers):
    eight = [member for member in COHORT if member.person not in SUPPORT[8:]]
    for n in (0, 1):
        await office.act("T1", opening(n, papers, eight))
        for person in SUPPORT[:5] if n == 0 else []:
            await office.act("T1", writing(0, person))
        await office.act("T1", closing_with(n, {"support": 8, "sales": 9}))
    assert await read_out(office) == {}


async def test_what_waits_in_vain_is_passed_on_to_the_department(office, papers):
    """Nobody leads sales, so its comments wait; with two of support they are five for the department's lead."""
    await round_of(office, 0, papers, [*SUPPORT[:2], *SALES[:3]])
    for n in (1, 2, 3, 4):
        assert {row.audience for row in await rows(office)} == {"support", "sales"}
        await round_of(office, n, papers, [])
    assert {(row.audience, row.waited) for row in await rows(office)} == {("care", 0)}
    assert await read_out(office) == {}
    await round_of(office, 5, papers, [])
    assert await read_out(office) == {"care": sorted(f"{person} in round 0" for person in (*SUPPORT[:2], *SALES[:3]))}
    assert await deliveries(office) == [(LEAD, "0"), (LEAD, "1")]


async def test_what_finds_no_company_anywhere_is_deleted_after_twelve_rounds(office, papers):
    await round_of(office, 0, papers, [ADA])
    groups = []
    for n in range(1, 13):
        groups += [row.audience for row in await rows(office)]
        await round_of(office, n, papers, [])
    assert groups == ["support"] * 4 + ["care"] * 4 + [COMPANY] * 4
    assert await rows(office) == []


async def test_the_company_s_lead_reads_what_came_that_far(office, papers):
    for n in range(9):
        await round_of(office, n, papers, [*SUPPORT[:2], *SALES[:3]] if n == 0 else [], {"support": 0, "sales": 0})
    assert {row.audience for row in await rows(office)} == {COMPANY}
    await round_of(office, 9, papers, [])
    assert len((await read_out(office))[COMPANY]) == 5
    assert await deliveries(office) == [(BOSS, "0"), (BOSS, "1")]


async def test_without_a_reader_comments_wait_until_there_is_one(office, papers):
    await office.act("T1", lambda db: people.keep(db, [Person(BEN, "Ben", is_deleted=True)]))
    await round_of(office, 0, papers, SUPPORT[:5])
    await round_of(office, 1, papers, [])
    assert await read_out(office) == {}
    await office.act("T1", lambda db: people.keep(db, [Person(BEN, "Ben")]))
    await round_of(office, 2, papers, [])
    assert len((await read_out(office))["support"]) == 5


async def test_closing_itself_takes_the_comments_over(office, papers):
    """Through `closing.close`, which counts the answers: nine members gave one, so the five that wait are read out."""
    for n in (0, 1):
        await office.act("T1", opening(n, papers))
        for person in SUPPORT[:9]:
            answer = Answer(week(n).id, person, "autonomy-4", 4 if person != SUPPORT[8] or n == 0 else 0)
            await office.act("T1", lambda db, answer=answer: pulses.keep(db, answer))
        for person in SUPPORT[:5] if n == 0 else []:
            await office.act("T1", writing(0, person))
        assert await office.act("T1", lambda db, n=n: closing.close(db, week(n).id, week(n).closes_at)) is not None
    assert len((await read_out(office))["support"]) == 5


async def test_a_skip_is_no_answer_to_the_eight(office, papers):
    for n in (0, 1):
        await office.act("T1", opening(n, papers))
        for number, person in enumerate(SUPPORT):
            answer = Answer(week(n).id, person, "autonomy-4", 4 if number < 7 else 0)
            await office.act("T1", lambda db, answer=answer: pulses.keep(db, answer))
        for person in SUPPORT[:5] if n == 0 else []:
            await office.act("T1", writing(0, person))
        await office.act("T1", lambda db, n=n: closing.close(db, week(n).id, week(n).closes_at))
    assert await read_out(office) == {}


async def test_after_thirty_days_comment_link_and_answers_are_gone(office, papers):
    await round_of(office, 0, papers, SUPPORT[:6])
    await round_of(office, 1, papers, [ADA])
    (first, *_) = [row for row in await rows(office) if row.release]
    reply = {"workspace": "T1", "id": "a", "comment": first.id, "giver": BEN, "ready": "thanks", "sealed": b""}
    kept = reply | {"due_at": week(1).closes_at, "is_sent": True}
    await office.act("T1", lambda db: db.run(REPLY.insert(), [kept, kept | {"id": "b", "comment": "other"}]))
    assert await office.act("T1", lambda db: comments.forget(db, first.until)) == 0
    assert await office.act("T1", lambda db: comments.forget(db, first.until + timedelta(days=1))) == 6
    assert [row.release for row in await rows(office)] == [None]
    assert [row.comment for row in await rows(office, REPLY)] == ["other"]


async def test_written_finds_those_that_may_be_answered_and_no_others(office, papers):
    await office.act("T1", opening(0, papers))
    for person, words, may_reply in ((ADA, "Tea", True), (SUPPORT[1], "Coffee", False)):
        await office.act("T1", writing(0, person, words, may_reply))
    await office.act("T1", closing_with(0, {}))
    assert list((await office.act("T1", lambda db: comments.written(db, ADA))).values()) == ["Tea"]
    assert await office.act("T1", lambda db: comments.written(db, SUPPORT[1])) == {}
    assert await office.act("T2", lambda db: comments.written(db, ADA)) == {}


# What a copy of the database tells without HEARTLINE_SECRET.


async def test_rows_tell_neither_words_nor_writer_nor_whether_they_may_be_answered(office, papers):
    await office.act("T1", opening(0, papers))
    for number, person in enumerate(SUPPORT):
        await office.act("T1", writing(0, person, "x" * (1 + 20 * number), may_reply=number % 2 == 0))
    drafts = await rows(office, DRAFT)
    assert len({len(row.sealed) for row in drafts}) == 1
    await office.act("T1", closing_with(0, {}))
    found = await rows(office)
    assert len(found) == len(SUPPORT)
    assert len({len(row.sealed) for row in found}) == len({len(row.link) for row in found}) == 1
    assert len({row.link for row in found}) == len(found)
    told = [value for row in found for value in (row.id, row.audience, row.waited, row.release, row.until)]
    assert not [value for value in told if isinstance(value, str) and value in SUPPORT]
    assert set(COMMENT.columns.keys()) == {
        "workspace",
        "id",
        "audience",
        "sealed",
        "link",
        "waited",
        "release",
        "until",
    }


async def test_rows_lie_in_the_order_of_their_random_ids(office, papers):
    """Where each store has put them: on SQLite there are no row numbers, PostgreSQL numbers its rows by page."""
    await round_of(office, 0, papers, SUPPORT)

    def as_stored(db: Db) -> list[str]:
        place = "ctid" if db.dialect == "postgresql" else "id"
        if db.dialect == "sqlite":
            with pytest.raises(Exception, match="rowid"):
                db.run(text("SELECT rowid FROM comment"))
        return list(db.run(text(f"SELECT id FROM comment ORDER BY {place}")).scalars())

    ids = await office.act("T1", as_stored)
    assert ids == sorted(ids)
    writers = {}
    for row in await rows(office):
        writers[row.id] = await office.act("T1", lambda db, r=row: comments.opened(db, comments.LINK, r.id, r.link))
    assert [writers[comment] for comment in ids] != SUPPORT  # one time in 3,628,800 it would be, though all is well


async def test_another_secret_opens_nothing(office, papers, url):
    await round_of(office, 0, papers, [ADA])
    (row,) = await rows(office)
    other = Database(url, "another secret")
    try:
        for what, sealed in ((comments.TEXT, row.sealed), (comments.LINK, row.link)):
            assert await other.act("T1", lambda db, w=what, s=sealed: comments.opened(db, w, row.id, s)) == ""
    finally:
        await other.close()


async def test_a_link_opens_for_its_own_comment_only(office, papers):
    await round_of(office, 0, papers, SUPPORT[:2])
    one, two = await rows(office)
    assert await office.act("T1", lambda db: comments.opened(db, comments.LINK, one.id, two.link)) == ""
    assert await office.act("T1", lambda db: comments.opened(db, comments.TEXT, one.id, one.link)) == ""
    assert await office.act("T1", lambda db: comments.opened(db, comments.LINK, two.id, two.link)) in SUPPORT[:2]


async def test_workspaces_do_not_meet(office, papers):
    await office.act("T2", company)
    await round_of(office, 0, papers, SUPPORT[:5])
    await office.act("T2", opening(0, papers))
    await office.act("T2", closing_with(0, {"support": 9, "sales": 8}))
    assert await read_out(office) == {}
