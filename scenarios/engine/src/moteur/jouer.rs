//! Playing: a campaign, its scenarios, their étapes. It acts and waits; it judges nothing by itself.

use std::time::Duration;

use segur_model::candidat::Candidat;
use segur_model::catalogue::Catalogue;
use segur_model::resultat::{Echange, Octets, ResultatCampagne, ResultatScenario};
use segur_model::{Constat, Faits, Issue, World};
use time::OffsetDateTime;

use super::apparier::{Appariement, Cadre, Contient, LireFaits, apparier, valeurs_initiales};
use super::conclure::{Jugement, conclure, non_joue};
use super::declare::{valeur_inconnue, valeurs_dites};
use super::deroule::{Pas, derouler};
use super::releve::Releve;
use super::{exigences, preuves};
use crate::campagne::{Campagne, CampagneError};
use crate::controle::{Controle, ControleError};
use crate::grammaire::ast::{Condition, Observation, Scenario};
use crate::pilotes::Pilotes;
use crate::{contient, regles};

/// Why a campaign could not go on. Never a verdict on the candidate.
#[derive(Debug, thiserror::Error)]
pub enum MoteurError {
    /// The bench.
    #[error(transparent)]
    Banc(#[from] ControleError),
    /// The folder of the campaign.
    #[error(transparent)]
    Campagne(#[from] CampagneError),
    /// A scenario asks the world something that it cannot do.
    #[error("scénario {scenario}, {place} : {cause}")]
    Scenario {
        /// Scenario.
        scenario: String,
        /// Where.
        place: String,
        /// Cause.
        cause: String,
    },
}

/// What a display or a log is told while a campaign is played.
#[derive(Debug, Clone)]
pub enum Progres {
    /// A scenario begins.
    ScenarioCommence {
        /// From 1.
        rang: usize,
        /// How many there are.
        total: usize,
        /// Number.
        numero: String,
        /// Title.
        titre: String,
    },
    /// An act was played.
    ActeJoue {
        /// Étape.
        etape: u32,
        /// Act.
        acte: String,
        /// Issue, when the candidate answered.
        issue: Option<Issue>,
        /// Its sentence, or why it was not played.
        message: String,
    },
    /// The engine waits for exchanges.
    Attente {
        /// Étape.
        etape: u32,
    },
    /// A scenario ended.
    ScenarioFini {
        /// Its result.
        resultat: Box<ResultatScenario>,
        /// Whether it was played in an earlier run.
        repris: bool,
    },
}

/// Who follows a campaign.
pub trait Suivi: Send + Sync {
    /// Told at each step.
    fn voir(&self, progres: &Progres);
}

/// Nobody follows.
impl Suivi for () {
    fn voir(&self, _: &Progres) {}
}

/// Choices of one run.
#[derive(Debug, Clone, Default)]
pub struct Reglage {
    /// Only scenarios whose number matches one of these patterns, separated by commas (`INS/*,PSC.01.*`).
    pub seulement: Option<String>,
    /// Begin each scenario at this étape.
    pub depuis: Option<u32>,
}

/// Whether a scenario number matches one of the patterns of `--seulement`.
#[must_use]
pub fn retenu(motifs: &str, numero: &str) -> bool {
    motifs.split(',').any(|m| segur_model::vocabulaire::motif_couvre(m.trim(), numero))
}

/// All that it takes to play a campaign.
pub struct Moteur<'a> {
    /// The bench.
    pub controle: &'a Controle,
    /// The candidate.
    pub pilotes: &'a Pilotes,
    /// Its declaration.
    pub candidat: &'a Candidat,
    /// Scenarios of the pack, in order.
    pub scenarios: &'a [Scenario],
    /// Requirements.
    pub catalogue: &'a Catalogue,
    /// The fictitious country of that bench.
    pub monde: &'a World,
    /// What checks need.
    pub regles: regles::Contexte,
    /// Choices.
    pub reglage: Reglage,
    /// Who follows.
    pub suivi: &'a dyn Suivi,
}
impl Moteur<'_> {
    /// Plays the campaign, or what is left of it, and gives its result.
    ///
    /// # Errors
    /// When the bench or the disk fails: the campaign can be resumed.
    pub async fn jouer(&self, campagne: &mut Campagne) -> Result<ResultatCampagne, MoteurError> {
        let choisis: Vec<&Scenario> = self.scenarios.iter().filter(|s| self.choisi(s)).collect();
        let mut resultats = Vec::new();
        let mut dernier = self.dernier_echange(campagne).await?;
        for (i, scenario) in choisis.iter().enumerate() {
            let fini = campagne.releves.get(&scenario.numero).filter(|r| r.termine).cloned();
            let repris = fini.is_some();
            let resultat = match (self.ecarte(scenario), fini) {
                (Some((constat, raison)), _) => non_joue(scenario, constat, &raison),
                (None, Some(releve)) => self.juger(scenario, &releve, campagne),
                (None, None) => {
                    self.suivi.voir(&Progres::ScenarioCommence {
                        rang: i + 1,
                        total: choisis.len(),
                        numero: scenario.numero.clone(),
                        titre: scenario.titre.clone(),
                    });
                    let releve = self.scenario(scenario, campagne, &mut dernier).await?;
                    self.juger(scenario, &releve, campagne)
                }
            };
            self.suivi.voir(&Progres::ScenarioFini {
                resultat: Box::new(resultat.clone()),
                repris,
            });
            resultats.push(resultat);
        }
        // The espace is left as it was found.
        self.controle.remise_a_zero().await?;
        Ok(self.resultat(campagne, resultats))
    }

