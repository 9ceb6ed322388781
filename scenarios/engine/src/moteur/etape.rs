//! Playing one étape: what the world does, what the candidate is asked, what a person attests and gives.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use segur_model::controle::Panne;
use segur_model::resultat::{Octets, ResultatActe};
use segur_model::{DemandeActe, Fichier, ReponseActe, acte::VERSION_ACTES};
use time::OffsetDateTime;

use super::deroule::Pas;
use super::jouer::{Moteur, MoteurError, Partie, Progres};
use super::releve::{Fenetre, Passee, ReleveActe, ReleveEtape};
use super::valeurs::{SansValeur, Valeurs};
use crate::campagne::{Campagne, CampagneError};
use crate::grammaire::ast::{self, ActionBanc, Scenario};
use crate::pilotes::{PiloteError, chemin_interne};

/// A file of a candidate larger than this is refused.
const FICHIER_MAX: u64 = 256 << 20;

impl Moteur<'_> {
    /// Plays one étape: what the world does, what the candidate is asked, what a person attests.
    pub(super) async fn etape(&self, partie: &mut Partie<'_>, rang: usize) -> Result<ReleveEtape, MoteurError> {
        let p = partie.pas[rang];
        if let Some((cause, raison)) = p.etape.si.as_ref().and_then(|c| self.condition(c)) {
            let passee = match cause {
                None => Passee::SansObjet(raison),
                Some(_) => Passee::NonDeclaree(raison),
            };
            return Ok(ReleveEtape::passee(rang, passee));
        }
        if self.reglage.depuis.is_some_and(|d| avant(partie, rang, d)) {
            return Ok(ReleveEtape::passee(
                rang,
                Passee::HorsSelection("étape passée par --depuis".to_owned()),
            ));
        }
        // What a person said of it before the scenario was interrupted still holds: nothing is played there.
        if let Some(dite) = partie.deja_dite(rang) {
            return Ok(dite);
        }
        // What came before the act belongs to the étapes above.
        self.lire(partie).await?;
        let mut valeurs = self.apparier(partie, |a, _| a.valeurs);
        if let Some((nom, v)) = p.variable {
            valeurs.poser_variable(nom, v);
        }
        // An action on what the candidate never did (a demand that was not made) is no error of the scenario.
        if let Some(e) = p.etape.banc.iter().find_map(|a| sans_valeur(a, &valeurs)) {
            return Ok(ReleveEtape::passee(rang, Passee::BancSansValeur(e.to_string())));
        }
        let depuis = *partie.dernier;
        for action in &p.etape.banc {
            self.agir(partie.s, action, &valeurs).await?;
        }
        let mut jouee = ReleveEtape::nouvelle(rang);
        if let Some(faire) = &p.etape.faire {
            jouee.acte = Some(self.acte(partie.s, rang, &p, faire, &valeurs, partie.campagne).await?);
        }
        if p.agit() {
            jouee.fenetre = Some(Fenetre {
                depuis,
                fin_acte: OffsetDateTime::now_utc(),
            });
        }
        self.attester(partie, rang, &valeurs, &mut jouee).await?;
        Ok(jouee)
    }

    pub(super) async fn acte(
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
        let mut fichiers = BTreeMap::new();
        let mut noms = BTreeMap::new();
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
                                            if let Some(nom) = f.nom_donne() {
                                                noms.insert(f.nom.clone(), nom.to_owned());
                                            }
                                            fichiers.insert(f.nom, octets);
                                        }
                                        Err(e) => resultat.message = format!("{} [fichier « {} » : {e}]", resultat.message, f.nom),
                                    }
                                }
                            }
                            Err(e @ PiloteError::Injoignable { .. }) => return Err(MoteurError::Adaptateur(e)),
                            Err(PiloteError::Arret) => return Err(MoteurError::Arret),
                            Err(e) => resultat.message = e.to_string(),
                        }
                    }
                }
            }
        }
        self.suivi.voir(&Progres::ActeJoue {
            etape: p.etape.numero,
            acte: faire.acte.clone(),
            issue: resultat.issue,
            message: resultat.message.clone(),
        });
        Ok(ReleveActe {
            tente: resultat.issue.is_some(),
            resultat,
            fichiers,
            noms,
        })
    }

    pub(super) fn demande(
        &self,
        s: &Scenario,
        rang: usize,
        p: &Pas<'_>,
        faire: &ast::Faire,
        valeurs: &Valeurs,
    ) -> Result<DemandeActe, SansValeur> {
        let mut parametres = serde_json::Map::new();
        for (nom, v) in &faire.avec {
            parametres.insert(nom.clone(), valeurs.json(v)?);
        }
        Ok(DemandeActe {
            version: VERSION_ACTES,
            acte: faire.acte.clone(),
            cle: format!("{}#{}.{rang}", s.numero, p.etape.numero),
            scenario: s.numero.clone(),
            etape: p.etape.numero,
            acteur: p.etape.par.as_ref().and_then(|nom| valeurs.objet(nom).cloned()),
            parametres,
        })
    }

    pub(super) async fn agir(&self, s: &Scenario, action: &ActionBanc, valeurs: &Valeurs) -> Result<(), MoteurError> {
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
                let mut pannes = self.controle.pannes_actives().await?;
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
}

/// Whether an étape comes before the one of the référentiel at which the tester begins; what only prepares it goes with it.
fn avant(partie: &Partie<'_>, rang: usize, depuis: u32) -> bool {
    partie.pas[rang..]
        .iter()
        .map(|p| p.etape.numero)
        .find(|n| n.est_rem())
        .is_some_and(|n| n.a < depuis)
}

/// The value that an action of the bench needs and that nothing gave.
fn sans_valeur(action: &ActionBanc, valeurs: &Valeurs) -> Option<SansValeur> {
    match action {
        ActionBanc::Horloge(..) | ActionBanc::Retablir(_) => None,
        ActionBanc::Panne(_, v) => valeurs.json(v).err(),
        ActionBanc::Action(_, _, parametres) => parametres.values().find_map(|v| valeurs.json(v).err()),
    }
}

/// Keeps a file that an act answered. The inner error is the candidate's, the outer one is the disk's.
fn recevoir(f: &Fichier, dossier: &Path, libre: bool, campagne: &Campagne) -> Result<Result<Octets, String>, CampagneError> {
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
