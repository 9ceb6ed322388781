//! Rules of the people and organisations of the header.

use super::{STRUCT_MIN, conseil, stricte};

const EXEMPLES: &str = "CI-SIS, Structuration minimale v1.16.8, et exemples publiés par l'ANS (TestContenuCDA 3.0), qui s'en écartent";
const SCHEMATRON: &str = "ANS, TestContenuCDA 3.0, schématron de structuration minimale";
const JDV: &str = "CI-SIS, Structuration minimale v1.16.8 ; JDV_J01 de TestContenuCDA 3.0 (révisable)";
const JDV_FONCTIONS: &str = "ANS, TestContenuCDA 3.0, schématron de structuration minimale et JDV_J47 (révisable)";
const EXEMPLES_DESTINATAIRES: &str = "exemples publiés par l'ANS (TestContenuCDA 3.0) ; exigences SGL.DOC.07, DPI.DOC.05";
const PDT_617: &str = "GIE SESAM-Vitale, note PDT-617 (cartes CPE sans nom)";

segur_model::regles! {
    AUTEUR = stricte("cda.en-tete.auteur", "author est présent, avec assignedAuthor/id", STRUCT_MIN);
    AUTEUR_DATE = stricte("cda.en-tete.auteur.date", "author a une seule date de participation (time)", SCHEMATRON);
    PERSONNE = stricte("cda.en-tete.personne", "L'auteur et le responsable, quand ce sont des personnes, ont un nom non vide (assignedPerson/name/family)", PDT_617);
    AUTEUR_CODE = conseil(
        "cda.en-tete.auteur.code",
        "La profession de l'auteur est codée dans l'une des nomenclatures de JDV_J01 (ainsi 1.2.250.1.213.1.1.4.5 : G15_10/SM03)",
        JDV
    );
    AUTEUR_EXTENSION = stricte("cda.en-tete.auteur.id", "L'identifiant d'un auteur (assignedAuthor/id) a une @extension : son @root seul ne désigne que l'autorité", SCHEMATRON);
    EXECUTANT_ID = stricte("cda.en-tete.executant.id", "L'exécutant d'un acte (performer/assignedEntity) a un identifiant (id)", SCHEMATRON);
    IDENTIFIANT = stricte(
        "cda.en-tete.identifiant.racine",
        "Le @root d'un identifiant de l'en-tête (id, setId) est un OID ou un UUID, présent s'il n'y a pas de nullFlavor",
        "ANS, TestContenuCDA 3.0, schématron de structuration minimale (DTr1_II.sch) ; HL7 V3, type II"
    );
    IDENTIFIANT_NATIONAL = conseil(
        "cda.en-tete.identifiant.national",
        "Un identifiant sous 1.2.250.1.71.4.2.1 est de la forme d'un PS_IdNat (RPPS précédé de 8…), sous 1.2.250.1.71.4.2.2 de celle d'un Struct_IdNat (FINESS précédé de 1…) ; les clés ne sont pas jugées",
        "ANS, IG hl7v2-volet-transmission-document-cda-r2 (identifiants des métadonnées XDS) ; des exemples publiés par l'ANS s'en écartent"
    );
    PROFESSION_JDV = conseil("cda.en-tete.profession.jdv", "La profession d'une personne de l'en-tête est du jeu de valeurs JDV_J01 (révision du 13/12/2024)", JDV);
    FONCTION_JDV = conseil("cda.en-tete.fonction.jdv", "La fonction d'un participant (functionCode) est du jeu de valeurs JDV_J47", JDV_FONCTIONS);
    DESTINATAIRE = stricte(
        "cda.en-tete.destinataire",
        "Un destinataire (informationRecipient) a un seul intendedRecipient, d'une personne et d'une organisation au plus",
        SCHEMATRON
    );
    DESTINATAIRE_NOM = stricte("cda.en-tete.destinataire.nom", "Une personne destinataire a un seul nom de famille (name/family), non vide", SCHEMATRON);
    DESTINATAIRE_NOMME = conseil(
        "cda.en-tete.destinataire.nomme",
        "Un destinataire nomme une personne ou une organisation, sans quoi il ne désigne que son identifiant",
        EXEMPLES_DESTINATAIRES
    );
    DESTINATAIRE_ID = stricte(
        "cda.en-tete.destinataire.id",
        "L'identifiant national d'un destinataire, professionnel (1.2.250.1.71.4.2.1) ou structure (1.2.250.1.71.4.2.2), a une @extension",
        SCHEMATRON
    );
    SAISIE = stricte("cda.en-tete.saisie", "dataEnterer est présent au plus une fois", STRUCT_MIN);
    INFORMATEUR = stricte("cda.en-tete.informateur", "Un informateur qui n'est pas un professionnel est CON, NOK, ECON, CAREGIVER ou PAT (relatedEntity/@classCode)", STRUCT_MIN);
    CONSERVATION = stricte("cda.en-tete.conservation", "custodian est présent une fois, avec l'identifiant de l'organisation qui conserve le document", STRUCT_MIN);
    CONSERVATION_RACINE = stricte(
        "cda.en-tete.conservation.racine",
        "L'organisation qui conserve a pour @root 1.2.250.1.71.4.2.2, avec son identifiant national en @extension (ou 1.2.250.1.213.4.1, le DMP, pour un document du patient)",
        STRUCT_MIN
    );
    RESPONSABLE = stricte("cda.en-tete.responsable", "legalAuthenticator est présent une fois, avec assignedEntity", STRUCT_MIN);
    RESPONSABLE_DATE = stricte("cda.en-tete.responsable.date", "Le responsable a une date de prise de responsabilité (legalAuthenticator/time/@value)", STRUCT_MIN);
    RESPONSABLE_SIGNATURE = stricte("cda.en-tete.responsable.signature", "legalAuthenticator/signatureCode est présent et vaut S", STRUCT_MIN);
    RESPONSABLE_ID = stricte("cda.en-tete.responsable.id", "Le responsable a un seul identifiant (assignedEntity/id), avec @root et @extension", STRUCT_MIN);
    RESPONSABLE_RACINE = conseil("cda.en-tete.responsable.id.racine", "L'identifiant d'un professionnel responsable a pour @root 1.2.250.1.71.4.2.1", EXEMPLES);
}
