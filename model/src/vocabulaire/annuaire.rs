//! The Annuaire Santé.

use super::{Acte, Action, Fait, Genre, GenreFichier, Operation, f, fs, p};

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

const CLE: Fait = f("cle", "clé d'API dans l'en-tête : `presente` ou `absente`");
const ERREUR: Fait = f("erreur", "diagnostics de l'OperationOutcome, ou message de la passerelle");
const ENTREES: Fait = f("entrees", "nombre d'entrées du Bundle, inclusions comprises");
const SUIVANTE: Fait = f("suivante", "identifiant opaque du lien next");
const TOTAL: Fait = f("total", "total du Bundle, quand il y est");
const RPPS: Fait = f("rpps", "RPPS des professionnels de la réponse");
const MSSANTE: Fait = f("mssante", "adresses MSSanté de la réponse");
const TYPE: Fait = f("type", "ressource demandée (`Practitioner`…)");

const FAITS_RECHERCHE: &[Fait] = &[
    TYPE,
    f("methode", "GET ou POST"),
    f("parametres", "noms des paramètres, tels qu'écrits"),
    f("count", "valeur de _count"),
    TOTAL,
    ENTREES,
    SUIVANTE,
    CLE,
    ERREUR,
    RPPS,
    MSSANTE,
    f("p._id", "valeurs du paramètre _id"),
    f("p._lastUpdated", "valeurs du paramètre _lastUpdated"),
    f("p.active", "valeurs du paramètre active"),
    f("p.data-information-system", "valeurs du paramètre data-information-system"),
    f("p.data-registration-authority", "valeurs du paramètre data-registration-authority"),
    f("p.family", "valeurs du paramètre family"),
    f("p.given", "valeurs du paramètre given"),
    f("p.identifier", "valeurs du paramètre identifier"),
    f("p.identifier-type", "valeurs du paramètre identifier-type"),
    f("p.mailbox-mss", "valeurs du paramètre mailbox-mss"),
    f("p.mailbox-mss-type", "valeurs du paramètre mailbox-mss-type"),
    f("p.name", "valeurs du paramètre name"),
    f("p.number-smartcard", "valeurs du paramètre number-smartcard"),
    f("p.qualification-code", "valeurs du paramètre qualification-code"),
    f("p.type-smartcard", "valeurs du paramètre type-smartcard"),
    f("p.organization", "valeurs du paramètre organization"),
    f("p.practitioner", "valeurs du paramètre practitioner"),
    f("p.role", "valeurs du paramètre role"),
    f("p.address", "valeurs du paramètre address"),
    f("p.address-city", "valeurs du paramètre address-city"),
    f("p.address-line", "valeurs du paramètre address-line"),
    f("p.address-postalcode", "valeurs du paramètre address-postalcode"),
    f("p.partof", "valeurs du paramètre partof"),
    f("p.pharmacy-licence", "valeurs du paramètre pharmacy-licence"),
    f("p.type", "valeurs du paramètre type"),
    f("p.characteristic", "valeurs du paramètre characteristic"),
    f("p.service-category", "valeurs du paramètre service-category"),
    f("p.service-type", "valeurs du paramètre service-type"),
    f("p.manufacturer", "valeurs du paramètre manufacturer"),
    f("p.model", "valeurs du paramètre model"),
    f("p.status", "valeurs du paramètre status"),
    f("p._count", "valeurs du paramètre _count"),
    f("p._total", "valeurs du paramètre _total"),
    f("p._include", "valeurs du paramètre _include"),
    f("p._revinclude", "valeurs du paramètre _revinclude"),
    f("p._elements", "valeurs du paramètre _elements"),
];

/// Operations.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        nom: "annuaire.recherche",
        dit: "Annuaire Santé (API FHIR v2) : recherche",
        faits: FAITS_RECHERCHE,
    },
    Operation {
        nom: "annuaire.page",
        dit: "Annuaire Santé : page d'une recherche",
        faits: &[
            f("page", "identifiant opaque demandé"),
            TOTAL,
            ENTREES,
            SUIVANTE,
            CLE,
            ERREUR,
            RPPS,
            MSSANTE,
        ],
    },
    Operation {
        nom: "annuaire.lecture",
        dit: "Annuaire Santé : lecture d'une ressource par son identifiant technique",
        faits: &[
            TYPE,
            f("id", "identifiant technique demandé"),
            f("actif", "true ou false"),
            RPPS,
            CLE,
            ERREUR,
        ],
    },
    Operation {
        nom: "annuaire.metadata",
        dit: "Annuaire Santé : lecture du CapabilityStatement",
        faits: &[CLE, ERREUR],
    },
    Operation {
        nom: "annuaire.extraction",
        dit: "Annuaire Santé : téléchargement d'une extraction",
        faits: &[
            f("fichier", "extraction demandée (`PS_LibreAcces`…)"),
            f("date", "date du fichier, aaaammjjhhmm"),
            f(
                "lignes",
                "lignes du premier fichier de l'archive, sans l'en-tête ; absent au-delà de 8 Mo",
            ),
        ],
    },
    Operation {
        nom: "annuaire.autre",
        dit: "Annuaire Santé : appel qui n'est ni une recherche, ni une lecture, ni une extraction",
        faits: &[CLE, ERREUR],
    },
    Operation {
        nom: "annuaire.illisible",
        dit: "Annuaire Santé : requête dont les paramètres ne se lisent pas",
        faits: &[
            TYPE,
            f("methode", "GET ou POST"),
            f("id", "identifiant technique demandé"),
            CLE,
            ERREUR,
        ],
    },
    Operation {
        nom: "annuaire.connexion-refusee",
        dit: "Annuaire Santé : connexion TLS refusée",
        faits: &[],
    },
];

/// Files.
pub(super) const FICHIERS: &[GenreFichier] = &[
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
        dit: "les correspondants trouvés (objet JSON : `correspondants`)",
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
              `duree-page` (secondes de vie d'un lien next), `cle` (`exigee` ou `facultative`)",
        parametres: &[
            p("cle", Genre::Texte, true, "ce qui est réglé"),
            p("valeur", Genre::Texte, true, "sa valeur"),
        ],
    },
];
