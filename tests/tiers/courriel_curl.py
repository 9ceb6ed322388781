"""curl against the MSSanté operator of the bench: it sends and reads by URL. Argument: a JSON file that says where it is.

Prints « operation résultat », a line each; exits 1 when one failed.
"""

import time

from courriel import (
    BIOLOGISTE,
    CERTIFICAT,
    CLE,
    CONFIANCE,
    ICI,
    MACHINE,
    MOT,
    PRESCRIPTEUR,
    dire,
    executer,
    exiger,
    fichier,
    finir,
    jeton,
    operation,
    recu,
    sans_trace,
)

MARQUE = f"{time.time_ns():x}"
CURL = ("curl", "--silent", "--show-error", "--max-time", "60", "--cacert", CONFIANCE)
dire("version", executer("curl", "--version").stdout.split()[1].decode())
POINTS = ICI["points"]
JETON = jeton(BIOLOGISTE["identite"])
# What curl exits with (curl(1), EXIT CODES).
LOGIN_REFUSE, ENVOI_REFUSE, CERTIFICAT_REFUSE = 67, 55, 60


def courriel(nom: str, de=BIOLOGISTE["adresse"], corps="bonjour\r\n") -> tuple[str, bytes]:
    identifiant = f"<{nom}.{MARQUE}@curl.test>"
    texte = f"From: {de}\r\nTo: {PRESCRIPTEUR['adresse']}\r\nSubject: curl\r\nMessage-ID: {identifiant}\r\nX-MSS-NIL: NIL-ESSAI\r\n\r\n{corps}"
    return identifiant, texte.encode()


def envoyer(nom, url, *options, de=BIOLOGISTE["adresse"], corps="bonjour\r\n", attendu=(0,)):
    identifiant, octets = courriel(nom, de, corps)
    chemin = fichier(f"{nom}.eml", octets)
    qui = ("--mail-from", de, "--mail-rcpt", PRESCRIPTEUR["adresse"], "--upload-file", chemin)
    fait = executer(*CURL, *options, *qui, url, attendu=attendu)
    if fait.returncode == 0:
        (vu,) = recu(PRESCRIPTEUR["adresse"], "Message-ID", identifiant)
        exiger(sans_trace(vu) == octets, vu)
    return fait


MOT_DE_PASSE = ("--user", f"{BIOLOGISTE['adresse']}:{MOT}")
PORTEUR = ("--user", f"{BIOLOGISTE['adresse']}:", "--oauth2-bearer", JETON)


@operation("STARTTLS", "AUTH PLAIN", "courriel octet pour octet", "points en tête de ligne")
def _():
    envoyer("starttls", POINTS["mssante.soumission"], "--ssl-reqd", *MOT_DE_PASSE, corps="un\r\n.\r\n..deux\r\n")


@operation("AUTH LOGIN")
def _():
    envoyer("login", POINTS["mssante.soumission"], "--ssl-reqd", "--login-options", "AUTH=LOGIN", *MOT_DE_PASSE)


@operation("TLS implicite", "AUTH OAUTHBEARER")
def _():
    envoyer("bearer", POINTS["mssante.smtps"], "--login-options", "AUTH=OAUTHBEARER", *PORTEUR)


@operation("AUTH XOAUTH2")
def _():
    envoyer("xoauth2", POINTS["mssante.smtps"], "--login-options", "AUTH=XOAUTH2", *PORTEUR)
    envoyer("xoauth2-ir", POINTS["mssante.smtps"], "--login-options", "AUTH=XOAUTH2", "--sasl-ir", *PORTEUR)


@operation("jeton faux")
def _():
    options = ("--user", f"{BIOLOGISTE['adresse']}:", "--oauth2-bearer", "a.b.c")
    fait = envoyer("faux", POINTS["mssante.smtps"], *options, attendu=(LOGIN_REFUSE,))
    exiger(b"535" in fait.stderr or b"denied" in fait.stderr.lower(), fait.stderr)
    return "67"


