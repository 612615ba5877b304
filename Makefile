# `make` alone prints the targets. Everything lives in .venv; nothing outside this folder is touched.
PYTHON ?= python3
CASES ?= 100000
SEED ?= 1
KILLS ?= 200
BIN := .venv/bin
NBVAL := SURVEY_FOR=131164 $(BIN)/pytest --nbval --nbval-current-env --nbval-cell-timeout=120 --allow-hosts=127.0.0.1 -p no:cacheprovider
# More for make lab, say LAB_FLAGS=--no-browser.
LAB_FLAGS :=

.DEFAULT_GOAL := help
.PHONY: help setup study test quick snapshots bench fuzz faults look lab notebooks readme example lock clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.stamp ## Create .venv from requirements.lock (the other targets do it by themselves)

.venv/.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Next: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

study: .venv/.stamp ## The main job: figures -> findings, slides, workbook, notebooks in outputs/
	$(BIN)/survey study

# axe-core, by which a test in the browser judges the report; without npm that test is left out by name.
tests/browser/node_modules/.stamp: tests/browser/package-lock.json
	@if command -v npm >/dev/null && npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --silent; \
	  then touch $@; else echo "npm is missing or could not install axe-core: its test is left out by name"; fi

test: .venv/.stamp tests/browser/node_modules/.stamp ## Everything CI checks: style, floors, tests, data, notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/ty check
	$(BIN)/pytest --numprocesses auto --dist loadscope
	$(BIN)/survey check
	$(BIN)/survey tidy --dry-run
	$(NBVAL) notebooks

quick: .venv/.stamp ## The unit tests alone, in under a minute: no office, browser, kernel, worker or whole run
	$(BIN)/pytest -m "not slow and not office and not browser and not paper and not originals" --numprocesses 2 --dist worksteal

snapshots: .venv/.stamp ## After a finding's words changed on purpose: approve the new ones, then read git diff
	$(BIN)/pytest tests/findings/test_snapshots.py --snapshot-update

bench: .venv/.stamp ## Measure: costs beside their yardsticks, a hundred editions, packs, how well titles are matched
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/long_series.py
	$(BIN)/python benchmarks/packs.py
	$(BIN)/python benchmarks/match_quality.py

fuzz: .venv/.stamp ## Throw damaged input at every reader: make fuzz CASES=1000000 SEED=1
	$(BIN)/python benchmarks/fuzz --cases $(CASES) --seed $(SEED)

faults: .venv/.stamp ## Kill commands at random moments, look for what was lost: make faults KILLS=200 SEED=1
	$(BIN)/python benchmarks/faults.py --kills $(KILLS) --seed $(SEED)

look: .venv/.stamp ## Render slides, workbook, notebooks and report to PNG in outputs/look/ (FOR=渋谷区: another one's)
	$(BIN)/survey study $(if $(FOR),--for $(FOR))
	$(BIN)/python tools/look.py $(if $(FOR),--for $(FOR))

lab: .venv/.stamp ## Open the notebooks in JupyterLab
	JUPYTER_CONFIG_PATH="$(CURDIR)/lab" $(BIN)/jupyter lab --notebook-dir notebooks $(LAB_FLAGS)

notebooks: .venv/.stamp ## After the figures changed: keep the notebooks' new outputs and README's picture
	$(BIN)/survey notebooks --in-place --for 131164
	$(BIN)/survey figures --for 131164 --only matrix --to docs --no-svg

readme: .venv/.stamp ## After the findings changed: write the findings that README and README.ja.md print anew
	$(BIN)/survey readme

example: .venv/.stamp ## After the figures or the kit changed: keep the blank kit in docs/
	rm -rf outputs/example
	$(BIN)/survey hearing kit --ask 中野区 --for 131164 --to outputs/example
	cp outputs/example/聞き取り票_中野区.xlsx docs/hearing_kit_example.xlsx

lock: .venv/.stamp ## Write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --upgrade --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock

clean: ## Remove .venv and outputs
	rm -rf .venv outputs
