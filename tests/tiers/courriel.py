"""What the mail scripts share, on the standard library alone: where the bench is, its actions, tokens of its Pro Santé Connect, a mailbox to look
into, and how they say what they did. Argument: a JSON file that says where the bench is.
"""

import base64
import imaplib
import json
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.parse
import urllib.request

ICI = json.load(open(sys.argv[1], encoding="utf-8"))
BIOLOGISTE, PRESCRIPTEUR, MACHINE = ICI["biologiste"], ICI["prescripteur"], ICI["machine"]
MOT = ICI["mot"]
# Certificates, keys, revocation lists, as `segur-bench raccordement` writes them; and a folder of one's own, beside what says where the bench is.
RACCORDEMENT = pathlib.Path(ICI["raccordement"])
LA = pathlib.Path(sys.argv[1]).resolve().parent
CONFIANCE = RACCORDEMENT / "confiance.pem"
CERTIFICAT, CLE = RACCORDEMENT / "org-auth-cli.pem", RACCORDEMENT / "org-auth-cli.cle.pem"
# What a client waits for an answer.
DELAI = 30
ECHECS = []


class Inattendu(Exception):
    """What came is not what was awaited."""


def exiger(vrai, quoi):
    if not vrai:
        raise Inattendu(quoi)


def dire(operation, resultat="ok"):
    print(operation, resultat, flush=True)


def operation(*noms):
    """Plays it at once, and says how it went, a line for each thing that it shows; what it returns is the refusal that was awaited."""

    def jouer(faire):
        try:
            resultat = faire()
        except Exception:
            ECHECS.extend(noms)
            resultat = "ko"
            print(f"{', '.join(noms)} :", file=sys.stderr)
            traceback.print_exc()
        for nom in noms:
            dire(nom, resultat or "ok")
        return faire

    return jouer


def finir():
    """Ends with 1 when an operation failed."""
    if ECHECS:
        raise SystemExit(f"ÉCHEC : {', '.join(ECHECS)}")


def contexte(certificat=False) -> ssl.SSLContext:
    """TLS as the product of a structure does it: the test PKI alone, names checked, and its certificate if it shows one."""
    c = ssl.create_default_context(cadata=ICI["ancres"])
    if certificat:
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as f:
            f.write(ICI["certificat"] + "\n" + ICI["cle"])
            f.flush()
            c.load_cert_chain(f.name)
    return c


def point(nom: str) -> tuple[str, int]:
    hote, port = ICI["points"][nom].split("://")[1].split("/")[0].rsplit(":", 1)
    return hote, int(port)


def _http(url, corps, entetes, tls=None) -> dict:
    demande = urllib.request.Request(url, data=corps, headers=entetes, method="POST")
    with urllib.request.urlopen(demande, context=tls, timeout=DELAI) as r:
        return json.load(r)


def agir(service: str, action: str, **parametres) -> dict:
    """An action of the world."""
    url = f"{ICI['controle']}/banc/actions/{service}/{action}?espace=defaut"
    return _http(url, json.dumps(parametres).encode(), {"Content-Type": "application/json"})


def jeton(identite: str) -> str:
    """An access token of Pro Santé Connect for this person, by CIBA."""
    base = ICI["points"]["psc.auth"] + "/protocol/openid-connect"
    secret = base64.b64encode(b"banc-essai:secret-public-du-banc").decode()
    entetes = {"Authorization": f"Basic {secret}", "Content-Type": "application/x-www-form-urlencoded"}

    def poster(chemin, **champs):
        return _http(base + chemin, urllib.parse.urlencode(champs).encode(), entetes, contexte())

    demande = poster(
        "/ext/ciba/auth", scope="openid scope_all", login_hint=identite, binding_message="42", acr_values="eidas1", channel="MOBILE"
    )["auth_req_id"]
    agir("psc", "approuver", demande=demande)
    return poster("/token", grant_type="urn:openid:params:grant-type:ciba", auth_req_id=demande)["access_token"]


def porteur(mecanisme: str, boite: str, texte: str) -> str:
    """What a client gives with a token: XOAUTH2, or OAUTHBEARER (RFC 7628)."""
    if mecanisme == "XOAUTH2":
        return f"user={boite}\x01auth=Bearer {texte}\x01\x01"
    hote, port = point("mssante.imap")
    return f"n,a={boite},\x01host={hote}\x01port={port}\x01auth=Bearer {texte}\x01\x01"


def boite(adresse: str) -> imaplib.IMAP4_SSL:
    """A mailbox to look into, its INBOX open."""
    i = imaplib.IMAP4_SSL(*point("mssante.imaps"), ssl_context=contexte(), timeout=DELAI)
    # It writes a literal, then the end of the line: the second would wait 40 ms for the first to be acknowledged.
    i.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    i.login(adresse, MOT)
    i.select("INBOX")
    return i


def executer(*commande, entree=b"", attendu=(0,), delai=120, environnement=None) -> subprocess.CompletedProcess:
    """Runs a client to its end; what it printed is part of what went wrong."""
    c = [str(mot) for mot in commande]
    fait = subprocess.run(c, input=entree, capture_output=True, timeout=delai, env=environnement)
    dit = (fait.stdout + b"\n" + fait.stderr).decode("utf-8", "replace")
    exiger(fait.returncode in attendu, f"{' '.join(c)} : sort en {fait.returncode}\n{dit}")
    return fait


def fichier(nom: str, contenu: bytes | str) -> pathlib.Path:
    """A file of one's own, that nobody else reads: clients refuse a password that others could."""
    chemin = LA / nom
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    chemin.chmod(0o600)
    return chemin


def vider(adresse: str, *dossiers: str):
    """Takes every mail of a mailbox away, and these folders."""
    with boite(adresse) as i:
        if i.search(None, "ALL")[1][0]:
            i.store("1:*", "+FLAGS.SILENT", "\\Deleted")
            i.expunge()
        for nom in dossiers:
            i.delete(nom)


def recu(adresse: str, entete: str, valeur: str, combien=1) -> list[bytes]:
    """The mails of this mailbox whose header has this value, once there are that many."""
    with boite(adresse) as i:
        fin = time.monotonic() + DELAI
        while True:
            i.noop()
            _, (numeros,) = i.search(None, "HEADER", entete, f'"{valeur}"')
            numeros = numeros.split()
            if len(numeros) >= combien or time.monotonic() > fin:
                break
            time.sleep(0.1)
        exiger(len(numeros) == combien, f"{len(numeros)} courriels où {entete} a {valeur}, et non {combien}")
        return [i.fetch(n, "(BODY.PEEK[])")[1][0][1] for n in numeros]


def sans_trace(octets: bytes) -> bytes:
    """A mail without what the operator wrote before it: Return-Path, Received and its folded lines."""
    lignes = octets.split(b"\r\n")
    exiger(lignes[0].startswith(b"Return-Path: <"), lignes[0])
    exiger(lignes[1].startswith(b"Received: from "), lignes[1])
    n = 2
    while lignes[n][:1] in (b" ", b"\t"):
        n += 1
    return b"\r\n".join(lignes[n:])
