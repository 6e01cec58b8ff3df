"""What will happen, in a sentence."""

from __future__ import annotations

from bot.previews import Preview
from bot.views import kit
from bot.views.admin import counted


def sentence(preview: Preview, which: str = "first") -> str:
    """How many people are asked, and when in that pulse: the `first` or the `next` one."""
    at = "at once" if preview.is_at_once else f"{kit.day(preview.at.date())}, {preview.at:%H:%M} their time"
    zone = f"; {preview.elsewhere} of them in another time zone" if preview.elsewhere else ""
    return f"{counted(preview.people).capitalize()}, {which} pulse {at}{zone}."
