"""What will happen, in a sentence."""

from __future__ import annotations

from bot.previews import Preview
from bot.views import kit
from bot.views.admin import counted


def sentence(preview: Preview, which: str = "first") -> str:
    """How many people are asked, and when in that pulse: the `first` or the `next` one."""
    at = "at once" if preview.is_at_once else f"{kit.day(preview.at.date())}, {preview.at:%H:%M} their time"
    soon = f"; {preview.at_once} of them at once" if preview.at_once else ""
    zone = f"; {preview.elsewhere} of them in another time zone" if preview.elsewhere else ""
    are = "is" if preview.people == 1 else "are"
    return f"{counted(preview.people).capitalize()} {are} asked (with whoever leads): {which} pulse {at}{soon}{zone}."
