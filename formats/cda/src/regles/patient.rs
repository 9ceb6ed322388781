//! Rules of the patient: identifiers and the traits that go with an INS.

use segur_model::{Severity, Trust};

use super::{STRUCT_MIN, conseil, rapportee, regle, stricte};

const OIDS: &str = "profils fr-core (OID de l'INS) et exemples du DMP ; l'OID .10 est celui des tests, l'OID .11 celui des démonstrations";
const CLE: &str = "clé du NIR : 97 − (matricule modulo 97)";

segur_model::regles! {
    PATIENT = stricte("cda.en-tete.patient", "recordTarget est présent une fois, avec un seul patientRole qui porte patient", STRUCT_MIN);
    INS = stricte("cda.en-tete.patient.ins", "Un document partagé porte l'INS du patient (patientRole/id)", STRUCT_MIN);
    INS_PREMIER = stricte("cda.en-tete.patient.ins.premier", "L'INS est le premier identifiant du patient (patientRole/id[1])", STRUCT_MIN);
    INS_UNIQUE = stricte(
        "cda.en-tete.patient.ins.unique",
        "Un document est d'un seul patient : les identifiants qui suivent l'INS sont ses IPP, pas un autre INS de même nature",
        STRUCT_MIN
    );
    INS_HISTORIQUE = conseil(
        "cda.en-tete.patient.ins.historique",
        "Un document ne porte qu'un INS, celui en cours : ni INS-NIA à côté de l'INS-NIR, ni l'inverse (l'historique n'a pas de place dans le volet)",
        STRUCT_MIN
    );
    INS_OID = stricte(
        "cda.en-tete.patient.ins.oid",
        "L'OID de l'INS est connu : 1.2.250.1.213.1.4.8 (NIR), .9 (NIA), .10 (test) ou .11 (démonstration) ; l'INS-C n'a plus cours",
        OIDS
    );
    INS_ENVIRONNEMENT = stricte("cda.en-tete.patient.ins.environnement", "En production, l'INS ne porte pas un OID de test (.10) ni de démonstration (.11)", OIDS);
    INS_FORME = stricte("cda.en-tete.patient.ins.cle", "L'INS a 15 caractères exactement, sans espace : un matricule de 13 et la clé de 2 chiffres qui lui correspond", CLE);
    NOM = stricte("cda.en-tete.patient.nom", "patient porte un seul name, avec un nom et un prénom au moins", STRUCT_MIN);
    NOM_NAISSANCE = stricte("cda.en-tete.traits.nom", "Avec l'INS, le nom de naissance est présent (family, qualifier BR)", STRUCT_MIN);
    PRENOMS = stricte("cda.en-tete.traits.prenoms", "Avec l'INS, la liste des prénoms de naissance est présente (given sans qualifier)", STRUCT_MIN);
    PREMIER_PRENOM = stricte("cda.en-tete.traits.premier-prenom", "Avec l'INS, le premier prénom de naissance est présent (given, qualifier BR)", STRUCT_MIN);
    PREMIER_DE_LISTE = stricte("cda.en-tete.traits.premier-prenom.liste", "Le premier prénom de naissance est le premier de la liste des prénoms de naissance", STRUCT_MIN);
    SEXE = stricte("cda.en-tete.traits.sexe", "Avec l'INS, le sexe est présent ; il est du jeu de valeurs JDV_J143 (M, F, inconnu ; 2.16.840.1.113883.5.1)", STRUCT_MIN);
    NAISSANCE = stricte("cda.en-tete.traits.date-naissance", "La date de naissance est présente ; avec l'INS elle a une valeur", STRUCT_MIN);
    NAISSANCE_PLAUSIBLE = conseil(
        "cda.en-tete.traits.date-naissance.plausible",
        "Le patient est né avant le document, et avant son décès (vraisemblance)",
        "bon sens : aucune règle publique ne l'écrit, et des exemples publiés par l'ANS s'en écartent"
    );
    ALPHABET = rapportee(
        "cda.en-tete.traits.alphabet",
        "Avec l'INS, le nom et les prénoms de naissance sont ceux que rend INSi : lettres A à Z en capitales, espace, trait d'union, apostrophe ; ni minuscule, ni accent, ni ligature",
        "tests du CNDA pour INSi (2.03), rapportés par des intégrateurs ; des exemples publiés par l'ANS s'en écartent"
    );
    MATRICULE = regle(
        "cda.en-tete.traits.matricule",
        "Le sexe, l'année et le mois de naissance sont d'ordinaire ceux que dit le matricule INS : un écart est possible (changement d'état civil, identité de test), à regarder seulement",
        Severity::Info,
        "composition du NIR (sexe, année et mois de naissance)",
        Trust::Unverified
    );
    LIEU_NAISSANCE = stricte(
        "cda.en-tete.traits.lieu-naissance",
        "Avec l'INS, le lieu de naissance est présent : code officiel géographique de 5 caractères (birthplace/place/addr/county)",
        STRUCT_MIN
    );
    // What INSi answers may be changed by an action of the bench, which no document shows.
    IDENTITE = stricte(
        "cda.en-tete.traits.identite",
        "Les traits d'un document (nom et premier prénom de naissance, date, sexe) sont ceux de l'INS qu'il porte, quand le monde du banc connaît cet INS ; casse, accents, traits d'union et apostrophes ne comptent pas",
        STRUCT_MIN
    );
    IDENTITE_AUTRES = conseil(
        "cda.en-tete.traits.identite-autres",
        "Les autres prénoms et le lieu de naissance d'un document sont ceux de l'INS qu'il porte, quand le monde du banc connaît cet INS (les sources publiées des identités de test ne s'accordent pas toutes : un avertissement)",
        STRUCT_MIN
    );
    QUALIFICATIF = stricte("cda.en-tete.patient.qualificatif", "Un nom ou un prénom du patient a pour qualifier BR (naissance) ou CL (utilisé)", STRUCT_MIN);
    QUALIFICATIF_ANCIEN = conseil("cda.en-tete.patient.qualificatif.ancien", "Le qualifier SP est l'ancienne forme : écrire BR (naissance) et CL (utilisé)", STRUCT_MIN);
    INTERDITS = stricte("cda.en-tete.patient.interdits", "Ni religion, ni race, ni ethnie du patient (religiousAffiliationCode, raceCode, ethnicGroupCode)", STRUCT_MIN);
}
