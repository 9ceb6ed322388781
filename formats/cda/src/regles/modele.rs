//! Rules of the model that a structured document declares.

use segur_model::{Severity, Trust};

use super::{conseil, rapportee, regle, stricte};

const SCHEMATRONS: &str = "ANS, TestContenuCDA 3.0, schématron CI-SIS du modèle, dans la version que le document déclare";

segur_model::regles! {
    VERSION = regle(
        "cda.modele.version",
        "La version du modèle (templateId/@extension) est de celles que le banc connaît : sans cela les exigences propres au modèle ne sont pas jugées",
        Severity::NotEvaluated,
        SCHEMATRONS,
        Trust::Verified
    );
    AVEC = stricte("cda.modele.template-id", "Le document porte les templateId qui vont avec celui de son modèle", SCHEMATRONS);
    CODE = stricte("cda.modele.code", "Le code du document est celui de son modèle", SCHEMATRONS);
    ACTE = stricte("cda.modele.acte", "Un acte documenté (documentationOf/serviceEvent/code) a le code que veut le modèle", SCHEMATRONS);
    EN_TETE = stricte("cda.modele.en-tete", "L'en-tête du document porte les éléments que veut son modèle", SCHEMATRONS);
    SECTIONS = stricte("cda.modele.sections", "Le document a les sections de premier niveau que veut son modèle, au nombre qu'il veut", SCHEMATRONS);
    VOLET = conseil(
        "cda.modele.volet",
        "Un document structuré d'un type dont un volet est publié déclare le sien (templateId 1.2.250.1.213.1.1.1.x) : sans cela ce qu'il a de propre n'est pas jugé",
        SCHEMATRONS
    );
    FORME = rapportee(
        "cda.modele.forme",
        "Un document dont le type n'a pas de volet structuré est sous la forme de son type : de niveau 1 (un fichier dans le CDA), ou un objet DICOM",
        "ANS, TestContenuCDA 3.0 (aucun volet structuré n'y est publié pour ce type)"
    );
    COPIE_PDF = stricte("cda.modele.copie-pdf", "Le document porte sa copie PDF (section 1.2.250.1.213.1.1.2.243), que son modèle exige", SCHEMATRONS);
}
