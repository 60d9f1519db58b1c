# make run: set up and run the sample assessment.
# make check: what can be said within 90 seconds: style, types, tests of single rooms.
# make test: set up and run every check but the long sweeps; make sweeps: those.
# make test STRICT=1: a test that needs a missing program fails instead of being skipped.
# make app: the folder dist/wuhao/, which runs on a machine without Python.
# make bench: ratios to the usual ways and to the machine's limits, into docs/performance.md.
# make mutants: does a test fail for every change in the rules? Half an hour, run by hand.
# make mutants ONLY="wuhao_batch.scoring.combining*": only there.

.PHONY: run check test sweeps app mutants bench style programs node clean
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin

run: $(VENV)/runtime
	$(BIN)/wuhao run
	@echo
	@echo "Open output/report.html and output/notice.html in a browser; output/results.xlsx,"
	@echo "output/notice.docx and output/notice.xlsx in Excel and Word, WPS or LibreOffice."
	@echo "The forms to send out are made by: $(BIN)/wuhao issue"

check: style
	$(BIN)/pytest -n 2 -q -m "unit and not slow and not program and not process"

test: style programs node
	$(BIN)/pytest -n 2 $(if $(STRICT),--require-programs) -m "not slow"

sweeps: $(VENV)/testing programs node
	$(BIN)/pytest -n 2 $(if $(STRICT),--require-programs) -m slow

app: $(VENV)/runtime programs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-app.txt
	$(BIN)/pyinstaller --noconfirm --log-level WARN packaging/wuhao.spec

mutants: $(VENV)/testing
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-mutants.txt
	$(BIN)/mutmut run $(ONLY)
	$(BIN)/mutmut results

bench: $(VENV)/testing
	$(BIN)/python -m benchmarks

style: $(VENV)/testing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

programs:
	sh tools/system_programs.sh

# Two more writers of spreadsheets for the tests, from npm; their tests are skipped without them.
node: programs
	command -v npm >/dev/null && (cd tests/node && npm ci --silent) || echo "npm packages are missing"

$(VENV)/runtime: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/testing: requirements-test.txt $(VENV)/runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	touch $@

$(BIN)/python:
	sh tools/make_venv.sh $(VENV)

clean:
	rm -rf $(VENV) tests/node/node_modules mutants build dist output/*
