#!/usr/bin/env python3
"""Écrit les réglages d'un haproxy placé devant plusieurs bancs : chaque nom d'hôte mène au banc qui tient son espace, TLS compris, que rien ne déchiffre ici.

  docker/proxy/haproxy.py banc-a/banc.json banc-b/banc.json -o haproxy.cfg
  docker/proxy/haproxy.py 10.0.0.11=acces/a.json 10.0.0.12=acces/b.json --ports ports.json --directs 0.0.0.0 -o haproxy.cfg

Chaque banc dit lui-même ses espaces et les noms de leurs points (GET /banc/etat) ; ses ports sont dans ports.json, à côté de son banc.json, ou dans le plan que
donne --ports. ADRESSE= dit où haproxy joint ce banc, quand ce n'est pas l'hôte de son plan de contrôle. À refaire à chaque espace créé, fermé ou déplacé.
"""

import argparse
import ipaddress
import json
import os
import pathlib
import re
import ssl
import sys
import urllib.request
from urllib.parse import urlsplit

# Every bench has one of its own: no name of it can say which.
DEFAUT = "defaut"
DELAI_S = 10


class Faute(Exception):
    """Ce qui empêche d'écrire des réglages sûrs."""


class Banc:
    """Un banc : ce que dit son plan de contrôle, et ses ports."""

    def __init__(self, argument: str, plan: pathlib.Path | None):
        adresse, egal, chemin = argument.rpartition("=")
        self.acces = pathlib.Path(chemin)
        lu = lire_json(self.acces)
        url = urlsplit(lu["controle"])
        self.nom = adresse or (self.acces.resolve().parent.name if self.acces.name == "banc.json" else self.acces.stem)
        self.adresse = adresse if egal else url.hostname
        self.chiffre = url.scheme == "https"
        self.controle = url.port or (443 if self.chiffre else 80)
        self.ports = lire_json(plan or self.acces.with_name("ports.json"))
        self.etat = self._etat(lu)

    def _etat(self, acces: dict) -> dict:
        demande = urllib.request.Request(acces["controle"] + "/banc/etat")
        if acces.get("jeton"):
            demande.add_header("Authorization", "Bearer " + acces["jeton"])
        tls = ssl.create_default_context(cadata=acces["confiance"]) if acces.get("confiance") else None
        # Never through a proxy of the environment: the bench is ours.
        web = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=tls))
        try:
            with web.open(demande, timeout=DELAI_S) as reponse:
                return json.load(reponse)
        except (OSError, ValueError) as e:
            raise Faute(f"le banc {self.nom} ne dit pas son état à {acces['controle']} : {e}") from None

    def port(self, espace: str, point: str) -> int:
        port = self.ports.get(espace, {}).get(point)
        if not isinstance(port, int):
            raise Faute(
                f"le port de {point} de l'espace {espace} n'est pas connu du banc {self.nom} : ports.json ne le dit pas. "
                "Réservez-lui des ports (docker/proxy/ports.py) avant de démarrer le banc"
            )
        return port


def lire_json(chemin: pathlib.Path):
    try:
        return json.loads(chemin.read_text(encoding="utf-8"))
    except (OSError, ValueError) as e:
        raise Faute(f"{chemin} : {e}") from None


def prendre(table: dict, cle, banc: Banc, espace: str, point: str, cible: tuple):
    """Un nom, ou un port, mène à un seul banc."""
    if cle in table:
        autre, son_espace, son_point, _ = table[cle]
        raise Faute(
            f"« {cle} » est annoncé deux fois : par {autre.nom} (espace {son_espace}, {son_point}) et par {banc.nom} (espace {espace}, {point}). "
            "Un espace est ouvert sur un seul banc : fermez-le sur l'autre (segur-bench espace fermer)"
        )
    table[cle] = (banc, espace, point, cible)


def routes(bancs: list, controle: str) -> tuple:
    """Noms d'hôte, et ports de ce qui n'a pas de nom avant STARTTLS ou n'est pas du TLS d'emblée : chacun vers l'adresse d'un banc."""
    noms, directs = {}, {}
    for banc in bancs:
        for espace in banc.etat["espaces"]:
            if espace["id"] == DEFAUT:
                continue
            for point, url in sorted(espace["points"].items()):
                lu, port = urlsplit(url), banc.port(espace["id"], point)
                if lu.scheme == "https":
                    if lu.port is not None or not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", lu.hostname or ""):
                        raise Faute(
                            f"le banc {banc.nom} annonce {url} : ce n'est pas un nom à router. Donnez-lui noms = \"{{point}}-{{espace}}.banc.test\" dans ses réglages"
                        )
                    prendre(noms, lu.hostname, banc, espace["id"], point, (banc.adresse, port))
                else:
                    # This port is announced: what the file says of it tells whether the file is of this bench.
                    if lu.port != port:
                        raise Faute(f"le banc {banc.nom} tient {point} de l'espace {espace['id']} au port {lu.port}, et ports.json dit {port} : il n'est plus le sien")
                    prendre(directs, lu.port, banc, espace["id"], point, (banc.adresse, lu.port))
            if banc.chiffre:
                prendre(noms, controle.replace("{espace}", espace["id"]), banc, espace["id"], "controle", (banc.adresse, banc.controle))
    return noms, directs


