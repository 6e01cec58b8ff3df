"""What customers said, counted for the digests of many groups at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, case, false, func, literal, select, true

from bot.composing import QUOTES, RATINGS_FOR_A_MEAN
from bot.digests import STORIES, Kind, Praise, Quote
from bot.feedback import EXPECTATIONS, Counted, Felt, Rated, Scale, Summary, mean_score, mixed_score
from bot.items import NEEDS
from bot.privacy import COMPANY
from bot.sharing import Sharing
from storage import people
from storage.feedback_tables import CONCERN, FEEDBACK
from storage.kudos_tables import KUDOS_CHOICE

if TYPE_CHECKING:
    from storage.database import Db
    from storage.digest_groups import Among

Window = tuple[datetime, datetime]
ABOUT = ("scale", "rating", "is_met", "is_impression", *EXPECTATIONS, *NEEDS)
NOTHING = Summary(Counted(0, 0), dict.fromkeys(EXPECTATIONS, Counted(0, 0)), needs=dict.fromkeys(NEEDS, Felt(0, 0)))


def summaries(db: Db, among: Among, window: Window) -> dict[str, Summary]:
    """Each group's feedback that counts in [since, until), counted; a piece about several of its teams counts once."""
    pieces = _pieces(db, among, window, [FEEDBACK.c[name] for name in ABOUT]).subquery()
    counted = [*_met(pieces), *(each for name in EXPECTATIONS for each in _met(pieces, pieces.c[name]))]
    counted += [func.count().filter(pieces.c[need] == sign) for need in NEEDS for sign in (1, -1)]
    counted += [func.count().filter(pieces.c.is_impression == true()), func.sum(pieces.c.rating)]
    found = select(pieces.c.group, pieces.c.scale, *counted).group_by(pieces.c.group, pieces.c.scale)
    by_group = defaultdict[str, list[Row[*tuple[Any, ...]]]](list)
    for row in db.run(found.order_by(pieces.c.group, pieces.c.scale)):
        by_group[row[0]].append(row)
    return {group: _summary(by_group[group]) if group in by_group else NOTHING for group in among.ids}


