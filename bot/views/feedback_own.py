"""The feedback that someone may change, as a list; the question before it is deleted; praise in a message."""

from __future__ import annotations

from bot.feedback import EXPECTATIONS, Feedback, Listed, may_praise
from bot.people import listed
from bot.views import kit
from bot.views.feedback import rated
from bot.views.kit import Block, Message

EDIT, DELETE, MORE, DELETE_FORM = "feedback_edit", "feedback_delete", "feedback_more", "feedback_delete_form"
SHARE, HIDE = "praise_share", "praise_hide"
SAID_SHOWN, PAGES = 600, 99
NONE = "Nothing yet. What you log is here, and what concerns a team you lead."
DELETED = "Deleted. No list shows it, and no digest quotes it any more. Numbers that were published stay."
SAVED = "Saved. A digest that quotes it says the new words. Numbers that were published stay."
CHANGED = "The words have changed since you read them. They are shown to nobody; this is how they are now."
SHOWN = "You let your team read this in its next digest. When you hide it later, it leaves that digest too."


def listing(found: Listed) -> Block:
    """The list, as a modal."""
    return kit.modal("Feedback", "feedback_list", [*entries(found), *_turns(found)])


def entries(found: Listed) -> list[Block]:
    """The pieces of a list, each with what may be done to it."""
    if not found.feedback:
        return [kit.section(NONE)]
    return [block for feedback in found.feedback for block in _entry(feedback, found)]


def _entry(feedback: Feedback, found: Listed) -> list[Block]:
    whose, value = f"what {feedback.customer} said", feedback.id
    return [
        kit.header(feedback.customer),
        kit.words(kit.cut(feedback.said, SAID_SHOWN)),
        kit.small(f"{kit.day(feedback.happened_on)}: {rated(feedback)}. {_about(feedback, found)}"),
        kit.actions(
            f"feedback:{feedback.id}",
            [
                kit.button("Edit", EDIT, value, spoken=f"Edit {whose}"),
                kit.button("Delete", DELETE, value, spoken=f"Delete {whose}"),
            ],
        ),
    ]


def _about(feedback: Feedback, found: Listed) -> str:
    logger = found.people.get(feedback.logged_by, "someone") if feedback.logged_by else "an import"
    teams = sorted(found.teams[team] for team in feedback.teams if team in found.teams)
    said = "their impression" if feedback.is_impression else "in the customer's words"
    parts = [f"Logged by {logger}, {said}.", f"For {listed(teams)}." if teams else "For no team."]
    if feedback.expectations:
        parts.append(f"About {listed([name for name in EXPECTATIONS if name in feedback.expectations])}.")
    return " ".join([*parts, *_praises(feedback, found)])


def _praises(feedback: Feedback, found: Listed) -> list[str]:
    """Whom it praises, to those who decide about that."""
    if feedback.praised is None or not may_praise(feedback, found.reader):
        return []
    told = "told" if feedback.is_praise_told else "not told"
    return [f"Praises {found.people.get(feedback.praised, 'someone')} ({told})."]


def _turns(found: Listed) -> list[Block]:
    """The ways to the newer and to the older ones, where there are any."""
    buttons = []
    if found.page:
        buttons.append(kit.button("Newer", f"{MORE}:newer", str(found.page - 1)))
    if found.has_more and found.page < PAGES:
        buttons.append(kit.button("Older", f"{MORE}:older", str(found.page + 1)))
    return [kit.actions("feedback_turns", buttons)] if buttons else []


def delete_form(feedback: Feedback) -> Block:
    """What is about to be deleted, and whether to."""
    blocks = [
        kit.words(f"Delete what {feedback.customer} said? It cannot be brought back."),
        kit.words(kit.cut(feedback.said, SAID_SHOWN)),
        kit.context("Digests that are out stay as they are."),
    ]
    return kit.modal("Delete feedback", DELETE_FORM, blocks, submit="Delete", private=feedback.id)


def praise(feedback: Feedback, teller: str, team: str | None, *, is_other: bool = False) -> Message:
    """To the person whose work a customer praised. `team` is whose digest may show it; None for nobody's.

    `is_other` says that it is not what they read when they pressed its button.
    """
    said = f"{feedback.customer} praised your work"
    what = "logged this" if feedback.logged_by == feedback.praise_told_by else "passed this on"
    blocks = [
        *([kit.context(CHANGED)] if is_other else []),
        kit.header(said),
        kit.words(feedback.said),
        kit.small(f"{teller} {what} and wanted you to know."),
        *_showing(feedback, team),
    ]
    return Message(kit.escape(f"{said}: {feedback.said}"), tuple(blocks))


def _showing(feedback: Feedback, team: str | None) -> list[Block]:
    """Whether others read it, and what the person praised can do about that."""
    if feedback.praise_shared_at:
        button, told = kit.button("Do not show it", HIDE, feedback.id, spoken="Do not show it in the digest"), SHOWN
    elif team:
        spoken, value = f"Show it in the digest of {team}", f"{feedback.id}:{feedback.praise_mark}"
        button = kit.button("Show it in our digest", SHARE, value, spoken=spoken)
        told = f"Only you see this, unless you show it to {team}."
    else:
        return []
    return [kit.actions(f"praise:{feedback.id}", [button]), kit.small(told)]
