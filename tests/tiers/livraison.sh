#!/usr/bin/env bash
# What is delivered, from a static binary: the archive made twice is the same, holds what it says, and its binary answers; the Debian package holds what it
# must. Nothing is installed. Wants cargo, jq, GNU tar and dpkg-deb; compiles nothing.
#   tests/tiers/livraison.sh BINAIRE
set -euo pipefail
[ $# -eq 1 ] || { echo "emploi : tests/tiers/livraison.sh BINAIRE" >&2; exit 64; }
binaire=$(realpath "$1")
cd "$(dirname "$0")/../.."

t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
rate() { echo "échec : $*" >&2; exit 1; }
present() { grep -qxF -- "$2" "$1" || rate "$2 manque"; }

# Folders and times that differ: neither may show.
livraison/archive --binaire "$binaire" --dans "$t/a"
(umask 077 && TZ=Asia/Tokyo LC_ALL=C livraison/archive --binaire "$binaire" --dans "$t/b") >/dev/null
cmp "$t/a/SHA256SUMS" "$t/b/SHA256SUMS" || rate "deux archives du même binaire diffèrent"
(cd "$t/a" && sha256sum --quiet -c SHA256SUMS)

archives=("$t"/a/segur-bench-*-linux-*.tar.gz)
[ "${#archives[@]}" -eq 1 ] && [ -f "${archives[0]}" ] || rate "une archive, et une seule, était attendue"
nom=$(basename "${archives[0]}" .tar.gz)
tar -tzf "${archives[0]}" >"$t/contenu"
for f in segur-bench LISEZMOI.md LICENSE LICENCES.txt nomenclature.cdx.json man/man1/segur-bench.1 systemd/segur-bench.service \
  completions/segur-bench.bash completions/_segur-bench completions/segur-bench.fish completions/segur-bench.ps1; do
  present "$t/contenu" "$nom/$f"
done
tar -xzf "${archives[0]}" -C "$t"
cmp "$binaire" "$t/$nom/segur-bench"
bash -n "$t/$nom/completions/segur-bench.bash"
grep -q '^\.TH segur-bench 1' "$t/$nom/man/man1/segur-bench.1" || rate "la page de manuel n'en est pas une"

# Every component says its licence; what is no crate is named; no path of this machine.
liste=$t/$nom/nomenclature.cdx.json
jq -e '.bomFormat == "CycloneDX" and .specVersion == "1.5" and (.components | length > 100) and all(.components[]; .licenses[0].expression != "")' "$liste" >/dev/null ||
  rate "nomenclature incomplète"
jq -e --arg s "$(sha256sum "$binaire" | cut -d' ' -f1)" '.metadata.component.hashes[0].content == $s' "$liste" >/dev/null || rate "la nomenclature n'est pas de ce binaire"
for c in SQLite AWS-LC mimalloc glibc 'DejaVu Sans Condensed' nom-exif zlib-rs; do
  jq -e --arg c "$c" 'any(.components[]; .name == $c)' "$liste" >/dev/null || rate "$c n'est pas dans la nomenclature"
done
for texte in 'Apache License' 'GNU LESSER GENERAL PUBLIC LICENSE' 'Bitstream Vera Fonts Copyright' 'Copyright (c) 2026, Kushal Das' 'May you do good and not evil'; do
  grep -qF "$texte" "$t/$nom/LICENCES.txt" || rate "« $texte » n'est pas dans LICENCES.txt"
done
if grep -rlF -e "$HOME/" -e "$PWD" "$t/$nom" --include='*.txt' --include='*.json' --include='*.md'; then rate "un chemin de cette machine est écrit"; fi

[[ $("$t/$nom/segur-bench" --version) =~ ^segur-bench\ [0-9] ]] || rate "--version"
issue=0
"$t/$nom/segur-bench" verify "$t/absent.zip" >"$t/dit" 2>&1 || issue=$?
[ "$issue" -eq 2 ] && grep -q '^erreur : lecture de .* impossible' "$t/dit" || rate "verify d'un fichier absent : sortie $issue, $(cat "$t/dit")"

# gzip: the same tree as xz, in a tenth of the time.
livraison/paquet-debian --archive "${archives[0]}" --dans "$t/a" --compression gzip
paquets=("$t"/a/segur-bench_*.deb)
dpkg-deb -c "${paquets[0]}" | awk '{ print $2, $6 }' >"$t/paquet"
for f in usr/bin/segur-bench usr/lib/systemd/system/segur-bench.service usr/share/man/man1/segur-bench.1.gz usr/share/bash-completion/completions/segur-bench \
  usr/share/zsh/vendor-completions/_segur-bench usr/share/fish/vendor_completions.d/segur-bench.fish \
  usr/share/doc/segur-bench/{copyright,changelog.Debian.gz,LICENCES.txt.gz,nomenclature.cdx.json.gz}; do
  present "$t/paquet" "root/root ./$f"
done
if grep -v '^root/root ' "$t/paquet"; then rate "un fichier du paquet n'est pas à root"; fi
mkdir "$t/deb"
dpkg-deb -R "${paquets[0]}" "$t/deb"
(cd "$t/deb" && md5sum --quiet -c DEBIAN/md5sums)
cmp "$binaire" "$t/deb/usr/bin/segur-bench"
[ "$(dpkg-deb -f "${paquets[0]}" Installed-Size)" -gt $(($(stat -c %s "$binaire") / 1024)) ] || rate "Installed-Size est trop petit"
echo "livraison : l'archive et le paquet sont ce qu'ils disent"