    /// Judges again a campaign that was played, from its recorded bytes alone: candidate and services may be gone.
    #[must_use]
    pub fn rejuger(&self, campagne: &Campagne) -> ResultatCampagne {
        let resultats = self
            .scenarios
            .iter()
            .filter(|s| self.choisi(s))
            .filter_map(|s| match self.ecarte(s) {
                Some((constat, raison)) => Some(non_joue(s, constat, &raison)),
                None => campagne.releves.get(&s.numero).map(|r| self.juger(s, r, campagne)),
            })
            .collect();
        self.resultat(campagne, resultats)
    }

    fn resultat(&self, campagne: &Campagne, scenarios: Vec<ResultatScenario>) -> ResultatCampagne {
        let profils = &self.candidat.campagne.profils;
        let applicables: Vec<_> = self.catalogue.applicables(profils).collect();
        let o = &campagne.ouverture;
        ResultatCampagne {
            id: o.id.clone(),
            produit: self.candidat.produit.clone(),
            couloir: self.candidat.campagne.couloir.clone(),
            vague: self.candidat.campagne.vague,
            profils: profils.clone(),
            faits: self.candidat.faits.clone(),
            referentiel: format!("{} ({})", self.catalogue.code, self.catalogue.version),
            banc: o.banc.clone(),
            graine: o.graine.clone(),
            ouverte: o.ouverte,
            avec_personne: self.pilotes.personne().is_some(),
            exigences: exigences::plier(&applicables, &scenarios),
            preuves: preuves::etats(&applicables, &scenarios),
            scenarios,
        }
    }

    /// Whether a scenario was written for this catalogue or one that it includes, and is asked.
    fn choisi(&self, s: &Scenario) -> bool {
        s.referentiel.iter().any(|r| self.catalogue.couvre(r)) && self.reglage.seulement.as_ref().is_none_or(|m| retenu(m, &s.numero))
    }

    /// Why a scenario is not played with this candidate.
    fn ecarte(&self, s: &Scenario) -> Option<(Constat, String)> {
        if let Some(profil) = &s.profil
            && profil != "Général"
            && !self.candidat.campagne.profils.contains(profil)
        {
            return Some((Constat::NonApplicable, format!("profil « {profil} » non déclaré par le candidat")));
        }
        s.si.as_ref().and_then(|c| self.condition(c))
    }

    /// The last id of the journal: exchanges up to it are from before.
    async fn dernier_echange(&self, campagne: &Campagne) -> Result<u64, MoteurError> {
        let connu = campagne
            .releves
            .values()
            .flat_map(|r| &r.echanges)
            .map(|e| e.exchange.id)
            .max()
            .unwrap_or(0);
        Ok(self.controle.echanges(connu).await?.last().map_or(connu, |e| e.id))
    }

    /// Plays one scenario, or goes on with it where a person stood.
    async fn scenario(&self, s: &Scenario, campagne: &mut Campagne, dernier: &mut u64) -> Result<Releve, MoteurError> {
        let pas = derouler(s);
        let mut releve = match campagne.releves.get(&s.numero) {
            // A person is not asked to begin again; a machine is, since what it did halfway is not known.
            Some(r)
                if r.etapes
                    .iter()
                    .filter_map(|e| e.acte.as_ref())
                    .all(|a| a.resultat.pilote == "manuel") =>
            {
                r.clone()
            }
            interrompu => {
                self.controle.remise_a_zero().await?;
                let valeurs = valeurs_initiales(s, self.monde);
                for action in &s.avant {
                    self.agir(s, action, &valeurs).await?;
                }
                Releve {
                    scenario: s.numero.clone(),
                    tentative: interrompu.map_or(1, |r| r.tentative + 1),
                    depuis: *dernier,
                    etapes: Vec::new(),
                    echanges: Vec::new(),
                    lu_jusqu_a: OffsetDateTime::now_utc(),
                    termine: false,
                }
            }
        };
        for (rang, p) in pas.iter().enumerate() {
            if !releve.etapes.iter().any(|e| e.rang == rang) {
                let jouee = self.etape(s, rang, p, &mut releve, campagne, dernier).await?;
                releve.etapes.push(jouee);
                campagne.noter(&releve)?;
            }
            let suivant_agit = pas.get(rang + 1).is_none_or(Pas::agit);
            if suivant_agit {
                self.attendre(s, rang, p, &pas, &mut releve, campagne, dernier).await?;
            }
        }
        if demande_du_calme(s) {
            tokio::time::sleep(Duration::from_millis(self.candidat.moteur.calme_ms)).await;
        }
        self.lire(&mut releve, campagne, dernier).await?;
        releve.termine = true;
        campagne.noter(&releve)?;
        Ok(releve)
    }

