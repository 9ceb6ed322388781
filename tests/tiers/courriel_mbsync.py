"""mbsync (isync) against the MSSanté operator of the bench: a mailbox and a Maildir made the same, both ways, then compared byte for byte. Argument: a
JSON file that says where it is.

Prints « operation résultat », a line each; exits 1 when one failed.
"""

import base64
import random
import re
import sys
import time

from courriel import (
    BIOLOGISTE,
    CONFIANCE,
    ICI,
    LA,
    MOT,
    PRESCRIPTEUR,
    boite,
    dire,
    executer,
    exiger,
    fichier,
    finir,
    operation,
    point,
    vider,
)

dire("version", executer("mbsync", "--version").stdout.split()[1].decode())
COMBIEN = ICI["messages"]
dire("courriels", COMBIEN)
HASARD = random.Random(COMBIEN)
BOITE = PRESCRIPTEUR["adresse"]
# As IMAP4rev1 writes it, and mbsync with it.
DOSSIER = "R&AOk-sultats"
MAILDIR = LA / "maildir"


def reglages(protocole: str) -> str:
    implicite = protocole == "imaps"
    # By name: mbsync compares no address with those of a certificate.
    _, port = point(f"mssante.{protocole}")
    return f"""
IMAPAccount banc
Host localhost
Port {port}
User {BOITE}
Pass {MOT}
AuthMechs {"LOGIN" if implicite else "*"}
SSLType {"IMAPS" if implicite else "STARTTLS"}
SystemCertificates no
CertificateFile {CONFIANCE}

IMAPStore loin
Account banc

MaildirStore ici
Path {MAILDIR}/
Inbox {MAILDIR}/INBOX
SubFolders Verbatim

Channel tout
Far :loin:
Near :ici:
Patterns *
Create Both
Remove Both
Expunge Both
SyncState *
CopyArrivalDate yes
"""


def synchroniser(protocole="imaps"):
    MAILDIR.mkdir(exist_ok=True)
    return executer("mbsync", "--config", fichier(f"mbsync-{protocole}.rc", reglages(protocole)), "tout", delai=900)


def courriel(n: int, d_ou: str) -> bytes:
    """One of each kind in turn: 8-bit, long lines, dots, binary in base64, an empty body, parts, no header but one."""
    tete = [
        f"From: Alex BIOTEST <{BIOLOGISTE['adresse']}>".encode(),
        f"To: {BOITE}".encode(),
        f"Subject: =?utf-8?q?R=C3=A9sultat?= {d_ou} {n}".encode(),
        f"Message-ID: <{d_ou}.{n}@mbsync.test>".encode(),
        b"Date: Mon, 05 Jan 2026 09:00:00 +0100",
    ]
    genre = n % 7
    if genre == 0:
        tete += [b"MIME-Version: 1.0", b"Content-Type: text/plain; charset=utf-8", b"Content-Transfer-Encoding: 8bit"]
        corps = "Glycémie à jeun : 5,2 mmol/l\r\nµ, €, œ\r\n".encode() + bytes(range(0xA0, 0x100)) + b"\r\n"
    elif genre == 1:
        corps = b"x" * HASARD.randrange(900, 12_000) + b"\r\nfin sans point\r\n"
    elif genre == 2:
        corps = b".\r\n..\r\n.texte\r\n\r\n.\r\nFrom quelqu'un\r\n>From un autre\r\n"
    elif genre == 3:
        tete += [b"MIME-Version: 1.0", b"Content-Type: application/octet-stream", b"Content-Transfer-Encoding: base64"]
        corps = base64.encodebytes(HASARD.randbytes(HASARD.randrange(10, 6_000))).replace(b"\n", b"\r\n")
    elif genre == 4:
        corps = b""
    elif genre == 5:
        tete += [b"MIME-Version: 1.0", b'Content-Type: multipart/mixed; boundary="=_b"']
        corps = b"--=_b\r\n\r\npartie\r\n--=_b\r\nContent-Type: application/zip; name=IHE_XDM.ZIP\r\n\r\nPK\x03\x04\r\n--=_b--\r\n"
    else:
        tete += [b"X-Longue: " + b"mot " * 200, b"X-Pliee: un\r\n\tdeux\r\n trois"]
        corps = b"sans fin de ligne"
    return b"\r\n".join([*tete, b"", corps])


DRAPEAUX = ["", "\\Seen", "\\Flagged", "\\Answered", "\\Seen \\Flagged", "\\Draft", "\\Seen \\Answered \\Flagged"]
# What they are in the name of a file.
LETTRES = {b"\\Seen": "S", b"\\Flagged": "F", b"\\Answered": "R", b"\\Draft": "D", b"\\Deleted": "T"}


def deposer(dossier: str, n: int, i):
    etat, dit = i.append(dossier, f"({DRAPEAUX[n % 7]})", f'"{1 + n % 28:02}-Jan-2026 10:00:00 +0100"', courriel(n, "loin"))
    exiger(etat == "OK", dit)


def loin(dossier: str) -> dict[bytes, tuple[bytes, str]]:
    """The mails of a folder, by name: their bytes, and their flags as letters."""
    vus = {}
    with boite(BOITE) as i:
        exiger(i.select(f'"{dossier}"')[0] == "OK", dossier)
        _, rendus = i.fetch("1:*", "(FLAGS BODY.PEEK[])")
        # Flags come before the body, or after it, on the line that ends it.
        for n, r in enumerate(rendus):
            if isinstance(r, tuple):
                apres = rendus[n + 1] if n + 1 < len(rendus) and isinstance(rendus[n + 1], bytes) else b""
                drapeaux = re.search(rb"FLAGS \(([^)]*)\)", r[0] + apres).group(1).split()
                ranger(vus, r[1], "".join(sorted(LETTRES[d] for d in drapeaux if d in LETTRES)))
    return vus


