"""The form in which admins word the ideas that digests offer, and what the command line says of them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.nudges import EXPECTED, TEXT_LIMIT, Idea, bank, mark
from bot.views import kit
from bot.views.kit import Block

FORM, OPEN = "ideas_form", "ideas_open"
ROWS = {
    "autonomy": "To feel in charge (autonomy)",
    "competence": "To feel able (competence)",
    "recognition": "To feel valued (recognition)",
    EXPECTED: "To know what one can count on (roles, rights, duties, rewards)",
}
WAYS = {
    "educate": "give the right facts (educate)",
    "enable": "make it easy to do (enable)",
    "empower": "hand over a decision (empower)",
    "engage": "show what effort leads to (engage)",
}
TITLE = "Ideas to try"
INTRO = (
    "Each digest offers its team one of these ideas. Above each stands what people are to gain from it, and how. Word "
    "them as you would say them here. Leave a field empty to go back to the words that come with Heartline."
)
KEPT = "Saved. The next digests use these words; those that were posted keep theirs."


def form(ideas: Mapping[str, Idea]) -> Block:
    """All ideas in the words of the workspace, a field for each."""
    fields = [kit.field(name, label(idea), _words(idea), optional=True) for name, idea in ideas.items()]
    return kit.modal(TITLE, FORM, [kit.section(INTRO), *fields], submit="Save", private=mark(ideas))


def kept() -> Block:
    """They were saved."""
    return kit.modal(TITLE, "note", [kit.section(KEPT)])


def line(idea: Idea) -> str:
    """One line of `ideas list`: those in a workspace's own words are marked."""
    own = "" if idea == bank()[idea.id] else " (your own words)"
    return f"{idea.id}: {idea.text}{own}"


def worded(idea: Idea) -> str:
    """An idea is said in other words from now on."""
    return f"{line(idea)}\nThe next digests use these words; those that were posted keep theirs."


def label(idea: Idea) -> str:
    """For what and in which way an idea is, as people read it."""
    return f"{ROWS[idea.row]}: {WAYS[idea.way]}"


def _words(idea: Idea) -> Block:
    return kit.text_input(TEXT_LIMIT, lines=True, initial=idea.text)
