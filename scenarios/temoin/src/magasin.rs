//! Where the témoin keeps its identities: one JSON file, replaced whole at each change. The rename is atomic: a process
//! killed at any instant leaves the former file or the new one, never half of one. (Power loss is not promised: no fsync.)

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::comptes::Compte;
use crate::dossier::Dossier;
use crate::erreur::TemoinError;
use crate::mssante::suivi::Messagerie;

const FICHIER: &str = "temoin.json";
const VERSION: u32 = 1;
/// More than any campaign makes: a file beyond this is not ours.
const TAILLE_MAX: u64 = 64 * 1024 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Contenu {
    version: u32,
    dossiers: BTreeMap<String, Dossier>,
    /// Rank of the provided document that each act took, by its `cle`.
    #[serde(default)]
    documents: BTreeMap<String, usize>,
    /// Accounts of professionals, by scenario and reference.
    #[serde(default)]
    comptes: BTreeMap<String, BTreeMap<String, Compte>>,
    /// Mail, by scenario.
    #[serde(default)]
    messageries: BTreeMap<String, Messagerie>,
}

/// The identities, by scenario and reference.
pub(crate) struct Magasin {
    chemin: PathBuf,
    contenu: Contenu,
    /// Each dossier as it is written in the file: the documents of all are not serialised again for a change of one.
    ecrits: BTreeMap<String, Vec<u8>>,
}

