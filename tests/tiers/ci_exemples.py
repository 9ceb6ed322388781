#!/usr/bin/env python3
"""The shell steps of docs/exemples/ci, read out of each file and played as its runner would, in a folder that holds what a vendor's repository
holds. The bench is a process that stands for the service container (ci_docker.py); the forge is a small HTTP server, and `gh` a few lines: they
hand over the dossier of the target branch, and keep the comment.

    python3 ci_exemples.py --binaire SEGUR_BENCH [--seulement gitlab-ci.yml] [--moteur]
One line for each example; 1 when one fails. --moteur: the service is a real container of the image that SEGUR_BENCH_IMAGE names.
"""

import argparse
import http.server
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import tomllib
import xml.etree.ElementTree

import ci_lecture
from ci_forge import JETON, Forge
from ci_passage import EXEMPLES, RACINE, Passage


def verifier(vrai, quoi):
    if not vrai:
        raise AssertionError(quoi)


def remplacer(fichier, avant, apres):
    texte = fichier.read_text(encoding="utf-8")
    verifier(avant in texte, "%s ne contient plus « %s »" % (fichier.name, avant))
    fichier.write_text(texte.replace(avant, apres), encoding="utf-8")


def dossier_et_junit(p, binaire):
    zips = [a for a in p.artefacts() if a.endswith(".zip")]
    verifier(len(zips) == 1, "un dossier en artefact, et un seul : %s" % p.artefacts())
    v = subprocess.run([binaire, "verify", p.dossier / zips[0]], capture_output=True, text=True)
    verifier(v.returncode == 0, "le dossier ne se vérifie pas : " + v.stdout + v.stderr)
    verifier("resultats/junit.xml" in p.artefacts(), "JUnit n'est pas un artefact : %s" % p.artefacts())
    arbre = xml.etree.ElementTree.parse(p.dossier / "resultats/junit.xml").getroot()
    cas = [c.get("name", "") + c.get("classname", "") for c in arbre.iter("testcase")]
    verifier(any("INS/va1.20.01" in c for c in cas), "JUnit ne dit rien du scénario : %s" % cas)
    return p.dossier / zips[0]


def cle(dossier):
    """No key of the bench goes out with the artefacts."""
    return [a for a in dossier.artefacts() if a.endswith((".pem", ".p12", ".json"))]


def attendre(p, code, quoi):
    vu = p.jouer()
    verifier(vu == code, "%s : sort en %d, attendu %d\n%s" % (quoi, vu, code, p.recit()))
    verifier(not cle(p), "un artefact tient des clés : %s" % cle(p))


def essayer(exemple, binaire, adresse, forge, moteur):
    passages = []

    def passage(jeton=JETON):
        forge.joinpath("commentaire").unlink(missing_ok=True)
        passages.append(Passage(exemple, binaire, forge, adresse, moteur, jeton))
        return passages[-1]

    def commentaire():
        f = forge / "commentaire"
        return f.read_text(encoding="utf-8") if f.exists() else None

    try:
        # The first of its branch: all as expected, nothing to compare with, and nobody who may comment.
        p = passage(jeton="")
        attendre(p, 0, "rien de pire")
        dossier = dossier_et_junit(p, binaire)
        verifier("n'a pas encore de dossier" in (p.dossier / "commentaire.md").read_text(encoding="utf-8"), p.recit())
        verifier("commentaire non posé" in p.sorties["poser"] and commentaire() is None, "sans jeton, le commentaire ne se passe pas : " + p.recit())
        (forge / "reference").mkdir()
        shutil.copy(dossier, forge / "reference")

        # The next one: the software no longer refuses, what was seen is blocked.
        p = passage()
        remplacer(p.dossier / "segur/adaptateur.py", 'raise Refus("identité douteuse', 'raise Echec("identité douteuse')
        attendre(p, 1, "pire qu'attendu")
        dossier_et_junit(p, binaire)
        verifier(p.codes["campagne"] == 1 and "pire qu'attendu : INS/va1.20.01#2" in p.sorties["campagne"], p.recit())
        dit = commentaire() or ""
        entete = dit.startswith("### Banc Ségur (SIMULÉ) : comparé à « principale")
        verifier(entete and "**Quelque chose est pire.**" in dit and "INS/va1.20" in dit, "commentaire : %s\n%s" % (dit, p.recit()))

        # Not played: never green, nothing said of the software.
        p = passage()
        remplacer(p.dossier / "segur/candidat.toml", "mode_insi", "mode_insy")
        attendre(p, 2, "pas jouée")
        verifier(p.codes["campagne"] == 2 and "n'a pas pu être jouée" in p.sorties["campagne"], p.recit())
        verifier("rien n'est dit du logiciel" in (commentaire() or ""), "commentaire : %s\n%s" % (commentaire(), p.recit()))
        verifier("adaptateur.log" in p.artefacts(), "artefacts : %s" % p.artefacts())
        return dit
    finally:
        shutil.rmtree(forge / "reference", ignore_errors=True)
        for p in passages:
            shutil.rmtree(p.travail, ignore_errors=True)


def memes_ports():
    """The two settings of the image have the same endpoints: the examples publish one list."""
    banc, ci = (tomllib.loads((RACINE / "docker" / f).read_text(encoding="utf-8")) for f in ("banc.toml", "ci.toml"))
    verifier(banc["ports"] == ci["ports"] and banc["controle"]["adresse"] == ci["controle"]["adresse"], "docker/ci.toml n'a pas les ports de banc.toml")


def principal():
    a = argparse.ArgumentParser()
    a.add_argument("--binaire", required=True, type=lambda c: pathlib.Path(c).resolve(strict=True))
    a.add_argument("--seulement", choices=ci_lecture.EXEMPLES)
    a.add_argument("--moteur", action="store_true")
    a = a.parse_args()
    memes_ports()
    forge = pathlib.Path(tempfile.mkdtemp(prefix="ci-forge-"))
    Forge.ou = forge
    serveur = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forge)
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
    adresse = "http://127.0.0.1:%d" % serveur.server_port
    rate = 0
    for nom, lire in ci_lecture.EXEMPLES.items():
        if a.seulement not in (None, nom):
            continue
        try:
            exemple = lire((EXEMPLES / nom).read_text(encoding="utf-8"))
            essayer(exemple, a.binaire, adresse, forge, a.moteur)
            print("%s : %d étapes jouées ; 0, 1 et 2 ; dossier, JUnit, artefacts, commentaire" % (nom, len(exemple.etapes)), flush=True)
        except (AssertionError, subprocess.SubprocessError, OSError, KeyError) as e:
            rate = 1
            print("%s : ÉCHEC, %s" % (nom, e), flush=True)
    shutil.rmtree(forge, ignore_errors=True)
    return rate


if __name__ == "__main__":
    sys.exit(principal())
