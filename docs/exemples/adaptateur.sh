#!/bin/sh
# Exemple d'adaptateur entre segur-bench et votre logiciel, pilote « commande » : identités et comptes rendus, en sh, sed et awk.
#
#   sh adaptateur.sh < demande.json > reponse.json
#
# Les identités sont gardées dans le dossier $ADAPTATEUR_DONNEES (par défaut ./adaptateur-donnees). Les fonctions
# acte_… sont un jouet : elles tiennent des identités et N'APPELLENT RIEN. Remplacez leur corps par des appels à votre
# logiciel ; gardez le reste. Le contrat est décrit dans docs/actes.md.
set -eu
LC_ALL=C
export LC_ALL
umask 077
DONNEES=${ADAPTATEUR_DONNEES:-./adaptateur-donnees}

# --- Lire du JSON ------------------------------------------------------------------------------------------------
# Une ligne par valeur : chemin, tabulation, type ({ objet, [ liste, s texte, n autre), tabulation, valeur.
# Échoue si ce n'est pas du JSON.
a_plat() {
  awk '
  function mourir() { mort = 1; exit 1 }
  function car() { return substr(s, p, 1) }
  function blancs() { while (p <= n && index(" \t\r\n", car())) p++ }
  function hexa(h,  i, v, d) {
    if (length(h) != 4) mourir()
    v = 0
    for (i = 1; i <= 4; i++) { d = index("0123456789abcdef", tolower(substr(h, i, 1))); if (!d) mourir(); v = v * 16 + d - 1 }
    return v
  }
  function utf8(c) {
    if (c < 32) return " "
    if (c < 128) return sprintf("%c", c)
    if (c < 2048) return sprintf("%c%c", 192 + int(c / 64), 128 + c % 64)
    if (c < 65536) return sprintf("%c%c%c", 224 + int(c / 4096), 128 + int(c / 64) % 64, 128 + c % 64)
    return sprintf("%c%c%c%c", 240 + int(c / 262144), 128 + int(c / 4096) % 64, 128 + int(c / 64) % 64, 128 + c % 64)
  }
  function texte(  t, c, u, b) {
    if (car() != "\"") mourir()
    p++; t = ""
    while (1) {
      if (p > n) mourir()
      c = car(); p++
      if (c == "\"") return t
      if (c != "\\") { if (c < " ") mourir(); t = t c; continue }
      c = car(); p++
      if (c == "u") {
        u = hexa(substr(s, p, 4)); p += 4
        if (u >= 55296 && u < 56320 && substr(s, p, 2) == "\\u") { b = hexa(substr(s, p + 2, 4)); p += 6; u = 65536 + (u - 55296) * 1024 + b - 56320 }
        t = t utf8(u)
      } else if (index("\"\\/", c)) t = t c
      else if (index("bfnrt", c)) t = t " "
      else mourir()
    }
  }
  function valeur(chemin, prof,  c, i, k, d) {
    if (prof > 32) mourir()
    blancs(); c = car()
    if (c == "{" || c == "[") {
      if (chemin != "") print chemin "\t" c "\t"
      p++; blancs(); i = 0
      if (car() == (c == "{" ? "}" : "]")) { p++; return }
      while (1) {
        if (c == "{") { blancs(); k = texte(); gsub(/[.\t]/, "_", k); blancs(); if (car() != ":") mourir(); p++ } else k = i++
        valeur(chemin == "" ? k : chemin "." k, prof + 1); blancs()
        d = car(); p++
        if (d == ",") continue
        if (d == (c == "{" ? "}" : "]")) return
        mourir()
      }
    }
    if (c == "\"") { k = texte(); gsub(/\t/, " ", k); print chemin "\ts\t" k; return }
    k = ""
    while (p <= n && !index(",]} \t\r\n", car())) { k = k car(); p++ }
    if (k !~ /^(true|false|null|-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?)$/) mourir()
    if (k != "null") print chemin "\tn\t" k
  }
  { s = s $0 "\n" }
  END { if (mort) exit 1; n = length(s); p = 1; valeur("", 0); blancs(); if (p <= n) exit 1 }
  '
}

# --- Répondre ----------------------------------------------------------------------------------------------------
texte_json() { printf '%s' "$1" | sed 's/[[:cntrl:]]/ /g; s/\\/\\\\/g; s/"/\\"/g'; }
former() { printf '{"issue":"%s","message":"%s","fichiers":[%s]}' "$1" "$(texte_json "$2")" "${3:-}"; }

