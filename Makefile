# Two ways in: `make serve` shows the site, `make test` runs every test. Each sets up what it needs.
PYTHON ?= python3
RUN := .venv/bin/python
builder ?= mkdocs
BASE ?= origin/main
# The theme would otherwise print a notice about another product on each build.
export NO_MKDOCS_2_WARNING := 1

.PHONY: serve test check build preview schema addresses new edition lint format links audit licences lock

serve: .venv/ready
	@$(RUN) -m mkdocs serve --dirty --quiet $(OPTIONS)

test: .venv/ready
	@$(RUN) -m tests.programs
	@$(RUN) -m pytest $(OPTIONS)

check: .venv/ready
	@$(RUN) -m macros check $(FILES)

build: .venv/ready
	@$(RUN) -m macros build --builder $(builder) $(if $(editions),--editions) $(if $(compress),--compress)

# The site with a page on what your change does, in preview/: make preview BASE=origin/main
preview: .venv/ready
	@$(RUN) -m macros preview "$(BASE)"

schema: .venv/ready
	@$(RUN) -m macros schema

# Before publishing: note the addresses that are new. The check fails when one of the ledger would lead nowhere.
addresses: .venv/ready
	@$(RUN) -m macros addresses

# The skeleton of a record: make new kind=forum id=my-committee
new: .venv/ready
	@$(RUN) -m macros new "$(kind)" "$(id)"

# A frozen copy from the tag edition-2026.11: make edition NAME=2026.11
edition: .venv/ready
	@$(RUN) -m macros edition $(NAME)

# For a server of one's own: the response headers as nginx includes them.
hosting/headers.conf: macros/exports/listing.py mkdocs.yml .venv/ready
	@$(RUN) -m macros headers $@

# The isolated environment, made once for a lock file. Only packages whose hash is in the lock are installed.
.venv/ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it: make PYTHON=python3.12")'
	@echo "Setting up .venv (once) ..."
	@$(PYTHON) -m venv --clear .venv
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@touch $@

# Formatter, linter and type checker; `make test` asks the same. `make format` puts right what can be put right.
lint: .venv/ready
	@$(RUN) -m ruff format --check --quiet
	@$(RUN) -m ruff check --quiet
	@$(RUN) -m mypy --no-error-summary

format: .venv/ready
	@$(RUN) -m ruff check --fix --quiet
	@$(RUN) -m ruff format --quiet

# What the scheduled job asks: do the addresses of our sources answer, has a package a known fault?
links: .venv/ready
	@mkdir -p .cache
	@$(RUN) -m macros links .cache/links.md

audit: .venv/ready
	@mkdir -p .cache
	@$(RUN) -m macros audit .cache/audit.md

# For maintainers: list the licences of the packages in the lock file.
licences: .venv/ready
	@$(RUN) -m macros licences

# For maintainers: write the lock file anew from pyproject.toml. Needs uv.
lock:
	uv pip compile pyproject.toml --group test --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade --output-file requirements.lock
