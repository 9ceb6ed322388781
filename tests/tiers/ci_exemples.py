#!/usr/bin/env python3
"""The shell steps of docs/exemples/ci, read out of each file and played as its runner would, in a folder that holds what a vendor's repository
holds. The bench is a process that stands for the service container (ci_docker.py); the forge is a small HTTP server, and `gh` a few lines: they
hand over the dossier of the target branch, and keep the comment.

    python3 ci_exemples.py --binaire SEGUR_BENCH [--seulement gitlab-ci.yml] [--moteur]
One line for each example; 1 when one fails. --moteur: the service is a real container of the image that SEGUR_BENCH_IMAGE names.
"""

import argparse
import glob
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
import urllib.parse
import xml.etree.ElementTree
import zipfile

import ci_docker
import ci_lecture

RACINE = pathlib.Path(__file__).resolve().parents[2]
EXEMPLES = RACINE / "docs/exemples/ci"
JETON = "jeton-de-commentaire"
GH = """#!/usr/bin/env python3
import pathlib, shutil, sys
a, forge = sys.argv[1:], pathlib.Path(FORGE)
if a[:2] == ["run", "list"]:
    print("77")
elif a[:3] == ["run", "download", "77"] and a[3:5] == ["--name", "dossier"] and a[5] == "--dir":
    shutil.copytree(forge / "reference", a[6])
elif a[:3] == ["pr", "comment", "12"] and a[3] == "--body-file":
    shutil.copy(a[4], forge / "commentaire")
else:
    sys.exit("gh (bouchon) : " + " ".join(a))
"""


class Forge(http.server.BaseHTTPRequestHandler):
    """GitLab and GitHub, as far as the examples ask them; the archives of Jenkins too."""

    ou = None

    def do_GET(self):
        gitlab = self.path == "/api/projects/7/jobs/artifacts/principale%2F1/download?job=segur" and self.headers["PRIVATE-TOKEN"] == JETON
        jenkins = self.path == "/job/labo/job/principale/lastCompletedBuild/artifact/resultats/*zip*/resultats.zip"
        if not (gitlab or jenkins) or not self.ou.joinpath("reference").is_dir():
            return self.rendre(404, b"")
        paquet = self.ou / "paquet.zip"
        with zipfile.ZipFile(paquet, "w") as z:
            for f in self.ou.joinpath("reference").iterdir():
                z.write(f, "resultats/" + f.name)
        return self.rendre(200, paquet.read_bytes())

    def do_POST(self):
        corps = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8")
        if self.path == "/api/projects/7/merge_requests/12/notes" and self.headers["PRIVATE-TOKEN"] == JETON:
            corps = urllib.parse.parse_qs(corps)["body"][0]
        elif self.path == "/depot/issues/12/comments" and self.headers["Authorization"] == "Bearer " + JETON:
            corps = json.loads(corps)["body"]
        else:
            return self.rendre(403, b"{}")
        (self.ou / "commentaire").write_text(corps, encoding="utf-8")
        return self.rendre(201, b"{}")

    def rendre(self, code, corps):
        self.send_response(code)
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def log_message(self, *_):
        pass


def verifier(vrai, quoi):
    if not vrai:
        raise AssertionError(quoi)


def depot(dossier):
    """A vendor's repository: segur/, and nothing else."""
    segur = dossier / "segur"
    segur.mkdir(parents=True)
    for nom in ("candidat.toml", "attendus.toml", "campagne.sh", "comparer.sh"):
        shutil.copy(EXEMPLES / nom, segur)
    shutil.copy(EXEMPLES.parent / "adaptateur.py", segur)
    # The examples have a fixed port for it, which this machine may have given to somebody else.
    port = str(ci_docker.port_libre())
    toml = segur / "candidat.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("8765", port), encoding="utf-8")
    return port


def remplacer(fichier, avant, apres):
    texte = fichier.read_text(encoding="utf-8")
    verifier(avant in texte, "%s ne contient plus « %s »" % (fichier.name, avant))
    fichier.write_text(texte.replace(avant, apres), encoding="utf-8")


