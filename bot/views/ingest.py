"""What help desks and forms are answered, and what the command line says of their keys."""

from __future__ import annotations

from bot.errors import Refused
from bot.ingest import Answer, Key
from bot.pieces import Problem, Unfit
from bot.views import words

STATUSES = {
    "ingest_without_id": 400,
    "ingest_broken": 400,
    "ingest_no_json": 400,
    "ingest_denied": 401,
    "ingest_slow": 408,
    "ingest_large": 413,
    "ingest_type": 415,
    "ingest_often": 429,
}
UNFIT, AWAY = 422, 503
AWAY_SECONDS = 30
NO_KEYS = "There is no key yet. Make one: heartline feedback keys add NAME"


def kept(*, is_new: bool) -> Answer:
    """The piece is there: since now, or since before."""
    return Answer(201, {"outcome": "kept"}) if is_new else Answer(200, {"outcome": "known"})


def refused(refused: Refused) -> Answer:
    """Why not, with what is wrong in which field."""
    if refused.code.startswith("database_"):
        sentence = "Heartline cannot reach its database. Send it again in a minute."
        return Answer(AWAY, {"error": "away", "message": sentence}, AWAY_SECONDS)
    sentence = words.refusal(refused)
    body: dict[str, object] = {"error": refused.code, "message": sentence}
    problems = [Problem(refused.field, sentence)] if refused.field else []
    if isinstance(refused, Unfit):
        problems = list(refused.problems)
    if problems:
        body["fields"] = [vars(problem) for problem in problems]
    seconds = refused.values.get("seconds")
    return Answer(STATUSES.get(refused.code, UNFIT), body, seconds if isinstance(seconds, int) else None)


def key_made(key: Key, secret: str) -> str:
    """A new key, with its secret."""
    return "\n".join(
        (
            f"Made a key for {key.name}.",
            f"Key: {key.id}",
            f"Secret: {secret}",
            "Keep the secret where the sender finds it: it is not shown again.",
        )
    )


def key_line(key: Key) -> str:
    """A line about a key."""
    return f"{key.id}  {key.name}, made on {key.made_at:%Y-%m-%d}{', revoked' if key.is_revoked else ''}"


def key_revoked(key_id: str) -> str:
    """A key that opens nothing any more."""
    return f"Revoked {key_id}. What it sent stays; what is signed with it from now on is turned away."
