"""How someone wants to be asked, as a form, and the form read back."""

from __future__ import annotations

from datetime import date, time

from bot import preferences
from bot.errors import Refused
from bot.payloads import Form
from bot.preferences import STEP_MINUTES, DaysOff, Preferences
from bot.views import kit
from bot.views.kit import Block
from bot.views.language import LANGUAGES, Texts

FORM, OPEN = "preferences_form", "preferences_open"
YES, NO, NONE, KEEP, AS_IN_SLACK = "yes", "no", "none", "keep", "slack"
NAMES = {"en": "English", "de": "Deutsch"}
PAUSES = (2, 4, 8, 12)  # weeks
CLOCKS = [f"{minutes // 60:02}:{minutes % 60:02}" for minutes in range(0, 24 * 60, STEP_MINUTES)]


def day(when: date, t: Texts) -> str:
    """A day in someone's language, with its weekday."""
    weekday = t(f"preferences.weekday_{when.weekday()}")
    return t("preferences.day", weekday=weekday, year=when.year, month=f"{when.month:02}", day=f"{when.day:02}")


def form(chosen: Preferences, today: date, t: Texts) -> Block:
    """The form, filled in with what someone has chosen so far; `today` is the day by their clock."""
    blocks = [
        _asked(chosen, t),
        _pause(chosen, today, t),
        _clock("asked_at", _written(chosen.asked_at), t, hint="asked_at_hint"),
        _weekdays(chosen, t),
        *_quiet(chosen, t),
        *_days_off(chosen, t),
        _language(chosen, t),
        _thanks(chosen, t),
    ]
    title, save, cancel = (t(f"preferences.{key}") for key in ("title", "save", "cancel"))
    return kit.modal(title, FORM, blocks, submit=save, close=cancel)


def saved(t: Texts) -> Block:
    """What the form says once it is kept."""
    return kit.modal(t("preferences.title"), FORM, [kit.section(t("preferences.saved"))], close=t("pulses.close"))


def named(off: DaysOff) -> str:
    """What names a stretch of days off in the form."""
    return off.first.isoformat()


def _field(name: str, element: Block, t: Texts, *, hint: str = "", optional: bool = False) -> Block:
    said = t(f"preferences.{hint}") if hint else ""
    return kit.field(name, t(f"preferences.{name}"), element, hint=said, optional=optional)


def _asked(chosen: Preferences, t: Texts) -> Block:
    options = [kit.option(t("preferences.asked_yes"), YES), kit.option(t("preferences.asked_no"), NO)]
    return _field("asked", kit.choice("radio_buttons", options, initial=[NO if chosen.is_out else YES]), t)


def _pause(chosen: Preferences, today: date, t: Texts) -> Block:
    options = [kit.option(t("preferences.weeks_none"), NONE)]
    until = chosen.paused_until
    is_paused = until is not None and today < until
    if until is not None and is_paused:
        options.append(kit.option(t("preferences.weeks_keep", day=day(until, t)), KEEP))
    options += [kit.option(t("preferences.weeks_some", count=weeks), str(weeks)) for weeks in PAUSES]
    return _field("weeks", kit.choice("static_select", options, initial=[KEEP if is_paused else NONE]), t)


def _clock(name: str, initial: str, t: Texts, *, hint: str = "", none: str = "") -> Block:
    options = [kit.option(none, NONE)] if none else []
    options += [kit.option(clock, clock) for clock in CLOCKS]
    return _field(name, kit.choice("static_select", options, initial=[initial]), t, hint=hint)


def _weekdays(chosen: Preferences, t: Texts) -> Block:
    options = [kit.option(t(f"preferences.weekday_{number}"), str(number)) for number in range(7)]
    return _field("weekdays", kit.choice("checkboxes", options, initial=[str(n) for n in chosen.weekdays]), t)


def _quiet(chosen: Preferences, t: Texts) -> list[Block]:
    begins, ends = [_written(clock) for clock in chosen.quiet] if chosen.quiet else [NONE, NONE]
    none = t("preferences.quiet_none")
    return [_clock("quiet", begins, t, none=none), _clock("quiet_until", ends, t, none=none, hint="quiet_hint")]


def _days_off(chosen: Preferences, t: Texts) -> list[Block]:
    added = [
        _field("days_off", kit.date_input(), t, optional=True),
        _field("days_off_last", kit.date_input(), t, optional=True, hint="days_off_hint"),
    ]
    if not chosen.days_off:
        return added
    listed = [kit.option(stretch(off, t), named(off)) for off in chosen.days_off]
    some = kit.choice("multi_static_select", listed, placeholder=t("preferences.days_off_some"))
    return [*added, _field("days_off_drop", some, t, optional=True)]


def stretch(off: DaysOff, t: Texts) -> str:
    """A stretch of days off in someone's language: one day, or from when to when."""
    first, last = day(off.first, t), day(off.last, t)
    return first if first == last else t("preferences.stretch", first=first, last=last)


def _language(chosen: Preferences, t: Texts) -> Block:
    options = [kit.option(t("preferences.language_slack"), AS_IN_SLACK)]
    options += [kit.option(name, language) for language, name in NAMES.items()]
    return _field("language", kit.choice("static_select", options, initial=[chosen.language or AS_IN_SLACK]), t)


def _thanks(chosen: Preferences, t: Texts) -> Block:
    options = [kit.option(t("preferences.thanks_yes"), YES)]
    ticked = kit.choice("checkboxes", options, initial=[YES] if chosen.has_thanks else [])
    return _field("thanks", ticked, t, optional=True)


def _written(clock: time) -> str:
    return f"{clock:%H:%M}"


def read(form: Form, old: Preferences, today: date) -> Preferences:
    """What someone has put in the form, given what they had chosen. Raises Refused with the field that cannot be."""
    language, weeks = form.text("language"), form.text("weeks")
    chosen = Preferences(
        asked_at=_time(form.text("asked_at"), "asked_at"),
        weekdays=frozenset(int(day) for day in form.several("weekdays") if day in "0123456"),
        quiet=_hours(form),
        paused_until=old.paused_until if weeks == KEEP else None,
        is_out=form.text("asked") == NO,
        language="" if language == AS_IN_SLACK else language,
        has_thanks=YES in form.several("thanks"),
        days_off=_stretches(form, old),
    )
    checked = preferences.checked(chosen, LANGUAGES, today)
    return preferences.paused(checked, today, int(weeks)) if weeks.isascii() and weeks.isdigit() else checked


def _time(written: str, field: str) -> time:
    if written not in CLOCKS:
        raise Refused("preference_hour", field=field)
    return time.fromisoformat(written)


def _hours(form: Form) -> tuple[time, time] | None:
    begins, ends = form.text("quiet"), form.text("quiet_until")
    if (begins == NONE) != (ends == NONE):
        raise Refused("preference_quiet", field="quiet")
    return None if begins == NONE else (_time(begins, "quiet"), _time(ends, "quiet_until"))


def _stretches(form: Form, old: Preferences) -> tuple[DaysOff, ...]:
    dropped = form.several("days_off_drop")
    kept = tuple(off for off in old.days_off if named(off) not in dropped)
    first, last = form.text("days_off"), form.text("days_off_last")
    if not first and not last:
        return kept
    try:
        return (*kept, DaysOff(date.fromisoformat(first), date.fromisoformat(last)))
    except ValueError:
        raise Refused("preference_days_off", field="days_off") from None
