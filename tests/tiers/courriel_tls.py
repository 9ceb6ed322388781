"""OpenSSL against the MSSanté operator of the bench: which TLS it takes, and what a client sees of a bad certificate. Argument: a JSON file that says
where it is.

Prints « operation résultat », a line each; exits 1 when one failed.
"""

import contextlib
import imaplib
import json
import pathlib
import re
import smtplib
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request

from courriel import (
    BIOLOGISTE,
    CONFIANCE,
    DELAI,
    ICI,
    LA,
    MOT,
    contexte,
    dire,
    executer,
    exiger,
    fichier,
    finir,
    operation,
    point,
)

dire("version", executer("openssl", "version").stdout.split()[1].decode())
# Submission and IMAP by STARTTLS, then by implicit TLS.
PORTES = [("mssante.soumission", "smtp"), ("mssante.imap", "imap"), ("mssante.smtps", None), ("mssante.imaps", None)]


def client(nom, starttls, *options, confiance=CONFIANCE) -> str:
    """What OpenSSL says of a handshake, whether it went through or not."""
    hote, port = point(nom)
    demande = ("-starttls", starttls) if starttls else ()
    verifie = ("-CAfile", confiance, "-verify_return_error", "-verify_ip", hote)
    fait = executer("openssl", "s_client", "-connect", f"{hote}:{port}", *demande, *verifie, *options, attendu=range(256))
    return (fait.stdout + fait.stderr).decode("utf-8", "replace")


def accepte(*options, attendu):
    for nom, starttls in PORTES:
        vu = client(nom, starttls, *options)
        exiger(attendu in vu and "Verify return code: 0 (ok)" in vu, f"{nom} : {vu}")


def refuse(*options):
    """Nothing is agreed, and it is the operator that says so."""
    for nom, starttls in PORTES:
        vu = client(nom, starttls, *options)
        exiger("Cipher is (NONE)" in vu and re.search(r"alert (handshake failure|protocol version)", vu), f"{nom} : {vu}")
    return "alerte"


def pannes(*lesquelles):
    demande = urllib.request.Request(
        f"{ICI['controle']}/banc/pannes?espace=defaut",
        data=json.dumps(lesquelles).encode(),
        headers={"Content-Type": "application/json"},
        method="PUT",
    )
    urllib.request.urlopen(demande, timeout=DELAI).close()


@operation("TLS 1.3")
def _():
    accepte("-tls1_3", attendu="New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384")


@operation("TLS 1.2")
def _():
    accepte("-tls1_2", attendu="New, TLSv1.2")


