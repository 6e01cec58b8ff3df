"""Which expectation a customer's words may be about. A guess by single words: a person sees it as one, and decides.

No tone is guessed: measured on what business customers write, word lists for moods were near chance.
"""

from __future__ import annotations

import re

# How words begin, in English and in German, by the expectation that they tend to be about.
BEGINNINGS = {
    "commitment": "deadline, late, delay, overdue, promise, on time, in time, missed, waiting, pünktlich, verspät, "
    "zu spät, versproch, versprech, zugesagt, frist",
    "cost": "price, pricing, expensive, cheap, cost, invoice, billing, billed, refund, discount, worth the, budget, "
    "teuer, günstig, preis, kosten, rechnung, rabatt",
    "culture": "attitude, values, culture, the way you, transparen, honest, bureaucra, umgang, ehrlich, bürokrat",
    "care": "friendly, rude, listen, ignored, called back, call back, rang back, nobody, helpful, support, patient, "
    "freundlich, unfreundlich, hilfsbereit, zugehört, ignoriert, zurückgerufen, niemand",
}
SIGNS = {
    expectation: re.compile(r"\b(?:" + "|".join(map(re.escape, words.split(", "))) + ")", re.IGNORECASE)
    for expectation, words in BEGINNINGS.items()
}


def suggested(said: str) -> frozenset[str]:
    """The expectations that the words seem to be about; often none."""
    return frozenset(expectation for expectation, sign in SIGNS.items() if sign.search(said))
