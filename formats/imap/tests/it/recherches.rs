//! Searches over a small mailbox.

use std::cell::Cell;

use bytes::Bytes;
use segur_imap::lecture::Raison;
use segur_imap::recherche::{Boite, Cherche};
use segur_imap::{Commande, Critere, Drapeau};
use time::OffsetDateTime;
use time::macros::datetime;

use crate::outils::{COURRIEL, commande, crlf, requete};

struct Message {
    numero: u32,
    drapeaux: Vec<Drapeau>,
    recent: bool,
    date: OffsetDateTime,
    octets: Bytes,
    lus: Cell<u32>,
}

impl Cherche for Message {
    fn numero(&self) -> u32 {
        self.numero
    }
    fn uid(&self) -> u32 {
        self.numero * 10
    }
    fn porte(&self, drapeau: &Drapeau) -> bool {
        self.drapeaux.iter().any(|d| d.meme(drapeau))
    }
    fn recent(&self) -> bool {
        self.recent
    }
    fn modseq(&self) -> u64 {
        u64::from(self.numero) * 100
    }
    fn taille(&self) -> u64 {
        self.octets.len() as u64
    }
    fn date(&self) -> OffsetDateTime {
        self.date
    }
    fn entete(&self) -> Bytes {
        self.lus.set(self.lus.get() + 1);
        self.octets.clone()
    }
    fn message(&self) -> Bytes {
        self.lus.set(self.lus.get() + 1);
        self.octets.clone()
    }
}

fn boite() -> Vec<Message> {
    let message = |numero, drapeaux: &[Drapeau], recent, date, texte: &str| Message {
        numero,
        drapeaux: drapeaux.to_vec(),
        recent,
        date,
        octets: crlf(texte).into(),
        lus: Cell::new(0),
    };
    vec![
        message(
            1,
            &[Drapeau::Vu, Drapeau::MotCle("$Traite".to_owned())],
            false,
            datetime!(2022-02-08 23:30:00 +1:00),
            COURRIEL,
        ),
        message(
            2,
            &[Drapeau::Supprime],
            true,
            datetime!(2022-02-09 10:00:00 UTC),
            "From: a@b.fr\nSubject: Biologie\nDate: 1 Feb 22 10:00 UT\n\nglycemie 1,2\n",
        ),
        message(
            3,
            &[Drapeau::Vu, Drapeau::Signale],
            false,
            datetime!(2022-02-10 10:00:00 UTC),
            "From: \"Cèdres\" <c@b.fr>\nSubject:\nX-Vide:\n\n",
        ),
    ]
}

fn trouve(cles: &str) -> Vec<u32> {
    let Commande::Search(r) = commande(format!("a SEARCH {cles}")) else {
        panic!()
    };
    numeros(&r.critere, &boite())
}

fn numeros(critere: &Critere, messages: &[Message]) -> Vec<u32> {
    let p = critere.preparer(&Boite {
        messages: 3,
        dernier_uid: 30,
        memoire: &[10, 30],
        maintenant: datetime!(2022-02-10 10:01:00 UTC),
    });
    messages.iter().filter(|m| p.retient(*m)).map(|m| m.numero).collect()
}

