"""Files as other tools export them, known by columns that only theirs have.

A name here is folded (see `bot.csv_columns.folded`) and stands also for one that goes on in brackets: `submit date`
for *Submit Date (UTC)*. Where several columns are named for a thing, the first that holds something is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.feedback import Scale

Columns = Mapping[str, tuple[str, ...]]
NO_WORDS = "(no comment)"


@dataclass(frozen=True)
class Export:
    """A tool's file: the sets of columns that give it away, and what is where in it.

    `words` are ratings in words, `scales` what its column of scales may say; `unnamed` stands for a customer without
    a name. `is_form` says that its columns are somebody's own questions, so that words in them must tell.
    """

    name: str
    marks: tuple[frozenset[str], ...]
    columns: Columns
    scale: Scale = Scale.CSAT
    words: Mapping[str, int] = field(default_factory=dict)
    scales: Mapping[str, Scale] = field(default_factory=dict)
    unnamed: str = ""
    is_form: bool = False


GOOD_OR_BAD = {"good": 5, "good, i'm satisfied": 5, "bad": 1, "bad, i'm unsatisfied": 1}
REQUESTER = ("requester", "requester name", "requester email", "requester id")

EXPORTS = (
    Export(
        "zendesk",
        (frozenset({"ticket id", "score", "comment"}),),
        {
            "customer": REQUESTER,
            "said": ("comment", "reason"),
            "rating": ("score",),
            "date": ("created at", "updated at"),
            "id": ("id",),
        },
        words=GOOD_OR_BAD,
        unnamed="A customer on Zendesk",
    ),
    Export(
        "zendesk tickets",
        (frozenset({"satisfaction score", "requester"}), frozenset({"satisfaction score", "ticket id"})),
        {
            "customer": REQUESTER,
            "said": ("satisfaction comment", "comment"),
            "rating": ("satisfaction score",),
            "date": ("solved at", "updated at", "created at"),
            "id": ("id", "ticket id"),
        },
        words=GOOD_OR_BAD,
        unnamed="A customer on Zendesk",
    ),
    Export(
        "intercom",
        (frozenset({"conversation id", "conversation rating"}),),
        {
            "customer": ("company name", "user name", "user email"),
            "said": ("conversation rating remark",),
            "rating": ("conversation rating",),
            "date": ("conversation rated at", "updated at", "created at", "date"),
            "id": ("conversation id",),
        },
        unnamed="A customer on Intercom",
    ),
    Export(
        "delighted",
        (frozenset({"score", "comment", "survey type"}), frozenset({"score", "comment", "permalink"})),
        {
            "customer": ("company", "name", "email", "person"),
            "said": ("comment",),
            "rating": ("score",),
            "scale": ("survey type",),
            "date": ("created at", "response date", "date"),
            "id": ("id", "response id"),
            "link": ("permalink",),
        },
        scale=Scale.NPS,
        scales={"nps": Scale.NPS, "csat": Scale.CSAT, "5-star": Scale.CSAT},
        unnamed="A customer on Delighted",
    ),
    Export(
        "google play",
        (frozenset({"star rating", "review text"}),),
        {
            "said": ("review text", "review title"),
            "rating": ("star rating",),
            "date": ("review submit date and time", "review submit millis since epoch"),
            "id": ("review link",),
            "link": ("review link",),
        },
        unnamed="A reviewer on Google Play",
    ),
    Export(
        "app store",
        (
            frozenset({"reviewernickname", "rating", "body"}),
            frozenset({"reviewer nickname", "rating"}),
            frozenset({"review id", "rating", "title"}),
        ),
        {
            "customer": ("reviewernickname", "reviewer nickname", "nickname", "author"),
            "said": ("body", "review", "title"),
            "rating": ("rating",),
            "date": ("createddate", "created date", "review date", "date"),
            "id": ("review id", "id"),
        },
        unnamed="A reviewer on the App Store",
    ),
    Export(
        "typeform",
        (frozenset({"submit date", "network id"}), frozenset({"submit date", "#"})),
        {"date": ("submit date",), "id": ("#", "token")},
        is_form=True,
        unnamed="Someone by Typeform",
    ),
    Export(
        "google forms",
        (frozenset({"timestamp"}), frozenset({"zeitstempel"})),
        {"date": ("timestamp", "zeitstempel")},
        is_form=True,
        unnamed="Someone by Google Forms",
    ),
)

# Words in a question that tell what is asked, the surest first.
ASKED: Mapping[str, tuple[str, ...]] = {
    "rating": ("how likely", "recommend", "satisf", "how easy", "effort", "stars", "rating", "score", "rate "),
    "said": ("comment", "feedback", "tell us", "what did", "why", "anything", "improve", "review", "remark", "message"),
    "customer": ("company", "organisation", "organization", "client", "customer", "name", "email", "e-mail"),
}
# Words in a column's name that may tell what is in it: somebody looks at what comes of them.
MEANT = {"date": frozenset({"when", "date", "day"}), "team": frozenset({"team", "teams", "squad"})}
ASKED_SCALES = {
    "how likely": Scale.NPS,
    "recommend": Scale.NPS,
    "nps": Scale.NPS,
    "how easy": Scale.CES,
    "effort": Scale.CES,
    "ces": Scale.CES,
}
