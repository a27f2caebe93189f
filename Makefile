# Every command sets up what it needs first and skips what is done: `make run` is enough on a fresh machine.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-check setup-test run test check format bench lock clean

# Every process of the tests would otherwise compile the code and rewrite the tests anew: a third of its start.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
BIN := .venv/bin
# One more than there are cores: tests wait for databases and browsers, too.
WORKERS ?= $(shell echo $$(($$(nproc) + 1)))
PYTEST := $(BIN)/python -m scripts.postgresql $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Prepare everything for running, and leave .venv/bin/kam
	@$(PYTHON) -m scripts.setup run

setup-check:
	@$(PYTHON) -m scripts.setup check

setup-test:
	@$(PYTHON) -m scripts.setup test

run: setup ## Serve KAM Maturity on this machine and print its address
	@$(BIN)/kam serve

test: setup-test ## Run the tests on SQLite and PostgreSQL, in a browser too, and hold the coverage
# The browser comes by itself: Playwright leaves an event loop running where others want their own. Coverage would learn
# next to nothing from it.
	@$(PYTEST) --cov --cov-report=term:skip-covered --ignore tests/browser $(ARGS)
	@$(BIN)/coverage report --include='app/maturity/*' --fail-under=100 --skip-covered
	@$(PYTEST) $(ARGS) tests/browser

check: setup-check ## Check style, types, the direction of imports, templates, lock files and assets
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/python -m scripts.sanity

format: setup-check ## Put code into the form that `make check` asks for
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: setup-check ## Measure against a bare application in the same run (minutes)
	@$(BIN)/python -m bench $(ARGS)

lock: setup-check ## Write the lock files afresh from pyproject.toml and package.json
	@$(BIN)/python -m scripts.lock $(ARGS)

clean: ## Remove what set-up and the tools made; var/ (the data) stays
	rm -rf .venv node_modules static/vendor static/vendor.new .coverage .coverage.* htmlcov \
	  .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
