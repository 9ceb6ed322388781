//! What each wave asks of a candidature: prerequisites, external waits, delays. Data (`donnees/vagues.toml`), with its sources; what is
//! not public is invented, says so, and can be set.

use std::collections::BTreeMap;

use segur_model::Trust;
use serde::Deserialize;
use time::Duration;

const DONNEES: &str = include_str!("../../donnees/vagues.toml");

/// What is asked, wave by wave.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Regles {
    vagues: Vec<Vague>,
    /// By name.
    pub delais: Delais,
    /// Rounds of a chapter.
    pub tours: Tours,
}

/// One wave.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vague {
    pub numero: u8,
    pub depot: Depot,
    pub source: String,
    pub trust: Trust,
    #[serde(default)]
    pub prerequis: Vec<Prerequis>,
    #[serde(default)]
    pub attentes: Vec<AttenteDue>,
}

/// How proofs are deposited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Depot {
    /// A chapter is examined once it is complete and submitted.
    ParChapitre,
    /// Everything at once.
    Unique,
}

/// What the vendor declares when it applies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prerequis {
    pub id: String,
    pub dit: String,
    pub source: String,
    pub trust: Trust,
}

/// What others than the ANS grant.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttenteDue {
    pub id: String,
    pub dit: String,
    pub qui: String,
    pub source: String,
    pub trust: Trust,
}

/// One delay, in days of the bench clock.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Delai {
    pub jours: u32,
    pub dit: String,
    pub source: String,
    pub trust: Trust,
}

impl Delai {
    /// How long.
    pub fn duree(&self) -> Duration {
        Duration::days(i64::from(self.jours))
    }
}

/// Every delay.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Delais {
    pub eligibilite: Delai,
    pub complement: Delai,
    pub depot: Delai,
    pub instruction: Delai,
    pub reponse: Delai,
    pub correction: Delai,
    pub attente: Delai,
    pub decision: Delai,
}

/// How many rounds a chapter may have.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tours {
    pub nombre: u32,
    pub dit: String,
    pub source: String,
    pub trust: Trust,
}

impl Regles {
    /// As they ship.
    pub fn embarquees() -> Result<Self, String> {
        toml::from_str(DONNEES).map_err(|e| format!("donnees/vagues.toml : {e}"))
    }

    /// The same, with the delays (days) and the rounds that the settings say.
    pub fn regler(mut self, delais: &BTreeMap<String, u32>, tours: Option<u32>) -> Result<Self, String> {
        for (nom, jours) in delais {
            let d = &mut self.delais;
            let vise = match nom.as_str() {
                "eligibilite" => &mut d.eligibilite,
                "complement" => &mut d.complement,
                "depot" => &mut d.depot,
                "instruction" => &mut d.instruction,
                "reponse" => &mut d.reponse,
                "correction" => &mut d.correction,
                "attente" => &mut d.attente,
                "decision" => &mut d.decision,
                autre => {
                    return Err(format!(
                        "delais : « {autre} » n'en est pas un ; ce sont eligibilite, complement, depot, instruction, reponse, correction, attente, decision"
                    ));
                }
            };
            if *jours > 3650 {
                return Err(format!("delais : « {nom} = {jours} » jours ; dix ans (3650) au plus"));
            }
            vise.jours = *jours;
            vise.source = "réglages du banc".to_owned();
            vise.trust = Trust::Unverified;
        }
        if let Some(n) = tours {
            self.tours.nombre = n.max(1);
            self.tours.source = "réglages du banc".to_owned();
            self.tours.trust = Trust::Unverified;
        }
        Ok(self)
    }

    /// The wave of a catalogue.
    pub fn vague(&self, numero: u8) -> Option<&Vague> {
        self.vagues.iter().find(|v| v.numero == numero)
    }

    /// Every delay, for those who read.
    pub fn delais_dits(&self) -> [&Delai; 8] {
        let d = &self.delais;
        [
            &d.eligibilite,
            &d.complement,
            &d.depot,
            &d.instruction,
            &d.reponse,
            &d.correction,
            &d.attente,
            &d.decision,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_is_read_and_what_is_invented_says_so() {
        let r = Regles::embarquees().unwrap();
        assert_eq!(r.vague(1).unwrap().depot, Depot::Unique);
        assert_eq!(r.vague(2).unwrap().depot, Depot::ParChapitre);
        assert!(r.vague(3).is_none());
        for d in r.delais_dits() {
            assert_eq!(d.source.contains("non publié"), d.trust == Trust::Unverified, "{}", d.dit);
        }
    }

    #[test]
    fn a_delay_can_be_set_and_says_that_it_was() {
        let r = Regles::embarquees().unwrap();
        let r = r.regler(&BTreeMap::from([("instruction".to_owned(), 3)]), Some(1)).unwrap();
        assert_eq!((r.delais.instruction.jours, r.tours.nombre), (3, 1));
        assert_eq!(r.delais.instruction.trust, Trust::Unverified);
        let faux = Regles::embarquees()
            .unwrap()
            .regler(&BTreeMap::from([("instrution".to_owned(), 3)]), None);
        assert!(faux.unwrap_err().contains("instruction"));
        let long = Regles::embarquees()
            .unwrap()
            .regler(&BTreeMap::from([("depot".to_owned(), 4000)]), None);
        assert!(long.is_err());
    }
}
