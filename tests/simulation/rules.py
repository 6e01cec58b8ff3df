"""The rules that every simulation must keep, checked against what was seen from outside and what the database holds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from bot.delivery import MAY_STAND
from bot.views.language import texts
from tests.simulation.company import PRODUCT, SUPPORT
from tests.simulation.evidence import Evidence, Round
from tests.simulation.ledger import Post

TITLE = texts("en")("pulses.title")
SLACK_SECONDS = 6.0  # how long a process may need to write down what it was told
NEARLY_A_SECOND = 0.9
THURSDAY_NOON = 84 * 3600  # seconds after a week's Monday, UTC, from which on everyone has surely been asked
DIGEST = "week of"
REASON = re.compile(r"reason number \d+ exactly")


def check(seen: Evidence) -> None:
    """Look for broken rules, and note each in the ledger."""
    _everyone_is_asked_once(seen)
    _kudos_arrive_once(seen)
    _shares_arrive_once(seen)
    _digests_arrive_once(seen)
    _no_message_is_there_twice(seen)
    _nothing_is_left_lying(seen)
    _the_gate_holds(seen)
    _a_closed_gate_stays_closed(seen)


def _everyone_is_asked_once(seen: Evidence) -> None:
    nonces: dict[tuple[str, str], set[str]] = defaultdict(set)
    for post in seen.ledger.posts:
        if post.text.startswith(TITLE):
            week = seen.rounds[post.block_ids[0].partition(":")[0]].week
            nonces[week, post.recipient].add(post.nonce)
            knew = seen.ledger.knows.get(post.recipient)
            if knew is not None and post.asked > knew + SLACK_SECONDS:
                seen.ledger.breach(f"{post.recipient} was asked after they had left")
    people = {f"U{name.upper()}" for name in (*SUPPORT, *PRODUCT)}
    weeks = {found.week for found in seen.rounds.values()}
    if weeks != seen.expected_weeks:
        seen.ledger.breach(f"rounds of {sorted(weeks)} instead of {sorted(seen.expected_weeks)}")
    for week, person in sorted(nonces):
        if person not in people or len(nonces[week, person]) > 1:
            seen.breach_twice(f"{person} was asked {len(nonces[week, person])} times in {week}")
    for found in seen.rounds.values():
        for person in sorted(people - seen.ledger.gone.keys()):
            if not nonces[found.week, person] and not _was_cut_short(found):
                seen.breach_lost(f"pulse:{found.week}:{person}")


def _was_cut_short(found: Round) -> bool:
    """Whether an admin closed a round before everyone was surely asked."""
    monday = datetime.strptime(f"{found.week}-1", "%G-W%V-%u").replace(tzinfo=UTC)
    return (found.closes_at - monday).total_seconds() < THURSDAY_NOON


def _kudos_arrive_once(seen: Evidence) -> None:
    arrived = _nonces(seen, (post for post in seen.ledger.posts if "thanked you" in post.text))
    promised: dict[tuple[str, str], bool] = {}
    for operation in seen.ledger.operations:
        if operation.kind in ("thanks", "form"):
            words, *receivers = operation.about
            told = operation.is_acked and any("on its way" in text for text in operation.was_told)
            for person in receivers:
                promised[words, person] = told or promised.get((words, person), False)
    for (words, person), was_promised in promised.items():
        n = len(arrived.pop((words, person), ()))
        if n > 1:
            seen.breach_twice(f"{words} came {n} times to {person}")
        if n == 0 and was_promised and person not in seen.ledger.gone:
            seen.breach_lost(seen.key_of("kudos", words, person))
    if arrived:
        seen.ledger.breach(f"kudos that nobody gave: {sorted(arrived)}")


def _shares_arrive_once(seen: Evidence) -> None:
    channel = [post for post in seen.ledger.posts if post.recipient.startswith("C") and DIGEST not in post.text]
    arrived = Counter(words for (words, _), nonces in _nonces(seen, channel).items() for _ in nonces)
    channels: dict[str, set[str]] = defaultdict(set)  # one post for all who share in the same one
    surely: dict[str, set[str]] = defaultdict(set)
    for operation in seen.ledger.operations:
        if operation.kind == "share":
            words = operation.about[0]
            kept = seen.shared_in(words, operation.person)
            channels[words] |= {kept} if kept else set()
            if operation.is_acked and not operation.is_troubled and operation.person not in seen.ledger.gone:
                surely[words].add(kept or f"{operation.person} shared and it was not kept")
    for words in sorted(arrived.keys() | channels.keys() | surely.keys()):
        if arrived[words] > len(channels[words]):
            seen.breach_twice(f"{words} was posted {arrived[words]} times in {sorted(channels[words])}")
        if arrived[words] < len(surely[words]):
            seen.breach_lost(*(seen.key_of("kudos_shared", words, channel) for channel in sorted(surely[words])))


def _digests_arrive_once(seen: Evidence) -> None:
    titles: dict[tuple[str, str], set[str]] = defaultdict(set)
    for post in seen.ledger.posts:
        if post.recipient.startswith("C") and DIGEST in post.text:
            titles[post.recipient, post.text.splitlines()[0]].add(post.nonce)
    closed = [found for found in seen.rounds.values() if found.is_closed]
    for place, nonces in titles.items():
        if len(nonces) > 1:
            seen.breach_twice(f"the digest {place} was posted {len(nonces)} times")
    if len(titles) > 2 * len(closed):
        seen.ledger.breach(f"{len(titles)} digests of {len(closed)} rounds")
    if len(titles) < 2 * len(closed):
        seen.breach_lost(*(row.key for row in seen.deliveries.values() if row.kind == "digest" and not row.ts))
    if len([row for row in seen.deliveries.values() if row.kind == "digest"]) != 2 * len(closed):
        seen.ledger.breach("a digest was never put in the outbox")


def _no_message_is_there_twice(seen: Evidence) -> None:
    copies = Counter(post.nonce for post in seen.ledger.posts)
    for nonce, n in copies.items():
        if n > 1:
            seen.copied(nonce, n - 1)
    if seen.unexplained > seen.ledger.freezes:
        seen.ledger.breach(f"{seen.unexplained} messages too many: {seen.copied_keys}")


def _nothing_is_left_lying(seen: Evidence) -> None:
    for row in seen.deliveries.values():
        fine = {"sent", "skipped"} if row.recipient in seen.ledger.gone else {"sent"}
        if row.kind == "pulse" and _was_cut_short(seen.rounds[row.subject]):
            fine |= {"expired", "skipped"}
        if not seen.scenario.history and (row.unknowns >= 2 or row.error == MAY_STAND):
            fine |= {"dead"}
        if row.state not in fine:
            seen.ledger.breach(f"{row.key} is left {row.state} {row.error}")
    if seen.leftovers:
        seen.ledger.breach(f"{seen.leftovers} answers or keys of closed rounds are still there")


def _the_gate_holds(seen: Evidence) -> None:
    if seen.ledger.freezes:
        return  # a frozen process makes its call when it wakes up
    moments = [attempt.at for attempt in seen.ledger.attempts]
    apart = 60 / seen.scenario.per_minute
    most = int((60 + SLACK_SECONDS) / apart) + 1
    for first, last in zip(moments, moments[most:], strict=False):
        if last - first < 60:
            seen.ledger.breach(f"more than {most} calls in the minute after {first:.1f}")
    recipients: dict[str, list[float]] = defaultdict(list)
    for attempt in seen.ledger.attempts:
        recipients[attempt.recipient].append(attempt.at)
    for recipient, calls in recipients.items():
        if any(later - earlier < NEARLY_A_SECOND for earlier, later in pairwise(calls)):
            seen.ledger.breach(f"two calls to {recipient} within a second")


def _a_closed_gate_stays_closed(seen: Evidence) -> None:
    """After a refusal that was written down nobody calls until its time is over."""
    if seen.ledger.freezes:
        return
    for life, at, wait in seen.ledger.throttled:
        written = at + SLACK_SECONDS
        if seen.ledger.deaths.get(life, written) < written:
            continue
        calls = [attempt.at for attempt in seen.ledger.attempts if written < attempt.at < at + wait]
        if calls:
            seen.ledger.breach(f"called at {calls} though refused at {at:.1f} for {wait} seconds")


def _nonces(seen: Evidence, posts: Iterable[Post]) -> dict[tuple[str, str], set[str]]:
    found: dict[Any, set[str]] = defaultdict(set)
    for post in posts:
        words = REASON.search(post.text)
        found[words[0] if words else post.text, post.recipient].add(post.nonce)
    return found