def _met(pieces: Subquery, *conditions: ColumnElement[bool]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """How many, and how many of them met what was expected."""
    return func.count().filter(*conditions), func.count().filter(pieces.c.is_met == true(), *conditions)


def _summary(rows: Sequence[Row[*tuple[Any, ...]]]) -> Summary:
    """A summary from the rows of a group, one for each scale: group, scale, counts, the sum of the ratings."""
    columns: list[tuple[int, ...]] = list(zip(*(row[2:-1] for row in rows), strict=True))
    *pairs, impressions = (sum(column) for column in columns)
    two = list(zip(pairs[::2], pairs[1::2], strict=True))
    in_all, each, felt = two[0], two[1 : 1 + len(EXPECTATIONS)], two[1 + len(EXPECTATIONS) :]
    return Summary(
        all=Counted(*in_all),
        by_expectation={name: Counted(*one) for name, one in zip(EXPECTATIONS, each, strict=True)},
        score=mixed_score(Rated(Scale(row.scale), row[2], row[-1]) for row in rows),
        impressions=impressions,
        needs={need: Felt(*one) for need, one in zip(NEEDS, felt, strict=True)},
    )


def quotes(db: Db, among: Among, window: Window) -> dict[str, tuple[Quote, ...]]:
    """What customers of each group said in so many words, in [since, until): what was missed first, then the newest."""
    told = [FEEDBACK.c[name] for name in ("customer", "said", "is_met", "link", "counts_at")]
    is_said = (FEEDBACK.c.is_impression == false(), FEEDBACK.c.said != "")
    is_free = FEEDBACK.c.praised.is_(None)  # praise is told by whoever it is about
    pieces = _pieces(db, among, window, told, *is_said, is_free).subquery()
    first = (pieces.c.is_met, pieces.c.counts_at.desc(), pieces.c.id)
    place = func.row_number().over(partition_by=pieces.c.group, order_by=first).label("place")
    ranked = select(pieces, place).subquery()
    rows = db.run(select(ranked).where(ranked.c.place <= QUOTES).order_by(ranked.c.group, ranked.c.place))
    found = defaultdict[str, list[Quote]](list)
    for row in rows:
        found[row.group].append(Quote(row.id, row.customer, row.said, row.is_met, row.link))
    return {group: tuple(own) for group, own in found.items()}


def means(db: Db, among: Among, windows: Mapping[str, Window]) -> dict[str, dict[str, float]]:
    """The mean rating (0..100) of each group in the stretch of time of each round, where there are two ratings or more.

    It is that of the teams that were a group's in the round, as its scores are (P5).
    """
    since, until = min(window[0] for window in windows.values()), max(window[1] for window in windows.values())
    at = FEEDBACK.c.counts_at
    which = case(*((and_(at >= begin, at < end), literal(of)) for of, (begin, end) in windows.items()))
    columns, then = [FEEDBACK.c.scale, FEEDBACK.c.rating, which.label("round")], replace(among, round=which)
    pieces = _pieces(db, then, (since, until), columns).subquery()
    by = (pieces.c.group, pieces.c.round, pieces.c.scale)
    found = select(*by, func.count(), func.sum(pieces.c.rating)).where(pieces.c.round.is_not(None))
    rated = defaultdict[tuple[str, str], list[Rated]](list)
    for group, of_round, scale, n, total in db.run(found.group_by(*by).order_by(*by)):
        rated[group, of_round].append(Rated(Scale(scale), n, total))
    told = defaultdict[str, dict[str, float]](dict)
    for (group, of_round), of in rated.items():
        if sum(one.n for one in of) >= RATINGS_FOR_A_MEAN:
            told[group][of_round] = mean_score(of)
    return told


def praises(db: Db, teams: Iterable[str], window: Window) -> dict[str, tuple[Praise, ...]]:
    """The newest praise that people shared with each team in [since, until), and did not choose to keep since."""
    (since, until), shared, theirs = window, FEEDBACK.c.praise_shared_at, KUDOS_CHOICE.c
    never = select(theirs.person).where(theirs.workspace == db.workspace, theirs.sharing == Sharing.NEVER.value)
    told = [FEEDBACK.c[name] for name in ("id", "customer", "praised", "said", "praise_shared_with")]
    newest = func.row_number().over(partition_by=FEEDBACK.c.praise_shared_with, order_by=(shared.desc(), FEEDBACK.c.id))
    here = (*_present(db), FEEDBACK.c.praise_shared_with.in_(list(teams)), shared >= since, shared < until)
    ranked = select(*told, newest.label("place")).where(*here, FEEDBACK.c.praised.not_in(never)).subquery()
    rows = db.run(select(ranked).where(ranked.c.place <= STORIES).order_by(ranked.c.place)).all()
    known = people.by_ids(db, sorted({row.praised for row in rows}))
    found = defaultdict[str, list[Praise]](list)
    for row in rows:
        found[row.praise_shared_with].append(Praise(row.customer, people.name(known, row.praised), row.said, row.id))
    return {team: tuple(own) for team, own in found.items()}


def _pieces(
    db: Db, among: Among, window: Window, columns: Sequence[ColumnElement[Any]], *conditions: ColumnElement[bool]
) -> Select[Any]:
    """What counts in [since, until) for each group, each piece once: in the company's, also what names no team."""
    in_time = (FEEDBACK.c.counts_at >= window[0], FEEDBACK.c.counts_at < window[1])
    here = (*_present(db), *in_time, *conditions)
    if among.kind is Kind.COMPANY:
        return select(literal(COMPANY).label("group"), FEEDBACK.c.id, *columns).where(*here)
    placed = and_(CONCERN.c.workspace == FEEDBACK.c.workspace, CONCERN.c.feedback == FEEDBACK.c.id)
    source = among.of_teams(db, FEEDBACK.outerjoin(CONCERN, placed), CONCERN.c.team)
    found = select(among.group.label("group"), FEEDBACK.c.id, *columns).select_from(source).where(*here, among.are_ours)
    return found.distinct() if among.kind is Kind.DEPARTMENT else found


def _present(db: Db) -> tuple[ColumnElement[bool], ...]:
    return FEEDBACK.c.workspace == db.workspace, FEEDBACK.c.is_removed == false()
