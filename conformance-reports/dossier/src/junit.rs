//! `junit.xml`: one test case per scenario, for a CI that knows nothing of us.

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};
use segur_model::Constat;
use segur_model::resultat::{ResultatCampagne, ResultatScenario};

use crate::{DossierError, recit};

/// The JUnit report. Without any time: two runs of one campaign are one text.
///
/// # Errors
/// When the writer refuses a text.
pub fn junit(r: &ResultatCampagne) -> Result<String, DossierError> {
    let mut suite = TestSuite::new(r.referentiel.as_str());
    suite.add_properties([
        Property::new("simule", "true"),
        Property::new("avertissement", segur_model::AVERTISSEMENT_SIMULE),
        Property::new("produit", r.produit.nom.as_str()),
        Property::new("version", r.produit.version.as_str()),
        Property::new("campagne", r.id.as_str()),
        Property::new("banc", r.banc.as_str()),
    ]);
    suite.add_test_cases(r.scenarios.iter().map(cas));
    let mut rapport = Report::new(format!("{} {}", r.produit.nom, r.produit.version));
    rapport.add_test_suite(suite);
    rapport.to_string().map_err(|e| DossierError::vue("junit.xml", e))
}

fn cas(s: &ResultatScenario) -> TestCase {
    let mut etat = match s.constat {
        Constat::Conforme => TestCaseStatus::success(),
        Constat::NonConforme => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Constat::NonTeste | Constat::NonApplicable => TestCaseStatus::skipped(),
    };
    if s.constat != Constat::Conforme {
        etat.set_message(format!("{} : {}", s.constat.libelle(), s.raison));
    }
    if s.constat == Constat::NonConforme {
        etat.set_type("NonConforme");
        etat.set_description(raisons(s));
    }
    let mut cas = TestCase::new(format!("{} {}", s.id, s.titre), etat);
    cas.set_classname(s.exigences.join(" "));
    cas
}

fn raisons(s: &ResultatScenario) -> String {
    let mut lignes = Vec::new();
    for e in s.etapes.iter().filter(|e| e.constat == Constat::NonConforme) {
        lignes.push(format!("{} : {}", recit::etape(e), e.raison));
        for o in e.observations.iter().filter(|o| o.constat == Constat::NonConforme) {
            lignes.push(format!("  {} ({}) : {}", o.dit, o.place, o.raison));
            for f in &o.findings {
                lignes.push(format!(
                    "    [{}] {} attendu : {} ; vu : {} ; {}",
                    f.rule, f.dit, f.expected, f.seen, f.location.path
                ));
            }
        }
    }
    lignes.join("\n")
}
