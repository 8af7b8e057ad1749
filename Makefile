# Needs only python3 (3.11 or newer), make and git: everything else goes into .venv from the lock file.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint types contracts unit format lock wheel bench clean

run: $(VENV)/installed
	@$(BIN)/exam-tui

# Format, lint, types, import contracts, tests; pytest last, so that its closing line closes the output.
test: lint types contracts unit

$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "exam-tui needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 run"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { echo "Could not make $(VENV). On Debian or Ubuntu: apt install python3-venv"; exit 2; }
	@echo "Installing into $(VENV) (first time only) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

lint: $(VENV)/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/installed
	$(BIN)/mypy

contracts: $(VENV)/installed
	$(BIN)/lint-imports

unit: $(VENV)/installed
	$(BIN)/pytest -n 2

format: $(VENV)/installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/installed
	$(BIN)/python -m benchmarks

# Renew the lock (needs uv).
lock:
	uv pip compile -q --universal --generate-hashes --group dev --python-version 3.11 --no-emit-index-url \
	  --custom-compile-command "make lock" pyproject.toml -o requirements.lock

wheel: $(VENV)/installed
	$(BIN)/python -m pip wheel -q --no-deps --no-build-isolation -w dist .

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
