"""Customer feedback as people see it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.feedback import CUSTOMER_LIMIT, SAID_LIMIT
from bot.teams import Team
from bot.views import kit
from bot.views.kit import Block

FORM = "feedback_form"
RATINGS = {
    1: "Far below what they expected",
    2: "Below what they expected",
    3: "As they expected",
    4: "Above what they expected",
    5: "Far above what they expected",
}
EXPECTATIONS = {
    "commitment": "Commitment: did we keep our promise?",
    "cost": "Cost: was it worth the price and the effort?",
    "culture": "Culture: did they like how we do things?",
    "care": "Care: did they feel looked after?",
}
TEAMS_SHOWN = 100
HELP = (
    "Log something a customer said, so that your team sees it beside its own week.\n"
    "• `/feedback` opens a form.\n"
    "• On any message: the menu with three dots, then *Log as customer feedback*.\n"
    "You say how their expectation was met; nothing guesses it from the text."
)


def form(teams: Iterable[Team], said: str = "", home: Team | None = None) -> Block:
    """The form: customer, words, rating, expectations, team; the logger's own team is chosen to begin with."""
    options = [kit.option(team.name, team.id) for team in teams][:TEAMS_SHOWN]
    rated = [kit.option(label, str(rating)) for rating, label in RATINGS.items()]
    about = [kit.option(label, name) for name, label in EXPECTATIONS.items()]
    words = kit.text_input(SAID_LIMIT, lines=True, initial=said)
    fields = [
        kit.field("customer", "Which customer?", kit.text_input(CUSTOMER_LIMIT, example="A name or a company")),
        kit.field("said", "What did they say?", words, hint="In their own words where you can."),
        kit.field("rating", "How was their expectation met?", kit.choice("radio_buttons", rated)),
        kit.field("expectations", "Which expectation was it?", kit.choice("checkboxes", about), optional=True),
    ]
    if options:
        team = kit.choice("static_select", options, placeholder="Choose a team")
        if home and (own := kit.option(home.name, home.id)) in options:
            team["initial_option"] = own
        hint = "Its next digest counts it."
        fields.append(kit.field("team", "Which team does it concern?", team, hint=hint, optional=True))
    return kit.modal("Customer feedback", FORM, fields, submit="Log")


def logged(customer: str, team: str | None) -> str:
    """To the logger: it is kept, and where it counts. Both are plain text."""
    counts = (
        f"It counts in the next digest of {team}." if team else "No team was chosen, so no team's digest counts it."
    )
    return f"Logged what {customer} said. {counts}"
