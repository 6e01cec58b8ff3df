"""`.env`: read, and written without ever losing what was in it or letting anyone else read it."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from dotenv import dotenv_values, set_key

from bot.errors import Refused

PATH = Path(".env")
OURS_ALONE = stat.S_IRUSR | stat.S_IWUSR
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def values(path: Path = PATH) -> dict[str, str]:
    """What `.env` in this folder says, if there is one. Raises Refused when it cannot be read as text."""
    try:
        return {name: value for name, value in dotenv_values(path).items() if value is not None}
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("env_file_unread", path=path) from error


def trusted(path: Path = PATH) -> None:
    """Raises Refused when somebody else may have written what `.env` says."""
    if not path.exists():
        return
    found = path.stat()
    if found.st_mode & OTHERS_WRITE or found.st_uid not in (0, os.geteuid()):
        raise Refused("env_file_of_others", path=path)


def keep(name: str, value: str, path: Path = PATH) -> None:
    """Put one setting into `.env`, for its owner alone to read. Comments and all other lines stay as they are.

    The whole file is replaced at once or not at all. Raises Refused when it cannot be written, or could not hold this.
    """
    trusted(path)
    target = path.resolve()
    try:
        with tempfile.TemporaryDirectory(prefix=".env.", dir=target.parent) as folder:  # which nobody else may enter
            fresh = Path(folder) / target.name
            if target.exists():
                fresh.write_bytes(target.read_bytes())
            set_key(fresh, name, value)
            if values(fresh).get(name) != value:  # what has ${…} in it is read as something else
                raise Refused("env_file_value", name=name, path=path)
            fresh.chmod(OURS_ALONE)
            _to_disk(fresh)
            fresh.replace(target)
    except OSError as error:
        raise Refused("env_file_unwritable", path=path, why=error.strerror or type(error).__name__) from error


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
