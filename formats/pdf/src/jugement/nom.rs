//! The name of the file: ECO.2.1.6.

use segur_dialecte::Constateur;
use segur_model::{Finding, Location};

use super::regles;
use super::traits::reduire;

/// What the name has to say, as far as it is known. An empty field is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NomAttendu {
    /// Date of the act, `AAAA-MM-JJ`.
    pub date: String,
    /// Name of the person.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Number of the file of the person.
    pub dossier: String,
}

/// Judges the name of a file, without its folder.
#[must_use]
pub fn juger_nom(nom: &str, attendu: Option<&NomAttendu>) -> Vec<Finding> {
    let mut constats = Constateur::default();
    let lieu = || Location::path("nom du fichier");
    let coupe = nom.rfind('.').map(|i| nom.split_at(i));
    let base = match coupe {
        Some((base, extension)) if extension.eq_ignore_ascii_case(".pdf") => base,
        autre => {
            constats.ajouter(regles::NOM_EXTENSION.finding(lieu(), "« .pdf »", nom));
            // Another extension is not a part of the last field.
            autre.filter(|(_, extension)| extension.len() <= 5).map_or(nom, |(base, _)| base)
        }
    };
    let champs: Vec<&str> = base.split('_').collect();
    let gabarit = "<date de l'acte>_<type document>_<NOM>_<prenom>_<numéro de dossier>.pdf";
    let [date, _sorte, personne, prenom, dossier] = champs[..] else {
        constats.ajouter(regles::NOM_CHAMPS.finding(lieu(), gabarit, format!("{nom} : {} champ(s) séparé(s) par « _ »", champs.len())));
        return constats.finir();
    };
    if champs.iter().any(|c| c.trim().is_empty()) {
        constats.ajouter(regles::NOM_CHAMPS.finding(lieu(), gabarit, format!("{nom} : un champ est vide")));
    }
    if jour(date).is_none() {
        constats.ajouter(regles::NOM_DATE.finding(lieu(), "une date (AAAAMMJJ, AAAA-MM-JJ, JJMMAAAA ou JJ-MM-AAAA)", date));
    }
    if personne.chars().any(char::is_lowercase) {
        constats.ajouter(regles::NOM_MAJUSCULES.finding(lieu(), personne.to_uppercase(), personne));
    }
    if let Some(attendu) = attendu {
        let dates = [jour(date).unwrap_or_else(|| date.to_owned()), attendu.date.replace('-', "")];
        let compares = [
            ("date de l'acte", dates[0].as_str(), dates[1].as_str()),
            ("NOM", personne, attendu.nom.as_str()),
            ("prenom", prenom, attendu.prenom.as_str()),
            ("numéro de dossier", dossier, attendu.dossier.as_str()),
        ];
        for (champ, vu, attendu) in compares {
            if !attendu.is_empty() && reduire(vu) != reduire(attendu) {
                let lieu = Location::path(format!("nom du fichier, {champ}"));
                constats.ajouter(regles::NOM_IDENTITE.finding(lieu, attendu, vu));
            }
        }
    }
    constats.finir()
}

/// A date, as `AAAAMMJJ`. The form is not known from a source: those in use are all read. A time of day may follow.
fn jour(texte: &str) -> Option<String> {
    let chiffres: String = texte.chars().filter(|c| !matches!(c, '-' | '.')).collect();
    if !matches!(chiffres.len(), 8 | 12 | 14) || !chiffres.bytes().all(|o| o.is_ascii_digit()) {
        return None;
    }
    let chiffres = chiffres.get(..8)?;
    let sensee = |a: &str, m: &str, j: &str| {
        let entre = |t: &str, de: u32, vers: u32| t.parse::<u32>().is_ok_and(|n| (de..=vers).contains(&n));
        (entre(a, 1900, 2199) && entre(m, 1, 12) && entre(j, 1, 31)).then(|| format!("{a}{m}{j}"))
    };
    sensee(chiffres.get(..4)?, chiffres.get(4..6)?, chiffres.get(6..)?)
        .or_else(|| sensee(chiffres.get(4..)?, chiffres.get(2..4)?, chiffres.get(..2)?))
}
