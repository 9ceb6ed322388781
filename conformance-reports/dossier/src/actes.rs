//! What an act was asked, in the words of a reader: « compte rendu : CR1 ; état : partiel ».

use segur_model::resultat::ResultatActe;
use segur_model::vocabulaire::{self, Genre};
use serde_json::Value;

use crate::recit::valeur;

/// How a parameter is called; the others keep their name.
const NOMS: &[(&str, &str)] = &[
    ("identite", "identité"),
    ("etat", "état"),
    ("modele", "modèle"),
    ("visibilite", "visibilité"),
    ("dmp", "DMP"),
    ("rpps", "RPPS"),
    ("prenom", "prénom"),
    ("demande", "demande d'examens"),
    ("justificatif", "justificatif"),
    ("moyen", "moyen d'identification"),
    ("geste", "geste de la personne"),
    ("situation", "situation d'exercice"),
    ("mode", "mode"),
    ("patient", "patient"),
    ("attribut", "attribut"),
    ("niveau", "niveau"),
    ("nom", "nom"),
    ("ville", "ville"),
];

/// What a word of a parameter says: parameter, word, sentence.
const VALEURS: &[(&str, &str, &str)] = &[
    ("justificatif", "CN", "carte nationale d'identité"),
    ("justificatif", "PA", "passeport"),
    ("justificatif", "CS", "carte de séjour"),
    ("justificatif", "LE", "livret de famille"),
    ("justificatif", "AN", "acte de naissance"),
    ("justificatif", "CC", "carnet de circulation"),
    ("justificatif", "PC", "permis de conduire"),
    ("visibilite", "masque-ps", "masqué aux professionnels de santé"),
    ("visibilite", "invisible-patient", "invisible au patient"),
    ("visibilite", "invisible-representants", "invisible aux représentants légaux"),
    ("dmp", "bloquer", "alimentation retenue par l'utilisateur"),
    ("dmp", "alimenter", "alimenté"),
    ("modele", "hemogramme", "hémogramme"),
    ("modele", "glycemie", "glycémie"),
    ("attribut", "aucun", "aucun (les ôter tous)"),
    ("mode", "structure", "certificat de structure"),
    ("mode", "carte", "carte CPx"),
    ("mode", "web", "par le navigateur"),
    ("mode", "ciba", "sans navigateur (CIBA)"),
    ("moyen", "cps", "carte CPS"),
    ("moyen", "e-cps", "application e-CPS"),
    ("geste", "accepter", "accepte"),
    ("geste", "refuser", "refuse"),
    ("geste", "attendre", "laisse passer le délai"),
    ("geste", "code-faux", "se trompe de code"),
];

/// Name and value of each parameter, what is acted on first.
pub(crate) fn parametres(a: &ResultatActe) -> Vec<(String, String)> {
    let premier = a.parametres.iter().filter(|(nom, _)| *nom == "reference");
    let suite = a.parametres.iter().filter(|(nom, _)| *nom != "reference");
    premier
        .chain(suite)
        .map(|(nom, v)| (nom_dit(a, nom), valeur_dite(nom, v)))
        .collect()
}

/// `reference` names an identity, a report or an account: the vocabulary says which.
fn nom_dit(a: &ResultatActe, nom: &str) -> String {
    if nom == "reference" {
        let dit = vocabulaire::acte(&a.acte)
            .and_then(|v| v.parametres.iter().find(|p| p.nom == nom && p.genre == Genre::Texte))
            .map_or("", |p| p.dit);
        return ["compte rendu", "compte", "identité"]
            .into_iter()
            .find(|mot| dit.contains(mot))
            .unwrap_or("référence")
            .to_owned();
    }
    NOMS.iter().find(|(n, _)| *n == nom).map_or(nom, |(_, dit)| dit).to_owned()
}

fn valeur_dite(nom: &str, v: &Value) -> String {
    let dit = v.as_str().and_then(|v| VALEURS.iter().find(|(n, mot, _)| *n == nom && *mot == v));
    dit.map_or_else(|| valeur(v), |(_, _, dit)| (*dit).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_reference_dit_de_quoi() {
        let acte = |nom: &str| ResultatActe {
            acte: nom.to_owned(),
            pilote: String::new(),
            parametres: [
                ("etat".to_owned(), "partiel".into()),
                ("reference".to_owned(), "R1".into()),
                ("visibilite".to_owned(), "masque-ps".into()),
            ]
            .into_iter()
            .collect(),
            issue: None,
            issue_attendue: None,
            message: String::new(),
        };
        let dits = |nom: &str| {
            let p = parametres(&acte(nom));
            p.iter().map(|(n, v)| format!("{n} : {v}")).collect::<Vec<_>>().join(" ; ")
        };
        assert_eq!(
            dits("valider-compte-rendu"),
            "compte rendu : R1 ; état : partiel ; visibilité : masqué aux professionnels de santé"
        );
        assert!(dits("rechercher-ins").starts_with("identité : R1"));
        assert!(dits("creer-compte").starts_with("compte : R1"));
        assert!(dits("inconnu").starts_with("référence : R1"));
    }

    #[test]
    fn chaque_mot_est_du_vocabulaire() {
        for (nom, mot, _) in VALEURS {
            let connu = vocabulaire::ACTES
                .iter()
                .flat_map(|a| a.parametres)
                .any(|p| p.nom == *nom && p.choix.contains(mot));
            assert!(connu, "{nom} {mot}");
        }
    }
}
