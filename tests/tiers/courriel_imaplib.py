"""Python's imaplib against the MSSanté operator of the bench: a mailbox read as a product does it. Argument: a JSON file that says where it is.

Prints « operation résultat », a line each; exits 1 when one failed.
"""

import base64
import email
import email.policy
import imaplib
import platform
import re
import smtplib
import threading
import time

from courriel import (
    BIOLOGISTE,
    DELAI,
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
)

# A command of RFC 3501 that imaplib does not know, of those that it is to let through.
for _verbe, _etats in {
    "ID": ("NONAUTH", "AUTH", "SELECTED"),
    "IDLE": ("AUTH", "SELECTED"),
    "MOVE": ("SELECTED",),
    "UNSELECT": ("SELECTED",),
    "GETQUOTAROOT": ("AUTH", "SELECTED"),
}.items():
    imaplib.Commands.setdefault(_verbe, _etats)

dire("version", platform.python_version())

MARQUE = f"{time.time_ns():x}"
DATE = '"05-Jan-2026 09:30:00 +0100"'


def clair() -> imaplib.IMAP4:
    return imaplib.IMAP4(*point("mssante.imap"), timeout=DELAI)


def chiffre(certificat=False) -> imaplib.IMAP4:
    i = clair()
    i.starttls(contexte(certificat))
    return i


def bon(reponse) -> list:
    etat, donnees = reponse
    exiger(etat == "OK", f"{etat} {donnees}")
    return donnees


def refus(faire, mot: str) -> str:
    """The word in brackets of the refusal that this must meet."""
    try:
        etat, donnees = faire()
    except imaplib.IMAP4.error as e:
        dit = str(e)
    else:
        exiger(etat == "NO", f"{etat} {donnees}")
        dit = str(donnees)
    exiger(f"[{mot}]" in dit, dit)
    return mot


