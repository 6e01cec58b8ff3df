"""Messages about a kudos: to each of those thanked, and in the channels where they share it."""

from __future__ import annotations

from bot.people import listed
from bot.sharing import Received, Sharing, Telling
from bot.views import kit
from bot.views.kit import Block, Message
from bot.views.kudos import spoken, story

SHARE, UNSHARE = "kudos_share", "kudos_unshare"
SHARE_IT, STOP_SHARING = "Share with the team", "Stop sharing"
PUBLIC = "This was given where others could see it."
ONLY_YOU = "Nobody else sees this unless you share it."
NEVER = "Nobody else sees this: you chose never to share. `/kudos settings` changes that."
NO_TEAM = "Nobody else sees this. You are not in a team yet, so there is no channel to share it in."


def received(side: Received) -> Message:
    """To a receiver, who may share it with their team, or stop sharing it."""
    telling = side.telling
    kudos = telling.kudos
    others = [_name(telling, person) for person in kudos.receivers if person != side.receiver]
    blocks = [
        kit.section(f"*<@{kudos.giver}> thanked you*"),
        *([kit.small(f"Together with {listed(others)}")] if others else []),
        *story(kudos, telling.link),
        *_joined(telling),
        *_what_to_do(side),
    ]
    return Message(_text(telling, f"{_name(telling, kudos.giver)} thanked you"), tuple(blocks))


def _what_to_do(side: Received) -> list[Block]:
    buttons = sharing_buttons(side)
    row = [kit.actions(f"share:{side.telling.kudos.id}", buttons)] if buttons else []
    return [*row, kit.context(who_sees(side))]


def sharing_buttons(side: Received) -> list[Block]:
    """What a receiver can do: share it, stop sharing it, or neither."""
    kudos = side.telling.kudos
    if side.is_shared:
        return [kit.button(STOP_SHARING, UNSHARE, kudos.id, spoken=f"{STOP_SHARING}: {_which(side)}")]
    if side.can_share:
        return [kit.button(SHARE_IT, SHARE, kudos.id, spoken=f"{SHARE_IT}: {_which(side)}")]
    return []


def _which(side: Received) -> str:
    """A kudos among others, for whoever hears only its button. The day comes first, as a long name is cut."""
    kudos = side.telling.kudos
    day = kudos.day or kudos.given_at.date()
    return f"of {day.day} {day:%B}, from {_name(side.telling, kudos.giver)}"


def who_sees(side: Received) -> str:
    """Who else sees it. Escaped."""
    if side.telling.kudos.is_public:
        return PUBLIC
    if side.is_shared:
        return f"You shared this with {kit.escape(side.team.name) if side.team else 'a team'}."
    if side.sharing is Sharing.NEVER:
        return NEVER
    return ONLY_YOU if side.team else NO_TEAM


def shared(telling: Telling, channel: str) -> Message:
    """To a team's channel, about those who share it there."""
    kudos, sharing = telling.kudos, telling.sharing_in(channel)
    lead = f"*<@{kudos.giver}> thanked {listed([f'<@{person}>' for person in sharing])}*"
    blocks = [kit.section(lead), *story(kudos, telling.link), *_joined(telling)]
    names = listed([_name(telling, person) for person in sharing])
    return Message(_text(telling, f"{_name(telling, kudos.giver)} thanked {names}"), tuple(blocks))


def joins(telling: Telling) -> str:
    """Who joins in: `Ben joins in`, `Ben and 2 others join in`; empty for nobody. Plain text."""
    names = [_name(telling, person) for person in telling.joined]
    if len(names) > 2:
        names = [names[0], f"{len(names) - 1} others"]
    return f"{listed(names)} {'joins' if len(names) == 1 else 'join'} in" if names else ""


def _joined(telling: Telling) -> list[Block]:
    return [kit.small(joins(telling))] if telling.joined else []


def _text(telling: Telling, lead: str) -> str:
    told = f"{kit.escape(lead)}: {spoken(telling.kudos)}"
    return f"{told} ({kit.escape(joins(telling))})" if telling.joined else told


def _name(telling: Telling, person: str) -> str:
    return telling.names.get(person, "someone")
