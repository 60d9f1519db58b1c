# make run: set up and run the sample assessment.  make test: set up and run every check.
# make test STRICT=1: a test that needs a missing program fails instead of being skipped.

.PHONY: run test programs node clean
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin

run: $(VENV)/runtime
	$(BIN)/wuhao run
	@echo
	@echo "Open output/report.html and output/notice.html in a browser; output/results.xlsx,"
	@echo "output/notice.docx and output/notice.xlsx in Excel and Word, WPS or LibreOffice."
	@echo "The forms to send out are made by: $(BIN)/wuhao issue"

test: $(VENV)/testing programs node
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 $(if $(STRICT),--require-programs)

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
	rm -rf $(VENV) tests/node/node_modules output/*
