//! Playing: a campaign, its scenarios, their étapes. It acts and waits; it judges nothing by itself.

use std::time::Duration;

use base64::Engine as _;
use segur_model::candidat::Candidat;
use segur_model::catalogue::Catalogue;
use segur_model::controle::Panne;
use segur_model::resultat::{Echange, Octets, ResultatActe, ResultatCampagne, ResultatScenario};
use segur_model::{DemandeActe, Faits, Fichier, Issue, ReponseActe, World, acte::VERSION_ACTES};
use time::OffsetDateTime;

use super::apparier::{Cadre, apparier, encore_attendu};
use super::conclure::{Jugement, conclure, non_applicable};
use super::deroule::{Pas, derouler};
use super::releve::{Fenetre, Passee, Releve, ReleveActe, ReleveEtape};
use super::valeurs::{SansValeur, Valeurs};
use super::{exigences, preuves};
use crate::campagne::{Campagne, CampagneError};
use crate::controle::{Controle, ControleError};
use crate::grammaire::ast::{self, ActionBanc, Condition, Observation, Scenario};
use crate::pilotes::{Pilotes, chemin_interne};
use crate::{contient, regles};

/// The longest single wait on the journal: the next one follows at once.
const ATTENTE_MAX: Duration = Duration::from_secs(20);

