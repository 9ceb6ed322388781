//! The subject of a mail that carries documents (ECO.2.1.3): `XDM/1.0/DDM+<libellé> <NOM> <prénom> <date de naissance>`.

use crate::dossier::Identite;
use crate::ecarts::{Ecart, Ecarts};

/// What tells a receiver that an archive is in there.
pub(crate) const PREFIXE: &str = "XDM/1.0/DDM";
/// Longest label of a document.
const LIBELLE_MAX: usize = 40;

/// The subject for one document of this type.
pub(crate) fn du_document(libelle: &str, i: &Identite, ecarts: &Ecarts) -> String {
    let libelle: String = libelle.chars().take(LIBELLE_MAX).collect();
    let prefixe = ecarts.choisir(Ecart::MssObjetSansPrefixe, format!("{PREFIXE}+{libelle}"), libelle.clone());
    let nom = sans_accents(&i.nom_naissance).to_uppercase();
    let prenom = sans_accents(&i.premier_prenom);
    let date = ecarts.choisir(Ecart::MssObjetDateIso, jour(&i.date_naissance), i.date_naissance.clone());
    let nom = ecarts.choisir(Ecart::MssObjetSansNom, format!("{nom} {prenom} {date}"), "RESULTATS".to_owned());
    format!("{prefixe} {nom}")
}

/// The subject as a user reads it, without what is for machines (ECO.3.1.3).
pub(crate) fn lisible(objet: &str) -> &str {
    match objet.split_once(PREFIXE) {
        Some((_, reste)) => reste.trim_start_matches('+').trim_start(),
        None => objet,
    }
}

/// `2001-06-17` as `17/06/2001`.
fn jour(date: &str) -> String {
    date.rsplit('-').collect::<Vec<_>>().join("/")
}

fn sans_accents(texte: &str) -> String {
    let plie = |c: char| match c {
        'À'..='Å' | 'à'..='å' => 'A',
        'Ç' | 'ç' => 'C',
        'È'..='Ë' | 'è'..='ë' => 'E',
        'Ì'..='Ï' | 'ì'..='ï' => 'I',
        'Ò'..='Ö' | 'ò'..='ö' => 'O',
        'Ù'..='Ü' | 'ù'..='ü' => 'U',
        'Ÿ' | 'ÿ' => 'Y',
        c => c,
    };
    texte.chars().map(plie).collect()
}
