"""Reactions: one gives kudos and, taken away, takes them back; on kudos it joins them; one offers to log feedback."""

from __future__ import annotations

from datetime import timedelta

from bot import kudos, reactions
from bot.errors import Refused
from bot.kudos import Door
from bot.payloads import Event
from bot.reactions import Reaction
from bot.views import kudos as kudos_views
from bot.views import thanking as views
from bot.views.kit import Message
from handlers import kudos_messages, thanks
from handlers.thanks import Thanks
from handlers.world import Ack, World
from storage import events as stored_events
from storage import installs, policies
from storage import kudos_messages as stored_kudos
from storage import people as stored_people
from storage import reactions as stored
from storage.database import Db

KEPT = timedelta(days=30)


async def on_reaction(world: World, event: Event) -> Ack:
    """A reaction was put on a message, or taken away. Whoever it was is told alone what came of it."""
    reaction = reactions.read(event)
    if reaction is None:
        return None
    try:
        told = await world.act(event.workspace, lambda db: take(db, world, event.id, reaction))
    except Refused as refused:
        world.refuse(refused, reaction.person, reaction.channel)
        raise
    if told:
        world.later(world.whisper(reaction.person, reaction.channel, told))
    return None


def take(db: Db, world: World, event_id: str, reaction: Reaction) -> Message | None:
    """Do what a reaction says, once; returns what to tell whoever it was, if anything. Raises Refused.

    An emoji that was chosen until lately still takes back what it gave.
    """
    policy, now = policies.one(db), world.now()
    is_feedback = reaction.is_on and reaction.means(policy.feedback_emoji)
    gives = reaction.means(policy.kudos_emoji) or (not reaction.is_on and stored.is_known(db, reaction))
    person = stored_people.one(db, reaction.person) if is_feedback or gives else None
    if person is None or not person.is_colleague or not stored_events.remember(db, event_id, now):
        return None
    if is_feedback:
        return views.ask_feedback(reaction.channel, reaction.ts)
    if not stored.note(db, reaction, now):
        return None
    if reaction.is_on:
        return _put(db, world, reaction)
    if not stored.stands(db, reaction):  # in another tone of skin
        _taken(db, world, reaction)
    return None


def _put(db: Db, world: World, reaction: Reaction) -> Message | None:
    """Join the kudos that the message is about or gave, or else thank its author.

    Nobody is thanked for what the bot says, nor for a message whose kudos was taken back.
    """
    if about := _about(db, reaction):
        kudos_messages.join(db, world, about, reaction.person)
        return None
    install = installs.one(db)
    if not reaction.author or (install and reaction.author == install.bot_user):
        return None
    wanted = Thanks(
        id=_id(reaction),
        giver=reaction.person,
        receivers=(reaction.author,),
        did="",
        door=Door.REACTION,
        channel=reaction.channel,
        ts=reaction.ts,
        is_public=kudos.is_open(reaction.channel),
    )
    given = thanks.give(db, world, wanted)
    return kudos_views.given(given.kudos, given.names) if given.is_new else None


def _taken(db: Db, world: World, reaction: Reaction) -> None:
    """Undo what the reaction did."""
    if about := _about(db, reaction):
        kudos_messages.leave(db, world, about, reaction.person)
    given = stored_kudos.one(db, _id(reaction))
    if given and not given.is_removed:
        kudos_messages.take_back(db, world, given.id, reaction.person)


def _about(db: Db, reaction: Reaction) -> str | None:
    """The id of the kudos that stands in the message, or was given with it by naming the bot."""
    if posted := stored_kudos.at(db, reaction.channel, reaction.ts):
        return posted
    by_mention = kudos.mention_id(reaction.channel, reaction.ts, reaction.author)
    return by_mention if stored_kudos.one(db, by_mention) else None


def _id(reaction: Reaction) -> str:
    return kudos.reaction_id(reaction.channel, reaction.ts, reaction.person)


async def forget(world: World) -> int:
    """Forget reactions that Slack will tell nothing more of, and return how many."""
    before = world.now() - KEPT
    return await world.act(world.workspace, lambda db: stored.forget(db, before))
