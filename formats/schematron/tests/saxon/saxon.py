#!/usr/bin/env python3
"""Runs the ISO Schematron pipeline of the ANS on Saxon, over the published examples and over their mutations.

The result is the golden file the Rust engine is compared with. See LISEZMOI.md.
"""

import argparse
import collections
import hashlib
import json
import re
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

from saxonche import PySaxonApiError, PySaxonProcessor

import lieux
import mutation
import reparations
from schemas import PROFILS

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
ETAPES = ["iso_dsdl_include.xsl", "iso_abstract_expand.xsl", "iso_svrl_for_xslt2.xsl"]


def normal(texte):
    """White space the way the comparison sees it: XML white space only, so that a no-break space remains."""
    return re.sub("[ \t\r\n]+", " ", texte or "").strip(" ")


def empreinte(texte):
    return hashlib.sha256(normal(texte).encode("utf-8")).hexdigest()[:12]


def sans_chemin(texte):
    """What Saxon says when it gives up: no path, no quotation of the document or of the schema."""
    texte = re.sub(r"(file:|/)\S*/\S*", "…", texte)
    texte = re.sub(r"\([^()]*\)|\"[^\"]*\"|'[^']*'|{[^{}]*}", "…", texte)
    return normal(texte)[:160]


class Chaine:
    """The three steps of the ISO pipeline, and the stylesheets they make, kept on disk and in memory."""

    def __init__(self, processeur, moteur, kit):
        self.kit = kit
        self.processeur = processeur
        self.xslt = processeur.new_xslt30_processor()
        self.etapes = [moteur / e for e in ETAPES]
        self.prets = {}

    def feuille(self, schema):
        """The stylesheet of a schema, written beside it: its relative `document()` are resolved from there."""
        cible = (self.kit / "schematrons" / schema).with_suffix(".xsl")
        if not cible.exists():
            entree = self.kit / "schematrons" / schema
            for rang, etape in enumerate(self.etapes):
                sortie = cible if rang == 2 else cible.with_suffix(f".etape{rang}")
                provisoire = sortie.with_suffix(sortie.suffix + ".part")
                self.xslt.compile_stylesheet(stylesheet_file=str(etape)).transform_to_file(
                    source_file=str(entree), output_file=str(provisoire)
                )
                provisoire.rename(sortie)
                entree = sortie
        return cible

    def pret(self, schema):
        if schema not in self.prets:
            debut = time.monotonic()
            self.prets[schema] = self.xslt.compile_stylesheet(stylesheet_file=str(self.feuille(schema)))
            print(f"  {schema} prêt en {time.monotonic() - debut:.1f} s", file=sys.stderr, flush=True)
        return self.prets[schema]

    def oublier(self, schema):
        if schema not in PROFILS:
            self.prets.pop(schema, None)

    def juger(self, schema, arbre):
        return self.pret(schema).transform_to_string(xdm_node=arbre)


def lire_svrl(svrl):
    regles, asserts, reports = 0, [], []
    for noeud in ET.fromstring(svrl.encode("utf-8")):
        if noeud.tag == SVRL + "fired-rule":
            regles += 1
        elif noeud.tag in (SVRL + "failed-assert", SVRL + "successful-report"):
            texte = "".join(noeud.find(SVRL + "text").itertext())
            ligne = [noeud.get("location"), empreinte(noeud.get("test")), empreinte(texte)]
            (asserts if noeud.tag == SVRL + "failed-assert" else reports).append(ligne)
    return regles, asserts, reports


def une_ligne(chaine, document, numero, schema, arbre, clair, temps):
    ligne = {"document": document, "mutation": numero, "schema": schema}
    debut = time.monotonic()
    try:
        svrl = chaine.juger(schema, arbre)
        regles, asserts, reports = lire_svrl(svrl)
        ligne["regles"] = regles
        if asserts:
            ligne["asserts"] = asserts
        if reports:
            ligne["reports"] = reports
    except PySaxonApiError as erreur:
        svrl = f"<!-- {str(erreur).replace('--', '- -')} -->"
        ligne["erreur"] = sans_chemin(str(erreur).splitlines()[0])
    temps[schema if schema in PROFILS else "propre"].append(time.monotonic() - debut)
    if clair:
        dossier = clair / schema.replace("/", "_").removesuffix(".sch")
        dossier.mkdir(parents=True, exist_ok=True)
        (dossier / f"{numero or document}.svrl").write_text(svrl, encoding="utf-8")
    return ligne


