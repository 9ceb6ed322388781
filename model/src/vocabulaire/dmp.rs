//! Reports, and the DMP.

use super::{Acte, Genre, REFERENCE, choix, p};

/// Acts.
pub(super) const ACTES: &[Acte] = &[
    Acte {
        nom: "tester-dmp",
        dit: "Tester l'existence du DMP de cette identité (TD0.2)",
        parametres: &[REFERENCE],
        fichiers: &[],
    },
    Acte {
        nom: "valider-compte-rendu",
        dit: "Valider un compte rendu d'examens de biologie ; le DMP est alimenté d'office (TD2.1), sauf blocage",
        parametres: &[
            p(
                "reference",
                Genre::Texte,
                true,
                "référence du compte rendu dans le scénario, choisie par lui",
            ),
            p("identite", Genre::Texte, true, "référence de l'identité, donnée à `creer-identite`"),
            choix("modele", true, &["hemogramme", "glycemie"], "examens du compte rendu"),
            choix(
                "etat",
                false,
                &["partiel", "complet"],
                "compte rendu partiel ou complet ; par défaut complet",
            ),
            choix(
                "niveau",
                false,
                &["N3", "N1"],
                "CDA structuré (N3) ou PDF dans un CDA (N1) ; par défaut N3",
            ),
            choix(
                "visibilite",
                false,
                &["normale", "masque-ps", "invisible-patient", "invisible-representants"],
                "masquage ou visibilité demandés au DMP ; par défaut normale",
            ),
            choix(
                "dmp",
                false,
                &["alimenter", "bloquer"],
                "`bloquer` : l'utilisateur retient l'alimentation du DMP pour ce compte rendu",
            ),
            p(
                "demande",
                Genre::Texte,
                false,
                "numéro de la demande d'examens, à porter sur le compte rendu",
            ),
            p(
                "correspondants",
                Genre::Texte,
                false,
                "RPPS des correspondants du dossier, séparés par des virgules : le compte rendu leur part d'office par MSSanté",
            ),
            choix(
                "usager",
                false,
                &["envoyer", "retenir"],
                "copie du compte rendu à la messagerie du patient, d'office ; par défaut retenir",
            ),
        ],
        fichiers: &["compte-rendu", "compte-rendu-pdf", "archive-xdm"],
    },
    Acte {
        nom: "completer-compte-rendu",
        dit: "Compléter ou corriger un compte rendu et le valider de nouveau ; la version précédente est remplacée dans le DMP",
        parametres: &[p(
            "reference",
            Genre::Texte,
            true,
            "référence du compte rendu, donnée à `valider-compte-rendu`",
        )],
        fichiers: &["compte-rendu", "compte-rendu-pdf", "archive-xdm"],
    },
];