class Passage:
    """One job, from an empty folder to its artefacts."""

    def __init__(self, exemple, binaire, forge, adresse, moteur, jeton):
        self.exemple, self.forge, self.moteur = exemple, forge, moteur
        self.travail = pathlib.Path(tempfile.mkdtemp(prefix="ci-"))
        self.dossier = self.travail / "depot"
        self.port = depot(self.dossier)
        self.nom = "hci-%d-%d" % (os.getpid(), time.monotonic_ns())
        outils = self.travail / "outils"
        outils.mkdir()
        if exemple.nom == "gitlab-ci.yml":
            # The image of the job holds it; the two others take it out of the container.
            (outils / "segur-bench").symlink_to(binaire)
        self.ecrire(outils / "gh", GH.replace("FORGE", repr(str(forge))))
        if not moteur:
            self.ecrire(outils / "docker", '#!/bin/sh\nexec "%s" "%s" "$@"\n' % (sys.executable, ci_docker.__file__))
        os.environ.update(BANC_BINAIRE=str(binaire), BANC_ETAT=str(self.travail / "conteneurs"))
        herite = {k: v for k, v in os.environ.items() if k in ("HOME", "LANG", "DOCKER_HOST", "BANC_BINAIRE", "BANC_ETAT")}
        self.variables = {
            **herite, **exemple.variables, "PATH": "%s:%s:%s" % (self.dossier / "outils", outils, os.environ["PATH"]),
            "CI_JOB_TOKEN": "sans-droit", "CI_API_V4_URL": adresse + "/api", "CI_PROJECT_ID": "7", "CI_MERGE_REQUEST_IID": "12",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "principale/1",
            "GITHUB_BASE_REF": "principale", "GITHUB_PATH": str(self.travail / "path"), "GITHUB_STEP_SUMMARY": str(self.travail / "resume"),
            "CHANGE_TARGET": "principale", "CHANGE_ID": "12", "JOB_URL": adresse + "/job/labo/job/PR-12/",
        }  # fmt: skip
        if exemple.nom == "Jenkinsfile":
            self.variables.update(BANC=self.nom, FORGE=adresse + "/depot", IMAGE=os.environ.get("SEGUR_BENCH_IMAGE", "segur-bench:dev"))
        if exemple.nom != "github-actions.yml" and jeton:
            self.variables["SEGUR_COMMENTAIRE_JETON"] = jeton
        self.expressions = {
            "job.services.banc.id": self.nom, "github.run_id": "1234", "github.token": "lecture-seule",
            "secrets.SEGUR_COMMENTAIRE_JETON": jeton, "github.event.pull_request.number": "12",
        }  # fmt: skip
        self.sorties, self.codes, self.groupes = {}, {}, []

    @staticmethod
    def ecrire(chemin, texte):
        chemin.write_text(texte, encoding="utf-8")
        chemin.chmod(0o755)

    def evaluer(self, texte):
        """`${{ … }}`: what it does not know is an error."""
        return re.sub(r"\$\{\{ *(.*?) *\}\}", lambda m: self.expressions[m[1]], str(texte))

    def service(self):
        """What the runner starts before the steps."""
        if self.exemple.service is None:
            return
        arguments, environnement = self.exemple.service
        environnement = {k: self.evaluer(v) for k, v in environnement.items()}
        # The job has no network of its own here: the service is at the loopback.
        environnement.pop("SEGUR_BENCH_HOTE", None)
        image = os.environ.get("SEGUR_BENCH_IMAGE", "segur-bench:dev")
        ports = [a for p in ["4100-4111", "1025", "1143", "1465", "1587", "1993"] for a in ("-p", "127.0.0.1:%s:%s" % (p, p))]
        variables = [a for k, v in environnement.items() for a in ("-e", k + "=" + v)]
        commande = ["docker", "run", "-d", "--name", self.nom, *ports, *variables, image, *arguments]
        subprocess.run(commande, env=self.variables, check=True, stdout=subprocess.DEVNULL)
        controle = "http://127.0.0.1:4100"
        if self.moteur:
            # As a runner waits: not by what the container says of itself.
            for _ in range(120):
                dit = subprocess.run(["docker", "logs", self.nom], env=self.variables, capture_output=True, text=True)
                if "prêt controle" in dit.stdout:
                    break
                time.sleep(1)
        else:
            controle = ci_docker.acces(self.nom)["controle"]
        if "SEGUR_BENCH_CONTROLE" in self.variables:
            self.variables["SEGUR_BENCH_CONTROLE"] = controle

    def jouer(self):
        """Every step whose condition holds; the code of the job is that of the first that fails."""
        try:
            self.service()
            for e in self.exemple.etapes:
                echec = any(self.codes.values())
                if {"success()": echec, "failure()": not echec, "always()": False}[e.condition.partition(" && ")[0]]:
                    continue
                chemins = pathlib.Path(self.variables["GITHUB_PATH"])
                plus = chemins.read_text().split() if chemins.exists() else []
                variables = {**self.variables, **{k: self.evaluer(v) for k, v in e.variables.items()}}
                variables["PATH"] = ":".join([*plus, variables["PATH"]])
                texte = e.texte.replace("8765", self.port)
                # A file: what stays in the background must not hold the step.
                journal = self.travail / ("sortie-%d" % len(self.codes))
                with open(journal, "wb") as f:
                    p = subprocess.Popen(
                        [*e.shell, texte], cwd=self.dossier, env=variables, stdout=f, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                        start_new_session=True,
                    )  # fmt: skip
                self.groupes.append(p.pid)
                self.codes[e.role] = p.wait(300)
                self.sorties[e.role] = journal.read_text(encoding="utf-8")
            echecs = [c for r, c in self.codes.items() if c != 0]
            return echecs[0] if echecs else 0
        finally:
            self.arreter()

    def arreter(self):
        for groupe in self.groupes:
            try:
                os.killpg(groupe, signal.SIGTERM)
            except ProcessLookupError:
                pass
        if self.moteur or (pathlib.Path(os.environ["BANC_ETAT"]) / self.nom).exists():
            subprocess.run(["docker", "rm", "-fv", self.nom], env=self.variables, capture_output=True)

    def artefacts(self):
        return sorted(os.path.relpath(f, self.dossier) for m in self.exemple.artefacts for f in glob.glob(str(self.dossier / m)))

    def recit(self):
        return "\n".join("--- %s (%d)\n%s" % (r, self.codes[r], s) for r, s in self.sorties.items())


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
