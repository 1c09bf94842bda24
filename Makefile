# `make` alone lists what can be asked. Nothing is needed but make and Python 3.11 or newer:
# the rest goes into .venv, once, at the versions of constraints.txt.

VENV := .venv
PY := $(VENV)/bin/python
CODE := app.py bench chalicelib local tests

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.DEFAULT_GOAL := help
.PHONY: help run crediter test test-long lint bench mutants vendor-check clean

help: ## Lister ce que make sait faire
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | \
		while IFS='|' read -r name what; do printf '%-18s %s\n' "$$name" "$$what"; done

run: $(VENV)/local.stamp ## Démarrer AmneuBor sur cette machine (PORT, DATA_DIR)
	@$(PY) -m local.run

crediter: $(VENV)/local.stamp ## Donner des SMS à une boutique d'ici (BOUTIQUE, N, DATA_DIR)
	@$(PY) -m local.crediter

test: lint ## Tout vérifier : forme, types, tests
	@$(PY) -m pytest -n 2 --dist loadscope

test-long: $(VENV)/dev.stamp ## Lancer les tests qui durent des minutes
	@$(PY) -m pytest -m long -n 2 --dist loadscope

lint: $(VENV)/dev.stamp ## Vérifier la forme et les types
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy $(CODE)

bench: $(VENV)/local.stamp ## Mesurer l'API à côté de ce qu'elle ne peut dépasser (une minute)
	@$(PY) -m bench.api

mutants: $(VENV)/dev.stamp ## Voir si les tests remarquent tout changement des lois (un quart d'heure)
	@HYPOTHESIS_PROFILE=ci $(VENV)/bin/mutmut run --max-children 2
	@$(PY) -m tools.mutants

vendor-check: ## Comparer static_site/vendor à ce que donnent les paquets npm (demande node et npm)
	@tools/vendor.sh --check

clean: ## Effacer .venv et les caches (jamais les données)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/local.stamp: requirements-local.txt requirements.txt constraints.txt | $(PY)
	@$(install)

$(VENV)/dev.stamp: requirements-dev.txt requirements-local.txt requirements.txt constraints.txt | $(PY)
	@$(install)

$(PY):
	@test -n "$(PYTHON)" || { echo "Il manque Python 3.11 ou plus récent : installez-le (paquet python3, ou python.org), puis relancez." >&2; exit 1; }
	@echo "Préparation de $(VENV) avec $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); echo "$(PYTHON) ne sait pas faire d'environnement : installez le paquet python3-venv, puis relancez." >&2; exit 1; }

# One package a line would be noise, silence would look like a hang: a line each ten.
# The stamp's name, local or dev, is the set's. pip runs again only when a pin has changed.
# --no-compile: Python compiles what it imports, a tenth of what there is (18 s of CPU against 11).
define install
{ $(PY) -m pip install --disable-pip-version-check --no-compile --only-binary :all: \
	-r requirements-$(basename $(@F)).txt 2>$(VENV)/pip.log && touch $@; } | awk ' \
	/^(Collecting|Requirement already)/ { if (++n % 10 == 0) { print "  " n " paquets"; fflush() } } \
	/^Installing collected/ { print "  mise en place"; fflush() }'; \
test -f $@ || { echo "Les paquets Python n'ont pas pu être installés (pourquoi : $(VENV)/pip.log). Il faut un accès à Internet, une fois : vérifiez-le, puis relancez." >&2; exit 1; }
endef
