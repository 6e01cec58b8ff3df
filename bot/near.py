"""What is nearly the same: two wordings of one thing that a customer said, two spellings of one customer.

Nothing is decided by it. Whoever logs is asked, and knows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from itertools import islice

from rapidfuzz import fuzz, process, utils

from bot.feedback import Feedback

WITHIN = timedelta(days=7)
ALIKE = 88  # of 100; see the table of pairs in tests/bot/test_near.py
FEW_WORDS = 3  # so short that one word makes another sentence: these have to be equal
SAME_NAME, NAMES_SHOWN = 90, 5


def is_twin(said: str, other: str) -> bool:
    """Whether two texts say nearly the same, whatever their case, punctuation and order of words.

    One that merely holds the other's words is none: else a single word would fetch whatever was logged with it.
    """
    ours, theirs = utils.default_process(said), utils.default_process(other)
    if min(len(ours.split()), len(theirs.split())) <= FEW_WORDS:
        return ours == theirs
    return max(fuzz.ratio(ours, theirs), fuzz.token_sort_ratio(ours, theirs)) >= ALIKE


def twin(given: Feedback, others: Iterable[Feedback]) -> Feedback | None:
    """The first of others by the same customer that says nearly the same within a week."""
    customer = given.customer.casefold()
    near = (one for one in others if one.id != given.id and one.customer.casefold() == customer)
    in_time = (one for one in near if abs(one.happened_on - given.happened_on) <= WITHIN)
    return next((one for one in in_time if is_twin(given.said, one.said)), None)


def like_named(customer: str, known: Collection[str]) -> list[str]:
    """The known customers with nearly this name, nearest first; none where the name itself is known.

    A name that only shares words has to share two, or the first one, which no other known name begins with: else a
    word such as "GmbH" would list customers to whoever types it.
    """
    if customer.casefold() in {name.casefold() for name in known}:
        return []
    found = process.extract(
        customer,
        list(known),
        scorer=fuzz.token_set_ratio,
        processor=utils.default_process,
        score_cutoff=SAME_NAME,
        limit=None,
    )
    typed = utils.default_process(customer)
    alike = {name: utils.default_process(name) for name, _, _ in found}
    begin_so = [name for name, other in alike.items() if typed.split()[:1] == other.split()[:1]]
    near = (name for name, other in alike.items() if begin_so == [name] or _is_like(typed, other))
    return list(islice(near, NAMES_SHOWN))


def _is_like(name: str, other: str) -> bool:
    return len(set(name.split()) & set(other.split())) > 1 or fuzz.ratio(name, other) >= SAME_NAME
