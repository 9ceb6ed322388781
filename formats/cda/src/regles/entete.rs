//! Rules of the header: the document itself, what it replaces, its acts and its encounter.

use segur_model::{Severity, Trust};

use super::{STRUCT_MIN, conseil, regle, stricte};

const EXEMPLES: &str = "CI-SIS, Structuration minimale v1.16.8, et exemples publiés par l'ANS (TestContenuCDA 3.0), qui s'en écartent";
const JDV: &str = "CI-SIS, Structuration minimale v1.16.8 ; jeux de valeurs de TestContenuCDA 3.0 (révisables)";

segur_model::regles! {
    LISIBLE = stricte("cda.en-tete.lisible", "Le document est du XML bien formé qui porte un ClinicalDocument (urn:hl7-org:v3)", STRUCT_MIN);
    ENCODAGE = stricte("cda.en-tete.encodage", "Le document est encodé en UTF-8", STRUCT_MIN);
    REALM = stricte("cda.en-tete.realm-code", "realmCode est présent une fois et vaut FR", STRUCT_MIN);
    TYPE_ID = stricte("cda.en-tete.type-id", "typeId est présent une fois : 2.16.840.1.113883.1.3, POCD_HD000040", STRUCT_MIN);
    MODELE_FRANCE = stricte("cda.en-tete.template-id.france", "Le templateId HL7 France (2.16.840.1.113883.2.8.2.1) est présent une fois", STRUCT_MIN);
    MODELE_CI_SIS = stricte("cda.en-tete.template-id.ci-sis", "Le templateId CI-SIS (1.2.250.1.213.1.1.1.1) est présent une fois", STRUCT_MIN);
    MODELE_PROPRE = stricte("cda.en-tete.template-id.modele", "Un document structuré porte au moins un templateId de son modèle, outre les deux communs", STRUCT_MIN);
    MODELE_N1 = stricte(
        "cda.en-tete.template-id.n1",
        "Le templateId 1.3.6.1.4.1.19376.1.2.20 est celui des documents non structurés, qui n'en portent que trois",
        "ANS, TestContenuCDA 3.0, schématron de structuration minimale"
    );
    ID = stricte("cda.en-tete.id", "id est présent une fois et son @root est un OID", STRUCT_MIN);
    ID_DMP = stricte("cda.en-tete.id-dmp", "id ne porte pas d'@extension : le DMP n'accepte qu'un OID comme identifiant de document", "CI-SIS, Structuration minimale v1.16.8, § 3.5.5.4");
    ID_LONGUEUR = regle(
        "cda.en-tete.id.longueur",
        "L'OID de id ne dépasse pas 64 caractères",
        Severity::Error,
        "connaissance générale d'IHE XDS (aucune source publique lue)",
        Trust::Unverified
    );
    CODE = stricte("cda.en-tete.code", "code est présent une fois, avec @code et @codeSystem", STRUCT_MIN);
    CODE_JDV = conseil("cda.en-tete.code.jdv", "code est du jeu de valeurs JDV_J07-XdsTypeCode-CISIS (révision du 27/09/2024)", JDV);
    TITRE = stricte("cda.en-tete.titre", "title est présent une fois, non vide", STRUCT_MIN);
    TITRE_LONGUEUR = stricte("cda.en-tete.titre.longueur", "title ne dépasse pas 128 caractères", STRUCT_MIN);
    DATE = stricte("cda.en-tete.date", "effectiveTime est présent une fois, à la seconde et avec le décalage horaire : AAAAMMJJhhmmss±ZZzz", STRUCT_MIN);
    CONFIDENTIALITE = stricte("cda.en-tete.confidentialite", "confidentialityCode est présent une fois : N, R ou V (2.16.840.1.113883.5.25)", STRUCT_MIN);
    LANGUE = stricte("cda.en-tete.langue", "languageCode est présent une fois et vaut fr-FR, dans cette casse exacte", STRUCT_MIN);
    SET_ID = stricte("cda.en-tete.set-id", "setId est présent une fois, avec @root", STRUCT_MIN);
    VERSION = stricte("cda.en-tete.version", "versionNumber est présent une fois, et est un entier positif", STRUCT_MIN);
    NUL = stricte("cda.en-tete.null-flavor", "Un nullFlavor de l'en-tête vaut UNK, NASK, ASKU, NAV ou MSK", STRUCT_MIN);
    NUL_NA = conseil("cda.en-tete.null-flavor.na", "Le nullFlavor NA n'est pas de ceux de l'en-tête (UNK, NASK, ASKU, NAV, MSK)", EXEMPLES);
    NUL_INTERDIT = stricte("cda.en-tete.null-flavor.interdit", "Cet élément de l'en-tête ne peut pas porter de nullFlavor", STRUCT_MIN);
    NUL_ET_VALEUR = stricte(
        "cda.en-tete.null-flavor.valeur",
        "Une date ou un identifiant de l'en-tête a une valeur ou un nullFlavor, et non les deux",
        "ANS, TestContenuCDA 3.0, schématron de structuration minimale (DTr1_TS.sch, DTr1_II.sch)"
    );
    HORODATAGE = stricte(
        "cda.en-tete.horodatage",
        "Une date a l'une des formes AAAA, AAAAMMJJ, AAAAMMJJhhmm±ZZzz, AAAAMMJJhhmmss±ZZzz, et existe au calendrier",
        STRUCT_MIN
    );
    HORODATAGE_HL7 = conseil(
        "cda.en-tete.horodatage.hl7",
        "Une date est de l'une des quatre formes du volet : un mois (AAAAMM) ou une heure sans minutes (AAAAMMJJhh±ZZzz) n'en est pas, quoique le schéma et les schématrons de l'ANS les acceptent",
        "CI-SIS, Structuration minimale v1.16.8 (quatre formes) ; ANS, TestContenuCDA 3.0, DTr1_TS.sch et datatypes-base.xsd (les formes de HL7 V3) : les sources ne s'accordent pas"
    );
    HORODATAGE_DECALAGE = stricte("cda.en-tete.horodatage.decalage", "Une date qui porte une heure porte aussi son décalage horaire (±ZZzz)", STRUCT_MIN);
    INTERVALLE = stricte(
        "cda.en-tete.intervalle",
        "La fin d'une période de l'en-tête (high) n'est pas avant son début (low)",
        "ANS, TestContenuCDA 3.0, IVL_TS.sch ; HL7 V3, type IVL (low au plus égal à high)"
    );
    TELECOM = stricte(
        "cda.en-tete.telecom",
        "Une coordonnée (telecom) a une @value tel:, fax:, mailto:, http:, ftp: ou mllp:, ou un nullFlavor, et non les deux",
        "ANS, TestContenuCDA 3.0, schématron de structuration minimale"
    );
    RELATION = stricte("cda.en-tete.relation", "relatedDocument est présent au plus une fois, vaut RPLC ou XFRM, et nomme le document parent (parentDocument/id)", STRUCT_MIN);
    RELATION_ID = stricte("cda.en-tete.relation.id", "Un document qui en remplace un autre (RPLC) a un nouvel id", "CI-SIS, Structuration minimale v1.16.8, § 3.5.5.10");
    RELATION_VERSION = stricte("cda.en-tete.relation.version", "Un document qui en remplace un autre (RPLC) est d'une version supérieure à 1", "CI-SIS, Structuration minimale v1.16.8, § 3.5.5.10");
    ACTE = stricte("cda.en-tete.acte", "documentationOf/serviceEvent est présent ; le premier est l'acte principal", STRUCT_MIN);
    ACTE_DEBUT = stricte("cda.en-tete.acte.debut", "L'acte principal a une date de début (effectiveTime/low)", STRUCT_MIN);
    ACTE_EXECUTANT = stricte("cda.en-tete.acte.executant", "L'acte principal a un seul exécutant (performer), de typeCode PRF", STRUCT_MIN);
    ACTE_CADRE = stricte("cda.en-tete.acte.cadre", "L'exécutant de l'acte principal a un cadre d'exercice (standardIndustryClassCode, avec @code)", STRUCT_MIN);
    ACTE_CADRE_JDV = conseil("cda.en-tete.acte.cadre.jdv", "Le cadre d'exercice est du jeu de valeurs JDV_J04 (révision du 27/09/2024)", JDV);
    RENCONTRE = stricte("cda.en-tete.prise-en-charge", "componentOf/encompassingEncounter est présent une fois", STRUCT_MIN);
    RENCONTRE_DATE = stricte("cda.en-tete.prise-en-charge.date", "La prise en charge a une date (effectiveTime ; nullFlavor permis)", STRUCT_MIN);
    RENCONTRE_CODE = conseil("cda.en-tete.prise-en-charge.code", "Le code de la prise en charge, s'il est présent, est du jeu de valeurs JDV_J142 (révision du 26/03/2021)", JDV);
    SECTEUR = stricte("cda.en-tete.secteur", "Le lieu de la prise en charge a un secteur d'activité (location/healthCareFacility/code, avec @code et @codeSystem)", STRUCT_MIN);
    SECTEUR_JDV = conseil("cda.en-tete.secteur.jdv", "Le secteur d'activité est du jeu de valeurs JDV_J02 (révision du 13/12/2024)", JDV);
}
