"""Changes messages that Slack has already, and takes others away."""

from __future__ import annotations

from bot.changes import Change, is_moot
from bot.delivery import UPDATE, Ambiguous, Failed, Result
from handlers.runtime.calls import tell
from handlers.runtime.posting import put
from handlers.world import World

DELETE = "chat.delete"


async def change(world: World, wanted: Change) -> Result:
    """Take messages away and put another in the place of one. What is gone already, or is not ours, stays as it is.

    It may be called again whatever came of it.
    """
    for place in wanted.gone:
        answer = await tell(world, DELETE, vars(place))
        if isinstance(answer, Ambiguous) or (isinstance(answer, Failed) and not is_moot(answer)):
            return answer
    if wanted.message is None or wanted.at is None:
        return wanted.gone[-1]
    answer = await put(world, UPDATE, wanted.message, vars(wanted.at))
    return answer if isinstance(answer, Failed | Ambiguous) else wanted.at
