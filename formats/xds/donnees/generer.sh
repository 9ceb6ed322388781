#!/bin/sh
# Writes the value sets of the DMP that the bench carries from their tables (columns: code, code system, label, version), which are not in
# the project: codes and code systems alone. Usage: formats/xds/donnees/generer.sh <dossier des tables>
set -eu
tables=$1
ici=$(dirname "$0")

# Name of the set, its OID, where the file goes.
liste() {
    awk -F'\t' -v nom="$1" -v oid="$2" '
        NR == 1 { next }
        { version = substr($4, 1, 8); if ($4 ~ /announced/) { annonce = annonce " " $1 " (" version ")" } else if (version > derniere) derniere = version }
        { lignes[NR] = $1 " " $2; n = NR }
        END {
            print "# " nom " " oid " " derniere
            print "# Source : ANS, terminologies (NOS), paquet ans.fr.terminologies 1.12.0. Un code et son système par ligne."
            if (annonce) print "# Annoncés pour une version suivante, et admis :" annonce
            for (i = 2; i <= n; i++) print lignes[i]
        }' "$tables/$1.tsv" > "$3"
}

j=1.2.250.1.213.1.1.5
saml=$ici/../../saml/donnees
liste JDV_J57-ClassCode-DMP $j.6 "$ici/jdv-j57.txt"
liste JDV_J58-ConfidentialityCode-DMP $j.9 "$ici/jdv-j58.txt"
liste JDV_J59-ContentTypeCode-DMP $j.2 "$ici/jdv-j59.txt"
liste JDV_J60-FormatCode-DMP $j.8 "$ici/jdv-j60.txt"
liste JDV_J62-PracticeSettingCode-DMP $j.4 "$ici/jdv-j62.txt"
liste JDV_J66-TypeCode-DMP $j.7 "$ici/jdv-j66.txt"
liste JDV_J61-HealthcareFacilityTypeCode-DMP $j.3 "$saml/jdv-j61.txt"
liste JDV_J64-RestrictionAudienceVIHF-DMP $j.97 "$saml/jdv-j64.txt"
liste JDV_J65-SubjectRole-DMP $j.5 "$saml/jdv-j65.txt"

# The class of each type: one and no other.
awk -F'\t' '
    NR == 1 { next }
    { derniere = substr($7, 1, 8); lignes[NR] = $1 " " $4; n = NR }
    END {
        print "# ASS_X16-CorrespondanceType-Classe-DMP 1.2.250.1.213.1.1.5.587 " derniere
        print "# Source : ANS, terminologies (NOS), paquet ans.fr.terminologies 1.13.0. Un typeCode et son classCode par ligne."
        for (i = 2; i <= n; i++) print lignes[i]
    }' "$tables/ASS_X16-CorrespondanceType-Classe-DMP.tsv" > "$ici/ass-x16.txt"
