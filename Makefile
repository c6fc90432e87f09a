# Every target makes its own virtual environment and installs what it needs: python3, pip and make are enough.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest

.PHONY: demo test test-postgres test-long check bench pictures lock clean

demo: $(VENV)/.demo
	$(BIN)/spendwatch demo

# Three workers on two cores: many tests wait for a process, a socket or a browser.
test: $(VENV)/.dev
	@sh tests/install_browser.sh
	$(PYTEST) -n 3 --dist loadgroup $(ARGS)

# Every test, with all that it stores on PostgreSQL.
test-postgres: $(VENV)/.dev
	@sh tests/install_browser.sh
	$(PYTEST) -n 3 --dist loadgroup --database postgresql $(ARGS)

# The long versions of tests/faults, with the figures that docs/reliability.md holds.
test-long: $(VENV)/.dev
	$(PYTEST) -m long -s tests/faults $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m bench

# Retakes the pictures in the documentation, of the bot in the sandbox.
pictures: $(VENV)/.dev
	@sh tests/install_browser.sh
	$(BIN)/python -m docs.pictures

# Rewrites the locked requirements from pyproject.toml.
lock: $(VENV)/.dev
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements/runtime.txt
	for extra in postgres metrics demo dev; do \
	  $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --extra $$extra pyproject.toml -o requirements/$$extra.txt || exit 1; \
	done

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: requirements/demo.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/demo.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@ $(VENV)/.demo
