# Matchmaker: `make run` serves the site, `make test` checks everything. `make help` lists all targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
PY := .venv/bin/python
FLASK := .venv/bin/flask --app matchmaker.app:create_app
STAMPS := .stamps

## —— Everyday ————————————————————————————————————————————————
run: setup  ## Set everything up and serve the site with demo data (PORT, HOST, DATABASE_URL, MATCHMAKER_DATA)
	@exec $(PY) run.py

test: setup-dev lint layers types templates dependencies check  ## Set everything up, then run every check and test

help:  ## List the targets
	@grep -hE '^## |^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^## (.*)$$/\n\1/; s/^([a-z-]+):.*## /  \1|/' | column -t -s '|' -L 2>/dev/null || true

## —— Set-up ——————————————————————————————————————————————————
setup: $(STAMPS)/requirements assets translations  ## Virtual environment, libraries, assets, translations

setup-dev: setup $(STAMPS)/requirements-dev  ## The same plus what the checks need

prerequisites:
	@bash .ci/prerequisites $(PYTHON)

$(STAMPS)/requirements: requirements.txt | prerequisites
	@mkdir -p $(STAMPS)
	@test -x $(PY) || { echo "· 创建 Python 环境 .venv …"; $(PYTHON) -m venv .venv; }
	@echo "· 安装依赖（锁定版本，核对哈希）…"
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@touch $@

$(STAMPS)/requirements-dev: requirements-dev.txt $(STAMPS)/requirements
	@echo "· 安装检查与测试用的依赖 …"
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

assets: $(STAMPS)/assets  ## Build styles, scripts and icons into static/vendor
ASSET_SOURCES := package.json package-lock.json build.mjs $(shell find static templates -type f -not -path 'static/vendor/*' \( -name '*.css' -o -name '*.js' -o -name '*.html' -o -name '*.svg' \) 2>/dev/null)
$(STAMPS)/assets: $(ASSET_SOURCES) | $(STAMPS)/requirements
	@bash .ci/assets
	@touch $@

translations: $(STAMPS)/translations  ## Compile the catalogues
$(STAMPS)/translations: $(wildcard matchmaker/translations/*/LC_MESSAGES/*.po) | $(STAMPS)/requirements
	@.venv/bin/pybabel --quiet compile --directory matchmaker/translations --use-fuzzy 2>/dev/null || .venv/bin/pybabel compile -d matchmaker/translations
	@touch $@

## —— Data ————————————————————————————————————————————————————
migrate: setup  ## Bring the database up to date
	@$(FLASK) db upgrade

migration: setup  ## Write a migration from the models (m="what changes")
	@$(FLASK) db migrate -m "$(m)"

db-check: setup  ## Fail when models and migrations differ
	@$(FLASK) db check

devdata: setup  ## Load the demo world into an empty database
	@$(FLASK) db upgrade && $(FLASK) devdata

search-rebuild: setup  ## Write the search index anew
	@$(FLASK) search rebuild

search-verify: setup  ## Compare index and database
	@$(FLASK) search verify

## —— Checks ——————————————————————————————————————————————————
check: setup-dev  ## All tests: those of one process side by side, then the ones that start others (Chromium is installed where that is possible)
	@bash .ci/browser
	@$(PY) -m pytest -m 'not browser and not process and not postgresql' -n auto --maxprocesses 8 --dist loadfile
	@$(PY) -m pytest -m 'browser or process or postgresql'

journeys: setup-dev  ## Only the journeys through whole procedures, in Chromium
	@bash .ci/browser
	@$(PY) -m pytest tests/browser -k journey

browser: setup-dev  ## Only the tests in a real browser
	@bash .ci/browser
	@$(PY) -m pytest -m browser

relevance: setup-dev  ## Matching against graded pairs (DATA=folder measures the big sets there)
	@if [ -n "$(DATA)" ]; then bash bench/relevance $(DATA); else $(PY) -m tests.relevance.test_relevance; fi

lint: setup-dev  ## Format check and lint
	@.venv/bin/ruff format --check . && .venv/bin/ruff check .

format: setup-dev  ## Format and mend what can be mended
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

layers: setup-dev  ## Import contracts
	@.venv/bin/lint-imports

types: setup-dev  ## Static types
	@.venv/bin/mypy

templates: setup-dev  ## Template lint
	@.venv/bin/djlint templates --profile jinja --lint --quiet

dependencies: setup-dev  ## Declared and used libraries agree
	@.venv/bin/deptry matchmaker --requirements-files requirements.in --requirements-files-dev requirements-dev.in

bench-matching: setup-dev  ## Recall beside other engines (DOCUMENTS=100000)
	@$(PY) -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	@$(PY) -m bench.matching documents=$(or $(DOCUMENTS),100000)

bench-refresh: setup-dev  ## Every need against all offerings (NEEDS=10000 DOCUMENTS=100000)
	@$(PY) -m bench.refresh needs=$(or $(NEEDS),10000) offerings=$(or $(DOCUMENTS),100000)

bench-publication: setup-dev  ## From publication to suggestion, whole site (DOCUMENTS=10000)
	@$(PY) -m bench.publication documents=$(or $(DOCUMENTS),10000) rounds=40

soak: setup-dev  ## Writers killed, index rebuilt, readers asking, for a long while (MINUTES=10)
	@$(PY) -m bench.soak minutes=$(or $(MINUTES),10)

sure: format test  ## Format, then everything

extract: setup-dev  ## Collect texts for translation
	@.venv/bin/pybabel --quiet extract -F babel.cfg -k _l -k lazy_gettext --no-location --omit-header -o /tmp/messages.pot . && .venv/bin/pybabel update -i /tmp/messages.pot -d matchmaker/translations -l en --no-fuzzy-matching

lock: setup-dev  ## Compile the requirement files anew
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url requirements.in -o requirements.txt
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url requirements-dev.in -o requirements-dev.txt

clean:  ## Remove what was built; data in instance/ stays
	@rm -rf .venv .venv-node node_modules static/vendor $(STAMPS) artifacts .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.PHONY: run test help setup setup-dev prerequisites assets translations migrate migration db-check devdata search-rebuild search-verify check journeys browser lint format layers types templates dependencies relevance bench-matching bench-refresh bench-publication soak sure extract lock clean
