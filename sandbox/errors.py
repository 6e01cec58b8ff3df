"""How the sandbox says no: with Slack's own error codes."""


class SlackError(Exception):
    """A refusal in Slack's words: `code` is Slack's error code, `extra` what Slack puts beside it."""

    def __init__(self, code: str, **extra: object) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra
