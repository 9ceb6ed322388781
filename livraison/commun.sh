# shellcheck shell=bash disable=SC2034
# What the scripts of this folder share. Sourced, from the root of the project.

erreur() { echo "erreur : $*" >&2; exit 1; }

# What must be installed, said before anything is made.
exiger() {
  local outil
  for outil in "$@"; do command -v "$outil" >/dev/null || erreur "il manque l'outil $outil"; done
}

# The machine: what cargo calls it, and what Debian and container engines do.
machine() {
  case $(uname -m) in
    x86_64) cible=x86_64-unknown-linux-gnu arch=amd64 ;;
    aarch64) cible=aarch64-unknown-linux-gnu arch=arm64 ;;
    *) erreur "machine inconnue : $(uname -m)" ;;
  esac
}

version_du_depot() { cargo metadata --locked --no-deps --format-version 1 | jq -r '.packages[] | select(.name == "segur-bench") | .version'; }

# Of the source, never of the clock: another day must give the same bytes.
instant_du_depot() { echo "${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}"; }

est_statique() { ! ldd "$1" >/dev/null 2>&1 || ldd "$1" 2>&1 | grep -q 'statically linked'; }

# Digests of all that stands in the folder, whoever wrote it.
empreintes() (
  cd "$1" || exit 1
  shopt -s nullglob
  sha256sum -- *.tar.gz *.deb *.cdx.json >SHA256SUMS
)
