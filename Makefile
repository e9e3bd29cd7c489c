# SMS Desk. `make run` opens the window, `make test` checks everything; both set up what they need first.
.DEFAULT_GOAL := help
.PHONY: help run test check style types contracts words bench gallery lock package translations libraries clean
BIN := .venv/bin
WORKERS ?= 2
PO := $(wildcard resources/translations/*/LC_MESSAGES/*.po)
export PYTHON

help:
	@echo 'make run           open the window (without a display: the main job on sample data, from the command line)'
	@echo 'make test          set-up, make check and all tests'
	@echo 'make check         ruff, mypy, import contracts, translations'
	@echo 'make bench         measurements, each beside its baseline'
	@echo 'make gallery       pictures of every page into gallery/'
	@echo 'make translations  take new sentences into the catalogues and compile them'
	@echo 'make package       what this system can install, into dist/: .deb and .tar.xz (Linux), .exe, .dmg'
	@echo 'make lock          make the lock files in requirements/ anew from pyproject.toml'
	@echo 'make clean         remove what was made, .venv included'

# The stamps are as new as what they were made from; an up-to-date tree starts at once.
.venv/.run-ready: requirements/run.txt pyproject.toml scripts/set_up.sh
	@sh scripts/set_up.sh run
	@touch $@

.venv/.dev-ready: requirements/dev.txt requirements/run.txt pyproject.toml scripts/set_up.sh
	@sh scripts/set_up.sh dev
	@touch .venv/.run-ready $@

.venv/.libraries-ready: requirements/run.txt scripts/system_libraries.py
	@$(BIN)/python scripts/system_libraries.py
	@touch $@

.venv/.translations-ready: $(PO)
	@$(BIN)/python scripts/translations.py compile
	@touch $@

libraries: .venv/.libraries-ready

run: .venv/.run-ready
	@$(MAKE) --silent --no-print-directory .venv/.translations-ready
	@sh scripts/run.sh

# The closing line is pytest's; a failed check is repeated after it, and either makes this fail.
test: .venv/.dev-ready
	@$(MAKE) --silent --no-print-directory .venv/.libraries-ready .venv/.translations-ready
	@checks=passed; $(MAKE) --no-print-directory --keep-going check || checks=failed; \
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q && tests=passed || tests=failed; \
	if [ $$checks = failed ]; then echo 'make check failed; its words are above the tests.' >&2; fi; \
	[ $$checks$$tests = passedpassed ]

check: style types contracts words

style: .venv/.dev-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .

# As each system sees the code: what only one of them has must stand behind a question for the system.
types: .venv/.dev-ready
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32
	$(BIN)/mypy --platform darwin --cache-dir .mypy_cache/darwin

contracts: .venv/.dev-ready
	$(BIN)/lint-imports --no-cache --no-logo

words: .venv/.dev-ready
	$(BIN)/python scripts/translations.py check

bench: .venv/.dev-ready
	@$(MAKE) --silent --no-print-directory .venv/.libraries-ready .venv/.translations-ready
	@failed=; for file in $$(grep -l __main__ tests/bench/*.py); do \
	  echo; echo "== $$file"; QT_QPA_PLATFORM=offscreen $(BIN)/python "$$file" || failed="$$failed $$file"; \
	done; if [ -n "$$failed" ]; then echo "Failed:$$failed" >&2; exit 1; fi

gallery: .venv/.dev-ready
	@$(MAKE) --silent --no-print-directory .venv/.libraries-ready .venv/.translations-ready
	@$(BIN)/python scripts/system_libraries.py --fonts
	$(BIN)/python scripts/gallery.py gallery

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --custom-compile-command 'make lock' pyproject.toml

lock: .venv/.dev-ready
	@test -x $(BIN)/uv || $(BIN)/python -m pip --disable-pip-version-check install --quiet uv
	$(LOCK) --upgrade --group build --output-file requirements/run.txt
	$(LOCK) --upgrade --group dev --constraints requirements/run.txt --output-file requirements/dev.txt

# What .venv has beyond the lock for running stays out of the package: only what is imported goes in.
package: .venv/.run-ready
	@$(MAKE) --silent --no-print-directory .venv/.libraries-ready .venv/.translations-ready
	$(BIN)/python packaging/build.py

translations: .venv/.dev-ready
	$(BIN)/python scripts/translations.py update
	$(BIN)/python scripts/translations.py compile

clean:
	rm -rf .venv build dist gallery smsdesk.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find resources smsdesk tests scripts -name '*.mo' -delete -o -name __pycache__ -prune -exec rm -rf {} +
