"""mutt against the MSSanté operator of the bench: it reads, files and sends without anybody at the keyboard. Argument: a JSON file that says where it
is.

Prints « operation résultat », a line each; exits 1 when one failed.
"""

import os
import time

from courriel import (
    BIOLOGISTE,
    CONFIANCE,
    LA,
    MOT,
    PRESCRIPTEUR,
    boite,
    dire,
    executer,
    exiger,
    fichier,
    finir,
    jeton,
    operation,
    point,
    recu,
    vider,
)

MARQUE = f"{time.time_ns():x}"
VERSION = executer("mutt", "-v").stdout.split()[1].decode()
DOSSIER = "R&AOk-sultats"
BASE = f"""
set certificate_file = ""
set ssl_ca_certificates_file = "{CONFIANCE}"
set ssl_usesystemcerts = no
set ssl_force_tls = yes
set ssl_verify_host = yes
set from = "{BIOLOGISTE['adresse']}"
set realname = "Alex BIOTEST"
set use_envelope_from = yes
set copy = no
set header_cache = ""
set message_cachedir = ""
set wait_key = no
set move = no
set confirmappend = no
set delete = yes
set quit = yes
set mark_old = no
set sleep_time = 0
my_hdr X-MSS-NIL: NIL-ESSAI
"""


def mutt(reglages: str, *options, entree=b"", attendu=(0,), delai=60):
    environnement = {**os.environ, "HOME": str(LA), "TERM": "xterm", "LANG": "C.UTF-8"}
    rc = fichier("muttrc", BASE + reglages)
    return executer("mutt", "-n", "-F", rc, *options, entree=entree, attendu=attendu, environnement=environnement, delai=delai)


dire("version", VERSION)


def envoyer(nom, reglages, attendu=(0,)):
    identifiant = f"<{nom}.{MARQUE}@mutt.test>"
    reglages += f'\nset smtp_pass = "{MOT}"\nmy_hdr Message-ID: {identifiant}\n'
    fait = mutt(reglages, "-s", "Résultat à lire", PRESCRIPTEUR["adresse"], entree="Bonjour,\n.\nvoici.\n".encode(), attendu=attendu)
    if attendu == (0,):
        (vu,) = recu(PRESCRIPTEUR["adresse"], "Message-ID", identifiant)
        exiger(b"\r\n.\r\nvoici.\r\n" in vu, vu)
    return fait


def adresse(nom, protocole):
    _, port = point(nom)
    return f"{protocole}://{BIOLOGISTE['adresse'].replace('@', '%40')}@localhost:{port}"


@operation("STARTTLS", "AUTH PLAIN", "points en tête de ligne")
def _():
    envoyer("starttls", f'set smtp_url = "{adresse("mssante.soumission", "smtp")}"\nset smtp_authenticators = "plain"')


@operation("TLS implicite", "AUTH LOGIN")
def _():
    envoyer("smtps", f'set smtp_url = "{adresse("mssante.smtps", "smtps")}"\nset smtp_authenticators = "login"')


@operation("DSN (NOTIFY, RET, ENVID, ORCPT)")
def _():
    envoyer("dsn", f'set smtp_url = "{adresse("mssante.soumission", "smtp")}"\nset dsn_notify = "success"\nset dsn_return = "hdrs"')
    vus = [v for v in recu(BIOLOGISTE["adresse"], "In-Reply-To", f"dsn.{MARQUE}") if b"multipart/report" in v]
    exiger(len(vus) == 1 and b"Action: delivered" in vus[0], vus)


def par_jeton(mecanisme, secret):
    commande = fichier("jeton.sh", f"#!/bin/sh\nprintf '%s' '{secret}'\n")
    commande.chmod(0o700)
    reglages = (f'set {p}_authenticators = "{mecanisme}"\nset {p}_oauth_refresh_command = "{commande}"\n' for p in ("smtp", "imap"))
    return "".join(reglages)


JETON = jeton(BIOLOGISTE["identite"])


@operation("AUTH XOAUTH2")
def _():
    envoyer("xoauth2", f'set smtp_url = "{adresse("mssante.soumission", "smtp")}"\n' + par_jeton("xoauth2", JETON))


@operation("AUTH OAUTHBEARER")
def _():
    envoyer("bearer", f'set smtp_url = "{adresse("mssante.soumission", "smtp")}"\n' + par_jeton("oauthbearer", JETON))


