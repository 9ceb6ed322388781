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
    let date = jour(&i.date_naissance);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::Dossier;

    fn identite() -> Identite {
        Identite {
            nom_naissance: "NOËL-D'ARC".to_owned(),
            premier_prenom: "ZOÉ".to_owned(),
            date_naissance: "2001-06-17".to_owned(),
            ..Dossier::sans_personne().identite
        }
    }

    #[test]
    fn the_subject_is_that_of_the_rule() {
        let o = |libelle: &str| du_document(libelle, &identite(), &Ecarts::default());
        assert_eq!(
            o("CR d'examens biologiques"),
            "XDM/1.0/DDM+CR d'examens biologiques NOEL-D'ARC ZOE 17/06/2001"
        );
        let long = "é".repeat(60);
        assert_eq!(o(&long).chars().filter(|c| *c == 'é').count(), 40);
    }

    #[test]
    fn nobody_reads_what_is_for_machines() {
        assert_eq!(lisible("XDM/1.0/DDM+ CR de biologie X Y"), "CR de biologie X Y");
        assert_eq!(lisible("[KO][902] XDM/1.0/DDM+CR X"), "CR X");
        assert_eq!(lisible("Bonjour"), "Bonjour");
    }
}
