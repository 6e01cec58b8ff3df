"""Messages that Slack is to post later."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.errors import SlackError
from sandbox.records import Json
from sandbox.workspace import Workspace

FURTHEST_SECONDS = 120 * 86_400
WINDOW_SECONDS = 300
MOST_IN_WINDOW = 30


@dataclass(frozen=True)
class Scheduled:
    """A message waiting for its moment; `post_at` and `created` in seconds since 1970."""

    id: str
    channel_id: str
    post_at: int
    created: int
    content: Json


class Schedule:
    """The waiting messages of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._waiting: dict[str, Scheduled] = {}

    def add(self, channel_id: str, post_at: int, content: Json) -> Scheduled:
        """Schedule a message. Raises SlackError `time_in_past`, `time_too_far`, `restricted_too_many`."""
        now = self._workspace.epoch()
        if post_at <= now:
            raise SlackError("time_in_past")
        if post_at > now + FURTHEST_SECONDS:
            raise SlackError("time_too_far")
        near = [s for s in self.of(channel_id) if s.post_at // WINDOW_SECONDS == post_at // WINDOW_SECONDS]
        if len(near) >= MOST_IN_WINDOW:
            raise SlackError("restricted_too_many")
        scheduled = Scheduled(self._workspace.new_id("Q"), channel_id, post_at, now, content)
        self._waiting[scheduled.id] = scheduled
        return scheduled

    def of(self, channel_id: str = "") -> list[Scheduled]:
        """What waits for a channel, or for all of them, the earliest first."""
        waiting = (s for s in self._waiting.values() if channel_id in ("", s.channel_id))
        return sorted(waiting, key=lambda s: s.post_at)

    def cancel(self, scheduled_id: str, channel_id: str) -> None:
        """Forget one. Raises SlackError `invalid_scheduled_message_id`."""
        scheduled = self._waiting.get(scheduled_id)
        if scheduled is None or scheduled.channel_id != channel_id:
            raise SlackError("invalid_scheduled_message_id")
        del self._waiting[scheduled_id]

    def post_due(self) -> None:
        """Post what is due. As in Slack, a message with metadata is never posted."""
        if not self._waiting:
            return
        now = self._workspace.epoch()
        for scheduled in self.of():
            if scheduled.post_at > now:
                return
            del self._waiting[scheduled.id]
            channel = self._workspace.channels[scheduled.channel_id]
            if not channel.is_archived and not scheduled.content["metadata"]:
                content = dict(scheduled.content)
                self._workspace.post(channel, self._workspace.bot_user.id, content.pop("text"), **content)
