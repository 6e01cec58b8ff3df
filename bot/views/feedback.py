"""Customer feedback as people see it: the form, what it asks back, and the message with a customer's praise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.feedback import CUSTOMER_LIMIT, SAID_LIMIT, SCALES, SOURCE_LIMIT, Feedback, Scale
from bot.feedback_form import IMPRESSION, OTHER, SLACK
from bot.teams import Team
from bot.views import kit
from bot.views.kit import Block

FORM, EDIT_FORM, OPEN = "feedback_form", "feedback_edit_form", "feedback_open"
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
NEEDS = {
    "competence:1": "More able: they can do something they could not before",
    "competence:-1": "Less able: they felt lost or held up",
    "autonomy:1": "In charge: they could decide for themselves",
    "autonomy:-1": "Not in charge: they felt pushed or had no choice",
    "recognition:1": "Valued: they felt that they matter to us",
    "recognition:-1": "Not valued: they felt overlooked",
}
VOICES = {"customer": "The customer said it", IMPRESSION: "It is my impression"}
SCALE_NAMES = {
    Scale.CSAT: "satisfaction, {least} to {most}",
    Scale.NPS: "would recommend, {least} to {most}",
    Scale.CES: "how easy it was, {least} to {most}",
}
TELL = "Tell them, with these words and your name"
TEAMS_SHOWN, QUOTED = 100, 300
PRAISE_ENDS = (
    "Whoever logged this wants a person to know that it praises them. If you change the customer or the words, it is "
    "shown as praise no longer, until whoever logged it says so once more."
)
HELP = (
    "Log something a customer said, so that your team sees it beside its own week.\n"
    "• `/feedback` opens a form; words after it are taken as what the customer said.\n"
    "• On any message: the menu with three dots, then *Log as customer feedback*.\n"
    "• If you lead a team or are an admin, drop a CSV file into my *Messages* tab to bring in many at once.\n"
    "• `/feedback mine` lists what you logged, and what concerns a team you lead, to change or delete it.\n"
    "You say how their expectation was met; nothing guesses it from the text. Keep in mind that people choose what "
    "they log, so ratings may follow the mood of whoever logs. Log the good and the bad, and say when it is only your "
    "impression."
)


@dataclass(frozen=True)
class Doubt:
    """What the form asks back before it keeps anything: whether it is one of the customers named nearly so (and which
    of them was chosen), or whether it is the same as a twin that somebody logged.
    """

    customers: Sequence[str] = ()
    chosen: str = ""
    twin: Feedback | None = None
    logger: str = ""


def form(
    given: Feedback,
    teams: Sequence[Team],
    *,
    callback: str = FORM,
    private: str = "",
    is_guessed: bool = False,
    may_praise: bool = True,
    doubt: Doubt | None = None,
) -> Block:
    """The form with what is given so far: first what is needed, then what may be said beside it.

    `is_guessed` says that the expectations were chosen by words in the text; `may_praise` whether whoever has it open
    decides about praise.
    """
    asked_back = _asked_back(doubt) if doubt else []
    blocks = [*asked_back, *_needed(given), *_beside(given, teams, is_guessed=is_guessed)]
    blocks += _praise(given) if may_praise else _praised(given)
    title, submit = ("Change feedback", "Save") if callback == EDIT_FORM else ("Customer feedback", "Log")
    return kit.modal(title, callback, blocks, submit=submit, private=private)


def _needed(given: Feedback) -> list[Block]:
    words = kit.text_input(SAID_LIMIT, lines=True, initial=given.said)
    customer = kit.text_input(CUSTOMER_LIMIT, initial=given.customer, example="A name or a company")
    return [
        kit.field("customer", "Which customer?", customer),
        kit.field("said", "What did they say?", words, hint="In their own words where you can."),
        _rating(given),
    ]


def _rating(given: Feedback) -> Block:
    if given.scale is Scale.EXPECTATION:
        rated = [kit.option(label, str(rating)) for rating, label in RATINGS.items()]
        buttons = kit.choice("radio_buttons", rated, initial={str(given.rating)})
        return kit.field("rating", "How was their expectation met?", buttons)
    rated = [kit.option(str(rating), str(rating)) for rating in SCALES[given.scale]]
    return kit.field(
        "rating", f"Rating: {scale(given)}", kit.choice("static_select", rated, initial={str(given.rating)})
    )


def _beside(given: Feedback, teams: Sequence[Team], *, is_guessed: bool) -> list[Block]:
    about = _options("checkboxes", EXPECTATIONS, given.expectations)
    guessed = "Chosen for you by words in the text, which is only a suggestion. Change what is not right."
    needs = _options("checkboxes", NEEDS, {f"{need}:{sign}" for need, sign in given.needs.items()})
    voice = _options("radio_buttons", VOICES, {IMPRESSION if given.is_impression else "customer"})
    source = kit.text_input(SOURCE_LIMIT, initial=given.source if given.source != SLACK else "", example="A call")
    return [
        kit.field(
            "expectations",
            "Which expectation was it?",
            about,
            hint=guessed if is_guessed and given.expectations else "",
            optional=True,
        ),
        kit.field("voice", "Whose view is it?", voice),
        kit.field("date", "When was it?", kit.date_input(given.happened_on)),
        *_teams(given.teams, teams),
        kit.field("needs", "How did it leave them?", needs, optional=True),
        kit.field("source", "Where did it come from?", source, optional=True),
        kit.field("link", "A link to it", kit.url_input(given.link), optional=True),
    ]


def _praise(given: Feedback) -> list[Block]:
    tell = {"yes": TELL}
    told = _options("checkboxes", tell, {"yes"} if given.is_praise_told else ())
    return [
        kit.field("praised", "Did they praise someone here?", kit.person_select(given.praised), optional=True),
        kit.field("told", "May that person know?", told, optional=True),
    ]


def _praised(given: Feedback) -> list[Block]:
    """To whoever changes what another has logged: the praise in it was told in that person's name."""
    return [kit.context(PRAISE_ENDS)] if given.is_praise_told else []


