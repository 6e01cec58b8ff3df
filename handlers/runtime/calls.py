"""What came of a call to Slack, for those who have to know whether it can have had an effect."""

from __future__ import annotations

from collections.abc import Awaitable

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.delivery import Ambiguous, Failed
from handlers import slack_errors


async def attempted(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse | Failed | Ambiguous:
    """Slack's answer; Failed when it surely did nothing; Ambiguous when nobody knows."""
    try:
        answer = await call
    except SlackApiError as error:
        said = slack_errors.read(error)
        if not said.code or said.status >= 500:
            return Ambiguous(f"http_{said.status}")
        return Failed(said.code, said.retry_after)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        return Failed("connection_refused")
    except (aiohttp.ClientError, TimeoutError) as error:
        return Ambiguous(type(error).__name__)
    except (AttributeError, ValueError):  # slack_sdk takes any body for a JSON object
        return Ambiguous("unreadable")
    return answer if isinstance(answer.data, dict) else Ambiguous("unreadable")
