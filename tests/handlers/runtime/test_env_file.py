"""`.env` is written whole or not at all, for its owner alone, and never loses a line."""

from __future__ import annotations

import os
import resource
import stat
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.views import words
from handlers.runtime import env_file

NAMES = st.text(string.ascii_uppercase, min_size=3, max_size=9)
LINES = st.sampled_from(
    ["# a comment", "", "  ", "EMPTY=", "export SHELL_TOO=1", "BARE", "QUOTED='a b'  # why", 'T="x"']
)
VALUES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1).filter(
    lambda v: "${" not in v
)


@pytest.fixture
def env(tmp_path):
    return tmp_path / ".env"


def refused(work, *given):
    with pytest.raises(Refused) as error:
        work(*given)
    return words.refusal(error.value)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_for_its_owner_alone(env):
    before = os.umask(0)
    try:
        env_file.keep("SLACK_BOT_TOKEN", "xoxb-1", env)
    finally:
        os.umask(before)
    assert mode(env) == 0o600
    assert env_file.values(env) == {"SLACK_BOT_TOKEN": "xoxb-1"}


def test_a_file_that_others_could_read_is_closed_by_the_next_write(env):
    env.write_text("A=1\n")
    env.chmod(0o644)
    env_file.keep("B", "2", env)
    assert mode(env) == 0o600


@given(kept=st.lists(LINES, max_size=6), name=NAMES, value=VALUES)
def test_every_other_line_stays_and_the_value_is_read_as_it_was_given(tmp_path_factory, kept, name, value):
    env = tmp_path_factory.mktemp("env") / ".env"
    env.write_text("".join(f"{line}\n" for line in kept), "utf-8")
    before = env_file.values(env)
    env_file.keep(name, value, env)
    assert env.read_text("utf-8").splitlines()[: len(kept)] == kept
    assert env_file.values(env) == before | {name: value}
    assert [path.name for path in env.parent.iterdir()] == [".env"]


def test_a_value_is_put_in_the_place_of_the_one_before(env):
    env.write_text("# ours\nA=1\nB='old'  # of March\nC=3")
    env_file.keep("B", "new", env)
    env_file.keep("D", "4", env)
    assert env.read_text() == "# ours\nA=1\nB='new'\nC=3\nD='4'\n"


def test_a_link_leads_to_the_file_that_is_written(env, tmp_path):
    there = tmp_path / "elsewhere" / "settings"
    there.parent.mkdir()
    there.write_text("A=1\n")
    env.symlink_to(there)
    env_file.keep("B", "2", env)
    assert env.is_symlink()
    assert env_file.values(there) == {"A": "1", "B": "2"}


def test_a_full_disk_is_told_and_nothing_is_lost(env):
    env.write_text("A=1\n")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4, limits[1]))
    try:
        told = refused(env_file.keep, "B", "2" * 40, env)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "could not be written (File too large). It is as it was." in told
    assert env.read_text() == "A=1\n"
    assert [path.name for path in env.parent.iterdir()] == [".env"]


@pytest.mark.parametrize("open_to", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_have_written_is_not_trusted(env, open_to):
    env.write_text("A=1\n")
    env.chmod(open_to)
    assert "cannot be trusted" in refused(env_file.trusted, env)
    assert "cannot be trusted" in refused(env_file.keep, "B", "2", env)
    assert env.read_text() == "A=1\n"


def test_a_value_that_would_be_read_as_something_else_is_refused(env):
    env.write_text("A=1\n")
    assert "In an address write $ as %24." in refused(env_file.keep, "DATABASE_URL", "postgresql://u:${A}@h/d", env)
    assert env.read_text() == "A=1\n"


def test_what_is_no_text_is_told(env):
    env.write_bytes(b"A=\xff\n")
    assert "cannot be read as text" in refused(env_file.values, env)


def test_a_folder_of_that_name_is_told(env):
    env.mkdir()
    assert "could not be written" in refused(env_file.keep, "A", "1", env)


def test_no_file_says_nothing(env):
    env_file.trusted(env)
    assert env_file.values(env) == {}
