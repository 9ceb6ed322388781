#!/usr/bin/env bash
# The pytest example of docs/exemples/pytest, against the real image (SEGUR_BENCH_IMAGE, segur-bench:dev without it).
# Wants an engine that answers, and a Python that has docs/exemples/pytest/exigences.txt (SEGUR_BENCH_PYTHON, python3 without it).
set -euo pipefail
cd "$(dirname "$0")/../../docs/exemples/pytest"
docker info >/dev/null 2>&1 || { echo "passé : moteur absent"; exit 77; }
docker image inspect "${SEGUR_BENCH_IMAGE:-segur-bench:dev}" >/dev/null ||
  { echo "image absente : docker/construire, puis docker load -i target/docker/segur-bench.tar" >&2; exit 1; }

# Ryuk, which throws away what a killed run left, is an image of its own, pulled from a registry.
export TESTCONTAINERS_RYUK_DISABLED=${TESTCONTAINERS_RYUK_DISABLED:-true} PYTHONDONTWRITEBYTECODE=1
sortie=$(mktemp)
trap 'rm -f "$sortie"' EXIT
"${SEGUR_BENCH_PYTHON:-python3}" -m pytest -p no:cacheprovider -q . 2>&1 | tee "$sortie"
# pytest says 5 for none; fewer than these would be a test that is no longer there.
grep -qE '^3 passed' "$sortie" || { echo "trois essais attendus" >&2; exit 1; }
