"""pandas as a reader of the extraction files, in which some names have quotation marks. Argument: a JSON file that says where they are.

Prints « opération ok », a line each; exits 1 at the first that is not as it should.
"""

import csv
import io
import json
import pathlib
import sys
import zipfile

import pandas
import requests

ICI = json.load(open(sys.argv[1], encoding="utf-8"))
ANCRES = pathlib.Path(sys.argv[1]).with_name("ancres.pem")
ANCRES.write_text(ICI["ancres"], encoding="utf-8")


def exiger(vrai, quoi):
    if not vrai:
        raise SystemExit(quoi)
    print(quoi, "ok", flush=True)


def fichiers(archive):
    r = requests.get(f"{ICI['extraction']}/{archive}", verify=str(ANCRES), timeout=60)
    r.raise_for_status()
    with zipfile.ZipFile(io.BytesIO(r.content)) as zip_:
        return {nom: zip_.read(nom) for nom in zip_.namelist()}


def lire(octets, **options):
    """By name, as text, without quoting; the separator that ends each line makes a column without a name, which is left."""
    lu = pandas.read_csv(io.BytesIO(octets), sep="|", dtype=str, keep_default_na=False, index_col=False, **options)
    return lu[[c for c in lu.columns if not c.startswith("Unnamed")]]


libre = fichiers("PS_LibreAcces")
activite, savoir_faire, diplomes = (
    lire(o, quoting=csv.QUOTE_NONE) for n, o in sorted(libre.items(), key=lambda f: ("Dipl" in f[0], "Savoir" in f[0]))
)
octets = next(o for n, o in libre.items() if "Personne_activite" in n)
exiger(len(activite) == octets.count(b"\n") - 1 and len(activite.columns) == 56, "Personne_activite")
lui = activite[activite["Identifiant PP"] == ICI["rpps"]]
exiger(list(lui["Nom d'exercice"]) == [ICI["nom"]] * len(lui) and len(lui) > 0, "recherche par RPPS")
exiger(set(savoir_faire["Identifiant PP"]) <= set(activite["Identifiant PP"]), "SavoirFaire")
exiger(ICI["rpps"] in set(diplomes["Identifiant PP"]) and len(diplomes.columns) == 13, "Dipl_AutExerc")
(correspondance,) = (lire(o, quoting=csv.QUOTE_NONE) for o in fichiers("Extraction_Correspondance_MSSante").values())
exiger(set(correspondance["Type de BAL"]) == {"PER", "ORG"}, "Correspondance_MSSante")
noms = list(activite["Raison sociale site"])
if not any('"' in n for n in noms):
    raise SystemExit("aucune raison sociale n'a de guillemet : rien n'est montré")
# A reader that takes them for quoting fails here, or reads something else.
try:
    if list(lire(octets)["Raison sociale site"]) == noms:
        raise SystemExit("les guillemets ne changent rien à la lecture par défaut")
except pandas.errors.ParserError:
    pass
print("guillemets", "ok")
