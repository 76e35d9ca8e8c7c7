# Two commands: `make demo` to see coprod, `make test` to trust it. Needs Python 3.11 and nothing else.

PYTHON ?= python3
PIP = .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes
TESTING = DJANGO_SETTINGS_MODULE=tests.settings
LANGUAGES = ar es fil fr ht pt uk vi zh_Hans
LANGUAGE_FILES = $(wildcard locale/*/LC_MESSAGES/django.po)
COMPILED = $(LANGUAGE_FILES:.po=.mo)
# What must never fail in silence: doors, joining, the ledger and its sender.
TESTED_WHOLLY = partners/access.py,partners/roles.py,partners/joining.py,notices/models.py,notices/ledger.py,notices/planning.py,notices/sending.py,notices/clock.py,notices/channels.py

.PHONY: help demo test check bench format messages languages lock sbom clean

help:
	@echo "make demo      see coprod at http://localhost:8000 (PORT and DATA_DIR are honoured)"
	@echo "make test      run all tests, on SQLite and on PostgreSQL"
	@echo "make check     read the code: style, arrows between apps, templates, types, migrations"
	@echo "make bench     measure how fast it is, with a country in the database (a quarter of an hour)"
	@echo "make format    put code and templates into shape"
	@echo "make messages  collect what is to be translated (needs gettext)"
	@echo "make lock      write requirements*.txt anew from pyproject.toml"
	@echo "make sbom      write what a site is made of to sbom.cdx.json (CycloneDX)"

demo: .venv/run $(COMPILED)
	@.venv/bin/python -m demo.launch

test: .venv/dev $(COMPILED)
	@date +%s > .venv/started
	.venv/bin/python -m tests.run
	.venv/bin/coverage report
	.venv/bin/coverage report --fail-under=100 --include="$(TESTED_WHOLLY)"
	@echo "All tests passed in $$(( $$(date +%s) - $$(cat .venv/started) )) seconds."

check: .venv/dev $(COMPILED)
	.venv/bin/ruff check --quiet
	.venv/bin/ruff format --quiet --check
	.venv/bin/lint-imports --no-logo
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 --check {} +
	.venv/bin/django-upgrade --target-version 5.2 --check $$(find . -name "*.py" -not -path "./.venv/*")
	.venv/bin/mypy --no-error-summary
	$(TESTING) .venv/bin/python manage.py makemigrations --check --dry-run

bench: .venv/dev $(COMPILED)
	@.venv/bin/python -m tests.bench $(BENCH)

format: .venv/dev
	.venv/bin/ruff check --quiet --fix
	.venv/bin/ruff format --quiet
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

# Without line numbers and dates, so that a changed line here is a changed sentence; and without the
# mark on new files that would keep them from being used.
messages: .venv/dev
	$(TESTING) .venv/bin/python manage.py makemessages $(LANGUAGES:%=--locale %) --add-location file \
		--no-wrap --ignore 'tests/*' --ignore 'data/*' --ignore 'docs/*' --ignore 'requirements*'
	sed -i.old -e '/^"POT-Creation-Date/d' -e '1,/^msgid/{' -e '/^#, fuzzy/d' -e '}' locale/*/LC_MESSAGES/django.po
	rm -f locale/*/LC_MESSAGES/django.po.old

languages: $(COMPILED)

%.mo: %.po | .venv/run
	.venv/bin/pybabel --quiet compile --input-file $< --output-file $@

lock: .venv/dev
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		pyproject.toml --output-file requirements.txt
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		pyproject.toml --group dev --output-file requirements-dev.txt

sbom: .venv/run
	.venv/bin/python deploy/sbom.py > sbom.cdx.json

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "coprod needs Python 3.11 or newer: make PYTHON=python3.12 demo"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run: requirements.txt | .venv/bin/pip
	@echo "Installing what coprod needs (about half a minute) ..."
	$(PIP) --requirement requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/run
	@echo "Installing what the tests need (about a minute) ..."
	$(PIP) --requirement requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
