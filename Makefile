# make demo | test | quick | run | install | test-all | prove | show-failures | bench | screenshots | fuzz | soak | soak-real | test-interop | check-spec | lock | clean
# Needs a Python from 3.11 to 3.14 with venv, and the package index; each target installs what it needs and no more.
# To choose a Python: make demo PYTHON=python3.12. To keep several: make test VENV=.venvs/3.12 PYTHON=python3.12

PYTHON ?=
VENV   := .venv
BIN    := $(VENV)/bin
NEEDS  := GOAL="$(or $(firstword $(MAKECMDGOALS)),install)" PYTHON="$(PYTHON)" VENV="$(VENV)" sh scripts/install

.PHONY: install install-demo install-run demo run test quick test-all prove fuzz soak soak-real test-soak test-interop check-spec show-failures bench screenshots lock clean

# The workshop: the bot, the demo, the tests and their tools.
install:
	@$(NEEDS) test

install-demo:
	@$(NEEDS) demo

install-run:
	@$(NEEDS) run

# A browser is driven by a package of the workshop, which is three times the demo's size.
demo: $(if $(findstring --video,$(ARGS)),install,install-demo)
	@$(BIN)/interview-bot demo $(ARGS)

run: install-run
	@$(BIN)/interview-bot run

# Six at once, whatever the cores: a third of the tests' time is spent waiting for voices and browsers in real time.
test: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 6 $(ARGS)

# The inner loop: no other processes, no voices and browsers in real time, nothing that takes seconds.
quick: install
	$(BIN)/pytest -n 2 -m "not real_time and not slow and not soak" $(ARGS)

# All of it on each supported Python that this machine has.
test-all:
	@sh scripts/pythons newest | while read -r version python; do \
		echo "== Python $$version"; \
		$(MAKE) --no-print-directory PYTHON="$$python" VENV=".venvs/$$version" test test-soak </dev/null || exit 1; done

# Two minutes of `make soak-real`, alone on the machine.
test-soak: install
	$(BIN)/pytest -m soak tests/reliability

# Takes out each cure, one after another, in a copy: its tests must fail then. make prove ARGS="words of a kind" for some.
prove: install
	@$(BIN)/python -m tests.prove $(ARGS)

# A million hostile datagrams, voice-gateway frames and pictures, and a million steps of interviews against a peer that does
# anything (some minutes); `make test` does a twentieth of it.
fuzz: install
	@$(BIN)/python -m tests.fuzz 1000000

# 200,000 whole interviews under random mixtures of all that can go wrong (about an hour on two cores); `make test` plays a hundredth
# of them. COUNT=5000 plays fewer, SEED=7 the same again; what failed is printed with the command that plays it aloud.
COUNT ?= 200000
SEED  ?= 0
soak: install
	@$(BIN)/python -m tests.mixtures $(COUNT) $(SEED)

# Real processes for an hour: a hundred interviews while the bot is killed, its disk filled, its database locked, its network cut …
# Writes docs/reliability.md. MINUTES=2 is a short one, SEED=7 plays the same schedule again; small disks take root.
MINUTES ?= 60
soak-real: install
	@$(BIN)/python -m tests.reliability $(MINUTES) $(filter-out 0,$(SEED))

# An independent client (discord.js on its own Node, from npm) talks through our simulated Discord.
test-interop: install
	@$(BIN)/python -m tests.interop.run

# What the tests send to the simulated Discord, and what it answers, against Discord's own description of its API:
# make check-spec DISCORD_OPENAPI=openapi.json (the file of github.com/discord/discord-api-spec; it is not ours to bring).
check-spec: install
	@DISCORD_OPENAPI="$(DISCORD_OPENAPI)" $(BIN)/python -m tests.spec

show-failures: install
	@$(BIN)/python -m bot.gemini.client.show_failures

bench: install
	@for name in answer_path reply_path live_memory panel history asleep voice picture video attacks; do \
		echo "== $$name"; $(BIN)/python -m bench.$$name || exit 1; done

screenshots: install
	@$(BIN)/python -m bot.demo.screenshots

# New locks, for all Pythons and platforms: with hashes and extras (older pips want both), without an index's address.
# Needs uv, once: python3 -m venv /tmp/uv && /tmp/uv/bin/pip install uv && make lock PYTHON=/tmp/uv/bin/python
LOCK := $(or $(PYTHON),python3) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-emit-index-url --no-emit-find-links --no-header pyproject.toml --extra build

# The two copies, since uv prefers what a lock holds already: so the three agree.
lock:
	$(LOCK) -o requirements.lock --extra demo --extra test
	cp requirements.lock requirements-demo.lock
	cp requirements.lock requirements-run.lock
	$(LOCK) -o requirements-demo.lock --extra demo
	$(LOCK) -o requirements-run.lock

clean:
	rm -rf $(VENV) .venvs .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
