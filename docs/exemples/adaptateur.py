#!/usr/bin/env python3
"""Exemple d'adaptateur entre segur-bench et votre logiciel : identités et comptes rendus, en Python 3 sans dépendance.

Pilote « http » :      python3 adaptateur.py --http 8765
Pilote « commande » :  python3 adaptateur.py        (la demande sur l'entrée standard, la réponse sur la sortie standard)
Les identités sont gardées dans le fichier que donne --donnees (par défaut adaptateur-donnees.json).

La classe Logiciel est un jouet : elle tient des identités dans un fichier et N'APPELLE RIEN. Remplacez le corps de ses neuf
méthodes par des appels à votre logiciel (API interne, base de recette, pilotage de l'écran…) ; gardez le reste.
Le contrat est décrit dans docs/actes.md.
"""

import argparse
import datetime
import json
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

VERSION = 1
TAILLE_MAX = 1024 * 1024

# acte -> {paramètre: (requis, valeurs permises ou None)}
ACTES = {
    "creer-identite": {"reference": (True, None), "patient": (True, None)},
    "rechercher-ins": {"reference": (True, None), "mode": (False, ["structure", "carte"])},
    "valider-identite": {"reference": (True, None), "justificatif": (True, ["CN", "PA", "CS", "LE", "AN", "CC", "PC"])},
    "marquer-identite": {"reference": (True, None), "attribut": (True, ["douteuse", "fictive", "homonyme", "aucun"])},
    "lire-identite": {"reference": (True, None)},
    "tester-dmp": {"reference": (True, None)},
    "valider-compte-rendu": {
        "reference": (True, None),
        "identite": (True, None),
        "modele": (True, ["hemogramme", "glycemie"]),
        "etat": (False, ["partiel", "complet"]),
        "niveau": (False, ["N3", "N1"]),
        "visibilite": (False, ["normale", "masque-ps", "invisible-patient", "invisible-representants"]),
        "dmp": (False, ["alimenter", "bloquer"]),
        "demande": (False, None),
        "correspondants": (False, None),
        "usager": (False, ["envoyer", "retenir"]),
    },
    "completer-compte-rendu": {"reference": (True, None)},
    "exporter-traces": {"reference": (True, None)},
}
HAUTE_CONFIANCE = ["CN", "PA", "CS"]


class Refus(Exception):
    """Le logiciel refuse l'acte par ses propres règles ; rien n'a été envoyé. Un fichier peut accompagner le refus."""

    def __init__(self, message, fichier=None):
        super().__init__(message)
        self.fichier = fichier


class Echec(Exception):
    """Le logiciel a essayé et n'a pas pu, ou la demande ne peut pas être comprise."""


