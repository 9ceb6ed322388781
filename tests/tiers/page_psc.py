"""What the Python clients share: where the bench is, how they say what they did, and the login page, filled as a person would."""

import json
import re
import ssl
import sys
from html import unescape
from urllib.parse import urlencode, urljoin

import httpx

ICI = json.load(open(sys.argv[1], encoding="utf-8"))


def exiger(vrai, quoi):
    if not vrai:
        raise SystemExit(f"ÉCHEC : {quoi}")


def dire(operation, resultat="ok"):
    print(operation, resultat, flush=True)


def se_connecter(url: str, identite: str, geste="accord", moyen="CPS") -> str:
    """The login page, filled as a person would; gives the address to which the browser is sent back."""
    with httpx.Client(verify=ssl.create_default_context(cadata=ICI["ancres"]), follow_redirects=False) as navigateur:
        r = navigateur.get(url)
        for _ in range(6):
            if r.is_redirect:
                return urljoin(url, r.headers["location"])
            exiger(r.status_code == 200, f"page {r.status_code} : {r.text[:300]}")
            formulaires = re.findall(r'<form\b[^>]*method="post"[^>]*>.*?</form>', r.text, re.S | re.I)
            exiger(formulaires, "pas de formulaire")
            choisi = next((f for f in formulaires if identite in f), formulaires[0])
            champs = {}

            def attribut(balise, nom):
                m = re.search(rf'\b{nom}="([^"]*)"', balise)
                return unescape(m.group(1)) if m else None

            for balise in re.findall(r"<(?:input|button)\b[^>]*>", choisi, re.I):
                nom, valeur, genre = attribut(balise, "name"), attribut(balise, "value") or "", attribut(balise, "type")
                if nom and (genre in ("hidden", "text", "search") or valeur in (identite, geste, moyen)):
                    champs[nom] = valeur
            for balise, options in re.findall(r"<select\b([^>]*)>(.*?)</select>", choisi, re.S | re.I):
                for valeur in re.findall(r'<option\b[^>]*value="([^"]*)"', options):
                    if valeur in (identite, geste, moyen):
                        champs[attribut(balise, "name")] = valeur
            cible = urljoin(url, attribut(choisi, "action") or "")
            if 'data-retour="form_post"' in choisi:
                # What the browser would post to the client, as the address that it would have had without.
                return f"{cible}?{urlencode(champs)}"
            r = navigateur.post(cible, data=champs)
    raise SystemExit("ÉCHEC : la page de connexion ne finit pas")
