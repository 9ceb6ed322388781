//! The DMP as a professional opens it: search, read, feed, mask, archive, delete.

use super::{Acte, Genre, GenreFichier, Parametre, choix, f, fs, p};

const IDENTITE: Parametre = p("identite", Genre::Texte, true, "référence de l'identité, donnée à `creer-identite`");

const DOCUMENT: Parametre = p(
    "document",
    Genre::Texte,
    true,
    "le document : son uniqueId, son titre dans la dernière liste montrée, ou la référence sous laquelle ce logiciel l'a versé",
);

const MODE: Parametre = choix(
    "mode",
    false,
    &["carte", "air", "structure"],
    "authentification au DMP : carte CPS (directe), AIR (indirecte renforcée), ou structure seule (indirecte) ; par défaut celle du candidat",
);

/// The words of a visibility, as `valider-compte-rendu` has them.
const VISIBILITES: &[&str] = &["normale", "masque-ps", "invisible-patient", "invisible-representants"];

/// Acts.
pub(super) const ACTES: &[Acte] = &[
    Acte {
        nom: "ouvrir-dossier-dmp",
        dit: "Ouvrir le DMP du patient : test d'existence (TD0.2), puis autorisation (TD0.3) quand il en faut une et que l'utilisateur déclare l'accord du patient",
        parametres: &[
            IDENTITE,
            choix(
                "consentement",
                false,
                &["non", "oui"],
                "`oui` : l'utilisateur déclare, par un geste, que le patient accepte qu'il accède à son DMP ; par défaut non",
            ),
            choix(
                "medecin_traitant",
                false,
                &["non", "oui"],
                "`oui` : l'utilisateur se déclare médecin traitant du patient ; par défaut non",
            ),
            choix(
                "acces",
                false,
                &["normal", "bris-de-glace", "centre-15"],
                "mode d'accès ; par défaut normal",
            ),
            p("motif", Genre::Texte, false, "pourquoi le bris de glace, en clair"),
            MODE,
        ],
        fichiers: &["dossier-dmp"],
    },
    Acte {
        nom: "rechercher-documents",
        dit: "Chercher des documents dans le DMP ouvert du patient (TD3.1) ; sans critère, la recherche que le logiciel fait de lui-même",
        parametres: &[
            IDENTITE,
            p("type", Genre::Texte, false, "typeCode cherché (`11502-2`)"),
            p("classe", Genre::Texte, false, "classCode cherché (`10`)"),
            p(
                "depuis",
                Genre::Texte,
                false,
                "date du plus ancien acte, AAAA-MM-JJ ; par défaut celle que le logiciel propose, deux ans au plus",
            ),
            p(
                "jusque",
                Genre::Texte,
                false,
                "date du plus récent acte, AAAA-MM-JJ ; par défaut aujourd'hui",
            ),
            choix(
                "archives",
                false,
                &["non", "oui"],
                "`oui` : montrer aussi les documents archivés ; par défaut non",
            ),
            choix(
                "anciens",
                false,
                &["non", "oui"],
                "`oui` : montrer aussi les versions remplacées ; par défaut non",
            ),
            choix(
                "visibilite",
                false,
                VISIBILITES,
                "ne montrer que les documents de cette visibilité ; par défaut tous",
            ),
            MODE,
        ],
        fichiers: &["documents-dmp"],
    },
    Acte {
        nom: "ouvrir-document",
        dit: "Ouvrir un document du DMP, choisi dans la liste montrée (TD3.2)",
        parametres: &[IDENTITE, DOCUMENT, MODE],
        fichiers: &["document-ouvert"],
    },
    Acte {
        nom: "gerer-document",
        dit: "Masquer, rendre visible, archiver ou supprimer un document du DMP (TD3.3) ; l'utilisateur confirme",
        parametres: &[
            IDENTITE,
            DOCUMENT,
            choix(
                "action",
                true,
                &[
                    "masquer",
                    "demasquer",
                    "rendre-visible-patient",
                    "rendre-visible-representants",
                    "archiver",
                    "desarchiver",
                    "supprimer",
                ],
                "ce que l'utilisateur fait du document",
            ),
            MODE,
        ],
        fichiers: &[],
    },
    Acte {
        nom: "deposer-document",
        dit: "Verser au DMP un document que l'utilisateur rédige (TD2.1), ou une nouvelle version d'un document versé",
        parametres: &[
            p(
                "reference",
                Genre::Texte,
                true,
                "référence du document dans le scénario, choisie par lui",
            ),
            IDENTITE,
            p("type", Genre::Texte, true, "typeCode du document (`11488-4`)"),
            p("titre", Genre::Texte, true, "titre du document, tel quel"),
            p(
                "texte",
                Genre::Texte,
                false,
                "ce que l'utilisateur écrit, à porter tel quel dans le document",
            ),
            choix(
                "visibilite",
                false,
                VISIBILITES,
                "masquage ou visibilité demandés au DMP ; par défaut normale",
            ),
            p(
                "remplace",
                Genre::Texte,
                false,
                "référence du document versé par ce logiciel, dont celui-ci est la nouvelle version",
            ),
            p(
                "demande",
                Genre::Texte,
                false,
                "numéro de la demande à laquelle le document répond, à porter sur lui",
            ),
            choix(
                "mode",
                false,
                &["carte", "structure"],
                "authentification au DMP : carte CPS (directe), ou structure (indirecte) ; par défaut celle du candidat pour alimenter",
            ),
        ],
        fichiers: &["compte-rendu"],
    },
    Acte {
        nom: "lister-dmp",
        dit: "Lister les DMP que l'utilisateur peut consulter (TD0.4)",
        parametres: &[
            choix(
                "selon",
                false,
                &["autorisation", "document"],
                "DMP autorisés depuis une date, ou dont un document est arrivé depuis ; par défaut autorisation",
            ),
            p("depuis", Genre::Texte, false, "cette date, AAAA-MM-JJ ; par défaut un an"),
            MODE,
        ],
        fichiers: &["liste-dmp"],
    },
    Acte {
        nom: "lister-autorises",
        dit: "Lister les professionnels autorisés ou bloqués sur le DMP du patient (TD1.6)",
        parametres: &[
            IDENTITE,
            choix(
                "lesquels",
                false,
                &["actifs", "interdits", "tous"],
                "autorisés, bloqués ou tous ; par défaut actifs",
            ),
            MODE,
        ],
        fichiers: &["autorises-dmp"],
    },
    Acte {
        nom: "retirer-autorisation",
        dit: "Retirer l'autorisation de l'utilisateur sur le DMP du patient (TD0.3, suppression)",
        parametres: &[IDENTITE, MODE],
        fichiers: &[],
    },
];

