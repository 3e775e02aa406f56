# Everything a person does with Soundmart. `make help` lists it.
# Options: TARGET=spark|duckdb|cluster picks the engine, ARGS="..." is handed to `python -m ingest spotify`,
# SINCE=... is the commit that a slim build compares with.

PYTHON ?= python3
TARGET ?=
ARGS ?=
PORT ?= 8080
SINCE ?= main
VENV := .venv
RUN := $(VENV)/bin/python
ENGINE := $(if $(TARGET),--target $(TARGET))

.DEFAULT_GOAL := help
.PHONY: help setup demo ingest build slim docs site serve cluster-up cluster-down test lint format lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/run ## install what is needed to run into .venv (every other target does so too)

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "error: Python 3.10 to 3.13 is needed, this is $$($(PYTHON) --version 2>&1): name another with PYTHON=..." >&2; exit 2; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# A newer requirements file installs anew; an unchanged one costs nothing.
$(VENV)/run: $(VENV)/python requirements.txt
	@echo "Installing the requirements into $(VENV): about a minute, once"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/develop: $(VENV)/run requirements-dev.txt
	@echo "Installing the development tools into $(VENV)"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: $(VENV)/run ## the whole path on the bundled synthetic catalogue: ingest, models, tests, answers, docs, report
	@target=$$($(RUN) -m runner target $(ENGINE)) && \
	  $(RUN) -m ingest demo && $(RUN) -m runner demo --target $$target && $(RUN) -m report --target $$target

ingest: $(VENV)/run ## fetch seeds/followed_artists.csv from Spotify (ARGS="--artist ID ..." for others)
	@$(RUN) -m ingest spotify $(ARGS)

build: $(VENV)/run ## build all models and test what is in them
	@$(RUN) -m runner build $(ENGINE)

slim: $(VENV)/run ## build and test what is modified since main (SINCE=... for another commit) and what is made of it
	@$(RUN) -m runner slim $(ENGINE) --since "$(SINCE)"

docs: $(VENV)/run ## write the docs site: one static page, target/<engine>/static_index.html
	@$(RUN) -m runner docs $(ENGINE)

site: $(VENV)/run ## write the report and the docs site into site/: two pages that need no server and no network
	@$(RUN) -m report --docs $(ENGINE)

serve: $(VENV)/run ## serve the docs site on http://127.0.0.1:8080 (PORT=... for another port)
	@$(RUN) -m runner serve $(ENGINE) --port $(PORT)

cluster-up: $(VENV)/run ## start a Spark cluster on this machine, for TARGET=cluster
	@$(RUN) -m runner cluster-up

cluster-down: $(VENV)/run ## end that cluster; its tables stay
	@$(RUN) -m runner cluster-down

test: lint ## every check there is: lint, types, conventions, ingest, both engines, cluster, docs and report in a browser
	@$(RUN) -m pytest --numprocesses 3 --dist loadscope

lint: $(VENV)/develop ## style, types and the project's conventions
	@$(RUN) -m ruff check --quiet
	@$(RUN) -m ruff format --quiet --check
	@$(RUN) -m mypy --no-error-summary
	@$(VENV)/bin/sqlfmt --quiet --check .
	@$(RUN) -m runner coverage --target duckdb
	@$(VENV)/bin/dbt-score lint --manifest target/duckdb/manifest.json

format: $(VENV)/develop ## bring Python and SQL into the project's style
	@$(RUN) -m ruff format --quiet
	@$(RUN) -m ruff check --quiet --fix
	@$(VENV)/bin/sqlfmt --quiet .

lock: ## pin the requirements anew, with hashes (needs uv)
	@uv pip compile pyproject.toml $(LOCK) --output-file requirements.txt
	@uv pip compile pyproject.toml $(LOCK) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

LOCK := --quiet --universal --python-version 3.10 --generate-hashes --no-strip-extras --no-header

# Without its pids nobody could end a cluster any more. One that is elsewhere, by SOUNDMART_SPARK, keeps running.
clean: ## remove all data, tables and build results (not .venv), and end the cluster that has them
	@if [ -e $(VENV)/run ] && ls data/spark/cluster/pids/*.pid >/dev/null 2>&1; then \
	  SOUNDMART_SPARK=data/spark $(RUN) -m runner cluster-down >/dev/null; fi
	@rm -rf target logs site data/raw data/spark data/soundmart.duckdb data/soundmart.duckdb.wal
	@rm -rf .pytest_cache .mypy_cache .ruff_cache
