# `make demo` and `make test` are all that a fresh machine needs; `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
MANAGE := $(PY) manage.py
APPS := portal sor correspondence
DEMO_DATA := $(or $(DATA_DIR),data)
# Checks and tests never touch the installation's own data: their settings write here.
SCRATCH := DATA_DIR=.venv/scratch EXCHANGE_DIR=.venv/scratch/exchange
# A stamp per state of the requirements: nothing is installed again until they change.
stamp = .venv/.installed-$(shell cat $(1) | sha256sum | cut -c1-16)
RUNTIME_STAMP := $(call stamp,requirements.txt .ci/tools/install)
DEV_STAMP := $(call stamp,requirements-dev.txt .ci/tools/install)

.PHONY: help
help: ## List these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | column -t -s $$'\t'

# --- Install

.PHONY: install install-dev test-packages requirements
install: ## Make .venv with what the portal needs
	@[ -x $(PY) -a -e $(RUNTIME_STAMP) ] || { .ci/tools/install requirements.txt && touch $(RUNTIME_STAMP); }

install-dev: install ## Add what tests and checks need
	@[ -e $(DEV_STAMP) ] || { .ci/tools/install requirements-dev.txt && touch $(DEV_STAMP); }

test-packages: # The browser tests skip themselves, saying why, where Chromium cannot be installed.
	@command -v chromium >/dev/null && command -v msgfmt >/dev/null || .ci/tools/debian chromium gettext fonts-dejavu-core || true

requirements: ## Compile the requirement files from pyproject.toml (UPGRADE=1 takes the newest versions)
	.ci/tools/compile-requirements $(if $(UPGRADE),--upgrade)

# --- Run

.PHONY: demo demo-reset migrate serve
demo: install ## Load the demo municipality and start portal and worker (PORT=8000); Ctrl-C stops both
	@[ -e $(DEMO_DATA)/portal.sqlite3 ] || { mkdir -p $(DEMO_DATA) && touch $(DEMO_DATA)/demo; }
	@$(MAKE) migrate
	@$(MANAGE) demo --load
	@CPR_LOOKUP=$${CPR_LOOKUP-correspondence.demo.cpr.look_up} exec $(MANAGE) serve

demo-reset: ## Remove the demo's data; the next `make demo` starts over
	@.ci/tools/remove-demo $(DEMO_DATA)

migrate: install ## Bring the database, its search index and the static files up to date
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) search_index --verbosity 0
	@$(MANAGE) collectstatic --no-input --verbosity 0

serve: migrate ## Start portal and worker without demo data
	@exec $(MANAGE) serve

# --- Test and check

.PHONY: test test-postgres check lint types templates translations migrations-check
test: install-dev test-packages ## Run the tests (ARGS="-k words" chooses)
	@$(SCRATCH) $(PY) -m pytest -n 2 $(ARGS)

test-postgres: install-dev test-packages ## Run the tests on a PostgreSQL that is started for them
	@$(SCRATCH) .ci/tools/with-postgres $(PY) -m pytest -n 2 $(ARGS)

check: lint types templates translations migrations-check ## All checks that are not tests

lint: install-dev ## Python: ruff
	@failed=0; $(PY) -m ruff check . || failed=1; $(PY) -m ruff format --check . || failed=1; exit $$failed

types: install-dev ## Python: mypy
	@env -u DATABASE_URL $(SCRATCH) $(PY) -m mypy

templates: install-dev ## Templates: djlint
	@$(PY) -m djlint templates $(APPS) --lint

translations: install-dev test-packages ## Every text has its Danish, and the .mo files are built
	@env -u DATABASE_URL $(SCRATCH) $(PY) .ci/tools/translations.py check

migrations-check: install-dev ## The migrations tell what the models say
	@env -u DATABASE_URL $(SCRATCH) $(MANAGE) makemigrations --check --dry-run

# --- Write

.PHONY: editor editor-check
editor: ## Rebuild static/editor/editor.js from its source (needs node)
	@.ci/tools/build-editor static/editor

editor-check: ## The editor in static/editor is what its source makes
	@.ci/tools/build-editor --check

.PHONY: format messages
format: install-dev ## Put Python into the house's layout
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

messages: install-dev test-packages ## Collect new texts into the .po files and build the .mo files
	@env -u DATABASE_URL $(SCRATCH) $(PY) .ci/tools/translations.py update
