//! Driver `http`: the candidate, or an adapter beside it, answers `GET {url}/actes` and `POST {url}/actes/{acte}`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use segur_model::{DemandeActe, ReponseActe, francais};

use super::{ListeActes, Pilote, PiloteError, REPONSE_MAX, lire_reponse};

pub(super) struct Http {
    client: reqwest::Client,
    url: String,
    actes: Vec<String>,
    delai_s: u64,
    dossier: PathBuf,
}

impl Http {
    pub(super) async fn preparer(url: &str, actes: &[String], delai_s: u64, dossier: &Path) -> Result<Self, PiloteError> {
        let url = url.trim_end_matches('/').to_owned();
        let injoignable = |cause: String| PiloteError::Injoignable { ou_: url.clone(), cause };
        let mut client = reqwest::Client::builder().timeout(Duration::from_secs(delai_s)).no_proxy();
        if url.starts_with("http://") {
            // As for the control plane: no authority is read for what has no TLS.
            client = client.tls_certs_only([]);
        }
        let client = client.build().map_err(|e| injoignable(francais::cause(&e)))?;
        let actes = if actes.is_empty() {
            let reponse = client
                .get(format!("{url}/actes"))
                .send()
                .await
                .map_err(|e| injoignable(francais::cause(&e)))?;
            let liste: ListeActes = reponse
                .json()
                .await
                .map_err(|e| injoignable(format!("GET /actes : {}", francais::cause(&e))))?;
            liste.verifier(&url)?
        } else {
            actes.to_vec()
        };
        Ok(Self {
            client,
            url,
            actes,
            delai_s,
            dossier: dossier.to_owned(),
        })
    }
}

#[async_trait]
impl Pilote for Http {
    fn nom(&self) -> &'static str {
        "http"
    }

    fn declare(&self, acte: &str) -> bool {
        self.actes.iter().any(|a| a == acte)
    }

    async fn jouer(&self, demande: &DemandeActe) -> Result<ReponseActe, PiloteError> {
        let acte = demande.acte.clone();
        let erreur = |e: reqwest::Error| {
            if e.is_timeout() {
                PiloteError::Delai {
                    acte: acte.clone(),
                    secondes: self.delai_s,
                }
            } else {
                PiloteError::Injoignable {
                    ou_: self.url.clone(),
                    cause: francais::cause(&e),
                }
            }
        };
        let mut reponse = self
            .client
            .post(format!("{}/actes/{}", self.url, demande.acte))
            .json(demande)
            .send()
            .await
            .map_err(erreur)?;
        let statut = reponse.status();
        let mut octets = Vec::new();
        while let Some(m) = reponse.chunk().await.map_err(erreur)? {
            octets.extend_from_slice(&m);
            if octets.len() > REPONSE_MAX {
                return Err(PiloteError::Illisible {
                    acte: acte.clone(),
                    cause: format!("plus de {} Mio", REPONSE_MAX >> 20),
                });
            }
        }
        if !statut.is_success() {
            let debut: String = String::from_utf8_lossy(&octets).chars().take(200).collect();
            return Err(PiloteError::Echec {
                acte: acte.clone(),
                cause: format!("HTTP {statut} : {debut}"),
            });
        }
        lire_reponse(&demande.acte, &octets)
    }

    fn dossier(&self) -> &Path {
        &self.dossier
    }
}
