# What a developer runs; `make` alone lists it. CI runs the same targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
WORKERS ?= auto
ENGINES := tests/form_templates tests/review_routes

UV := $(VENV)/uv-$(UV_VERSION).stamp
RUNTIME := $(VENV)/runtime.stamp
DEVELOPMENT := $(VENV)/development.stamp
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11

.DEFAULT_GOAL := help
.PHONY: help setup demo test check fmt bench schema migrations lock

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(DEVELOPMENT) ## install all that development needs into .venv (once)

demo: $(RUNTIME) ## run the server with invented people and data
	$(BIN)/python -m server demo

test: $(DEVELOPMENT) ## run every test, on SQLite and PostgreSQL
	$(BIN)/python -m pytest $(ENGINES) -n $(WORKERS) --cov --cov-report=term:skip-covered
	$(BIN)/python -m pytest tests $(ENGINES:%=--ignore=%) -n $(WORKERS)

check: $(DEVELOPMENT) ## formatting, lint, types and the direction of imports
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

fmt: $(DEVELOPMENT) ## format, and mend what ruff can
	$(BIN)/ruff check --fix --exit-zero --quiet
	$(BIN)/ruff format

bench: $(DEVELOPMENT) ## measure against the floors
	$(BIN)/python -m benchmarks

schema: $(DEVELOPMENT) ## print the GraphQL schema to schema.graphql
	$(BIN)/python -m schema.printing

migrations: $(DEVELOPMENT) ## write the migration that the models need, if any
	$(BIN)/tortoise -c server.database.CONFIG_FOR_MIGRATIONS makemigrations

lock: $(UV) ## resolve the dependencies of pyproject.toml anew
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) --extra dev pyproject.toml -o requirements-dev.lock

$(UV):
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, as in: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv==$(UV_VERSION)
	touch $@

$(RUNTIME): requirements.lock $(UV)
	$(INSTALL) -r requirements.lock
	touch $@

$(DEVELOPMENT): requirements-dev.lock $(UV)
	$(INSTALL) -r requirements-dev.lock
	touch $@