    fn juger(&self, s: &Scenario, releve: &Releve, campagne: &Campagne) -> ResultatScenario {
        let lire = self.lire_faits(campagne);
        let contient = self.lire_contient(campagne);
        let j = Jugement {
            cadre: self.cadre(&lire, &contient),
            regles: &self.regles,
            catalogue: self.catalogue,
            octets: &|o: &Octets| campagne.lire(o),
        };
        conclure(s, releve, &j)
    }

    /// Why a condition does not hold; `None` when it does. A fact that the candidate does not declare leaves what depends
    /// on it untested: as not applicable, it would hide an exigence that is asked of everybody.
    pub(super) fn condition(&self, c: &Condition) -> Option<(Constat, String)> {
        let non_applicable = |raison| (Constat::NonApplicable, raison);
        match c {
            Condition::Capacite(acte) => {
                let capable = self.pilotes.capacite(acte) || (acte == "horloge" && self.candidat.faits.contains_key("horloge"));
                (!capable).then(|| non_applicable(format!("le candidat ne déclare pas la capacité « {acte} »")))
            }
            Condition::Faits(faits) => faits.iter().find_map(|(fait, valeurs)| match self.candidat.faits.get(fait) {
                // A candidate may have several (`mode_psc = "web, ciba"`).
                Some(v) if valeurs_dites(v).any(|v| valeurs.contains(&v)) => None,
                Some(v) => Some(match valeur_inconnue(self.scenarios, fait, v) {
                    Some(inconnue) => (Constat::NonTeste, inconnue),
                    None => non_applicable(format!(
                        "le candidat déclare {fait} = « {v} », le scénario vaut pour {}",
                        valeurs.join(", ")
                    )),
                }),
                None => Some((
                    Constat::NonTeste,
                    format!(
                        "le candidat ne déclare pas « {fait} » : dites dans [faits] de candidat.toml si c'est l'une de ces valeurs : {}",
                        valeurs.join(", ")
                    ),
                )),
            }),
        }
    }

    pub(super) fn lire_faits<'b>(&self, campagne: &'b Campagne) -> impl Fn(&Echange) -> Faits + use<'b> {
        |e| {
            let requete = campagne.lire(&e.requete).unwrap_or_default();
            let reponse = campagne.lire(&e.reponse).unwrap_or_default();
            regles::faits(&e.exchange, &requete, &reponse)
        }
    }

    pub(super) fn lire_contient<'b>(&self, campagne: &'b Campagne) -> impl Fn(&Echange, &str) -> bool + use<'b> {
        |e, texte| campagne.lire(&e.requete).is_some_and(|o| contient::contient(&o, texte))
    }

    pub(super) fn cadre<'b>(&'b self, lire: &'b LireFaits<'b>, contient: &'b Contient<'b>) -> Cadre<'b> {
        Cadre {
            monde: self.monde,
            dans: Duration::from_millis(self.candidat.moteur.dans_ms),
            lire,
            contient,
        }
    }

    pub(super) fn apparier<T>(&self, s: &Scenario, releve: &Releve, campagne: &Campagne, f: impl FnOnce(Appariement) -> T) -> T {
        let lire = self.lire_faits(campagne);
        let contient = self.lire_contient(campagne);
        f(apparier(s, releve, &self.cadre(&lire, &contient)))
    }
}

/// Whether something of the scenario holds only if nothing more comes.
fn demande_du_calme(s: &Scenario) -> bool {
    s.etapes.iter().flat_map(|e| &e.observer).any(|o| match o {
        Observation::Jamais(j) => j.avant.is_none(),
        Observation::Attendu(a) => a.nombre.is_some_and(|n| n.max.is_some()),
        Observation::Fichier(_) => false,
    })
}
