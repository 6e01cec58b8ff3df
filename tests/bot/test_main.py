import subprocess
import sys

SLOW = ("alembic", "numpy", "psycopg", "rich", "yaml")


def python(code: str) -> str:
    """What a fresh process prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_starting_imports_nothing_slow_that_only_some_commands_need():
    loaded = python(f"import handlers.runtime.cli, sys; print(*(name for name in {SLOW} if name in sys.modules))")
    assert loaded.split() == []


def test_the_collector_looks_again_once_all_is_imported_and_leaves_that_alone():
    code = """
import gc, sys
from bot.__main__ import main
sys.argv = ["heartline", "--help"]
try:
    main()
except SystemExit:
    print(gc.isenabled(), gc.get_freeze_count() > 50_000)
"""
    assert python(code).split()[-2:] == ["True", "True"]