#[test]
fn keys() {
    for (cles, attendus) in [
        ("ALL", &[1, 2, 3][..]),
        ("SEEN", &[1, 3]),
        ("UNSEEN", &[2]),
        ("NEW", &[2]),
        ("OLD", &[1, 3]),
        ("RECENT", &[2]),
        ("DELETED", &[2]),
        ("UNDELETED FLAGGED", &[3]),
        ("UNANSWERED UNDRAFT", &[1, 2, 3]),
        ("KEYWORD $traite", &[1]),
        ("UNKEYWORD $Traite", &[2, 3]),
        ("2:*", &[2, 3]),
        ("1,3 NOT 3", &[1]),
        ("UID 15:*", &[2, 3]),
        ("UID 35:*", &[3]),
        ("$", &[1, 3]),
        ("UID $", &[1, 3]),
        ("NOT $", &[2]),
        ("BEFORE 9-Feb-2022", &[1]),
        ("ON \"8-Feb-2022\"", &[1]),
        ("SINCE 09-Feb-2022", &[2, 3]),
        ("SENTBEFORE 7-Feb-2022", &[2]),
        ("SENTON 7-Feb-2022", &[1]),
        ("SENTSINCE 1-Feb-2022", &[1, 2]),
        ("NOT SENTSINCE 1-Feb-2022", &[3]),
        ("LARGER 1000", &[1]),
        ("SMALLER 1000", &[2, 3]),
        ("YOUNGER 60", &[3]),
        ("OLDER 60", &[1, 2, 3]),
        ("OLDER 61", &[1, 2]),
        ("MODSEQ 200", &[2, 3]),
        ("MODSEQ \"/flags/\\\\seen\" all 300", &[3]),
        ("FROM labo", &[1]),
        ("FROM \"c\u{e8}dres\"", &[1, 3]),
        ("FROM \"C\u{c8}DRES\"", &[1, 3]),
        ("TO dupont", &[1]),
        ("CC sans", &[1]),
        ("BCC x", &[]),
        ("SUBJECT \"examens \u{e9}trange\"", &[1]),
        ("SUBJECT biologie", &[2]),
        ("SUBJECT \"\"", &[1, 2, 3]),
        ("HEADER X-Vide \"\"", &[3]),
        ("HEADER Message-ID <1@", &[1]),
        ("BODY \"PR\u{c9}L\u{c8}VEMENT\"", &[1]),
        ("BODY interieur", &[1]),
        ("BODY UEsDBBQ", &[]),
        ("BODY Biologie", &[]),
        ("TEXT Biologie", &[2]),
        ("TEXT glycemie", &[2]),
        ("TEXT ihe_xdm.zip", &[1]),
        ("BODY ihe_xdm.zip", &[]),
        ("OR SEEN DELETED", &[1, 2, 3]),
        ("OR (SEEN FLAGGED) (DELETED RECENT)", &[2, 3]),
        ("NOT OR SEEN DELETED", &[]),
    ] {
        assert_eq!(trouve(cles), attendus, "{cles}");
    }
    let accent = |cles: &str| trouve(&format!("{cles} {{6}}\r\nport\u{e9}"));
    assert_eq!(accent("CHARSET UTF-8 BODY"), [1], "in the header of a carried message");
    let Commande::Search(r) = commande(b"a SEARCH CHARSET ISO-8859-1 FROM {6}\r\nc\xe8dres") else {
        panic!()
    };
    assert_eq!(numeros(&r.critere, &boite()), [1, 3]);
}

#[test]
fn a_text_that_is_not_of_its_charset_is_refused_rather_than_not_found() {
    for ligne in [
        &b"a SEARCH SUBJECT \"glyc\xe9mie\""[..],
        b"a SEARCH CHARSET UTF-8 OR TEXT {2}\r\n\xc3( ALL",
    ] {
        assert_eq!(requete(ligne).unwrap_err().raison, Raison::Charset);
    }
}

#[test]
fn what_costs_is_asked_last() {
    let messages = boite();
    let Commande::Search(r) = commande("a SEARCH BODY interieur FROM labo OR TEXT x ALL DELETED") else {
        panic!()
    };
    assert_eq!(numeros(&r.critere, &messages), [] as [u32; 0]);
    let lus: Vec<u32> = messages.iter().map(|m| m.lus.get()).collect();
    assert_eq!(lus, [0, 1, 0], "only the header of what is deleted");
}

#[test]
fn results_that_are_asked() {
    let retour = |l: &str| match commande(l) {
        Commande::Search(r) => (r.uid, r.retour, r.critere.veut_modseq()),
        autre => panic!("{autre:?}"),
    };
    assert_eq!(retour("a SEARCH ALL"), (false, None, false));
    let (uid, r, modseq) = retour("a UID SEARCH RETURN (MIN max COUNT SAVE) CHARSET UTF-8 OR MODSEQ 3 ALL");
    let r = r.unwrap();
    assert!(uid && modseq && r.min && r.max && r.compte && r.garder && !r.tous);
    assert!(retour("a SEARCH RETURN () ALL").1.unwrap().tous);
}
