//! Playing: a campaign, its scenarios, their étapes. It acts and waits; it judges nothing by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use segur_model::candidat::Candidat;
use segur_model::catalogue::Catalogue;
use segur_model::resultat::{Octets, ResultatCampagne, ResultatScenario};
use segur_model::vocabulaire::declaration;
use segur_model::{Cause, Issue, Numero, World};

use super::apparier::{Appariement, Cadre, apparier, valeurs_initiales};
use super::declare::{capable, fait_rempli, par_defaut, valeur_inconnue, voulues};
use super::deroule::{Pas, derouler};
use super::donnees::Jour;
use super::guide::{a_reprendre, que_des_personnes};
use super::interruption::interrompu;
use super::juger::{Jugement, arret, conclure, non_joue};
use super::lectures::{Lectures, Memoire};
use super::releve::{Passee, Releve, ReleveEtape};
use super::{exigences, preuves, tardifs};
use crate::campagne::remises::{self, Remises};
use crate::campagne::{Campagne, CampagneError};
use crate::controle::{Controle, ControleError};
use crate::grammaire::ast::{Condition, Observation, Scenario};
use crate::pilotes::{PiloteError, Pilotes, Suite};
use crate::regles;

/// With a real candidate, nothing is said not to have come before this much calm, whatever the candidate declares.
pub const CALME_MIN: Duration = Duration::from_secs(2);

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
    /// The adapter is no longer there: what follows would say nothing of the candidate.
    #[error("{0}. La campagne s'arrête là ; elle se reprend où elle en est.")]
    Adaptateur(PiloteError),
    /// Who plays stops for today. The campaign goes on another day.
    #[error("arrêté par le testeur ; ce qui est joué est gardé")]
    Arret,
    /// The candidate does what it is asked, and its requests come to nobody here.
    #[error(
        "aucun échange reçu de ce candidat{ailleurs}. Ses actes répondent « fait » : vérifiez l'adresse qu'il appelle, et l'espace ; `segur-bench raccordement --essai` dit ce qui a été tenté."
    )]
    AucunEchange {
        /// « (2 reçus dans l'espace q1) », or nothing.
        ailleurs: String,
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
        etape: Numero,
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
        etape: Numero,
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
    /// The candidate is the témoin, in the same process: its acts answer once all that they cause was sent, and it needs no calm.
    pub temoin: bool,
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
    pub regles: regles::Contexte<'a>,
    /// What each act of the pack is awaited to produce ([`super::juger::produits`]).
    pub produits: BTreeMap<String, BTreeSet<String>>,
    /// Choices.
    pub reglage: Reglage,
    /// Who follows.
    pub suivi: &'a dyn Suivi,
}
/// A scenario while it is played.
pub(super) struct Partie<'p> {
    /// The scenario.
    pub(super) s: &'p Scenario,
    /// Its étapes.
    pub(super) pas: Vec<Pas<'p>>,
    /// What happened so far.
    pub(super) releve: Releve,
    /// What an earlier try that was interrupted left.
    pub(super) anciennes: Vec<ReleveEtape>,
    /// Where bytes are kept.
    pub(super) campagne: &'p mut Campagne,
    /// Last id of the journal that was read.
    pub(super) dernier: &'p mut u64,
    /// What was read of its exchanges.
    pub(super) memoire: Memoire,
}

/// What came of a campaign so far.
struct Table {
    resultats: BTreeMap<String, ResultatScenario>,
    memoires: BTreeMap<String, Memoire>,
    /// How many scenarios there are.
    total: usize,
}

