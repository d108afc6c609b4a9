# One command each; `make help` lists them.
PYTHON := .venv/bin/python

.PHONY: help setup run test lint prove bench package
help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: ## install what is missing
	@python3 packaging/setup.py

lint: setup ## ruff, mypy --strict, import contracts
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

test: lint ## everything that must be green on main
	QT_QPA_PLATFORM=offscreen .venv/bin/pytest -n 2
