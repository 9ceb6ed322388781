#!/usr/bin/env python3
"""Draws single mutations of the published examples, where the schematrons look. See LISEZMOI.md."""

import argparse
import collections
import hashlib
import random
import re
import sys
import xml.parsers.expat
from pathlib import Path

from saxonche import PySaxonProcessor

import lieux
import octets as lecture
import saxon
import visees
from mutation import Mutation, ecrire
from schemas import PROFILS

GRAINE = 20250219
CODES = ["ZZZ-INCONNU", "99999-9", "X00.0"]
OIDS = ["1.2.250.1.999.9.9", "2.999.1.2.3", "1.3.6.1.4.1.0.0"]
DATES = ["20241399", "2024-01-15", "hier", "20240115250000"]
ESPACE = "urn:example:autre"
# Where a test asks the name of « the » attribute, a second one makes Saxon give up on the whole document.
AJOUT = "attribut ajouté"
NUL = 'nullFlavor="UNK"'
PAR_VISEE = 3  # mutations drawn for each document and each schematron
PROPRE = "propre"
NOMS = {
    PROPRE: "le schématron du document",
    PROFILS[0]: "structurationMinimale",
    PROFILS[1]: "Modeles_ANS",
    PROFILS[2]: "ModelesDeContenusCDA",
    PROFILS[3]: "IHE",
}


def candidats(element, test, alea):
    """(family, op, start, end, text, what) for what a test names in an element."""
    noms = set(re.findall(r"(?:[\w*]:|/)(\w[\w-]*)", test))
    attributs = set(re.findall(r"@(?:\w+:)?(\w+)", test))
    seuil = re.search(r"count\s*\(|<=", test)
    interdit = test.strip().startswith("not(") and " and " not in test
    if "name(@*)" in test and "nullFlavor" not in element.attributs:
        debut, fin, quoi = element.debut + 1, element.apres_nom, f"attribut nullFlavor ajouté à {element.local}"
        yield AJOUT, "remplacer", debut, fin, f"{element.nom} {NUL}", quoi
    for e in sous(element, 2):
        ici = "" if e is element else f" dans {element.local}"
        if e is not element and e.local in noms and e.parent:
            if not interdit:
                yield "élément supprimé", "supprimer", e.debut, e.fin, "", f"élément {e.local} supprimé{ici}"
                if ":" not in e.nom and "xmlns" not in e.attributs:
                    yield (
                        "espace de noms faux", "remplacer", e.debut + 1, e.apres_nom, f'{e.nom} xmlns="{ESPACE}"',
                        f"espace de noms faux de {e.local}{ici}",
                    )  # fmt: skip
            if seuil and e.parent is element:
                yield "élément doublé", "doubler", e.debut, e.fin, "", f"élément {e.local} doublé{ici}"
        if e is element or e.local in noms:
            for a in e.attributs.values():
                if a.nom.split(":")[-1] in attributs and a.nom != "displayName":
                    yield from sur_attribut(e, a, ici, alea)


def sur_attribut(e, a, ici, alea):
    yield "attribut supprimé", "supprimer", a.debut, a.fin, "", f"attribut {a.nom} de {e.local} supprimé{ici}"
    if re.fullmatch(r"[0-2](\.\d+)+", a.valeur):
        famille, texte = "OID faux", alea.choice(OIDS)
    elif a.nom == "value" and re.fullmatch(r"\d{4,14}([+-]\d{4})?", a.valeur):
        famille, texte = "date fausse", alea.choice(DATES)
    else:
        famille, texte = "code faux", alea.choice(CODES)
    mot = {"OID faux": "OID faux", "date fausse": "date fausse", "code faux": "code ou valeur faux"}[famille]
    yield famille, "remplacer", a.debut_valeur, a.fin_valeur, texte, f"{mot} dans @{a.nom} de {e.local}{ici}"


def sous(element, profondeur):
    yield element
    if profondeur:
        for enfant in element.enfants:
            yield from sous(enfant, profondeur - 1)


def bien_forme(contenu):
    try:
        xml.parsers.expat.ParserCreate(namespace_separator=" ").Parse(contenu, True)
    except xml.parsers.expat.ExpatError:
        return False
    return True


def choisir(vises, nom, contenu, nombre, deja, alea, dosage, vus):
    """Draws from the rarest family so far, for a test seen little, and checks the result is well-formed XML."""
    familles = collections.defaultdict(list)
    for element, regle in vises:
        for test in regle.tests:
            for c in candidats(element, test, alea):
                familles[c[0]].append(((regle.contexte, test), *c[1:]))
    choisis = []
    while len(choisis) < nombre and any(familles.values()):
        famille = min((f for f in familles if familles[f]), key=lambda f: (dosage[f] * (4 if f == AJOUT else 1), f))
        moins = min(vus[c[0]] for c in familles[famille])
        liste = [c for c in familles[famille] if vus[c[0]] == moins]
        pris = alea.choice(liste)
        familles[famille].remove(pris)
        test, op, debut, fin, texte, quoi = pris
        m = Mutation("", nom, op, debut, fin, texte, quoi, hashlib.sha256(contenu).hexdigest())
        if (op, debut, fin) in deja or m.appliquer(contenu) == contenu or not bien_forme(m.appliquer(contenu)):
            continue
        deja.add((op, debut, fin))
        vus[test] += 1
        dosage[famille] += 1
        choisis.append(m)
    return choisis