class Logiciel:
    """VOTRE LOGICIEL. Chaque méthode reçoit le dossier de l'identité (un dict) ; elle le modifie ou en rend un fichier."""

    def creer_identite(self, parametres, utilisateur):
        patient = parametres["patient"]
        prenoms = patient.get("prenoms") or []
        if not isinstance(prenoms, list) or not all(isinstance(p, str) for p in prenoms):
            raise Echec("patient.prenoms n'est pas une liste de textes")
        for nom in ("nom_naissance", "sexe", "date_naissance"):
            if not isinstance(patient.get(nom), str) or not patient[nom]:
                raise Refus("trait strict manquant : " + nom)
        if not prenoms or not prenoms[0]:
            raise Refus("trait strict manquant : premier prénom de naissance")
        for texte in [patient["nom_naissance"]] + prenoms:
            if not re.fullmatch(r"[A-Z' -]*[A-Z][A-Z' -]*", texte):
                raise Refus("« " + texte + " » : lettres A à Z, espace, tiret et apostrophe seulement")
        if patient["sexe"] not in ("M", "F"):
            raise Refus("sexe : M ou F attendu")
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", patient["date_naissance"]):
                raise ValueError
            if datetime.date.fromisoformat(patient["date_naissance"]) > datetime.date.today():
                raise ValueError
        except ValueError:
            raise Refus("date de naissance impossible : " + patient["date_naissance"]) from None
        lieu = patient.get("lieu_naissance") or "99999"
        if not re.fullmatch(r"([0-9]{2}|2A|2B)[0-9]{3}", lieu):
            raise Refus("lieu de naissance : code officiel géographique sur 5 caractères attendu")
        return {
            "identite": {
                "statut": "provisoire",
                "nom_naissance": patient["nom_naissance"],
                "prenoms": " ".join(prenoms),
                "premier_prenom": prenoms[0],
                "date_naissance": patient["date_naissance"],
                "sexe": patient["sexe"],
                "lieu_naissance": lieu,
            },
            "traces": {"appels": [], "statuts": []},
        }

    def rechercher_ins(self, dossier, parametres, utilisateur):
        attributs = dossier["identite"].get("attributs", [])
        if "douteuse" in attributs or "fictive" in attributs:
            raise Refus("identité douteuse ou fictive : INSi ne peut pas être appelé")
        # ICI, demandez à votre logiciel de faire sa recherche INSi, en mode parametres.get("mode"), et attendez qu'elle soit
        # finie. C'est lui qui appelle le banc ; ne fabriquez pas sa réponse. Puis reportez dans le dossier ce que le
        # logiciel montre : statut, matricule, traits, alertes, traces de l'appel.
        raise Echec("INSi n'est pas branché dans cet exemple : compléter Logiciel.rechercher_ins")

    def valider_identite(self, dossier, parametres, utilisateur):
        identite = dossier["identite"]
        if {"douteuse", "fictive"} & set(identite.get("attributs", [])):
            raise Refus("une identité douteuse ou fictive ne peut pas être validée")
        if parametres["justificatif"] not in HAUTE_CONFIANCE:
            raise Refus("le justificatif " + parametres["justificatif"] + " n'est pas de haute confiance")
        apres = {"provisoire": "validee", "recuperee": "qualifiee"}.get(identite["statut"], identite["statut"])
        self._changer_statut(dossier, apres, utilisateur)

    def marquer_identite(self, dossier, parametres, utilisateur):
        identite, attribut = dossier["identite"], parametres["attribut"]
        if attribut == "aucun":
            identite.pop("attributs", None)
            return
        identite["attributs"] = sorted(set(identite.get("attributs", [])) | {attribut})
        if attribut in ("douteuse", "fictive"):
            for nom in ("matricule", "oid", "historique"):
                identite.pop(nom, None)
            self._changer_statut(dossier, "provisoire", utilisateur)

    def lire_identite(self, dossier, parametres, utilisateur):
        return {"nom": "identite", "type": "application/json", "json": dossier["identite"]}

    def tester_dmp(self, dossier, parametres, utilisateur):
        if dossier["identite"]["statut"] != "qualifiee":
            raise Refus("identité non qualifiée : l'INS ne peut pas être employé, le DMP n'est pas interrogé")
        # ICI, demandez à votre logiciel de tester l'existence du DMP (TD0.2), et attendez la réponse.
        raise Echec("le DMP n'est pas branché dans cet exemple : compléter Logiciel.tester_dmp")

    def valider_compte_rendu(self, dossier, parametres, utilisateur):
        # ICI, faites valider le compte rendu par votre logiciel ; c'est lui qui alimente le DMP, ou ne l'alimente pas. Attendez
        # la fin de l'envoi. Puis retenez le compte rendu, pour qu'il puisse être complété :
        #     dossier.setdefault("comptes_rendus", {})[parametres["reference"]] = <son identifiant chez vous>
        # et rendez le document produit, tel qu'il est parti, et son PDF :
        #     return [{"nom": "compte-rendu", "type": "application/xml", "base64": <le CDA en base64>},
        #             {"nom": "compte-rendu-pdf", "type": "application/pdf", "base64": <le PDF en base64>}]
        # Identité non qualifiée, DMP absent ou fermé : raise Refus("la raison", <les mêmes fichiers>).
        raise Echec("les comptes rendus ne sont pas branchés dans cet exemple : compléter Logiciel.valider_compte_rendu")

    def completer_compte_rendu(self, dossier, parametres, utilisateur):
        # ICI, complétez le compte rendu dossier["comptes_rendus"][parametres["reference"]], faites-le valider de nouveau, et
        # rendez la nouvelle version du document.
        raise Echec("les comptes rendus ne sont pas branchés dans cet exemple : compléter Logiciel.completer_compte_rendu")

    def exporter_traces(self, dossier, parametres, utilisateur):
        return {"nom": "traces", "type": "application/json", "json": dossier["traces"]}

    def _changer_statut(self, dossier, apres, utilisateur):
        avant = dossier["identite"]["statut"]
        if avant != apres:
            dossier["identite"]["statut"] = apres
            quand = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            dossier["traces"]["statuts"].append({"avant": avant, "apres": apres, "date": quand, "utilisateur": utilisateur})


