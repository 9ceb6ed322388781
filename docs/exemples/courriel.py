#!/usr/bin/env python3
"""Un courriel MSSanté, envoyé puis relu avec un jeton de Pro Santé Connect. Python 3.9 ou plus, et rien d'autre.

    segur-bench serve                                   # dans un autre terminal
    segur-bench raccordement --dans raccordement
    python3 docs/exemples/courriel.py .segur-bench/banc.json raccordement

Le jeton vient de CIBA : sur un vrai poste, la personne accepte la demande sur son e-CPS ; ici, le banc l'accepte pour elle.
"""

import base64
import email.utils
import imaplib
import json
import smtplib
import ssl
import sys
import urllib.parse
import urllib.request
from email.message import EmailMessage

BANC, RACCORDEMENT = sys.argv[1], sys.argv[2]
# La biologiste du monde fictif, et son correspondant.
IDENTITE, ELLE, LUI = "899900000045", "alex.biotest@test.mssante.fr", "baptiste.ordonnance@test.mssante.fr"
CLIENT = base64.b64encode(b"banc-essai:secret-public-du-banc").decode()

with open(BANC, encoding="utf-8") as f:
    controle = json.load(f)["controle"]
# Le magasin de confiance du banc, et lui seul ; le nom du serveur est vérifié.
tls = ssl.create_default_context(cafile=f"{RACCORDEMENT}/confiance.pem")


def demander(url, corps=None, **entetes):
    with urllib.request.urlopen(urllib.request.Request(url, corps, entetes), context=tls, timeout=30) as r:
        return json.load(r)


points = next(e["points"] for e in demander(f"{controle}/banc/etat")["espaces"] if e["id"] == "defaut")


def adresse(point):
    hote, port = points[point].split("://")[1].rsplit(":", 1)
    return hote, int(port)


def psc(chemin, **champs):
    url = f"{points['psc.auth']}/protocol/openid-connect{chemin}"
    return demander(url, urllib.parse.urlencode(champs).encode(), Authorization=f"Basic {CLIENT}")


def jeton():
    demande = psc(
        "/ext/ciba/auth", scope="openid scope_all", login_hint=IDENTITE, binding_message="42", acr_values="eidas1", channel="MOBILE"
    )["auth_req_id"]
    accord = json.dumps({"demande": demande}).encode()
    demander(f"{controle}/banc/actions/psc/approuver?espace=defaut", accord, **{"Content-Type": "application/json"})
    return psc("/token", grant_type="urn:openid:params:grant-type:ciba", auth_req_id=demande)["access_token"]


porteur = f"user={ELLE}\x01auth=Bearer {jeton()}\x01\x01"

courriel = EmailMessage()
courriel["From"] = email.utils.formataddr(("Alex BIOTEST", ELLE))
courriel["To"] = LUI
courriel["Subject"] = "Résultat à lire"
courriel["Message-ID"] = email.utils.make_msgid(domain="logiciel.exemple")
courriel["Date"] = email.utils.formatdate()
# La référence du logiciel à Convergence : chaque courriel la porte.
courriel["X-MSS-NIL"] = "NIL-EXEMPLE"
# Un accusé de lecture, s'il est lu.
courriel["Disposition-Notification-To"] = ELLE
courriel.set_content("Bonjour,\nvoici le résultat.\n")

with smtplib.SMTP(*adresse("mssante.soumission")) as s:
    s.starttls(context=tls)
    s.ehlo()
    # Un jeton refusé : le serveur dit pourquoi (334), et attend une ligne vide.
    s.auth("XOAUTH2", lambda defi=None: "" if defi else porteur)
    # Un avis de remise, ou d'échec.
    s.send_message(courriel, rcpt_options=["NOTIFY=SUCCESS,FAILURE"])
print("envoyé :", courriel["Message-ID"])

with imaplib.IMAP4(*adresse("mssante.imap")) as i:
    i.starttls(tls)
    i.authenticate("XOAUTH2", lambda defi: b"" if defi else porteur.encode())
    i.select("INBOX")
    _, (numeros,) = i.search(None, "UNSEEN", "HEADER", "In-Reply-To", courriel["Message-ID"])
    for numero in numeros.split():
        _, ((_, entete), *_) = i.fetch(numero, "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
        print("reçu :", entete.decode().strip())
        i.store(numero, "+FLAGS", "\\Seen")
