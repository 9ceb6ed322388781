//! The rehearsed referencing: what the world does to candidatures.

use super::{Action, Genre, choix, p};

/// Actions.
pub(super) const ACTIONS: &[Action] = &[
    Action {
        nom: "referencement.erratum",
        dit: "Un erratum paraît en cours de campagne : les preuves qu'il vise tombent, dans toutes les candidatures qui courent",
        parametres: &[
            p("id", Genre::Texte, true, "identifiant de l'erratum"),
            p("referentiel", Genre::Texte, true, "référentiel corrigé (`REM-BIO-SGL-Va2`)"),
            p(
                "vise",
                Genre::Texte,
                true,
                "numéros d'exigences, de scénarios ou de preuves, ou motifs (`INS/va1.28*`), séparés par des virgules",
            ),
            p("change", Genre::Texte, true, "ce qui change"),
            p("source", Genre::Texte, false, "où cela est publié"),
        ],
    },
    Action {
        nom: "referencement.tiers",
        dit: "Un tiers (CNDA, Espace de Confiance, auditeur) accorde ou refuse ce qu'une candidature attend de lui",
        parametres: &[
            p("candidature", Genre::Texte, true, "numéro de la candidature (`C0001`)"),
            choix("attente", true, &["cnda", "edc-psc", "pentest"], "ce qui est attendu"),
            choix("issue", false, &["obtenue", "refusee"], "par défaut obtenue"),
            p("reference", Genre::Texte, false, "référence donnée par le tiers"),
        ],
    },
    Action {
        nom: "referencement.parcours",
        dit: "Une candidature toute faite est plantée dans l'espace : son parcours finit aujourd'hui",
        parametres: &[
            choix(
                "nom",
                true,
                &["sans-faute", "deux-tours", "erratum", "suspendu", "hors-delai", "a-juger"],
                "le parcours",
            ),
            p("referentiel", Genre::Texte, false, "dispositif ; par défaut celui de vague 2"),
            p(
                "editeur",
                Genre::Texte,
                false,
                "fiche de la personne qui a candidaté ; par défaut SECRETAIRE_LABO",
            ),
        ],
    },
];