class Adaptateur:
    """Le contrat des actes : lit la demande, appelle le logiciel, garde ce qui a été répondu."""

    def __init__(self, chemin):
        self.chemin = chemin
        self.logiciel = Logiciel()
        self.dossiers = {}
        if os.path.exists(chemin):
            with open(chemin, encoding="utf-8") as f:
                self.dossiers = json.load(f)

    def jouer(self, octets, acte_url=None):
        """Rend la réponse, et le code HTTP qui va avec."""
        try:
            demande = json.loads(octets.decode("utf-8"))
        except (UnicodeDecodeError, ValueError, RecursionError) as e:
            return 400, reponse("erreur", "demande illisible : " + str(e))
        try:
            verifier(demande, acte_url)
        except Echec as e:
            return 400, reponse("erreur", str(e))
        try:
            return 200, self._executer(demande)
        except Refus as e:
            return 200, reponse("refuse", str(e))
        except Echec as e:
            return 200, reponse("erreur", str(e))

    def _executer(self, demande):
        acte, parametres = demande["acte"], demande.get("parametres", {})
        utilisateur = (demande.get("acteur") or {}).get("rpps", "")
        place = self._place(demande["scenario"], acte, parametres)
        if acte == "creer-identite":
            # Toujours rejoué, même sous une clé déjà vue : un scénario repris repart d'une identité neuve.
            self.dossiers[place] = dict(self.logiciel.creer_identite(parametres, utilisateur), repondus={})
            self._garder()
            return reponse("fait", "identité créée")
        dossier = self.dossiers.get(place)
        if dossier is None:
            raise Echec("identité « " + parametres.get("identite", parametres["reference"]) + " » inconnue dans ce scénario")
        # Même demande sous la même clé : la réponse déjà donnée, et rien n'est fait deux fois.
        demandee = [acte, parametres]
        deja = dossier["repondus"].get(demande["cle"])
        if deja and deja[0] == demandee:
            return deja[1]
        try:
            fichier = getattr(self.logiciel, acte.replace("-", "_"))(dossier, parametres, utilisateur)
            rendu = reponse("fait", "", liste(fichier))
        except Refus as e:
            rendu = reponse("refuse", str(e), liste(e.fichier))
        # Un fichier répondu est une photographie : il ne doit pas suivre les changements à venir.
        rendu = json.loads(json.dumps(rendu))
        dossier["repondus"][demande["cle"]] = [demandee, rendu]
        self._garder()
        return rendu

    def _place(self, scenario, acte, parametres):
        """Où est le dossier de l'identité. La référence appartient à son scénario : deux scénarios peuvent employer la même."""
        reference = parametres["reference"]
        if acte == "valider-compte-rendu":
            return json.dumps([scenario, parametres["identite"]])
        if acte == "completer-compte-rendu":
            for place, dossier in self.dossiers.items():
                if json.loads(place)[0] == scenario and reference in dossier.get("comptes_rendus", {}):
                    return place
            raise Echec("compte rendu « " + reference + " » inconnu dans ce scénario")
        return json.dumps([scenario, reference])

    def _garder(self):
        """Écrit à côté puis renomme : un arrêt brutal laisse l'ancien fichier ou le nouveau, jamais une moitié."""
        provisoire = self.chemin + ".nouveau"
        with open(provisoire, "w", encoding="utf-8") as f:
            json.dump(self.dossiers, f)
        os.replace(provisoire, self.chemin)


