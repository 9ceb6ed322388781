//! The Annuaire Santé.

use super::{Acte, Action, Genre, GenreFichier, Operation, f, p};

/// Acts.
pub(super) const ACTES: &[Acte] = &[
    Acte {
        nom: "creer-compte",
        dit: "Créer le compte d'un professionnel, à partir de son RPPS vérifié dans l'annuaire",
        parametres: &[
            p(
                "reference",
                Genre::Texte,
                true,
                "référence du compte dans le scénario, choisie par lui",
            ),
            p("rpps", Genre::Texte, true, "RPPS saisi, 11 chiffres"),
        ],
        fichiers: &["compte"],
    },
    Acte {
        nom: "verifier-comptes",
        dit: "Vérifier de nouveau dans l'annuaire les comptes dont la dernière vérification a deux ans",
        parametres: &[],
        fichiers: &["compte"],
    },
    Acte {
        nom: "charger-annuaire",
        dit: "Charger les fichiers d'extraction de l'annuaire",
        parametres: &[],
        fichiers: &["annuaire"],
    },
    Acte {
        nom: "chercher-correspondant",
        dit: "Chercher un correspondant dans l'annuaire, et ses boîtes MSSanté ; au moins un critère",
        parametres: &[
            p("reference", Genre::Texte, false, "compte dont le RPPS est le critère"),
            p("rpps", Genre::Texte, false, "RPPS, 11 chiffres"),
            p("nom", Genre::Texte, false, "nom d'exercice, ou son début"),
            p("prenom", Genre::Texte, false, "prénom d'exercice, ou son début"),
            p("ville", Genre::Texte, false, "ville du lieu d'exercice"),
        ],
        fichiers: &["correspondants"],
    },
];

/// Operations.
pub(super) const OPERATIONS: &[Operation] = &[];

/// Files.
pub(super) const FICHIERS: &[GenreFichier] = &[
    GenreFichier {
        nom: "compte",
        dit: "les comptes des professionnels, tels que le logiciel les tient (objet JSON : `comptes`)",
        faits: &[
            f("comptes.reference", "référence du compte"),
            f("comptes.id_national", "identifiant national"),
            f("comptes.rpps", "RPPS"),
            f("comptes.nom", "nom d'exercice"),
            f("comptes.prenom", "prénom d'exercice"),
            f("comptes.etat", "`ouvert` ou `ferme`"),
            f("comptes.verifie", "date de la dernière vérification dans l'annuaire (AAAA-MM-JJ)"),
        ],
    },
    GenreFichier {
        nom: "annuaire",
        dit: "ce qui a été chargé des fichiers d'extraction (objet JSON)",
        faits: &[
            f("etat", "`chargee` ou `inchangee`"),
            f("fichiers", "noms des fichiers, avec leur date"),
            f("lignes", "lignes lues, en-têtes non comprises"),
            f("personnes", "professionnels différents"),
            f("boites", "boîtes MSSanté différentes"),
            f("rejets", "lignes que le logiciel n'a pas su lire"),
        ],
    },
    GenreFichier {
        nom: "correspondants",
        dit: "les correspondants trouvés (objet JSON : `correspondants`)",
        faits: &[
            f("correspondants.id_national", "identifiant national"),
            f("correspondants.rpps", "RPPS"),
            f("correspondants.nom", "nom d'exercice"),
            f("correspondants.prenom", "prénom d'exercice"),
            f("correspondants.mssante", "boîtes MSSanté"),
        ],
    },
];

/// Actions of the bench.
pub(super) const ACTIONS: &[Action] = &[];
