"""Digests as they are kept, and how those that earlier versions kept are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import orjson

from bot import link
from bot.digests import Chart, Digest, Kind, Praise, Quote, Story, Trend
from bot.feedback import Counted, Felt, Summary
from bot.link import Line
from bot.privacy import Shown

NOT_KEPT = ("offered", "tried")  # they are told as they stand when the digest is read


def written(digest: Digest) -> dict[str, Any]:
    """What is kept of a digest."""
    told = {field.name: getattr(digest, field.name) for field in fields(digest) if field.name not in NOT_KEPT}
    content: dict[str, Any] = orjson.loads(orjson.dumps(told))  # seven times as fast as `asdict`
    return content


def read(content: Mapping[str, Any]) -> Digest:
    """A digest from what was kept of it; what an earlier version did not say is as it ships."""
    known = dict(content) | {
        "needs": _scores(content["needs"]),
        "questions": {need: _asked(asked) for need, asked in content["questions"].items()},
        "stories": tuple(Story(**story) for story in content["stories"]),
        "feedback": _summary(content["feedback"]),
        "praises": tuple(Praise(**praise) for praise in content.get("praises", ())),
        "kind": Kind(content.get("kind", Kind.TEAM)),
        "trends": {need: _trend(trend) for need, trend in content.get("trends", {}).items()},
        "beside": _scores(content.get("beside", {})),
        "chart": _chart(content.get("chart", {})),
        "quotes": tuple(Quote(**quote) for quote in content.get("quotes", ())),
    }
    if found := content.get("link"):
        known["link"] = read_line(found)
    if before := content.get("link_before"):
        known["link_before"] = (before[0], read_line(before[1]))
    return Digest(**known)


def _scores(shown: Mapping[str, Any]) -> dict[str, Shown | None]:
    return {name: _shown(score) for name, score in shown.items()}


def _shown(score: Mapping[str, Any] | None) -> Shown | None:
    return Shown(**score) if score else None


def _asked(asked: str | list[str]) -> tuple[str, ...]:
    """The items asked of a need; the first version kept one question's text."""
    return (asked,) if isinstance(asked, str) else tuple(asked)


def _summary(feedback: Mapping[str, Any]) -> Summary:
    nested = {
        "all": Counted(**feedback["all"]),
        "by_expectation": {name: Counted(**n) for name, n in feedback["by_expectation"].items()},
        "needs": {need: Felt(**felt) for need, felt in feedback.get("needs", {}).items()},
    }
    return Summary(**{**feedback, **nested})


def _trend(trend: Mapping[str, Any]) -> Trend:
    return Trend(**{**trend, "index": _shown(trend["index"])})


def _chart(chart: Mapping[str, Any]) -> Chart:
    needs = {need: tuple(line) for need, line in chart.get("needs", {}).items()}
    return Chart(tuple(chart.get("weeks", ())), needs, tuple(chart.get("customers", ())))


def read_line(content: Mapping[str, Any]) -> Line:
    """A line on the link from what was kept of it."""
    return Line(**{**content, "kind": link.Kind(content["kind"])})
