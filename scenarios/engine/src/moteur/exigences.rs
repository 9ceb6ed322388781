//! From scenarios to exigences: the counts of their étapes, and the word that these make.

use std::collections::{BTreeMap, BTreeSet};

use segur_model::catalogue::{Nature, NaturePreuve, Requirement};
use segur_model::resultat::{CauseBloquante, ResultatExigence, ResultatScenario};
use segur_model::{Blocage, Cause, Comptes, Constat, ConstatEtape};

/// Every scenario that could be played, with the exigences that it serves.
pub type Pack<'p> = BTreeMap<&'p str, &'p [String]>;

/// The constat of each exigence. A scenario of the pack that was left out is missing as one of the référentiel is: to play less never
/// gives a better word.
#[must_use]
pub fn plier(exigences: &[&Requirement], resultats: &[ResultatScenario], pack: &Pack<'_>) -> Vec<ResultatExigence> {
    exigences.iter().map(|e| une(e, resultats, pack)).collect()
}

fn une(e: &Requirement, resultats: &[ResultatScenario], pack: &Pack<'_>) -> ResultatExigence {
    let siens: Vec<&ResultatScenario> = resultats.iter().filter(|r| e.servie_par(&r.exigences)).collect();
    let mut comptes = Comptes::default();
    siens.iter().for_each(|r| comptes.ajouter(&r.comptes));
    let du_pack = pack.iter().filter(|(_, servies)| e.servie_par(servies));
    let tous: BTreeSet<&str> = e
        .scenarios
        .iter()
        .map(|s| s.id.as_str())
        .chain(du_pack.map(|(id, _)| *id))
        .collect();
    let absents: Vec<&str> = tous.into_iter().filter(|id| !siens.iter().any(|r| r.id == *id)).collect();
    let (cause, dit) = if siens.is_empty() {
        sans_rien(e, &absents, pack)
    } else {
        manquants(&absents, pack)
    };
    // A scenario that was not played is one thing that was not played, whatever it holds.
    if cause.as_ref().is_some_and(|c| *c != Cause::Preconisation) {
        comptes.non_jouees += u32::try_from(absents.len().max(1)).unwrap_or(u32::MAX);
    }
    let constat = comptes.constat();
    ResultatExigence {
        id: e.id.clone(),
        constat,
        comptes,
        repetition: e.est_repetition(),
        cause,
        raison: raison(constat, &siens, dit),
        scenarios: siens.iter().map(|r| r.id.clone()).collect(),
    }
}

fn raison(constat: Constat, siens: &[&ResultatScenario], dit: String) -> String {
    if constat == Constat::Conforme {
        return String::new();
    }
    let mut raisons: Vec<String> = siens
        .iter()
        .filter(|r| r.constat == constat && !r.raison.is_empty())
        .map(|r| format!("{} — {}", r.id, r.raison))
        .collect();
    if matches!(constat, Constat::NonTeste | Constat::NonApplicable) && !dit.is_empty() {
        raisons.push(dit);
    }
    raisons.join(" | ")
}

/// Why nothing was played for an exigence: four reasons that are not one.
fn sans_rien(e: &Requirement, absents: &[&str], pack: &Pack<'_>) -> (Option<Cause>, String) {
    if absents.iter().any(|id| pack.contains_key(id)) {
        return (Some(Cause::HorsSelection), "hors de votre sélection".to_owned());
    }
    if e.nature == Nature::Preconisation {
        return (Some(Cause::Preconisation), "préconisation, sans scénario".to_owned());
    }
    if e.scenarios.is_empty() {
        return (Some(Cause::NonPublie), Cause::NonPublie.libelle().to_owned());
    }
    let mut natures = e.scenarios.iter().flat_map(|s| &s.preuves).flat_map(|p| &p.natures).peekable();
    if natures.peek().is_some() && natures.all(|n| est_sur_piece(*n)) {
        return (Some(Cause::SurPiece), "sur pièce : un document décide, à joindre".to_owned());
    }
    (Some(Cause::SansScenario), "le banc n'a pas de scénario".to_owned())
}

/// Whether a proof of this kind is a document, of the vendor or of a third party, and shows nothing played.
fn est_sur_piece(n: NaturePreuve) -> bool {
    n.est_tiers()
        || matches!(
            n,
            NaturePreuve::Documentation
                | NaturePreuve::Attestation
                | NaturePreuve::CertificateFile
                | NaturePreuve::ConfigExtract
                | NaturePreuve::CodeExtract
        )
}

/// Scenarios of the référentiel that were not played beside those that were.
fn manquants(absents: &[&str], pack: &Pack<'_>) -> (Option<Cause>, String) {
    let (choisis, inconnus): (Vec<&str>, Vec<&str>) = absents.iter().partition(|id| pack.contains_key(**id));
    if !inconnus.is_empty() {
        let dit = format!("le banc n'a pas de scénario pour {}", inconnus.join(", "));
        return (Some(Cause::SansScenario), dit);
    }
    if choisis.is_empty() {
        return (None, String::new());
    }
    (
        Some(Cause::HorsSelection),
        format!("hors de votre sélection : {}", choisis.join(", ")),
    )
}

