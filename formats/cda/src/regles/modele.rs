//! Rules of the model that a structured document declares.

use segur_model::{Severity, Trust};

use super::{regle, stricte};

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
    SECTIONS = stricte("cda.modele.sections", "Le document a les sections de premier niveau que veut son modèle, au nombre qu'il veut", SCHEMATRONS);
    COPIE_PDF = stricte("cda.modele.copie-pdf", "Le document porte sa copie PDF (section 1.2.250.1.213.1.1.2.243), que son modèle exige", SCHEMATRONS);
}