def est_ip(adresse: str) -> bool:
    try:
        ipaddress.ip_address(adresse)
    except ValueError:
        return False
    return True


def entete(fin: str, par_nom: bool) -> str:
    # A name may change its address (a pod that is born again): asked again at each change, and not there is not an error.
    resolution = "\nresolvers systeme\n    parse-resolv-conf\n    hold valid 5s\n    hold nx 1s\n" if par_nom else ""
    suivre = "\n    default-server resolvers systeme init-addr libc,none" if par_nom else ""
    # No `check`: a bench writes down each connection that it is offered.
    return f"""# Écrit par docker/proxy/haproxy.py : à refaire plutôt qu'à corriger.
global
    maxconn 4096
    log stdout format raw local0 warning
    # Après un rechargement, ce qui tenait encore aux anciens réglages a ce temps pour finir.
    hard-stop-after {fin}
{resolution}
defaults
    mode tcp
    log global
    option dontlognull
    option clitcpka
    timeout connect 5s
    # IMAP attend 29 minutes (IDLE).
    timeout client 35m
    timeout server 35m{suivre}
"""


def ecrire(noms: dict, directs: dict, a) -> str:
    par_nom = any(not est_ip(cible[0]) for _, _, _, cible in noms.values())
    # A backend has the name that leads to it: no table, and what nobody announces leads nowhere.
    texte = [
        entete(a.fin, par_nom),
        f"""frontend noms
    bind {a.ecoute}
    tcp-request inspect-delay 5s
    tcp-request content accept if {{ req.ssl_hello_type 1 }}
    tcp-request content reject
    use_backend %[req.ssl_sni,lower]
""",
    ]
    for nom, (banc, espace, point, (adresse, port)) in sorted(noms.items()):
        texte.append(f"# {espace}, {point}\nbackend {nom}\n    server banc {adresse}:{port}\n")
    if a.directs:
        for annonce, (banc, espace, point, (adresse, port)) in sorted(directs.items()):
            texte.append(f"# {espace}, {point}\nlisten direct:{annonce}\n    bind {a.directs}:{annonce}\n    server banc {adresse}:{port}\n")
    return "\n".join(texte)


def poser(chemin: pathlib.Path, texte: str):
    provisoire = chemin.with_name(chemin.name + ".nouveau")
    provisoire.write_text(texte, encoding="utf-8")
    os.replace(provisoire, chemin)


def main():
    a = argparse.ArgumentParser(description="Écrit les réglages d'un haproxy devant plusieurs bancs, qui ne déchiffre rien.")
    a.add_argument("bancs", nargs="+", metavar="[ADRESSE=]BANC.JSON")
    a.add_argument("--ports", type=pathlib.Path, metavar="PLAN", help="plan des ports commun ; sans lui, ports.json à côté de chaque banc.json")
    a.add_argument("--ecoute", default=":443", metavar="ADRESSE:PORT", help="où haproxy attend les noms (:443)")
    a.add_argument("--directs", metavar="ADRESSE", help="fait suivre aussi, depuis cette adresse, les ports de SMTP et d'IMAP")
    a.add_argument("--controle", default="controle-{espace}.banc.test", metavar="NOM", help="nom du plan de contrôle de chaque espace")
    a.add_argument("--fin", default="5s", metavar="DURÉE", help="ce qu'un rechargement laisse aux connexions en cours (5s)")
    a.add_argument("-o", "--sortie", type=pathlib.Path, metavar="FICHIER", help="où écrire ; sans lui, la sortie standard")
    a = a.parse_args()
    try:
        bancs = [Banc(b, a.ports) for b in a.bancs]
        noms, directs = routes(bancs, a.controle)
    except Faute as e:
        sys.exit(f"erreur : {e}.")
    for clair in (b.nom for b in bancs if not b.chiffre):
        print(f"attention : le plan de contrôle du banc {clair} est en clair, et n'a pas de nom ici ([controle] tls = true)", file=sys.stderr)
    texte = ecrire(noms, directs, a)
    if a.sortie:
        poser(a.sortie, texte)
        print(f"{len(noms)} noms, {len(directs) if a.directs else 0} ports directs : {a.sortie}")
    else:
        sys.stdout.write(texte)


if __name__ == "__main__":
    main()
