# One command each; `make help` lists them.
BIN := .venv/bin
SCRIPTS := $(wildcard packaging/*.py benchmarks/*.py)
PYTEST := QT_QPA_PLATFORM=offscreen $(BIN)/pytest
PYTEST_FLAGS ?=

.PHONY: help setup run test lint format prove bench package lock
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: ## install what is missing to run and test (system packages through apt, Python packages as locked)
	@python3 packaging/setup.py test

run: ## make the evaluation workspace once and open the window; without a display, do the same job headless
	@python3 packaging/setup.py run
	@$(BIN)/python packaging/run.py

test: lint ## everything that must be green on main: lint, then all tests
	@$(PYTEST) -n auto --dist worksteal $(PYTEST_FLAGS)

lint: setup ## ruff, mypy --strict, import contracts
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@MYPYPATH=src:benchmarks $(BIN)/mypy $(SCRIPTS)
	@$(BIN)/lint-imports

format: setup ## put the code in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

prove: setup ## the long campaigns, with their figures
	@$(PYTEST) -m prove -s --timeout 0 $(PYTEST_FLAGS)

bench: setup ## the benchmarks: ratios against peers, paired in one run
	@$(BIN)/python benchmarks/all.py

package: setup ## build the wheel into dist/ and check what is inside
	@$(BIN)/python packaging/wheel.py

lock: setup ## resolve changed dependencies into requirements.lock (all of them: LOCK_FLAGS=--upgrade)
	UV_CUSTOM_COMPILE_COMMAND="make lock" .cache/setup/uv/bin/uv pip compile pyproject.toml --all-extras --group dev \
	    --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --quiet $(LOCK_FLAGS) \
	    --python-version 3.11 --python-platform x86_64-manylinux_2_36 --output-file requirements.lock
