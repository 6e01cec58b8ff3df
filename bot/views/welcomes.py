"""The note before someone is first asked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views import kit, preferences, privacy
from bot.views.kit import Message
from bot.views.language import Texts


def told(t: Texts, weeks: int, threshold: int, installer: str) -> list[str]:
    """Who asks, how often (every so many weeks), who sees what, and that it is up to them.

    `threshold` is how many must answer before a result is shown (5 …), `installer` the name of who set Heartline up,
    empty where it is not known.
    """
    hello = t("welcomes.hello_by", name=kit.escape(installer)) if installer else t("welcomes.hello")
    return [
        f"{hello} {t(f'welcomes.often_{weeks}')}",
        t("welcomes.seen", threshold=threshold),
        f"{t('welcomes.choice')} {t('pulses.promise')}",
    ]


def note(t: Texts, told: Sequence[str]) -> Message:
    """All of that as a message of its own."""
    row = [
        kit.button(t("pulses.who_sees"), privacy.OPEN, "welcome"),
        kit.button(t("welcomes.choose"), preferences.OPEN, "welcome"),
    ]
    return Message("\n".join(told), (*map(kit.section, told), kit.actions("welcome", row)))
