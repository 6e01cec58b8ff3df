"""Comments: written, changed and taken back while a pulse is open; forgotten thirty days after they were passed on."""

from __future__ import annotations

from datetime import datetime

from bot import comments
from bot.comments import Draft, Sheet
from bot.errors import Refused
from bot.payloads import Click, Form
from bot.pulses import told
from bot.views import comments as views
from bot.views.language import Texts
from handlers.questions import language
from handlers.world import Ack, World
from storage import comments as stored
from storage import pulses
from storage.database import Db


def write(db: Db, round_id: str, person: str, draft: Draft, now: datetime) -> bool:
    """Keep a comment in place of the person's earlier one; an empty one takes that back. Returns whether one is kept.

    Raises Refused where it cannot be kept.
    """
    checked = comments.checked(_sheet(db, round_id, person), draft.text, draft.may_reply, now)
    if checked is None:
        stored.drop_draft(db, round_id, person)
        return False
    stored.put_draft(db, round_id, person, checked)
    return True


async def on_open(world: World, click: Click) -> Ack:
    """*Write a comment*, on a pulse that is answered: the form, with what they have written so far."""
    now = world.now()
    sheet, t = await world.act(click.workspace, lambda db: _offered(db, click.value, click.person, now))
    await world.open(click, views.form(sheet, t))
    return None


def _offered(db: Db, round_id: str, person: str, now: datetime) -> tuple[Sheet, Texts]:
    """What someone may write on. Raises Refused as it would if they wrote something now."""
    current = pulses.current(db)
    sheet = _sheet(db, round_id or (current.id if current else ""), person)
    comments.checked(sheet, "", False, now)
    assert sheet is not None
    return sheet, language(db, person)


async def on_form(world: World, form: Form) -> Ack:
    """The form was submitted. Its round is open, or the comment is refused, whatever the form says."""
    now, draft = world.now(), Draft(form.text("text"), may_reply=views.ALLOWED in form.several("reply"))

    def act(db: Db) -> tuple[bool, Texts]:
        is_there = write(db, form.private, form.person, draft, now)
        return is_there, language(db, form.person)

    is_there, t = await world.act(form.workspace, act)
    return {"response_action": "update", "view": views.kept(t, is_there=is_there)}


async def forget(world: World) -> None:
    """Destroy the comments, links and answers whose thirty days are over."""
    today = world.now().date()
    await world.act(world.workspace, lambda db: stored.forget(db, today))


def _sheet(db: Db, round_id: str, person: str) -> Sheet | None:
    """What someone may write on. A lost secret is the operator's affair; people are told that it does not work now."""
    try:
        return stored.sheet(db, round_id, person)
    except Refused as refused:
        raise told(refused) from refused
