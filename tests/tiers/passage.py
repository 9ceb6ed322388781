"""An espace goes from one bench to another in the middle of a campaign, behind Debian's haproxy; then the bench that holds it is killed. Nothing that was
acknowledged is lost, nothing is there twice, and the software under test never changes an address.

  passage.py [--binaire target/debug/segur-bench]      root and haproxy; exits 77 without
"""

import argparse
import collections
import contextlib
import hashlib
import http.client
import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

from passage_lieu import JETON_E1, MANDATAIRE, PROXY, RACINE, Banc, Echec, Mandataire, demander, dire, entrer, exiger, installer
from passage_logiciel import Client, Logiciel, servir

# The first asks INSi twice, the second once more: the move is in the middle of the first.
SCENARIOS, PORT = "INS/va1.38.02,INS/va1.52.01", 8765
MONTRER = ("  ✓", "  ~", "  ✗", "  ·", "Étapes", "INS/")
CONTROLE = "https://controle-e1.banc.test"
CLIENTS, AVANT, APRES, COUPURES = 4, 80, 40, 2


def noms(espace: str, points: list) -> list:
    return [f"{p.replace('.', '-')}-{espace}.banc.test" for p in points] + [f"controle-{espace}.banc.test"]


def echanges(banc: Banc) -> list:
    tous = []
    while True:
        depuis = tous[-1]["id"] if tous else 0
        page = json.loads(banc.demander(f"/banc/echanges?espace=e1&depuis={depuis}"))
        if not page:
            return tous
        tous += page


def controler(banc: Banc, acquittes: list) -> str:
    """Chaque échange acquitté est au journal, une fois, avec ses octets ; les numéros croissent."""
    journal = echanges(banc)
    numeros = [e["id"] for e in journal]
    exiger(numeros == sorted(set(numeros)), "les numéros d'échange ne croissent pas")
    vus = collections.Counter()
    for e in journal:
        if e["operation"] == "insi.recherche-traits":
            octets = [banc.demander(f"/banc/echanges/{e['id']}/{q}?espace=e1") for q in ("requete", "reponse")]
            vus[tuple(hashlib.sha256(o).hexdigest() for o in octets)] += 1
    perdus = [n for n, q, r in acquittes if vus[(q, r)] == 0]
    doubles = [n for n, q, r in acquittes if vus[(q, r)] > 1]
    exiger(not perdus, f"{len(perdus)} échanges acquittés ne sont pas au journal : {perdus[:5]}")
    exiger(not doubles, f"{len(doubles)} échanges sont deux fois au journal : {doubles[:5]}")
    sans_reponse = sum(vus.values()) - len(acquittes)
    de_trop = f", et {sans_reponse} que la coupure a empêché d'acquitter" if sans_reponse else ""
    return f"{len(acquittes)} recherches acquittées, toutes au journal, une fois chacune, octets compris{de_trop} ; numéros {numeros[0]} à {numeros[-1]}, croissants"


