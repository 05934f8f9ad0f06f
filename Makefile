# Everything a person needs, from a fresh clone: `make setup`, `make demo`, `make test`.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
  command -v $$python >/dev/null && $$python -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' && \
  echo $$python && break; done)
BIN := .venv/bin
# One more than two cores: a worker often waits, for PostgreSQL or for a process that it started.
WORKERS ?= 3
# Byte code that is kept: a process that has to compile Django anew starts in twice the time, and tests start many.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test check fix bench coverage lock messages clean

help:
	@echo "make setup      .venv with qunli and the check tools, front-end packages, catalogues"
	@echo "make demo       a running example on http://127.0.0.1:8000 (SERVE=0: end after the summary)"
	@echo "make serve      this site, web and worker together"
	@echo "make test       every check and every test"
	@echo "make check      lint, types, contracts, spelling, templates"
	@echo "make fix        what can be mended by itself"
	@echo "make bench      what we claim about speed"
	@echo "make coverage   which branches no test takes"
	@echo "make lock       resolve the dependencies anew"
	@echo "make messages   compile the catalogues of translations"

setup:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed: none was found." >&2; exit 1; }
	@$(PYTHON) tools/environment.py
	@$(BIN)/python tools/vendor.py
	@$(BIN)/python tools/messages.py

demo: setup
	@$(BIN)/qunli demo $(if $(filter 0,$(SERVE)),--no-serve)

serve: setup
	@$(BIN)/qunli serve

test: setup
	@$(MAKE) --no-print-directory check
	@QUNLI_BROWSER="$$($(BIN)/python tools/browser.py)" || exit 1; export QUNLI_BROWSER; \
	  $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not browser" $(PYTEST) && \
	  $(BIN)/python -m pytest -n 2 --dist worksteal tests/browser $(PYTEST)

check: setup
	@$(BIN)/python tools/check.py

fix: setup
	@$(BIN)/python tools/check.py --fix

bench: setup
	@$(BIN)/python -m benchmarks

coverage: setup
	@$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term-missing:skip-covered $(PYTEST)

lock: setup
	@$(BIN)/python tools/environment.py --lock

messages: setup

clean:
	rm -rf .venv node_modules build dist src/qunli/core/static/vendor
