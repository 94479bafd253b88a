# make install | demo | test | run | show-failures | bench | screenshots | fuzz | test-interop
# Needs Python 3.11 to 3.13 with venv, make, and the package index. uv is used when it is there.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: install demo test quick fuzz test-interop run show-failures bench screenshots lock clean

install: $(READY)

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "Python 3.11, 3.12 or 3.13 is needed; say which with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "Installing into $(VENV) (a minute the first time) ..."
	@if command -v uv >/dev/null 2>&1; then \
		uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
		uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $(READY)

demo: install
	@$(BIN)/interview-bot demo $(ARGS)

run: install
	@$(BIN)/interview-bot run

test: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 4 $(ARGS)

# The inner loop: no other processes, no voices and browsers in real time, nothing that takes seconds.
quick: install
	$(BIN)/pytest -n 2 -m "not real_time and not slow" $(ARGS)

# A million hostile datagrams, voice-gateway frames and pictures (some minutes); `make test` sends 54,000.
fuzz: install
	@$(BIN)/python -m tests.fuzz 1000000

# An independent client (discord.js on its own Node, from npm) talks through our simulated Discord.
test-interop: install
	@$(BIN)/python -m tests.interop.run

show-failures: install
	@$(BIN)/python -m bot.live.show_failures

bench: install
	@for name in answer_path live_memory panel history asleep voice picture video; do \
		echo "== $$name"; $(BIN)/python -m bench.$$name || exit 1; done

screenshots: install
	@$(BIN)/python -m bot.demo.screenshots

# A new lock, for all Pythons and platforms, with hashes and without an index's address.
lock:
	$(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--python-version 3.11 --extra test --extra build -o requirements.lock pyproject.toml
	$(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--python-version 3.11 --extra build -o requirements-run.lock pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
