"""offlineimap3 against the MSSanté operator of the bench: a mailbox and a Maildir made the same, both ways. Argument: a JSON file that says where it
is.

Prints « operation résultat », a line each; exits 1 when one failed.
"""

import email
import os
import re

from courriel import BIOLOGISTE, CONFIANCE, LA, MOT, PRESCRIPTEUR, boite, dire, executer, exiger, fichier, finir, jeton, operation, point, vider

dire("version", executer("offlineimap", "--version").stdout.split()[-1].decode())
BOITE = PRESCRIPTEUR["adresse"]
DOSSIER = "R&AOk-sultats"
MAILDIR = LA / "offlineimap"
COMBIEN = 100
dire("courriels", COMBIEN)


def synchroniser(protocole="imaps", qui=BOITE, entree=f"remotepass = {MOT}", dossier=MAILDIR):
    # By name: a certificate is compared with it.
    _, port = point(f"mssante.{protocole}")
    tls = "ssl = yes" if protocole == "imaps" else "ssl = no\nstarttls = yes"
    reglages = f"""
[general]
accounts = banc
metadata = {LA}/offlineimap-etat-{qui}
ui = quiet
[Account banc]
localrepository = ici
remoterepository = loin
[Repository ici]
type = Maildir
localfolders = {dossier}
sep = .
[Repository loin]
type = IMAP
remotehost = localhost
remoteport = {port}
remoteuser = {qui}
{entree}
{tls}
sslcacertfile = {CONFIANCE}
"""
    environnement = {**os.environ, "HOME": str(LA)}
    return executer("offlineimap", "-c", fichier("offlineimaprc", reglages), "-o", environnement=environnement, delai=300)


def courriel(n: int, d_ou: str) -> bytes:
    corps = [f"Glycémie {n}\r\n.\r\n..fin\r\n".encode(), b"z" * 5000 + b"\r\n", b"", bytes(range(0xA0, 0x100)) + b"\r\n"][n % 4]
    return b"From: a@test.mssante.fr\r\nTo: b@test.mssante.fr\r\nSubject: %s %d\r\nMessage-ID: <%s.%d@offlineimap.test>\r\n\r\n%s" % (
        d_ou.encode(), n, d_ou.encode(), n, corps,
    )


def nom(octets: bytes) -> bytes:
    return re.search(rb"(?im)^message-id: (<[^>]*>)", octets).group(1)


def loin(dossier) -> dict[bytes, bytes]:
    with boite(BOITE) as i:
        exiger(i.select(f'"{dossier}"', readonly=True)[0] == "OK", dossier)
        if not i.search(None, "ALL")[1][0]:
            return {}
        return {nom(r[1]): r[1] for r in i.fetch("1:*", "(BODY.PEEK[])")[1] if isinstance(r, tuple)}


def ici(dossier) -> dict[bytes, bytes]:
    d = MAILDIR / dossier
    vus = [c.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for c in [*(d / "cur").iterdir(), *(d / "new").iterdir()]]
    return {nom(v): v for v in vus}


def pareils(dossier, combien):
    a, b = loin(dossier), ici(dossier)
    exiger(len(a) == combien and a.keys() == b.keys(), f"{dossier} : {len(a)}, {len(b)}, et non {combien}")
    for quel, octets in a.items():
        exiger(octets == b[quel], f"{quel} :\n{octets}\n{b[quel]}")


vider(BOITE, DOSSIER, "Envoy&AOk-s")
with boite(BOITE) as depart:
    depart.create(DOSSIER)
    for rang in range(COMBIEN):
        depart.append(DOSSIER if rang % 10 == 0 else "INBOX", "\\Seen" if rang % 2 else "", None, courriel(rang, "loin"))


@operation("synchronisation, de la boîte au disque", "TLS implicite", "AUTH PLAIN", "LIST", "FETCH BODY[] (octet pour octet)")
def _():
    synchroniser()
    pareils("INBOX", COMBIEN * 9 // 10)
    pareils(DOSSIER, COMBIEN // 10)


@operation("synchronisation, du disque à la boîte", "CREATE (accents)", "APPEND")
def _():
    for sous in ("cur", "new", "tmp"):
        (MAILDIR / "Envoy&AOk-s" / sous).mkdir(parents=True)
    for n in range(20):
        (MAILDIR / "Envoy&AOk-s" / "cur" / f"{1_767_000_000 + n}_{n}.1.ici:2,S").write_bytes(courriel(n, "ici").replace(b"\r\n", b"\n"))
    synchroniser()
    with boite(BOITE) as i:
        i.select('"Envoy&AOk-s"', readonly=True)
        exiger(len(i.search(None, "SEEN")[1][0].split()) == 20, "drapeaux")
    a, b = loin("Envoy&AOk-s"), ici("Envoy&AOk-s")
    exiger(a.keys() == b.keys() and len(a) == 20, (len(a), len(b)))
    # It parses a mail and writes it again: its body is the same, its header may be folded otherwise.
    for quel, octets in a.items():
        exiger(email.message_from_bytes(octets).get_payload(decode=True) == email.message_from_bytes(b[quel]).get_payload(decode=True), quel)


@operation("synchronisation des drapeaux", "STORE")
def _():
    with boite(BOITE) as i:
        i.store("1:10", "+FLAGS.SILENT", "(\\Flagged)")
    cur = MAILDIR / DOSSIER / "cur"
    for chemin in list((MAILDIR / DOSSIER / "new").iterdir()):
        chemin.rename(cur / f"{chemin.name.partition(':2,')[0]}:2,")
    for chemin in sorted(cur.iterdir()):
        base, _, lettres = chemin.name.partition(":2,")
        chemin.rename(cur / f"{base}:2,{''.join(sorted({*lettres, 'S', 'R'}))}")
    synchroniser()
    with boite(BOITE) as i:
        i.select(DOSSIER, readonly=True)
        exiger(len(i.search(None, "SEEN ANSWERED")[1][0].split()) == COMBIEN // 10, "STORE")
    # What is not read stays in `new`.
    tous = [c.name for sous in ("cur", "new") for c in (MAILDIR / "INBOX" / sous).iterdir()]
    exiger(sum("F" in c.partition(":2,")[2] for c in tous) == 10, f"drapeaux de la boîte {tous}")


@operation("synchronisation des effacements", "EXPUNGE")
def _():
    with boite(BOITE) as i:
        i.store("1:5", "+FLAGS.SILENT", "\\Deleted")
        i.expunge()
    for chemin in sorted((MAILDIR / DOSSIER / "cur").iterdir())[:3]:
        chemin.unlink()
    synchroniser()
    pareils("INBOX", COMBIEN * 9 // 10 - 5)
    pareils(DOSSIER, COMBIEN // 10 - 3)


@operation("STARTTLS")
def _():
    synchroniser("imap")
    pareils("INBOX", COMBIEN * 9 // 10 - 5)


@operation("AUTH XOAUTH2")
def _():
    entree = f"auth_mechanisms = XOAUTH2\noauth2_access_token = {jeton(BIOLOGISTE['identite'])}"
    synchroniser(qui=BIOLOGISTE["adresse"], entree=entree, dossier=LA / "offlineimap-jeton")
    exiger((LA / "offlineimap-jeton" / "INBOX").is_dir(), "rien n'a été lu")


vider(BOITE, DOSSIER, "Envoy&AOk-s")
finir()
