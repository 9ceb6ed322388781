//! Rules of the coherence between a document and its XDS metadata.

use segur_model::{Severity, Trust};

use super::{conseil, regle, stricte};

const COHERENCE: &str =
    "CI-SIS, Structuration minimale v1.16.8, § 3.5.4 ; ANS, correspondance CDA – XDS du volet Transmission d'un document CDA-R2 en HL7 v2";
const FORMATS: &str = "NOS, ASS_A11 v5.0.0 (correspondance entre modèle de document et formatCode)";
const VERSIONS: &str = "CI-SIS, Structuration minimale v1.16.8, § 3.5.5.10 ; IG PDSm pour le DMP, TD2.1";

segur_model::regles! {
    LISIBLE = regle(
        "cda-xds.coherence.lisible",
        "Le document se lit : sans cela sa cohérence avec les métadonnées n'est pas jugée",
        Severity::NotEvaluated,
        COHERENCE,
        Trust::Verified
    );
    UNIQUE_ID = stricte("cda-xds.coherence.unique-id", "uniqueId est l'id du document", COHERENCE);
    PATIENT = stricte("cda-xds.coherence.patient", "patientId est l'INS du document (matricule et OID)", COHERENCE);
    SOURCE_PATIENT = conseil("cda-xds.coherence.source-patient", "sourcePatientId est l'un des identifiants du patient dans le document", COHERENCE);
    TRAITS = stricte("cda-xds.coherence.traits",
        "sourcePatientInfo, s'il est là, dit le nom de naissance, la date de naissance et le sexe du patient du document", COHERENCE);
    PRENOM = conseil("cda-xds.coherence.prenom", "Le prénom de sourcePatientInfo (PID-5) est l'un de ceux que le document donne au patient", COHERENCE);
    TYPE = stricte("cda-xds.coherence.type", "typeCode est le code du document", COHERENCE);
    TITRE = stricte("cda-xds.coherence.titre", "title est le titre du document", COHERENCE);
    CONFIDENTIALITE = stricte("cda-xds.coherence.confidentialite", "Le premier confidentialityCode de niveau (N, R ou V) est la confidentialité du document", COHERENCE);
    LANGUE = stricte("cda-xds.coherence.langue", "languageCode est celui du document", COHERENCE);
    CREATION = stricte("cda-xds.coherence.creation", "creationTime est effectiveTime, converti en temps universel (UTC)", COHERENCE);
    DEBUT = stricte("cda-xds.coherence.debut-acte", "serviceStartTime est le début de l'acte principal, converti en temps universel (UTC)", COHERENCE);
    FIN = stricte("cda-xds.coherence.fin-acte", "serviceStopTime est la fin de l'acte principal, convertie en temps universel (UTC)", COHERENCE);
    CADRE = stricte("cda-xds.coherence.cadre-exercice", "practiceSettingCode est le cadre d'exercice de l'exécutant de l'acte principal", COHERENCE);
    SECTEUR = stricte("cda-xds.coherence.secteur", "healthcareFacilityTypeCode est le secteur d'activité du lieu de prise en charge", COHERENCE);
    RESPONSABLE = stricte("cda-xds.coherence.responsable", "legalAuthenticator nomme le responsable du document (même identifiant)", COHERENCE);
    // A document may have several authors and several acts, of which the metadata name some.
    AUTEUR = conseil("cda-xds.coherence.auteur", "authorPerson nomme un auteur du document (même identifiant)", COHERENCE);
    INSTITUTION = conseil("cda-xds.coherence.institution", "authorInstitution nomme la structure d'un auteur du document (même identifiant)", COHERENCE);
    EVENEMENT = conseil("cda-xds.coherence.evenement", "Chaque eventCodeList est le code d'un acte du document (code et système), tel quel ou traduit", COHERENCE);
    FORMAT = stricte("cda-xds.coherence.format", "formatCode correspond au modèle du document", FORMATS);
    MIME = stricte("cda-xds.coherence.mime-type", "mimeType est text/xml, ou application/xslt+xml pour un document auto-présentable", COHERENCE);
    REMPLACEMENT = stricte("cda-xds.coherence.remplacement", "Un remplacement est dit deux fois : relatedDocument RPLC dans le document, association RPLC dans le lot", VERSIONS);
}
