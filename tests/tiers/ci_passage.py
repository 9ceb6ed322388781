"""One job of an example of docs/exemples/ci: a vendor's repository in a folder, the service that stands, the steps that the runner would play."""

import glob
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import ci_docker
import ci_forge
from ports import port_libre

RACINE = pathlib.Path(__file__).resolve().parents[2]
EXEMPLES = RACINE / "docs/exemples/ci"


def depot(dossier):
    """A vendor's repository: segur/, and nothing else."""
    segur = dossier / "segur"
    segur.mkdir(parents=True)
    for nom in ("candidat.toml", "attendus.toml", "campagne.sh", "comparer.sh"):
        shutil.copy(EXEMPLES / nom, segur)
    shutil.copy(EXEMPLES.parent / "adaptateur.py", segur)
    # The examples have a fixed port for it, which this machine may have given to somebody else.
    port = str(port_libre())
    toml = segur / "candidat.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("8765", port), encoding="utf-8")
    return port


class Passage:
    """One job, from an empty folder to its artefacts."""

    def __init__(self, exemple, binaire, forge, adresse, moteur, jeton):
        self.exemple, self.forge, self.moteur = exemple, forge, moteur
        self.travail = pathlib.Path(tempfile.mkdtemp(prefix="ci-"))
        self.dossier = self.travail / "depot"
        self.port = depot(self.dossier)
        self.nom = "segur-ci-%d-%d" % (os.getpid(), time.monotonic_ns())
        outils = self.travail / "outils"
        outils.mkdir()
        if exemple.nom == "gitlab-ci.yml":
            # The image of the job holds it; the two others take it out of the container.
            (outils / "segur-bench").symlink_to(binaire)
        self.ecrire(outils / "gh", ci_forge.GH.replace("FORGE", repr(str(forge))))
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
