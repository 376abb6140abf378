# Two commands are all a newcomer needs: `make demo` and `make test`. `make help` lists the rest.

PORT ?= 8000
DATABASE ?=
PYTEST_ARGS ?=
BENCH_ARGS ?=
LOCK_ARGS ?=
UV ?= uv

PACKAGES := api bots storage conversations
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Every pinned file is checked against its hash. The checkout itself is linked in with the pinned build backend.
define install
	@echo "Installing $(1) into $(VENV); the first time takes a minute or two"
	@$(BIN)/python -m pip install --quiet --require-hashes -r $(1)
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
endef

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(VENV)/ready-to-run ## serve the simulator: PORT=8000, DATABASE=FILE keeps what is signed
	$(BIN)/undersigned demo --port $(PORT) $(if $(DATABASE),--database $(DATABASE))

.PHONY: test
test: $(VENV)/ready-to-test ## run every test, one at a time on each core; PYTEST_ARGS="-k receipt" runs some
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal $(PYTEST_ARGS)

.PHONY: check
check: format-check lint types contracts test ## all that must pass before a change is accepted

.PHONY: format
format: $(VENV)/ready-to-test ## put the code into its one format
	$(BIN)/ruff format .

.PHONY: format-check
format-check: $(VENV)/ready-to-test
	$(BIN)/ruff format --check .

.PHONY: lint
lint: $(VENV)/ready-to-test ## look for mistakes
	$(BIN)/ruff check .

.PHONY: types
types: $(VENV)/ready-to-test ## check the types, strictly
	$(BIN)/mypy

.PHONY: contracts
contracts: $(VENV)/ready-to-test ## check who may import what
	$(BIN)/lint-imports --no-logo

.PHONY: understanding
understanding: $(VENV)/ready-to-test ## measure what is understood of texts that people type: a table for each part of the set
	$(BIN)/python -m tests.understanding.table

.PHONY: bench
bench: bench-inbound bench-surge ## measure

.PHONY: bench-inbound
bench-inbound: $(VENV)/ready-to-test ## measure inbound turns beside the floor and a textbook handler
	$(BIN)/python -m bench.inbound $(BENCH_ARGS)

.PHONY: bench-audience
bench-audience: $(VENV)/ready-to-test ## measure counting, freezing and claiming up to a million; BENCH_ARGS="--sizes 10000"
	$(BIN)/python -m bench.audience $(BENCH_ARGS)

.PHONY: bench-growth
bench-growth: $(VENV)/ready-to-test ## measure whether a turn costs the same when ten million have signed
	$(BIN)/python -m bench.growth $(BENCH_ARGS)

.PHONY: bench-surge
bench-surge: $(VENV)/ready-to-test ## measure completed signatures a second; BENCH_ARGS="--seconds 10"
	$(BIN)/python -m bench.surge $(BENCH_ARGS)

.PHONY: bench-outbound
bench-outbound: $(VENV)/ready-to-test ## measure sending beside the client alone and a bare loop; BENCH_ARGS="--rounds 1"
	$(BIN)/python -m bench.outbound $(BENCH_ARGS)

.PHONY: bench-rate
bench-rate: $(VENV)/ready-to-test ## prove that no second holds more than the limit, with 1, 2 and 4 workers (PostgreSQL)
	$(BIN)/python -m bench.rate $(BENCH_ARGS)

.PHONY: soak
soak: $(VENV)/ready-to-test ## an hour at half load: do memory and open files stay flat? BENCH_ARGS="--minutes 5"
	$(BIN)/python -m bench.soak $(BENCH_ARGS)

.PHONY: chaos-inbound
chaos-inbound: $(VENV)/ready-to-test ## kill what can be killed 200 times while people sign; BENCH_ARGS="--kills 20"
	$(BIN)/python -m bench.chaos_inbound $(BENCH_ARGS)

.PHONY: setup
setup: $(VENV)/ready-to-run $(VENV)/ready-to-test ## only set up

.PHONY: lock
lock: ## pin the requirements again (needs uv); LOCK_ARGS=--upgrade takes newer versions
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: python3 -m pip install uv, or UV=/path/to/uv" >&2; exit 1; }
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" --group build $(LOCK_ARGS) -o requirements.txt pyproject.toml >/dev/null
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" --group build --extra dev -c requirements.txt $(LOCK_ARGS) \
		-o requirements-dev.txt pyproject.toml >/dev/null

.PHONY: clean
clean: ## remove what the other targets made; never a database or a key
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache tests/artifacts
	find $(PACKAGES) tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

# The newest Python that is new enough and can make a virtual environment, or one line that says what is missing.
$(BIN)/python:
	@for python in "$$PYTHON" python3.14 python3.13 python3.12 python3.11 python3 python; do \
		[ -n "$$python" ] || continue; \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
		recent="$$python"; \
		"$$python" -c 'import ensurepip, venv' >/dev/null 2>&1 || continue; \
		echo "Setting up $(VENV) with $$("$$python" --version)"; \
		exec "$$python" -m venv --clear $(VENV); \
	done; \
	if [ -n "$$recent" ]; then \
		echo "$$recent has no venv module. On Debian or Ubuntu: apt-get install python3-venv" >&2; \
	else \
		echo "Undersigned needs Python 3.11 or newer; found: $$(python3 --version 2>&1 || true)" >&2; \
	fi; \
	exit 1

$(VENV)/ready-to-run: requirements.txt pyproject.toml $(BIN)/python
	$(call install,requirements.txt)

$(VENV)/ready-to-test: requirements-dev.txt pyproject.toml $(BIN)/python
	$(call install,requirements-dev.txt)
