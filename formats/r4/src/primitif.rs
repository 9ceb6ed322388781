//! The forms of the data types that hold one value (HL7 FHIR R4, datatypes.html).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use time::{Date, Month};

use crate::json::{Noeud, Valeur};

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Faute {
    /// Not this kind of JSON.
    Json(&'static str),
    /// Not of its form.
    Forme(&'static str),
    /// An empty string.
    Vide,
}

/// Judges a value by its type.
#[must_use]
pub fn juger(type_: &str, noeud: &Noeud) -> Option<Faute> {
    match (type_, &noeud.valeur) {
        ("boolean", Valeur::Booleen(_)) => None,
        ("boolean", _) => Some(Faute::Json("true ou false, sans guillemets")),
        ("decimal", Valeur::Nombre(_)) => None,
        ("integer" | "unsignedInt" | "positiveInt", Valeur::Nombre(n)) => entier(type_, n),
        ("decimal" | "integer" | "unsignedInt" | "positiveInt", _) => Some(Faute::Json("un nombre, sans guillemets")),
        (_, Valeur::Texte(t)) if t.is_empty() => Some(Faute::Vide),
        (_, Valeur::Texte(t)) => forme(type_, t).map(Faute::Forme),
        _ => Some(Faute::Json("une chaîne")),
    }
}

fn entier(type_: &str, n: &str) -> Option<Faute> {
    let lu = n.parse::<i32>().ok().filter(|_| n != "-0");
    match (type_, lu) {
        ("integer", Some(_)) | ("unsignedInt", Some(0..)) | ("positiveInt", Some(1..)) => None,
        ("integer", _) => Some(Faute::Forme("un entier de 32 bits")),
        ("unsignedInt", _) => Some(Faute::Forme("un entier, 0 ou plus")),
        _ => Some(Faute::Forme("un entier, 1 ou plus")),
    }
}

fn forme(type_: &str, t: &str) -> Option<&'static str> {
    let (bonne, attendu) = match type_ {
        "code" => (est_code(t), "un code : sans blanc au début, à la fin, ni deux de suite"),
        "id" => (est_id(t), "1 à 64 lettres, chiffres, « - » ou « . »"),
        "uri" | "url" | "canonical" => (!t.contains(char::is_whitespace), "une URI, sans blanc"),
        "oid" => (est_oid(t), "urn:oid:… (nombres séparés par des points)"),
        "uuid" => (est_uuid(t), "urn:uuid:… en minuscules"),
        "base64Binary" => (est_base64(t), "du Base64, avec les « = » de sa fin"),
        "date" => (est_date(t), "AAAA, AAAA-MM ou AAAA-MM-JJ, au calendrier"),
        "dateTime" => (
            est_date(t) || est_instant(t),
            "AAAA, AAAA-MM, AAAA-MM-JJ ou AAAA-MM-JJThh:mm:ss avec son fuseau",
        ),
        "instant" => (est_instant(t), "AAAA-MM-JJThh:mm:ss avec son fuseau (Z ou ±hh:mm)"),
        "time" => (est_heure(t), "hh:mm:ss, sans fuseau"),
        "xhtml" => (
            t.trim_start().starts_with("<div") && t.trim_end().ends_with('>'),
            "du XHTML dans un <div>",
        ),
        _ => (
            !t.contains(|c: char| c < ' ' && !matches!(c, '\t' | '\r' | '\n')),
            "un texte sans caractère de commande",
        ),
    };
    (!bonne).then_some(attendu)
}

fn est_code(t: &str) -> bool {
    t.split(char::is_whitespace).all(|mot| !mot.is_empty())
}

pub(crate) fn est_id(t: &str) -> bool {
    (1..=64).contains(&t.len()) && t.bytes().all(|o| o.is_ascii_alphanumeric() || matches!(o, b'-' | b'.'))
}

fn est_oid(t: &str) -> bool {
    let Some(arcs) = t.strip_prefix("urn:oid:") else { return false };
    let mut arcs = arcs.split('.');
    let tete = arcs.next().is_some_and(|a| matches!(a, "0" | "1" | "2"));
    let mut autres = 0;
    tete && arcs.all(|a| {
        autres += 1;
        !a.is_empty() && a.bytes().all(|o| o.is_ascii_digit()) && (a == "0" || !a.starts_with('0'))
    }) && autres > 0
}

fn est_uuid(t: &str) -> bool {
    let Some(u) = t.strip_prefix("urn:uuid:") else { return false };
    u.len() == 36
        && u.bytes().enumerate().all(|(i, o)| match i {
            8 | 13 | 18 | 23 => o == b'-',
            _ => o.is_ascii_digit() || matches!(o, b'a'..=b'f'),
        })
}

fn est_base64(t: &str) -> bool {
    if t.contains(char::is_whitespace) {
        return STANDARD.decode(t.split_whitespace().collect::<String>()).is_ok();
    }
    STANDARD.decode(t).is_ok()
}

fn nombre(t: &str, chiffres: usize) -> Option<u16> {
    (t.len() == chiffres && t.bytes().all(|o| o.is_ascii_digit()))
        .then(|| t.parse().ok())
        .flatten()
}

fn est_date(t: &str) -> bool {
    let mut morceaux = t.split('-');
    let (annee, mois, jour) = (morceaux.next(), morceaux.next(), morceaux.next());
    if morceaux.next().is_some() {
        return false;
    }
    let Some(annee) = annee.and_then(|a| nombre(a, 4)).filter(|a| *a > 0) else {
        return false;
    };
    let Some(mois) = mois else { return true };
    let Some(m) = nombre(mois, 2)
        .and_then(|m| u8::try_from(m).ok())
        .and_then(|m| Month::try_from(m).ok())
    else {
        return false;
    };
    let Some(jour) = jour else { return true };
    let j = nombre(jour, 2).and_then(|j| u8::try_from(j).ok());
    j.is_some_and(|j| Date::from_calendar_date(i32::from(annee), m, j).is_ok())
}

fn est_heure(t: &str) -> bool {
    let (hms, fraction) = t.split_once('.').map_or((t, None), |(h, f)| (h, Some(f)));
    let mut m = hms.split(':').map(|n| nombre(n, 2));
    let bonne = matches!(
        (m.next(), m.next(), m.next(), m.next()),
        (Some(Some(0..=23)), Some(Some(0..=59)), Some(Some(0..=60)), None)
    );
    bonne && fraction.is_none_or(|f| !f.is_empty() && f.bytes().all(|o| o.is_ascii_digit()))
}

fn est_instant(t: &str) -> bool {
    let Some((date, reste)) = t.split_once('T') else { return false };
    let (heure, fuseau) = match reste.find(['Z', '+', '-']) {
        Some(i) => reste.split_at(i),
        None => return false,
    };
    let decalage = |f: &str| {
        let (h, m) = f.split_once(':')?;
        let (h, m) = (nombre(h, 2)?, nombre(m, 2)?);
        Some(h <= 13 && m <= 59 || h == 14 && m == 0)
    };
    let bon_fuseau = fuseau == "Z" || fuseau.get(1..).and_then(decalage).unwrap_or_default() && !fuseau.starts_with('Z');
    date.len() == 10 && est_date(date) && est_heure(heure) && bon_fuseau
}
