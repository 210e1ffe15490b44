# Everything sets itself up: all that is needed is Python 3.11 or later, and make.
# `make help` lists what there is; ARGS adds arguments: make test ARGS="-k cart -x"

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test storms thorough browser shots check format bench coverage migration api-lock clean
MAKEFLAGS += --no-print-directory
# Each of our many processes would compile everything again.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PARTS := $(patsubst %/setup.cfg,./%,$(wildcard plugins/*/setup.cfg themes/*/setup.cfg))
METADATA := setup.cfg pyproject.toml $(foreach part,$(PARTS),$(wildcard $(part)/setup.cfg $(part)/pyproject.toml))
CODE := core/shopwright $(wildcard plugins/*/src)
# One more than cores: tests wait for servers, processes and clocks now and then.
JOBS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PYTEST := $(BIN)/python -m pytest
EVERY_TIME := not storm and not thorough and not browser

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: .venv/.installed ## run a shop with a demo catalog on http://127.0.0.1:8000
	@exec $(BIN)/shopwright serve --demo $(ARGS)

test: .venv/.installed-dev ## run the tests of every day, on all cores
	$(PYTEST) -n $(JOBS) --dist loadgroup -m "$(EVERY_TIME)" $(ARGS)

storms: .venv/.installed-dev ## run the races, kills and fuzzing that take minutes
	$(PYTEST) -n $(JOBS) --dist loadfile -m storm $(ARGS)

thorough: .venv/.installed-dev ## run journeys of developers, and plugins on PostgreSQL as well
	$(PYTEST) -n $(JOBS) --dist loadfile -m thorough $(ARGS)

browser: .venv/.installed-dev ## run the journeys in a real browser: needs Chromium, takes minutes
	$(PYTEST) -m browser $(ARGS) tests/browser

shots: .venv/.installed-dev ## look at every page of every theme, and leave pictures in var/shots
	SHOPWRIGHT_SHOTS=var/shots $(PYTEST) -m browser $(ARGS) tests/browser/test_pages.py

check: .venv/.installed-dev ## check format, style, types and import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports

format: .venv/.installed-dev ## rewrite the code as `make check` wants it
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

bench: .venv/.installed-dev ## measure what README.md says about speed
	$(BIN)/python bench $(ARGS)

coverage: .venv/.installed-dev ## run the tests and require 95 % of the core, branches measured
	$(PYTEST) -n $(JOBS) --dist loadgroup -m "$(EVERY_TIME)" \
		--cov --cov-branch --cov-report=term --cov-report=html --cov-fail-under=95 $(ARGS)

migration: .venv/.installed-dev ## write the revision that changed models ask for (see migrations/)
	$(BIN)/python -m migrations $(ARGS)

api-lock: .venv/.installed-dev ## write api.lock and the references, after a change of the plugin API or the theme API
	$(BIN)/python docs/plugins/api_lock.py
	$(BIN)/python docs/plugins/hooks.py
	$(BIN)/python docs/themes/checking.py
	$(BIN)/python docs/themes/reference.py

clean: ## remove the environment and what tools left behind, not the shop's data in var/
	rm -rf .venv build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache \
		.hypothesis .import_linter_cache
	find . -name node_modules -prune -o \( -name __pycache__ -o -name '*.egg-info' \) -prune \
		-exec rm -rf {} +

# Setting up. One call of pip installs the core and every plugin and theme beside it, in editable
# mode; a stamp makes the second time quick. What `run` needs is a part of what the tests need.

EDITABLE := $(foreach part,$(PARTS),-e $(part))

.venv/.installed: .venv/.made $(METADATA)
	@echo "Installing Shopwright and its plugins into .venv (about a minute, once)"
	@$(call install,postgres)
	@touch $@

.venv/.installed-dev: .venv/.made $(METADATA)
	@echo "Installing Shopwright, its plugins and the test tools into .venv (about a minute, once)"
	@$(call install,postgres$(comma)test$(comma)dev)
	@touch .venv/.installed $@

comma := ,
define install
if command -v uv >/dev/null 2>&1; then \
	VIRTUAL_ENV="$(CURDIR)/.venv" uv pip install --quiet -e '.[$(1)]' $(EDITABLE); \
else \
	$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[$(1)]' $(EDITABLE); \
fi
endef

# PYTHON names the interpreter to use; else the first that is new enough.
PYTHON ?=

.venv/.made:
	@set -e; chosen=; \
	for candidate in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
		if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
			chosen=$$candidate; break; \
		fi; \
	done; \
	if [ -z "$$chosen" ]; then \
		echo "Shopwright needs Python 3.11 or later, and there is none on PATH." >&2; \
		echo "Install it, or name it: make run PYTHON=/path/to/python3.11" >&2; \
		exit 1; \
	fi; \
	rm -rf .venv; \
	if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --seed --python "$$chosen" .venv; \
	elif ! $$chosen -m venv .venv; then \
		rm -rf .venv; \
		echo "$$chosen cannot make virtual environments; on Debian and Ubuntu its 'venv' is a" >&2; \
		echo "package of its own: apt install python3-venv. Installing uv helps as well." >&2; \
		exit 1; \
	fi; \
	touch $@