# Ce que le logiciel refuse ou fait est retenu sous la clé de l'acte ; une erreur ne l'est pas.
finir() {
  rendu=$(former "$@")
  if [ "$1" != erreur ] && [ -n "${retenir:-}" ]; then
    printf '%s' "$plat" > "$dossier/demande-$nom_cle"
    printf '%s' "$rendu" > "$dossier/reponse-$nom_cle.nouveau"
    mv "$dossier/reponse-$nom_cle.nouveau" "$dossier/reponse-$nom_cle"
  fi
  printf '%s\n' "$rendu"
  exit 0
}
fait() { finir fait "$@"; }
refuse() { finir refuse "$@"; }
erreur() { finir erreur "$@"; }

# --- Outils ------------------------------------------------------------------------------------------------------
champ() { printf '%s\n' "$plat" | awk -F '\t' -v c="$1" '$1 == c { print $3; exit }'; }
est_texte() { printf '%s\n' "$plat" | awk -F '\t' -v c="$1" '$1 == c && $2 == "s" && $3 != "" { ok = 1 } END { exit !ok }'; }
parmi() { # un mot, une liste de mots
  case $1 in '' | *' '*) return 1 ;; esac
  case " $2 " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

# Un nom de fichier sûr : tout ce qui n'est pas lettre, chiffre ou tiret devient %XX.
nom_sur() {
  printf '%s' "$1" | awk '
  BEGIN { for (i = 1; i < 256; i++) code[sprintf("%c", i)] = i }
  { for (i = 1; i <= length($0); i++) { c = substr($0, i, 1); if (c ~ /[A-Za-z0-9-]/) printf "%s", c; else printf "%%%02X", code[c] } }'
}

de() { sed -n "s/^$1=//p" "$dossier/identite"; }
poser() { # nom valeur : une valeur vide retire la ligne
  { sed "/^$1=/d" "$dossier/identite"; [ -z "$2" ] || printf '%s=%s\n' "$1" "$2"; } > "$dossier/identite.nouveau"
  mv "$dossier/identite.nouveau" "$dossier/identite"
}
changer_statut() {
  avant=$(de statut)
  if [ "$avant" != "$1" ]; then
    poser statut "$1"
    printf '%s\t%s\t%s\t%s\n' "$avant" "$1" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$utilisateur" >> "$dossier/statuts"
  fi
}
a_attribut() { parmi "$1" "$(de attributs)"; }

lettres() { # ce que c'est, valeur
  case $2 in
    *[!A-Z\'\ -]*) refuse "$1 « $2 » : lettres A à Z, espace, tiret et apostrophe seulement" ;;
    *[A-Z]*) ;;
    *) refuse "$1 « $2 » : aucune lettre" ;;
  esac
}