class Passage:
    def __init__(self, binaire: str, dossier: pathlib.Path):
        self.binaire, self.dossier = binaire, dossier
        plan = subprocess.run([sys.executable, PROXY / "ports.py", "e1", "e2"], capture_output=True, text=True, check=True).stdout
        points = list(json.loads(plan)["e1"])
        installer(noms("e1", points) + noms("e2", points), dossier)
        self.a = Banc(binaire, "banc-a", "127.0.1.1", dossier, points, plan)
        self.b = Banc(binaire, "banc-b", "127.0.1.2", dossier, points, plan)
        self.mandataire = Mandataire(dossier)
        self.logiciel, self.emportes = None, []

    def porter(self, de: Banc, vers: Banc) -> float:
        """Ce que fait l'administrateur : fermer, porter le dossier, rouvrir, récrire et recharger haproxy. Rend le temps pris."""
        debut = time.monotonic()
        de.commande("espace", "fermer", "e1")
        shutil.move(de.donnees / "espaces/e1", vers.donnees / "espaces/e1")
        vers.commande("espace", "creer", "e1")
        self.mandataire.ecrire([self.a, self.b])
        self.mandataire.recharger()
        return time.monotonic() - debut

    def deplacer(self):
        """De A à B, pendant que la campagne attend le logiciel."""
        self.a.demander("/banc/actions/mssante/recevoir?espace=e1", "POST", {"boite": "BIOLOGISTE_1", "patient": "QUALIFIEE_SIMPLE"})
        self.emportes, courriels = [e["id"] for e in echanges(self.a)], self.courriels()
        duree = self.porter(self.a, self.b)
        exiger(courriels and self.courriels() == courriels, "l'état de e1 a changé en chemin : ses courriels ne sont plus les mêmes")
        dire(f"  → e1 fermé sur le banc A, son dossier porté au banc B et rouvert, haproxy rechargé : {duree:.1f} s")
        dire(f"  → emportés : {len(self.emportes)} échange(s), et l'état ; le courriel reçu sur A se lit sur B")

    def courriels(self) -> list:
        """Les courriels de e1, octets compris."""
        vue = "/banc/vues/mssante"
        liste = json.loads(self.par_le_nom(f"{vue}/messages?boite=BIOLOGISTE_1"))["messages"]
        source = lambda m: self.par_le_nom(f"{vue}/message/{m['boite']}/{m['dossier']}/{m['uid']}/source")
        # The instant is kept to the second.
        return [(m | {"recu": m["recu"][:19]}, source(m)) for m in liste]

    def preparer(self) -> Client:
        self.a.demarrer()
        self.b.demarrer()
        self.a.commande("espace", "creer", "e1")
        self.b.commande("espace", "creer", "e2")
        dire("Deux bancs : A (127.0.1.1) tient l'espace e1, B (127.0.1.2) l'espace e2.")
        dire("haproxy, par le nom demandé (SNI), rien de déchiffré : " + self.mandataire.ecrire([self.a, self.b]).partition(" :")[0])
        self.mandataire.recharger()
        raccordement = self.dossier / "raccordement"
        self.a.commande("raccordement", "--espace", "e1", "--dans", str(raccordement))
        etat = json.loads(self.par_le_nom("/banc/etat"))
        exiger([e["id"] for e in etat["espaces"]] == ["e1"], "le jeton de l'équipe e1 voit un autre espace")
        url = etat["espaces"][0]["points"]["insi.tlsm"]
        dire(f"Le logiciel appelle {url} ; le moteur pilote par {CONTROLE}.")
        return Client(url, raccordement)

    def par_le_nom(self, route: str) -> bytes:
        return demander(CONTROLE, self.a.confiance(), JETON_E1, route)

    def rien_de_dechiffre(self):
        """Le certificat vu est celui du banc ; un nom que nul banc n'annonce ne mène nulle part."""
        tls = ssl.create_default_context(cadata=self.a.confiance())
        vus = []
        for adresse, port, nom in ((MANDATAIRE, 443, "controle-e1.banc.test"), (self.a.adresse, 4099, "controle-e1.banc.test"), (MANDATAIRE, 443, "controle-e9.banc.test")):
            try:
                with socket.create_connection((adresse, port), timeout=10) as lien, tls.wrap_socket(lien, server_hostname=nom) as s:
                    vus.append(s.getpeercert(True))
            except OSError:
                vus.append(None)
        exiger(vus[0] and vus[0] == vus[1], "le certificat vu par le mandataire n'est pas celui du banc")
        exiger(vus[2] is None, "un nom inconnu mène quelque part")
        dire("Le certificat vu à travers haproxy est celui du banc ; un nom que nul n'annonce (controle-e9) ne mène nulle part.")

    def deux_fois_annonce(self):
        """Un nom que deux bancs annoncent : le générateur le dit, et n'écrit rien."""
        self.a.commande("espace", "creer", "e2")
        try:
            self.mandataire.ecrire([self.a, self.b])
        except Echec as e:
            exiger("est annoncé deux fois" in str(e), str(e))
            dire("e2 ouvert aussi sur A : " + str(e).strip())
        else:
            raise Echec("un nom annoncé par deux bancs a été accepté")
        finally:
            self.a.commande("espace", "fermer", "e2")

    def campagne(self, client: Client):
        self.logiciel = Logiciel(client, self.deplacer)
        servir(self.logiciel, self.dossier, PORT)
        acces = self.dossier / "e1.json"
        acces.write_text(json.dumps({"controle": CONTROLE, "jeton": JETON_E1, "confiance": self.a.confiance()}), encoding="utf-8")
        candidat = self.dossier / "candidat.toml"
        candidat.write_text(
            f"""[produit]
nom = "Passage"
version = "1.0"
editeur = "Essai"
[campagne]
couloir = "biologie"
vague = 1
[faits]
mode_insi = "structure"
[[pilotes]]
type = "http"
url = "http://127.0.0.1:{PORT}"
[moteur]
dans_ms = 4000
calme_ms = 2000
""",
            encoding="utf-8",
        )
        dire(f"\nCampagne sur e1 ({SCENARIOS}) : une recherche INSi, le déplacement avant que finisse l'étape qui suit, puis deux autres recherches.")
        commande = [self.binaire, "run", "--candidat", candidat, "--banc", acces, "--espace", "e1", "--seulement", SCENARIOS, "--sans-personne", "--out", self.dossier / "sortie"]
        fini = subprocess.run(commande, capture_output=True, text=True, cwd=self.dossier)
        exiger(self.logiciel.panne is None, f"déplacement : {self.logiciel.panne}")
        for ligne in (fini.stdout + fini.stderr).splitlines():
            if ligne.startswith(MONTRER):
                dire("    " + (ligne if len(ligne) < 160 else ligne[:159] + "…"))
        exiger(fini.returncode in (0, 2), f"la campagne sort en {fini.returncode}")
        exiger(all("INSI-AUTO" in json.dumps(e["pair"].get("certificat")) for e in echanges(self.b)), "le certificat du logiciel n'est pas au journal")
        exiger(len(client.acquittes) == 3, f"{len(client.acquittes)} recherches au lieu de 3")
        self.dossier_de_preuves(client)
        dire("Journal de e1, sur B : " + controler(self.b, client.acquittes))
        numeros = [e["id"] for e in echanges(self.b)]
        exiger(numeros[: len(self.emportes)] == self.emportes and len(numeros) > len(self.emportes), f"{self.emportes} sur A, {numeros} sur B")
        ids = [e["id"] for e in json.loads(self.a.demander("/banc/etat"))["espaces"]]
        exiger("e1" not in ids and not (self.a.donnees / "espaces/e1").exists(), "e1 est resté sur A")
        dire("A ne tient plus rien de e1.")

    def dossier_de_preuves(self, client: Client):
        """Ce que le moteur a lu du journal, avant et après : les octets que le logiciel a envoyés."""
        archive = next((self.dossier / "sortie").glob("*.zip"))
        verifie = subprocess.run([self.binaire, "verify", archive], capture_output=True, text=True)
        exiger(verifie.returncode == 0, f"verify : {verifie.stdout}{verifie.stderr}")
        with zipfile.ZipFile(archive) as z:
            pieces = {hashlib.sha256(z.read(n)).hexdigest() for n in z.namelist()}
        manquent = [n for n, q, r in client.acquittes if q not in pieces or r not in pieces]
        exiger(not manquent, f"le dossier de preuves n'a pas les octets de {manquent}")
        dire(f"Dossier de preuves : intact ; il a les octets des {len(client.acquittes)} recherches, celles d'avant et d'après.")

    def sous_charge(self, client: Client, quoi: str, faire) -> None:
        """Des clients cherchent sans cesse par le même nom, pendant qu'on fait quelque chose à leur banc."""
        fini, rates, debut = threading.Event(), collections.Counter(), len(client.acquittes)

        def boucle():
            while not fini.is_set():
                try:
                    client.appeler()
                except (OSError, http.client.HTTPException) as e:
                    # No answer, or one that was cut: not acknowledged.
                    rates[type(e).__name__] += 1
                    time.sleep(0.02)

        attendre = lambda n: any(len(client.acquittes) >= n or time.sleep(0.05) for _ in range(600))
        fils = [threading.Thread(target=boucle, daemon=True) for _ in range(CLIENTS)]
        for f in fils:
            f.start()
        try:
            exiger(attendre(debut + AVANT), "les clients n'avancent pas")
            coupe = faire()
            exiger(attendre(len(client.acquittes) + APRES), f"les clients n'avancent plus après : {quoi}")
        finally:
            fini.set()
            for f in fils:
                f.join(timeout=30)
        exiger(not any(f.is_alive() for f in fils), "un client ne finit pas")
        sans = ", ".join(f"{n} {nom}" for nom, n in rates.items()) or "aucun"
        dire(f"  {quoi} : {coupe - debut} recherches acquittées avant, {len(client.acquittes) - coupe} depuis ; appels sans réponse : {sans}")

    def coupures(self, client: Client):
        dire(f"\n{CLIENTS} clients cherchent sans cesse par le même nom ; kill -9 du banc B, puis il redémarre, {COUPURES} fois.")
        reglages = self.mandataire.reglages.read_text()

        def couper() -> int:
            self.b.tuer()
            coupe = len(client.acquittes)
            # It opens again by itself the espaces that it had.
            self.b.demarrer()
            return coupe

        for n in range(COUPURES):
            self.sous_charge(client, f"coupure {n + 1}", couper)
        self.mandataire.ecrire([self.a, self.b])
        exiger(self.mandataire.reglages.read_text() == reglages, "les réglages de haproxy ont changé : les ports n'ont pas été gardés")
        dire("haproxy n'a pas été touché : les ports réservés sont les mêmes.")
        dire("Journal de e1, sur B : " + controler(self.b, client.acquittes))

    def retour(self, client: Client):
        dire("\nLes mêmes clients, et e1 revient de B à A pendant qu'ils cherchent.")

        def revenir() -> int:
            avant = len(client.acquittes)
            self.porter(self.b, self.a)
            return avant

        self.sous_charge(client, "retour", revenir)
        dire("Journal de e1, sur A : " + controler(self.a, client.acquittes))

    def secours(self, client: Client):
        dire("\nkill -9 du banc A, qui ne revient pas : son dossier, laissé tel quel par la coupure, est porté au banc B.")

        def secourir() -> int:
            self.a.tuer()
            coupe = len(client.acquittes)
            shutil.move(self.a.donnees / "espaces/e1", self.b.donnees / "espaces/e1")
            self.b.commande("espace", "creer", "e1")
            self.mandataire.ecrire([self.b])
            self.mandataire.recharger()
            return coupe

        self.sous_charge(client, "secours", secourir)
        dire("Journal de e1, sur B : " + controler(self.b, client.acquittes))

    def arreter(self):
        for quoi in (self.mandataire, self.a, self.b):
            with contextlib.suppress(Exception):
                quoi.arreter()


def main():
    a = argparse.ArgumentParser(description="Un espace passe d'un banc à l'autre pendant une campagne, derrière haproxy.")
    a.add_argument("--binaire", default=str(RACINE / "target/debug/segur-bench"), metavar="FICHIER")
    a = a.parse_args()
    entrer()
    debut = time.monotonic()
    with tempfile.TemporaryDirectory() as dossier:
        passage = Passage(str(pathlib.Path(a.binaire).resolve()), pathlib.Path(dossier))
        try:
            client = passage.preparer()
            passage.rien_de_dechiffre()
            passage.deux_fois_annonce()
            passage.campagne(client)
            passage.coupures(client)
            passage.retour(client)
            passage.secours(client)
        except Echec as e:
            dire(f"ÉCHEC : {e}")
            sys.exit(1)
        finally:
            passage.arreter()
    dire(f"\nTout tient, en {time.monotonic() - debut:.0f} s.")


if __name__ == "__main__":
    main()