/// Extracts.
pub(super) const EXTRAITS: &[GenreFichier] = &[
    GenreFichier {
        nom: "dossier-dmp",
        dit: "le DMP du patient tel que l'écran le montre à l'ouverture (objet JSON)",
        listes: &[],
        faits: &[
            f("etat", "`ouvert`, `ferme` ou `absent`"),
            f(
                "autorisation",
                "`aucune`, `valide`, `expiree` ou `interdite`, celle de l'utilisateur",
            ),
            f("consultable", "`oui` quand l'écran propose de chercher des documents"),
            f("medecin_traitant", "`oui` quand l'utilisateur est le médecin traitant du DMP"),
            f("acces", "`normal`, `bris-de-glace` ou `centre-15`, tel que l'écran le rappelle"),
            f("ens", "`oui` quand le DMP est rattaché à Mon espace santé"),
            f("fermeture", "date de la fermeture, AAAA-MM-JJ"),
            f("motif", "motif de la fermeture"),
            f("nom", "nom de naissance montré en tête du dossier"),
            f("prenoms", "prénoms de naissance montrés, séparés par une espace"),
            f("nom_utilise", "nom utilisé montré"),
            f("date_naissance", "date de naissance montrée, AAAA-MM-JJ"),
            f("message", "ce que l'utilisateur lit"),
        ],
    },
    GenreFichier {
        nom: "documents-dmp",
        dit: "la liste des documents telle que l'écran la montre (objet JSON : `documents`)",
        listes: &["documents"],
        faits: &[
            f("nombre", "nombre de documents montrés"),
            f("message", "ce que l'utilisateur lit"),
            f("documents.titre", "titre"),
            f("documents.unique_id", "uniqueId"),
            f("documents.type", "typeCode"),
            f(
                "documents.libelle",
                "type tel que l'utilisateur le lit ; le code, quand le logiciel ne le connaît pas",
            ),
            f("documents.classe", "classCode"),
            f("documents.date", "date du document (RFC 3339, heure locale et son décalage)"),
            f("documents.auteur", "nom et prénom de l'auteur"),
            f("documents.patient", "`oui` quand l'écran dit que le patient l'a déposé"),
            fs(
                "documents.etats",
                "états montrés : `masque-ps`, `invisible-patient`, `invisible-representants`, `archive`, `ancienne-version`",
            ),
        ],
    },
    GenreFichier {
        nom: "document-ouvert",
        dit: "le document ouvert, tel que l'écran le montre (objet JSON)",
        listes: &[],
        faits: &[
            f("unique_id", "uniqueId"),
            f("titre", "titre lu dans le document"),
            f("type", "code du document"),
            f("niveau", "`N1`, `N3`, `KOS` ou `autre`"),
            f("ins", "INS que porte le document, 15 caractères"),
            f("nom", "nom de naissance du patient, dans l'en-tête du document"),
            f("auteur", "nom et prénom de l'auteur, dans l'en-tête du document"),
            f("cree", "date du document, telle que l'en-tête la dit"),
            f("taille", "octets reçus"),
            f("empreinte", "SHA-1 des octets reçus, en hexadécimal"),
            f("texte", "ce que l'utilisateur lit (2 000 caractères au plus)"),
        ],
    },
    GenreFichier {
        nom: "liste-dmp",
        dit: "les DMP que l'utilisateur peut consulter, tels que l'écran les montre (objet JSON : `dossiers`)",
        listes: &["dossiers"],
        faits: &[
            f("dossiers.ins", "INS, 15 caractères"),
            f("dossiers.nom", "nom"),
            f("dossiers.prenom", "prénom"),
            f("dossiers.date_naissance", "date de naissance, AAAA-MM-JJ"),
            f("dossiers.medecin_traitant", "`oui` quand l'utilisateur est son médecin traitant"),
        ],
    },
    GenreFichier {
        nom: "autorises-dmp",
        dit: "les professionnels autorisés ou bloqués sur un DMP, tels que l'écran les montre (objet JSON : `autorises`)",
        listes: &["autorises"],
        faits: &[
            f("autorises.id_national", "identifiant national"),
            f("autorises.nom", "nom"),
            f("autorises.prenom", "prénom"),
            f("autorises.specialite", "spécialité"),
            f("autorises.mode", "`ACTIVE` ou `INTERDITE`"),
        ],
    },
];
