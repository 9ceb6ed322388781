//! Drivers: how the candidate is made to act. The contract is `docs/actes.md`.

mod commande;
mod http;
mod manuel;
mod personne;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use segur_model::candidat::{Candidat, ReglagePilote};
use segur_model::{DemandeActe, ReponseActe, acte::VERSION_ACTES};

pub use personne::{AVoir, Attestation, Avancement, ChapitreAJouer, Choix, Personne, Reponse, ScenarioAnnonce, Suite};

/// Largest answer of an act.
pub(crate) const REPONSE_MAX: usize = 32 << 20;

/// An act that could not be played: the candidate's adapter failed, and nothing is known of what the candidate did.
#[derive(Debug, thiserror::Error)]
pub enum PiloteError {
    /// No answer in time.
    #[error(
        "l'adaptateur n'a pas répondu à « {acte} » en {secondes} s : il a été arrêté. Augmentez `delai_s`, ou regardez ce qui l'a bloqué."
    )]
    Delai {
        /// Act.
        acte: String,
        /// Limit.
        secondes: u64,
    },
    /// Nobody there, or it would not start.
    #[error("l'adaptateur est injoignable ({ou_}) : {cause} ; vérifiez qu'il est démarré, et [[pilotes]] de candidat.toml")]
    Injoignable {
        /// URL or command.
        ou_: String,
        /// Cause.
        cause: String,
    },
    /// It ended badly.
    #[error("l'adaptateur a échoué sur « {acte} » : {cause}")]
    Echec {
        /// Act.
        acte: String,
        /// Status and what it wrote on its error output.
        cause: String,
    },
    /// It answered something else than the contract.
    #[error(
        "réponse de l'adaptateur illisible pour « {acte} » : {cause}. Attendu : un objet JSON {{\"issue\": \"fait|refuse|erreur\", …}} (docs/actes.md)."
    )]
    Illisible {
        /// Act.
        acte: String,
        /// Cause, with the beginning of what was read.
        cause: String,
    },
    /// The person passed, or there is nobody.
    #[error("{0}")]
    Personne(String),
    /// The person stops for today.
    #[error("le testeur s'arrête là pour aujourd'hui")]
    Arret,
}

/// One driver.
#[async_trait]
pub trait Pilote: Send + Sync {
    /// `http`, `commande`, `manuel`.
    fn nom(&self) -> &'static str;
    /// Whether it plays this act.
    fn declare(&self, acte: &str) -> bool;
    /// Plays it.
    async fn jouer(&self, demande: &DemandeActe) -> Result<ReponseActe, PiloteError>;
    /// Folder against which the paths of its files are read.
    fn dossier(&self) -> &Path;
}

/// The drivers of a candidate, in the order of its file.
pub struct Pilotes {
    pilotes: Vec<Arc<dyn Pilote>>,
    personne: Option<Arc<dyn Personne>>,
}

impl Pilotes {
    /// Prepares the drivers of a candidate. `personne`: who sits at the terminal, if anybody.
    ///
    /// # Errors
    /// When an HTTP driver does not answer `GET /actes`.
    pub async fn preparer(candidat: &Candidat, dossier: &Path, personne: Option<Arc<dyn Personne>>) -> Result<Self, PiloteError> {
        let mut pilotes: Vec<Arc<dyn Pilote>> = Vec::new();
        for reglage in &candidat.pilotes {
            match reglage {
                ReglagePilote::Http { url, actes, delai_s } => {
                    pilotes.push(Arc::new(http::Http::preparer(url, actes, *delai_s, dossier).await?));
                }
                ReglagePilote::Commande {
                    commande,
                    actes,
                    delai_s,
                    dossier: propre,
                } => {
                    let travail = propre.as_ref().map_or_else(|| dossier.to_owned(), |d| dossier.join(d));
                    pilotes.push(Arc::new(commande::Commande::preparer(commande, actes, *delai_s, travail)?));
                }
                ReglagePilote::Manuel { actes } => {
                    if let Some(p) = &personne {
                        pilotes.push(Arc::new(manuel::Manuel::nouveau(p.clone(), actes, dossier)));
                    }
                }
            }
        }
        if let Some(p) = &personne {
            // A person can play whatever no driver declares.
            pilotes.push(Arc::new(manuel::Manuel::nouveau(p.clone(), &[], dossier)));
        }
        Ok(Self { pilotes, personne })
    }

    /// The first driver that declares this act.
    #[must_use]
    pub fn pour(&self, acte: &str) -> Option<&Arc<dyn Pilote>> {
        self.pilotes.iter().find(|p| p.declare(acte))
    }

    /// Whether a driver that is not a person declares this act: what `si: {capacite: …}` asks.
    #[must_use]
    pub fn capacite(&self, acte: &str) -> bool {
        self.pilotes.iter().any(|p| p.nom() != "manuel" && p.declare(acte))
    }

    /// Whether nothing at all can be played.
    #[must_use]
    pub fn aucun(&self) -> bool {
        self.pilotes.is_empty()
    }

    /// Who sits at the terminal.
    #[must_use]
    pub fn personne(&self) -> Option<&Arc<dyn Personne>> {
        self.personne.as_ref()
    }
}

/// Reads the answer of an adapter.
pub(crate) fn lire_reponse(acte: &str, octets: &[u8]) -> Result<ReponseActe, PiloteError> {
    serde_json::from_slice(octets).map_err(|e| {
        let debut: String = String::from_utf8_lossy(octets).chars().take(120).collect();
        PiloteError::Illisible {
            acte: acte.to_owned(),
            cause: format!("{} ; lu : « {debut} »", segur_model::francais::json(&e)),
        }
    })
}

/// What `GET {url}/actes` answers.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct ListeActes {
    pub(crate) version: u32,
    pub(crate) actes: Vec<String>,
}

impl ListeActes {
    pub(crate) fn verifier(self, ou_: &str) -> Result<Vec<String>, PiloteError> {
        if self.version != VERSION_ACTES {
            return Err(PiloteError::Injoignable {
                ou_: ou_.to_owned(),
                cause: format!(
                    "il parle la version {} du contrat des actes, ce banc parle la version {VERSION_ACTES}",
                    self.version
                ),
            });
        }
        Ok(self.actes)
    }
}

/// A path answered by an adapter, kept inside its folder: no absolute path, no `..`.
pub(crate) fn chemin_interne(dossier: &Path, chemin: &str) -> Option<PathBuf> {
    let relatif = Path::new(chemin);
    let simple = relatif
        .components()
        .all(|c| matches!(c, std::path::Component::Normal(_) | std::path::Component::CurDir));
    simple.then(|| dossier.join(relatif))
}