@operation("C030 (ECDHE-RSA-AES256-GCM-SHA384)")
def _():
    accepte("-tls1_2", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384", attendu="Cipher is ECDHE-RSA-AES256-GCM-SHA384")


@operation("C02F (ECDHE-RSA-AES128-GCM-SHA256)")
def _():
    accepte("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256", attendu="Cipher is ECDHE-RSA-AES128-GCM-SHA256")


@operation("ECDH de 256 bits")
def _():
    for groupe in ("X25519", "P-256"):
        accepte("-tls1_2", "-groups", groupe, attendu="Server Temp Key: " + {"X25519": "X25519, 253 bits", "P-256": "ECDH, prime256v1, 256 bits"}[groupe])


@operation("TLS 1.0, 1.1")
def _():
    refuse("-tls1", "-cipher", "ALL:@SECLEVEL=0")
    return refuse("-tls1_1", "-cipher", "ALL:@SECLEVEL=0")


@operation("C028, C027 (CBC)")
def _():
    return refuse("-tls1_2", "-cipher", "ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256")


@operation("009F, 009E (DHE)")
def _():
    return refuse("-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256")


@operation("RSA sans échange éphémère, NULL, 3DES, RC4")
def _():
    return refuse("-tls1_2", "-cipher", "AES256-GCM-SHA384:AES128-SHA:NULL:3DES:RC4:@SECLEVEL=0")


def listes(*noms) -> pathlib.Path:
    """The revocation lists of these authorities, as the distribution point of the bench gives them now; in PEM, as OpenSSL reads several."""
    with urllib.request.urlopen(f"{ICI['controle']}/banc/tentatives?espace=commune", timeout=DELAI) as r:
        base = next(t["url"] for t in json.load(r) if t["point"] == "igc.crl")
    pem = b""
    for nom in noms:
        with urllib.request.urlopen(f"{base}{nom}.crl", timeout=DELAI) as r:
            pem += executer("openssl", "crl", "-inform", "DER", entree=r.read()).stdout
    return fichier("listes.pem", pem)


CRL = ("ACI-EL-ORG-TEST", "ACR-EL-TEST")


def confiance_et(liste: pathlib.Path) -> pathlib.Path:
    return fichier("confiance-et-listes.pem", CONFIANCE.read_bytes() + liste.read_bytes())


@operation("CRL lue, certificat bon")
def _():
    gardees = confiance_et(listes(*CRL))
    for nom, starttls in PORTES:
        vu = client(nom, starttls, "-crl_check_all", confiance=gardees)
        exiger("Verify return code: 0 (ok)" in vu, f"{nom} : {vu}")


def mauvais(etat, *options, confiance=CONFIANCE, attendu):
    pannes({"sur": "mssante.*", "quoi": {"certificat-serveur": etat}})
    try:
        for nom, starttls in PORTES:
            vu = client(nom, starttls, *options, confiance=confiance)
            exiger(attendu in vu and "Verify return code: 0 (ok)" not in vu, f"{etat}, {nom} : {vu}")
    finally:
        pannes()


@operation("certificat du serveur expiré")
def _():
    mauvais("expire", attendu="certificate has expired")
    return "CERT_HAS_EXPIRED"


@operation("certificat du serveur révoqué (CRL)")
def _():
    mauvais("revoque", "-crl_check_all", confiance=confiance_et(listes(*CRL)), attendu="certificate revoked")
    return "CERT_REVOKED"


@operation("certificat du serveur d'une autre autorité")
def _():
    mauvais("etranger", attendu="unable to get local issuer certificate")
    return "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"


@operation("CRL injoignable")
def _():
    # What a client kept stays good (CONF.22); who kept nothing knows nothing.
    gardees = confiance_et(listes(*CRL))
    pannes({"sur": "igc.*", "quoi": "crl-injoignable"})
    try:
        try:
            listes(*CRL)
        except urllib.error.HTTPError as e:
            code = e.code
        else:
            raise AssertionError("la liste est servie")
        exiger(code == 503, code)
        exiger("Verify return code: 0 (ok)" in client(*PORTES[0], "-crl_check_all", confiance=gardees), "la dernière liste gardée")
        exiger("unable to get certificate CRL" in client(*PORTES[0], "-crl_check_all"), "sans liste")
    finally:
        pannes()
    return str(code)


def six_ports() -> int:
    """The first of six ports in a row that nobody has."""
    while True:
        with contextlib.ExitStack() as pile:
            premier = pile.enter_context(socket.socket())
            premier.bind(("127.0.0.1", 0))
            port = premier.getsockname()[1]
            try:
                for n in range(1, 6):
                    pile.enter_context(socket.socket()).bind(("127.0.0.1", port + n))
            except OSError:
                continue
            return port


@operation("CBC par le relais front_tls.sh")
def _():
    port = six_ports()
    adresses = [":".join(map(str, point(f"mssante.{p}"))) for p in ("smtps", "imaps")]
    identite = fichier("serveur.pem", ICI["serveur"]["certificat"]).with_suffix("")
    fichier("serveur.cle.pem", ICI["serveur"]["cle"])
    script = pathlib.Path(__file__).with_name("front_tls.sh")
    commande = ["bash", script, LA / "front", identite, CONFIANCE, *adresses, str(port)]
    front = subprocess.Popen([str(c) for c in commande], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        fin = time.monotonic() + DELAI
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                exiger(front.poll() is None and time.monotonic() < fin, f"le relais n'écoute pas : {LA}/front/front.log")
                time.sleep(0.1)
        for suite in ("ECDHE-RSA-AES256-SHA384", "ECDHE-RSA-AES128-SHA256"):
            c = contexte()
            c.maximum_version = ssl.TLSVersion.TLSv1_2
            c.set_ciphers(suite)
            with smtplib.SMTP("127.0.0.1", port, timeout=DELAI) as s:
                s.starttls(context=c)
                exiger(s.sock.cipher()[0] == suite, s.sock.cipher())
                s.login(BIOLOGISTE["adresse"], MOT)
            with smtplib.SMTP_SSL("127.0.0.1", port + 1, context=c, timeout=DELAI) as s:
                s.login(BIOLOGISTE["adresse"], MOT)
            with imaplib.IMAP4("127.0.0.1", port + 2, timeout=DELAI) as i:
                i.starttls(c)
                exiger(i.sock.cipher()[0] == suite, i.sock.cipher())
                i.login(BIOLOGISTE["adresse"], MOT)
                exiger(i.select()[0] == "OK", "SELECT")
            with imaplib.IMAP4_SSL("127.0.0.1", port + 3, ssl_context=c, timeout=DELAI) as i:
                i.login(BIOLOGISTE["adresse"], MOT)
    finally:
        front.terminate()
        front.wait(DELAI)


finir()
