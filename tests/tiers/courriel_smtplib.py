"""Python's smtplib against the MSSanté operator of the bench: submission as a product does it. Argument: a JSON file that says where it is.

Prints « operation résultat », a line each; exits 1 when one failed.
"""

import email
import email.policy
import platform
import smtplib
import time
from email.message import EmailMessage

from courriel import (
    BIOLOGISTE,
    DELAI,
    ICI,
    MACHINE,
    MOT,
    PRESCRIPTEUR,
    agir,
    boite,
    contexte,
    dire,
    exiger,
    finir,
    jeton,
    operation,
    point,
    porteur,
    recu,
    sans_trace,
)

dire("version", platform.python_version())

MARQUE = f"{time.time_ns():x}"
RANG = iter(range(1, 1000))


def ouvrir(certificat=False) -> smtplib.SMTP:
    s = smtplib.SMTP(*point("mssante.soumission"), local_hostname="poste.test", timeout=DELAI)
    s.starttls(context=contexte(certificat))
    s.ehlo()
    return s


def entrer(qui=BIOLOGISTE["adresse"]) -> smtplib.SMTP:
    s = ouvrir()
    s.login(qui, MOT)
    return s


def courriel(a=PRESCRIPTEUR["adresse"], de=BIOLOGISTE["adresse"], texte="Bonjour,\nvoici le résultat.\n", **entetes) -> EmailMessage:
    m = EmailMessage(policy=email.policy.SMTP)
    m["From"] = f"Alex BIOTEST <{de}>"
    m["To"] = a
    m["Subject"] = "Résultat du dosage, à lire aujourd'hui"
    m["Message-ID"] = f"<{MARQUE}.{next(RANG)}@client.test>"
    m["Date"] = email.utils.formatdate()
    m["X-MSS-NIL"] = "NIL-ESSAI"
    for nom, valeur in entetes.items():
        m[nom.replace("_", "-")] = valeur
    m.set_content(texte)
    return m


def arrive(m: EmailMessage, adresse=PRESCRIPTEUR["adresse"]) -> bytes:
    (octets,) = recu(adresse, "Message-ID", m["Message-ID"])
    return octets


def refus(faire, *codes) -> str:
    """The number of the refusal that this must meet."""
    try:
        faire()
    except smtplib.SMTPRecipientsRefused as e:
        code = next(iter(e.recipients.values()))[0]
    except smtplib.SMTPResponseException as e:
        code = e.smtp_code
    else:
        raise AssertionError("accepté")
    exiger(code in codes, f"{code}, et non {codes}")
    return str(code)


@operation("EHLO")
def _():
    with smtplib.SMTP(*point("mssante.soumission"), timeout=DELAI) as s:
        s.ehlo()
        exiger(s.has_extn("starttls") and not s.has_extn("auth"), s.esmtp_features)
    with ouvrir() as s:
        exiger(not s.has_extn("starttls"), s.esmtp_features)
        for mot in ("size", "8bitmime", "dsn", "enhancedstatuscodes", "pipelining"):
            exiger(s.has_extn(mot), mot)
        for mot in ("XOAUTH2", "OAUTHBEARER", "PLAIN", "LOGIN"):
            exiger(mot in s.esmtp_features["auth"].split(), s.esmtp_features["auth"])
        exiger("EXTERNAL" not in s.esmtp_features["auth"], "EXTERNAL sans certificat")


@operation("STARTTLS", "courriel octet pour octet")
def _():
    with entrer() as s:
        m = courriel()
        exiger(s.send_message(m) == {}, "un destinataire refusé")
    exiger(sans_trace(arrive(m)) == m.as_bytes(), "le courriel est arrivé autre qu'il n'est parti")


@operation("TLS implicite")
def _():
    with smtplib.SMTP_SSL(*point("mssante.smtps"), context=contexte(), timeout=DELAI) as s:
        s.login(BIOLOGISTE["adresse"], MOT)
        m = courriel()
        s.send_message(m)
    arrive(m)


def par_jeton(mecanisme, d_abord):
    # Built before the connection: a token takes a moment.
    texte = porteur(mecanisme, BIOLOGISTE["adresse"], jeton(BIOLOGISTE["identite"]))
    with ouvrir() as s:
        exiger(s.auth(mecanisme, lambda defi=None: texte, initial_response_ok=d_abord)[0] == 235, "AUTH")
        m = courriel()
        s.send_message(m)
    arrive(m)


