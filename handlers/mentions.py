"""`@heartline kudos @ada for …` in a channel: the message itself is where everyone sees it."""

from __future__ import annotations

from bot import kudos, kudos_command, mentions
from bot.errors import Refused
from bot.kudos import Door, Kudos
from bot.kudos_command import Said
from bot.mentions import Mention
from bot.payloads import Event
from bot.views import kudos as kudos_views
from bot.views import thanking as views
from bot.views.kit import Message
from handlers import kudos_messages, thanks
from handlers.thanks import Thanks
from handlers.world import Ack, World
from storage import events as stored_events
from storage import installs, kudos_values, reactions
from storage import kudos_messages as stored
from storage import people as stored_people
from storage.database import Db


async def on_mention(world: World, event: Event) -> Ack:
    """Someone named the bot in a message, or edited such a message. They are told alone what came of it."""
    mention = mentions.read(event)
    if mention is None:
        return None
    place = (mention.person, mention.channel)
    try:
        told = await world.act(event.workspace, lambda db: take(db, world, event.id, mention))
    except Refused as refused:
        world.refuse(refused, *place, mention.thread)
        raise
    if told:
        world.later(world.whisper(*place, told, mention.thread))
    return None


def take(db: Db, world: World, event_id: str, mention: Mention) -> Message | None:
    """Do what a message says that names the bot, once; returns what to tell its author. Raises Refused."""
    install = installs.one(db)
    if install is None or not stored_events.remember(db, event_id, world.now()):
        return None
    asked = mentions.asked(mention.text, install.bot_user)
    if asked is None:
        return None if mention.is_edited else views.what_it_does()
    known = stored.held(db, _id(mention))
    if known and not mention.is_edited:  # its edited form came first
        return None
    said = kudos_command.parse(asked)
    if not known and said.groups:
        return views.group_named(said.groups, asked)
    said = said._replace(did=stored_people.read(db, said.did))
    if known:
        _edit(db, world, known, said)
        return None
    given = thanks.give(db, world, _thanks(mention, said))
    if not mention.is_edited:  # what they reacted to were other words
        _take_in(db, world, mention, given.kudos)
    return kudos_views.given(given.kudos, given.names)


def _take_in(db: Db, world: World, mention: Mention, given: Kudos) -> None:
    """Have those join whose reactions to the message were heard before it, and thanked its author."""
    for person in reactions.standing(db, mention.channel, mention.ts):
        earlier = stored.one(db, kudos.reaction_id(mention.channel, mention.ts, person))
        if earlier and earlier.is_removed:  # by hand
            continue
        if earlier:
            kudos_messages.take_back(db, world, earlier.id, person)
        kudos_messages.join(db, world, given.id, person)


def _thanks(mention: Mention, said: Said) -> Thanks:
    return Thanks(
        id=_id(mention),
        giver=mention.person,
        receivers=said.people,
        did=said.did,
        door=Door.MENTION,
        channel=mention.channel,
        ts=mention.ts,
        is_public=kudos.is_open(mention.channel),
    )


def _edit(db: Db, world: World, known: Kudos, said: Said) -> None:
    """Take over the words of an edited message; whom it thanks stays, and so does its value. Raises Refused."""
    if known.is_removed:
        raise Refused("kudos_edit_gone")
    if said.groups or set(said.people) - {known.giver} != set(known.receivers):
        raise Refused("kudos_edit_people")
    did, value = kudos_command.valued(said.did, [*kudos_values.every(db), known.value])
    if did != known.did or value not in ("", known.value):
        kudos_messages.edit(db, world, known.id, known.giver, did, known.enabled, value or known.value, known.need)


def _id(mention: Mention) -> str:
    return kudos.mention_id(mention.channel, mention.ts, mention.person)
