# make demo is the way in. Every target brings what it needs into .venv, from hash-locked files only.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PY := $(BIN)/python
PIP := $(PY) -m pip --quiet --disable-pip-version-check --no-input
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
# Arguments for pytest, e.g. make test TESTS="tests/unit -k time"
TESTS ?= tests

# A .venv that was removed by hand takes its stamps with it.
ifeq ($(wildcard $(PY)),)
$(shell rm -rf .stamps)
endif

.PHONY: help demo test lint pytest test-spark bench docs web lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "make %-11s %s\n", $$1, $$2}'

demo: .stamps/run ## simulate a small operation and investigate it (about a minute)
	@rm -rf demo-input demo-case
	@echo "Simulating: one news account boosted by 30 small accounts, among organic traffic and one fan club ..."
	@$(BIN)/crosscurrent simulate scenario --seed 7 --out demo-input
	@echo "Investigating (the first run compiles the kernels, once for this machine) ..."
	@$(BIN)/crosscurrent investigate demo-input/posts.csv --case demo-case

test: lint pytest ## everything but Spark: lint, types, import contracts, licences, tests

lint: .stamps/dev
	@echo "ruff";        $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "mypy";        $(BIN)/mypy
	@echo "imports";     $(BIN)/lint-imports
	@$(PY) tools/check_licences.py --run requirements/run.txt --run requirements/build.txt \
		--development requirements/dev.txt --web web/package-lock.json

pytest: .stamps/dev
	@$(BIN)/pytest -n auto -m "not spark" $(TESTS)

test-spark: .stamps/spark ## the tests that need PySpark and Java 17 or later
	@java -version 2>/dev/null || { echo "make test-spark needs Java 17 or later on PATH." >&2; exit 1; }
	@$(PY) tools/check_licences.py --run requirements/spark.txt
	@CROSSCURRENT_REQUIRE_SPARK=1 $(BIN)/pytest -m spark tests

bench: .stamps/dev ## speed, memory and calibration: prints tables, writes JSON
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(PY) "$$script"; done

docs: .stamps/dev ## write the pages that are generated from code, then check all of docs/
	@$(PY) tools/write_reference.py
	@$(BIN)/pytest -n auto tests/docs

web: ## rebuild the browser code of the report (needs Node 20 or later)
	@cd web && npm ci && npm run build
	@git diff --stat --exit-code -- src/crosscurrent/reports \
		|| { echo "The built files differ from the committed ones; commit them if this was meant." >&2; exit 1; }

lock: ## resolve requirements/*.in again (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv on PATH." >&2; exit 1; }
	@cd requirements && for name in run dev build spark articles encoder; do $(LOCK) $(LOCKFLAGS) $$name.in -o $$name.txt; done

clean: ## remove what these targets made
	@rm -rf .venv .stamps demo-input demo-case .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} +

# --- .venv --------------------------------------------------------------------------------------------

.stamps/venv:
	@mkdir -p .stamps
	@python=$$(tools/find_python.sh) && \
		echo "Making .venv with $$($$python --version) ..." && \
		$$python -m venv .venv || { rm -rf .venv; exit 1; }
	@touch $@

.stamps/run: .stamps/venv requirements/run.txt requirements/build.txt pyproject.toml
	@echo "Installing the locked packages into .venv ..."
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.stamps/dev: .stamps/run requirements/dev.txt
	@echo "Installing the locked development tools into .venv ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

.stamps/spark: .stamps/dev requirements/spark.txt
	@echo "Installing PySpark into .venv (about 400 MB) ..."
	@$(PIP) install --require-hashes -r requirements/spark.txt
	@touch $@