def _options(kind: str, labels: dict[str, str], initial: Collection[str]) -> Block:
    return kit.choice(kind, [kit.option(label, value) for value, label in labels.items()], initial=initial)


def _teams(chosen: Collection[str], teams: Sequence[Team]) -> list[Block]:
    """The teams to choose from; those that are chosen come first, so that none of them falls behind Slack's limit."""
    in_order = sorted(teams, key=lambda team: team.id not in chosen)
    options = [kit.option(team.name, team.id) for team in in_order][:TEAMS_SHOWN]
    if not options:
        return []
    select = kit.choice("multi_static_select", options, placeholder="Choose teams", initial=chosen)
    hint = "Their next digests count it."
    return [kit.field("teams", "Which teams does it concern?", select, hint=hint, optional=True)]


def _asked_back(doubt: Doubt) -> list[Block]:
    blocks = []
    if doubt.customers:
        options = [*(kit.option(name, name) for name in doubt.customers), kit.option("No, another customer", OTHER)]
        known = kit.choice("radio_buttons", options, initial={doubt.chosen})
        blocks.append(kit.field("customer_known", "Is it a customer who is known already?", known))
    return blocks + (_twin(doubt.twin, doubt.logger) if doubt.twin else [])


def _twin(twin: Feedback, logger: str) -> list[Block]:
    again = kit.choice("checkboxes", [kit.option("Log it all the same: it is something else", twin.id)])
    return [
        kit.words(f"This looks like what {logger} logged for {kit.day(twin.happened_on)}:"),
        kit.words(kit.cut(twin.said, QUOTED)),
        kit.field(
            "again",
            "Shall it be logged once more?",
            again,
            hint="Tick this to log it too. If it is the same, close this form: it is counted.",
        ),
        kit.divider(),
    ]


def logged(feedback: Feedback, teams: Sequence[Team], praised: str = "", *, is_late: bool = False) -> str:
    """To the logger, in plain text: it is kept, and where it counts; `is_late` when the digests of its day are out.

    `praised` is the name of the person it praises, if it praises another than the logger.
    """
    names = [team.name for team in teams if team.id in feedback.teams]
    told = f" {praised} is not told of the praise. To tell them, edit it: /feedback mine" if praised else ""
    told = " They will be told what was praised." if feedback.is_praise_told else told
    return f"Logged what {feedback.customer} said. {_counts(names, is_late=is_late)}{told}"


def _counts(names: Sequence[str], *, is_late: bool) -> str:
    if not names:
        return "No team was chosen, so no team's digest counts it."
    if is_late:
        return "The digest of that week is out already and stays as it is, so none counts it; the lists show it."
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"It counts in the next digest of {listed}."


def rated(feedback: Feedback) -> str:
    """The rating in words; one on a scale of its own also on 0 to 100."""
    if feedback.scale is Scale.EXPECTATION:
        return RATINGS[feedback.rating]
    return f"{feedback.rating} ({scale(feedback)}), {feedback.score:.0f} of 100"


def scale(feedback: Feedback) -> str:
    """What an imported rating is on, with its ends."""
    points = SCALES[feedback.scale]
    return SCALE_NAMES[feedback.scale].format(least=points[0], most=points[-1])
