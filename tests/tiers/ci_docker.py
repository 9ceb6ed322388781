"""Stands for the `docker` of a CI runner where there is no engine: the container is a process of the bench, with the same environment, the same
arguments and the settings of the image, but on free ports of the loopback. Knows what the examples of docs/exemples/ci ask, and refuses the rest.

    python3 ci_docker.py run -d --name NOM [-e CLE=VALEUR]… [-p …]… IMAGE [argument]…      also: exec, cp, logs, rm -fv
Wants BANC_BINAIRE (the command) and BANC_ETAT (where the containers are kept).
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

from ports import port_libre

REGLAGES = pathlib.Path(__file__).resolve().parents[2] / "docker"
# What docker/construire writes in the image.
CMD = ["serve", "--data", "/donnees", "--config", "/etc/segur-bench/banc.toml"]
IGNORES = {"-d": 0, "--read-only": 0, "--tmpfs": 1, "-p": 1}


def refuser(quoi):
    sys.exit("docker (bouchon) : " + quoi)


def lieu(nom):
    return pathlib.Path(os.environ["BANC_ETAT"]) / nom


def dedans(nom, chemin):
    """A path of the container, on this machine."""
    if chemin == "/segur-bench":
        return pathlib.Path(os.environ["BANC_BINAIRE"])
    racine, _, reste = chemin.removeprefix("/").partition("/")
    if racine == "donnees":
        return lieu(nom) / "donnees" / reste
    if chemin.startswith("/etc/segur-bench/"):
        return lieu(nom) / "reglages" / reste.removeprefix("segur-bench/")
    return refuser("l'image n'a pas " + chemin)


def run(arguments):
    nom, environnement = None, {}
    while arguments and arguments[0].startswith("-"):
        option = arguments.pop(0)
        if option == "--name":
            nom = arguments.pop(0)
        elif option == "-e":
            cle, _, valeur = arguments.pop(0).partition("=")
            environnement[cle] = valeur
        elif option in IGNORES:
            del arguments[: IGNORES[option]]
        else:
            refuser("option inconnue : " + option)
    if not nom or not arguments or lieu(nom).exists():
        refuser("« run » veut un nom libre et une image")
    d = lieu(nom)
    (d / "reglages").mkdir(parents=True)
    for fichier in REGLAGES.glob("*.toml"):
        libre = re.sub(r'"0\.0\.0\.0:\d+"', lambda _: '"127.0.0.1:%d"' % port_libre(), fichier.read_text(encoding="utf-8"))
        # Off loopback it is by default; here it must be said.
        if "tls = " not in libre:
            libre = libre.replace("[controle]\n", "[controle]\ntls = true\n")
        (d / "reglages" / fichier.name).write_text(libre, encoding="utf-8")
    commande = [str(dedans(nom, a)) if a.startswith("/") else a for a in arguments[1:] or CMD]
    with open(d / "journal", "wb") as journal:
        p = subprocess.Popen(
            [os.environ["BANC_BINAIRE"], *commande],
            env={"PATH": os.environ["PATH"], **environnement},
            stdout=journal,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    (d / "pid").write_text(str(p.pid))
    print(nom)


def arreter(nom):
    pid = int((lieu(nom) / "pid").read_text())
    try:
        os.kill(pid, signal.SIGTERM)
        for _ in range(100):
            os.kill(pid, 0)
            if pathlib.Path("/proc/%d/stat" % pid).read_text().split()[2] == "Z":
                return
            time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, FileNotFoundError):
        pass


def copier(source, vers):
    nom, _, chemin = source.partition(":")
    source, vers = dedans(nom, chemin), pathlib.Path(vers)
    if vers.is_dir():
        vers = vers / source.name
    if source.is_dir():
        shutil.copytree(source, vers)
    else:
        shutil.copy(source, vers)


def principal(arguments):
    if not arguments:
        refuser("que faire ?")
    verbe, reste = arguments[0], arguments[1:]
    if verbe == "run":
        run(reste)
    elif verbe == "exec" and reste[1] == "/segur-bench":
        commande = [str(dedans(reste[0], a)) if a.startswith("/") else a for a in reste[1:]]
        sys.exit(subprocess.run(commande, check=False).returncode)
    elif verbe == "cp" and len(reste) == 2:
        copier(*reste)
    elif verbe == "logs" and len(reste) == 1:
        print((lieu(reste[0]) / "journal").read_text(encoding="utf-8"), end="")
    elif verbe == "rm" and reste[:1] == ["-fv"]:
        arreter(reste[1])
        shutil.rmtree(lieu(reste[1]))
    else:
        refuser("commande inconnue : " + " ".join(arguments))


def acces(nom):
    """Where its control plane answers, once it does."""
    for _ in range(600):
        try:
            return json.loads((lieu(nom) / "donnees/banc.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            time.sleep(0.1)
    return refuser("le banc ne démarre pas :\n" + (lieu(nom) / "journal").read_text(encoding="utf-8"))


if __name__ == "__main__":
    principal(sys.argv[1:])
