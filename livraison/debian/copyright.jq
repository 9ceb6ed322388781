# debian/copyright (DEP-5), from the CycloneDX list: what is linked, by licence.

# SPDX as DEP-5 writes it: no parentheses, a comma binds least.
def dep5:
  if test("\\) AND| AND \\(") then split(" AND ") | map(ltrimstr("(") | rtrimstr(")")) | join(", and ") else gsub(" AND "; " and ") end
  | gsub(" OR "; " or ") | gsub("and \\("; "and ") | gsub(" WITH (?<x>[A-Za-z]+)-exception(?<v>-[0-9.]+)?"; " with \(.x)\(.v // "") exception");
def seules: gsub(", and "; "\n") | gsub(" (and|or) "; "\n") | split("\n")[];
def fichier: "\(.name | gsub(" "; "-"))\(if .version then "-" + .version else "" end)/*";

([.components[] | { l: (.licenses[0].expression | dep5), f: fichier }] | group_by(.l)) as $groupes |
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/",
"Upstream-Name: segur-bench",
"Comment: Un binaire statique. Ce qui y est lié n'est pas dans ce paquet sous forme",
" de fichiers : chaque composant a ici un nom de dossier, NOM-VERSION. Leurs",
" auteurs et les textes de leurs licences, mot pour mot, sont dans",
" /usr/share/doc/segur-bench/LICENCES.txt.gz.",
"",
"Files: *",
"Copyright: © \($annee) les auteurs de segur-bench",
"License: Apache-2.0",
"",
($groupes[] |
  "Files:", (.[] | " \(.f)"),
  "Copyright: leurs auteurs, nommés dans LICENCES.txt",
  "License: \(.[0].l)",
  ""),
(["Apache-2.0", ($groupes[] | .[0].l | seules)] | unique[] |
  "License: \(.)",
  (if . == "Apache-2.0" then " Le texte est dans /usr/share/common-licenses/Apache-2.0."
   elif startswith("LGPL-2.1") then " Le texte est dans /usr/share/common-licenses/LGPL-2.1."
   elif startswith("GPL-3") then " Le texte est dans /usr/share/common-licenses/GPL-3, et celui de l'exception dans\n /usr/share/doc/segur-bench/LICENCES.txt.gz."
   elif startswith("CC0") then " Le texte est dans /usr/share/common-licenses/CC0-1.0."
   else " Le texte est dans /usr/share/doc/segur-bench/LICENCES.txt.gz." end),
  "")
