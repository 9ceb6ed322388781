//! The mail as RFC 5322 wants it: lines, headers, and what may stand in them.

use mail_parser::HeaderValue;
use memchr::{memchr_iter, memchr2_iter};
use segur_dialecte::Constateur;
use segur_model::Location;
use time::{Date, Month};

use super::super::adresses::couper;
use super::super::commentaires::sans_commentaires;
use super::super::entetes::{Adresse, EnTete};
use super::super::regles;
use super::{Affaire, vu};

/// Bytes of a line, without its end.
const LIGNE_MAX: usize = 998;
/// Headers that come once at most.
const UNIQUES: &[&str] = &[
    "Date",
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Subject",
];
/// Those of which nothing says so: two of them are read in two ways.
const UNIQUES_AUSSI: &[&str] = &[
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "X-MSS-NIL",
    "X-MSS-CODECDA",
    "X-MSS-INS",
    "X-MSS-MES",
];

pub(super) fn juger(a: &Affaire<'_>, c: &mut Constateur) {
    lignes(a, c);
    for champ in a.courriel.entetes().champs() {
        caracteres(champ, c);
    }
    for (ligne, octets) in &a.courriel.entetes().etrangers {
        let lieu = Location {
            line: *ligne,
            column: 1,
            path: "en-têtes".to_owned(),
        };
        c.dire(regles::ENTETE, &lieu, "Nom: valeur", String::from_utf8_lossy(octets).escape_debug());
    }
    let uniques = UNIQUES.iter().map(|n| (regles::UNIQUE, n));
    for (regle, nom) in uniques.chain(UNIQUES_AUSSI.iter().map(|n| (regles::UNIQUE_AUSSI, n))) {
        let mut tous = a.courriel.entetes().tous(nom).skip(1);
        if let Some(second) = tous.next() {
            let combien = 2 + tous.count();
            c.dire(regle, &second.lieu(), format!("{nom} une fois"), format!("{combien} fois"));
        }
    }
    de_et_date(a, c);
    for (nom, adresses) in [("To", &a.courriel.a), ("Cc", &a.courriel.cc), ("Reply-To", &a.courriel.reply_to)] {
        if let Some(fausse) = adresses.iter().find(|x| couper(&x.adresse).is_none()) {
            a.dire(c, regles::ADRESSE, nom, "boite@domaine", dite(fausse));
        }
    }
}

/// An address, or the label that stands for one.
fn dite(adresse: &Adresse) -> String {
    if adresse.adresse.is_empty() {
        adresse.libelle.clone().unwrap_or_default()
    } else {
        adresse.adresse.clone()
    }
}

/// The ends of lines, and their lengths. A file whose lines all end with LF is how systems keep mails: only what came by the wire, or has
/// both, is wrong.
fn lignes(a: &Affaire<'_>, c: &mut Constateur) {
    let octets = &a.courriel.octets;
    let mut ligne = a.courriel.premiere_ligne;
    let mut debut = 0;
    let locale = a.enveloppe.is_none() && !memchr_iter(b'\n', octets).any(|i| i > 0 && octets.get(i - 1) == Some(&b'\r'));
    let lieu = |ligne: u32, colonne: usize| Location {
        line: ligne,
        column: u32::try_from(colonne + 1).unwrap_or(u32::MAX),
        path: "courriel".to_owned(),
    };
    let mesurer = |c: &mut Constateur, ligne: u32, debut: usize, fin: usize| {
        if fin - debut > LIGNE_MAX {
            c.dire(
                regles::LIGNE,
                &lieu(ligne, LIGNE_MAX),
                "998 octets au plus",
                format!("{} octets", fin - debut),
            );
        }
    };
    for i in memchr2_iter(b'\r', b'\n', octets) {
        match (octets.get(i), octets.get(i + 1)) {
            (Some(b'\r'), Some(b'\n')) => {}
            (Some(b'\r'), _) => c.dire(regles::FIN_DE_LIGNE, &lieu(ligne, i - debut), "CR LF", "CR seul"),
            _ => {
                let complete = i > 0 && octets.get(i - 1) == Some(&b'\r');
                if !complete && !locale {
                    c.dire(regles::FIN_DE_LIGNE, &lieu(ligne, i - debut), "CR LF", "LF seul");
                }
                mesurer(c, ligne, debut, i - usize::from(complete && i > debut));
                debut = i + 1;
                ligne = ligne.saturating_add(1);
            }
        }
    }
    mesurer(c, ligne, debut, octets.len());
}

/// What stands in a header, raw then decoded.
fn caracteres(champ: &EnTete, c: &mut Constateur) {
    let brute = &champ.valeur;
    if let Some(o) = brute.iter().find(|o| !o.is_ascii()) {
        c.dire(regles::ASCII, &champ.lieu(), "de l'ASCII", format!("octet 0x{o:02X}"));
    }
    let commande = |o: &&u8| (**o < b' ' && !matches!(**o, b'\t' | b'\r' | b'\n')) || **o == 0x7F;
    if let Some(o) = brute.iter().find(commande) {
        c.dire(
            regles::CONTROLE,
            &champ.lieu(),
            "aucun caractère de commande",
            format!("octet 0x{o:02X}"),
        );
    }
    // A bare CR ends a line for some readers: the rest of the field is another one for them.
    let nu = |i: usize| brute.get(i) == Some(&b'\r') && brute.get(i + 1) != Some(&b'\n');
    if (0..brute.len()).any(nu) {
        c.dire(regles::CONTROLE, &champ.lieu(), "aucun caractère de commande", "CR seul (0x0D)");
    }
    // Only encoded words bring what the bytes do not show.
    if memchr::memmem::find(brute, b"=?").is_some() {
        let decode = champ.texte();
        if decode.chars().any(|x| x.is_control() && x != '\t') {
            c.dire(regles::INJECTION, &champ.lieu(), "un texte d'une ligne", decode.escape_debug());
        }
    }
}

/// A date that is read, and exists: the day is in its month, and its name, when it is said, is that of the day.
fn date_juste(champ: &EnTete) -> bool {
    let HeaderValue::DateTime(lue) = champ.lue(|f| f.parse_date()) else {
        return false;
    };
    let mois = Month::try_from(lue.month);
    let Some(jour) = mois
        .ok()
        .and_then(|m| Date::from_calendar_date(i32::from(lue.year), m, lue.day).ok())
    else {
        return false;
    };
    // A comment may stand before the name, where folding white space may.
    let ecrite = sans_commentaires(&champ.deplie());
    let nomme = ecrite.split_once(',').is_none_or(|(nom, _)| {
        let dit = nom.trim().to_ascii_lowercase();
        !dit.is_empty() && jour.weekday().to_string().to_ascii_lowercase().get(..3) == Some(dit.as_str())
    });
    lue.is_valid() && nomme
}

fn de_et_date(a: &Affaire<'_>, c: &mut Constateur) {
    match a.courriel.de.first() {
        Some(adresse) if couper(&adresse.adresse).is_some() => {}
        autre => a.dire(
            c,
            regles::DE,
            "From",
            "une adresse (boite@domaine)",
            autre.map_or_else(|| vu(None), dite),
        ),
    }
    if !a.courriel.entetes().un("Date").is_some_and(date_juste) {
        let attendu = "une date (Mon, 12 Feb 2024 10:01:00 +0100)";
        a.dire(c, regles::DATE, "Date", attendu, vu(a.courriel.date.as_deref()));
    }
}
