//! Expectations of a scenario as findings, and findings as a verdict.

use segur_model::{Cause, ConstatEtape, FaitsLus, Finding, Location, Severity, Trust};

use super::{Affaire, Lieu, Vu};
use crate::grammaire::ast::{self, Place};
use crate::moteur::apparier::tient_fait;
use crate::moteur::valeurs::{SansValeur, Valeurs};

/// The expectations that were not met, as findings that name the place in the scenario.
pub(super) fn ecarts(
    attentes: &ast::Faits,
    faits: &FaitsLus,
    place: &Place,
    valeurs: &Valeurs,
    contient: &dyn Fn(&str) -> bool,
) -> Result<Vec<Finding>, SansValeur> {
    let mut findings = Vec::new();
    for (fait, attente) in attentes {
        if tient_fait(valeurs, fait, attente, faits, contient)? {
            continue;
        }
        findings.push(Finding {
            rule: format!("scenario.egal.{fait}"),
            dit: format!("Le scénario attend que « {fait} » soit {}", valeurs.dire(attente)),
            severity: Severity::Error,
            location: Location::path(fait.clone()),
            expected: valeurs.dire(attente),
            seen: vus(faits, fait, attente),
            source: format!("scénario, {place}"),
            trust: Trust::Verified,
        });
    }
    Ok(findings)
}

/// What was seen of a fact, or of the entries of a list.
fn vus(faits: &FaitsLus, fait: &str, attente: &ast::Attente) -> String {
    if let ast::Attente::Un(attendus) | ast::Attente::Chaque(attendus) = attente {
        let entrees = faits.entrees.get(fait).map_or(&[][..], Vec::as_slice);
        let dites: Vec<String> = entrees.iter().take(5).map(|e| entree(e, attendus)).collect();
        return match entrees.len() {
            0 => "aucune entrée".to_owned(),
            n if n > 5 => format!("{} et {} autres", dites.join(" "), n - 5),
            _ => dites.join(" "),
        };
    }
    match faits.valeurs(fait) {
        [] => "absent".to_owned(),
        vus => vus.iter().map(|v| format!("« {v} »")).collect::<Vec<_>>().join(", "),
    }
}

/// What is looked at in an entry of a list.
fn entree(e: &segur_model::Faits, attendus: &ast::Faits) -> String {
    let faits: Vec<String> = attendus
        .iter()
        .map(|(nom, _)| format!("{nom} {}", e.get(nom).map_or_else(|| "absent".to_owned(), |v| v.join(", "))))
        .collect();
    format!("[{}]", faits.join(", "))
}

/// The values of a fact as they are, so many at most; of a list, what its entries are.
pub(super) fn valeurs_vues(valeurs: &Valeurs, faits: &FaitsLus, fait: &str, attente: &ast::Attente, max: usize) -> Vec<String> {
    match attente {
        // The entry that decided, not those that it stands among.
        ast::Attente::Un(attendus) => {
            let tient = |e: &&segur_model::Faits| {
                attendus.iter().all(|(nom, a)| {
                    let vus = e.get(nom).map_or(&[][..], Vec::as_slice);
                    valeurs.tient(a, vus).unwrap_or(false)
                })
            };
            let entrees = faits.entrees.get(fait).map_or(&[][..], Vec::as_slice);
            entrees.iter().filter(tient).take(1).map(|e| entree(e, attendus)).collect()
        }
        ast::Attente::Chaque(_) => vec![vus(faits, fait, attente)],
        ast::Attente::Absent => Vec::new(),
        _ => faits.valeurs(fait).iter().take(max).cloned().collect(),
    }
}

/// Whether an exchange is not what an `egal` expects; what has no value is no écart.
pub(super) fn ecarte(affaire: &Affaire<'_>, l: &Lieu<'_>, k: usize, attentes: &ast::Faits) -> bool {
    attentes
        .iter()
        .any(|(fait, attente)| !tient_fait(&l.valeurs, fait, attente, affaire.a.faits(k), &affaire.contient(k)).unwrap_or(true))
}

/// The same finding as a warning: something else than the candidate made it.
pub(super) fn adoucir(f: Finding) -> Finding {
    Finding {
        severity: Severity::Warning,
        ..f
    }
}

/// The verdict of findings: an error condemns, whatever else could not be judged; else what kept from judging; else `tenu`.
pub(super) fn conclure(findings: Vec<Finding>, empeche: Option<(Cause, String)>, tenu: ConstatEtape) -> Vu {
    let fautes: Vec<String> = findings
        .iter()
        .filter(|f| f.is_error())
        .map(|f| format!("{} : attendu {}, vu {}", nommer(f), f.expected, f.seen))
        .collect();
    let (constat, raison) = if !fautes.is_empty() {
        (ConstatEtape::Ecart, fautes.join(" ; "))
    } else if let Some((cause, raison)) = empeche {
        (ConstatEtape::NonJoue(cause), raison)
    } else {
        (tenu, String::new())
    };
    Vu {
        findings,
        ..Vu::simple(constat, raison)
    }
}

/// How a finding is called in one line: its rule and the line of the message, or the fact that the scenario expected.
fn nommer(f: &Finding) -> String {
    match (f.rule.starts_with("scenario."), f.location.line) {
        (true, _) => f.location.path.clone(),
        (false, 0) => f.rule.clone(),
        (false, ligne) => format!("{} (ligne {ligne})", f.rule),
    }
}
