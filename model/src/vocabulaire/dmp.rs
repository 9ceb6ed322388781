//! Reports, and the DMP.

use super::{Acte, Action, Genre, REFERENCE, choix, p};

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

/// What a person does to the DMP of a patient beside the candidate, and what the DMP publishes.
pub(super) const ACTIONS: &[Action] = &[
    Action {
        nom: "dmp.regler",
        dit: "Le DMP d'un patient change : fermeture, médecin traitant, oppositions, autorisation d'un professionnel ; ce qui n'est pas dit reste",
        parametres: &[
            p("patient", Genre::Texte, true, "fiche du patient"),
            choix("etat", false, &["ouvert", "ferme", "absent"], "état du DMP"),
            p("date", Genre::Texte, false, "date de la fermeture, AAAA-MM-JJ"),
            p("motif", Genre::Texte, false, "motif de la fermeture (`FERMETURE_DEMANDE_PATIENT`)"),
            p("raison", Genre::Texte, false, "raison de la fermeture"),
            choix("ens", false, &["oui", "non"], "DMP rattaché à Mon espace santé"),
            choix("compte_internet", false, &["oui", "non"], "compte internet ouvert"),
            choix(
                "bris_de_glace",
                false,
                &["permis", "oppose"],
                "ce que le patient dit du bris de glace",
            ),
            choix(
                "acces_urgence",
                false,
                &["permis", "oppose"],
                "ce que le patient dit de l'accès du centre 15",
            ),
            p(
                "medecin_traitant",
                Genre::Texte,
                false,
                "fiche du médecin traitant du DMP ; `aucun` pour qu'il n'y en ait pas",
            ),
            p(
                "professionnel",
                Genre::Texte,
                false,
                "fiche du professionnel, ou de la structure, dont l'autorisation change",
            ),
            choix(
                "autorisation",
                false,
                &["aucune", "valide", "expiree", "interdite"],
                "ce que son autorisation devient",
            ),
        ],
    },
    Action {
        nom: "dmp.publier",
        dit: "Les paramètres que le DMP publie (param-lps) changent ; ce qui n'est pas dit reste",
        parametres: &[
            choix("gestion_mineurs", false, &["oui", "non"], "fonctions-gestion-mineurs"),
            choix("cumul", false, &["oui", "non"], "cumul-invisible_patient-masque_ps"),
            p("age_majorite", Genre::Nombre, false, "age-majorite, en années"),
            choix("plateforme", false, &["production", "test"], "plateforme"),
        ],
    },
];
