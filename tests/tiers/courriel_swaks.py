"""swaks against the MSSanté operator of the bench: submission, step by step. Argument: a JSON file that says where it is.

Prints « operation résultat », a line each; exits 1 when one failed.
"""

import time

from courriel import (
    BIOLOGISTE,
    CERTIFICAT,
    CLE,
    CONFIANCE,
    MACHINE,
    MOT,
    PRESCRIPTEUR,
    RACCORDEMENT,
    dire,
    executer,
    exiger,
    fichier,
    finir,
    operation,
    point,
    recu,
)

MARQUE = f"{time.time_ns():x}"
RANG = iter(range(1, 1000))
dire("version", executer("swaks", "--version").stdout.split()[2].decode())
# What swaks exits with (swaks(1), EXIT CODES).
TLS, AUTH, MAIL, RCPT = 29, 28, 23, 24
STARTTLS = ("--tls", "--tls-verify", "--tls-ca-path", CONFIANCE)


def swaks(*options, point_="mssante.soumission", tls=STARTTLS, de=BIOLOGISTE["adresse"], a=PRESCRIPTEUR["adresse"], attendu=0):
    hote, port = point(point_)
    identifiant = f"{next(RANG)}.{MARQUE}@swaks.test"
    fait = executer(
        "swaks", "--server", hote, "--port", port, *tls, "--ehlo", "poste.test", "--from", de, "--to", a,
        "--header", f"Message-Id: <{identifiant}>", "--header", "X-MSS-NIL: NIL-ESSAI", *options,
        attendu=range(1, 256) if attendu is None else (attendu,),
    )
    if attendu == 0:
        recu(a, "Message-ID", identifiant)
    return fait.stdout.decode() + fait.stderr.decode()


ENTRER = ("--auth", "PLAIN", "--auth-user", BIOLOGISTE["adresse"], "--auth-password", MOT)


@operation("STARTTLS", "AUTH PLAIN")
def _():
    vu = swaks(*ENTRER)
    exiger("TLS started" in vu, vu)


@operation("AUTH LOGIN")
def _():
    swaks("--auth", "LOGIN", *ENTRER[2:])


@operation("TLS implicite")
def _():
    swaks(*ENTRER, point_="mssante.smtps", tls=("--tls-on-connect", "--tls-verify", "--tls-ca-path", CONFIANCE))


@operation("EHLO", "PIPELINING")
def _():
    vu = swaks(*ENTRER, "--pipeline")
    for mot in ("PIPELINING", "8BITMIME", "DSN", "ENHANCEDSTATUSCODES"):
        exiger(mot in vu, vu)


@operation("sans STARTTLS")
def _():
    exiger(" 530 " in swaks(tls=(), attendu=MAIL), "530")
    return "530"


@operation("sans AUTH")
def _():
    exiger(" 530 " in swaks(attendu=MAIL), "530")
    return "530"


@operation("mot de passe faux")
def _():
    exiger(" 535 " in swaks(*ENTRER[:-1], "autre", attendu=AUTH), "535")
    return "535"


@operation("certificat (boîte APP)")
def _():
    swaks("--tls-cert", CERTIFICAT, "--tls-key", CLE, de=MACHINE["adresse"])


@operation("certificat, boîte d'une personne")
def _():
    exiger(" 530 " in swaks("--tls-cert", CERTIFICAT, "--tls-key", CLE, attendu=MAIL), "530")
    return "530"


@operation("certificat expiré, révoqué, étranger")
def _():
    for etat in ("expire", "revoque", "etranger"):
        nom = f"org-insi-auto-{etat}"
        options = ("--tls-cert", RACCORDEMENT / f"{nom}.pem", "--tls-key", RACCORDEMENT / f"{nom}.cle.pem")
        # With TLS 1.3 the client learns of it at its first command: with 1.2, in the handshake, which swaks says.
        swaks(*options, "--tls-protocol", "tlsv1_2", de=MACHINE["adresse"], attendu=TLS)
        swaks(*options, de=MACHINE["adresse"], attendu=None)
    return "alerte"


@operation("autorité inconnue")
def _():
    swaks(*ENTRER, tls=("--tls", "--tls-verify", "--tls-ca-path", RACCORDEMENT / "org-auth-cli.pem"), attendu=TLS)
    return "29"


@operation("TLS 1.2", "TLS 1.3")
def _():
    for version in ("tlsv1_2", "tlsv1_3"):
        vu = swaks(*ENTRER, "--tls-protocol", version)
        exiger(f"TLSv1.{version[-1]}" in vu, vu)


@operation("TLS 1.0, 1.1")
def _():
    for version in ("tlsv1", "tlsv1_1"):
        vu = swaks(*ENTRER, "--tls-protocol", version, "--tls-cipher", "ALL:@SECLEVEL=0", attendu=TLS)
        # It is the operator that refuses, not the library of the client.
        exiger(" alert " in vu, vu)
    return "alerte"


@operation("destinataire inconnu")
def _():
    exiger(" 550 " in swaks(*ENTRER, a="personne@test.mssante.fr", attendu=RCPT), "550")
    return "550"


@operation("au nom d'un autre")
def _():
    exiger(" 553 " in swaks(*ENTRER, de=PRESCRIPTEUR["adresse"], attendu=MAIL), "553")
    return "553"


@operation("points en tête de ligne", "pièce de 10 Mo")
def _():
    corps = "un\\n.\\n..deux\\nfin\\n"
    swaks(*ENTRER, "--body", corps)
    piece = fichier("piece.bin", bytes(range(256)) * 40_000)
    swaks(*ENTRER, "--body", "une pièce", "--attach-type", "application/octet-stream", "--attach-name", "piece.bin", "--attach", f"@{piece}")


finir()