def liste(fichiers):
    """Un acte rend un fichier, plusieurs, ou aucun."""
    if isinstance(fichiers, list):
        return fichiers
    return [fichiers] if fichiers else []


def reponse(issue, message, fichiers=()):
    return {"issue": issue, "message": message, "fichiers": list(fichiers)}


def verifier(demande, acte_url):
    """La demande suit-elle le contrat ?"""
    if not isinstance(demande, dict):
        raise Echec("la demande n'est pas un objet JSON")
    if demande.get("version") != VERSION:
        raise Echec("version %r du contrat : cet adaptateur parle la version %d" % (demande.get("version"), VERSION))
    acte = demande.get("acte")
    if not isinstance(acte, str) or acte not in ACTES:
        raise Echec("acte « %s » inconnu" % acte)
    if acte_url is not None and acte_url != acte:
        raise Echec("l'adresse dit « %s », la demande « %s »" % (acte_url, acte))
    for nom in ("cle", "scenario"):
        if not isinstance(demande.get(nom), str) or not demande[nom]:
            raise Echec("%s manque" % nom)
    if not isinstance(demande.get("acteur") or {}, dict):
        raise Echec("acteur n'est pas un objet")
    parametres = demande.get("parametres", {})
    if not isinstance(parametres, dict):
        raise Echec("parametres n'est pas un objet")
    for nom in parametres:
        if nom not in ACTES[acte]:
            raise Echec("paramètre « %s » inconnu de l'acte %s" % (nom, acte))
    for nom, (requis, choix) in ACTES[acte].items():
        valeur = parametres.get(nom)
        if valeur is None:
            if requis:
                raise Echec("paramètre %s manquant" % nom)
        elif nom == "patient":
            if not isinstance(valeur, dict):
                raise Echec("patient n'est pas un objet")
        elif not isinstance(valeur, str) or not valeur or (choix and valeur not in choix):
            raise Echec("paramètre %s invalide" % nom)


def serveur(adaptateur, port):
    class Routes(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/actes":
                self._rendre(200, {"version": VERSION, "actes": list(ACTES)})
            else:
                self._rendre(404, reponse("erreur", "adresse inconnue : " + self.path))

        def do_POST(self):
            debut, _, acte = self.path.rpartition("/")
            if debut != "/actes" or acte not in ACTES:
                return self._rendre(404, reponse("erreur", "acte « %s » inconnu" % acte))
            taille = self.headers.get("Content-Length", "")
            if not taille.isascii() or not taille.isdigit() or int(taille) > TAILLE_MAX:
                return self._rendre(413, reponse("erreur", "corps sans longueur, ou de plus de %d octets" % TAILLE_MAX))
            self._rendre(*adaptateur.jouer(self.rfile.read(int(taille)), acte))

        def _rendre(self, statut, objet):
            corps = json.dumps(objet).encode("utf-8")
            self.send_response(statut)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(corps)))
            self.end_headers()
            self.wfile.write(corps)

        def log_message(self, format, *args):
            print(format % args, file=sys.stderr)

    # Une demande à la fois, sur la boucle locale seulement : l'adaptateur agit au nom de vos utilisateurs.
    with HTTPServer(("127.0.0.1", port), Routes) as s:
        print("http://127.0.0.1:%d" % s.server_port, flush=True)
        s.serve_forever()


def main():
    options = argparse.ArgumentParser(description="Adaptateur d'exemple pour segur-bench.")
    options.add_argument("--http", type=int, metavar="PORT", help="écouter sur ce port (0 : un port libre) ; sans cette option, pilote « commande »")
    options.add_argument("--donnees", default="adaptateur-donnees.json", help="fichier des identités")
    options = options.parse_args()
    adaptateur = Adaptateur(options.donnees)
    if options.http is not None:
        return serveur(adaptateur, options.http)
    _, rendu = adaptateur.jouer(sys.stdin.buffer.read(TAILLE_MAX))
    sys.stdout.buffer.write(json.dumps(rendu).encode("utf-8") + b"\n")


if __name__ == "__main__":
    main()
