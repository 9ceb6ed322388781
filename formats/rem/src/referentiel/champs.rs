//! The fields of an exigence, from the cells of its row.

use std::collections::BTreeMap;

use segur_model::catalogue::{Nature, Requirement};

use crate::lignes::Ligne;
use crate::numero;
use crate::texte::plat;

/// All that an étape says, on one line.
pub(super) fn entiere(e: &crate::decoupe::EtapeLue) -> String {
    std::iter::once(&e.texte)
        .chain(&e.attendus)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" → ")
}

/// Other numbers of an exigence: without its scope, of the former wave, of the socle.
pub(super) fn alias(ligne: &Ligne) -> Vec<String> {
    let sans_portee = numero::portee(&ligne.id).map(|p| ligne.id.get(p.len() + 1..).unwrap_or_default());
    let autres = ligne.precedent.split([',', ';', '|']).chain(std::iter::once(ligne.socle.as_str()));
    let mut alias: Vec<String> = Vec::new();
    for a in sans_portee.into_iter().chain(autres).map(str::trim) {
        let est_un_numero = a.contains(|c: char| c.is_ascii_digit()) && numero::possible(a) && !a.contains(' ');
        if est_un_numero && a != ligne.id && !alias.iter().any(|x| x == a) {
            alias.push(a.to_owned());
        }
    }
    alias
}

/// The profile, `Général` however it is spelled.
pub(super) fn profil(ecrit: &str) -> String {
    match plat(ecrit).as_str() {
        "" | "general" | "profil general" => "Général".to_owned(),
        _ => ecrit.to_owned(),
    }
}

/// DOIT or PEUT: as the column says, else as the sentence does.
pub(super) fn nature(ligne: &Ligne) -> Nature {
    let dite = plat(&ligne.nature);
    if dite.starts_with("preco") || dite.starts_with("peut") || dite == "facultatif" {
        return Nature::Preconisation;
    }
    if !dite.is_empty() {
        return Nature::Exigence;
    }
    let doit = ["DOIT", "DOIVENT", "doit ", "doivent "].iter().any(|m| ligne.exigence.contains(m));
    if !doit && ["PEUT", "PEUVENT", "peut ", "peuvent "].iter().any(|m| ligne.exigence.contains(m)) {
        Nature::Preconisation
    } else {
        Nature::Exigence
    }
}

/// The wave of most exigences.
pub(super) fn vague_frequente(exigences: &[Requirement]) -> Option<u8> {
    let mut comptes: BTreeMap<u8, usize> = BTreeMap::new();
    for e in exigences {
        if let Some(n) = e.perimetre.strip_prefix("Vague ").and_then(|n| n.parse().ok()) {
            *comptes.entry(n).or_default() += 1;
        }
    }
    comptes.into_iter().max_by_key(|(_, n)| *n).map(|(v, _)| v)
}
