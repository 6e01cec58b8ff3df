"""`python -m sandbox`, as a person runs it."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
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


def test_it_holds_the_app_to_limits_and_to_fewer_scopes(start, people):
    limited = ("--per-minute", "60", "--one-a-second", "--latency", "5")
    manifest = people.with_name("manifest.json")
    manifest.write_text(
        json.dumps(
            {
                "display_information": {"name": "H"},
                "oauth_config": {"scopes": {"bot": ["chat:write"], "bot_optional": ["im:history", "im:write"]}},
            }
        )
    )
    _, printed = start("--manifest", manifest, "--people", people, "--decline", "im:history", "--socket", *limited)
    client = WebClient(printed["SLACK_BOT_TOKEN"], base_url=printed["SLACK_API_URL"])
    assert client.auth_test().headers["x-oauth-scopes"] == "chat:write,im:write"
    with urllib.request.urlopen(printed["SLACK_API_URL"].replace("/api/", "/_sandbox/limits")) as response:
        told = {"ok": True, "per_minute": 60, "one_a_second": True, "latency_ms": 5.0, "refused": 0}
        assert json.load(response) == told


def test_over_http_it_sends_the_challenge_until_the_app_answers(start, people):
    asked = threading.Semaphore(0)

    class App(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body["challenge"].encode())
            asked.release()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), App) as app:
        threading.Thread(target=app.handle_request).start()
        address = f"http://127.0.0.1:{app.server_port}/slack/events"
        process, _ = start("--manifest", MANIFEST, "--people", people, "--http", address, "--verify")
        assert asked.acquire(timeout=20)
        assert "answered the challenge" in process.stdout.readline()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--manifest", "nowhere.yml"], "nowhere.yml cannot be read"),
        (["--manifest", MANIFEST, "--people", "nowhere.toml"], "nowhere.toml cannot be read"),
        (["--manifest", __file__], "is not right: it"),
        (["--manifest", MANIFEST, "--people", MANIFEST], "is not right: manifest.yml is not valid TOML"),
        (["--socket", "--http", "http://127.0.0.1:9/"], "Choose one of --http and --socket"),
        (["--manifest", MANIFEST, "--verify"], "no address to verify"),
        (["--manifest", MANIFEST, "--decline", "chat:write"], "chat:write is not one of its optional scopes"),
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
