# Everything a fresh machine with Python 3.11+ and make needs: `make demo` and `make test`.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
FRONT := $(shell find frontend -path frontend/node_modules -prune -o -type f -print 2>/dev/null)
ICONS := $(shell find gongzhi -name '*.html' 2>/dev/null) $(wildcard gongzhi/catalogue/*.yaml)

.PHONY: help demo serve test check fmt lock browser clean docs setup
help:
	@echo "make demo    a working platform with invented matters (PORT=$(PORT))"
	@echo "make test    every check and test, the browser included"
	@echo "make check   format, lint, types, import contracts, house limits"
	@echo "make fmt     format the code;  make lock   renew the lock files;  make docs   renew generated pages"

demo: setup
	$(BIN)/gongzhi demo --port $(PORT)

serve: setup
	$(BIN)/gongzhi serve --port $(PORT)

setup: $(VENV)/runtime.stamp frontend/node_modules/built.stamp
	@$(BIN)/gongzhi messages build >/dev/null

test: check browser
	$(BIN)/python -m pytest -q

check: $(VENV)/dev.stamp frontend/node_modules/built.stamp
	@$(BIN)/gongzhi messages build >/dev/null
	$(BIN)/ruff format --check gongzhi tests scripts
	$(BIN)/ruff check gongzhi tests scripts
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/house/test_limits.py

fmt: $(VENV)/dev.stamp
	$(BIN)/ruff format gongzhi tests scripts
	$(BIN)/ruff check --fix gongzhi tests scripts

docs: $(VENV)/dev.stamp
	$(BIN)/gongzhi docs write

browser:
	@sh scripts/browser.sh

# The face model's package asks for builds of OpenCV with windows and for tools of its command line, which nothing here uses.
LEFT_OUT := --unsafe-package opencv-python --unsafe-package imageio --unsafe-package imageio-ffmpeg --unsafe-package scikit-image --unsafe-package tqdm
# Versions and hashes are locked; where packages come from is the machine's own setting.
lock: $(VENV)/dev.stamp
	$(BIN)/pip-compile -q --generate-hashes $(LEFT_OUT) --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --strip-extras -o requirements.lock pyproject.toml scripts/build.in
	$(BIN)/pip-compile -q --generate-hashes $(LEFT_OUT) --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --strip-extras --extra dev -o requirements-dev.lock pyproject.toml scripts/build.in

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/runtime.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/runtime.stamp requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

frontend/node_modules/installed.stamp: frontend/package-lock.json $(VENV)/runtime.stamp
	cd frontend && ../$(BIN)/python ../scripts/node.py npm ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/node_modules/built.stamp: frontend/node_modules/installed.stamp $(FRONT) $(ICONS)
	cd frontend && ../$(BIN)/python ../scripts/node.py npm run --silent build
	@touch $@

clean:
	rm -rf var build *.egg-info gongzhi/web/static/dist frontend/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
