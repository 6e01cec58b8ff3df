# make demo: see it work, without a Slack account.   make test: run the tests.   make check: format, lint, types, arrows.   make bench: speed.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help demo test check bench proofs clean

help:
	@head -1 Makefile

demo: .venv/ready
	@$(BIN)/heartline demo $(if $(PORT),--port $(PORT))

test: .venv/ready-to-test
	$(BIN)/pytest --numprocesses auto --maxprocesses 4

check: .venv/ready-to-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/house

bench: .venv/ready-to-test
	$(BIN)/python -m benchmarks.speed $(ARGS)

proofs: .venv/ready-to-test
	$(BIN)/python benchmarks/kills.py --quick
	$(BIN)/python benchmarks/planted_bugs.py --quick
	$(BIN)/python benchmarks/hostile_bodies.py --quick
	$(BIN)/python -m benchmarks.attacks --quick
	$(BIN)/python benchmarks/scoring.py --quick
	$(BIN)/python benchmarks/rounds.py --quick
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.links --quick
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.starts --quick

clean:
	rm -rf .venv

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Heartline needs Python 3.11 or newer. Name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@echo "Setting up in .venv …"
	@$(PYTHON) -m venv .venv || { echo "Python's venv is missing. On Debian: apt install python3-venv"; exit 2; }
	@$(PIP) --editable .
	@touch $@

.venv/ready-to-test: .venv/ready
	@$(PIP) --editable '.[dev]'
	@touch $@
