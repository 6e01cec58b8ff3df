"""`python -m sandbox`, as a person runs it."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from slack_sdk import WebClient

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / "manifest.yml"


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.toml"
    path.write_text('[[people]]\nname = "ada"\nreal_name = "Ada Abel"\n')
    return path


def command(*args):
    return [sys.executable, "-m", "sandbox", *map(str, args)]


def environment():
    return {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}


def run(*args):
    return subprocess.run(command(*args), env=environment(), capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def start():
    """Start a sandbox and read what it prints, up to its last line."""
    started = []

    def make(*args):
        process = subprocess.Popen(command(*args), env=environment(), stdout=subprocess.PIPE, text=True)
        started.append(process)
        lines = []
        for line in process.stdout:
            lines.append(line.strip())
            if "Ctrl+C" in line:
                break
        return process, dict(line.split("=", 1) for line in lines if not line.startswith("#"))

    yield make
    for process in started:
        process.kill()
        process.communicate()


def test_it_prints_an_environment_that_works_and_stops_when_interrupted(start, people):
    process, printed = start("--manifest", MANIFEST, "--people", people)
    assert printed.keys() == {"SLACK_API_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"}
    client = WebClient(printed["SLACK_BOT_TOKEN"], base_url=printed["SLACK_API_URL"])
    assert client.auth_test()["ok"]
    assert client.chat_postMessage(channel="U00000001", text="Hi Ada")["ok"]
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0


def test_with_http_there_is_no_app_token_to_connect_with(start, people):
    _, printed = start("--manifest", MANIFEST, "--people", people, "--http", "http://127.0.0.1:9/slack/events")
    assert "SLACK_APP_TOKEN" not in printed


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--manifest", "nowhere.yml"], "nowhere.yml cannot be read"),
        (["--manifest", MANIFEST, "--people", "nowhere.toml"], "nowhere.toml cannot be read"),
        (["--manifest", __file__], "is not right: it"),
        (["--manifest", MANIFEST, "--people", MANIFEST], "is not right: manifest.yml is not valid TOML"),
        (["--socket", "--http", "http://127.0.0.1:9/"], "Choose one of --http and --socket"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(args, words):
    done = run(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_taken_port_is_said_in_one_sentence(people):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("--manifest", MANIFEST, "--people", people, "--port", taken.getsockname()[1])
    assert done.returncode == 2
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr
