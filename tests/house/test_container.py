"""The container: linted, built of files that are there, set up by settings that exist, without rights or secrets."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SETTINGS = re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.MULTILINE)
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
SERVICES = list(COMPOSE["services"].values())
EACH_SERVICE = pytest.mark.parametrize("service", SERVICES, ids=list(COMPOSE["services"]))
INSTRUCTIONS = re.sub(r"\\\n\s*", "", DOCKERFILE)


def copied():
    """What the image is built of, by the names at the top of the repository."""
    lines = re.findall(r"^COPY (?!--from)(.*)$", INSTRUCTIONS, re.MULTILINE)
    return {name for line in lines for name in line.split()[:-1]}


def ran(*command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def test_hadolint_finds_nothing():
    hadolint = Path(sysconfig.get_path("scripts")) / "hadolint"
    assert ran(str(hadolint), "Dockerfile") == (0, "")


def test_compose_has_the_shape_that_docker_wants():
    schema = ("--builtin-schema", "vendor.compose-spec")
    code, said = ran(sys.executable, "-m", "check_jsonschema", *schema, "compose.yaml")
    assert code == 0, said


def test_the_image_is_built_of_all_that_the_package_needs_and_of_nothing_else():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel, about = project["tool"]["hatch"]["build"]["targets"]["wheel"], project["project"]
    needed = {*wheel["packages"], *wheel["force-include"], *about["license-files"], about["readme"]}
    assert copied() == needed | {"pyproject.toml", "constraints.txt"}
    assert [name for name in copied() if not (ROOT / name).exists()] == []


def test_only_what_is_copied_reaches_the_builder():
    lines = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")]
    let_in = [number for number, line in enumerate(lines) if line.startswith("!")]
    assert lines[0] == "*"
    assert {lines[number][1:] for number in let_in} == copied()
    assert {"**/.env", "**/*.db"} <= set(lines[max(let_in) :])


def test_its_python_is_one_that_the_package_takes():
    version = tuple(map(int, re.findall(r"^FROM python:(\d+)\.(\d+)-slim", DOCKERFILE, re.MULTILINE)[-1]))
    assert version >= (3, 11)


def test_it_runs_as_nobody_in_particular_and_writes_to_one_folder():
    user = re.findall(r"^USER (\d+):(\d+)$", DOCKERFILE, re.MULTILINE)
    assert len(user) == 1
    assert "0" not in user[0]
    assert re.findall(r"^(?:WORKDIR|VOLUME) (/\S+)$", DOCKERFILE, re.MULTILINE)[1:] == ["/data", "/data"]


def test_every_setting_that_it_names_exists():
    names = [
        *re.findall(r"\b((?:HEARTLINE|SLACK|DATABASE|LOG)_[A-Z_]+)=", INSTRUCTIONS),
        *COMPOSE["services"]["heartline"]["environment"],
    ]
    assert names
    assert {name.removesuffix("_FILE") for name in names} <= set(SETTINGS)


def test_no_secret_is_written_down():
    for service in SERVICES:
        for name, value in service["environment"].items():
            assert name.endswith("_FILE") or not re.search("TOKEN|SECRET|PASSWORD|URL", name), name
            assert not name.endswith("_FILE") or value.startswith("/run/secrets/"), name
    assert not re.search(r"(?:TOKEN|SECRET|PASSWORD|URL)=", DOCKERFILE)
    assert "secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


@EACH_SERVICE
def test_a_service_is_handed_the_secrets_it_reads_and_no_others(service):
    read = {Path(value).name for name, value in service["environment"].items() if name.endswith("_FILE")}
    assert read == set(service["secrets"])
    assert read <= set(COMPOSE["secrets"])


def test_it_is_told_how_each_secret_is_made():
    for secret in COMPOSE["secrets"].values():
        assert secret["file"] in OPERATIONS


@EACH_SERVICE
def test_a_service_has_no_rights_that_it_does_not_need(service):
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service
    assert "ports" not in service
    assert service["restart"] == "unless-stopped"


def test_docker_looks_at_whether_it_is_alive():
    assert "'/healthz'" in re.findall(r"^HEALTHCHECK .*$", DOCKERFILE, re.MULTILINE)[0]
    assert "healthcheck" in COMPOSE["services"]["database"]
