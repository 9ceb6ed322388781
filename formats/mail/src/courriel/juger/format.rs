//! The mail as RFC 5322 wants it: lines, headers, and what may stand in them.

use memchr::{memchr_iter, memchr2_iter};
use segur_dialecte::Constateur;
use segur_model::Location;
use segur_model::texte::sur_une_ligne;
use time::{Date, Month};

use super::super::adresses::couper;
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
    let blocs = || a.courriel.siennes().map(|p| &p.entetes);
    for champ in blocs().flat_map(|b| b.champs()) {
        caracteres(champ, c);
    }
    for (ligne, octets) in blocs().flat_map(|b| &b.etrangers) {
        let lieu = Location {
            line: *ligne,
            column: 1,
            path: "en-têtes".to_owned(),
        };
        c.dire(
            regles::ENTETE,
            &lieu,
            "Nom: valeur",
            sur_une_ligne(&String::from_utf8_lossy(octets)),
        );
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
        // Groups end with a semicolon, and nothing else has one: a list that another program cut is read up to it.
        for champ in a.courriel.entetes().tous(nom) {
            let nue = champ.nue();
            if nue.contains(';') && !nue.contains([':', '"']) {
                c.dire(regles::ADRESSE, &champ.lieu(), "des adresses que « , » sépare", nue);
            }
        }
        // A quoted mailbox is right, and no reader of the house says what it is.
        let cotee = a.courriel.entetes().tous(nom).any(boite_cotee);
        if let Some(fausse) = adresses.iter().find(|x| !juste(&x.adresse)).filter(|_| !cotee) {
            a.dire(c, regles::ADRESSE, nom, "boite@domaine", dite(fausse));
        }
    }
}

/// An address without quotes: a mailbox and a domain, both of words that dots part (`dot-atom`), or a domain in brackets.
fn juste(adresse: &str) -> bool {
    let mots = |t: &str| {
        t.split('.')
            .all(|m| !m.is_empty() && !m.contains(['(', ')', '[', ']', ':', '@', '\\', '"']))
    };
    let Some((boite, domaine)) = couper(adresse) else { return false };
    let litteral = domaine.strip_prefix('[').is_some_and(|d| d.ends_with(']') && d.len() > 1);
    mots(boite) && (litteral || mots(domaine))
}

/// Whether a mailbox is in quotes: `"jean.dupont"@domaine`.
fn boite_cotee(champ: &EnTete) -> bool {
    champ.nue().split_whitespace().collect::<String>().contains("\"@")
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
            c.dire(regles::INJECTION, &champ.lieu(), "un texte d'une ligne", sur_une_ligne(&decode));
        }
    }
}

/// Names of months.
const MOIS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// Zones that have a name (RFC 5322, section 4.3).
const ZONES: [&str; 11] = ["ut", "gmt", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "z"];

/// `Thu, 15 Jan 2026 10:20:00 +0100`: a day that exists, under its name when it has one. Comments may stand between.
fn date_juste(champ: &EnTete) -> bool {
    lire_date(&champ.nue().to_ascii_lowercase()).is_some()
}

fn lire_date(ecrite: &str) -> Option<()> {
    let (nom, reste) = match ecrite.split_once(',') {
        Some((nom, reste)) => (Some(nom.trim()), reste),
        None => (None, ecrite),
    };
    // White space may stand around the colons (obsolete, and read).
    let serre = reste.split(':').map(str::trim).collect::<Vec<_>>().join(":");
    let mots: Vec<&str> = serre.split_whitespace().collect();
    let [jour, mois, annee, heure, zone] = mots[..] else { return None };
    let nombre = |t: &str, chiffres: std::ops::RangeInclusive<usize>| -> Option<u32> {
        (chiffres.contains(&t.len()) && t.bytes().all(|o| o.is_ascii_digit()))
            .then(|| t.parse().ok())
            .flatten()
    };
    let rang = MOIS.iter().position(|m| *m == mois)?;
    let annee = match nombre(annee, 2..=4)? {
        // Two figures, and three, are of another age.
        a @ 0..=49 => 2000 + a,
        a @ 50..=999 => 1900 + a,
        a => a,
    };
    let mois = Month::try_from(u8::try_from(rang + 1).ok()?).ok()?;
    let jour = Date::from_calendar_date(i32::try_from(annee).ok()?, mois, u8::try_from(nombre(jour, 1..=2)?).ok()?).ok()?;
    let heure: Vec<u32> = heure.split(':').map(|t| nombre(t, 2..=2)).collect::<Option<_>>()?;
    // A minute may have a sixty-first second.
    let a_l_heure = matches!(heure[..], [h, m] if h < 24 && m < 60) || matches!(heure[..], [h, m, s] if h < 24 && m < 60 && s <= 60);
    let decalage = zone
        .strip_prefix(['+', '-'])
        .and_then(|z| nombre(z, 4..=4))
        .is_some_and(|z| z % 100 < 60);
    let nomme = nom.is_none_or(|n| jour.weekday().to_string().to_ascii_lowercase().get(..3) == Some(n));
    (a_l_heure && nomme && (decalage || ZONES.contains(&zone))).then_some(())
}

fn de_et_date(a: &Affaire<'_>, c: &mut Constateur) {
    match a.courriel.de.first() {
        Some(adresse) if juste(&adresse.adresse) || a.courriel.entetes().tous("From").any(boite_cotee) => {}
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