/// Everything that blocked something, each cause once: « 1 cause bloque 25 exigences ».
#[must_use]
pub fn causes(
    exigences: &[&Requirement],
    resultats: &[ResultatScenario],
    proprietaire: &dyn Fn(&str) -> Option<String>,
) -> Vec<CauseBloquante> {
    let mut causes: Vec<CauseBloquante> = Vec::new();
    for r in resultats {
        // What follows from an écart of the scenario is no cause of its own.
        let ecart = |b: &Blocage| r.etapes.iter().any(|e| e.numero == b.etape && e.constat == ConstatEtape::Ecart);
        // What only prepares blocks what follows; where nothing that is judged follows, nothing is blocked.
        let jugees = r.etapes.iter().filter(|e| !e.prealable);
        // A scenario of which nothing was played, because the bench was not whole, says it of itself.
        let tout = r.cause.iter().filter_map(bloquante);
        for b in jugees.filter_map(|e| bloque(&e.constat)).chain(tout).filter(|b| !ecart(b)) {
            let rang = causes.iter().position(|c| c.blocage.cle() == b.cle()).unwrap_or_else(|| {
                causes.push(CauseBloquante {
                    blocage: b.clone(),
                    proprietaire: proprietaire(&b.operation),
                    exigences: Vec::new(),
                    scenarios: Vec::new(),
                });
                causes.len() - 1
            });
            if let Some(c) = causes.get_mut(rang)
                && !c.scenarios.contains(&r.id)
            {
                c.scenarios.push(r.id.clone());
            }
        }
    }
    for c in &mut causes {
        c.exigences = exigences
            .iter()
            .filter(|e| resultats.iter().any(|r| c.scenarios.contains(&r.id) && e.servie_par(&r.exigences)))
            .map(|e| e.id.clone())
            .collect();
    }
    causes.sort_by_key(|c| std::cmp::Reverse((c.exigences.len(), c.scenarios.len())));
    causes
}

fn bloque(c: &ConstatEtape) -> Option<&Blocage> {
    match c {
        ConstatEtape::NonJoue(cause) => bloquante(cause),
        _ => None,
    }
}

fn bloquante(c: &Cause) -> Option<&Blocage> {
    match c {
        Cause::Bloque(b) => Some(b),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use segur_model::catalogue::{CatalogueScenario, Nature};

    use super::*;

    fn exigence(scenarios: &[&str]) -> Requirement {
        Requirement {
            id: "X/1".to_owned(),
            alias: vec!["SGL.X.1".to_owned()],
            chapitre: String::new(),
            bloc: String::new(),
            perimetre: String::new(),
            fonction: String::new(),
            profil: "Général".to_owned(),
            nature: Nature::Exigence,
            resume: String::new(),
            regle: String::new(),
            remarque: String::new(),
            scenarios: scenarios
                .iter()
                .map(|s| CatalogueScenario {
                    id: (*s).to_owned(),
                    etapes: None,
                    plan: Vec::new(),
                    empreinte: String::new(),
                    preuves: Vec::new(),
                })
                .collect(),
        }
    }

    fn resultat(id: &str, exigence: &str, etapes: &[ConstatEtape]) -> ResultatScenario {
        let mut comptes = Comptes::default();
        etapes.iter().for_each(|c| comptes.compter(c));
        ResultatScenario {
            id: id.to_owned(),
            titre: String::new(),
            exigences: vec![exigence.to_owned()],
            constat: comptes.constat(),
            comptes,
            raison: String::new(),
            cause: None,
            partie: None,
            etapes: Vec::new(),
            inattendus: Vec::new(),
            contexte: Vec::new(),
        }
    }

    const VU: &[ConstatEtape] = &[ConstatEtape::VU];

    #[test]
    fn an_ecart_wins_and_what_is_missing_is_not_conform() {
        let e = exigence(&["X/1.01", "X/1.02"]);
        let joue = |r: &[ResultatScenario]| une(&e, r, &Pack::new());
        assert_eq!(joue(&[]).cause, Some(Cause::SansScenario));
        assert_eq!(joue(&[resultat("X/1.01", "X/1", VU)]).constat, Constat::NonTeste);
        let deux = [resultat("X/1.01", "X/1", VU), resultat("X/1.02", "SGL.X.1", VU)];
        assert_eq!(joue(&deux).constat, Constat::Conforme);
        assert_eq!(joue(&deux).comptes.to_string(), "aucun écart · 2 vues");
        let rate = [resultat("X/1.01", "X/1", &[ConstatEtape::Ecart])];
        assert_eq!(
            joue(&rate).constat,
            Constat::NonConforme,
            "a missing scenario does not hide a failure"
        );
    }

    #[test]
    fn one_attested_screen_does_not_hide_three_exchanges() {
        let e = exigence(&["X/1.01"]);
        let etapes = [ConstatEtape::VU, ConstatEtape::VU, ConstatEtape::VU, ConstatEtape::DECLARE];
        let r = une(&e, &[resultat("X/1.01", "X/1", &etapes)], &Pack::new());
        assert_eq!(r.constat, Constat::Declare);
        assert_eq!(r.comptes.to_string(), "aucun écart · 3 vues, 1 déclarée");
    }

    #[test]
    fn an_alternative_that_does_not_apply_does_not_count() {
        let e = exigence(&["X/1.01", "X/1.02"]);
        let r = [resultat("X/1.01", "X/1", &[]), resultat("X/1.02", "X/1", VU)];
        assert_eq!(une(&e, &r, &Pack::new()).constat, Constat::Conforme);
    }

    #[test]
    fn what_was_left_out_is_not_what_the_bench_lacks() {
        let e = exigence(&["X/1.01"]);
        let r = une(&e, &[], &Pack::from([("X/1.01", &["X/1".to_owned()][..])]));
        assert_eq!(r.cause, Some(Cause::HorsSelection));
    }
}
