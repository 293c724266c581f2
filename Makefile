# make run    install what is pinned, prepare the store, serve the app
# make test   lint and every test
# make lint   ruff, mypy --strict, import contracts
# make texts  bring catalogues and docs/reasons up to date, list what is to translate
# make bench  benchmarks on sizes S and M (SIZE=L for the large one)
# make clean  remove the environment and caches; the store in data/ stays

PYTHON ?= python3
PORT ?= 8501
ADDRESS ?= 127.0.0.1
SIZE ?= S M
WORKERS ?= 3

PY := .venv/bin/python

.PHONY: run test lint texts bench clean runtime tools

run: runtime
	@exec $(PY) cli.py serve --address "$(ADDRESS)" --port "$(PORT)"

test: lint
	$(PY) -m pytest -n $(WORKERS) --dist loadgroup

lint: tools
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"

texts: tools
	$(PY) -m scorecard.i18n.extract
	$(PY) -m scorecard.ingest.reasons

bench: tools
	$(PY) -m benchmarks $(SIZE)

clean:
	rm -rf .venv .venv.lock .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:
	@$(PYTHON) .ci/environment.py requirements.txt

tools:
	@$(PYTHON) .ci/environment.py requirements-dev.txt
