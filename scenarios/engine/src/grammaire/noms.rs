//! The facts of the names that a scenario may give: patients and professionals. Those of an exchange are the facts of
//! its operation ([`segur_model::vocabulaire`]).

use segur_model::vocabulaire::Fait;

/// Facts of a name of `donnees`: `{patient.ins}`.
pub const FAITS_PATIENT: &[Fait] = &[
    Fait {
        nom: "ins",
        dit: "matricule et clé, 15 caractères",
    },
    Fait {
        nom: "matricule",
        dit: "matricule INS, 13 caractères",
    },
    Fait {
        nom: "cle",
        dit: "clé du matricule, 2 chiffres",
    },
    Fait {
        nom: "oid",
        dit: "OID de l'autorité qui a donné le matricule",
    },
    Fait {
        nom: "nom",
        dit: "nom de naissance",
    },
    Fait {
        nom: "prenom",
        dit: "premier prénom de naissance",
    },
    Fait {
        nom: "prenoms",
        dit: "tous les prénoms de naissance, séparés par une espace",
    },
    Fait {
        nom: "sexe",
        dit: "M ou F",
    },
    Fait {
        nom: "date_naissance",
        dit: "AAAA-MM-JJ",
    },
    Fait {
        nom: "lieu_naissance",
        dit: "code officiel géographique (COG)",
    },
    Fait {
        nom: "nom_utilise",
        dit: "nom utilisé",
    },
    Fait {
        nom: "fiche",
        dit: "nom de la fiche dans le monde",
    },
];

/// Facts of a name of `acteurs`: `{bio.rpps}`.
pub const FAITS_PROFESSIONNEL: &[Fait] = &[
    Fait {
        nom: "rpps",
        dit: "numéro RPPS, 11 chiffres",
    },
    Fait {
        nom: "id_national",
        dit: "identifiant national : 8 puis le RPPS",
    },
    Fait {
        nom: "nom",
        dit: "nom d'exercice",
    },
    Fait {
        nom: "prenom",
        dit: "prénom d'exercice",
    },
    Fait {
        nom: "profession",
        dit: "code de la profession",
    },
    Fait {
        nom: "fiche",
        dit: "nom de la fiche dans le monde",
    },
];
