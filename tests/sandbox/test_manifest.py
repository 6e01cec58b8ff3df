"""The app's manifest, read; and what is said of one that is not right."""

from pathlib import Path

import pytest

from sandbox.manifest import Manifest, ManifestError

OURS = Path(__file__).parents[2] / "manifest.yml"


def test_our_own_manifest_is_read():
    manifest = Manifest.read(OURS)
    assert (manifest.name, manifest.bot_name) == ("Heartline", "heartline")
    assert "/kudos" in [command.command for command in manifest.commands]
    assert "chat:write" in manifest.scopes


def test_optional_scopes_count_as_granted():
    scopes = {"bot": ["chat:write"], "bot_optional": ["im:history"]}
    raw = {"display_information": {"name": "H"}, "oauth_config": {"scopes": scopes}}
    assert Manifest.from_dict(raw).scopes == {"chat:write", "im:history"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not valid YAML"),
        ("just words", "one of its parts"),
        ("settings: {}", "no display_information"),
        ("display_information: {}", "no name"),
        ("{display_information: {name: H}, features: [1]}", "one of its parts"),
    ],
)
def test_a_manifest_that_is_not_right_is_refused_with_a_reason(tmp_path, text, words):
    path = tmp_path / "manifest.yml"
    path.write_text(text)
    with pytest.raises(ManifestError, match=words):
        Manifest.read(path)