def racine(nom, contenu, element):
    """The whole document in another namespace: now and then, for no rule then finds anything."""
    a = element.attributs["xmlns"]
    somme = hashlib.sha256(contenu).hexdigest()
    quoi = "espace de noms faux du document entier"
    return Mutation("", nom, "remplacer", a.debut_valeur, a.fin_valeur, ESPACE, quoi, somme)


def abandons(nom, contenu, elements, vises):
    """Where Saxon has a chance to give up on the whole document: a number that is none, one item that becomes two."""
    somme = hashlib.sha256(contenu).hexdigest()
    tests = " ".join(sorted({test for _, regle in vises for test in regle.tests}))
    for vu in sorted(set(re.findall(r"(\w+)\[@value\s*[<>]", tests))):
        cible = next((e for e in elements if e.local == vu and "value" in e.attributs), None)
        if cible:
            a = cible.attributs["value"]
            quoi = f"mot au lieu d'un nombre dans @value de {vu}"
            yield Mutation("", nom, "remplacer", a.debut_valeur, a.fin_valeur, "dix", quoi, somme)
    for vu in sorted(set(re.findall(r"\w\(\s*(?:\./)?\w+:(\w+)/@value\)", tests))):
        if cible := next((e for e in elements if e.local == vu), None):
            quoi = f"élément {vu} doublé, là où une fonction n'en lit qu'un"
            yield Mutation("", nom, "doubler", cible.debut, cible.fin, "", quoi, somme)


def documents(tables, corpus, plafond):
    """The lightest document of each type, heavy ones left out: Saxon reads each of them hundreds of times."""
    par_type = {}
    for document, schemas in tables.items():
        taille = (corpus / lieux.EXEMPLES / document).stat().st_size
        for propre in (s for s in schemas if s not in PROFILS):
            if taille <= plafond:
                par_type.setdefault(propre, []).append((taille, document))
    return sorted((min(liste)[1], propre) for propre, liste in par_type.items())


def arguments():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--corpus", type=Path, required=True)
    a.add_argument("--travail", type=Path, required=True, help="celui de saxon.py, passé d'abord sur les exemples")
    a.add_argument("--sortie", type=Path, default=lieux.MUTATIONS)
    a.add_argument("--plafond", type=int, default=280_000, help="taille maximale des documents, en octets")
    return a.parse_args()


def main():
    a = arguments()
    tables = saxon.attendus(a.corpus)
    schemas, toutes, dernieres, dosage, vus = {}, [], [], collections.Counter(), collections.Counter()
    with PySaxonProcessor(license=False) as processeur:
        for document, propre in documents(tables, a.corpus, a.plafond):
            alea = random.Random(f"{GRAINE} {document}")
            chemin = a.corpus / lieux.EXEMPLES / document
            contenu = chemin.read_bytes()
            par_chemin = {e.chemin: e for e in lecture.lire(contenu)}
            arbre = processeur.parse_xml(xml_file_name=str(chemin))
            deja, toutes_du_document, tous_vises = set(), [], []
            for cle, schema in [(PROPRE, propre), *((p, p) for p in PROFILS)]:
                if schema not in schemas:
                    schemas[schema] = visees.Schema((a.travail / "kit/schematrons" / schema).with_suffix(".etape1"))
                vises = list(visees.chercher(processeur, schemas[schema], arbre, par_chemin))
                tous_vises += vises
                choisis = choisir(vises, document, contenu, PAR_VISEE, deja, alea, dosage, vus)
                for m in choisis:
                    m.quoi += f" (visait {NOMS[cle]})"
                toutes_du_document += choisis
                print(f"{document}\t{NOMS[cle]}\t{len(vises)} lieux\t{len(choisis)}", file=sys.stderr, flush=True)
            if len(toutes) // 100 != (len(toutes) + len(toutes_du_document)) // 100:
                toutes_du_document.append(racine(document, contenu, par_chemin["1"]))
            toutes += toutes_du_document
            dernieres += abandons(document, contenu, par_chemin.values(), tous_vises)
    toutes += dernieres
    for rang, m in enumerate(toutes, 1):
        m.id = f"m{rang:03}"
    ecrire(a.sortie, toutes)
    print(f"{len(toutes)} mutations ; {dict(dosage)}", file=sys.stderr)


if __name__ == "__main__":
    main()
