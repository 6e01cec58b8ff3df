"""The Home tab: the two things to do at any moment, and the feedback that someone may change."""

from __future__ import annotations

from bot.feedback import Listed
from bot.views import feedback as feedback_views
from bot.views import feedback_own, kit
from bot.views import kudos as kudos_views
from bot.views.kit import Block

NOT_READ = (
    "I do not read what you write to me in *Messages*, only CSV files of feedback, from admins and those who lead "
    "a team. Commands begin with /: `/kudos help`, `/feedback help` and `/pulse help` tell what there is."
)


def home(found: Listed) -> Block:
    """What someone's Home tab shows."""
    does = [
        kit.button("Give kudos", kudos_views.OPEN, "home", primary=True),
        kit.button("Log feedback", feedback_views.OPEN, ""),
    ]
    more = [kit.actions("home_more", [kit.button("See older ones", feedback_own.MORE, "1")])] if found.has_more else []
    return kit.home(
        [
            kit.section("Thank someone for what they did, or log what a customer said."),
            kit.actions("home_acts", does),
            kit.context(NOT_READ),
            kit.divider(),
            kit.header("What customers said"),
            kit.context("What you logged, and what concerns a team you lead. Nobody else sees this page."),
            *feedback_own.entries(found),
            *more,
        ]
    )


def nobody() -> Block:
    """For those who are no people of this workspace."""
    return kit.home(
        [kit.section("Heartline is for the people of this workspace. In yours, ask an admin to set it up.")]
    )