@operation("AUTH XOAUTH2")
def _():
    par_jeton("XOAUTH2", True)
    par_jeton("XOAUTH2", False)


@operation("AUTH OAUTHBEARER")
def _():
    par_jeton("OAUTHBEARER", True)


def par_mot_de_passe(mecanisme):
    with ouvrir() as s:
        s.user, s.password = BIOLOGISTE["adresse"], MOT
        exiger(s.auth(mecanisme, getattr(s, f"auth_{mecanisme.lower()}"))[0] == 235, "AUTH")


@operation("AUTH PLAIN")
def _():
    par_mot_de_passe("PLAIN")


@operation("AUTH LOGIN")
def _():
    par_mot_de_passe("LOGIN")


@operation("jeton faux")
def _():
    faux = porteur("XOAUTH2", BIOLOGISTE["adresse"], "a.b.c")
    with ouvrir() as s:
        return refus(lambda: s.auth("XOAUTH2", lambda defi=None: "" if defi else faux), 535)


@operation("jeton d'un autre")
def _():
    autre = porteur("XOAUTH2", PRESCRIPTEUR["adresse"], jeton(BIOLOGISTE["identite"]))
    with ouvrir() as s:
        return refus(lambda: s.auth("XOAUTH2", lambda defi=None: "" if defi else autre), 535)


@operation("mot de passe faux")
def _():
    with ouvrir() as s:
        return refus(lambda: s.login(BIOLOGISTE["adresse"], "autre"), 535)


@operation("certificat (boîte APP)")
def _():
    # Without AUTH, then by EXTERNAL.
    for external in (False, True):
        with ouvrir(certificat=True) as s:
            exiger("EXTERNAL" in s.esmtp_features["auth"].split(), s.esmtp_features["auth"])
            if external:
                exiger(s.auth("EXTERNAL", lambda defi=None: MACHINE["adresse"])[0] == 235, "EXTERNAL")
            m = courriel(de=MACHINE["adresse"])
            s.send_message(m, from_addr=MACHINE["adresse"])
        arrive(m)


@operation("certificat, boîte d'une personne")
def _():
    with ouvrir(certificat=True) as s:
        return refus(lambda: s.send_message(courriel()), 530)


@operation("sans STARTTLS")
def _():
    with smtplib.SMTP(*point("mssante.soumission"), timeout=DELAI) as s:
        return refus(lambda: s.send_message(courriel()), 530)


@operation("sans AUTH")
def _():
    with ouvrir() as s:
        return refus(lambda: s.send_message(courriel()), 530)


@operation("au nom d'un autre")
def _():
    with entrer() as s:
        return refus(lambda: s.send_message(courriel(), from_addr=PRESCRIPTEUR["adresse"]), 553)


@operation("destinataire inconnu")
def _():
    with entrer() as s:
        code = refus(lambda: s.send_message(courriel(a="personne@test.mssante.fr")), 550)
        # One of two: the other has the mail.
        m = courriel(a=f"{PRESCRIPTEUR['adresse']}, personne@test.mssante.fr")
        exiger(list(s.send_message(m)) == ["personne@test.mssante.fr"], "refusés")
    arrive(m)
    return code


@operation("domaine hors liste blanche")
def _():
    with entrer() as s:
        return refus(lambda: s.send_message(courriel(a="quelqu.un@hors.example")), 550, 553, 554)


@operation("plusieurs courriels", "RSET", "NOOP", "VRFY")
def _():
    with entrer() as s:
        envoyes = []
        for _ in range(3):
            s.mail(BIOLOGISTE["adresse"])
            exiger(s.rset()[0] == 250 and s.noop()[0] == 250, "RSET, NOOP")
            envoyes.append(courriel())
            s.send_message(envoyes[-1])
        exiger(s.vrfy("x")[0] == 252, "VRFY")
    for m in envoyes:
        arrive(m)


def octets(corps: bytes, *entetes: bytes) -> tuple[str, bytes]:
    nom = f"<{MARQUE}.{next(RANG)}@client.test>"
    tete = [
        b"From: Alex BIOTEST <%s>" % BIOLOGISTE["adresse"].encode(),
        b"To: %s" % PRESCRIPTEUR["adresse"].encode(),
        b"Subject: octets",
        b"Message-ID: %s" % nom.encode(),
        b"X-MSS-NIL: NIL-ESSAI",
        *entetes,
    ]
    return nom, b"\r\n".join([*tete, b"", corps])


