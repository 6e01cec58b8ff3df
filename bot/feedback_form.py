"""What someone put into the feedback form, as feedback: a new piece, or one that is there with changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from bot import feedback
from bot.errors import Refused
from bot.feedback import Feedback
from bot.payloads import Form

OTHER, IMPRESSION = "other", "impression"  # a customer who is not the one suggested; a view that no customer told
SLACK = "slack"


def blank(feedback_id: str, logger: str, today: date, now: datetime) -> Feedback:
    """A piece that holds nothing yet, for the form to begin with; `today` is the logger's own day."""
    return Feedback(
        id=feedback_id,
        customer="",
        said="",
        rating=-1,
        expectations=frozenset(),
        teams=frozenset(),
        happened_on=today,
        counts_at=now,
        logged_by=logger,
        source=SLACK,
        key=f"slack:{feedback_id}",
    )


def filled(
    before: Feedback, form: Form, teams: Collection[str], today: date, now: datetime, customer: str = ""
) -> Feedback:
    """The piece with what the form says in place of what was there; `teams` are the ids of those there are.

    `customer` is the name where it is known by another than the one that was typed.

    Raises Refused, with the field, for what is missing or out of range.
    """
    rating, happened_on = form.text("rating"), _day(form, before)
    needs = feedback.signs(form.several("needs"))
    given = replace(
        before,
        customer=customer or form.text("customer"),
        said=form.text("said"),
        rating=int(rating) if rating.isascii() and rating.isdecimal() and len(rating) < 3 else -1,
        expectations=frozenset(form.several("expectations")),
        teams=frozenset(form.several("teams")).intersection(teams),
        happened_on=happened_on,
        counts_at=_counts_at(before, happened_on, today, now),
        is_impression=form.text("voice") == IMPRESSION,
        competence=needs["competence"],
        autonomy=needs["autonomy"],
        recognition=needs["recognition"],
        source=form.text("source") or SLACK,
        link=form.text("link"),
    )
    return _with_praise(before, feedback.checked(given, today), form)


def _with_praise(before: Feedback, given: Feedback, form: Form) -> Feedback:
    """Whom it praises, and who has them told: nobody has themselves told.

    Neither consent outlives the words that it was given to: what somebody else has changed is told by nobody.
    """
    if feedback.may_praise(before, form.person):
        praised = form.text("praised") or None
        is_told = praised not in (None, form.person) and bool(form.several("told"))
        given = replace(given, praised=praised, is_praise_told=is_told)
    elif (given.customer, given.said) != (before.customer, before.said):
        given = replace(given, is_praise_told=False)
    if given.praise == before.praise:
        return given
    teller = form.person if given.is_praise_told else None
    return replace(given, praise_told_by=teller, praise_shared_at=None, praise_shared_with=None)


def _day(form: Form, before: Feedback) -> date:
    given = form.text("date")
    try:
        return date.fromisoformat(given) if given else before.happened_on
    except ValueError as error:
        raise Refused("feedback_date", field="date", given=given) from error


def _counts_at(before: Feedback, happened_on: date, today: date, now: datetime) -> datetime:
    """What happened on the logger's own today counts now, also where UTC is a day further."""
    if happened_on == before.happened_on:
        return before.counts_at
    return now if happened_on == today else feedback.counts_at(happened_on, now)
