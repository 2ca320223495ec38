# One word for each thing that people do here; `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup run train shell test test-service test-engine test-web lint format nlu-report lock clean \
	bench-features bench-models bench-queue bench-scores bench-sockets bench-widget chaos
SHELL := /bin/sh
# Fetched tools (uv, Node) lie here when the machine has none of its own.
export PATH := $(CURDIR)/var/tools/bin:$(PATH)

PYTHON := .venv/bin/python
ENGINE := bot/.venv/bin/python
ATTUNE := .venv/bin/attune
CODE := $(wildcard crm crm_models actions gateway review shopdata language cli bot tests benchmarks scripts)
TYPED := $(wildcard crm crm_models actions gateway review shopdata language cli)

# Without settings of one's own, what works on the store works on the demo shop.
ifeq ($(wildcard .env),)
train shell: export ATTUNE_DEMO ?= 1
endif

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z%-]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## get libraries and tools, build the web pages; done once
	@scripts/bootstrap.sh

run: ## set everything up, fill a demo shop, train, start (PORT, 8000 by default)
	@scripts/bootstrap.sh 6 && exec $(ATTUNE) up --steps-before 5

train: setup ## train the customer models and the engine again
	@$(ATTUNE) train models && $(ATTUNE) train nlu --force

shell: setup ## talk to the engine in this terminal
	@$(ATTUNE) train nlu && exec $(ATTUNE) shell

test: test-service test-engine test-web ## run all tests

test-service: setup
	@if [ -d bot/components ]; then $(ATTUNE) train nlu; fi
	$(PYTHON) -m pytest

test-engine: setup
	@if [ -f tests/bot/pytest.ini ]; then $(ATTUNE) train nlu && $(ENGINE) -m pytest -p tests.no_silent_skips -c tests/bot/pytest.ini tests/bot tests/language; fi

test-web: setup
	@if [ -f web/package.json ]; then npm test --prefix web; fi

lint: setup ## check formatting, lint and types
	.venv/bin/ruff format --check $(CODE)
	.venv/bin/ruff check $(CODE)
	.venv/bin/mypy $(addprefix -p ,$(TYPED))

format: setup ## format the Python code and sort its imports
	.venv/bin/ruff check --fix-only --quiet $(CODE)
	.venv/bin/ruff format $(CODE)

bench-%: setup ## run benchmarks/bench_NAME.py (options in ARGS)
	@$(ATTUNE) train nlu && $(PYTHON) -m benchmarks.bench_$(subst -,_,$*) $(ARGS)

# These measure nothing that the engine is trained for.
bench-features bench-models bench-queue bench-scores bench-sockets bench-widget: setup
	@$(PYTHON) -m benchmarks.$(subst -,_,$@) $(ARGS)

chaos: setup ## kill gateway and engine under customers, and count the harm (options in ARGS)
	@$(PYTHON) -m benchmarks.chaos $(ARGS)

nlu-report: setup ## measure the reading on the present data: docs/nlu-report.md
	@$(ATTUNE) train nlu && $(ATTUNE) nlu report

lock: setup ## resolve the requirements anew, with hashes and without addresses
	scripts/lock.sh

clean: ## remove what is generated, but neither data nor secrets nor environments
	rm -rf var/stamps var/log var/engine build models web/dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
