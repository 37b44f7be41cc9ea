# make help lists everything. One environment, .venv, serves all commands: a student's packages
# first, the rest when a command for authors asks for it; again only when versions change.

PYTHON ?= python3
BIN := .venv/bin
STUDENT := .venv/student
READY := .venv/ready
# TensorFlow Addons (chapter 6) needs an old Python and an environment of its own.
TFA_PYTHON ?= python3.11
TFA_READY := .venv-tfa/ready
# CHAPTER=02 or LAB=01 (a graded lab) restricts a command to that one; without either: all.
CHAPTER ?=
LAB ?=
# The notebooks that `make test` runs: English ones, for it proves the Chinese ones equal.
NOTEBOOKS ?= $(wildcard notebooks/*.ipynb)
# The tests that `make test` runs, and the proofs.
MARKS ?= not proof and not weekly
PROOFS ?= proof and not weekly
# Two workers: each runs a notebook of up to 1.5 GiB.
WORKERS ?= 2
# Mutants that `make mutants` tests at a time.
JOBS ?= 1
# They keep the processors busy: within each, libraries take one thread.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1 TF_NUM_INTEROP_THREADS=1
PYTEST := $(ONE_THREAD) $(BIN)/python -m pytest -n $(WORKERS) --durations=30 --mpl-results-path=build/ci/pictures

# $(call install,WHAT) installs with uv, which is several times faster, or else with pip.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
install = $(PIP) uv && $(BIN)/uv pip install --system-certs --python $(BIN)/python -c constraints.txt $(1) \
  || { echo "uv could not do it; pip tries, which takes longer"; $(PIP) 'pip>=25.1' && $(PIP) $(1); }

.DEFAULT_GOAL := help
.PHONY: help setup requirements tfa lab run test lint types falsify proof check notebooks stamp book book-serve release student-repo nbgrader answers attack mutants bench experiments baseline format clean

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  CHAPTER=02 restricts run, notebooks, check, stamp and falsify to one chapter, LAB=01 notebooks, check,"
	@echo "  stamp, release, nbgrader and answers to one graded lab."

$(STUDENT): requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
	  "This course needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(call install,-r requirements.txt)
	@touch $@

# uv leaves compiling to the first import, which costs a kernel with TensorFlow seven seconds.
$(READY): $(STUDENT) pyproject.toml
	$(call install,--group ci)
	-$(BIN)/python -m compileall -q -j 0 -x '/tests?/' .venv/lib >/dev/null
	@touch $@

setup: $(READY)  ## create .venv and install everything (the other commands do it too)

requirements: $(READY)  ## make requirements.txt and constraints.txt from pyproject.toml
	$(BIN)/python -m course.requirements $(if $(NEWEST),--newest)

tfa: $(TFA_READY)  ## create .venv-tfa: TensorFlow Addons for chapter 6, live (needs Python 3.11)

$(TFA_READY): requirements-tfa.txt
	@$(TFA_PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || { echo \
	  "TensorFlow Addons needs Python 3.11; name one: make TFA_PYTHON=/path/to/python3.11 tfa"; exit 1; }
	$(TFA_PYTHON) -m venv --clear .venv-tfa
	.venv-tfa/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-tfa.txt
	@touch $@

lab: $(STUDENT)  ## open the chapters in JupyterLab (prints the address)
	$(BIN)/jupyter lab --config .jupyter/jupyter_lab_config.py --ServerApp.root_dir="$(CURDIR)" \
	  --LabApp.default_url=/lab/tree/notebooks/01_perceptron.ipynb \
	  $(if $(DISPLAY)$(WAYLAND_DISPLAY)$(filter Darwin,$(shell uname)),,--no-browser) \
	  $(if $(filter 0,$(shell id -u)),--allow-root)

run: $(STUDENT)  ## execute every chapter in a clean kernel, show seconds and state
	@$(BIN)/python -m course.chapters.run $(CHAPTER)

test: $(READY)  ## lint, types, unit tests, every notebook through nbval
	$(MAKE) -j2 lint types check
	$(PYTEST) -p course.chapters.nbval_prose --nbval --dist loadscope -m "$(MARKS)" tests $(NOTEBOOKS)

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(READY)
	$(BIN)/mypy

falsify: $(READY)  ## run the recorded mutations of the chapters; each must turn its cell red
	@$(BIN)/python -m course falsify $(CHAPTER)

proof: $(READY)  ## the long proofs: rebuilt bytes, lone notebooks, old versions, labs, attacks
	$(PYTEST) --dist worksteal -m "$(PROOFS)" --ignore=tests/grader tests
	$(MAKE) attack

attack: $(READY)  ## the long proofs of the grader: attacks, kills, fuzzing, parity
	$(PYTEST) --dist loadscope -m "$(PROOFS)" tests/grader

bench: $(READY)  ## the grader's speed beside nbgrader's, on the same 100 submissions
	$(BIN)/python -m bench.grader_speed
	$(BIN)/python -m bench.grader_speed --lab trains --count 40

# With LAB only the labs, with CHAPTER only the chapters.
for-chapters = $(if $(LAB),,@$(BIN)/python -m course $(1) $(CHAPTER))
for-labs = $(if $(CHAPTER),,@$(BIN)/python -m course labs $(1) $(LAB))

check: $(READY)  ## name stale notebooks, translations and numbers
	$(call for-chapters,check)
	$(call for-labs,check)

notebooks: $(READY)  ## build the chapters and the labs from their sources
	$(call for-chapters,build)
	$(call for-labs,build)

stamp: $(READY)  ## mark the Chinese as translating the present English
	$(call for-chapters,stamp)
	$(call for-labs,stamp)

book: $(READY)  ## build the website in book/ from the committed notebooks
	@$(BIN)/python -m course.book

book-serve: book  ## show the website here, at http://localhost:8000
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory book 8000

release: $(READY)  ## write the student bundles: zips without solutions and hidden tests
	@$(BIN)/python -m course labs release $(LAB)

student-repo: $(READY)  ## the repository that students clone: REPOSITORY=https://github.com/me/class
	@$(BIN)/python -m course labs student-repo --repository "$(REPOSITORY)"

nbgrader: $(READY)  ## write a course directory for nbgrader
	@$(BIN)/python -m course labs nbgrader $(LAB)

answers: $(READY)  ## table of wrong and right answers, and what each loses
	@$(BIN)/python -m course labs answers $(LAB)

mutants: $(READY)  ## change the code in small ways: do the tests notice? ROOM=utils/nn for one room
	$(ONE_THREAD) $(BIN)/python -m course.mutants $(ROOM) --workers $(JOBS)

experiments: $(READY)  ## list the recorded experiments; NAME=i5_initializers records one
	@$(BIN)/python -m experiments $(NAME)

baseline: $(READY)  ## draw the reference figures of the tests again
	$(BIN)/python -m pytest tests/utils/plotting --mpl-generate-path=tests/baseline

format: $(READY)  ## format the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:  ## remove the environment and all caches
	rm -rf .venv .venv-tfa .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
