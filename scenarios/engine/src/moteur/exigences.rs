//! From scenarios to exigences: worst wins, and an exigence with a scenario that was not tested is not tested.

use segur_model::Constat;
use segur_model::catalogue::Requirement;
use segur_model::resultat::{ResultatExigence, ResultatScenario};

/// The constat of each exigence.
#[must_use]
pub fn plier(exigences: &[&Requirement], resultats: &[ResultatScenario]) -> Vec<ResultatExigence> {
    exigences.iter().map(|e| une(e, resultats)).collect()
}

fn une(e: &Requirement, resultats: &[ResultatScenario]) -> ResultatExigence {
    let siens: Vec<&ResultatScenario> = resultats
        .iter()
        .filter(|r| r.exigences.iter().any(|x| *x == e.id || e.alias.contains(x)))
        .collect();
    let scenarios = siens.iter().map(|r| r.id.clone()).collect();
    let absents: Vec<&str> = e
        .scenarios
        .iter()
        .map(|s| s.id.as_str())
        .filter(|id| !siens.iter().any(|r| r.id == *id))
        .collect();
    let pire = siens.iter().map(|r| r.constat).fold(Constat::NonApplicable, Constat::pire);
    let (constat, raison) = if siens.is_empty() {
        (Constat::NonTeste, "aucun scénario joué pour cette exigence".to_owned())
    } else if pire < Constat::NonTeste && !absents.is_empty() {
        (
            Constat::NonTeste,
            format!("scénarios du référentiel non joués : {}", absents.join(", ")),
        )
    } else if pire == Constat::Conforme {
        (pire, String::new())
    } else {
        let raisons: Vec<String> = siens
            .iter()
            .filter(|r| r.constat == pire)
            .map(|r| format!("{} — {}", r.id, r.raison))
            .collect();
        (pire, raisons.join(" | "))
    };
    ResultatExigence {
        id: e.id.clone(),
        constat,
        raison,
        scenarios,
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
                    preuves: Vec::new(),
                })
                .collect(),
        }
    }

    fn resultat(id: &str, exigence: &str, constat: Constat) -> ResultatScenario {
        ResultatScenario {
            id: id.to_owned(),
            titre: String::new(),
            exigences: vec![exigence.to_owned()],
            constat,
            raison: String::new(),
            etapes: Vec::new(),
            inattendus: Vec::new(),
        }
    }

    #[test]
    fn worst_wins_and_what_is_missing_is_not_conform() {
        let e = exigence(&["X/1.01", "X/1.02"]);
        let joue = |r: &[ResultatScenario]| une(&e, r).constat;
        assert_eq!(joue(&[]), Constat::NonTeste);
        assert_eq!(joue(&[resultat("X/1.01", "X/1", Constat::Conforme)]), Constat::NonTeste);
        let deux = [
            resultat("X/1.01", "X/1", Constat::Conforme),
            resultat("X/1.02", "SGL.X.1", Constat::Conforme),
        ];
        assert_eq!(joue(&deux), Constat::Conforme);
        let rate = [resultat("X/1.01", "X/1", Constat::NonConforme)];
        assert_eq!(joue(&rate), Constat::NonConforme, "a missing scenario does not hide a failure");
    }

    #[test]
    fn an_alternative_that_does_not_apply_does_not_count() {
        let e = exigence(&["X/1.01", "X/1.02"]);
        let r = [
            resultat("X/1.01", "X/1", Constat::NonApplicable),
            resultat("X/1.02", "X/1", Constat::Conforme),
        ];
        assert_eq!(une(&e, &r).constat, Constat::Conforme);
    }
}
