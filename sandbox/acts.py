"""What the control API lets a person do; `control` lists what each takes."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Awaitable, Callable
from datetime import timedelta

from sandbox import writing
from sandbox.choices import NotThere
from sandbox.people import Person
from sandbox.records import Json
from sandbox.seen import MessageSeen, Surface, ViewSeen, Widget


async def act(person: Person, wish: Json) -> Json:
    """Do what is wished; what comes back is added to the answer.

    Raises NotThere for what is not on the screen, KeyError for something that the wish lacks, SlackError for what Slack
    refuses, ValueError for a value that makes no sense.
    """
    deed = DEEDS.get(wish["do"])
    if deed is None:
        raise NotThere(f"The deed {wish['do']!r}", DEEDS)
    return await deed(person, wish) or {}


def message(person: Person, wish: Json) -> MessageSeen:
    """The message that a wish is about. Raises KeyError, NotThere."""
    return person.channel(wish["channel"]).message(wish["ts"])


def surface(person: Person, wish: Json) -> Surface:
    """The message or view that a wish is about. Raises KeyError, NotThere."""
    if "view_id" not in wish:
        return message(person, wish)
    own = [ViewSeen(person, view) for view in person.workspace.stack(person.user.id)]
    for seen in [*own, person.home] if person.home else own:
        if seen.view.id == wish["view_id"]:
            return seen
    raise NotThere(f"The view {wish['view_id']!r}", (seen.view.id for seen in own))


def widget(person: Person, wish: Json) -> Widget:
    """The element that a wish is about. Raises KeyError, NotThere."""
    widgets = list(surface(person, wish).widgets)
    for found in widgets:
        if (found.element.block_id, found.element.action_id) == (wish["block_id"], wish["action_id"]):
            return found
    raise NotThere(f"The element {wish['action_id']!r}", (found.element.action_id for found in widgets))


async def press(person: Person, wish: Json) -> None:
    """Press or pick."""
    await person.press(widget(person, wish), wish.get("value"))


async def suggest(person: Person, wish: Json) -> Json:
    """Type into a menu of the app's own."""
    return {"options": await person.suggestions(widget(person, wish), wish["value"])}


async def command(person: Person, wish: Json) -> None:
    """Send a slash command."""
    await person.command(wish["command"], wish.get("text", ""), wish.get("channel"))


async def shortcut(person: Person, wish: Json) -> None:
    """Use a shortcut."""
    await person.shortcut(wish["callback_id"], message(person, wish) if "ts" in wish else None)


async def submit(person: Person, wish: Json) -> None:
    """Fill in and submit."""
    if wish.get("values"):
        person.fill(wish["values"])
    await person.submit()


async def close(person: Person, _wish: Json) -> None:
    """Close the modal on top."""
    await person.close()


async def say(person: Person, wish: Json) -> None:
    """Write a message."""
    conversation = person.channel(wish["channel"]) if wish.get("channel") else person.dm
    thread = conversation.message(wish["thread_ts"]) if wish.get("thread_ts") else None
    await person.say(conversation, wish["text"], thread)


async def drop(person: Person, wish: Json) -> None:
    """Drop a file."""
    conversation = person.channel(wish["channel"]) if wish.get("channel") else person.dm
    content = b64decode(wish["content"], validate=True)
    await person.drop(conversation, wish["name"], content, wish.get("text", ""))


async def edit(person: Person, wish: Json) -> None:
    """Give a message other words."""
    await person.edit(message(person, wish), wish["text"])


async def delete(person: Person, wish: Json) -> None:
    """Delete a message."""
    await person.delete(message(person, wish))


async def dismiss(person: Person, wish: Json) -> None:
    """Take away a message that only they see."""
    writing.dismiss(person, message(person, wish))


async def react(person: Person, wish: Json) -> None:
    """Add a reaction."""
    await person.react(message(person, wish), wish["emoji"])


async def unreact(person: Person, wish: Json) -> None:
    """Take a reaction back."""
    await person.unreact(message(person, wish), wish["emoji"])


async def open_home(person: Person, _wish: Json) -> None:
    """Look at the Home tab."""
    await person.open_home()


async def join(person: Person, wish: Json) -> None:
    """Join a channel."""
    await person.join(wish["channel"])


async def leave(person: Person, wish: Json) -> None:
    """Leave a channel."""
    await person.leave(wish["channel"])


async def quiet(person: Person, wish: Json) -> None:
    """Set Do Not Disturb."""
    await person.quiet(timedelta(seconds=float(wish["seconds"])))


DEEDS: dict[str, Callable[[Person, Json], Awaitable[Json | None]]] = {
    "press": press,
    "select": press,
    "suggest": suggest,
    "command": command,
    "shortcut": shortcut,
    "submit": submit,
    "close": close,
    "say": say,
    "drop": drop,
    "edit": edit,
    "delete": delete,
    "dismiss": dismiss,
    "react": react,
    "unreact": unreact,
    "open_home": open_home,
    "join": join,
    "leave": leave,
    "quiet": quiet,
}
