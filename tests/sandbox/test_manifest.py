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


@pytest.fixture
def with_options():
    scopes = {"bot": ["chat:write"], "bot_optional": ["im:history", "im:write"]}
    return Manifest.from_dict({"display_information": {"name": "H"}, "oauth_config": {"scopes": scopes}})


def test_optional_scopes_count_as_granted(with_options):
    assert with_options.scopes == {"chat:write", "im:history", "im:write"}


def test_optional_scopes_can_be_declined(with_options):
    assert with_options.without(["im:history"]).scopes == {"chat:write", "im:write"}
    assert with_options.without([]) == with_options


def test_a_scope_that_is_not_optional_cannot_be_declined(with_options):
    with pytest.raises(ManifestError, match="chat:write is not one of its optional scopes \\(im:history, im:write\\)"):
        with_options.without(["chat:write"])


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
