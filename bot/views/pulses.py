"""The pulse as people see it: three questions, five labelled answers each. No score is ever shown back."""

from __future__ import annotations

from datetime import datetime

from bot import privacy
from bot.items import Item
from bot.pulses import SKIP, Questions, Round
from bot.views import kit
from bot.views.kit import Block, Message

TITLE = "Your weekly pulse"
ANSWER = "pulse_answer"
VIEW = "pulse_view"
LABELS = {
    1: "Not at all true",
    2: "A little true",
    3: "Partly true",
    4: "Mostly true",
    5: "Completely true",
    SKIP: "Skip",
}
WHY = "Three questions about your week, one tap each. Together the answers show your team where work goes well."
KEPT = (
    "Confidential while the week is open, unlinkable after it closes. "
    "The people running this bot could read open answers; your manager cannot. "
    f"A team sees its numbers only when {privacy.THRESHOLD} or more people answered."
)
DONE = "That is all for this week. Thank you."
HELP = (
    "Once a week I ask three short questions in our direct messages, and your team reads the result together.\n"
    "• `/pulse` shows the questions of the open pulse, to answer or change your answers.\n"
    "• Every question can be skipped. After the week closes nothing links an answer to you."
)


def closes(opened: Round) -> str:
    """When a round closes, in each reader's own time."""
    fallback = f"{opened.closes_at:%A %H:%M} UTC"
    return f"<!date^{int(opened.closes_at.timestamp())}^{{date_long}} {{time}}|{fallback}>"


def ask(questions: Questions) -> Message:
    """The pulse as a direct message: the questions, and which of them have been answered."""
    return Message(text=_text(questions), blocks=tuple(_blocks(questions)))


def page(questions: Questions) -> Block:
    """The same pulse as a modal, for `/pulse`."""
    return kit.modal("Your pulse", VIEW, _blocks(questions)[1:])


def _text(questions: Questions) -> str:
    asked = " ".join(f"{number}. {item.text}" for number, item in enumerate(questions.items, start=1))
    return f"{TITLE}: {asked} Open until {closes(questions.round)}. Answer here, or type /pulse."


def _blocks(questions: Questions) -> list[Block]:
    blocks = [kit.header(TITLE), kit.section(WHY)]
    for number, item in enumerate(questions.items, start=1):
        blocks += _question(questions.round, number, item, item.id in questions.answered)
    if questions.answered >= {item.id for item in questions.items}:
        blocks.append(kit.section(DONE))
    return [*blocks, kit.context(f"Open until {closes(questions.round)}. {KEPT}")]


def _question(opened: Round, number: int, item: Item, is_answered: bool) -> list[Block]:
    note = "  _Answered. Tap another to change it._" if is_answered else ""
    return [
        kit.section(f"*{number}.* {item.text}{note}"),
        kit.actions(
            f"{opened.id}:{item.id}",
            [
                kit.button(label, f"{ANSWER}:{score}", str(score), spoken=f"Question {number}: {label}")
                for score, label in LABELS.items()
            ],
        ),
    ]


def nothing_open() -> str:
    """For someone who asks for a pulse when none is open."""
    return "No pulse is open right now. The next one comes on Monday at ten, in our direct messages."


def opened(week: str, asked: int, closes_at: datetime) -> str:
    """For the admin who opened a round."""
    people = "one person" if asked == 1 else f"{asked} people"
    return f"The pulse of week {week} is open for {people}. It closes {closes_at:%A %d %B, %H:%M} UTC."


def closed(week: str, teams: int) -> str:
    """For the admin who closed a round."""
    digests = "One digest is" if teams == 1 else f"{teams} digests are"
    return f"The pulse of week {week} is closed. {digests} on the way, and posted while the bot runs."