def octet_pour_octet(nom, envoye, options=()):
    with entrer() as s:
        s.sendmail(BIOLOGISTE["adresse"], [PRESCRIPTEUR["adresse"]], envoye, mail_options=options)
    (vu,) = recu(PRESCRIPTEUR["adresse"], "Message-ID", nom)
    # smtplib adds what it needs to end the last line.
    fin = b"" if envoye.endswith(b"\r\n") else b"\r\n"
    exiger(sans_trace(vu) == envoye + fin, "le courriel est arrivé autre qu'il n'est parti")


@operation("8BITMIME")
def _():
    mime = (b"MIME-Version: 1.0", b"Content-Type: text/plain; charset=utf-8", b"Content-Transfer-Encoding: 8bit")
    nom, envoye = octets("Résultat : 5 µmol/l\r\n".encode(), *mime)
    octet_pour_octet(nom, envoye, ["BODY=8BITMIME"])


@operation("points en tête de ligne")
def _():
    octet_pour_octet(*octets(b".\r\n..\r\n...\r\n.texte\r\n\r\n.\r\nfin\r\n.\r\n"))


@operation("lignes longues", "corps vide")
def _():
    octet_pour_octet(*octets(b"x" * 990 + b"\r\n" + b"y" * 20_000 + b"\r\n"))
    octet_pour_octet(*octets(b""))


@operation("pièce de 10 Mo")
def _():
    m = courriel()
    m.add_attachment(bytes(range(256)) * 40_000, maintype="application", subtype="octet-stream", filename="pièce.bin")
    with entrer() as s:
        s.send_message(m)
    vu = email.message_from_bytes(arrive(m), policy=email.policy.default)
    (piece,) = vu.iter_attachments()
    exiger(piece.get_filename() == "pièce.bin" and piece.get_content() == bytes(range(256)) * 40_000, "la pièce a changé")


def rapport(octets_du_rapport: bytes, genre: str):
    """The parts of a report: what a person reads, what a machine reads, the mail that comes back."""
    m = email.message_from_bytes(octets_du_rapport, policy=email.policy.default)
    exiger(m.get_content_type() == "multipart/report" and m.get_param("report-type") == genre, m["Content-Type"])
    return list(m.iter_parts())


def rapports(texte: str) -> list[bytes]:
    """The mails of the sender that say this."""
    with boite(BIOLOGISTE["adresse"]) as i:
        _, (numeros,) = i.search(None, "TEXT", f'"{texte}"')
        return [i.fetch(n, "(BODY.PEEK[])")[1][0][1] for n in numeros.split()]


def dsn_de(envid: str) -> tuple[list, list]:
    """The report for this envelope: its blocks, and its parts."""
    fin = time.monotonic() + DELAI
    while not (vus := rapports(envid)) and time.monotonic() < fin:
        time.sleep(0.1)
    exiger(len(vus) == 1, f"{len(vus)} rapports pour {envid}")
    parties = rapport(vus[0], "delivery-status")
    blocs = parties[1].get_payload()
    exiger(blocs[0]["Original-Envelope-Id"] == envid, blocs[0].as_string())
    return blocs, parties


@operation("DSN (NOTIFY, RET, ENVID, ORCPT)")
def _():
    envid = f"enveloppe-{MARQUE}"
    m = courriel()
    with entrer() as s:
        s.sendmail(
            BIOLOGISTE["adresse"],
            [PRESCRIPTEUR["adresse"]],
            m.as_bytes(),
            mail_options=["RET=FULL", f"ENVID={envid}"],
            rcpt_options=["NOTIFY=SUCCESS,FAILURE", f"ORCPT=rfc822;{PRESCRIPTEUR['adresse']}"],
        )
    arrive(m)
    blocs, parties = dsn_de(envid)
    exiger(blocs[1]["Action"] == "delivered" and blocs[1]["Status"].startswith("2."), blocs[1].as_string())
    exiger(blocs[1]["Original-Recipient"] == f"rfc822;{PRESCRIPTEUR['adresse']}", blocs[1].as_string())
    # Nothing failed: only headers come back, whatever RET says (RFC 3461, 4.3).
    exiger(parties[2].get_content_type() == "text/rfc822-headers", parties[2].get_content_type())
    exiger(m["Message-ID"] in parties[2].get_content(), "les en-têtes rendus")


@operation("NOTIFY=NEVER")
def _():
    envid = f"jamais-{MARQUE}"
    inconnu = "199999999999999@patient.mssante.fr"
    with entrer() as s:
        s.sendmail(BIOLOGISTE["adresse"], [inconnu], courriel(a=inconnu).as_bytes(), [f"ENVID={envid}"], ["NOTIFY=NEVER"])
        # What follows comes after: had there been a report, it would be there.
        s.send_message(courriel())
    exiger(rapports(envid) == [], "un rapport que personne ne voulait")


