//! `junit.xml`: one test case per scenario, for a CI that knows nothing of us. An écart is a failure, what is blocked an error, what a
//! person must play or what was not played is skipped; what is only declared passes, and says so.

use std::collections::BTreeMap;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};
use segur_model::resultat::{ResultatCampagne, ResultatEtape, ResultatScenario};
use segur_model::{Cause, Constat, ConstatEtape};

use crate::{DossierError, bilan, causes, recit};

/// The JUnit report. Without any time: two runs of one campaign are one text.
///
/// # Errors
/// When the writer refuses a text.
pub fn junit(r: &ResultatCampagne) -> Result<String, DossierError> {
    junit_avec_durees(r, &BTreeMap::new())
}

/// The same with the time that each scenario took, by number, where it is known: for the copy beside the dossier, which has none.
///
/// # Errors
/// When the writer refuses a text.
pub fn junit_avec_durees(r: &ResultatCampagne, durees: &BTreeMap<String, Duration>) -> Result<String, DossierError> {
    let mut suite = TestSuite::new(r.referentiel.as_str());
    // What blocks comes first: without it, twenty scenarios in error look like twenty faults.
    for (rang, ligne) in (1..).zip(causes::lignes(&r.causes)) {
        suite.add_property(Property::new(format!("causes.{rang:02}"), ligne.trim()));
    }
    suite.add_properties([
        Property::new("simule", "true"),
        Property::new("avertissement", segur_model::AVERTISSEMENT_SIMULE),
        Property::new("produit", r.produit.nom.as_str()),
        Property::new("version", r.produit.version.as_str()),
        Property::new("campagne", r.id.as_str()),
        Property::new("banc", r.banc.as_str()),
        Property::new("etapes", bilan::dits(&bilan::etapes(r.scenarios.iter().map(|s| &s.comptes)))),
    ]);
    suite.add_test_cases(r.scenarios.iter().map(|s| cas(s, durees.get(&s.id).copied())));
    let mut rapport = Report::new(format!("{} {}", r.produit.nom, r.produit.version));
    let total: Duration = r.scenarios.iter().filter_map(|s| durees.get(&s.id)).sum();
    if !durees.is_empty() {
        suite.set_time(total);
        rapport.set_time(total);
    }
    rapport.add_test_suite(suite);
    rapport.to_string().map_err(|e| DossierError::vue("junit.xml", e))
}

fn cas(s: &ResultatScenario, duree: Option<Duration>) -> TestCase {
    let mut cas = TestCase::new(format!("{} {}", s.id, s.titre), etat(s));
    cas.set_classname(s.exigences.join(" "));
    cas.add_property(Property::new("comptes", bilan::dits(&s.comptes)));
    cas.add_property(Property::new("constat", format!("{:?}", s.constat)));
    if let Some(partie) = &s.partie {
        cas.add_property(Property::new("partie", partie.to_string()));
    }
    if s.constat == Constat::Declare && !s.raison.is_empty() {
        cas.add_property(Property::new("raison", s.raison.as_str()));
    }
    if let Some(duree) = duree {
        cas.set_time(duree);
    }
    cas
}

fn etat(s: &ResultatScenario) -> TestCaseStatus {
    let message = format!("{} — {} : {}", bilan::dits(&s.comptes), s.constat.libelle(), s.raison);
    let rate = |genre, nom: &str, fautive: fn(&ResultatEtape) -> bool| {
        let mut etat = TestCaseStatus::non_success(genre);
        etat.set_type(nom).set_description(raisons(s, fautive));
        etat
    };
    let mut etat = match s.constat {
        Constat::Conforme | Constat::Declare => return TestCaseStatus::success(),
        Constat::NonConforme => rate(NonSuccessKind::Failure, "NonConforme", |e| e.constat == ConstatEtape::Ecart),
        Constat::NonTeste if s.comptes.bloquees > 0 => rate(NonSuccessKind::Error, "Bloque", |e| {
            matches!(e.constat, ConstatEtape::NonJoue(Cause::Bloque(_)))
        }),
        Constat::NonTeste | Constat::NonApplicable => TestCaseStatus::skipped(),
    };
    etat.set_message(message);
    etat
}

/// The étapes that made it so, with all that is known of each.
fn raisons(s: &ResultatScenario, fautive: fn(&ResultatEtape) -> bool) -> String {
    let mut lignes: Vec<String> = Vec::new();
    let mut dite = "";
    for e in s.etapes.iter().filter(|e| fautive(e)) {
        // Étapes that one cause stops say it once.
        if e.raison.is_empty() || e.raison != dite {
            lignes.push(format!("{} : {}", recit::etape(e), e.raison));
        } else {
            lignes.push(format!("{} : de même", recit::etape(e)));
        }
        dite = &e.raison;
        if let Some(a) = e.acte.as_ref().filter(|a| !a.message.is_empty() && !e.raison.contains(&a.message)) {
            lignes.push(format!("  le système candidat dit : « {} »", a.message));
        }
        for o in e.observations.iter().filter(|o| o.constat.mot() == e.constat.mot()) {
            let raison = if e.raison.contains(&o.raison) { "" } else { &o.raison };
            let lien = if raison.is_empty() { "" } else { " : " };
            lignes.push(format!("  {} ({}){lien}{raison}", o.dit, o.place));
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