@operation("jeton faux")
def _():
    envoyer("faux", f'set smtp_url = "{adresse("mssante.soumission", "smtp")}"\n' + par_jeton("xoauth2", "a.b.c"), attendu=(1,))
    return "535"


print("--- lecture", flush=True)
dire("version", VERSION)
BOITE = PRESCRIPTEUR["adresse"]
vider(BOITE, DOSSIER)
with boite(BOITE) as depart:
    depart.create(DOSSIER)
    for n in range(4):
        texte = (
            f"From: a@test.mssante.fr\r\nTo: b@test.mssante.fr\r\nSubject: =?utf-8?q?Glyc=C3=A9mie?= {n}\r\n"
            f"Message-ID: <{n}.{MARQUE}@lu.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nà jeun {n}\r\n"
        )
        depart.append("INBOX", "", None, texte.encode())


def lire(commandes: str, point_="mssante.imaps", protocole="imaps", plus="", qui=BOITE, attendu=(0,)):
    """Opens the mailbox, and types this."""
    _, port = point(point_)
    url = f"{protocole}://{qui.replace('@', '%40')}@localhost:{port}"
    # A terminal that nobody looks at.
    reglages = f'set folder = "{url}"\nset imap_pass = "{MOT}"\n{plus}\npush "{commandes}"\n'
    environnement = {**os.environ, "HOME": str(LA), "TERM": "xterm", "LANG": "C.UTF-8"}
    rc = fichier("muttrc", BASE + reglages)
    return executer("script", "-qec", f"mutt -n -F {rc} -f {url}/INBOX", "/dev/null", attendu=attendu, environnement=environnement, delai=60)


def sujets(dossier="INBOX") -> list[bytes]:
    with boite(BOITE) as i:
        i.select(f'"{dossier}"', readonly=True)
        return [d.split() for d in i.search(None, "ALL")[1]][0]


@operation("TLS implicite", "LOGIN", "SELECT", "FETCH sections", "STORE")
def _():
    # Opens the second mail, flags the third, marks the last as deleted, and leaves without deleting.
    lire("<jump>2<enter><display-message><exit><jump>3<enter><flag-message><jump>4<enter><set-flag>r<quit>", plus='set imap_authenticators = "login"')
    with boite(BOITE) as i:
        i.select("INBOX", readonly=True)
        # For mutt, who answered has read.
        for critere, attendu in (("SEEN", b"2 4"), ("FLAGGED", b"3"), ("ANSWERED", b"4")):
            vu = i.search(None, critere)[1]
            exiger(vu == [attendu], f"{critere} {vu}")


@operation("STARTTLS", "AUTH PLAIN", "COPY")
def _():
    lire(
        f"<jump>1<enter><copy-message>={DOSSIER.replace('&AOk-', 'é')}<enter><quit>",
        point_="mssante.imap", protocole="imap", plus='set imap_authenticators = "plain"',
    )
    exiger(len(sujets(DOSSIER)) == 1 and len(sujets()) == 4, "COPY")


@operation("SEARCH", "SEARCH en UTF-8")
def _():
    # « = »: it is the server that looks.
    lire("<delete-pattern>=b 'jeun 3'<enter><sync-mailbox><quit>")
    exiger(len(sujets()) == 3, "SEARCH BODY")
    lire("<delete-pattern>=b 'à jeun 2'<enter><sync-mailbox><quit>")
    exiger(len(sujets()) == 2, "SEARCH BODY, en UTF-8")
    lire("<delete-pattern>=h 'Message-ID: 1.'<enter><sync-mailbox><quit>")
    exiger(len(sujets()) == 1, "SEARCH HEADER")


@operation("EXPUNGE")
def _():
    lire("<delete-pattern>~A<enter><quit>")
    exiger(sujets() == [], "EXPUNGE")


@operation("AUTH XOAUTH2")
def _():
    lire("<quit>", qui=BIOLOGISTE["adresse"], plus=par_jeton("xoauth2", JETON))


@operation("AUTH OAUTHBEARER")
def _():
    lire("<quit>", qui=BIOLOGISTE["adresse"], plus=par_jeton("oauthbearer", JETON))


vider(BOITE, DOSSIER)
finir()
