"""The pulse as people see it: one question at a time in the message, all of them on the page. No score is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.items import Item
from bot.pulses import SCORES, SKIP, Questions
from bot.views import comments, kit, kudos, preferences, privacy
from bot.views.kit import Block, Message
from bot.views.language import Texts

VIEW = "pulse_view"
ANSWER, OPEN, WITHDRAW, AGAIN = "pulse_answer", "pulse_open", "pulse_withdraw", "pulse_again"
LATER_TODAY, TOMORROW = "pulse_later_today", "pulse_tomorrow"
PAUSE, STOP, START, NO_THANKS = "pulse_pause", "pulse_stop", "pulse_start", "pulse_no_thanks"
PAUSES = (2, 4)  # weeks


@dataclass(frozen=True)
class Offers:
    """What is offered to someone who has answered everything."""

    has_comment: bool = False
    has_thanks: bool = True


def label(score: int, t: Texts) -> str:
    """What the button of a score, or of skipping, says."""
    return t("items.skip") if score == SKIP else t(f"items.label_{score}")


def ask(questions: Questions, t: Texts, offers: Offers = Offers(), *, after: str = "") -> Message:
    """The pulse as a direct message: the next open question after an item's, or what can be done after the last."""
    item = questions.left(after)
    title, closes = t("pulses.title"), kit.moment(questions.round.closes_at)
    if item is None:
        text = f"{title}: {t('pulses.done')} {t('pulses.done_until', closes=closes)}"
        return Message(text, (kit.header(title), *_done(questions, t, offers), _promise(questions, t), _small(t)))
    asked = f"{_place(questions, item, t)}: {kit.escape(t.item(item))}"
    text = f"{title}. {asked} {t('pulses.how')} {t('pulses.open_until', closes=closes)}"
    blocks = (kit.header(title), kit.section(_why(questions, t)), *_question(questions, item, t))
    return Message(text, (*blocks, _promise(questions, t), _ways_out(questions, t)))


def page(questions: Questions, t: Texts, offers: Offers = Offers(), note: Iterable[str] = ()) -> Block:
    """All questions of a pulse as a modal; what has been answered is marked as done, without saying how.

    `note` is what someone is told before they are first asked, for who has come before it.
    """
    blocks = [*map(kit.section, note), kit.section(_why(questions, t))]
    for item in questions.items:
        blocks += _question(questions, item, t, is_given=item.id in questions.answered)
    if questions.left() is None:
        blocks += _done(questions, t, offers, on_page=True)
    return _modal(t, [*blocks, _promise(questions, t), _small(t)])


def reminder(questions: Questions, t: Texts, number: int) -> Message:
    """That a pulse is open: 1 after a day, 2 on its last morning, 0 for someone who wanted to hear of it later."""
    said = t(f"pulses.reminder_{number}", closes=kit.moment(questions.round.closes_at))
    row = [
        kit.button(t("pulses.answer_now"), OPEN, questions.round.id, primary=True),
        *_pausing(questions.round.id, t),
        kit.button(t("pulses.settings"), preferences.OPEN, "settings"),
    ]
    return Message(said, (kit.section(said), kit.actions(f"{questions.round.id}:ways", row)))


def over(t: Texts) -> Message:
    """What takes the place of every message of a pulse that has closed: the same for everyone who was asked."""
    said = f"{t('pulses.over')} {t('pulses.over_next')}"
    return Message(said, (kit.section(said), _small(t)))


def over_page(t: Texts) -> Block:
    """What takes the place of the page of a pulse that has closed."""
    return note(t, f"{t('pulses.over')} {t('pulses.over_next')}")


def withdrawn(round_id: str, t: Texts) -> Message:
    """For someone who has taken all answers back."""
    return _said(t("pulses.withdrawn"), kit.button(t("pulses.answer_after_all"), AGAIN, round_id))


def snoozed(round_id: str, at: datetime, t: Texts) -> Message:
    """For someone who will be asked again at that moment."""
    said = t("pulses.snoozed", moment=kit.moment(at))
    return _said(said, kit.button(t("pulses.answer_now"), AGAIN, round_id))


def paused(until: date, t: Texts) -> Message:
    """For someone who is not asked before that day."""
    return _said(t("pulses.paused", day=preferences.day(until, t)), _start(t))


def stopped(t: Texts) -> Message:
    """For someone who is never asked again, also not whether they would like to be."""
    return _said(t("pulses.stopped"), _start(t))


def started(t: Texts) -> Message:
    """For someone who takes part again while there is nothing to ask them."""
    return Message(t("pulses.started"), (kit.section(t("pulses.started")), _small(t)))


def away(until: date | None, t: Texts) -> Block:
    """The page of someone who has paused until that day, or stopped for good."""
    said = t("pulses.paused", day=preferences.day(until, t)) if until else t("pulses.stopped")
    return note(t, said, can_start=True)


