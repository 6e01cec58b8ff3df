"""What stands in a line's cells, read: ratings and their scale, teams, needs, yes or no, and what makes it known again.

Each raises Refused, with what stood there, for what it cannot read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from urllib.parse import unquote

from bot import csv_columns, feedback
from bot.csv_columns import Plan
from bot.errors import Refused
from bot.feedback import CUSTOMER_LIMIT, LINK, LINK_LIMIT, SAID_LIMIT, SCALES, SOURCE_LIMIT, Scale
from bot.feedback_export import OURS

WHOLE = re.compile(r"([0-9]{1,2})(?:[.,]0{1,2})?")
ID_LIMIT, KEY_LIMIT = 200, 500  # characters; PostgreSQL's index takes 2,700 bytes
LIMITS = {"customer": CUSTOMER_LIMIT, "said": SAID_LIMIT, "source": SOURCE_LIMIT}
CONTENT = ("customer", "said", "rating", "expectations", "team", "date", "source", "id")  # what a line's key is made of
SEPARATOR = "\x1f"
NEED_WORDS = {
    "competence": "competence",
    "competent": "competence",
    "autonomy": "autonomy",
    "in charge": "autonomy",
    "recognition": "recognition",
    "valued": "recognition",
}
SIGNS = {"+": "1", "-": "-1", "\u2212": "-1"}  # the last is the minus that typesetters use
YES_OR_NO = {"": False, "no": False, "false": False, "0": False, "yes": True, "true": True, "1": True}


def scale(given: str, plan: Plan) -> Scale:
    """The scale that a line names, or else the file's."""
    if not given:
        return plan.scale
    known = (plan.export.scales if plan.export else {}) or {scale.value: scale for scale in Scale}
    if given.casefold() not in known:
        raise Refused("csv_scale", given=given[:40], known=", ".join(known))
    return known[given.casefold()]


def rating(given: str, scale: Scale, plan: Plan) -> int:
    """A rating on its scale, as a number or in a tool's own words."""
    found, points = WHOLE.fullmatch(given), SCALES[scale]
    words = plan.export.words if plan.export else {}
    rating = int(found[1]) if found else words.get(given.casefold(), -1)
    if rating not in points:
        if scale is Scale.EXPECTATION:
            raise Refused("feedback_rating", given=given[:40])
        raise Refused("csv_rating", given=given[:40], least=points[0], most=points[-1])
    return rating


def parts(given: str) -> list[str]:
    """What is in a cell of several things, with `;` or a comma between."""
    return [part.strip() for part in given.replace(",", ";").split(";") if part.strip()]


def teams(given: str, teams: Mapping[str, str], known: Collection[str]) -> frozenset[str]:
    """The teams that a line concerns, with `;` between: ids by their folded names; `known` are those as written."""
    if given.casefold() in teams:
        return frozenset({teams[given.casefold()]})
    names = [name.strip() for name in given.split(";") if name.strip()]
    for name in names:
        if name.casefold() not in teams:
            there = f"The teams are: {', '.join(sorted(known))}." if known else "No team is set up yet; leave it empty."
            raise Refused("feedback_team", field="team", given=name, known=there)
    return frozenset(teams[name.casefold()] for name in names)


def needs(given: str) -> dict[str, int]:
    """The customer's needs, each with its sign behind it: `competence+; valued-`."""
    chosen = []
    for part in parts(given):
        word, sign = " ".join(part[:-1].split()).casefold(), part[-1]
        if word not in NEED_WORDS or sign not in SIGNS:
            raise Refused("csv_need", given=part[:40])
        chosen.append(f"{NEED_WORDS[word]}:{SIGNS[sign]}")
    return feedback.signs(chosen)


def is_yes(given: str) -> bool:
    """Whether a cell says yes; an empty one says no."""
    if given.casefold() not in YES_OR_NO:
        raise Refused("csv_yes_or_no", given=given[:40])
    return YES_OR_NO[given.casefold()]


def link(given: str) -> str:
    """An address, or nothing where it is none that can be kept."""
    return given if len(given) <= LINK_LIMIT and LINK.fullmatch(given) else ""


def shortened(given: dict[str, str], plan: Plan) -> list[Refused]:
    """Cut what is too long, so that the rest of the line can be read; a refusal for each, with the column's name."""
    refusals = []
    for thing, limit in LIMITS.items():
        if len(words := given.get(thing, "")) > limit and len(" ".join(words.split())) > limit:
            column = csv_columns.chosen_columns(plan)[thing]
            refusals.append(Refused("csv_long", column=column, given=len(words), limit=limit))
            given[thing] = words[:limit]
    return refusals


def key(given: Mapping[str, str], plan: Plan) -> str:
    """What makes a line the same line in a second import: its id where it has one, else its content.

    Two tools may give the same number to two things, so that a tool's ids carry its name. An id that our own export has
    written is the key of the entry that it came from.
    """
    own = given.get("id", "")
    if own.startswith(OURS) and _is_keepable(kept := unquote(own.removeprefix(OURS))):
        return kept
    if len(own) > ID_LIMIT:
        own = _hashed(own)
    if own:
        return f"csv:{plan.export.name}:{own}" if plan.export else f"csv:{own}"
    content = [given.get(name, "") for name in CONTENT]
    content += [given["scale"].casefold()] if given.get("scale") else []  # keys of lines without it stay as they are
    return f"csv:{_hashed(SEPARATOR.join(content))}"


def _is_keepable(key: str) -> bool:
    return 0 < len(key) <= KEY_LIMIT and "\0" not in key


def _hashed(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
