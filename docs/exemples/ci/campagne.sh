#!/bin/sh
# Joue la campagne, vérifie chaque dossier, et sort comme « run » : 0 rien de pire qu'attendu, 1 quelque chose de pire,
# 2 pas jouée. Emploi : sh segur/campagne.sh BANC.JSON
# SEGUR_SEULEMENT : quelques scénarios (INS/va1.20.01) ; vide, toute la campagne.
set -eu
banc=${1:?emploi : sh segur/campagne.sh BANC.JSON}

code=0
segur-bench run --candidat segur/candidat.toml --banc "$banc" --sans-personne --attendus segur/attendus.toml \
  ${SEGUR_SEULEMENT:+--seulement "$SEGUR_SEULEMENT"} --junit resultats/junit.xml --out resultats || code=$?

for dossier in resultats/dossier-*.zip; do
  [ -e "$dossier" ] || continue
  # Un dossier altéré ne dit rien du logiciel : c'est le travail qui a failli.
  segur-bench verify "$dossier" || code=2
done

case $code in
  0) echo "Ségur : rien n'est pire qu'attendu" ;;
  1) echo "Ségur : quelque chose est pire qu'attendu" >&2 ;;
  *) echo "Ségur : la campagne n'a pas pu être jouée (code $code) ; rien n'est dit du logiciel" >&2 ;;
esac
exit "$code"
