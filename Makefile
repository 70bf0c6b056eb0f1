# Every target sets itself up in .venv; the only needs are Python 3.11 or newer with venv, git and make.

PYTHON ?= python3
LOCALE ?= zh
VENV   := .venv
PY     := $(VENV)/bin/python
UV     := $(PY) -m uv
READY  := $(VENV)/.ready
EXPORT := $(UV) export --quiet --format requirements.txt --no-header
PYTEST := $(PY) -m pytest -n logical --maxprocesses 4 --dist worksteal

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup play screenshots demo run test shake check lint types layers format reference bot-api simulate torture bench bench-page profile growth scaling lock

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.* ## /  make \1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 20

setup: $(READY) ## make .venv, or bring it up to date with the lock files

play: $(READY) ## a community of your own on a page of this machine, without a token (LOCALE=en, COMMUNITY=camp or paid)
	$(PY) -m playground --locale $(LOCALE) $(if $(COMMUNITY),--ready $(COMMUNITY)) $(if $(PORT),--port $(PORT))

screenshots: $(READY) ## take docs/images anew in a real browser
	$(PY) -m tests.browser.screenshots

demo: $(READY) ## a week in an invented community, without a token (LOCALE=zh or en)
	LOCALE=$(LOCALE) $(PY) -m playground.demo

run: $(READY) ## run the bot with the settings of .env (see .env.example)
	$(PY) -m bot run

check: lint types layers test ## everything that must hold before a commit

lint: $(READY) ## ruff: rules and format
	$(PY) -m ruff check
	$(PY) -m ruff format --check

types: $(READY) ## mypy, strict
	$(PY) -m mypy

layers: $(READY) ## import-linter: which package may import which
	$(VENV)/bin/lint-imports

test: $(READY) ## all tests; T="tests/unit -k name" for some, DATABASE=postgresql on that
	TEST_DATABASE=$(DATABASE) $(PYTEST) $(T)

shake: $(READY) ## the browser tests with answers that come late (SEED=7), a slow browser, slow hands; half an hour
	broken=; for kind in late busy hesitant; do SLOW=$$kind SEED=$(SEED) $(PYTEST) $(or $(T),tests/browser) || broken="$$broken $$kind"; done; \
	  test -z "$$broken" || { echo "not borne:$$broken" >&2; exit 1; }

format: $(READY) ## let ruff mend what it can
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

reference: $(READY) ## write docs/sop-reference.md and the schemas of SOP scripts and of their scenarios
	mkdir -p docs
	$(PY) -m bot reference > docs/sop-reference.md
	$(PY) -m bot schema > docs/sop.schema.json
	$(PY) -m bot schema --scenarios > docs/scenarios.schema.json

bot-api: $(READY) ## write playground/emulator/bot_api.json from the installed aiogram
	$(PY) -m playground.describe_bot_api

simulate: $(READY) ## 11,000 members get a message while everybody talks, in virtual time: is every promise kept?
	$(PY) -m tests.simulation

torture: $(READY) ## kill the bot at 300 moments and compare; SEED=7, FULL=1, POINT=... as a failure names it
	SEED="$(SEED)" FULL="$(FULL)" POINT="$(POINT)" $(PY) -m tests.torture

scaling: $(READY) ## what one process and what several carry on PostgreSQL
	$(PY) -m benchmarks.scaling

bench: $(READY) ## measure throughput
	$(PY) -m benchmarks

bench-page: $(READY) ## measure the playground's page with 300 people and 5,000 messages, in a real browser
	$(PY) -m benchmarks.page

profile: $(READY) ## where the time of a message, a check-in and a due step goes
	$(PY) -m benchmarks.profiles

growth: $(READY) ## measure what many members and a long history cost (some minutes)
	$(PY) -m benchmarks.growth

lock: $(READY) ## resolve the dependencies anew and write the lock files
	rm -f uv.lock
	$(UV) lock
	$(EXPORT) --only-group setup --output-file requirements-setup.lock
	$(EXPORT) --no-default-groups --output-file requirements-run.lock
	$(EXPORT) --output-file requirements.lock

# uv looks for packages where pip is told to look: people behind a mirror have set only pip up.
$(READY): requirements-setup.lock requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "$(PYTHON) is not Python 3.11 or newer; name one that is: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "$(PYTHON) cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }
	@$(PY) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-setup.lock
	@index=$$($(PY) -m pip config get global.index-url 2>/dev/null || true); \
	  index=$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$index}}; \
	  if [ -n "$$index" ]; then export UV_DEFAULT_INDEX="$$index"; fi; \
	  $(UV) pip sync --quiet --python $(PY) --require-hashes --compile-bytecode requirements.lock
	@touch $@