impl Moteur<'_> {
    /// Plays the campaign, or what is left of it, and gives its result.
    ///
    /// # Errors
    /// When the bench or the disk fails: the campaign can be resumed.
    pub async fn jouer(&self, campagne: &mut Campagne) -> Result<ResultatCampagne, MoteurError> {
        let choisis: Vec<&Scenario> = self.scenarios.iter().filter(|s| self.choisi(s)).collect();
        for s in &choisis {
            campagne.reprendre_avec(&s.numero, &self.avec(s));
        }
        self.controle.veiller().await?;
        let mut dernier = self.dernier_echange(campagne).await?;
        // From here on they are its own, those that it did not read yet too: a person may take days over an étape.
        let (id, avant) = (campagne.ouverture.id.clone(), dernier);
        self.controle.tenir(&id, avant, false).await?;
        let mut table = Table {
            resultats: BTreeMap::new(),
            memoires: BTreeMap::new(),
            total: choisis.len(),
        };
        let mut des_personnes = Vec::new();
        for (i, scenario) in choisis.iter().enumerate() {
            let fini = self.valable(scenario, campagne).filter(|r| self.fini(scenario, r)).cloned();
            let hors_jeu = self.hors_jeu(scenario, campagne);
            let repris = fini.as_ref().is_some_and(Releve::entame) && hors_jeu.is_none();
            let guide = self.pilotes.personne().is_some() && self.demande_quelqu_un(scenario) && self.ecarte(scenario).is_none();
            if guide {
                des_personnes.push(*scenario);
            }
            let resultat = match (hors_jeu, fini) {
                (Some((cause, raison)), _) => non_joue(scenario, cause, &raison),
                (None, Some(releve)) => self.juger(scenario, &releve, campagne, &Memoire::default()),
                (None, None) if guide => continue,
                (None, None) => {
                    self.un(scenario, i + 1, campagne, &mut dernier, &mut table).await?;
                    continue;
                }
            };
            self.suivi.voir(&Progres::ScenarioFini {
                resultat: Box::new(resultat.clone()),
                repris,
            });
            table.resultats.insert(scenario.numero.clone(), resultat);
        }
        // What machines play is done: persons take what is left, in the order that they choose.
        let fini = self.avec_des_personnes(&des_personnes, campagne, &mut dernier, &mut table).await?;
        for s in des_personnes {
            let dit = self.hors_jeu(s, campagne).map(|(cause, raison)| non_joue(s, cause, &raison));
            if dit.is_some() || !table.resultats.contains_key(&s.numero) {
                let resultat = dit.unwrap_or_else(|| self.juger_ce_qui_est_joue(s, campagne));
                table.resultats.insert(s.numero.clone(), resultat);
            }
        }
        // The espace is left as it was found.
        self.controle.remise_a_zero().await?;
        self.controle.tenir(&id, avant, fini).await?;
        let serres = self.controle.ordre_inconnu().await;
        if serres > 0 {
            segur_model::avertir!(
                "{serres} échange(s) reçu(s) par deux processus du banc à moins de 5 ms d'écart : leur ordre n'est pas su, rien ne doit en dépendre"
            );
        }
        Ok(self.achever(campagne, &choisis, table.resultats, &table.memoires)?)
    }

    /// Plays one scenario, and judges it.
    async fn un(
        &self,
        s: &Scenario,
        rang: usize,
        campagne: &mut Campagne,
        dernier: &mut u64,
        table: &mut Table,
    ) -> Result<(), MoteurError> {
        self.suivi.voir(&Progres::ScenarioCommence {
            rang,
            total: table.total,
            numero: s.numero.clone(),
            titre: s.titre.clone(),
        });
        let (releve, memoire) = self.scenario(s, campagne, dernier).await?;
        if releve.interrompu.is_none() {
            self.quelqu_un(s, &releve, campagne).await?;
        }
        let resultat = self.juger(s, &releve, campagne, &memoire);
        self.suivi.voir(&Progres::ScenarioFini {
            resultat: Box::new(resultat.clone()),
            repris: false,
        });
        table.memoires.insert(s.numero.clone(), memoire);
        table.resultats.insert(s.numero.clone(), resultat);
        Ok(())
    }

    /// Plays what persons choose, until nothing is left (`true`) or they stop for today.
    async fn avec_des_personnes(
        &self,
        scenarios: &[&Scenario],
        campagne: &mut Campagne,
        dernier: &mut u64,
        table: &mut Table,
    ) -> Result<bool, MoteurError> {
        while let Some((s, quoi)) = self.prochain(scenarios, campagne).await {
            match quoi {
                Suite::Jouer => {}
                Suite::Rejouer => campagne.oublier(&s.numero)?,
                Suite::SansObjet(pourquoi) => {
                    self.dire_sans_objet(s, pourquoi, campagne)?;
                    continue;
                }
            }
            let rang = table.resultats.len() + 1;
            match self.un(s, rang, campagne, dernier, table).await {
                Ok(()) => self.proposer_les_preuves(s).await,
                Err(MoteurError::Arret) => break,
                // It says nothing of the software; the others may still be played.
                Err(e @ MoteurError::AucunEchange { .. }) => {
                    segur_model::avertir!("{e} Ce qui vient d'être joué n'est pas retenu.");
                    campagne.oublier(&s.numero)?;
                }
                Err(e) => return Err(e),
            }
        }
        Ok(scenarios.iter().all(|s| self.valable(s, campagne).is_some_and(|r| self.fini(s, r))))
    }

    /// Judges what was played of a scenario, which may be nothing.
    fn juger_ce_qui_est_joue(&self, s: &Scenario, campagne: &Campagne) -> ResultatScenario {
        match self.valable(s, campagne) {
            Some(r) => self.juger(s, r, campagne, &Memoire::default()),
            None => self.juger(s, &Releve::vierge(&s.numero, 0, 0, None), campagne, &Memoire::default()),
        }
    }

    /// Judges a campaign that was played, from its recorded bytes alone: candidate and services may be gone.
    ///
    /// # Errors
    /// When what persons gave cannot be read.
    pub fn rejuger(&self, campagne: &Campagne) -> Result<ResultatCampagne, CampagneError> {
        let choisis: Vec<&Scenario> = self.scenarios.iter().filter(|s| self.choisi(s)).collect();
        let resultats = choisis
            .iter()
            .map(|s| {
                let resultat = match self.hors_jeu(s, campagne) {
                    Some((cause, raison)) => non_joue(s, cause, &raison),
                    None => self.juger_ce_qui_est_joue(s, campagne),
                };
                (s.numero.clone(), resultat)
            })
            .collect();
        self.achever(campagne, &choisis, resultats, &BTreeMap::new())
    }

    /// Judges again, in the scenario that caused it, what came late; and folds all of it.
    fn achever(
        &self,
        campagne: &Campagne,
        choisis: &[&Scenario],
        mut resultats: BTreeMap<String, ResultatScenario>,
        memoires: &BTreeMap<String, Memoire>,
    ) -> Result<ResultatCampagne, CampagneError> {
        let lire = |o: &Octets| campagne.lire(o);
        let rendus = tardifs::rendre(choisis, &campagne.releves, self.monde, memoires, &lire);
        for s in choisis.iter().filter(|s| self.hors_jeu(s, campagne).is_none()) {
            if let Some(r) = rendus.get(&s.numero) {
                resultats.insert(s.numero.clone(), self.juger(s, r, campagne, &Memoire::default()));
            }
        }
        let scenarios = choisis.iter().filter_map(|s| resultats.remove(&s.numero)).collect();
        Ok(self.resultat(campagne, scenarios, &Remises::lire(campagne.dossier())?))
    }

    fn resultat(&self, campagne: &Campagne, scenarios: Vec<ResultatScenario>, remises: &Remises) -> ResultatCampagne {
        let profils = &self.candidat.campagne.profils;
        let applicables: Vec<_> = self.catalogue.applicables(profils).collect();
        let couvert = |s: &&Scenario| s.referentiel.iter().any(|r| self.catalogue.couvre(r));
        let pack = self
            .scenarios
            .iter()
            .filter(couvert)
            .map(|s| (s.numero.as_str(), s.exigences.as_slice()))
            .collect();
        let proprietaire = |operation: &str| self.catalogue.proprietaire(operation).map(str::to_owned);
        let o = &campagne.ouverture;
        let jour = Jour {
            version: &self.candidat.produit.version,
            presents: &|octets| remises::intacte(campagne.dossier(), octets),
        };
        ResultatCampagne {
            id: o.id.clone(),
            produit: self.candidat.produit.clone(),
            couloir: self.candidat.campagne.couloir.clone(),
            vague: self.candidat.campagne.vague,
            profils: profils.clone(),
            faits: self.candidat.faits.clone(),
            arriere_plan: self.candidat.arriere_plan.clone(),
            referentiel: format!("{} ({})", self.catalogue.code, self.catalogue.version),
            banc: o.banc.clone(),
            graine: o.graine.clone(),
            ouverte: o.ouverte,
            avec_personne: self.pilotes.personne().is_some() || scenarios.iter().flat_map(|s| &s.etapes).any(|e| e.testeur.is_some()),
            exigences: exigences::plier(&applicables, &scenarios, &pack),
            preuves: preuves::etats(&applicables, &scenarios, remises, &jour),
            causes: exigences::causes(&applicables, &scenarios, &proprietaire),
            moteur: self.patience(),
            regles: regles::citees(&scenarios),
            scenarios,
        }
    }

    /// The patience that is really had with this candidate.
    fn patience(&self) -> segur_model::candidat::ReglageMoteur {
        let mut reglage = self.candidat.moteur.clone();
        if !self.reglage.temoin {
            reglage.calme_ms = reglage.calme_ms.max(u64::try_from(CALME_MIN.as_millis()).unwrap_or(u64::MAX));
        }
        reglage
    }

    /// Whether a scenario was written for this catalogue or one that it includes, and is asked.
    fn choisi(&self, s: &Scenario) -> bool {
        s.referentiel.iter().any(|r| self.catalogue.couvre(r)) && self.reglage.seulement.as_ref().is_none_or(|m| retenu(m, &s.numero))
    }

    /// Why a scenario is out of this campaign: the candidate is not of it, or a person said that it has no object.
    pub(super) fn hors_jeu(&self, s: &Scenario, campagne: &Campagne) -> Option<(Option<Cause>, String)> {
        self.ecarte(s)
            .or_else(|| self.valable(s, campagne)?.sans_objet.as_ref().map(|dit| (None, dit.clone())))
    }

    /// Why a scenario is not played with this candidate: with a cause it is untested, without it does not apply.
    fn ecarte(&self, s: &Scenario) -> Option<(Option<Cause>, String)> {
        if let Some(profil) = &s.profil
            && profil != "Général"
            && !self.candidat.campagne.profils.contains(profil)
        {
            return Some((None, format!("profil « {profil} » non déclaré par le candidat")));
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
        self.controle.numeroter_apres(connu).await;
        let dernier = self.controle.echanges(connu).await?.last().map_or(connu, |e| e.id);
        // What came before says nothing of this campaign.
        self.controle.ordre_inconnu().await;
        Ok(dernier)
    }

    /// Stops when the first scenario that awaits an exchange had all its acts done and none was received: the candidate calls
    /// somebody else, and every verdict would be false.
    async fn quelqu_un(&self, s: &Scenario, releve: &Releve, campagne: &Campagne) -> Result<(), MoteurError> {
        let attend = s.etapes.iter().flat_map(|e| &e.observer).any(|o| match o {
            Observation::Attendu(a) => a.nombre.is_none_or(|n| n.min > 0),
            Observation::Jamais(_) | Observation::Fichier(_) => false,
        });
        let mut issues = releve
            .etapes
            .iter()
            .filter_map(|e| e.acte.as_ref())
            .map(|a| a.resultat.issue)
            .peekable();
        let faits = issues.peek().is_some() && issues.all(|i| i == Some(Issue::Fait));
        let recus = campagne.releves.values().any(|r| !r.echanges.is_empty());
        if !attend || !faits || recus {
            return Ok(());
        }
        Err(MoteurError::AucunEchange {
            ailleurs: self.controle.recus_ailleurs().await?,
        })
    }

    /// Plays one scenario, or goes on with it where a person stood.
    async fn scenario(&self, s: &Scenario, campagne: &mut Campagne, dernier: &mut u64) -> Result<(Releve, Memoire), MoteurError> {
        self.controle.reveiller().await?;
        let avant = self.valable(s, campagne).cloned();
        let mut anciennes = Vec::new();
        let releve = match avant {
            // What persons alone say is asked again where it is missing.
            Some(r) if que_des_personnes(s) => a_reprendre(s, &r),
            // A person is not asked to begin again; a machine is, since what it did halfway is not known.
            Some(r)
                if !r.termine
                    && r.interrompu.is_none()
                    && r.etapes
                        .iter()
                        .filter_map(|e| e.acte.as_ref())
                        .all(|a| a.resultat.pilote == "manuel") =>
            {
                r
            }
            inacheve => {
                let tentative = campagne.releves.get(&s.numero).map_or(1, |r| r.tentative + 1);
                anciennes = inacheve.map(|r| r.etapes).unwrap_or_default();
                let vierge = Releve::vierge(&s.numero, tentative, *dernier, Some(self.avec(s)));
                if let Some(dit) = self.service_absent(s) {
                    let releve = Releve {
                        interrompu: Some(dit),
                        // What a person said of it is kept for when it is played.
                        etapes: anciennes,
                        ..vierge
                    };
                    campagne.noter(&releve)?;
                    return Ok((releve, Memoire::default()));
                }
                vierge
            }
        };
        let mut partie = Partie {
            s,
            pas: derouler(s),
            releve,
            anciennes,
            campagne,
            dernier,
            memoire: Memoire::default(),
        };
        self.annoncer(s, partie.pas.len()).await;
        match self.derouler(&mut partie).await {
            Err(e) if !self.passagere(&e) => return Err(e),
            _ => {}
        }
        partie.releve.interrompu = self.interruption(s, &partie.releve).await?;
        partie.releve.termine = partie.releve.interrompu.is_none();
        partie.campagne.noter(&partie.releve)?;
        Ok((partie.releve, partie.memoire))
    }

    /// Plays what is left of the étapes of a scenario.
    async fn derouler(&self, partie: &mut Partie<'_>) -> Result<(), MoteurError> {
        let s = partie.s;
        if partie.releve.etapes.is_empty() {
            self.controle.remise_a_zero().await?;
            let rien = |_: &Octets| None;
            let valeurs = valeurs_initiales(s, &self.cadre(partie.campagne, Lectures::nouvelles(&partie.memoire, &rien)));
            for action in &s.avant {
                self.agir(s, action, &valeurs).await?;
            }
        }
        for rang in 0..partie.pas.len() {
            if self.controle.perdu() {
                return Ok(());
            }
            if !partie.releve.etapes.iter().any(|e| e.rang == rang) {
                // What comes before the next act was awaited: an étape that only observes shares the window of the one above.
                let jouee = if partie.pas[rang].agit() && self.arretee(partie, rang) {
                    ReleveEtape::passee(rang, Passee::Bloquee)
                } else {
                    self.etape(partie, rang).await?
                };
                partie.releve.etapes.push(jouee);
                partie.releve.etapes.sort_by_key(|e| e.rang);
                partie.campagne.noter(&partie.releve)?;
            }
            let suivant_agit = partie.pas.get(rang + 1).is_none_or(Pas::agit);
            if suivant_agit {
                self.attendre(partie, rang).await?;
                self.calmer(partie, rang).await;
            }
        }
        if demande_du_calme(s) {
            tokio::time::sleep(self.calme()).await;
        }
        self.lire(partie).await?;
        Ok(())
    }

    fn calme(&self) -> Duration {
        Duration::from_millis(self.patience().calme_ms)
    }

    /// Before the next act, what must not come has its calm: an act that follows could not be told from a late one.
    async fn calmer(&self, partie: &Partie<'_>, rang: usize) {
        let ouvreur = partie.pas[rang].ouvreur.unwrap_or(rang);
        let jamais = partie.pas[ouvreur..=rang].iter().any(|p| {
            p.etape
                .observer
                .iter()
                .any(|o| matches!(o, Observation::Jamais(j) if j.avant.is_none()))
        });
        if jamais && rang + 1 < partie.pas.len() {
            tokio::time::sleep(self.calme()).await;
        }
    }

    /// Whether something that came before keeps this étape from being played.
    fn arretee(&self, partie: &Partie<'_>, rang: usize) -> bool {
        // What does not apply says so, blocked or not.
        if partie.pas[rang].etape.si.as_ref().is_some_and(|c| self.condition(c).is_some()) {
            return false;
        }
        let lire = |o: &Octets| partie.campagne.lire(o);
        let lectures = Lectures::nouvelles(&partie.memoire, &lire);
        arret(partie.s, &partie.releve, &self.jugement(partie.campagne, lectures)).is_some()
    }

    fn juger(&self, s: &Scenario, releve: &Releve, campagne: &Campagne, memoire: &Memoire) -> ResultatScenario {
        if let Some(dit) = &releve.interrompu {
            return interrompu(s, dit);
        }
        let lire = |o: &Octets| campagne.lire(o);
        conclure(s, releve, &self.jugement(campagne, Lectures::nouvelles(memoire, &lire)))
    }

    fn jugement<'b>(&'b self, campagne: &'b Campagne, lectures: Lectures<'b>) -> Jugement<'b> {
        Jugement {
            cadre: self.cadre(campagne, lectures),
            regles: &self.regles,
            catalogue: self.catalogue,
            arriere_plan: &self.candidat.arriere_plan,
            produits: &self.produits,
        }
    }

    /// Why a condition does not hold; `None` when it does. A fact that the candidate does not declare leaves what depends
    /// on it untested: as not applicable, it would hide an exigence that is asked of everybody.
    pub(super) fn condition(&self, c: &Condition) -> Option<(Option<Cause>, String)> {
        match c {
            Condition::Capacite(acte) => {
                (!capable(acte, self.candidat, self.pilotes)).then(|| (None, format!("le candidat ne déclare pas la capacité « {acte} »")))
            }
            Condition::Faits(faits) => {
                let (fait, valeurs) = faits.iter().find(|(fait, valeurs)| !fait_rempli(fait, valeurs, self.candidat))?;
                Some(match self.candidat.faits.get(fait) {
                    Some(v) => match valeur_inconnue(self.scenarios, fait, v) {
                        Some(inconnue) => (Some(Cause::NonDeclare), inconnue),
                        None => (
                            None,
                            format!(
                                "déclaré par l'éditeur : {} ({fait} = « {v} ») ; le scénario vaut quand {}",
                                declaration(fait, v).join(", et "),
                                voulues(fait, valeurs)
                            ),
                        ),
                    },
                    None if par_defaut(fait).is_some() => (
                        None,
                        format!(
                            "l'éditeur ne déclare pas « {fait} » ; le scénario vaut quand {}",
                            voulues(fait, valeurs)
                        ),
                    ),
                    None => (
                        Some(Cause::NonDeclare),
                        format!(
                            "le candidat ne déclare pas « {fait} » : dites dans [faits] de candidat.toml si c'est l'une de ces valeurs : {}",
                            valeurs.join(", ")
                        ),
                    ),
                })
            }
        }
    }

    pub(super) fn cadre<'b>(&'b self, campagne: &'b Campagne, lectures: Lectures<'b>) -> Cadre<'b> {
        Cadre {
            monde: self.monde,
            dans: Duration::from_millis(self.candidat.moteur.dans_ms),
            lectures,
            secret: &campagne.ouverture.tirage,
            insi_a_la_creation: self.candidat.faits.get("insi_a_la_creation").is_some_and(|v| v == "oui"),
        }
    }

    /// Matches what was seen so far.
    pub(super) fn apparier<T>(&self, partie: &Partie<'_>, f: impl FnOnce(Appariement, &Cadre<'_>) -> T) -> T {
        let lire = |o: &Octets| partie.campagne.lire(o);
        let cadre = self.cadre(partie.campagne, Lectures::nouvelles(&partie.memoire, &lire));
        f(apparier(partie.s, &partie.releve, &cadre), &cadre)
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
