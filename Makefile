# Two commands matter: `make reports` and `make test`. Each sets up what it needs.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
# -P: a stray random.py or pandas.py in this folder is not imported.
override PY := $(VENV)/bin/python -P
export PYTHONHASHSEED ?= 0
# Python keeps what it compiled, wherever it was told not to: hundreds of starts need it.
export PYTHONDONTWRITEBYTECODE :=
# A folder may have a name with ü, and the locale that is asked for need not be installed.
export LC_ALL := C.UTF-8

# The names that were typed as NAME=value, and their values as they were typed: neither make
# nor the shell runs what is in them ("$100m", a quotation); `override` keeps these five what
# they are, whatever is typed. $(call only,NAMES) stops for a name that the target does not
# read: it would be dropped in silence.
override NAMES := $(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name)))
override NAMES := $(sort $(filter-out PYTHON VENV,$(NAMES)))
$(foreach name,$(NAMES),$(eval unexport $(name)))
# A value of two lines would be two commands, each with half a quotation.
override define LINE_BREAK


endef
$(foreach name,$(NAMES),$(if $(findstring $(LINE_BREAK),$(value $(name))),$(error $(name): found a line break; expected one line)))
override in-quotes = '$(subst ','\'',$(1))'
override as-typed = $(call in-quotes,$(value $(1)))
override TYPED = $(foreach name,$(NAMES),$(call in-quotes,$(name))=$(call as-typed,$(name)))
override only = $(if $(filter-out $(1),$(NAMES)),$(error $(NAMES): make $@ takes $(or $(addsuffix =...,$(1)),no NAME=value)))

.DEFAULT_GOAL := help
.PHONY: help reports report lab add-figure check-claim check-story examples verify test review new watch data archive describe accept test-all

help: ## show this list
	$(call only)@awk -F ':.*## ' '/^##@ /{print "\n" substr($$0, 5)} \
	    /^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ For readers

reports: $(VENV)/.runtime ## the notebooks and their pages in reports/, if anything changed (FORCE=1: all)
	$(call only,FORCE)@$(PY) dodo.py $(if $(FORCE),-a)

report: $(VENV)/.runtime ## a notebook with other parameters: make report NOTEBOOK=05 HEDGE=strict
	@$(PY) dodo.py variant $(TYPED)

lab: $(VENV)/.runtime ## JupyterLab in my/, a folder of your own with a copy of each numbered notebook (PORT=9000)
	$(call only,PORT)@mkdir -p my && cp -n notebooks/explore.ipynb notebooks/[01]*.ipynb my/ || true
	@DUALUSE_OUT=$(CURDIR)/my/out $(PY) -m jupyterlab --allow-root --ServerApp.ip=127.0.0.1 \
	    --ServerApp.root_dir=my --ServerApp.port=$(if $(value PORT),$(call as-typed,PORT),8888) --LabApp.default_url=/lab/tree/explore.ipynb \
	    --LabApp.extension_manager=readonly --KernelManager.transport_encryption=auto

add-figure: $(VENV)/.runtime ## add a published figure: asks for its fields, shows what it would move
	@$(PY) tools/add_figure.py $(TYPED)

check-claim: $(VENV)/.runtime ## the verdict on a claim of your own: make check-claim FILE=my/claim.yaml
	$(call only,FILE)$(if $(value FILE),,$(error type make check-claim FILE=my/claim.yaml; CONTRIBUTING.md has one to copy))
	@$(PY) -m dualuse.cli check $(call as-typed,FILE)

verify: $(VENV)/.runtime ## rebuild from a clean copy, compare with the committed reports (REPORT=file: sign it)
	$(call only,REPORT)@$(PY) tools/verify.py $(if $(value REPORT),$(call as-typed,REPORT))

test: $(VENV)/.test ## the tests: a few minutes
	$(call only)@{ $(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && $(PY) -m deptry . && $(VENV)/bin/lint-imports --no-cache; } & \
	    $(PY) -m pytest -m "not slow and not browser and not long" -n 2 --dist worksteal; status=$$?; wait $$! && exit $$status

##@ For maintainers

review: $(VENV)/.runtime ## what a change does, for the person who reviews it: make review BASE=main
	$(call only,BASE)@$(PY) tools/review.py $(if $(value BASE),$(call as-typed,BASE),main)

new: $(VENV)/.runtime ## begin a story of your own in a new folder: make new STORY=../folder (KIND=trade)
	$(call only,STORY KIND)@$(PY) tools/new_story.py $(call as-typed,STORY) $(call as-typed,KIND)

check-story: $(VENV)/.runtime ## all that is wrong in the tables and claims, in one run; no build
	$(call only)@$(PY) tools/check_story.py

examples: $(VENV)/.runtime ## build the small stories of examples/, below build/examples/
	$(call only)@$(PY) tools/examples.py

watch: $(VENV)/.runtime ## rebuild whenever a file is saved
	$(call only)@$(PY) -m watchfiles "$(PY) dodo.py" data notebooks lib story.yml

data: $(VENV)/.runtime ## (network) official rows of UN Comtrade, and of BACI once plan.csv has its hash, into data/official/fetched/
	$(call only)@$(PY) tools/fetch.py comtrade && $(PY) tools/fetch.py baci

archive: $(VENV)/.runtime ## the last commit and sbom.json as one zip, the same each time
	$(call only)@$(PY) tools/archive.py

describe: $(VENV)/.runtime ## after a meant change of the data: describe and hash it again
	$(call only)@$(PY) tools/describe_data.py

accept: $(VENV)/.runtime ## take what moved as the published table: make accept REASON="why it moved"
	$(call only,REASON)@$(PY) dodo.py && $(PY) tools/accept.py $(if $(value REASON),$(call as-typed,REASON))

test-all: $(VENV)/.test .spark/.ready ## everything that is slow: browser, faults, scale
	$(call only)@$(PY) -m pytest -m "(slow or browser) and not long" -n 2 --dist worksteal \
	    $$(grep -rlE --include='test_*.py' 'mark\.(slow|browser)\b' tests | sort -r)

# What they need: environments from hashed locks. Spark stands beside them, in a folder of
# its own (PYTHONPATH=.spark), since other packages behave differently where it is found.
# Its wheel is unpacked as soon as it is made: left uncompressed, that takes half the time.

$(VENV)/.runtime: requirements.lock pyproject.toml tools/setup.py
	@$(PYTHON) -I tools/setup.py $(VENV) requirements.lock && touch $@

$(VENV)/.test: $(VENV)/.runtime requirements-test.lock
	@$(PYTHON) -I tools/setup.py $(VENV) requirements-test.lock && touch $@

.spark/.ready: $(VENV)/.runtime requirements-cluster.lock
	@echo "setup: installing requirements-cluster.lock" && rm -rf .spark
	@$(PY) -m uv pip install -q --target .spark --require-hashes -r requirements-cluster.lock \
	    -C--build-option=--compression=stored && touch $@
