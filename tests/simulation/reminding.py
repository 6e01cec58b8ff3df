"""The rules of reminders: each once, none to someone who has answered all, none left once a round is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import orjson

from bot.views.language import texts
from bot.views.pulses import over
from sandbox import Workspace
from tests.simulation.evidence import Evidence
from tests.simulation.ledger import Post

ENGLISH = texts("en")
STARTS = tuple(ENGLISH(f"pulses.reminder_{number}", closes="|").partition("|")[0] for number in (1, 2))
WRITTEN_WITHIN = 6.0  # seconds between writing the intent to send and the call


def check(seen: Evidence, workspace: Workspace) -> None:
    """Look for broken rules, and note each in the ledger."""
    reminders = [post for post in seen.ledger.posts if post.text.startswith(STARTS)]
    _each_comes_once(seen, reminders)
    _none_for_who_has_answered_all(seen, reminders)
    _closed_rounds_say_so(seen, workspace)


def _each_comes_once(seen: Evidence, reminders: Iterable[Post]) -> None:
    nonces: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for post in reminders:
        which = next(start for start in STARTS if post.text.startswith(start))
        nonces[_round(post), post.recipient, which].add(post.nonce)
    for place, found in nonces.items():
        if len(found) > 1:
            seen.breach_twice(f"the reminder {place} was sent {len(found)} times")


def _none_for_who_has_answered_all(seen: Evidence, reminders: Iterable[Post]) -> None:
    if seen.ledger.freezes:
        return  # a frozen process makes its call when it wakes up
    for post in reminders:
        done_at = _done_at(seen, _round(post), post.recipient)
        if post.asked > done_at + WRITTEN_WITHIN:
            seen.ledger.breach(f"{post.recipient} was reminded after they had answered all")


def _done_at(seen: Evidence, round_id: str, person: str) -> float:
    """From when on someone had surely answered all they were asked in a round."""
    sql = "SELECT items FROM paper JOIN cohort USING (workspace, round, team)"
    (row,) = seen.rows(f"{sql} WHERE round = '{round_id}' AND person = '{person}'")
    done = {item["id"]: float("inf") for item in orjson.loads(row.items)}
    for press in seen.ledger.operations:
        is_sure = press.is_acked and not press.is_troubled
        if press.kind == "answer" and press.person == person and press.about[0] == round_id and is_sure:
            done[press.about[1]] = min(done[press.about[1]], press.ended)
    return max(done.values())


def _closed_rounds_say_so(seen: Evidence, workspace: Workspace) -> None:
    """A message that is there twice, as it could not be looked for, keeps one that says nothing of its end."""
    if not seen.scenario.history or seen.duplicates:
        return
    closed = {found.id for found in seen.rounds.values() if found.is_closed}
    asked = {row.ts for row in seen.deliveries.values() if row.kind == "pulse" and row.subject in closed}
    for channel in workspace.channels.values():
        for message in channel.messages.values():
            if message.text.startswith(STARTS) and message.blocks[-1]["block_id"].partition(":")[0] in closed:
                seen.ledger.breach(f"a reminder of a pulse that has closed is still there: {message.text}")
            if message.ts in asked and message.text != over(ENGLISH).text:
                seen.ledger.breach(f"a pulse that has closed still says: {message.text}")


def _round(post: Post) -> str:
    return post.block_ids[0].partition(":")[0]
