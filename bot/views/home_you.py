"""The page of Home that everyone has. What is about pulses is in the reader's language; the rest is in English."""

from __future__ import annotations

from collections.abc import Sequence

from bot import home
from bot.home import Pulse, You
from bot.people import listed
from bot.sharing import Received, Telling
from bot.views import comments, feedback, feedback_own, kit, kudos, kudos_messages, kudos_own, preferences, privacy
from bot.views import home as frame
from bot.views import pulses as pulse_views
from bot.views.kit import Block
from bot.views.language import Texts

SAID_SHOWN = 200
NO_WORDS = "For a message"
NO_KUDOS = "There are no kudos yet. Who has helped you lately? Thank them here, or with `/kudos`."
TO_SHARE = "{names} thanked you. Nobody else sees that, unless you share it."
IDEAS = "The newest digest of {names} offers an idea that you can take up."
LOGGED = "What you logged, and what concerns a team you lead."
NOT_READ = (
    "I do not read what you write to me in *Messages*, only CSV files of feedback, from admins and those who lead "
    "a team. Commands begin with /: `/kudos help`, `/feedback help` and `/pulse help` tell what there is."
)


def blocks(you: You, t: Texts) -> list[Block]:
    """What is somebody's own, and what they can do."""
    return [*_waiting(you, t), *_pulse(you, t), *_kudos(you), *_feedback(you), *_known(t), kit.context(NOT_READ)]


def _waiting(you: You, t: Texts) -> list[Block]:
    waiting = you.waiting
    told = [
        *(_open_pulse(waiting.pulse, t) if waiting.pulse else []),
        *(_replies(waiting.replies[: home.NEWEST], t) if waiting.replies else []),
        *(block for side in you.to_share for block in _to_share(side)),
        *(_ideas(waiting.ideas) if waiting.ideas else []),
    ]
    return [kit.header(t("home.waiting")), *(told or [kit.section(t("home.nothing"))])]


def _open_pulse(pulse: Pulse, t: Texts) -> list[Block]:
    """That it is open, and whether it is answered: how it was answered stands nowhere."""
    closes, round_id = kit.moment(pulse.round.closes_at), pulse.round.id
    if pulse.is_done:
        change = kit.button(t("pulses.change"), pulse_views.OPEN, round_id)
        return [kit.section(t("home.pulse_done", closes=closes)), kit.actions("home_pulse", [change])]
    said = [
        t("home.pulse_open", closes=closes),
        *([t("home.pulse_comes", moment=kit.moment(pulse.asked_at))] if pulse.asked_at else []),
        *([] if pulse.is_told else [t("home.pulse_first")]),
    ]
    row = [kit.button(t("home.answer"), pulse_views.OPEN, round_id, spoken=t("home.answer_spoken"), primary=True)]
    if not pulse.is_told:
        row.append(kit.button(t("pulses.who_sees"), f"{privacy.OPEN}:first", "privacy"))
    elif not pulse.asked_at:  # who was not asked yet has nothing to put off
        row.append(kit.button(t("pulses.later_today"), pulse_views.LATER_TODAY, round_id))
        row.append(kit.button(t("pulses.tomorrow"), pulse_views.TOMORROW, round_id))
    return [kit.section(" ".join(said)), kit.actions("home_pulse", row)]


def _replies(tokens: Sequence[str], t: Texts) -> list[Block]:
    row = [kit.button(t("comments.read"), f"{comments.READ}:{n}", token) for n, token in enumerate(tokens)]
    return [kit.section(t("home.replied")), kit.actions("home_replies", row)]


def _to_share(side: Received) -> list[Block]:
    telling = side.telling
    said = kit.words(TO_SHARE.format(names=_name(telling, telling.kudos.giver)))
    return [said, kit.actions(f"home_share:{telling.kudos.id}", kudos_messages.sharing_buttons(side))]


def _ideas(names: Sequence[str]) -> list[Block]:
    row = [kit.button("Look at it", f"{frame.PAGE}:ideas", home.TEAMS, spoken="Look at it among your teams")]
    return [kit.words(IDEAS.format(names=listed(list(names)))), kit.actions("home_ideas", row)]