def rebond(adresse: str, statut: str, m=None, rendre="HDRS"):
    envid = f"rebond-{statut}-{MARQUE}"
    m = m or courriel(a=adresse)
    with entrer() as s:
        s.sendmail(BIOLOGISTE["adresse"], [adresse], m.as_bytes(), [f"ENVID={envid}", f"RET={rendre}"])
    blocs, parties = dsn_de(envid)
    exiger(blocs[1]["Action"] == "failed" and blocs[1]["Status"] == statut, blocs[1].as_string())
    exiger(adresse in blocs[1]["Final-Recipient"], blocs[1].as_string())
    exiger(parties[0].get_content_type() == "text/plain" and parties[0].get_content().strip(), "rien à lire")
    if rendre == "FULL":
        (rendu,) = parties[2].get_payload()
        exiger(rendu["Message-ID"] == m["Message-ID"] and "résultat" in rendu.get_content(), "RET=FULL rend le courriel entier")
    else:
        exiger(parties[2].get_content_type() == "text/rfc822-headers", parties[2].get_content_type())


@operation("usager, remis")
def _():
    m = courriel(a=ICI["usager"], X_MSS_MES="FIN")
    with entrer() as s:
        exiger(s.send_message(m) == {}, "refusé")
    lu = agir("mssante", "usager-lire", patient=ICI["usager"])
    exiger(lu, "rien n'a été lu")


@operation("usager, quatre rebonds")
def _():
    rebond("199999999999999@patient.mssante.fr", "5.1.3")
    rebond(ICI["usager_inconnu"], "5.1.1", rendre="FULL")
    agir("mssante", "usager-fermer", patient=ICI["usager"])
    rebond(ICI["usager"], "5.2.1")
    agir("mssante", "usager-ouvrir", patient=ICI["usager"])
    gros = courriel(a=ICI["usager"])
    gros.add_attachment(b"\0" * (19 * 1024 * 1024), maintype="application", subtype="octet-stream", filename="gros.bin")
    rebond(ICI["usager"], "5.3.4", gros)


@operation("MDN demandé, reçu")
def _():
    m = courriel(Disposition_Notification_To=BIOLOGISTE["adresse"])
    with entrer() as s:
        s.send_message(m)
    arrive(m)
    agir("mssante", "lire", boite=PRESCRIPTEUR["adresse"], message=m["Message-ID"])
    (vu,) = rapports(m["Message-ID"])
    parties = rapport(vu, "disposition-notification")
    for mot in ("Final-Recipient", "Disposition", "Original-Message-ID", m["Message-ID"]):
        exiger(mot in str(parties[1]), f"{mot} manque : {parties[1]}")


@operation("trop grand (SIZE)")
def _():
    with entrer() as s:
        taille = int(s.esmtp_features["size"])
        code, _ = s.mail(BIOLOGISTE["adresse"], [f"SIZE={taille + 1}"])
        exiger(code == 552, f"annoncé : {code}")
        # Not announced: refused at the end of the data, and the session goes on.
        s.mail(BIOLOGISTE["adresse"])
        s.rcpt(PRESCRIPTEUR["adresse"])
        code, _ = s.data(b"Subject: x\r\n\r\n" + b"x" * 70 * 1000 + b"\r\n" + (b"y" * 998 + b"\r\n") * (taille // 1000))
        exiger(code == 552, f"non annoncé : {code}")
        m = courriel()
        s.send_message(m)
    arrive(m)
    return str(code)


@operation("boîte pleine")
def _():
    agir("mssante", "quota", boite=PRESCRIPTEUR["adresse"], octets=1)
    try:
        with entrer() as s:
            return refus(lambda: s.send_message(courriel()), 452)
    finally:
        agir("mssante", "quota", boite=PRESCRIPTEUR["adresse"], octets=1 << 40)


@operation("session fermée par l'opérateur")
def _():
    s = entrer()
    agir("mssante", "fermer-sessions", boite=BIOLOGISTE["adresse"])
    try:
        code, _ = s.noop()
        exiger(code == 421, code)
    except smtplib.SMTPServerDisconnected:
        code = 421
    s.close()
    with entrer() as s:
        exiger(s.noop()[0] == 250, "la session suivante")
    return str(code)


finir()