def utf7(nom: str) -> str:
    """A name of folder as IMAP4rev1 writes it (RFC 3501, 5.1.3)."""

    def coder(m):
        return "&" + base64.b64encode(m.group().encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"

    return '"' + re.sub(r"[^\x20-\x7e]+", coder, nom.replace("&", "&-")) + '"'


def nombres(i, *criteres) -> list[int]:
    (dits,) = bon(i.search(*criteres))
    return [int(n) for n in dits.split()]


def simple(objet, corps="bonjour\r\n", **entetes) -> bytes:
    tete = {"From": "Alex BIOTEST <alex.biotest@test.mssante.fr>", "To": PRESCRIPTEUR["adresse"], "Subject": objet, **entetes}
    tete.setdefault("Date", "Mon, 05 Jan 2026 09:00:00 +0100")
    lignes = [f"{nom.replace('_', '-')}: {valeur}" for nom, valeur in tete.items()]
    return ("\r\n".join([*lignes, "", corps])).encode()


def a_pieces() -> bytes:
    """A mail of parts: a text in two forms, an archive, a mail that is carried."""
    m = email.message.EmailMessage(policy=email.policy.SMTP)
    m["From"], m["To"], m["Subject"] = BIOLOGISTE["adresse"], PRESCRIPTEUR["adresse"], "XDM/1.0/DDM+Compte rendu"
    m["Message-ID"] = f"<pieces.{MARQUE}@client.test>"
    m.set_content("Voici le compte rendu.\n")
    m.add_alternative("<p>Voici le compte rendu, mis en page.</p>\n", subtype="html")
    m.add_attachment(b"PK\x03\x04" + bytes(range(256)), maintype="application", subtype="zip", filename="IHE_XDM.ZIP")
    m.add_attachment(email.message_from_bytes(simple("Courriel porté"), policy=email.policy.SMTP))
    return m.as_bytes()


@operation("CAPABILITY")
def _():
    with clair() as i:
        exiger("STARTTLS" in i.capabilities and "LOGINDISABLED" in i.capabilities, i.capabilities)
    with boite(PRESCRIPTEUR["adresse"]) as i:
        dites = bon(i.capability())[0].decode().split()
        for mot in ("IMAP4rev1", "IMAP4rev2", "IDLE", "MOVE", "UIDPLUS", "NAMESPACE", "CONDSTORE", "LITERAL+", "ENABLE", "ID"):
            exiger(mot in dites, mot)


@operation("sans STARTTLS")
def _():
    with clair() as i:
        return refus(lambda: i.login(PRESCRIPTEUR["adresse"], MOT), "PRIVACYREQUIRED")


@operation("STARTTLS")
def _():
    with chiffre() as i:
        exiger("STARTTLS" not in i.capabilities and "AUTH=XOAUTH2" in i.capabilities, i.capabilities)
        bon(i.login(PRESCRIPTEUR["adresse"], MOT))
        bon(i.select())


@operation("TLS implicite", "LOGIN")
def _():
    with boite(PRESCRIPTEUR["adresse"]) as i:
        bon(i.noop())


def par_jeton(mecanisme):
    texte = porteur(mecanisme, BIOLOGISTE["adresse"], jeton(BIOLOGISTE["identite"]))
    with chiffre() as i:
        bon(i.authenticate(mecanisme, lambda defi: texte.encode()))
        bon(i.select())


@operation("AUTH XOAUTH2")
def _():
    par_jeton("XOAUTH2")


@operation("AUTH OAUTHBEARER")
def _():
    par_jeton("OAUTHBEARER")


@operation("AUTH PLAIN")
def _():
    with chiffre() as i:
        bon(i.authenticate("PLAIN", lambda defi: f"\0{PRESCRIPTEUR['adresse']}\0{MOT}".encode()))


@operation("jeton faux")
def _():
    faux = porteur("XOAUTH2", BIOLOGISTE["adresse"], "a.b.c").encode()
    with chiffre() as i:
        return refus(lambda: i.authenticate("XOAUTH2", lambda defi: b"" if defi else faux), "AUTHENTICATIONFAILED")


@operation("jeton d'un autre")
def _():
    autre = porteur("XOAUTH2", PRESCRIPTEUR["adresse"], jeton(BIOLOGISTE["identite"])).encode()
    with chiffre() as i:
        return refus(lambda: i.authenticate("XOAUTH2", lambda defi: b"" if defi else autre), "AUTHORIZATIONFAILED")


@operation("mot de passe faux")
def _():
    with chiffre() as i:
        return refus(lambda: i.login(PRESCRIPTEUR["adresse"], "autre"), "AUTHENTICATIONFAILED")


@operation("certificat (boîte APP)")
def _():
    with chiffre(certificat=True) as i:
        exiger("AUTH=EXTERNAL" in i.capabilities, i.capabilities)
        bon(i.authenticate("EXTERNAL", lambda defi: MACHINE["adresse"].encode()))
        bon(i.select())


@operation("certificat, boîte d'une personne")
def _():
    with chiffre(certificat=True) as i:
        return refus(lambda: i.authenticate("EXTERNAL", lambda defi: BIOLOGISTE["adresse"].encode()), "AUTHORIZATIONFAILED")


@operation("ID", "ENABLE", "NAMESPACE")
def _():
    with chiffre() as i:
        # imaplib wants ENABLE before a folder is open.
        bon(i.login(PRESCRIPTEUR["adresse"], MOT))
        bon(i._simple_command("ID", '("name" "imaplib" "version" "3")'))
        exiger(b"segur-bench" in i.response("ID")[1][0], "ID")
        bon(i.enable("UTF8=ACCEPT"))
        exiger(bon(i.namespace())[0] == b'(("" "/")) NIL NIL', "NAMESPACE")


DOSSIER = utf7(f"Résultats {MARQUE} & suites")


@operation("CREATE (accents)", "LIST", "RENAME", "SUBSCRIBE", "LSUB", "DELETE")
def _():
    with boite(PRESCRIPTEUR["adresse"]) as i:
        bon(i.create(DOSSIER))
        bon(i.create(utf7(f"Arborescence {MARQUE}/À trier/Été")))
        noms = [r.decode() for r in bon(i.list())]
        exiger(any(n.endswith(f'"/" {DOSSIER}') for n in noms), noms)
        (inbox,) = [n for n in noms if n.endswith("INBOX")]
        exiger("\\HasNoChildren" in inbox and sum("Arborescence" in n and MARQUE in n for n in noms) == 3, noms)
        nouveau = utf7(f"Renommé {MARQUE}")
        bon(i.rename(utf7(f"Arborescence {MARQUE}"), nouveau))
        exiger(len(bon(i.list('""', nouveau[:-1] + '/*"'))) == 2, "l'arborescence n'a pas suivi")
        bon(i.subscribe(nouveau))
        exiger(any(r.decode().endswith(nouveau) for r in bon(i.lsub())), "LSUB")
        bon(i.unsubscribe(nouveau))
        exiger(not any(r.decode().endswith(nouveau) for r in bon(i.lsub()) if r), bon(i.lsub()))
        for reste in (f"Renommé {MARQUE}/À trier/Été", f"Renommé {MARQUE}/À trier", f"Renommé {MARQUE}"):
            bon(i.delete(utf7(reste)))
        exiger(not any("Renomm" in r.decode() and MARQUE in r.decode() for r in bon(i.list())), "DELETE")


COURRIELS = [
    simple("=?utf-8?q?R=C3=A9sultat_du_dosage?=", Message_ID=f"<un.{MARQUE}@client.test>"),
    simple("Ordonnance", "Glycémie à jeun : 5,2 mmol/l\r\n.\r\n..fin\r\n", MIME_Version="1.0", Content_Type="text/plain; charset=utf-8"),
    a_pieces(),
    simple("Vide", "", Date="Tue, 06 Jan 2026 09:00:00 +0100"),
]


@operation("APPEND")
def _():
    with boite(PRESCRIPTEUR["adresse"]) as i:
        for n, octets in enumerate(COURRIELS):
            (dit,) = bon(i.append(DOSSIER, "(\\Seen $MDNSent)" if n == 1 else "", DATE if n == 0 else None, octets))
            exiger(dit.startswith(b"[APPENDUID "), dit)
        return None


@operation("STATUS", "SELECT", "EXAMINE")
def _():
    with boite(PRESCRIPTEUR["adresse"]) as i:
        dit = bon(i.status(DOSSIER, "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"))[0].decode()
        exiger("MESSAGES 4" in dit and "UIDNEXT 5" in dit and "UNSEEN 3" in dit, dit)
        exiger(bon(i.select(DOSSIER)) == [b"4"], "SELECT")
        exiger(b"\\*" in i.response("PERMANENTFLAGS")[1][0], "PERMANENTFLAGS")
        bon(i.select(DOSSIER, readonly=True))
        exiger(i.store("1", "+FLAGS", "\\Seen")[0] == "NO", "écrit dans un dossier ouvert par EXAMINE")
        bon(i.fetch("1", "(BODY[])"))
        exiger(nombres(i, None, "SEEN") == [2], "lire par EXAMINE ne marque rien")


@operation("FETCH BODY[] (octet pour octet)")
def _():
    with boite(PRESCRIPTEUR["adresse"]) as i:
        bon(i.select(DOSSIER, readonly=True))
        for n, octets in enumerate(COURRIELS, 1):
            dit = bon(i.fetch(str(n), "(RFC822.SIZE BODY.PEEK[])"))
            exiger(dit[0][1] == octets, f"{n} : {dit[0][1]}")
            exiger(b"RFC822.SIZE %d " % len(octets) in dit[0][0], dit[0][0])


@operation("FETCH ENVELOPE", "FETCH BODYSTRUCTURE")
def _():
    with boite(PRESCRIPTEUR["adresse"]) as i:
        bon(i.select(DOSSIER, readonly=True))
        dit = bon(i.fetch("1", "(ENVELOPE INTERNALDATE FLAGS UID)"))[0].decode()
        for mot in (
            '"=?utf-8?q?R=C3=A9sultat_du_dosage?="',
            '(("Alex BIOTEST" NIL "alex.biotest" "test.mssante.fr"))',
            f'"<un.{MARQUE}@client.test>"',
            "UID 1",
        ):
            exiger(mot in dit, f"{mot} : {dit}")
        quand = imaplib.Internaldate2tuple(dit.encode())
        exiger(time.mktime(quand) == 1767601800, f"{quand}")
        dit = bon(i.fetch("3", "(BODYSTRUCTURE)"))
        dit = b"".join(d if isinstance(d, bytes) else b"".join(d) for d in dit).decode()
        for mot in ('"alternative"', '"html"', '"zip"', '"IHE_XDM.ZIP"', '"rfc822"', '"mixed"'):
            exiger(mot.lower() in dit.lower(), f"{mot} : {dit}")


@operation("FETCH sections", "FETCH partiel", "BINARY")
def _():
    octets = COURRIELS[2]
    m = email.message_from_bytes(octets, policy=email.policy.SMTP)
    with boite(PRESCRIPTEUR["adresse"]) as i:
        bon(i.select(DOSSIER, readonly=True))

        def section(quoi):
            return bon(i.fetch("3", f"(BODY.PEEK[{quoi}])"))[0][1]

        entete, corps = octets.split(b"\r\n\r\n", 1)
        exiger(section("HEADER") == entete + b"\r\n\r\n", "HEADER")
        exiger(section("TEXT") == corps, "TEXT")
        champs = section("HEADER.FIELDS (SUBJECT MESSAGE-ID)")
        exiger(champs == f"Subject: XDM/1.0/DDM+Compte rendu\r\nMessage-ID: <pieces.{MARQUE}@client.test>\r\n\r\n".encode(), champs)
        exiger(b"Subject" not in section("HEADER.FIELDS.NOT (SUBJECT)"), "HEADER.FIELDS.NOT")
        exiger(section("1.1") == b"Voici le compte rendu.\r\n", section("1.1"))
        exiger(b"text/html" in section("1.2.MIME"), section("1.2.MIME"))
        archive = next(m.iter_attachments()).get_content()
        exiger(base64.b64decode(section("2")) == archive, "2")
        exiger(section("3") == simple("Courriel porté") or b"Courriel" in section("3.HEADER"), "3")
        exiger(section("3.TEXT") == b"bonjour\r\n", section("3.TEXT"))
        dit = bon(i.fetch("3", "(BODY.PEEK[]<10.20>)"))[0]
        exiger(dit[1] == octets[10:30] and b"BODY[]<10>" in dit[0], dit)
        dit = bon(i.fetch("3", f"(BODY.PEEK[]<{len(octets) + 5}.20>)"))[0]
        exiger(b'""' in (dit if isinstance(dit, bytes) else dit[0]) or dit[1] == b"", dit)
        for macro in ("ALL", "FAST", "FULL", "(RFC822.HEADER)", "(RFC822.TEXT)", "(BINARY.PEEK[2])", "(BINARY.SIZE[2])"):
            bon(i.fetch("3", macro))
        exiger(bon(i.fetch("3", "(BINARY.PEEK[2])"))[0][1] == archive, "BINARY")


@operation("SEARCH")
def _():
    with boite(PRESCRIPTEUR["adresse"]) as i:
        bon(i.select(DOSSIER, readonly=True))
        for criteres, attendu in [
            (("ALL",), [1, 2, 3, 4]),
            (("SUBJECT", "Ordonnance"), [2]),
            (("SUBJECT", '"xdm/1.0/DDM+"'), [3]),
            (("FROM", "biotest"), [1, 2, 3, 4]),
            (("TO", "baptiste", "NOT", "SUBJECT", "vide"), [1, 2, 3]),
            (("HEADER", "Message-ID", f"un.{MARQUE}"), [1]),
            (("HEADER", "Message-ID", '""'), [1, 3]),
            (("BEFORE", "06-Jan-2026"), [1]),
            (("ON", "5-Jan-2026"), [1]),
            (("SINCE", "06-Jan-2026"), [2, 3, 4]),
            (("SENTSINCE", "06-Jan-2026"), [4]),
            (("SEEN",), [2]),
            (("UNSEEN", "UNDELETED"), [1, 3, 4]),
            (("KEYWORD", "$MDNSent"), [2]),
            (("OR", "(SUBJECT Vide)", "(SUBJECT Ordonnance)"), [2, 4]),
            (("LARGER", "500"), [3]),
            (("UID", "2:*", "SMALLER", "500"), [2, 4]),
            (("2:3",), [2, 3]),
        ]:
            vu = nombres(i, None, *criteres)
            exiger(vu == attendu, f"{criteres} : {vu}")


@operation("SEARCH en UTF-8", "SEARCH TEXT, BODY")
def _():
    with boite(PRESCRIPTEUR["adresse"]) as i:
        bon(i.select(DOSSIER, readonly=True))
        for cle, texte, attendu in [
            ("SUBJECT", "Résultat", [1]),
            ("SUBJECT", "RÉSULTAT", [1]),
            ("BODY", "Glycémie", [2]),
            ("TEXT", "glycémie À JEUN", [2]),
            ("TEXT", "absent é", []),
        ]:
            i.literal = texte.encode()
            vu = nombres(i, "UTF-8", cle)
            exiger(vu == attendu, f"{cle} {texte} : {vu}")
        exiger(nombres(i, None, "BODY", '"mis en page"') == [3], "BODY d'une partie")
        exiger(nombres(i, None, "TEXT", "IHE_XDM.ZIP") == [3], "TEXT regarde l'en-tête des parties (RFC 9051, 6.4.4)")
        exiger(nombres(i, None, "BODY", "XDM/1.0/DDM") == [], "BODY ne regarde pas l'en-tête")
        exiger(i.search("KOI8-X", "SUBJECT", "x")[0] == "NO", "BADCHARSET")


@operation("STORE")
def _():
    with boite(PRESCRIPTEUR["adresse"]) as i:
        bon(i.select(DOSSIER))
        exiger(b"\\Flagged" in bon(i.store("1:2", "+FLAGS", "(\\Flagged $Forwarded)"))[1], "+FLAGS")
        exiger(b"\\Flagged" not in bon(i.uid("STORE", "2", "-FLAGS", "\\Flagged"))[0], "-FLAGS")
        exiger(bon(i.store("2", "FLAGS.SILENT", "(\\Answered)")) == [None], "FLAGS.SILENT")
        exiger(imaplib.ParseFlags(bon(i.fetch("2", "(FLAGS)"))[0]) == (b"\\Answered",), "remplacés")
        bon(i.fetch("4", "(BODY[])"))
        exiger(nombres(i, None, "SEEN") == [4], "BODY[] marque")


@operation("COPY", "MOVE")
def _():
    vers = utf7(f"Copies {MARQUE}")
    with boite(PRESCRIPTEUR["adresse"]) as i:
        bon(i.select(DOSSIER))
        exiger(i.copy("1", vers)[0] == "NO", "vers un dossier absent")
        bon(i.create(vers))
        bon(i.copy("1:2", vers))
        bon(i.uid("COPY", "3", vers))
        bon(i._simple_command("MOVE", "4", vers))
        exiger(nombres(i, None, "ALL") == [1, 2, 3], "MOVE a laissé le courriel")
        bon(i.uid("MOVE", "3", vers))
        bon(i.select(vers))
        exiger(nombres(i, None, "ALL") == [1, 2, 3, 4, 5], "copiés")
        exiger(b"\\Flagged" in bon(i.fetch("1", "(FLAGS)"))[0], "les drapeaux suivent")
        for n, source in ((1, 0), (3, 2), (4, 3), (5, 2)):
            exiger(bon(i.fetch(str(n), "(BODY.PEEK[])"))[0][1] == COURRIELS[source], f"copie {n}")


@operation("EXPUNGE", "UID EXPUNGE", "CLOSE", "UNSELECT")
def _():
    vers = utf7(f"Copies {MARQUE}")
    with boite(PRESCRIPTEUR["adresse"]) as i:
        bon(i.select(vers))
        bon(i.store("1,3,5", "+FLAGS.SILENT", "\\Deleted"))
        bon(i.uid("EXPUNGE", "3:4"))
        exiger(i.response("EXPUNGE")[1] == [b"3"], "UID EXPUNGE")
        exiger(nombres(i, None, "ALL") == [1, 2, 3, 4], "UID EXPUNGE")
        exiger(bon(i.expunge()) == [b"1", b"3"], "EXPUNGE")
        bon(i.store("1", "+FLAGS", "\\Deleted"))
        bon(i.unselect())
        exiger(bon(i.select(vers)) == [b"2"], "UNSELECT n'efface rien")
        bon(i.close())
        exiger(bon(i.select(vers)) == [b"1"], "CLOSE efface")
        bon(i.close())
        bon(i.delete(vers))


@operation("ce qu'une autre session change")
def _():
    with boite(PRESCRIPTEUR["adresse"]) as un, boite(PRESCRIPTEUR["adresse"]) as autre:
        bon(un.select(DOSSIER))
        bon(autre.select(DOSSIER))
        bon(autre.append(DOSSIER, "", None, COURRIELS[0]))
        un.untagged_responses.clear()
        bon(un.noop())
        exiger(un.response("EXISTS")[1] == [b"3"], "EXISTS")
        bon(autre.store("3", "+FLAGS", "(\\Deleted \\Draft)"))
        bon(un.noop())
        exiger(b"\\Draft" in un.response("FETCH")[1][0], "FETCH")
        bon(autre.expunge())
        un.untagged_responses.pop("EXPUNGE", None)
        bon(un.noop())
        exiger(un.response("EXPUNGE")[1] == [b"3"], "EXPUNGE")


@operation("IDLE")
def _():
    with boite(PRESCRIPTEUR["adresse"]) as i:
        avant = int(bon(i.select())[0])
        etiquette = i._new_tag()
        i.send(etiquette + b" IDLE\r\n")
        exiger(i.readline().startswith(b"+"), "IDLE")

        def envoyer():
            s = smtplib.SMTP_SSL(*point("mssante.smtps"), context=contexte(), timeout=DELAI)
            s.login(BIOLOGISTE["adresse"], MOT)
            s.sendmail(BIOLOGISTE["adresse"], [PRESCRIPTEUR["adresse"]], simple("pendant IDLE"))
            s.quit()

        fil = threading.Thread(target=envoyer)
        fil.start()
        dit = i.readline()
        fil.join()
        exiger(dit == b"* %d EXISTS\r\n" % (avant + 1), dit)
        i.send(b"DONE\r\n")
        while not (dit := i.readline()).startswith(etiquette):
            pass
        exiger(dit.startswith(etiquette + b" OK"), dit)
        bon(i.noop())


@operation("APPEND trop grand")
def _():
    with boite(PRESCRIPTEUR["adresse"]) as i:
        bon(i.capability())
        limite = int(re.search(r"APPENDLIMIT=(\d+)", bon(i.capability())[0].decode()).group(1))
        # imaplib waits for the continuation before it sends the literal, and is refused instead.
        return refus(lambda: i.append(DOSSIER, "", None, b"x" * (limite + 1)), "TOOBIG")


@operation("GETQUOTAROOT")
def _():
    with boite(PRESCRIPTEUR["adresse"]) as i:
        exiger(b"STORAGE" in bon(i.getquotaroot("INBOX"))[1][0], "GETQUOTAROOT")


@operation("boîte pleine")
def _():
    agir("mssante", "quota", boite=PRESCRIPTEUR["adresse"], octets=1)
    try:
        with boite(PRESCRIPTEUR["adresse"]) as i:
            return refus(lambda: i.append(DOSSIER, "", None, COURRIELS[0]), "OVERQUOTA")
    finally:
        agir("mssante", "quota", boite=PRESCRIPTEUR["adresse"], octets=1 << 40)


@operation("commande inconnue")
def _():
    with boite(PRESCRIPTEUR["adresse"]) as i:
        try:
            i.xatom("TRI", "x")
        except imaplib.IMAP4.error as e:
            exiger("BAD" in str(e), e)
        bon(i.noop())


@operation("session fermée par l'opérateur")
def _():
    i = boite(PRESCRIPTEUR["adresse"])
    agir("mssante", "fermer-sessions", boite=PRESCRIPTEUR["adresse"])
    try:
        i.noop()
    except (imaplib.IMAP4.abort, OSError) as e:
        dit = str(e)
    else:
        raise AssertionError("la session vit encore")
    exiger("UNAVAILABLE" in dit, dit)
    with boite(PRESCRIPTEUR["adresse"]) as i:
        bon(i.noop())
        bon(i.delete(DOSSIER))
    return "BYE"


finir()
