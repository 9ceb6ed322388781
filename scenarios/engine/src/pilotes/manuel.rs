//! Driver `manuel`: a person at the terminal, who plays the act in the software, then says how it ended and gives files
//! by path.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use segur_model::vocabulaire;
use segur_model::{DemandeActe, Fichier, Issue, ReponseActe};

use super::{Personne, Pilote, PiloteError, Reponse};

pub(super) struct Manuel {
    personne: Arc<dyn Personne>,
    actes: Vec<String>,
    dossier: PathBuf,
}

impl Manuel {
    pub(super) fn nouveau(personne: Arc<dyn Personne>, actes: &[String], dossier: &Path) -> Self {
        Self {
            personne,
            actes: actes.to_vec(),
            dossier: dossier.to_owned(),
        }
    }
}

#[async_trait]
impl Pilote for Manuel {
    fn nom(&self) -> &'static str {
        "manuel"
    }

    fn declare(&self, acte: &str) -> bool {
        self.actes.is_empty() || self.actes.iter().any(|a| a == acte)
    }

    async fn jouer(&self, demande: &DemandeActe) -> Result<ReponseActe, PiloteError> {
        let personne = self.personne.clone();
        let demande = demande.clone();
        tokio::task::spawn_blocking(move || {
            let definition = vocabulaire::acte(&demande.acte);
            let consigne = definition.map_or(demande.acte.as_str(), |a| a.dit);
            let (issue, message) = match personne.acte(&demande, consigne) {
                Reponse::Donnee(d) => d,
                Reponse::Passee => return Err(PiloteError::Personne("étape passée par le testeur".to_owned())),
                Reponse::Arret => return Err(PiloteError::Arret),
            };
            let mut fichiers = Vec::new();
            if issue == Issue::Fait {
                for nom in definition.map_or(&[][..], |a| a.fichiers) {
                    let dit = segur_tous::FICHIERS.iter().find(|f| f.nom == *nom).map_or("", |f| f.dit);
                    if let Some(chemin) = personne.fichier(nom, dit) {
                        let media = if chemin.extension().is_some_and(|e| e == "json") {
                            "application/json"
                        } else {
                            "application/octet-stream"
                        };
                        fichiers.push(Fichier {
                            nom: (*nom).to_owned(),
                            media: media.to_owned(),
                            base64: None,
                            json: None,
                            chemin: Some(chemin.to_string_lossy().into_owned()),
                            nom_fichier: None,
                        });
                    }
                }
            }
            Ok(ReponseActe { issue, message, fichiers })
        })
        .await
        .unwrap_or_else(|e| Err(PiloteError::Personne(format!("la saisie a été interrompue : {e}"))))
    }

    fn dossier(&self) -> &Path {
        &self.dossier
    }
}
