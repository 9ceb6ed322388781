#!/usr/bin/env python3
"""Times Saxon for `benches/saxon.rs`: one process, one order a line on its input, one JSON answer a line on its output.

Orders, tab-separated: « froid SCHÉMA DOCUMENT » (the three passes of the pipeline, the compilation of what they make, one document)
and « tiede SCHÉMA DOCUMENT » (one document more). A document is read from its bytes each time, on our side too. See LISEZMOI.md.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

from saxonche import PySaxonApiError, PySaxonProcessor

import lieux
import reparations
from saxon import Chaine


class Mesure:
    def __init__(self, processeur, kit, moteur, exemples):
        self.processeur = processeur
        self.chaine = Chaine(processeur, moteur, kit)
        self.exemples = exemples

    def un_document(self, schema, document):
        debut = time.perf_counter()
        arbre = self.processeur.parse_xml(xml_file_name=str(self.exemples / document))
        self.chaine.juger(schema, arbre)
        return time.perf_counter() - debut

    def froid(self, schema, document):
        """From the schema as published: nothing of it is kept from an earlier time."""
        self.chaine.prets.pop(schema, None)
        feuille = (self.chaine.kit / "schematrons" / schema).with_suffix(".xsl")
        for reste in (feuille, feuille.with_suffix(".etape0"), feuille.with_suffix(".etape1")):
            reste.unlink(missing_ok=True)
        debut = time.perf_counter()
        self.chaine.feuille(schema)
        faite = time.perf_counter()
        self.chaine.pret(schema)
        prete = time.perf_counter()
        # The first document is where Saxon loads the value sets.
        un = self.un_document(schema, document)
        return {"chaine": faite - debut, "compilation": prete - faite, "document": un}

    def tiede(self, schema, document):
        return {"document": self.un_document(schema, document)}


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--ans", type=Path, required=True, help="copie de travail de ansforge/TestContenuCDA-3-0")
    a.add_argument("--corpus", type=Path, required=True, help="dossier des données partagées")
    a.add_argument("--travail", type=Path, required=True, help="dossier temporaire")
    a = a.parse_args()
    kit = reparations.preparer(a.corpus, a.travail)
    moteur = reparations.moteur(a.ans, a.travail.resolve())
    with PySaxonProcessor(license=False) as processeur:
        mesure = Mesure(processeur, kit, moteur, a.corpus / lieux.EXEMPLES)
        print(json.dumps({"version": processeur.version}), flush=True)
        for ligne in sys.stdin:
            ordre, schema, document = ligne.rstrip("\n").split("\t")
            try:
                reponse = {"froid": mesure.froid, "tiede": mesure.tiede}[ordre](schema, document)
            except PySaxonApiError as erreur:
                reponse = {"erreur": str(erreur).splitlines()[0]}
            # Of the whole process, so far: the schemas before this one count too.
            reponse["memoire_kio"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            print(json.dumps(reponse), flush=True)


if __name__ == "__main__":
    main()
