//! Rules of a document that replaces another, with both at hand.

use segur_model::{Severity, Trust};

use super::{conseil, regle, stricte};

const VERSIONS: &str = "CI-SIS, Structuration minimale v1.16.8, § 3.5.5.10 ; IG PDSm pour le DMP, TD2.1";

segur_model::regles! {
    LISIBLE = regle(
        "cda.remplacement.lisible",
        "Le document remplacé et celui qui le remplace se lisent : sans cela le remplacement n'est pas jugé",
        Severity::NotEvaluated,
        VERSIONS,
        Trust::Verified
    );
    ID = stricte("cda.remplacement.id", "Le document qui remplace a un nouvel id", VERSIONS);
    SET_ID = stricte("cda.remplacement.set-id", "Le document qui remplace garde le setId du document remplacé", VERSIONS);
    VERSION = stricte("cda.remplacement.version", "Le document qui remplace a un versionNumber supérieur à celui du document remplacé", VERSIONS);
    VERSION_SUIVANTE = conseil("cda.remplacement.version.suivante", "Le versionNumber du document qui remplace est le suivant (plus un)", VERSIONS);
    PARENT = stricte("cda.remplacement.parent", "Le document qui remplace nomme le document remplacé : relatedDocument RPLC, parentDocument/id", VERSIONS);
    PATIENT = stricte("cda.remplacement.patient", "Le document qui remplace est du même patient que le document remplacé", VERSIONS);
    PATIENT_INS = conseil(
        "cda.remplacement.patient.ins",
        "L'INS du document qui remplace est celui du document remplacé, quand un autre identifiant leur est commun",
        VERSIONS
    );
}