def ici(dossier: str) -> dict[bytes, tuple[bytes, str]]:
    vus = {}
    for chemin in [*(MAILDIR / dossier / "cur").iterdir(), *(MAILDIR / dossier / "new").iterdir()]:
        _, _, lettres = chemin.name.partition(":2,")
        # A Maildir has the line ends of the system.
        octets = chemin.read_bytes()
        exiger(b"\r\n" not in octets, f"{chemin} a des CR LF")
        ranger(vus, octets.replace(b"\n", b"\r\n"), "".join(sorted(lettres)))
    return vus


def ranger(vus, octets, drapeaux):
    nom = re.search(rb"(?im)^message-id: (<[^>]*>)", octets).group(1)
    exiger(nom not in vus, f"{nom} deux fois")
    # mbsync names each mail that it carried.
    vus[nom] = (re.sub(rb"(?m)^X-TUID: .*\r\n", b"", octets), drapeaux)


def pareils(combien: dict[str, int]):
    for dossier, attendu in combien.items():
        a, b = loin(dossier), ici(dossier)
        exiger(len(a) == attendu, f"{dossier} : {len(a)} courriels, et non {attendu}")
        exiger(a.keys() == b.keys(), f"{dossier} : {set(a) ^ set(b)}")
        for nom, vu in a.items():
            exiger(vu == b[nom], f"{dossier}, {nom} :\n{vu}\n{b[nom]}")


# One of ten is in the folder whose name has an accent.
AILLEURS = COMBIEN // 10
A_ECRIRE = COMBIEN // 10
vider(BOITE, DOSSIER, "Envoy&AOk-s")
with boite(BOITE) as depart:
    depart.create(DOSSIER)
    for rang in range(COMBIEN):
        deposer(DOSSIER if rang < AILLEURS else "INBOX", rang, depart)
DEBUT = time.monotonic()


@operation("synchronisation, de la boîte au disque", "TLS implicite", "LOGIN", "FETCH BODY[] (octet pour octet)", "LIST")
def _():
    synchroniser()
    pareils({"INBOX": COMBIEN - AILLEURS, DOSSIER: AILLEURS})


@operation("synchronisation, du disque à la boîte", "APPEND", "CREATE (accents)")
def _():
    # A folder that the disk alone has, and mails in one that both have.
    for sous in ("cur", "new", "tmp"):
        (MAILDIR / "Envoy&AOk-s" / sous).mkdir(parents=True)
    for n in range(A_ECRIRE):
        nom = f"{1_767_000_000 + n}.{n}.ici:2,{['', 'S', 'FS', 'R', 'D'][n % 5]}"
        dossier = MAILDIR / ("Envoy&AOk-s" if n % 2 else "INBOX") / "cur"
        (dossier / nom).write_bytes(courriel(n, "ici").replace(b"\r\n", b"\n"))
    synchroniser()
    pareils({"INBOX": COMBIEN - AILLEURS + (A_ECRIRE + 1) // 2, DOSSIER: AILLEURS, "Envoy&AOk-s": A_ECRIRE // 2})


@operation("synchronisation des drapeaux", "STORE")
def _():
    with boite(BOITE) as i:
        i.store("1:50", "+FLAGS.SILENT", "(\\Seen \\Answered)")
        i.store("51:80", "-FLAGS.SILENT", "(\\Seen \\Flagged)")
    cur = MAILDIR / DOSSIER / "cur"
    for chemin in sorted(cur.iterdir())[:40]:
        base, _, lettres = chemin.name.partition(":2,")
        chemin.rename(cur / f"{base}:2,{''.join(sorted(set(lettres) ^ set('FS')))}")
    synchroniser()
    pareils({"INBOX": COMBIEN - AILLEURS + (A_ECRIRE + 1) // 2, DOSSIER: AILLEURS, "Envoy&AOk-s": A_ECRIRE // 2})


@operation("synchronisation des effacements", "EXPUNGE")
def _():
    with boite(BOITE) as i:
        i.store("10:29", "+FLAGS.SILENT", "\\Deleted")
        i.expunge()
    for chemin in sorted((MAILDIR / DOSSIER / "cur").iterdir())[:15]:
        chemin.unlink()
    synchroniser()
    pareils({"INBOX": COMBIEN - AILLEURS + (A_ECRIRE + 1) // 2 - 20, DOSSIER: AILLEURS - 15, "Envoy&AOk-s": A_ECRIRE // 2})


@operation("synchronisation de rien", "STARTTLS", "AUTH PLAIN")
def _():
    avant = {d: loin(d) for d in ("INBOX", DOSSIER)}
    synchroniser("imap")
    exiger({d: loin(d) for d in avant} == avant, "une synchronisation de rien a changé quelque chose")


@operation("dossier refait (UIDVALIDITY)")
def _():
    # The folder is another one of the same name: mbsync sees it by its UIDVALIDITY, and carries nothing by mistake.
    with boite(BOITE) as i:
        i.delete("Envoy&AOk-s")
        i.create("Envoy&AOk-s")
        i.append("Envoy&AOk-s", "", None, courriel(0, "autre"))
    fait = executer("mbsync", "--config", LA / "mbsync-imaps.rc", "tout", attendu=(1,), delai=900)
    exiger(b"UIDVALIDITY genuinely changed" in fait.stderr, fait.stderr)
    exiger(len(loin("Envoy&AOk-s")) == 1 and len(ici("Envoy&AOk-s")) == A_ECRIRE // 2, "des courriels ont voyagé")


print(f"{COMBIEN} courriels en {time.monotonic() - DEBUT:.1f} s, comparaisons comprises", flush=True, file=sys.stderr)
finir()
