#!/usr/bin/env python3
"""What the golden file proves: how many mutations draw a failure, by schematron and by kind of mutation."""

import collections
import json

import lieux
import mutation
from schemas import PROFILS


def nature(m):
    quoi = m.quoi.split(" (")[0]
    if m.op != "remplacer":
        return f"{quoi.split()[0]} {'doublé' if m.op == 'doubler' else 'supprimé'}"
    return quoi.split(" dans ")[0] if " dans @" in quoi else " ".join(quoi.split()[:3])


def main():
    mutations = {m.id: m for m in mutation.lire(lieux.MUTATIONS)}
    lignes = [json.loads(l) for l in lieux.RESULTATS.read_text(encoding="utf-8").splitlines()]
    sains = {(l["document"], l["schema"]): l for l in lignes if l["mutation"] is None}
    fautes, tests = collections.defaultdict(set), set()
    for ligne in lignes:
        sain = sains[ligne["document"], ligne["schema"]]
        tests |= {(ligne["schema"], a[1]) for a in ligne.get("asserts", [])}
        famille = ligne["schema"] if ligne["schema"] in PROFILS else "schématron du document"
        # A failure the untouched example already has proves nothing about the mutation.
        if ligne["mutation"] and ligne.get("asserts", []) != sain.get("asserts", []):
            fautes[famille].add(ligne["mutation"])
        if "erreur" in ligne:
            fautes["abandon de Saxon"].add(ligne["mutation"])
    toutes = set().union(*fautes.values())
    types = {s for d, s in sains if s not in PROFILS and d in {m.document for m in mutations.values()}}
    print(f"{len(lignes)} paires ; {len(mutations)} mutations de {len(types)} types de document")
    print(f"{len(toutes)} mutations ({len(toutes) / len(mutations):.0%}) font échouer au moins un schématron")
    for famille, qui in sorted(fautes.items()):
        print(f"  {famille} : {len(qui)}")
    asserts = sum(len(l.get("asserts", [])) for l in lignes)
    reports = sum(len(l.get("reports", [])) for l in lignes)
    print(f"{asserts} asserts en échec de {len(tests)} tests distincts ; {reports} reports")
    total = collections.Counter(nature(m) for m in mutations.values())
    vues = collections.Counter(nature(m) for m in mutations.values() if m.id in toutes)
    for sorte, nombre in sorted(total.items()):
        print(f"  {sorte} : {vues[sorte]} sur {nombre}")


if __name__ == "__main__":
    main()