def nothing_open(coming: date | None, t: Texts) -> Block:
    """The page while no pulse is open; `coming` is the day of the next one, where that is known."""
    following = [t("pulses.next", day=preferences.day(coming, t))] if coming else []
    return note(t, " ".join([t("pulses.none_open"), *following]))


def note(t: Texts, said: str, *, can_start: bool = False) -> Block:
    """The page with one thing to say; where someone is not asked, with the button that changes it."""
    return _modal(t, [kit.section(said), *([kit.actions("start", [_start(t)])] if can_start else []), _small(t)])


def opened(week: str, asked: int, closes_at: datetime) -> str:
    """For the admin who opened a round."""
    people = "one person" if asked == 1 else f"{asked} people"
    return f"The pulse of week {week} is open for {people}. It closes {closes_at:%A %d %B, %H:%M} UTC."


def closed(week: str, teams: int, due_at: datetime | None = None) -> str:
    """For the admin who closed a round; `due_at` is the hour that its digests wait for, if they do."""
    digests = "One digest is" if teams == 1 else f"{teams} digests are"
    told = f"The pulse of week {week} is closed. {digests} on the way"
    if due_at:
        return f"{told}, and posted on {due_at:%A %d %B, %H:%M} UTC. To post them now: heartline digest post"
    return f"{told}, and posted while the bot runs."


def _modal(t: Texts, blocks: list[Block]) -> Block:
    return kit.modal(t("pulses.title"), VIEW, blocks, close=t("pulses.close"))


def _said(said: str, *buttons: Block) -> Message:
    return Message(said, (kit.section(said), kit.actions("more", buttons)))


def _why(questions: Questions, t: Texts) -> str:
    return t("pulses.why_whole", count=len(questions.items)) if questions.is_whole else t("pulses.why")


def _place(questions: Questions, item: Item, t: Texts) -> str:
    return t("pulses.question", number=questions.items.index(item) + 1, count=len(questions.items))


def _question(questions: Questions, item: Item, t: Texts, *, is_given: bool = False) -> list[Block]:
    number, count = questions.items.index(item) + 1, len(questions.items)
    note = f"\n_{t('pulses.given')}_" if is_given else ""
    buttons = [
        kit.button(
            label(score, t),
            f"{ANSWER}:{score}",
            str(score),
            spoken=t("pulses.spoken", number=number, count=count, label=label(score, t)),
        )
        for score in (*SCORES, SKIP)
    ]
    return [
        kit.section(f"*{_place(questions, item, t)}*\n{kit.escape(t.item(item))}{note}"),
        kit.actions(f"{questions.round.id}:{item.id}", buttons),
    ]


def _promise(questions: Questions, t: Texts) -> Block:
    closes = kit.moment(questions.round.closes_at)
    return kit.context(f"{t('pulses.open_until', closes=closes)} {t('pulses.promise')}")


def _done(questions: Questions, t: Texts, offers: Offers, *, on_page: bool = False) -> list[Block]:
    opened = questions.round
    said = kit.section(f"*{t('pulses.done')}*\n{t('pulses.done_until', closes=kit.moment(opened.closes_at))}")
    row = [
        *([] if on_page else [kit.button(t("pulses.change"), OPEN, opened.id)]),
        *([kit.button(t("pulses.comment"), comments.OPEN, opened.id)] if offers.has_comment else []),
        kit.button(t("pulses.withdraw"), WITHDRAW, opened.id),
    ]
    blocks = [said, kit.actions(f"{opened.id}:done", row)]
    if offers.has_thanks:
        blocks += [
            kit.section(t("pulses.thanks")),
            kit.actions(
                f"{opened.id}:thanks",
                [
                    kit.button(t("pulses.kudos"), kudos.OPEN, opened.id),
                    kit.button(t("pulses.no_thanks"), NO_THANKS, opened.id),
                ],
            ),
        ]
    return blocks


def _ways_out(questions: Questions, t: Texts) -> Block:
    round_id = questions.round.id
    return kit.actions(
        f"{round_id}:ways",
        [
            kit.button(t("pulses.who_sees"), privacy.OPEN, "privacy"),
            kit.button(t("pulses.later_today"), LATER_TODAY, round_id),
            kit.button(t("pulses.tomorrow"), TOMORROW, round_id),
            *_pausing(round_id, t),
            kit.button(t("pulses.settings"), preferences.OPEN, "settings"),
        ],
    )


def _pausing(round_id: str, t: Texts) -> list[Block]:
    pauses = [kit.button(t(f"pulses.pause_{weeks}"), f"{PAUSE}:{weeks}", str(weeks)) for weeks in PAUSES]
    return [*pauses, kit.button(t("pulses.stop"), STOP, round_id)]


def _start(t: Texts) -> Block:
    return kit.button(t("pulses.start_again"), START, "start")


def _small(t: Texts) -> Block:
    """Who sees this, and the settings: one tap away wherever something is asked."""
    row = [
        kit.button(t("pulses.who_sees"), privacy.OPEN, "privacy"),
        kit.button(t("pulses.settings"), preferences.OPEN, "settings"),
    ]
    return kit.actions("small", row)
