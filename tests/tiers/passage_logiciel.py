"""The software under test of `passage.py`: the example adapter of the guide, whose INSi search is a real call, over mutual TLS, at the address it was given."""

import datetime
import hashlib
import http.client
import importlib.util
import pathlib
import ssl
import threading
import uuid
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

EXEMPLES = pathlib.Path(__file__).resolve().parents[2] / "docs/exemples"
spec = importlib.util.spec_from_file_location("adaptateur", EXEMPLES / "adaptateur.py")
adaptateur = importlib.util.module_from_spec(spec)
spec.loader.exec_module(adaptateur)
# Its lines would be in the middle of the transcript.
adaptateur.print = lambda *_, **__: None
MODELE = (EXEMPLES / "recherche-insi.xml").read_text(encoding="utf-8")
TRAITS = ("DEUXTEMPS", "ANATOLE", ">M<", "1958-02-07")


class Client:
    """Appelle INSi, et retient chaque réponse reçue entière : c'est ce que le banc a acquitté."""

    def __init__(self, url: str, raccordement: pathlib.Path):
        self.url = urlsplit(url)
        self.tls = ssl.create_default_context(cafile=raccordement / "confiance.pem")
        self.tls.load_cert_chain(raccordement / "org-insi-auto.pem", raccordement / "org-insi-auto.cle.pem")
        self.acquittes, self.verrou = [], threading.Lock()

    def appeler(self, nom="DEUXTEMPS", prenom="ANATOLE", sexe="M", naissance="1958-02-07") -> bytes:
        numero = str(uuid.uuid4())
        demande = MODELE.replace("MAINTENANT", datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
        demande = demande.replace("6ab3c87e-7146-4e13-8f2f-9a975f97d201", numero)
        for avant, apres in zip(TRAITS, (nom, prenom, f">{sexe}<", naissance)):
            demande = demande.replace(avant, apres)
        octets = demande.encode()
        # A connection of its own: what is called is the name, each time.
        lien = http.client.HTTPSConnection(self.url.hostname, self.url.port or 443, context=self.tls, timeout=20)
        try:
            lien.request("POST", self.url.path, octets, {"Content-Type": "application/soap+xml; charset=utf-8"})
            reponse = lien.getresponse()
            corps = reponse.read()
        finally:
            lien.close()
        if reponse.status != 200:
            raise OSError(f"réponse {reponse.status}")
        with self.verrou:
            self.acquittes.append((numero, hashlib.sha256(octets).hexdigest(), hashlib.sha256(corps).hexdigest()))
        return corps


class Logiciel(adaptateur.Logiciel):
    """Le logiciel : `entre_deux` est ce qu'un administrateur fait au banc pendant qu'il exporte ses traces, une fois."""

    def __init__(self, client: Client, entre_deux):
        self.client, self.entre_deux, self.panne = client, entre_deux, None

    def rechercher_ins(self, dossier, parametres, utilisateur):
        i = dossier["identite"]
        if {"douteuse", "fictive"} & set(i.get("attributs", [])):
            raise adaptateur.Refus("identité douteuse ou fictive : INSi ne peut pas être appelé")
        try:
            arbre = ET.fromstring(self.client.appeler(i["nom_naissance"], i["premier_prenom"], i["sexe"], i["date_naissance"]))
        except OSError as e:
            raise adaptateur.Echec(f"INSi injoignable : {e}") from None
        lu = lambda nom: next((e.text for e in arbre.iter() if e.tag.rpartition("}")[2] == nom and e.text), "")
        trace = {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"), "utilisateur": utilisateur}
        trace |= {"operation": "rechercherInsAvecTraitsIdentite", "modalite": "traits", "code_retour": lu("CodeCR")}
        if lu("CodeCR") == "00":
            ins = {"matricule": lu("NumIdentifiant") + lu("Cle"), "oid": lu("OID"), "nom_naissance": lu("NomNaissance")}
            ins |= {"prenoms": lu("ListePrenom") or lu("Prenom"), "sexe": lu("Sexe"), "date_naissance": lu("DateNaissance"), "lieu_naissance": lu("LieuNaissance")}
            i.update(ins)
            trace |= ins
            self._changer_statut(dossier, "recuperee", utilisateur)
        dossier["traces"]["appels"].append(trace)

    def exporter_traces(self, dossier, parametres, utilisateur):
        faire, self.entre_deux = self.entre_deux, None
        if faire:
            try:
                faire()
            except Exception as e:
                self.panne = e
                raise adaptateur.Echec(f"le déplacement a échoué : {e}") from e
        return super().exporter_traces(dossier, parametres, utilisateur)


def servir(logiciel: Logiciel, dossier: pathlib.Path, port: int):
    contrat = adaptateur.Adaptateur(str(dossier / "identites.json"))
    contrat.logiciel = logiciel
    threading.Thread(target=adaptateur.serveur, args=(contrat, port), daemon=True).start()