/// A file of a candidate larger than this is refused.
const FICHIER_MAX: u64 = 256 << 20;

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
    /// Only scenarios whose number matches this pattern (`INS/*`).
    pub seulement: Option<String>,
    /// Begin each scenario at this étape.
    pub depuis: Option<u32>,
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
            let resultat = match (self.sans_objet(scenario), fini) {
                (Some(raison), _) => non_applicable(scenario, &raison),
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
            .filter_map(|s| match self.sans_objet(s) {
                Some(raison) => Some(non_applicable(s, &raison)),
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

    fn choisi(&self, s: &Scenario) -> bool {
        self.reglage
            .seulement
            .as_ref()
            .is_none_or(|m| segur_model::vocabulaire::motif_couvre(m, &s.numero))
    }

    /// Why a scenario does not apply to this candidate.
    fn sans_objet(&self, s: &Scenario) -> Option<String> {
        if let Some(profil) = &s.profil
            && profil != "Général"
            && !self.candidat.campagne.profils.contains(profil)
        {
            return Some(format!("profil « {profil} » non déclaré par le candidat"));
        }
        s.si.as_ref().and_then(|c| self.condition(c))
    }

    /// Why a condition does not hold; `None` when it does.
    fn condition(&self, c: &Condition) -> Option<String> {
        match c {
            Condition::Capacite(acte) => {
                let capable = self.pilotes.capacite(acte) || (acte == "horloge" && self.candidat.faits.contains_key("horloge"));
                (!capable).then(|| format!("le candidat ne déclare pas la capacité « {acte} »"))
            }
            Condition::Faits(faits) => faits.iter().find_map(|(fait, valeurs)| match self.candidat.faits.get(fait) {
                Some(v) if valeurs.contains(v) => None,
                Some(v) => Some(format!(
                    "le candidat déclare {fait} = « {v} », le scénario vaut pour {}",
                    valeurs.join(", ")
                )),
                None => Some(format!("le candidat ne déclare pas « {fait} »")),
            }),
        }
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
                let valeurs = super::apparier::valeurs_initiales(s, self.monde);
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

    /// Plays one étape: what the world does, what the candidate is asked, what a person attests.
    async fn etape(
        &self,
        s: &Scenario,
        rang: usize,
        p: &Pas<'_>,
        releve: &mut Releve,
        campagne: &Campagne,
        dernier: &mut u64,
    ) -> Result<ReleveEtape, MoteurError> {
        let mut jouee = ReleveEtape {
            rang,
            fenetre: None,
            passee: None,
            acte: None,
            vus: Vec::new(),
            donnees: std::collections::BTreeMap::new(),
        };
        if let Some(raison) = p.etape.si.as_ref().and_then(|c| self.condition(c)) {
            jouee.passee = Some(Passee::SansObjet(raison));
            return Ok(jouee);
        }
        if self.reglage.depuis.is_some_and(|d| p.etape.a < d) {
            jouee.passee = Some(Passee::NonJouee("étape passée par --depuis".to_owned()));
            return Ok(jouee);
        }
        // What came before the act belongs to the étapes above.
        self.lire(releve, campagne, dernier).await?;
        let mut valeurs = self.apparier(s, releve, campagne, |a| a.valeurs);
        if let Some((nom, v)) = p.variable {
            valeurs.poser_variable(nom, v);
        }
        let depuis = *dernier;
        for action in &p.etape.banc {
            self.agir(s, action, &valeurs).await?;
        }
        if let Some(faire) = &p.etape.faire {
            jouee.acte = Some(self.acte(s, rang, p, faire, &valeurs, campagne).await?);
        }
        if p.agit() {
            jouee.fenetre = Some(Fenetre {
                depuis,
                fin_acte: OffsetDateTime::now_utc(),
            });
        }
        self.personne(s, p, &valeurs, campagne, &mut jouee).await?;
        Ok(jouee)
    }

    async fn acte(
        &self,
        s: &Scenario,
        rang: usize,
        p: &Pas<'_>,
        faire: &ast::Faire,
        valeurs: &Valeurs,
        campagne: &Campagne,
    ) -> Result<ReleveActe, MoteurError> {
        let mut resultat = ResultatActe {
            acte: faire.acte.clone(),
            pilote: String::new(),
            parametres: serde_json::Map::new(),
            issue: None,
            issue_attendue: faire.issue,
            message: String::new(),
        };
        let mut fichiers = std::collections::BTreeMap::new();
        match self.demande(s, rang, p, faire, valeurs) {
            Err(sans_valeur) => resultat.message = format!("acte non joué : {sans_valeur}"),
            Ok(demande) => {
                resultat.parametres.clone_from(&demande.parametres);
                match self.pilotes.pour(&faire.acte) {
                    None => "aucun pilote ne déclare cet acte, et personne n'est là pour le jouer".clone_into(&mut resultat.message),
                    Some(pilote) => {
                        pilote.nom().clone_into(&mut resultat.pilote);
                        match pilote.jouer(&demande).await {
                            Ok(ReponseActe {
                                issue,
                                message,
                                fichiers: remis,
                            }) => {
                                resultat.issue = Some(issue);
                                resultat.message = message;
                                for f in remis {
                                    match recevoir(&f, pilote.dossier(), pilote.nom() == "manuel", campagne)? {
                                        Ok(octets) => {
                                            fichiers.insert(f.nom, octets);
                                        }
                                        Err(e) => resultat.message = format!("{} [fichier « {} » : {e}]", resultat.message, f.nom),
                                    }
                                }
                            }
                            Err(e) => resultat.message = e.to_string(),
                        }
                    }
                }
            }
        }
        self.suivi.voir(&Progres::ActeJoue {
            etape: p.etape.de,
            acte: faire.acte.clone(),
            issue: resultat.issue,
            message: resultat.message.clone(),
        });
        Ok(ReleveActe {
            tente: resultat.issue.is_some(),
            resultat,
            fichiers,
        })
    }

    fn demande(&self, s: &Scenario, rang: usize, p: &Pas<'_>, faire: &ast::Faire, valeurs: &Valeurs) -> Result<DemandeActe, SansValeur> {
        let mut parametres = serde_json::Map::new();
        for (nom, v) in &faire.avec {
            parametres.insert(nom.clone(), valeurs.json(v)?);
        }
        Ok(DemandeActe {
            version: VERSION_ACTES,
            acte: faire.acte.clone(),
            cle: format!("{}#{}.{rang}", s.numero, p.etape.de),
            scenario: s.numero.clone(),
            etape: p.etape.de,
            acteur: p.etape.par.as_ref().and_then(|nom| valeurs.objet(nom).cloned()),
            parametres,
        })
    }

    /// What only a person says or gives.
    async fn personne(
        &self,
        s: &Scenario,
        p: &Pas<'_>,
        valeurs: &Valeurs,
        campagne: &Campagne,
        jouee: &mut ReleveEtape,
    ) -> Result<(), MoteurError> {
        let phrases: Vec<String> = p
            .etape
            .voir
            .iter()
            .map(|g| valeurs.texte(g).unwrap_or_else(|_| g.brut.clone()))
            .collect();
        let Some(personne) = self.pilotes.personne().cloned() else {
            jouee.vus = phrases.into_iter().map(|t| (t, None)).collect();
            return Ok(());
        };
        let demandes: Vec<(String, String)> = p
            .etape
            .preuves
            .iter()
            .flat_map(|(preuve, pieces)| {
                pieces.iter().enumerate().filter_map(move |(i, piece)| match piece {
                    ast::Piece::Video(de, a) => Some((preuves::cle_donnee(preuve, i), format!("{preuve} : vidéo des étapes {de} à {a}"))),
                    ast::Piece::Capture(phrase) => Some((preuves::cle_donnee(preuve, i), format!("{preuve} : capture, {phrase}"))),
                    _ => None,
                })
            })
            .collect();
        let (numero, etape) = (s.numero.clone(), p.etape.de);
        let saisie = tokio::task::spawn_blocking(move || {
            let vus: Vec<(String, Option<bool>)> = phrases
                .into_iter()
                .map(|t| {
                    let r = personne.attester(&numero, etape, &t);
                    (t, r)
                })
                .collect();
            let donnees: Vec<(String, std::path::PathBuf)> = demandes
                .into_iter()
                .filter_map(|(cle, dit)| personne.fichier(&cle, &dit).map(|c| (cle, c)))
                .collect();
            (vus, donnees)
        })
        .await;
        let Ok((vus, donnees)) = saisie else { return Ok(()) };
        jouee.vus = vus;
        for (cle, chemin) in donnees {
            let f = Fichier {
                nom: cle.clone(),
                media: media_de(&chemin),
                base64: None,
                json: None,
                chemin: Some(chemin.to_string_lossy().into_owned()),
            };
            if let Ok(octets) = recevoir(&f, std::path::Path::new("."), true, campagne)? {
                jouee.donnees.insert(cle, octets);
            }
        }
        Ok(())
    }

    /// Waits until every observation of the open window is met, or its time is over.
    #[allow(clippy::too_many_arguments, reason = "the state of the scenario being played")]
    async fn attendre(
        &self,
        s: &Scenario,
        rang: usize,
        p: &Pas<'_>,
        pas: &[Pas<'_>],
        releve: &mut Releve,
        campagne: &Campagne,
        dernier: &mut u64,
    ) -> Result<(), MoteurError> {
        let ouvreur = p.ouvreur.unwrap_or(rang);
        let observe = pas[ouvreur..=rang]
            .iter()
            .any(|p| p.etape.observer.iter().any(|o| matches!(o, Observation::Attendu(_))));
        let tente = releve
            .etapes
            .iter()
            .find(|e| e.rang == ouvreur)
            .is_none_or(|e| e.passee.is_none() && e.acte.as_ref().is_none_or(|a| a.tente));
        if !observe || !tente {
            return Ok(());
        }
        loop {
            self.lire(releve, campagne, dernier).await?;
            let fin = self.apparier(s, releve, campagne, |a| {
                let lire = self.lire_faits(campagne);
                let contient = self.lire_contient(campagne);
                encore_attendu(s, releve, &a, &self.cadre(&lire, &contient))
            });
            let Some(fin) = fin else { return Ok(()) };
            self.suivi.voir(&Progres::Attente { etape: p.etape.de });
            let reste = Duration::try_from(fin - OffsetDateTime::now_utc()).unwrap_or(Duration::ZERO);
            self.controle.attendre(*dernier, reste.min(ATTENTE_MAX)).await?;
        }
    }

    /// Reads the journal up to now, and keeps the bytes of what is new.
    async fn lire(&self, releve: &mut Releve, campagne: &Campagne, dernier: &mut u64) -> Result<(), MoteurError> {
        let maintenant = OffsetDateTime::now_utc();
        for exchange in self.controle.echanges(*dernier).await? {
            *dernier = exchange.id;
            let (requete, reponse) = self.controle.octets(exchange.id).await?;
            let media = |m: &segur_model::Message| m.entete("content-type").unwrap_or("application/octet-stream").to_owned();
            let requete = campagne.deposer(&requete, &media(&exchange.requete))?;
            let reponse = campagne.deposer(&reponse, &media(&exchange.reponse))?;
            releve.echanges.push(Echange {
                exchange,
                requete,
                reponse,
            });
        }
        releve.lu_jusqu_a = maintenant;
        Ok(())
    }

    async fn agir(&self, s: &Scenario, action: &ActionBanc, valeurs: &Valeurs) -> Result<(), MoteurError> {
        let erreur = |place: &ast::Place, cause: String| MoteurError::Scenario {
            scenario: s.numero.clone(),
            place: place.to_string(),
            cause,
        };
        match action {
            ActionBanc::Horloge(_, decalage) => self.controle.horloge(*decalage).await?,
            ActionBanc::Panne(place, v) => {
                let json = valeurs.json(v).map_err(|e| erreur(place, e.to_string()))?;
                let panne: Panne = serde_json::from_value(json).map_err(|e| erreur(place, format!("panne illisible : {e}")))?;
                let mut pannes = self.pannes_actives().await?;
                pannes.push(panne);
                self.controle.pannes(&pannes).await?;
            }
            ActionBanc::Retablir(_) => self.controle.pannes(&[]).await?,
            ActionBanc::Action(place, nom, parametres) => {
                let mut objet = serde_json::Map::new();
                for (k, v) in parametres {
                    objet.insert(k.clone(), valeurs.json(v).map_err(|e| erreur(place, e.to_string()))?);
                }
                self.controle.action(nom, serde_json::Value::Object(objet)).await?;
            }
        }
        Ok(())
    }

    async fn pannes_actives(&self) -> Result<Vec<Panne>, MoteurError> {
        let etat = self.controle.etat().await?;
        Ok(etat
            .espaces
            .into_iter()
            .find(|e| e.id == self.controle.espace())
            .map(|e| e.pannes)
            .unwrap_or_default())
    }

    fn lire_faits<'b>(&self, campagne: &'b Campagne) -> impl Fn(&Echange) -> Faits + use<'b> {
        |e| {
            let requete = campagne.lire(&e.requete).unwrap_or_default();
            let reponse = campagne.lire(&e.reponse).unwrap_or_default();
            regles::faits(&e.exchange, &requete, &reponse)
        }
    }

    fn lire_contient<'b>(&self, campagne: &'b Campagne) -> impl Fn(&Echange, &str) -> bool + use<'b> {
        |e, texte| campagne.lire(&e.requete).is_some_and(|o| contient::contient(&o, texte))
    }

    fn cadre<'b>(&'b self, lire: &'b super::apparier::LireFaits<'b>, contient: &'b super::apparier::Contient<'b>) -> Cadre<'b> {
        Cadre {
            monde: self.monde,
            dans: Duration::from_millis(self.candidat.moteur.dans_ms),
            lire,
            contient,
        }
    }

    fn apparier<T>(&self, s: &Scenario, releve: &Releve, campagne: &Campagne, f: impl FnOnce(super::apparier::Appariement) -> T) -> T {
        let lire = self.lire_faits(campagne);
        let contient = self.lire_contient(campagne);
        f(apparier(s, releve, &self.cadre(&lire, &contient)))
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
}

