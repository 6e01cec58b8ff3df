"""What the app says of itself: the parts of its manifest that the sandbox holds it to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import yaml


class ManifestError(ValueError):
    """What is wrong with a manifest."""


@dataclass(frozen=True)
class Shortcut:
    """A global or message shortcut, as people find it in a menu."""

    name: str
    type: str
    callback_id: str


@dataclass(frozen=True)
class Command:
    """A slash command; with `should_escape` Slack turns @name into <@U…> before sending it."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool
    url: str


@dataclass(frozen=True)
class Manifest:
    """An app manifest (version 2), read."""

    name: str
    bot_name: str
    scopes: frozenset[str]
    optional_scopes: frozenset[str]
    events: frozenset[str]
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    home_tab: bool
    messages_tab: bool
    messages_tab_writable: bool
    interactivity: bool
    socket_mode: bool
    token_rotation: bool
    redirect_urls: tuple[str, ...]
    request_url: str
    interactivity_url: str

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> Self:
        """Read a parsed manifest. Optional scopes count as granted; see `without`."""
        features, settings = raw.get("features", {}), raw.get("settings", {})
        scopes = raw.get("oauth_config", {}).get("scopes", {})
        events = settings.get("event_subscriptions", {})
        home = features.get("app_home", {})
        interactivity = settings.get("interactivity", {})
        return cls(
            name=raw["display_information"]["name"],
            bot_name=features.get("bot_user", {}).get("display_name", raw["display_information"]["name"]),
            scopes=frozenset(scopes.get("bot", ())) | frozenset(scopes.get("bot_optional", ())),
            optional_scopes=frozenset(scopes.get("bot_optional", ())),
            events=frozenset(events.get("bot_events", ())),
            commands=tuple(
                Command(
                    c["command"],
                    c.get("description", ""),
                    c.get("usage_hint", ""),
                    bool(c.get("should_escape", False)),
                    c.get("url", ""),
                )
                for c in features.get("slash_commands", ())
            ),
            shortcuts=tuple(Shortcut(s["name"], s["type"], s["callback_id"]) for s in features.get("shortcuts", ())),
            home_tab=bool(home.get("home_tab_enabled", False)),
            messages_tab=bool(home.get("messages_tab_enabled", True)),
            messages_tab_writable=not home.get("messages_tab_read_only_enabled", True),
            interactivity=bool(interactivity.get("is_enabled", False)),
            socket_mode=bool(settings.get("socket_mode_enabled", False)),
            token_rotation=bool(settings.get("token_rotation_enabled", False)),
            redirect_urls=tuple(raw.get("oauth_config", {}).get("redirect_urls", ())),
            request_url=events.get("request_url", ""),
            interactivity_url=interactivity.get("request_url", ""),
        )

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a manifest file, YAML or JSON (which is YAML too). Raises OSError, ManifestError."""
        try:
            return cls.from_dict(yaml.safe_load(path.read_text("utf-8")))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise ManifestError(f"it is not valid YAML ({' '.join(str(error).split())}).") from None
        except KeyError as error:
            raise ManifestError(f"it has no {error.args[0]}.") from None
        except (AttributeError, TypeError):
            raise ManifestError("one of its parts is not what Slack's manifests have there.") from None

    def without(self, declined: Iterable[str]) -> Self:
        """The app as someone installed it who declined these optional scopes. Raises ManifestError for other scopes."""
        refused = frozenset(declined)
        if needed := refused - self.optional_scopes:
            optional = ", ".join(sorted(self.optional_scopes)) or "none"
            raise ManifestError(f"{min(needed)} is not one of its optional scopes ({optional}).")
        return replace(self, scopes=self.scopes - refused)
