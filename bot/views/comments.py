"""Comments and answers to them, as writer and reader see them. What a person wrote is shown as it is, as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.comments import LIMIT, PER_MESSAGE, READY, Draft, Released, Reply, Sheet, in_part, parts
from bot.views import kit, preferences, privacy
from bot.views.kit import Block, Message
from bot.views.language import Texts

FORM, REPLY_FORM, VIEW = "comment_form", "comment_reply_form", "comment_view"
OPEN, READY_ANSWER, REPLY, READ = "comment_open", "comment_ready", "comment_reply", "comment_read"
ALLOWED = "allowed"


@dataclass(frozen=True)
class Batch:
    """One message with comments as one reader sees it: part `part` (0 …) of a release, and what they have answered.

    `group` is the name of whom the comments are from, empty for the whole company.
    """

    group: str
    comments: Sequence[Released]
    part: int
    given: Sequence[Reply]
    today: date


def form(sheet: Sheet, t: Texts) -> Block:
    """The form for a comment, with what was written before."""
    draft = sheet.draft or Draft("", may_reply=False)
    chosen = [ALLOWED] if draft.may_reply else []
    allowed = kit.choice("checkboxes", [kit.option(t("comments.may_reply"), ALLOWED)], initial=chosen)
    text = kit.text_input(LIMIT, lines=True, initial=draft.text)
    blocks = [
        kit.field("text", t("items.open"), text, hint=t("comments.hint"), optional=True),
        kit.context(t("comments.style")),
        kit.section(t("comments.readers")),
        kit.field("reply", t("comments.answers"), allowed, hint=t("comments.link"), optional=True),
        kit.actions("privacy", [kit.button(t("pulses.who_sees"), privacy.OPEN, "privacy")]),
    ]
    title, keep, cancel = t("comments.title"), t("comments.keep"), t("comments.cancel")
    return kit.modal(title, FORM, blocks, submit=keep, private=sheet.round.id, close=cancel)


def kept(t: Texts, *, is_there: bool) -> Block:
    """To the writer: it is kept, or was taken back."""
    said = t("comments.kept") if is_there else t("comments.taken_back")
    return _page(t, "comments.title", [kit.section(said)])


def released(batch: Batch, t: Texts) -> Message:
    """To a reader: the comments of one message, each with what can be done."""
    title, count = _title(batch, t), len(batch.comments)
    about = t("comments.about", count=count)
    shown = list(enumerate(in_part(batch.comments, batch.part), start=batch.part * PER_MESSAGE + 1))
    blocks = [kit.header(title), kit.section(about)]
    for number, comment in shown:
        blocks += _comment(batch, number, comment, t)
    if any(comment.takes_answers(batch.today) for _, comment in shown):
        last = preferences.day(shown[0][1].last_answer, t)
        blocks.append(kit.context(t("comments.until", day=last)))
    said = " ".join(f"{number}. {comment.text}" for number, comment in shown)
    return Message(kit.escape(f"{title}. {about} {said}"), tuple(blocks))


def reply_form(comment: Released, ready: str, t: Texts) -> Block:
    """The form for an answer in own words, to the comment that stands above it."""
    label = t(f"comments.ready_{ready}") if ready else t("comments.reply_words")
    text = kit.text_input(LIMIT, lines=True)
    blocks = [kit.words(comment.text), kit.field("text", label, text, hint=t("comments.reply_hint"))]
    title, send, cancel = t("comments.reply_title"), t("comments.send"), t("comments.cancel")
    return kit.modal(title, REPLY_FORM, blocks, submit=send, private=f"{comment.id}:{ready}", close=cancel)


def reply_kept(t: Texts) -> Block:
    """To the reader: the answer will go out."""
    return _page(t, "comments.reply_title", [kit.section(t("comments.reply_kept"))])


def told(token: str, t: Texts) -> Message:
    """To the writer: there is an answer. Neither it nor the comment is in the message."""
    said = t("comments.told")
    read = kit.button(t("comments.read"), READ, token)
    return Message(said, (kit.section(said), kit.actions("read", [read])))


def answer(comment: Released, reply: Reply, giver: str, t: Texts) -> Block:
    """To the writer: their comment and the answer, on a page that is in no history. `giver` is a name, or empty."""
    name = kit.escape(giver) or t("comments.someone")
    ready = [kit.section(t(f"comments.ready_{reply.ready}"))] if reply.ready else []
    words = [kit.words(reply.words)] if reply.words else []
    yours = [kit.context(t("comments.yours")), kit.words(comment.text)]
    return _page(t, "comments.answer", [*yours, kit.context(t("comments.theirs", name=name)), *ready, *words])


def _page(t: Texts, title: str, blocks: list[Block]) -> Block:
    return kit.modal(t(title), VIEW, blocks, close=t("comments.close"))


def _title(batch: Batch, t: Texts) -> str:
    title = t("comments.released", group=batch.group) if batch.group else t("comments.released_company")
    every = parts(len(batch.comments))
    if len(every) == 1:
        return title
    return f"{title} ({t('comments.part', part=batch.part + 1, parts=len(every))})"


def _comment(batch: Batch, number: int, comment: Released, t: Texts) -> list[Block]:
    given = [reply for reply in batch.given if reply.comment == comment.id]
    blocks = [kit.divider(), kit.words(comment.text)]
    if given:
        labels = [t(f"comments.ready_{reply.ready}") if reply.ready else t("comments.own_words") for reply in given]
        blocks.append(kit.context(t("comments.answered", answers=", ".join(dict.fromkeys(labels)))))
    if comment.takes_answers(batch.today):
        blocks.append(kit.actions(f"comment:{comment.id}", _buttons(number, comment, t)))
    elif not comment.may_reply:
        blocks.append(kit.context(t("comments.no_answers")))
    return blocks


def _buttons(number: int, comment: Released, t: Texts) -> list[Block]:
    ready = {f"{READY_ANSWER}:{name}": (t(f"comments.ready_{name}"), name) for name in READY}
    every = ready | {REPLY: (t("comments.reply"), "")}
    return [
        kit.button(label, action, f"{comment.id}:{name}", spoken=t("comments.spoken", label=label, number=number))
        for action, (label, name) in every.items()
    ]
