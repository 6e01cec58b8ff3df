"""Digests as JSON and CSV, for other programs. The names in them stay; docs/digest.md tells what they mean."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from bot import privacy
from bot.digests import Digest, Offer, Trend, Tried
from bot.feedback import EXPECTATIONS
from bot.feedback_export import safe
from bot.link import Kind, Line
from bot.privacy import Shown
from bot.views import digest_lines as lines
from bot.views import link as link_views

VERSION = 1
ENDS = {None: "", "low": " or less", "high": " or more"}
FOUND = (Kind.TOGETHER, Kind.BESIDE_OTHERS, Kind.COMPANY)  # the lines that tell of a link
OVER_WEEKS = ("index", "low", "high", "change", "is_low")
COLUMNS = ("group", "kind", "week", "weeks", "part", "of", "fact", "value")


class Format(StrEnum):
    """How digests are written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


def as_json(digests: Iterable[Digest]) -> str:
    """Digests as one JSON document."""
    document = {"version": VERSION, "digests": [_document(digest) for digest in digests]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_csv(digests: Iterable[Digest]) -> str:
    """Digests as CSV, a fact a row, in which no spreadsheet finds a formula."""
    content = io.StringIO()
    writer = csv.writer(content)
    writer.writerow(COLUMNS)
    for digest in digests:
        place = (digest.team, digest.kind.value, digest.week, digest.weeks)
        writer.writerows(map(_cell_of, (*place, *fact)) for fact in facts(digest))
    return content.getvalue()


def _cell_of(value: object) -> object:
    """A cell: a number as it is, so that one below 0 is none that a spreadsheet has to be kept from."""
    return value if isinstance(value, int) else safe(str(value))


def facts(digest: Digest) -> Iterator[tuple[str, str, str, object]]:
    """What a digest tells as single facts: the part of it, what it is of, its name, and the value. None is no fact."""
    of_all = (_of_team, _of_customers, _of_people, _of_looks, _of_practices)
    return (fact for of in of_all for fact in of(digest) if fact[3] is not None)


def _document(digest: Digest) -> dict[str, Any]:
    return {
        "group": digest.team,
        "kind": digest.kind.value,
        "teams": digest.teams,
        "week": digest.week,
        "weeks": digest.weeks,
        "every": digest.every,
        "threshold": digest.threshold,
        "too_small": digest.is_small,
        "mixed": digest.is_mixed,
        "answered": digest.answered,
        "needs": {need: _need(digest, need) for need in digest.needs},
        "beside": {item: _shown(shown) for item, shown in digest.beside.items()},
        "chart": {
            "weeks": digest.chart.weeks,
            "needs": {need: [_point(value) for value in values] for need, values in digest.chart.needs.items()},
            "customers": digest.chart.customers,
        },
        "customers": _customers(digest),
        "kudos": {
            "given": digest.kudos_given,
            "total": digest.kudos_total,
            "stories": [
                {"giver": story.giver, "receiver": story.receiver, "did": story.did, "enabled": story.enabled}
                for story in digest.stories
            ],
        },
        "comments_passed_on": digest.has_comments,
        "link": _line(digest, digest.link) if digest.link else None,
        "last_look": _last_look(digest),
        "reliability": {need: _alpha(value) for need, value in digest.reliability.items()},
        "offered": _offered(digest.offered) if digest.offered else None,
        "tried": [_tried(tried) for tried in digest.tried],
    }


def _line(digest: Digest, line: Line) -> dict[str, Any]:
    """A line on the link, and what it says as values of their own; None where it says nothing of the kind."""
    found = line.kind in FOUND
    return {
        "line": line.kind.value,
        "text": link_views.line(line, digest.threshold),
        "need": line.need or None,
        "lag": line.lag if found else None,
        "feedback": ("better" if line.is_better else "worse") if found else None,
        "held": line.held if line.kind is Kind.BESIDE_OTHERS else None,
        "teams": line.teams or None,
        "usable": None if found else line.usable,
        "next_week": line.next_week or None,
    }


def _last_look(digest: Digest) -> dict[str, Any] | None:
    if digest.link_before is None:
        return None
    week, line = digest.link_before
    return {"week": week, **_line(digest, line)}


def _alpha(value: float | None) -> float | None:
    """To two places, as the page has it."""
    return None if value is None else round(value, 2)


def _offered(offer: Offer) -> dict[str, Any]:
    said = {"idea": offer.idea, "text": offer.text, "state": offer.state}
    return said | {"by": offer.by or None, "reason": offer.reason or None}


def _tried(tried: Tried) -> dict[str, Any]:
    return {
        "idea": tried.idea,
        "text": tried.text,
        "state": tried.state,
        "week": tried.week,
        "by": tried.by or None,
        "reason": tried.reason or None,
        "questions": tried.item.split(),
        "then": _shown(tried.then),
        "since": _shown(tried.since),
        "told": tried.is_told,
    }


def _need(digest: Digest, need: str) -> dict[str, Any]:
    trend, asked = digest.trends.get(need, Trend()), digest.questions.get(need, ())
    over_weeks: dict[str, Any] = dict.fromkeys(OVER_WEEKS)
    if trend.index:
        told = (_shown(trend.index), trend.low, trend.high, trend.change, trend.is_low)
        over_weeks = dict(zip(OVER_WEEKS, told, strict=True))
    questions = {item: lines.question(item) for item in asked}
    return {"questions": questions, "score": _shown(digest.needs[need]), **over_weeks}


def _point(value: int | None) -> dict[str, Any] | None:
    """A score of the chart, which is rounded already, with its open end."""
    return _shown(None if value is None else privacy.coarse(value))


def _shown(shown: Shown | None) -> dict[str, Any] | None:
    """A score with its open end: "low" stands for "or less", "high" for "or more"."""
    return {"value": shown.value, "end": shown.end or None} if shown else None


def _customers(digest: Digest) -> dict[str, Any]:
    feedback = digest.feedback
    by_name = feedback.by_expectation
    return {
        "pieces": feedback.all.n,
        "met": feedback.all.met,
        "impressions": feedback.impressions,
        "score": None if feedback.score is None else round(feedback.score),
        "expectations": {name: {"pieces": by_name[name].n, "met": by_name[name].met} for name in EXPECTATIONS},
        "needs": {need: {"fed": felt.fed, "hurt": felt.hurt} for need, felt in feedback.needs.items()},
        "quotes": [
            {"customer": quote.customer, "said": quote.said, "met": quote.is_met, "link": quote.link or None}
            for quote in digest.quotes
        ],
        "praises": [{"customer": one.customer, "person": one.person, "said": one.said} for one in digest.praises],
    }


def _of_team(digest: Digest) -> Iterator[tuple[str, str, str, object]]:
    yield "team", "", "threshold", digest.threshold
    yield "team", "", "answered", digest.answered
    for need in digest.needs:
        of = _need(digest, need)
        yield "team", need, "score", _cell(of["score"])
        yield "team", need, "index", _cell(of["index"])
        for name in OVER_WEEKS[1:]:
            yield "team", need, name, of[name]
        for item, asked in of["questions"].items():
            yield "team", need, item, asked
    for item, shown in digest.beside.items():
        yield "team", item, "score", _cell(_shown(shown))
    for need, values in digest.chart.needs.items():
        for week, value in zip(digest.chart.weeks, values, strict=True):
            yield "chart", need, week, _cell(_point(value))
    for week, value in zip(digest.chart.weeks, digest.chart.customers, strict=False):
        yield "chart", "customers", week, value


def _cell(shown: dict[str, Any] | None) -> str | None:
    """A score in one cell, with its open end in words."""
    return f"{shown['value']}{ENDS[shown['end']]}" if shown else None


def _of_customers(digest: Digest) -> Iterator[tuple[str, str, str, object]]:
    told = _customers(digest)
    for name in ("pieces", "met", "impressions", "score"):
        yield "customers", "", name, told[name]
    for kind in ("expectations", "needs"):
        for name, counted in told[kind].items():
            for fact, n in counted.items():
                yield "customers", name, fact, n
    for quote in digest.quotes:
        yield "customers", quote.customer, "met" if quote.is_met else "missed", quote.said
    for praise in digest.praises:
        yield "customers", praise.customer, f"praised {praise.person}", praise.said


def _of_people(digest: Digest) -> Iterator[tuple[str, str, str, object]]:
    yield "kudos", "", "total", digest.kudos_total
    for story in digest.stories:
        yield "kudos", story.receiver, f"thanked by {story.giver}", f"{story.did} {story.enabled}".strip()


def _of_looks(digest: Digest) -> Iterator[tuple[str, str, str, object]]:
    for part, told in (("link", _line(digest, digest.link) if digest.link else {}), ("last look", _last_look(digest))):
        for name, value in (told or {}).items():
            yield part, "", name, value
    for need, value in digest.reliability.items():
        yield "reliability", need, "alpha", _alpha(value)


def _of_practices(digest: Digest) -> Iterator[tuple[str, str, str, object]]:
    if digest.offered:
        yield "practices", digest.offered.idea, digest.offered.state, digest.offered.text
        yield "practices", digest.offered.idea, "by", digest.offered.by or None
    for tried in digest.tried:
        yield "practices", tried.idea, tried.state, tried.text
        yield "practices", tried.idea, "week", tried.week
        yield "practices", tried.idea, "by", tried.by or None
        for name, score in (("then", tried.then), ("since", tried.since)):
            yield "practices", tried.idea, name, _cell(_shown(score))
