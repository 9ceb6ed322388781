//! The facts that a vendor declares in `candidat.toml` (`[faits]`), with the sentence that each value says to a reader.

use serde::Serialize;

/// A declared fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FaitDeclare {
    /// Name, as in `candidat.toml` and under `si` in a scenario.
    pub nom: &'static str,
    /// What it is about (French).
    pub dit: &'static str,
    /// Each value, and what it says of the product (French, a sentence without its full stop).
    pub valeurs: &'static [(&'static str, &'static str)],
}

const fn d(nom: &'static str, dit: &'static str, valeurs: &'static [(&'static str, &'static str)]) -> FaitDeclare {
    FaitDeclare { nom, dit, valeurs }
}

/// Every declared fact that the scenarios of the bench ask.
pub const FAITS_DECLARES: &[FaitDeclare] = &[
    d(
        "mode_insi",
        "l'authentification auprès d'INSi",
        &[
            ("structure", "INSi est appelé avec un certificat de structure"),
            ("carte", "INSi est appelé avec la carte du professionnel (CPx)"),
        ],
    ),
    d(
        "mode_dmp",
        "l'authentification auprès du DMP, pour consulter",
        &[
            ("carte", "le DMP est consulté avec la carte CPS du professionnel"),
            (
                "air",
                "le DMP est consulté avec le certificat de la structure, sous l'identité du professionnel authentifié (AIR)",
            ),
        ],
    ),
    d(
        "insi_a_la_creation",
        "le moment de l'appel à INSi",
        &[
            ("oui", "INSi est appelé dès la création de l'identité, sans qu'on le demande"),
            ("non", "INSi n'est appelé que lorsqu'un utilisateur le demande"),
        ],
    ),
    d(
        "mode_psc",
        "la connexion par Pro Santé Connect",
        &[
            ("web", "le logiciel est une application web, ouverte par Pro Santé Connect"),
            (
                "navigateur-externe",
                "le logiciel installé sur le poste se connecte à Pro Santé Connect par le navigateur du poste",
            ),
            (
                "navigateur-interne",
                "le logiciel installé sur le poste se connecte à Pro Santé Connect par un navigateur qu'il contient",
            ),
            ("ciba", "le logiciel se connecte à Pro Santé Connect sans navigateur (CIBA)"),
        ],
    ),
    d(
        "autre_moyen",
        "les moyens de connexion",
        &[
            ("oui", "l'utilisateur a un autre moyen de connexion que Pro Santé Connect"),
            ("non", "l'utilisateur ne se connecte que par Pro Santé Connect"),
        ],
    ),
    d(
        "recherche_rpps",
        "la vérification du RPPS d'un professionnel",
        &[
            ("fhir", "le RPPS d'un professionnel est vérifié par l'API de l'Annuaire Santé"),
            (
                "extraction",
                "le RPPS d'un professionnel est vérifié dans l'extraction publique de l'Annuaire Santé",
            ),
            ("psc", "le RPPS d'un professionnel vient de Pro Santé Connect"),
            ("cpx", "le RPPS d'un professionnel est lu dans sa carte (CPx)"),
            (
                "annuaire-local",
                "le RPPS d'un professionnel est vérifié dans un annuaire de l'établissement",
            ),
        ],
    ),
    d(
        "recherche_mssante",
        "la recherche d'une adresse MSSanté",
        &[
            ("fhir", "une adresse MSSanté se cherche par l'API de l'Annuaire Santé"),
            (
                "extraction",
                "une adresse MSSanté se cherche dans l'extraction publique de l'Annuaire Santé",
            ),
            ("operateur", "une adresse MSSanté se cherche auprès de l'opérateur de messagerie"),
        ],
    ),
    d(
        "bal",
        "les boîtes MSSanté du logiciel",
        &[
            (
                "applicative",
                "le logiciel envoie depuis une boîte applicative, sous le certificat de la structure",
            ),
            (
                "personnelle",
                "le logiciel ouvre la boîte personnelle ou organisationnelle de l'utilisateur, avec son jeton Pro Santé Connect",
            ),
        ],
    ),
    d(
        "reception_biologie",
        "la réception de comptes rendus de biologie par MSSanté",
        &[
            (
                "oui",
                "le logiciel reçoit par MSSanté des comptes rendus de biologie, et les intègre",
            ),
            ("non", "le logiciel ne reçoit pas de comptes rendus de biologie par MSSanté"),
        ],
    ),
    d(
        "chargement_annuaire",
        "le chargement de l'Annuaire Santé",
        &[
            ("extraction", "l'Annuaire Santé est chargé par ses fichiers d'extraction"),
            ("fhir", "l'Annuaire Santé est chargé par son API"),
        ],
    ),
    d(
        "annuaire_pagination",
        "les recherches de plusieurs pages dans l'Annuaire Santé",
        &[
            ("oui", "le logiciel lit toutes les pages d'une recherche dans l'Annuaire Santé"),
            (
                "non",
                "le logiciel ne lit que la première page d'une recherche dans l'Annuaire Santé",
            ),
        ],
    ),
    d(
        "edc_psc",
        "les API Pro Santé Connectées",
        &[
            ("oui", "le logiciel appelle des API Pro Santé Connectées (espace de confiance)"),
            ("non", "le logiciel n'appelle aucune API Pro Santé Connectée"),
        ],
    ),
    d(
        "proxy_esante",
        "le Proxy e-Santé",
        &[
            ("oui", "le logiciel passe par le Proxy e-Santé"),
            ("non", "le logiciel ne passe pas par le Proxy e-Santé"),
        ],
    ),
    d(
        "horloge",
        "l'horloge du logiciel",
        &[
            ("oui", "le logiciel suit l'horloge du banc quand celui-ci l'avance"),
            ("non", "le logiciel garde sa propre horloge quand le banc avance la sienne"),
        ],
    ),
];

/// The declared fact of this name.
#[must_use]
pub fn fait_declare(nom: &str) -> Option<&'static FaitDeclare> {
    FAITS_DECLARES.iter().find(|f| f.nom == nom)
}

/// What the vendor declares, a sentence for each value (`web, ciba` are two). A fact or a value that is not known is quoted as it is.
#[must_use]
pub fn declaration(nom: &str, valeur: &str) -> Vec<String> {
    let fait = fait_declare(nom);
    valeur
        .split(',')
        .map(str::trim)
        .filter(|v| !v.is_empty())
        .map(|v| {
            let connue = fait.and_then(|f| f.valeurs.iter().find(|(mot, _)| mot.eq_ignore_ascii_case(v)));
            match (connue, fait) {
                (Some((_, dit)), _) => (*dit).to_owned(),
                (None, Some(f)) => format!("{} : « {v} »", f.dit),
                (None, None) => format!("{nom} : « {v} »"),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_a_sentence() {
        assert_eq!(
            declaration("mode_insi", "structure"),
            ["INSi est appelé avec un certificat de structure"]
        );
        assert_eq!(declaration("mode_psc", "web, ciba").len(), 2);
        assert_eq!(declaration("mode_insi", "autre"), ["l'authentification auprès d'INSi : « autre »"]);
        assert_eq!(declaration("x", "y"), ["x : « y »"]);
        for f in FAITS_DECLARES {
            assert!(f.valeurs.len() >= 2, "{}", f.nom);
            assert!(f.valeurs.iter().all(|(_, dit)| !dit.ends_with('.')), "{}", f.nom);
        }
    }
}