impl Magasin {
    /// Opens the store of this folder, made if it is not there.
    pub(crate) fn ouvrir(dossier: &Path) -> Result<Self, TemoinError> {
        let fichier = |source| TemoinError::Fichier {
            quoi: "dossier de données du témoin",
            chemin: dossier.to_owned(),
            source,
        };
        std::fs::create_dir_all(dossier).map_err(fichier)?;
        let chemin = dossier.join(FICHIER);
        let contenu = match std::fs::metadata(&chemin) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Contenu {
                version: VERSION,
                dossiers: BTreeMap::new(),
                documents: BTreeMap::new(),
                comptes: BTreeMap::new(),
                messageries: BTreeMap::new(),
            },
            Err(e) => return Err(fichier(e)),
            Ok(m) if m.len() > TAILLE_MAX => {
                return Err(TemoinError::Magasin {
                    chemin,
                    detail: format!("{} octets, plus de {TAILLE_MAX}", m.len()),
                });
            }
            Ok(_) => {
                let octets = std::fs::read(&chemin).map_err(fichier)?;
                let lu: Contenu = serde_json::from_slice(&octets).map_err(|e| TemoinError::Magasin {
                    chemin: chemin.clone(),
                    detail: e.to_string(),
                })?;
                if lu.version != VERSION {
                    return Err(TemoinError::Magasin {
                        chemin,
                        detail: format!("version {}, attendue {VERSION}", lu.version),
                    });
                }
                lu
            }
        };
        let en_json = |d: &Dossier| {
            serde_json::to_vec(d).map_err(|e| TemoinError::Magasin {
                chemin: chemin.clone(),
                detail: e.to_string(),
            })
        };
        let ecrits = contenu
            .dossiers
            .iter()
            .map(|(cle, d)| Ok((cle.clone(), en_json(d)?)))
            .collect::<Result<_, TemoinError>>()?;
        Ok(Self { chemin, contenu, ecrits })
    }

    pub(crate) fn dossier(&self, cle: &str) -> Option<&Dossier> {
        self.contenu.dossiers.get(cle)
    }

    /// Where the dossier that has this report is, among those whose place begins so.
    pub(crate) fn porteur(&self, debut: &str, compte_rendu: &str) -> Option<&str> {
        let ceux = self.contenu.dossiers.iter();
        ceux.filter(|(cle, d)| cle.starts_with(debut) && d.comptes_rendus.contains_key(compte_rendu))
            .map(|(cle, _)| cle.as_str())
            .next()
    }

    /// The rank of the provided document for this act: always the same for an act, else the next. Kept with the dossier.
    pub(crate) fn rang_document(&mut self, cle: &str) -> usize {
        let suivant = self.contenu.documents.len();
        *self.contenu.documents.entry(cle.to_owned()).or_insert(suivant)
    }

    /// Keeps this dossier, in memory and on disk.
    pub(crate) async fn garder(&mut self, cle: &str, dossier: Dossier) -> std::io::Result<()> {
        let avant = self.ecrits.insert(cle.to_owned(), serde_json::to_vec(&dossier)?);
        let ecrit = self.ecrire().await;
        if ecrit.is_ok() {
            self.contenu.dossiers.insert(cle.to_owned(), dossier);
        } else {
            // Memory never says more than the disk: what could not be kept did not happen.
            match avant {
                Some(octets) => self.ecrits.insert(cle.to_owned(), octets),
                None => self.ecrits.remove(cle),
            };
        }
        ecrit
    }

    /// The accounts of this scenario, by reference.
    pub(crate) fn comptes(&self, scenario: &str) -> impl Iterator<Item = (&str, &Compte)> {
        let ceux = self.contenu.comptes.get(scenario).into_iter().flatten();
        ceux.map(|(reference, compte)| (reference.as_str(), compte))
    }

    /// Keeps this account, in memory and on disk.
    pub(crate) async fn garder_compte(&mut self, scenario: &str, reference: &str, compte: Compte) -> std::io::Result<()> {
        let ceux = self.contenu.comptes.entry(scenario.to_owned()).or_default();
        let avant = ceux.insert(reference.to_owned(), compte);
        let ecrit = self.ecrire().await;
        if ecrit.is_err() {
            // As above: what could not be kept did not happen.
            let ceux = self.contenu.comptes.entry(scenario.to_owned()).or_default();
            match avant {
                Some(c) => ceux.insert(reference.to_owned(), c),
                None => ceux.remove(reference),
            };
        }
        ecrit
    }

    /// The dossiers whose place begins so.
    pub(crate) fn dossiers(&self, debut: &str) -> impl Iterator<Item = (&str, &Dossier)> {
        let ceux = self.contenu.dossiers.iter().filter(move |(cle, _)| cle.starts_with(debut));
        ceux.map(|(cle, d)| (cle.as_str(), d))
    }

    /// The mail of this scenario.
    pub(crate) fn messagerie(&self, scenario: &str) -> Messagerie {
        self.contenu.messageries.get(scenario).cloned().unwrap_or_default()
    }

    /// Keeps the mail of this scenario, in memory and on disk.
    pub(crate) async fn garder_messagerie(&mut self, scenario: &str, m: Messagerie) -> std::io::Result<()> {
        let avant = self.contenu.messageries.insert(scenario.to_owned(), m);
        let ecrit = self.ecrire().await;
        if ecrit.is_err() {
            // As above: what could not be kept did not happen.
            match avant {
                Some(m) => self.contenu.messageries.insert(scenario.to_owned(), m),
                None => self.contenu.messageries.remove(scenario),
            };
        }
        ecrit
    }

    async fn ecrire(&self) -> std::io::Result<()> {
        let provisoire = self.chemin.with_extension("json.nouveau");
        tokio::fs::write(&provisoire, self.en_json()?).await?;
        tokio::fs::rename(&provisoire, &self.chemin).await
    }

    /// [`Contenu`] as JSON.
    fn en_json(&self) -> std::io::Result<Vec<u8>> {
        let mut octets = format!(r#"{{"version":{VERSION},"dossiers":{{"#).into_bytes();
        for (i, (cle, dossier)) in self.ecrits.iter().enumerate() {
            if i > 0 {
                octets.push(b',');
            }
            serde_json::to_writer(&mut octets, cle)?;
            octets.push(b':');
            octets.extend_from_slice(dossier);
        }
        octets.push(b'}');
        if !self.contenu.documents.is_empty() {
            octets.extend_from_slice(br#","documents":"#);
            serde_json::to_writer(&mut octets, &self.contenu.documents)?;
        }
        if !self.contenu.comptes.is_empty() {
            octets.extend_from_slice(br#","comptes":"#);
            serde_json::to_writer(&mut octets, &self.contenu.comptes)?;
        }
        if !self.contenu.messageries.is_empty() {
            octets.extend_from_slice(br#","messageries":"#);
            serde_json::to_writer(&mut octets, &self.contenu.messageries)?;
        }
        octets.push(b'}');
        Ok(octets)
    }
}