# --- VOTRE LOGICIEL : une fonction par acte ----------------------------------------------------------------------
acte_creer_identite() {
  nom=$(champ parametres.patient.nom_naissance)
  premier=$(champ parametres.patient.prenoms.0)
  prenoms=$(printf '%s\n' "$plat" | awk -F '\t' '$1 ~ /^parametres\.patient\.prenoms\.[0-9]+$/ { printf "%s%s", sep, $3; sep = " " }')
  sexe=$(champ parametres.patient.sexe)
  naissance=$(champ parametres.patient.date_naissance)
  lieu=$(champ parametres.patient.lieu_naissance)
  lieu=${lieu:-99999}
  [ -n "$nom" ] || refuse "trait strict manquant : nom de naissance"
  [ -n "$premier" ] || refuse "trait strict manquant : premier prénom de naissance"
  [ -n "$sexe" ] || refuse "trait strict manquant : sexe"
  [ -n "$naissance" ] || refuse "trait strict manquant : date de naissance"
  lettres "nom de naissance" "$nom"
  lettres "prénoms de naissance" "$prenoms"
  parmi "$sexe" "M F" || refuse "sexe « $sexe » : M ou F attendu"
  printf '%s\n' "$naissance" | awk -v jour="$(date -u +%Y-%m-%d)" '
    !/^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/ || $0 > jour { exit 1 }
    { split($0, d, "-"); b = d[1] % 4 == 0 && (d[1] % 100 != 0 || d[1] % 400 == 0)
      split("31 " (b ? 29 : 28) " 31 30 31 30 31 31 30 31 30 31", f, " "); exit !(d[2] >= 1 && d[2] <= 12 && d[3] >= 1 && d[3] <= f[d[2] + 0]) }' ||
    refuse "date de naissance « $naissance » impossible"
  case $lieu in
    [0-9][0-9][0-9][0-9][0-9] | 2[AB][0-9][0-9][0-9]) ;;
    *) refuse "lieu de naissance « $lieu » : code officiel géographique sur 5 caractères attendu" ;;
  esac
  mkdir -p "$dossier"
  rm -f "$dossier"/*
  {
    printf 'statut=provisoire\nnom_naissance=%s\nprenoms=%s\npremier_prenom=%s\n' "$nom" "$prenoms" "$premier"
    printf 'date_naissance=%s\nsexe=%s\nlieu_naissance=%s\n' "$naissance" "$sexe" "$lieu"
  } > "$dossier/identite.nouveau"
  mv "$dossier/identite.nouveau" "$dossier/identite"
  fait "identité créée"
}

acte_rechercher_ins() {
  if a_attribut douteuse || a_attribut fictive; then
    refuse "identité douteuse ou fictive : INSi ne peut pas être appelé"
  fi
  # ICI, demandez à votre logiciel de faire sa recherche INSi, en mode « $(champ parametres.mode) », et attendez qu'elle soit
  # finie. C'est lui qui appelle le banc ; ne fabriquez pas sa réponse. Puis reportez par « poser » ce que le logiciel
  # montre : statut, matricule, traits, alertes.
  erreur "INSi n'est pas branché dans cet exemple : compléter acte_rechercher_ins"
}

acte_valider_identite() {
  if a_attribut douteuse || a_attribut fictive; then
    refuse "une identité douteuse ou fictive ne peut pas être validée"
  fi
  parmi "$(champ parametres.justificatif)" "CN PA CS" || refuse "le justificatif $(champ parametres.justificatif) n'est pas de haute confiance"
  case $(de statut) in
    provisoire) changer_statut validee ;;
    recuperee) changer_statut qualifiee ;;
  esac
  fait ""
}

acte_marquer_identite() {
  attribut=$(champ parametres.attribut)
  if [ "$attribut" = aucun ]; then
    poser attributs ""
    fait ""
  fi
  attributs=$(de attributs)
  parmi "$attribut" "$attributs" || poser attributs "${attributs:+$attributs }$attribut"
  if [ "$attribut" != homonyme ]; then
    poser matricule ""
    poser oid ""
    poser historique ""
    changer_statut provisoire
  fi
  fait ""
}

acte_lire_identite() {
  # attributs, historique et alertes sont des listes ; ce qui est absent n'a pas de ligne.
  json=$(sed 's/\\/\\\\/g; s/"/\\"/g' "$dossier/identite" | awk '
    { i = index($0, "="); nom = substr($0, 1, i - 1); v = substr($0, i + 1)
      if (nom ~ /^(attributs|historique|alertes)$/) { gsub(/ /, "\",\"", v); v = "[\"" v "\"]" } else v = "\"" v "\""
      printf "%s\"%s\":%s", sep, nom, v; sep = "," }')
  fait "" "{\"nom\":\"identite\",\"type\":\"application/json\",\"json\":{$json}}"
}

acte_tester_dmp() {
  [ "$(de statut)" = qualifiee ] || refuse "identité non qualifiée : l'INS ne peut pas être employé, le DMP n'est pas interrogé"
  # ICI, demandez à votre logiciel de tester l'existence du DMP (TD0.2), et attendez la réponse.
  erreur "le DMP n'est pas branché dans cet exemple : compléter acte_tester_dmp"
}

acte_valider_compte_rendu() {
  # ICI, faites valider le compte rendu par votre logiciel ; c'est lui qui alimente le DMP, ou ne l'alimente pas. Attendez la fin
  # de l'envoi. Puis retenez le compte rendu, pour qu'il puisse être complété, et rendez le document tel qu'il est parti, et son PDF :
  #   printf '%s' "<son identifiant chez vous>" > "$dossier/compte-rendu-$(nom_sur "$(champ parametres.reference)")"
  #   fait "" '{"nom":"compte-rendu","type":"application/xml","chemin":"<le fichier du CDA>"},
  #     {"nom":"compte-rendu-pdf","type":"application/pdf","chemin":"<le fichier du PDF>"}'
  # Identité non qualifiée, DMP absent ou fermé : refuse "la raison" '<les mêmes fichiers>'.
  erreur "les comptes rendus ne sont pas branchés dans cet exemple : compléter acte_valider_compte_rendu"
}

acte_completer_compte_rendu() {
  # ICI, complétez ce compte rendu, faites-le valider de nouveau, et rendez la nouvelle version du document.
  erreur "les comptes rendus ne sont pas branchés dans cet exemple : compléter acte_completer_compte_rendu"
}

acte_exporter_traces() {
  statuts=
  if [ -f "$dossier/statuts" ]; then
    statuts=$(awk -F '\t' '{ printf "%s{\"avant\":\"%s\",\"apres\":\"%s\",\"date\":\"%s\",\"utilisateur\":\"%s\"}", sep, $1, $2, $3, $4; sep = "," }' "$dossier/statuts")
  fi
  fait "" "{\"nom\":\"traces\",\"type\":\"application/json\",\"json\":{\"appels\":[],\"statuts\":[$statuts]}}"
}

# --- Le contrat --------------------------------------------------------------------------------------------------
plat=$(a_plat) || erreur "demande illisible : ce n'est pas du JSON"
[ "$(champ version)" = 1 ] || erreur "version du contrat « $(champ version) » : cet adaptateur parle la version 1"
acte=$(champ acte)
case $acte in
  creer-identite) connus="reference patient" requis="reference" ;; # patient : voir plus bas
  rechercher-ins) connus="reference mode" requis="reference" ;;
  valider-identite) connus="reference justificatif" requis="reference justificatif" ;;
  marquer-identite) connus="reference attribut" requis="reference attribut" ;;
  valider-compte-rendu) connus="reference identite modele etat niveau visibilite dmp demande correspondants usager" requis="reference identite modele" ;;
  lire-identite | exporter-traces | tester-dmp | completer-compte-rendu) connus="reference" requis="reference" ;;
  *) erreur "acte « $acte » inconnu" ;;
esac
for nom in cle scenario; do est_texte "$nom" || erreur "$nom manque"; done
for nom in $requis; do est_texte "parametres.$nom" || erreur "paramètre $nom manquant ou invalide"; done
for nom in $(printf '%s\n' "$plat" | awk -F '\t' 'split($1, c, ".") > 1 && c[1] == "parametres" { print c[2] }'); do
  parmi "$nom" "$connus" || erreur "paramètre « $nom » inconnu de l'acte $acte"
done
if [ "$acte" = creer-identite ]; then
  printf '%s\n' "$plat" | awk -F '\t' '$1 == "parametres.patient" && $2 == "{" { ok = 1 } END { exit !ok }' || erreur "paramètre patient manquant ou invalide"
fi
choix() { [ -z "$(champ "parametres.$1")" ] || parmi "$(champ "parametres.$1")" "$2" || erreur "paramètre $1 invalide"; }
choix mode "structure carte"
choix justificatif "CN PA CS LE AN CC PC"
choix attribut "douteuse fictive homonyme aucun"
choix modele "hemogramme glycemie"
choix etat "partiel complet"
choix niveau "N3 N1"
choix visibilite "normale masque-ps invisible-patient invisible-representants"
choix dmp "alimenter bloquer"
choix usager "envoyer retenir"
utilisateur=$(champ acteur.rpps)
utilisateur=$(texte_json "$utilisateur")

# La référence appartient à son scénario : deux scénarios peuvent employer la même.
for nom in cle scenario parametres.reference parametres.identite; do
  valeur=$(champ "$nom")
  [ "${#valeur}" -le 70 ] || erreur "$nom de plus de 70 octets"
done
place=$DONNEES/$(nom_sur "$(champ scenario)")
reference=$(champ parametres.reference)
identite=$reference
case $acte in
  valider-compte-rendu) identite=$(champ parametres.identite) ;;
  completer-compte-rendu) # le dossier qui tient ce compte rendu
    identite=
    for fichier in "$place"/*/"compte-rendu-$(nom_sur "$reference")"; do
      [ ! -f "$fichier" ] || dossier=${fichier%/*}
    done
    [ -n "${dossier:-}" ] || erreur "compte rendu « $reference » inconnu dans ce scénario"
    ;;
esac
[ -z "$identite" ] || dossier=$place/$(nom_sur "$identite")
nom_cle=$(nom_sur "$(champ cle)")
if [ "$acte" != creer-identite ]; then
  [ -f "$dossier/identite" ] || erreur "identité « $identite » inconnue dans ce scénario"
  # Même demande sous la même clé : la réponse déjà donnée, et rien n'est fait deux fois.
  if [ -f "$dossier/reponse-$nom_cle" ] && [ "$(cat "$dossier/demande-$nom_cle")" = "$plat" ]; then
    cat "$dossier/reponse-$nom_cle"
    echo
    exit 0
  fi
  retenir=oui
fi
"acte_$(printf '%s' "$acte" | sed 's/-/_/g')"
