# Everything runs in .venv, which the targets below create and bring up to date when pyproject.toml changes.
#   make demo | test | lint | types | imports | docs | bench | nightly | clean
# PYTHON=python3.12 chooses the interpreter; default: the newest of 3.14 … 3.11 on PATH.

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
DEMO_OUTPUT ?= demo-output
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test lint types imports docs review bench nightly clean

help:
	@sed -n '2,3s/^# *//p' Makefile

# The interpreter is looked for only when .venv does not exist yet; a broken venv is not left behind.
$(BIN)/python:
	@set -e; python="$(PYTHON)"; \
	if [ -z "$$python" ]; then \
	  for candidate in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	    if command -v $$candidate >/dev/null 2>&1 && \
	       $$candidate -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	      python=$$candidate; break; \
	    fi; \
	  done; \
	fi; \
	if [ -z "$$python" ]; then \
	  echo "nuscat needs Python 3.11 or newer with the venv module; python3 here is: $$(python3 --version 2>&1 || true)." >&2; \
	  echo "Install one (Debian/Ubuntu: apt-get install python3 python3-venv; macOS: brew install python) or give PYTHON=/path/to/python." >&2; \
	  exit 1; \
	fi; \
	if ! $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	  echo "nuscat needs Python 3.11 or newer; $$python is: $$($$python --version 2>&1)." >&2; exit 1; \
	fi; \
	echo "Creating $(VENV) with $$($$python --version)"; \
	rm -rf $(VENV); $$python -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.pip: | $(BIN)/python
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@touch $@

$(VENV)/.package: pyproject.toml | $(VENV)/.pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/.pip
	$(BIN)/python -m pip install --quiet --editable ".[jax]" --group test
	@touch $@ $(VENV)/.package

$(VENV)/.lint: pyproject.toml | $(VENV)/.pip
	$(BIN)/python -m pip install --quiet --editable . --group lint
	@touch $@ $(VENV)/.package

$(VENV)/.docs: pyproject.toml | $(VENV)/.pip
	$(BIN)/python -m pip install --quiet --editable ".[jax]" --group docs
	@touch $@ $(VENV)/.package

demo: $(VENV)/.package
	$(BIN)/nuscat demo --output $(DEMO_OUTPUT)

test: $(VENV)/.test
	$(PYTEST) -n $(WORKERS) -m "not slow"

nightly: $(VENV)/.test
	$(PYTEST) -n $(WORKERS)
	if [ -d validation ]; then $(PYTEST) -n $(WORKERS) validation; fi

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.lint
	$(BIN)/mypy

imports: $(VENV)/.lint
	$(BIN)/lint-imports

review: $(VENV)/.lint
	$(BIN)/repo-review .

docs: $(VENV)/.docs
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

bench: $(VENV)/.test
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) build dist $(DEMO_OUTPUT) docs/_build docs/generated docs/gallery/generated docs/sg_execution_times.rst
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks .coverage htmlcov