def attendus(corpus):
    """The pairs of saxon-results.tsv: document → {schema: (fired, failed, reports)}."""
    tables = collections.defaultdict(dict)
    lignes = (corpus / "cda/saxon-results.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for ligne in lignes:
        document, schema, _, *nombres = ligne.split("\t")
        tables[document][schema] = tuple(map(int, nombres))
    return tables


def differences(lignes, tables):
    for ligne in lignes:
        if ligne["mutation"] is not None:
            continue
        attendu = tables[ligne["document"]][ligne["schema"]]
        obtenu = (ligne.get("regles"), len(ligne.get("asserts", [])), len(ligne.get("reports", [])))
        if attendu != obtenu:
            yield f"{ligne['document']}\t{ligne['schema']}\tattendu {attendu}\tobtenu {obtenu}"


def changements(lignes, reference):
    """What differs from the golden file, for the pairs just run."""
    garde = {}
    for ligne in map(json.loads, reference.read_text(encoding="utf-8").splitlines()):
        garde[ligne["document"], ligne["mutation"], ligne["schema"]] = ligne
    for ligne in lignes:
        cle = (ligne["document"], ligne["mutation"], ligne["schema"])
        if garde.get(cle) != ligne:
            yield f"{' '.join(map(str, cle))}\tgardé {garde.get(cle)}\tobtenu {ligne}"


def arguments():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--ans", type=Path, required=True, help="copie de travail de ansforge/TestContenuCDA-3-0")
    a.add_argument("--corpus", type=Path, required=True, help="dossier des données partagées")
    a.add_argument("--travail", type=Path, required=True, help="dossier temporaire (feuilles compilées gardées)")
    a.add_argument("--sortie", type=Path, required=True, help="fichier .jsonl à écrire")
    a.add_argument("--mutations", type=Path, default=lieux.MUTATIONS)
    a.add_argument("--clair", type=Path, help="dossier où écrire les SVRL entiers")
    a.add_argument("--contre", type=Path, help="résultats de référence : toute différence est dite, code de sortie 1")
    a.add_argument("--seulement", help="expression régulière sur « document<TAB>mutation<TAB>schéma »")
    return a.parse_args()


def main():
    a = arguments()
    kit = reparations.preparer(a.corpus, a.travail)
    moteur = reparations.moteur(a.ans, a.travail.resolve())
    tables = attendus(a.corpus)
    mutations = collections.defaultdict(list)
    if a.mutations.exists():
        for m in mutation.lire(a.mutations):
            mutations[m.document].append(m)
    filtre = re.compile(a.seulement or "")
    temps, lignes = collections.defaultdict(list), []
    with PySaxonProcessor(license=False) as processeur:
        chaine = Chaine(processeur, moteur, kit)
        for document in sorted(tables):
            octets = (a.corpus / lieux.EXEMPLES / document).read_bytes()
            schemas = sorted(tables[document], key=lambda s: (s in PROFILS, s))
            for m in [None, *mutations[document]]:
                numero = m and m.id
                choisis = [s for s in schemas if filtre.search(f"{document}\t{numero or '-'}\t{s}")]
                if not choisis:
                    continue
                if m:
                    m.verifier(octets)
                chemin = a.travail / "document.xml"
                chemin.write_bytes(m.appliquer(octets) if m else octets)
                arbre = processeur.parse_xml(xml_file_name=str(chemin))
                if a.clair:
                    (a.clair / "docs").mkdir(parents=True, exist_ok=True)
                    (a.clair / "docs" / f"{numero or document}").write_bytes(chemin.read_bytes())
                for schema in choisis:
                    lignes.append(une_ligne(chaine, document, numero, schema, arbre, a.clair, temps))
            for schema in schemas:
                chaine.oublier(schema)
            if faites := sum(l["document"] == document for l in lignes):
                print(f"{document} : {faites} paires", file=sys.stderr, flush=True)
        print(processeur.version, file=sys.stderr)
    if not lignes:
        raise SystemExit("aucune paire : --seulement ne retient rien")
    texte = "".join(json.dumps(l, ensure_ascii=False, separators=(",", ":")) + "\n" for l in lignes)
    a.sortie.write_text(texte, encoding="utf-8")
    for schema, durees in temps.items():
        print(f"{schema} : {len(durees)} passages, {sum(durees):.1f} s, max {max(durees):.2f} s", file=sys.stderr)
    ecarts = list(differences(lignes, tables))
    print(f"{len(ecarts)} écarts avec saxon-results.tsv", *ecarts, sep="\n", file=sys.stderr)
    changes = list(changements(lignes, a.contre)) if a.contre else []
    print(f"{len(changes)} paires changées", *changes, sep="\n", file=sys.stderr)
    return 1 if ecarts or changes else 0


if __name__ == "__main__":
    sys.exit(main())
