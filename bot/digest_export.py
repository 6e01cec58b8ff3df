"""Digests as JSON and CSV, for other programs. The names in them stay; docs/digest.md tells what they mean."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from bot.digests import Digest, Trend
from bot.feedback import EXPECTATIONS
from bot.feedback_export import safe
from bot.privacy import Shown

VERSION = 1
ENDS = {None: "", "low": " or less", "high": " or more"}
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
        writer.writerows([safe(str(cell)) for cell in (*place, *fact)] for fact in facts(digest))
    return content.getvalue()


def facts(digest: Digest) -> Iterator[tuple[str, str, str, object]]:
    """What a digest tells as single facts: the part of it, what it is of, its name, and the value. None is no fact."""
    every = (*_of_team(digest), *_of_customers(digest), *_of_people(digest))
    return (fact for fact in every if fact[3] is not None)


def _document(digest: Digest) -> dict[str, Any]:
    return {
        "group": digest.team,
        "kind": digest.kind.value,
        "teams": digest.teams,
        "week": digest.week,
        "weeks": digest.weeks,
        "answered": digest.answered,
        "needs": {need: _need(digest, need) for need in digest.needs},
        "beside": {item: _shown(shown) for item, shown in digest.beside.items()},
        "chart": {"weeks": digest.chart.weeks, "needs": digest.chart.needs, "customers": digest.chart.customers},
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
        "link": digest.link.kind.value if digest.link else None,
        "reliability": digest.reliability,
        "offered": {"idea": digest.offered.idea, "text": digest.offered.text, "state": digest.offered.state}
        if digest.offered
        else None,
        "tried": [{"idea": one.idea, "text": one.text, "state": one.state, "week": one.week} for one in digest.tried],
    }


def _need(digest: Digest, need: str) -> dict[str, Any]:
    trend, asked = digest.trends.get(need, Trend()), digest.questions.get(need, ())
    over_weeks: dict[str, Any] = {"index": None, "low": None, "high": None, "change": None}
    if trend.index:
        over_weeks = {"index": _shown(trend.index), "low": trend.low, "high": trend.high, "change": trend.change}
    return {"questions": list(asked), "score": _shown(digest.needs[need]), **over_weeks}


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
        "score": feedback.score,
        "expectations": {name: {"pieces": by_name[name].n, "met": by_name[name].met} for name in EXPECTATIONS},
        "needs": {need: {"fed": felt.fed, "hurt": felt.hurt} for need, felt in feedback.needs.items()},
        "quotes": [
            {"customer": quote.customer, "said": quote.said, "met": quote.is_met, "link": quote.link or None}
            for quote in digest.quotes
        ],
        "praises": [{"customer": one.customer, "person": one.person, "said": one.said} for one in digest.praises],
    }


def _of_team(digest: Digest) -> Iterator[tuple[str, str, str, object]]:
    yield "team", "", "answered", digest.answered
    for need in digest.needs:
        of = _need(digest, need)
        yield "team", need, "score", _cell(of["score"])
        yield "team", need, "index", _cell(of["index"])
        for name in ("low", "high", "change"):
            yield "team", need, name, of[name]
    for item, shown in digest.beside.items():
        yield "team", item, "score", _cell(_shown(shown))
    for need, values in digest.chart.needs.items():
        for week, value in zip(digest.chart.weeks, values, strict=True):
            yield "chart", need, week, value
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
    yield "link", "", "line", digest.link.kind.value if digest.link else None
    if digest.offered:
        yield "practices", digest.offered.idea, digest.offered.state, digest.offered.text
    for tried in digest.tried:
        yield "practices", tried.idea, tried.state, tried.text
