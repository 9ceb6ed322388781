//! The metadata of a document that it may leave out: what they say when they are there.

use segur_dialecte::Constateur;

use super::Porteur;
use super::formes::{est_date, oid_iso};
use crate::lot::{Champ, Entree};
use crate::regles;

/// JDV_J231.
const REFERENCES: [&str; 3] = [
    "urn:ihe:iti:xds:2013:accession",
    "urn:ihe:iti:xds:2013:order",
    "urn:ihe:iti:xds:2016:studyInstanceUID",
];
/// HL7 V2, table 0001.
const SEXES: [&str; 6] = ["M", "F", "U", "O", "A", "N"];

pub(super) fn juger(constats: &mut Constateur, e: &Entree, porteur: Porteur) {
    for info in e.infos_patient.iter().filter(|i| !i.valeur.is_empty()) {
        info_patient(constats, info);
    }
    for reference in &e.references {
        lien(constats, reference);
    }
    if porteur == Porteur::Dmp
        && let Some(uri) = e.uri.first()
    {
        constats.dire(regles::URI_HORS_XDM, &uri.lieu, "pas d'URI", &uri.valeur);
    }
}

/// `PID-n|value`.
fn info_patient(constats: &mut Constateur, info: &Champ) {
    let Some((champ, valeur)) = info.valeur.split_once('|').filter(|(champ, _)| est_champ_de_pid(champ)) else {
        constats.dire(
            regles::INFOS_PATIENT_FORME,
            &info.lieu,
            "PID-5|NOM^PRENOM^^^^^L, PID-7|AAAAMMJJ, PID-8|F",
            &info.valeur,
        );
        return;
    };
    let attendu = match champ {
        // A field that says nothing says nothing wrong.
        _ if valeur.is_empty() => return,
        "PID-5" if !valeur.split('^').take(2).all(|c| !c.trim().is_empty()) || !valeur.contains('^') => "NOM^PRENOM",
        "PID-7" if !est_date(valeur) => "une date, AAAAMMJJ",
        "PID-8" if !SEXES.contains(&valeur) => "M, F, U, O, A ou N",
        _ => return,
    };
    constats.dire(regles::INFOS_PATIENT_VALEUR, &info.lieu, attendu, &info.valeur);
}

fn est_champ_de_pid(champ: &str) -> bool {
    champ
        .strip_prefix("PID-")
        .is_some_and(|n| matches!(n.len(), 1 | 2) && n.bytes().all(|b| b.is_ascii_digit()))
}

/// `id^^^&OID&ISO^type`: an identifier that is unique by itself has no authority.
fn lien(constats: &mut Constateur, reference: &Champ) {
    let composants: Vec<&str> = reference.valeur.split('^').collect();
    let genre = match composants[..] {
        [id, "", "", autorite, genre, ..]
            if !id.is_empty() && !genre.is_empty() && (autorite.is_empty() || oid_iso(autorite).is_some()) =>
        {
            genre
        }
        _ => {
            let attendu = "identifiant^^^&OID&ISO^type (urn:ihe:iti:xds:2013:accession…)";
            constats.dire(regles::REFERENCES_FORME, &reference.lieu, attendu, &reference.valeur);
            return;
        }
    };
    if !REFERENCES.contains(&genre) {
        constats.dire(regles::REFERENCES_TYPE, &reference.lieu, REFERENCES.join(", "), genre);
    }
}