def _pulse(you: You, t: Texts) -> list[Block]:
    """When they are asked next, and how they want it."""
    if not you.is_asked and not you.preferences.is_out:
        return [kit.header(t("home.pulse")), kit.section(t("home.no_team"))]
    change = kit.button(t("home.change"), f"{preferences.OPEN}:change", "settings", spoken=t("home.change_spoken"))
    wishes = kit.section("\n".join(_wishes(you, t)))
    return [kit.header(t("home.pulse")), *_next(you, t), wishes, kit.actions("home_wishes", [change])]


def _next(you: You, t: Texts) -> list[Block]:
    wishes = you.preferences
    if wishes.is_out or wishes.is_away(you.today):
        day = None if wishes.is_out else wishes.paused_until
        said = t("pulses.paused", day=preferences.day(day, t)) if day else t("pulses.stopped")
        row = [kit.button(t("pulses.start_again"), pulse_views.START, "start")]
    else:
        said = t("home.next", moment=kit.moment(you.next_at)) if you.next_at else t("home.next_unknown")
        row = [
            kit.button(t("home.move"), f"{preferences.OPEN}:move", "settings", spoken=t("home.move_spoken")),
            *(
                kit.button(t(f"pulses.pause_{weeks}"), f"{pulse_views.PAUSE}:{weeks}", str(weeks))
                for weeks in pulse_views.PAUSES
            ),
        ]
    return [kit.section(said), kit.actions("home_next", row)]


def _wishes(you: You, t: Texts) -> list[str]:
    """Days, hours and language, a line each."""
    wishes = you.preferences
    days = ", ".join(t(f"preferences.weekday_{number}") for number in sorted(wishes.weekdays))
    off = ", ".join(preferences.stretch(off, t) for off in wishes.days_off if off.last >= you.today)
    quiet = [f"{clock:%H:%M}" for clock in wishes.quiet or ()]
    language = preferences.NAMES[wishes.language] if wishes.language else t("preferences.language_slack")
    return [
        t("home.days", days=days, hour=f"{wishes.hour:%H:%M}"),
        t("home.quiet", begins=quiet[0], ends=quiet[1]) if quiet else t("home.quiet_none"),
        t("home.days_off", days=off) if off else t("home.days_off_none"),
        t("home.language", language=language),
    ]


def _kudos(you: You) -> list[Block]:
    got = [block for side in you.received for block in _story(side.telling, _from(side.telling))]
    gave = [block for telling in you.given for block in _story(telling, _to(telling))]
    row = [
        kit.button("Give kudos", kudos.OPEN, "home", primary=True),
        *([kit.button("See all", kudos_own.LIST, "received:", spoken="See all your kudos")] if got or gave else []),
    ]
    told = [*got, *gave] or [kit.section(NO_KUDOS)]
    return [kit.divider(), kit.header("Kudos"), *told, kit.actions("home_kudos", row)]


def _story(telling: Telling, whom: str) -> list[Block]:
    given = telling.kudos
    small = kit.small(f"{whom} · {kit.day(given.day or given.given_at.date())}")
    return [small, kit.words(kit.cut(given.did or NO_WORDS, SAID_SHOWN))]


def _from(telling: Telling) -> str:
    return f"From {_name(telling, telling.kudos.giver)}"


def _to(telling: Telling) -> str:
    return f"To {listed([_name(telling, person) for person in telling.kudos.receivers])}"


def _name(telling: Telling, person: str) -> str:
    return telling.names.get(person, "someone")


def _feedback(you: You) -> list[Block]:
    found = you.feedback
    row = [
        kit.button("Log feedback", feedback.OPEN, "", primary=True),
        *([kit.button("See all", feedback_own.MORE, "0", spoken="See all feedback")] if found.has_more else []),
    ]
    which = [kit.context(LOGGED)] if found.feedback else []  # where there is none, the list says so itself
    head = [kit.divider(), kit.header("What customers said"), *which]
    return [*head, *feedback_own.entries(found), kit.actions("home_feedback", row)]


def _known(t: Texts) -> list[Block]:
    """What is kept about them: who sees it, all of it, and how to erase it."""
    row = [
        kit.button(t("pulses.who_sees"), privacy.OPEN, "privacy"),
        kit.button(t("privacy.export"), privacy.EXPORT, "export"),
        kit.button(t("privacy.erase"), privacy.ERASE, "erase"),
    ]
    known = [kit.header(t("home.know")), kit.section(t("home.know_said")), kit.actions("home_known", row)]
    return [kit.divider(), *known]
