# terbit: `make publish` shows the whole job on a throw-away office, `make test` checks everything. See README.md.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: publish serve test corpora mutants mutants-rules bench golden guides fuzz lock clean

publish: .venv/.ready
	@$(BIN)/python tools/demo/play.py $(if $(V),-v) build/office

serve: .venv/.ready
	@$(BIN)/python tools/demo/serve.py build/office

test: .venv/.ready-dev
	@tools/setup.sh browser
	@tools/setup.sh java
	@tools/setup.sh npm
	$(BIN)/ruff format --check tools tests benchmarks
	$(BIN)/ruff check tools tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

corpora: .venv/.ready-dev
	@test -n "$(CORPORA)" || { echo "make corpora CORPORA=FOLDER: name the folder that holds the existing sites"; exit 2; }
	$(BIN)/python -m tests.corpora "$(CORPORA)"

mutants: .venv/.ready-dev
	$(BIN)/python tools/mutants.py

mutants-rules: .venv/.ready-dev
	$(BIN)/python tools/condition_mutants.py $(MODULES)

bench: .venv/.ready-dev
	$(BIN)/python benchmarks/check.py
	$(BIN)/python benchmarks/build.py

golden: .venv/.ready-dev
	$(BIN)/pytest tests/reporting --regenerate

guides: .venv/.ready-dev
	@tools/setup.sh browser
	$(BIN)/python -m tests.guides.pictures

lock:
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header pyproject.toml tools/lock/build.in -o requirements.lock
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --extra dev -c requirements.lock pyproject.toml tools/lock/build.in -o requirements-dev.lock
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header tools/lock/fuzz.in -o tools/lock/fuzz.txt

# coverage-guided; what is found becomes a case in tests/hostile/cases. TARGETS="article html" names some.
fuzz: .venv/.ready-dev
	@$(BIN)/python -c "import atheris" 2>/dev/null || $(BIN)/pip install -q --require-hashes -r tools/lock/fuzz.txt || \
		{ echo "make fuzz: atheris cannot be installed here (Python 3.11 on Linux has it)"; exit 2; }
	$(BIN)/python tools/fuzz.py $(or $(SECONDS),60) $(TARGETS)

clean:
	rm -rf build .venv

.venv/.ready: requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" tools/setup.sh publish

.venv/.ready-dev: requirements-dev.lock requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" tools/setup.sh develop
