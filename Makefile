# Two targets do everything: `make run` and `make test`. The environment is made once,
# and again whenever a requirements file changes.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

.PHONY: run test check unit browser-tests browser bench bench-counting fuzz screenshots data clean help

help:
	@echo "make run          start the app on http://localhost:$(PORT) (PORT=8599 make run for another port)"
	@echo "make test         environment, browser, lint, types, import rules, doctests and every test"
	@echo "make check        the same without the browser tests"
	@echo "make bench        measure first map and repaint against the naive baseline"
	@echo "make bench-counting  count a made-up national year beside DuckDB's bare scan"
	@echo "make fuzz         600 mangled uploads: no traceback, nothing half saved"
	@echo "make screenshots  photograph the pages for the README"

run: $(VENV)/.runtime
	$(BIN)/streamlit run app.py --server.port $(PORT)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; '$(PYTHON)' is older. Try: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# The browser tests drive the system's Chromium, so that no test tool downloads one of its own.
browser:
	@if [ -z "$(CHROMIUM)" ]; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
		else \
			echo "Chromium is needed for the browser tests. Install it (Debian, Ubuntu: sudo apt-get install chromium) and run 'make test' again."; \
			exit 1; \
		fi; \
	fi

check: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -m "not browser" -n 2 --dist worksteal

browser-tests: $(VENV)/.development browser
	$(BIN)/python -m pytest tests/browser -m browser -n 2

test: check browser-tests

bench: $(VENV)/.development browser
	$(BIN)/python -m tests.bench

bench-counting: $(VENV)/.development
	$(BIN)/python -m tests.bench.counting --years 3

fuzz: $(VENV)/.development
	$(BIN)/python -m tests.data.fuzz_uploads 600

screenshots: $(VENV)/.development browser
	$(BIN)/python -m docs.screenshots

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
