#!/bin/sh
# Le commentaire d'une demande de fusion, en Markdown : ce qui change entre le dernier dossier de la branche visée et celui-ci.
# Emploi : sh segur/comparer.sh BRANCHE DOSSIER_DE_REFERENCE > commentaire.md      (2 : un des deux est illisible)
set -eu
branche=${1:?emploi : sh segur/comparer.sh BRANCHE DOSSIER_DE_REFERENCE} reference=${2:?le dossier où chercher la référence}

dernier() { find "$1" -name 'dossier-*.zip' 2>/dev/null | sort | tail -n 1; }
avant=$(dernier "$reference") apres=$(dernier resultats)

printf '### Banc Ségur (SIMULÉ) : comparé à « %s »\n\n' "$branche"
if [ -z "$apres" ]; then
  echo "La campagne n'a pas pu être jouée : rien n'est dit du logiciel. Voyez le journal du travail."
elif [ -z "$avant" ]; then
  echo "« $branche » n'a pas encore de dossier auquel comparer."
else
  code=0
  segur-bench diff "$avant" "$apres" > difference.txt || code=$?
  [ "$code" -lt 2 ] || exit 2
  [ "$code" -eq 0 ] || printf '**Quelque chose est pire.**\n\n'
  # Un commentaire est borné ; la différence entière est dans difference.txt.
  printf '```text\n%s\n```\n' "$(head -n 200 difference.txt)"
fi
