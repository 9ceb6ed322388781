"""fetchmail against the MSSanté operator of the bench: it takes mails away from a mailbox. Argument: a JSON file that says where it is.

Prints « operation résultat », a line each; exits 1 when one failed.
"""

import os
import pathlib

from courriel import BIOLOGISTE, CONFIANCE, LA, MOT, PRESCRIPTEUR, boite, dire, executer, exiger, fichier, finir, operation, point, vider

dire("version", executer("fetchmail", "--version", attendu=(0, 11)).stdout.split()[4].split(b"+")[0].decode())
BOITE = PRESCRIPTEUR["adresse"]
# What fetchmail exits with (fetchmail(1), EXIT CODES): nothing to take; refused.
RIEN, REFUSE = 1, 3
# It hands each mail to a command, as it would to a local agent.
RECUS = LA / "recus"
AGENT = fichier("agent.sh", f'#!/bin/sh\nset -e\nmkdir -p "{RECUS}"\nn=$(ls "{RECUS}" | wc -l)\ncat >"{RECUS}/$n"\n')
AGENT.chmod(0o700)


def recuperer(*options, point_="mssante.imaps", auth="password", mot=MOT, attendu=(0,)):
    # By name: fetchmail compares no address with those of a certificate.
    _, port = point(point_)
    tls = "ssl" if point_ == "mssante.imaps" else "sslproto 'TLS1.2+'"
    texte = (
        f'poll localhost protocol IMAP service {port} auth {auth}\n  user "{BOITE}" password "{mot}" {tls} sslcertck sslcertfile "{CONFIANCE}"\n'
        f'  mda "{AGENT}" no rewrite {" ".join(options)}\n'
    )
    reglages = fichier("fetchmailrc", texte)
    environnement = {**os.environ, "HOME": str(LA), "FETCHMAILHOME": str(LA)}
    return executer("fetchmail", "--fetchmailrc", reglages, "--nosyslog", "--invisible", attendu=attendu, environnement=environnement)


def deposer(*corps: bytes):
    with boite(BOITE) as i:
        for n, c in enumerate(corps):
            texte = b"From: %s\r\nTo: x@test.mssante.fr\r\nSubject: fetchmail %d\r\n\r\n%s" % (BIOLOGISTE["adresse"].encode(), n, c)
            exiger(i.append("INBOX", "", None, texte)[0] == "OK", "APPEND")


def pris() -> list[bytes]:
    chemins = sorted(RECUS.iterdir(), key=lambda c: int(c.name)) if RECUS.is_dir() else []
    octets = [pathlib.Path(c).read_bytes() for c in chemins]
    for c in chemins:
        c.unlink()
    return octets


def reste() -> int:
    with boite(BOITE) as i:
        return len(i.search(None, "ALL")[1][0].split())


CORPS = ["Glycémie : 5,2\r\n.\r\n..fin\r\n".encode(), b"x" * 8000 + b"\r\n", b"bonjour\r\n"]
vider(BOITE)


@operation("TLS implicite", "LOGIN", "FETCH BODY[] (octet pour octet)", "EXPUNGE")
def _():
    deposer(*CORPS)
    recuperer("fetchall", "nokeep", "no mimedecode")
    vus = pris()
    exiger(len(vus) == 3, vus)
    for vu, corps in zip(vus, CORPS):
        exiger(vu.split(b"\n\n", 1)[1] == corps.replace(b"\r\n", b"\n"), vu)
    exiger(reste() == 0, "des courriels restent")


@operation("STARTTLS", "SEARCH", "STORE")
def _():
    deposer(*CORPS)
    recuperer("keep", point_="mssante.imap")
    exiger(len(pris()) == 3 and reste() == 3, "gardés dans la boîte")
    # Read, they are not new any more.
    recuperer("keep", point_="mssante.imap", attendu=(RIEN,))
    exiger(pris() == [], "rendus deux fois")


@operation("mot de passe faux")
def _():
    recuperer("keep", mot="autre", attendu=(REFUSE,))
    return str(REFUSE)


vider(BOITE)
finir()
