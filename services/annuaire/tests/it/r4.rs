//! Every kind of resource that the directory answers, judged by R4 and the rules of `segur-r4`; by the profiles of the ANS where they are
//! given.

use std::collections::BTreeSet;

use segur_dialecte::Lu;
use segur_model::{Environnement, Finding, Severity};
use segur_r4::{Profils, R4Lu};

use crate::banc::{Essai, suivant};

/// What the bench answers and the profiles refuse: rule, and the end of the profile's element. The API announces IG 1.1.0, whose
/// definitions are public as FSH only; those that are built are of 1.2.0.
const ECARTS: [(&str, &str); 6] = [
    // The documentation of the API and the examples of IG 1.1.0 have this source; 1.2.0 asks for annuaire.esante.gouv.fr.
    ("fhir.profil.valeur", "meta.source"),
    // The examples of IG 1.1.0 have https://annuaire.sante.fr as the system of this identifier.
    (
        "fhir.profil.cardinalite",
        "as-dp-practitionerrole, PractitionerRole.identifier:idSituationExercice",
    ),
    // IG 1.1.0 has activiteINSEE, which 1.2.0 renamed.
    ("fhir.profil.code", "as-ext-organization-types, Extension.value[x]"),
    // People of the test platform (EDIT) have no RPPS.
    ("fhir.profil.cardinalite", "as-dp-practitioner, Practitioner.identifier"),
    ("fhir.profil.cardinalite", "as-dp-practitioner, Practitioner.identifier:idNatPs"),
    ("fhir.profil.cardinalite", "as-dp-practitioner, Practitioner.identifier:rpps"),
];

const DEMANDES: [&str; 16] = [
    "metadata",
    "Practitioner?_count=50",
    "Practitioner?active=false",
    "PractitionerRole?_count=50",
    "Organization?_count=50",
    "HealthcareService?_count=50",
    "Device?_count=50",
    "PractitionerRole?_include=*&_count=50",
    "Practitioner?_elements=name&_count=5",
    "Practitioner?family=PAREIL&_count=1&_total=accurate",
    "Practitioner?mailbox-mss=sans-personne",
    "Practitioner/003-0-0",
    "Practitioner?inconnu=1",
    "_page?id=uforge",
    "Practitioner?identifier=99900000045",
    "Organization?identifier=1999900020",
];

/// Everything that these requests answer, and the pages that follow.
async fn reponses() -> Vec<(String, Vec<u8>)> {
    let essai = Essai::nouveau().await;
    let mut toutes = Vec::new();
    for demande in DEMANDES {
        let mut recue = essai.lire(demande).await;
        loop {
            toutes.push((demande.to_owned(), recue.corps.clone()));
            let lien = (recue.statut == 200 && recue.json()["link"].is_array())
                .then(|| suivant(&recue.json()))
                .flatten();
            let Some(lien) = lien else { break };
            recue = essai.lire(lien.split_once("/fhir/v2/").unwrap().1).await;
        }
    }
    toutes
}

#[tokio::test]
async fn chaque_reponse_est_du_r4() {
    let reponses = reponses().await;
    let mut types = BTreeSet::new();
    for (demande, corps) in &reponses {
        let lu = R4Lu::lire(corps);
        let racine = lu.racine().unwrap_or_else(|e| panic!("{demande} : {e}"));
        for r in std::iter::once(racine).chain(racine.chacun("entry").filter_map(|e| e.get("resource"))) {
            types.insert(r.dit("resourceType").to_owned());
        }
        let graves: Vec<Finding> = lu
            .constats_seuls(Environnement::Test)
            .into_iter()
            .filter(|f| f.severity > Severity::Info)
            .collect();
        assert!(graves.is_empty(), "{demande} : {graves:#?}");
    }
    let attendus = [
        "Bundle",
        "CapabilityStatement",
        "Device",
        "HealthcareService",
        "OperationOutcome",
        "Organization",
        "Practitioner",
        "PractitionerRole",
    ];
    assert_eq!(types.iter().map(String::as_str).collect::<Vec<_>>(), attendus);
}

#[tokio::test]
async fn chaque_reponse_suit_les_profils_de_l_ans() {
    let Some(dossier) = segur_essais::suite(
        "SEGUR_BENCH_PROFILS",
        "paquets de profils de l'ANS (IG-fhir-annuaire, interop-ig-fhir-ePrescription)",
    ) else {
        return;
    };
    let profils = Profils::ouvrir(&dossier).unwrap();
    let mut autres = BTreeSet::new();
    let mut juges = 0;
    for (_, corps) in reponses().await {
        for f in R4Lu::lire(&corps).constats_des_profils(&profils) {
            juges += 1;
            let connu = ECARTS.iter().any(|(r, fin)| f.rule == *r && f.source.ends_with(fin));
            if f.severity > Severity::NotEvaluated && !connu {
                autres.insert(format!("{} | {} | attendu {} ; vu {}", f.rule, f.source, f.expected, f.seen));
            }
        }
    }
    println!("{juges} constats des profils");
    assert!(juges > 0 && autres.is_empty(), "{autres:#?}");
}