@operation("certificat (boîte APP)")
def _():
    envoyer("machine", POINTS["mssante.smtps"], "--cert", CERTIFICAT, "--key", CLE, de=MACHINE["adresse"])


@operation("sans STARTTLS")
def _():
    fait = envoyer("clair", POINTS["mssante.soumission"], attendu=(ENVOI_REFUSE,))
    exiger(b"530" in fait.stderr, fait.stderr)
    return "530"


@operation("autorité inconnue")
def _():
    commande = ("curl", "--silent", "--show-error", "--max-time", "60", POINTS["mssante.smtps"])
    executer(*commande, attendu=(CERTIFICAT_REFUSE,))
    return "60"


print("--- lecture", flush=True)
dire("version", executer("curl", "--version").stdout.split()[1].decode())
LECTURE = ("--user", f"{PRESCRIPTEUR['adresse']}:{MOT}")


def lire(chemin, *options, point="mssante.imaps", qui=LECTURE, attendu=(0,)) -> bytes:
    return executer(*CURL, *options, *qui, POINTS[point] + chemin, attendu=attendu).stdout


@operation("STARTTLS", "LIST")
def _():
    exiger(b"INBOX" in lire("", "--ssl-reqd", point="mssante.imap"), "LIST")


@operation("TLS implicite", "AUTH PLAIN", "SELECT", "EXAMINE", "STATUS")
def _():
    exiger(b" EXISTS" in lire("/INBOX", "--request", "EXAMINE INBOX"), "EXAMINE")
    exiger(b"UIDNEXT" in lire("", "--request", "STATUS INBOX (UIDNEXT)"), "STATUS")


@operation("AUTH OAUTHBEARER")
def _():
    exiger(b"INBOX" in lire("", "--login-options", "AUTH=OAUTHBEARER", qui=PORTEUR), "LIST")


@operation("AUTH XOAUTH2")
def _():
    exiger(b"INBOX" in lire("", "--login-options", "AUTH=XOAUTH2", qui=PORTEUR), "LIST")


@operation("jeton faux")
def _():
    lire("", qui=("--user", f"{BIOLOGISTE['adresse']}:", "--oauth2-bearer", "a.b.c"), attendu=(LOGIN_REFUSE,))
    return "67"


@operation("CREATE (accents)", "APPEND", "FETCH BODY[] (octet pour octet)", "FETCH sections", "FETCH partiel", "SEARCH", "STORE", "COPY", "EXPUNGE", "DELETE")
def _():
    dossier = f"R&AOk-sultats {MARQUE}"
    url = "/" + dossier.replace("&", "%26").replace(" ", "%20")
    identifiant, octets = courriel("depot", corps="un\r\n.\r\n" + "z" * 5000 + "\r\n")
    lire("", "--request", f'CREATE "{dossier}"')
    lire(url, "--upload-file", fichier("depot.eml", octets))
    exiger(lire(f"{url};UID=1") == octets, "BODY[]")
    exiger(lire(f"{url};UID=1;SECTION=TEXT") == octets.split(b"\r\n\r\n", 1)[1], "SECTION=TEXT")
    exiger(lire(f"{url};UID=1;SECTION=HEADER.FIELDS%20(SUBJECT)") == b"Subject: curl\r\n\r\n", "HEADER.FIELDS")
    exiger(lire(f"{url};UID=1;PARTIAL=10.20") == octets[10:30], "PARTIAL")
    exiger(lire(url + "?HEADER%20Message-ID%20" + identifiant.strip("<>")) == b"* SEARCH 1\r\n", "SEARCH")
    exiger(b"\\Flagged" in lire(url, "--request", "STORE 1 +FLAGS (\\Flagged \\Deleted)"), "STORE")
    lire(url, "--request", f'COPY 1 "{dossier}"')
    exiger(b"* 1 EXPUNGE" in lire(url, "--request", "EXPUNGE"), "EXPUNGE")
    lire("", "--request", f'DELETE "{dossier}"')
    exiger(lire("", "--request", f'LIST "" "{dossier}"') == b"", "DELETE")


finir()
