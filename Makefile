# Two commands to begin with: `make demo` and `make test`. Only Python 3.11 or newer is needed.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: help demo test check regenerate screenshots benchmark clean

help:
	@echo "make demo        install Lineagraph into $(VENV), build the sample graph, write its exports to demo/"
	@echo "make test        install what the tests need, then run every check and test"
	@echo "make regenerate  write the golden files anew (exports/ and the readers' expected papers)"
	@echo "make screenshots take the pictures of the README anew (PAGE=graph.html METHOD=method/x FOLDER=out: of another page)"
	@echo "make benchmark   measure quality and speed (needs ../shared)"
	@echo "make clean       remove $(VENV) and demo/"

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/installed: $(VENV)/made pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@

demo: $(VENV)/installed
	$(BIN)/kg demo -o demo

# The tests open pages in a real Chromium and drawings in a real Graphviz. Where one is missing and we may install it, we do.
chromium: PROGRAMS = chromium chromium-browser google-chrome
graphviz: PROGRAMS = dot
chromium graphviz:
	@if command -v $(PROGRAMS) >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  apt-get update -qq && apt-get install -y -qq $@ >/dev/null || echo "MISSING: $@ could not be installed"; \
	else echo "MISSING: $@; the tests that need it will say so (Debian: apt-get install $@)"; fi
.PHONY: chromium graphviz

check: $(VENV)/installed-test
	$(BIN)/ruff check kg tests benchmarks
	$(BIN)/ruff format --check kg tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check chromium graphviz
	$(BIN)/python -m pytest -n auto

regenerate: $(VENV)/installed-test
	$(BIN)/python -m pytest -q tests --regenerate

PAGE ?= exports/sample.html
METHOD ?= method/bert
FOLDER ?= docs/pictures
screenshots: $(VENV)/installed-test chromium
	$(BIN)/python tests/screenshots.py $(PAGE) $(FOLDER) $(METHOD)

benchmark: $(VENV)/installed-test
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) demo
