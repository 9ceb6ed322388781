//! Mails, as a candidate sends and shows them, and what a patient refuses of them.

use super::{Acte, Genre, GenreFichier, Parametre, REFERENCE, choix, f, p};

const IDENTITE: Parametre = p("identite", Genre::Texte, true, "référence de l'identité, donnée à `creer-identite`");

const COMPTE_RENDU: Parametre = p(
    "compte_rendu",
    Genre::Texte,
    false,
    "référence du compte rendu à joindre, donnée à `valider-compte-rendu` ; absent : un simple message",
);

const TEXTE: Parametre = p(
    "texte",
    Genre::Texte,
    false,
    "ce que l'utilisateur écrit, à porter tel quel dans le corps",
);

const OBJET: Parametre = p(
    "objet",
    Genre::Texte,
    false,
    "objet du courriel reçu, tel qu'il a été envoyé ; par défaut le dernier reçu",
);

const BOITE: Parametre = choix(
    "boite",
    false,
    &["applicative", "personnelle"],
    "boîte qui sert : celle du logiciel, ou celle de la personne connectée par Pro Santé Connect ; par défaut celle du logiciel",
);

/// Acts.
pub(super) const ACTES: &[Acte] = &[
    Acte {
        nom: "envoyer-courriel",
        dit: "Envoyer par MSSanté, à des professionnels, un compte rendu de cette identité ou un simple message",
        parametres: &[
            IDENTITE,
            p(
                "destinataires",
                Genre::Texte,
                true,
                "RPPS des destinataires, séparés par des virgules ; leur boîte est cherchée dans l'annuaire",
            ),
            COMPTE_RENDU,
            TEXTE,
            choix("corps", false, &["texte", "html"], "forme du corps ; par défaut texte"),
            choix(
                "accuse",
                false,
                &["aucun", "lecture"],
                "accusé de lecture (MDN) demandé par l'utilisateur ; par défaut aucun",
            ),
            BOITE,
        ],
        fichiers: &["courriel", "archive-xdm"],
    },
    Acte {
        nom: "envoyer-courriel-usager",
        dit: "Envoyer à un patient, dans sa messagerie de Mon espace santé, un compte rendu ou un simple message",
        parametres: &[
            IDENTITE,
            COMPTE_RENDU,
            TEXTE,
            choix(
                "fin",
                false,
                &["non", "oui"],
                "`oui` : l'utilisateur n'attend pas de réponse du patient ; par défaut non",
            ),
            BOITE,
        ],
        fichiers: &["courriel", "archive-xdm"],
    },
    Acte {
        nom: "relever-courriels",
        dit: "Relever la boîte MSSanté, et montrer ce qui est reçu et ce que deviennent les envois",
        parametres: &[BOITE],
        fichiers: &["courriels"],
    },
    Acte {
        nom: "lire-courriel",
        dit: "Ouvrir un courriel reçu ; l'accusé de lecture part, s'il est demandé",
        parametres: &[OBJET, BOITE],
        fichiers: &["courriels"],
    },
    Acte {
        nom: "repondre-courriel",
        dit: "Répondre à un courriel reçu",
        parametres: &[OBJET, TEXTE, BOITE],
        fichiers: &["courriel"],
    },
    Acte {
        nom: "integrer-courriel",
        dit: "Intégrer au dossier du patient le document qu'un courriel reçu porte",
        parametres: &[OBJET, BOITE],
        fichiers: &["courriels"],
    },
    Acte {
        nom: "supprimer-courriel",
        dit: "Supprimer un courriel de la boîte",
        parametres: &[OBJET, BOITE],
        fichiers: &[],
    },
    Acte {
        nom: "enregistrer-opposition",
        dit: "Enregistrer que le patient s'oppose à un envoi par MSSanté, ou qu'il ne s'y oppose plus",
        parametres: &[
            REFERENCE,
            choix(
                "envoi",
                true,
                &["professionnels", "usager"],
                "envoi aux professionnels, ou au patient lui-même",
            ),
            choix("avis", true, &["oppose", "accepte"], "ce que dit le patient"),
        ],
        fichiers: &[],
    },
    Acte {
        nom: "supprimer-compte-rendu",
        dit: "Supprimer un compte rendu ; ceux à qui il est parti par MSSanté en sont prévenus",
        parametres: &[p(
            "reference",
            Genre::Texte,
            true,
            "référence du compte rendu, donnée à `valider-compte-rendu`",
        )],
        fichiers: &[],
    },
];

/// Extracts.
pub(super) const EXTRAITS: &[GenreFichier] = &[GenreFichier {
    nom: "courriels",
    dit: "la messagerie telle que le logiciel la montre (objet JSON : `courriels`, `envois`)",
    listes: &["courriels", "envois"],
    faits: &[
        f("courriels.objet", "objet du courriel reçu"),
        f("courriels.libelle", "objet tel que l'utilisateur le lit, sans le préfixe XDM"),
        f("courriels.de", "adresse de l'expéditeur"),
        f("courriels.emetteur", "`professionnel`, `usager` ou `operateur`"),
        f(
            "courriels.ins",
            "matricule et clé du patient, 15 caractères : METADATA.XML, ou l'adresse de l'usager",
        ),
        f("courriels.nom", "nom de naissance du patient"),
        f("courriels.prenom", "premier prénom de naissance du patient"),
        f("courriels.document", "`oui` quand une archive IHE_XDM est jointe"),
        f("courriels.lu", "`oui` ou `non`"),
        f("courriels.integre", "`oui` quand le document est dans le dossier du patient"),
        f("envois.objet", "objet du courriel envoyé"),
        f("envois.destinataire", "adresse du destinataire"),
        f("envois.etat", "`envoye`, `distribue`, `lu` ou `echec`, d'après les accusés reçus"),
    ],
}];
