"""The app's manifest, which ships with the package and stands at the top of the repository."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PLACES = (Path(__file__).with_name("manifest.yml"), Path(__file__).parents[2] / "manifest.yml")


def path() -> Path:
    """Where the manifest lies: beside this file when installed from a wheel, at the top of a checkout otherwise."""
    return next(place for place in PLACES if place.is_file())


def load() -> dict[str, Any]:
    """The manifest, parsed."""
    import yaml  # only the doctor and the demo read it

    return dict(yaml.safe_load(path().read_text("utf-8")))


def scopes() -> frozenset[str]:
    """The bot scopes the manifest asks for, without which the bot does not work."""
    return frozenset(load()["oauth_config"]["scopes"]["bot"])


def optional_scopes() -> frozenset[str]:
    """Those that an admin may decline."""
    return frozenset(load()["oauth_config"]["scopes"]["bot_optional"])
