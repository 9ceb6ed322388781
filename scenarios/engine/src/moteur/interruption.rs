//! A bench that is several processes may lose one in the middle of a campaign. What was to come to it came to nobody: the scenarios that want it are
//! not judged, say so, and are played again when the campaign is resumed; the others go on.

use segur_model::resultat::ResultatScenario;
use segur_model::{Blocage, Cause, Issue, Numero};

use super::guide::que_des_personnes;
use super::jouer::{Moteur, MoteurError};
use super::juger::non_joue;
use super::releve::Releve;
use crate::controle::ControleError;
use crate::grammaire::ast::{ActionBanc, Observation, Scenario};

impl Moteur<'_> {
    /// Why a scenario cannot be played now: a service that it names does not answer.
    pub(super) fn service_absent(&self, s: &Scenario) -> Option<String> {
        let absents = self.controle.absents();
        let dit = |(service, dit): &(String, String)| (service.is_empty() || nomme(s, service)).then(|| dit.clone());
        absents.iter().find_map(dit)
    }

    /// Whether the campaign goes on without the process that was just lost.
    pub(super) fn passagere(&self, e: &MoteurError) -> bool {
        matches!(e, MoteurError::Banc(ControleError::Injoignable { .. })) && self.controle.perdu()
    }

    /// What happened to the bench while a scenario was played, in French; nothing: what was received is all that came.
    pub(super) async fn interruption(&self, s: &Scenario, releve: &Releve) -> Result<Option<String>, MoteurError> {
        // What persons alone say needs no service.
        if que_des_personnes(s) {
            return Ok(None);
        }
        if let Some(dit) = self.controle.interruption().await? {
            return Ok(Some(dit));
        }
        // A service that the scenario does not name may be one that the candidate needed all the same.
        let manque = releve
            .etapes
            .iter()
            .filter_map(|e| e.acte.as_ref())
            .any(|a| a.resultat.issue != Some(a.resultat.issue_attendue.unwrap_or(Issue::Fait)));
        Ok(self.controle.absents().into_iter().next().map(|(_, dit)| dit).filter(|_| manque))
    }
}

/// What is said of a scenario in which the bench was not whole.
pub(super) fn interrompu(s: &Scenario, dit: &str) -> ResultatScenario {
    let blocage = Blocage {
        scenario: s.numero.clone(),
        etape: s.etapes.first().map_or(Numero::rem(1, 1), |e| e.numero),
        operation: String::new(),
        regle: String::new(),
        trust: None,
        dit: format!("{dit} : remettez-le en marche, puis reprenez la campagne (--reprendre)"),
    };
    let raison = format!("ce scénario n'est pas jugé, {}", blocage.dit);
    non_joue(s, Some(Cause::Bloque(blocage)), &raison)
}

/// Whether a scenario awaits something of a service, or acts on it.
fn nomme(s: &Scenario, service: &str) -> bool {
    let couvre = |operation: &String| operation.split('.').next().is_some_and(|nom| nom == service || nom == "*");
    let observe = s.etapes.iter().flat_map(|e| &e.observer).any(|o| match o {
        Observation::Attendu(a) => a.operations.iter().any(couvre),
        Observation::Jamais(j) => j.operations.iter().any(couvre),
        Observation::Fichier(_) => false,
    });
    let agit = |a: &ActionBanc| match a {
        ActionBanc::Action(_, nom, _) => couvre(nom),
        // Whatever it is set on: a fault that cannot be set turns the scenario into another.
        ActionBanc::Panne(..) => true,
        ActionBanc::Horloge(..) | ActionBanc::Retablir(_) => false,
    };
    observe || s.avant.iter().chain(s.etapes.iter().flat_map(|e| &e.banc)).any(agit)
}
