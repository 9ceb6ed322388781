use segur_dialecte::{Lu, Source};
use segur_model::{Direction, Exchange, Faits};
use time::OffsetDateTime;

use super::super::DIALECTE;

fn lus(requete: &str, reponse: &str) -> Faits {
    let mut e = Exchange::vide(Direction::CandidatVersBanc, OffsetDateTime::UNIX_EPOCH);
    e.service = "mssante".into();
    e.operation = "mssante.imap.essai".into();
    let (requete, reponse) = (requete.to_owned().into(), reponse.to_owned().into());
    let lu: Box<dyn Lu> = DIALECTE.lire(&Source::echange(&e, &requete, &reponse)).unwrap();
    lu.faits().faits.clone()
}

fn dits(f: &Faits) -> String {
    let un = |(n, v): (&String, &Vec<String>)| format!("{n}={}", v.join("|"));
    f.iter().map(un).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_commands_show() {
    for (requete, reponse, attendu) in [
        ("", "* OK [CAPABILITY IMAP4rev1] operateur\r\n", ""),
        (
            "a1 uid fetch 3:* (FLAGS BODY.PEEK[])\r\n",
            "* 1 FETCH (UID 3 FLAGS () BODY[] {50}\r\nReturn-Path: <a@b.fr>\r\n[corps : 27 octets, sha256=ab, depuis=0, message-id=<1@b.fr>])\r\n\
             * 2 FETCH (UID 4 FLAGS () BODY[] {9}\r\n* 9 FETCH)\r\na1 OK fait\r\n",
            "demande=FLAGS|BODY.PEEK[] etat=OK message_id=<1@b.fr> messages=3:* rendus=2 uid=oui verbe=FETCH",
        ),
        (
            "a2 SELECT Envoy&AOk-s\r\n",
            "a2 NO [NONEXISTENT] rien\r\n",
            "code=NONEXISTENT dossier=Envoyés etat=NO verbe=SELECT",
        ),
        (
            "a2 SELECT \"R&D\"\r\n",
            "a2 OK [READ-WRITE] x\r\n",
            "code=READ-WRITE dossier=R&D etat=OK verbe=SELECT",
        ),
        (
            "a3 LOGIN {3}\r\njoe {6}\r\nmasqué (sha256 0)\r\n",
            "+ Envoyez\r\n+ Envoyez\r\na3 OK [CAPABILITY X] Boite joe@b.fr ouverte\r\n",
            "authentifie=joe@b.fr code=CAPABILITY etat=OK identifiant=joe mecanisme=LOGIN verbe=LOGIN",
        ),
        (
            "a3 LOGIN \"joe@b.fr\" masqué (sha256 0)\r\n",
            "a3 NO [AUTHENTICATIONFAILED] mot de passe refuse\r\n",
            "code=AUTHENTICATIONFAILED etat=NO identifiant=joe@b.fr mecanisme=LOGIN verbe=LOGIN",
        ),
        (
            "a4 authenticate xoauth2 masqué (sha256 0)\r\nmasqué\r\n",
            "+ eyJ9\r\na4 NO [EXPIRED] jeton\r\n",
            "code=EXPIRED etat=NO mecanisme=XOAUTH2 verbe=AUTHENTICATE",
        ),
        (
            "a5 STARTTLS\r\na6 NOOP\r\n",
            "a5 OK Commencez TLS\r\n",
            "etat=OK starttls.reste=9 verbe=STARTTLS",
        ),
        (
            "a6 UID SEARCH SUBJECT {5}\r\nélan UNSEEN\r\n",
            "* SEARCH 3 5 9 (MODSEQ 7)\r\na6 OK x\r\n",
            "etat=OK recherche=SUBJECT élan UNSEEN trouves=3 uid=oui verbe=SEARCH",
        ),
        (
            "a7 SEARCH RETURN (ALL) ALL\r\n",
            "* ESEARCH (TAG \"a7\") ALL 2:4,9\r\na7 OK x\r\n",
            "etat=OK recherche=RETURN (ALL) ALL trouves=4 verbe=SEARCH",
        ),
        (
            "a7 SEARCH RETURN (COUNT) ALL\r\n",
            "* ESEARCH (TAG \"a7\") COUNT 12\r\na7 OK x\r\n",
            "etat=OK recherche=RETURN (COUNT) ALL trouves=12 verbe=SEARCH",
        ),
        (
            "a7 SEARCH ALL\r\n",
            "* SEARCH\r\na7 OK x\r\n",
            "etat=OK recherche=ALL trouves=0 verbe=SEARCH",
        ),
        (
            "a8 STORE 2 +FLAGS.SILENT (\\Seen $MDNSent)\r\n",
            "a8 OK x\r\n",
            "action=ajouter drapeaux=\\Seen|$MDNSent etat=OK messages=2 verbe=STORE",
        ),
        (
            "a9 APPEND Sent (\\Seen) {28}\r\nMessage-ID: <2@b.fr>\r\n\r\nab\r\n\r\n",
            "+ Envoyez\r\na9 OK [APPENDUID 1 4] x\r\n",
            "code=APPENDUID dossier=Sent drapeaux=\\Seen etat=OK message_id=<2@b.fr> size=28 verbe=APPEND",
        ),
        (
            "b1 UID MOVE 4 Trash\r\n",
            "* OK [COPYUID 1 4 1] x\r\n* 1 EXPUNGE\r\nb1 OK x\r\n",
            "cible=Trash etat=OK messages=4 uid=oui verbe=MOVE",
        ),
        (
            "b2 EXPUNGE\r\n",
            "* 3 EXPUNGE\r\n* 3 EXPUNGE\r\nb2 OK x\r\n",
            "effaces=2 etat=OK verbe=EXPUNGE",
        ),
        ("b3 RENAME a b\r\n", "b3 OK x\r\n", "cible=b dossier=a etat=OK verbe=RENAME"),
        (
            "b4 STATUS INBOX (messages)\r\n",
            "b4 OK x\r\n",
            "demande=MESSAGES dossier=INBOX etat=OK verbe=STATUS",
        ),
        ("b5 LIST \"\" *\r\n", "b5 OK x\r\n", "etat=OK motif=\"\" * verbe=LIST"),
        ("DONE\r\n", "* 2 EXISTS\r\nb6 OK x\r\n", "etat=OK verbe=DONE"),
        ("b7 NOOP\n", "b7 OK x\r\n", "etat=OK trame.lf-nus=1 verbe=NOOP"),
        ("n'importe quoi\r\n", "* BAD commande\r\n", "etat=BAD verbe=QUOI"),
        ("b8 LOGOUT\r\n", "* BYE x\r\nb8 OK y\r\n", "etat=OK verbe=LOGOUT"),
    ] {
        assert_eq!(dits(&lus(requete, reponse)), attendu, "{requete}");
    }
}

#[test]
fn a_record_cut_short_says_what_it_can() {
    for requete in [
        "a APPEND INBOX {99999}\r\nabc",
        "a LOGIN {99}\r\n",
        "a",
        "\r\n",
        "a FETCH",
        "a LOGIN {99999999999999999999}\r\n",
    ] {
        lus(requete, "* 1 FETCH (BODY[] {99999}\r\n[corps : ");
    }
}