/// Whether something of the scenario holds only if nothing more comes.
fn demande_du_calme(s: &Scenario) -> bool {
    s.etapes.iter().flat_map(|e| &e.observer).any(|o| match o {
        Observation::Jamais(j) => j.avant.is_none(),
        Observation::Attendu(a) => a.nombre.is_some_and(|n| n.max.is_some()),
        Observation::Fichier(_) => false,
    })
}

/// Keeps a file that an act answered. The inner error is the candidate's, the outer one is the disk's.
fn recevoir(f: &Fichier, dossier: &std::path::Path, libre: bool, campagne: &Campagne) -> Result<Result<Octets, String>, CampagneError> {
    let octets = match (&f.base64, &f.json, &f.chemin) {
        (Some(b), None, None) => match base64::engine::general_purpose::STANDARD.decode(b) {
            Ok(o) => o,
            Err(e) => return Ok(Err(format!("base64 illisible : {e}"))),
        },
        (None, Some(j), None) => j.to_string().into_bytes(),
        (None, None, Some(chemin)) => {
            let chemin = if libre {
                Some(dossier.join(chemin))
            } else {
                chemin_interne(dossier, chemin)
            };
            let Some(chemin) = chemin else {
                return Ok(Err(
                    "chemin absolu ou remontant refusé : donnez un chemin relatif au dossier de l'adaptateur".to_owned(),
                ));
            };
            match std::fs::metadata(&chemin) {
                Ok(m) if m.len() > FICHIER_MAX => return Ok(Err(format!("plus de {} Mio", FICHIER_MAX >> 20))),
                _ => {}
            }
            match std::fs::read(&chemin) {
                Ok(o) => o,
                Err(e) => return Ok(Err(format!("{} : {e}", chemin.display()))),
            }
        }
        _ => return Ok(Err("donnez un seul de `base64`, `json`, `chemin`".to_owned())),
    };
    Ok(Ok(campagne.deposer(&octets, &f.media)?))
}

fn media_de(chemin: &std::path::Path) -> String {
    match chemin.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("mp4") => "video/mp4",
        Some("webm") => "video/webm",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("pdf") => "application/pdf",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
    .to_owned()
}
