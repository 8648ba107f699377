# Two targets do everything: `make run` and `make test`. The environment is made once,
# and filled again whenever a lock changes.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
# Spark has an environment of its own: `make test` holds that the app does without.
SPARK := .venv-spark
INSTALL := pip install --quiet --disable-pip-version-check --require-hashes
JAVA ?= $(shell command -v java)
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

.PHONY: run test check unit browser-tests browser bench bench-counting fuzz storm lock test-spark java screenshots data clean help

help:
	@echo "make run          start the app on http://localhost:$(PORT) (PORT=8599 make run for another port)"
	@echo "make test         environment, browser, lint, types, import rules, doctests and every test"
	@echo "make check        the same without the browser tests"
	@echo "make test-spark   Spark and DuckDB count alike; makes an environment with Spark, needs Java 17"
	@echo "make bench        measure first map and repaint against the naive baseline"
	@echo "make bench-counting  count a made-up national year beside DuckDB's bare scan"
	@echo "make storm        kill 100 writers of the store, fill its disk, write and read at once"
	@echo "make fuzz         1,000 mangled uploads and 300 odd tables: nothing half saved or made up"
	@echo "make lock         write the locks anew from the requirements files (UPGRADE=1: newest indirect versions)"
	@echo "make screenshots  photograph the pages for the README"

run: $(VENV)/.runtime
	$(BIN)/streamlit run app.py --server.port $(PORT)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; '$(PYTHON)' is older. Try: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m $(INSTALL) -r requirements.lock
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/python -m $(INSTALL) -r requirements-dev.lock
	@touch $@

# The locks name every version, for Windows, Linux and macOS alike, with the hashes of its files. They
# name no index, so that everyone installs from their own. What is locked stays as it is unless a
# requirements file asks for another version. The development and Spark locks follow the app's.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' \
	$(if $(UPGRADE),--upgrade)

# uv alone is installed here, not the development lock: that one may be what is to be written.
storm: $(VENV)/.development
	$(BIN)/python -m tests.data.store.storm 100

lock: | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep '^uv==' requirements-dev.txt)"
	$(COMPILE) requirements.txt --output-file requirements.lock
	$(COMPILE) requirements-dev.txt --constraint requirements.lock --output-file requirements-dev.lock
	$(COMPILE) requirements-spark.txt --constraint requirements.lock --output-file requirements-spark.lock

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

java:
	@if [ -z "$(JAVA)" ]; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq openjdk-17-jre-headless >/dev/null; \
		else \
			echo "Spark needs Java 17. Install it (Debian, Ubuntu: sudo apt-get install openjdk-17-jre-headless) and run 'make test-spark' again."; \
			exit 1; \
		fi; \
	fi

$(SPARK)/.installed: requirements.lock requirements-dev.lock requirements-spark.lock | $(VENV)/bin/python
	$(BIN)/python -m venv $(SPARK)
	$(SPARK)/bin/python -m $(INSTALL) -r requirements.lock
	$(SPARK)/bin/python -m $(INSTALL) -r requirements-dev.lock
	$(SPARK)/bin/python -m $(INSTALL) -r requirements-spark.lock
	@touch $@

# Elsewhere these tests skip where Spark cannot run. Here a skipped one is a failure.
test-spark: java $(SPARK)/.installed
	$(SPARK)/bin/python -m pytest -rs tests/data/street/test_counting_engines.py -k "not without_spark" \
		--junitxml=$(SPARK)/report.xml
	@grep -q 'skipped="0"' $(SPARK)/report.xml || { echo "Spark was not tested: see above what was skipped, and why."; exit 1; }

bench: $(VENV)/.development browser
	$(BIN)/python -m tests.bench

bench-counting: $(VENV)/.development
	$(BIN)/python -m tests.bench.counting --years 3

fuzz: $(VENV)/.development
	$(BIN)/python -m tests.data.fuzz_uploads 1000
	$(BIN)/python -m tests.data.fuzz_tables 300

screenshots: $(VENV)/.development browser
	$(BIN)/python -m docs.screenshots

clean:
	rm -rf $(VENV) $(SPARK) .pytest_cache .mypy_cache .ruff_cache .hypothesis
