"""Who is calling: the tokens and secrets of the one app that is installed."""

from __future__ import annotations

import secrets

from sandbox.errors import SlackError
from sandbox.records import Json

FOR_ANYONE = frozenset({"api.test", "blocks.validate", "oauth.v2.access"})
FOR_THE_APP = frozenset({"apps.connections.open"})
ROTATION_SECONDS = 43_200


class Tokens:
    """The app's credentials, made afresh for each sandbox; with rotation on, each install hands out new ones."""

    def __init__(self, *, rotate: bool = False) -> None:
        self.rotate = rotate
        self.bot = f"xoxb-{secrets.token_hex(16)}"
        self.app = f"xapp-1-{secrets.token_hex(16)}"
        self.signing_secret = secrets.token_hex(16)
        self.client_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}"
        self.client_secret = secrets.token_hex(16)
        self._valid = {self.bot, self.app}
        self._revoked: set[str] = set()
        self._codes: dict[str, str] = {}
        self._refresh: set[str] = set()

    def check(self, token: str, method: str) -> None:
        """Let a call pass, or raise a SlackError.

        The codes are `not_authed`, `invalid_auth`, `token_revoked`, `not_allowed_token_type`.
        """
        if method in FOR_ANYONE:
            return
        if not token:
            raise SlackError("not_authed")
        if token in self._revoked:
            raise SlackError("token_revoked")
        if token not in self._valid:
            raise SlackError("invalid_auth")
        if (token == self.app) != (method in FOR_THE_APP):
            raise SlackError("not_allowed_token_type")

    def revoke(self, token: str) -> None:
        """Make a token useless from now on."""
        self._valid.discard(token)
        self._revoked.add(token)

    def new_code(self, redirect_uri: str) -> str:
        """A code that says an admin pressed Allow; good for one exchange."""
        code = secrets.token_hex(12)
        self._codes[code] = redirect_uri
        return code

    def exchange(self, args: Json) -> Json:
        """Tokens for a code or a refresh token.

        Raises SlackError `invalid_client_id`, `bad_client_secret`, `invalid_code`, `bad_redirect_uri`,
        `invalid_refresh_token`, `invalid_grant_type`.
        """
        if args.get("client_id") != self.client_id:
            raise SlackError("invalid_client_id")
        if args.get("client_secret") != self.client_secret:
            raise SlackError("bad_client_secret")
        match args.get("grant_type") or "authorization_code":
            case "authorization_code":
                self._redeem_code(args)
            case "refresh_token":
                self._redeem_refresh(args)
            case _:
                raise SlackError("invalid_grant_type")
        if self.rotate:
            return self._fresh()
        if self.bot in self._revoked:
            self.bot = f"xoxb-{secrets.token_hex(16)}"
            self._valid.add(self.bot)
        return {"access_token": self.bot}

    def _redeem_code(self, args: Json) -> None:
        redirect_uri = self._codes.pop(str(args.get("code", "")), None)
        if redirect_uri is None:
            raise SlackError("invalid_code")
        if redirect_uri != args.get("redirect_uri", redirect_uri):
            raise SlackError("bad_redirect_uri")

    def _redeem_refresh(self, args: Json) -> None:
        token = str(args.get("refresh_token", ""))
        if token not in self._refresh:
            raise SlackError("invalid_refresh_token")
        self._refresh.remove(token)

    def _fresh(self) -> Json:
        access, refresh = f"xoxe.xoxb-1-{secrets.token_hex(16)}", f"xoxe-1-{secrets.token_hex(16)}"
        self._valid.add(access)
        self._refresh.add(refresh)
        return {"access_token": access, "refresh_token": refresh, "expires_in": ROTATION_SECONDS}
