"""The arrows between the packages, which pyproject.toml declares."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run([sys.executable, "-c", lint, "--no-cache"], cwd=root, capture_output=True, text=True)


def copied(tmp_path: Path) -> Path:
    for package in ("bot", "handlers", "storage", "sandbox"):
        for source in (ROOT / package).rglob("*.py"):
            target = tmp_path / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(source.read_text("utf-8"), "utf-8")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    return tmp_path


def test_every_import_follows_the_arrows():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


def test_each_forbidden_import_breaks_a_contract(tmp_path):
    root = copied(tmp_path)
    for module, forbidden in (
        ("bot/people.py", "import sqlalchemy"),
        ("bot/people.py", "import storage.people"),
        ("storage/people.py", "import handlers.world"),
        ("storage/people.py", "import sandbox.clock"),
        ("sandbox/clock.py", "import bot.moments"),
        ("handlers/kudos.py", "import handlers.pulses"),
        ("handlers/kudos.py", "import handlers.runtime.sender"),
        ("handlers/kudos.py", "import sandbox.clock"),
    ):
        path = root / module
        whole = path.read_text("utf-8")
        path.write_text(f"{whole}\n{forbidden}\n", "utf-8")
        done = lint_imports(root)
        assert done.returncode == 1, f"{module} may not {forbidden}"
        path.write_text(whole, "utf-8")
