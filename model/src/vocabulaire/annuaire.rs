//! The Annuaire Santé.

use super::{Acte, Action, Genre, GenreFichier, f, fs, p};

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

/// Extracts.
pub(super) const EXTRAITS: &[GenreFichier] = &[
    GenreFichier {
        nom: "compte",
        dit: "les comptes des professionnels, tels que le logiciel les tient (objet JSON : `comptes`)",
        listes: &["comptes"],
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
        listes: &[],
        faits: &[
            f("etat", "`chargee` ou `inchangee`"),
            fs("fichiers", "noms des fichiers, avec leur date"),
            f("lignes", "lignes lues, en-têtes non comprises"),
            f("personnes", "professionnels différents"),
            f("boites", "boîtes MSSanté différentes"),
            f("rejets", "lignes que le logiciel n'a pas su lire"),
        ],
    },
    GenreFichier {
        nom: "correspondants",
        dit: "les correspondants montrés (objet JSON : `correspondants` ; une liste vide quand la recherche n'en montre aucun, refus de l'annuaire compris)",
        listes: &["correspondants"],
        faits: &[
            f("correspondants.id_national", "identifiant national"),
            f("correspondants.rpps", "RPPS"),
            f("correspondants.nom", "nom d'exercice"),
            f("correspondants.prenom", "prénom d'exercice"),
            fs("correspondants.mssante", "boîtes MSSanté"),
        ],
    },
];

/// Actions of the bench.
pub(super) const ACTIONS: &[Action] = &[
    Action {
        nom: "annuaire.modifier",
        dit: "Le professionnel change dans l'annuaire : tout de suite par l'API, au fichier de la nuit suivante par l'extraction",
        parametres: &[
            p("professionnel", Genre::Texte, true, "fiche, RPPS ou identifiant national"),
            p(
                "champs",
                Genre::Libre,
                true,
                "objet : nom, prenom, civilite, boite (adresse MSSanté, ou vide), structure (fiche ou identifiant national)",
            ),
        ],
    },
    Action {
        nom: "annuaire.retirer",
        dit: "Le professionnel ou la structure quitte l'annuaire : la ressource reste lisible, inactive",
        parametres: &[
            p("professionnel", Genre::Texte, false, "fiche, RPPS ou identifiant national"),
            p("structure", Genre::Texte, false, "fiche ou identifiant national"),
        ],
    },
    Action {
        nom: "annuaire.quota",
        dit: "Quota de l'API : requêtes par seconde et par clé (0 : pas de quota)",
        parametres: &[p("requetes", Genre::Nombre, true, "requêtes par seconde")],
    },
    Action {
        nom: "annuaire.regler",
        dit: "Réglage de ce que les sources ne disent pas : `statut-parametre-inconnu` et `statut-page-perimee` (statut HTTP), \
              `duree-page` (secondes de vie d'un lien next), `cle` (`exigee` ou `facultative`), `total` (`selon-le-cout`, `sur-demande` ou `jamais`)",
        parametres: &[
            p("cle", Genre::Texte, true, "ce qui est réglé"),
            p("valeur", Genre::Texte, true, "sa valeur"),
        ],
    },
];
