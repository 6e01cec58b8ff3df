"""One person's rows, as they read them themselves, and what erasing them means; and what the command line says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.pulses import SKIP
from bot.views import kit
from bot.views.kit import Block
from bot.views.language import Texts
from bot.views.pulses import label

VIEW, ERASE_FORM = "persons_view", "persons_erase_form"
# In this order, by the names of their tables.
SHOWN = (
    *("answer", "draft", "comment", "reply", "kudos", "kudos_receiver", "feedback", "person", "preference"),
    *("praise", "kudos_choice", "kudos_join", "reaction", "kudos_message", "import_job"),
    *("days_off", "membership", "department", "policy", "practice", "channel", "cohort", "reminder", "delivery"),
    *("welcome", "workspace", "audit"),
)
MOST = kit.SECTION_LIMIT - 400  # room for a title and what is left out
Rows = Mapping[str, Sequence[Mapping[str, Any]]]

SURE = "This erases what Heartline keeps about {name}, and cannot be undone. Erase it?"
ERASED = (
    "Erased. They are not asked any more. While they are in this Slack, their name and their place in teams come back "
    "with the next look at its list of members. What was posted in Slack stays there, and so do backups made before."
)
EXPORTED = "Written to {path}, for this account alone to read. It may hold open answers: give it to nobody but them."
CLOSED = (
    "Pulses that have closed hold nothing of this person: only sums are left, and nothing leads from those to them."
)
BY_SERVER = "PostgreSQL makes its own. This leaves out open answers, comments, and messages on their way:\n{command}"
BACKED_UP = (
    "Written to {path}, without open answers, comments, and messages on their way. Should you put it in place of the "
    "database, a pulse that was open then ends without a result."
)


def page(found: Rows, t: Texts) -> Block:
    """All that is kept about a person, as a page for them alone. What is too long for it is counted."""
    told = [kit.section(_table(name, found[name], t)) for name in SHOWN if found.get(name)]
    begin = kit.section(t("persons.intro") if told else t("persons.nothing"))
    blocks = [begin, *told, kit.section(t("persons.closed"))]
    return kit.modal(t("persons.title"), VIEW, blocks, close=t("persons.close"))


def erase_form(t: Texts) -> Block:
    """What erasing means, and whether to."""
    blocks = [kit.section(t(f"persons.erase_{part}")) for part in ("goes", "stays", "end", "lead")]
    title, submit, cancel = t("persons.erase_title"), t("persons.erase_submit"), t("persons.erase_cancel")
    return kit.modal(title, ERASE_FORM, blocks, submit=submit, close=cancel)


def erased(t: Texts) -> Block:
    """It is done."""
    return kit.modal(t("persons.erase_title"), VIEW, [kit.section(t("persons.erased"))], close=t("persons.close"))


def _table(name: str, rows: Sequence[Mapping[str, Any]], t: Texts) -> str:
    lines, room = [f"*{t(f'persons.{name}_title')}*"], MOST
    for number, row in enumerate(rows):
        line = "• " + t(f"persons.{name}", **dict(_values(row, t))).strip()
        room -= len(line) + 1
        if room < 0:
            lines.append(t("persons.more", count=len(rows) - number))
            break
        lines.append(line)
    return "\n".join(lines)


def _values(row: Mapping[str, Any], t: Texts) -> Iterator[tuple[str, str]]:
    """What a line is filled with: people as mentions, moments and words as people read them."""
    for name, value in row.items():
        if isinstance(value, datetime):
            yield name, kit.moment(value)
        elif name == "giver":
            yield name, f"<@{value}>"
        elif name == "did" and row.get("enabled"):
            yield name, kit.escape(kit.sentence(kit.cut(str(value), MOST // 2)))
        else:
            yield name, kit.escape(kit.cut(str(value), MOST // 2))
    if "score" in row:
        yield "question", kit.escape(kit.sentence(row["text"])) or t(f"items.{row['item']}")
        yield "label", label(row.get("score", SKIP), t)
    elif row.get("ready"):
        yield "label", t(f"comments.ready_{row['ready']}")
    else:
        yield "label", ""
