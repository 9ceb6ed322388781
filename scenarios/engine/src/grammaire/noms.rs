//! The facts of the names that a scenario may give: patients and professionals. Those of an exchange are the facts of
//! its operation ([`segur_model::vocabulaire`]).

use segur_model::vocabulaire::{Fait, f};

/// Facts of a name of `donnees`: `{patient.ins}`.
pub const FAITS_PATIENT: &[Fait] = &[
    f("ins", "matricule et clé, 15 caractères"),
    f("matricule", "matricule INS, 13 caractères"),
    f("cle", "clé du matricule, 2 chiffres"),
    f("oid", "OID de l'autorité qui a donné le matricule"),
    f("nom", "nom de naissance"),
    f("prenom", "premier prénom de naissance"),
    f("prenoms", "tous les prénoms de naissance, séparés par une espace"),
    f("sexe", "M ou F"),
    f("date_naissance", "AAAA-MM-JJ"),
    f("lieu_naissance", "code officiel géographique (COG)"),
    f("nom_utilise", "nom utilisé"),
    f("fiche", "nom de la fiche dans le monde"),
];

/// Facts of a name of `acteurs`: `{bio.rpps}`.
pub const FAITS_PROFESSIONNEL: &[Fait] = &[
    f("rpps", "numéro RPPS, 11 chiffres"),
    f("id_national", "identifiant national : 8 puis le RPPS"),
    f("nom", "nom d'exercice"),
    f("prenom", "prénom d'exercice"),
    f("profession", "code de la profession"),
    f("mssante", "adresses MSSanté de la personne, telles que l'annuaire les publie"),
    f("fiche", "nom de la fiche dans le monde"),
];
