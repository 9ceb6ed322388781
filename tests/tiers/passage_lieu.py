"""Where `passage.py` plays: a network and a hosts file of its own, two benches, one haproxy. Nothing of the machine is touched."""

import ctypes
import fcntl
import json
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
import ssl

RACINE = pathlib.Path(__file__).resolve().parents[2]
PROXY = RACINE / "docker/proxy"
DEDANS = "SEGUR_PASSAGE_DEDANS"
JETON, JETON_E1 = "jeton-de-qui-administre", "jeton-de-l-equipe-e1"
MANDATAIRE = "127.0.0.1"


class Echec(Exception):
    """Ce qui devait être vrai, et ne l'est pas."""


def dire(texte: str):
    print(texte, flush=True)


def exiger(vrai, texte: str):
    if not vrai:
        raise Echec(texte)


def passer(raison: str):
    dire(f"SAUTÉ : {raison}")
    sys.exit(77)


def outil(nom: str) -> str:
    # Where Debian puts servers.
    return shutil.which(nom, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") or ""


def entrer():
    """Recommence dans un réseau et un système de fichiers à soi."""
    if os.environ.get(DEDANS):
        return
    if os.geteuid() != 0:
        passer("il faut être root (le port 443, un fichier hosts à soi)")
    if not outil("haproxy"):
        passer("haproxy absent (apt-get install haproxy)")
    if not outil("unshare") or subprocess.run([outil("unshare"), "-mn", "true"], capture_output=True).returncode != 0:
        passer("cette machine ne donne ni réseau ni système de fichiers à soi (unshare -mn)")
    os.environ[DEDANS] = "1"
    os.execv(outil("unshare"), ["unshare", "-mn", "--propagation", "private", sys.executable, *sys.argv])


def installer(noms: list, dossier: pathlib.Path):
    """La boucle locale levée, et des noms qui mènent tous au mandataire."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        # SIOCSIFFLAGS, IFF_UP | IFF_RUNNING.
        fcntl.ioctl(s, 0x8914, struct.pack("16sH14x", b"lo", 0x41))
    hotes = dossier / "hosts"
    hotes.write_text(f"127.0.0.1 localhost\n{MANDATAIRE} {' '.join(noms)}\n", encoding="utf-8")
    libc = ctypes.CDLL(None, use_errno=True)
    # MS_BIND.
    if libc.mount(str(hotes).encode(), b"/etc/hosts", None, 4096, None) != 0:
        raise OSError(ctypes.get_errno(), "/etc/hosts")


class Banc:
    """Un banc, son dossier, son adresse."""

    def __init__(self, binaire: str, nom: str, adresse: str, dossier: pathlib.Path, points: list, plan: str):
        self.binaire, self.nom, self.adresse, self.donnees = binaire, nom, adresse, dossier / nom
        self.donnees.mkdir(mode=0o700)
        self.acces = self.donnees / "banc.json"
        (self.donnees / "ports.json").write_text(plan, encoding="utf-8")
        self.reglages = dossier / f"{nom}.toml"
        ports = "\n".join(f'"{p}" = "{adresse}:0"' for p in [*points, "igc.crl"])
        self.reglages.write_text(
            f"""noms = "{{point}}-{{espace}}.banc.test"
hote = "localhost"
[igc]
demo = true
[controle]
adresse = "{adresse}:4099"
tls = true
jeton = "{JETON}"
[[controle.jetons]]
jeton = "{JETON_E1}"
role = "agir"
espace = "e1"
[ports]
{ports}
""",
            encoding="utf-8",
        )
        self.processus = None

    def demarrer(self):
        self.acces.unlink(missing_ok=True)
        with open(self.donnees.with_suffix(".log"), "ab") as journal:
            commande = [self.binaire, "serve", "--data", self.donnees, "--config", self.reglages]
            self.processus = subprocess.Popen(commande, stdout=journal, stderr=journal, start_new_session=True)
        for _ in range(600):
            exiger(self.processus.poll() is None, f"le banc {self.nom} s'est arrêté : {self.donnees.with_suffix('.log').read_text()[-1500:]}")
            if self.acces.exists() and self.commande("sante", echec=True).returncode == 0:
                return
            time.sleep(0.05)
        raise Echec(f"le banc {self.nom} n'a pas démarré en 30 s")

    def commande(self, *mots: str, echec=False) -> subprocess.CompletedProcess:
        fini = subprocess.run([self.binaire, *mots, "--banc", self.acces], capture_output=True, text=True)
        exiger(echec or fini.returncode == 0, f"{' '.join(mots)} sur {self.nom} : {fini.stderr}")
        return fini

    def demander(self, route: str, methode="GET", corps=None, jeton=JETON):
        return demander(json.loads(self.acces.read_text())["controle"], self.confiance(), jeton, route, methode, corps)

    def confiance(self) -> str:
        return json.loads(self.acces.read_text())["confiance"]

    def tuer(self):
        self.processus.send_signal(signal.SIGKILL)
        self.processus.wait()

    def arreter(self):
        if self.processus and self.processus.poll() is None:
            self.processus.terminate()
            self.processus.wait(timeout=30)


def demander(base: str, confiance: str, jeton: str, route: str, methode="GET", corps=None) -> bytes:
    demande = urllib.request.Request(base + route, method=methode, data=None if corps is None else json.dumps(corps).encode())
    demande.add_header("Authorization", f"Bearer {jeton}")
    if corps is not None:
        demande.add_header("Content-Type", "application/json")
    tls = ssl.create_default_context(cadata=confiance)
    web = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=tls))
    try:
        with web.open(demande, timeout=20) as reponse:
            return reponse.read()
    except urllib.error.HTTPError as e:
        raise Echec(f"{methode} {route} : {e.code} {e.read().decode(errors='replace')}") from None


class Mandataire:
    """haproxy, rechargé comme le ferait un administrateur : le nouveau prend la place, l'ancien finit ce qu'il tient."""

    def __init__(self, dossier: pathlib.Path):
        self.reglages, self.journal, self.processus = dossier / "haproxy.cfg", dossier / "haproxy.log", None

    def ecrire(self, bancs: list) -> str:
        acces = [str(b.acces) for b in bancs]
        commande = [sys.executable, PROXY / "haproxy.py", *acces, "--ecoute", f"{MANDATAIRE}:443", "--directs", MANDATAIRE, "--fin", "1s"]
        fini = subprocess.run([*commande, "-o", self.reglages], capture_output=True, text=True)
        exiger(fini.returncode == 0, fini.stderr)
        return fini.stdout.strip()

    def recharger(self):
        verifie = subprocess.run([outil("haproxy"), "-c", "-q", "-f", self.reglages], capture_output=True, text=True)
        exiger(verifie.returncode == 0 and not verifie.stderr.strip(), f"haproxy refuse ses réglages : {verifie.stderr}")
        ancien = self.processus
        suite = ["-sf", str(ancien.pid)] if ancien else []
        with open(self.journal, "ab") as journal:
            self.processus = subprocess.Popen([outil("haproxy"), "-db", "-f", self.reglages, *suite], stdout=journal, stderr=journal)
        if ancien:
            ancien.wait(timeout=20)
        for _ in range(200):
            exiger(self.processus.poll() is None, f"haproxy s'est arrêté : {self.journal.read_text()[-1500:]}")
            try:
                socket.create_connection((MANDATAIRE, 443), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise Echec("haproxy n'écoute pas")

    def arreter(self):
        if self.processus and self.processus.poll() is None:
            self.processus.terminate()
            self.processus.wait(timeout=20)
