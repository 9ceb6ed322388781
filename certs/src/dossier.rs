//! An infrastructure in a folder: `igc.toml` says what there is, the files are named after it.
//!
//! ```text
//! igc.toml                      autorites/<nom>.pem      crl/<nom>.crl
//! autorites/<nom>.cle.pem       the key of an authority that may still issue, mode 0600
//! identites/<nom>.pem           the chain, certificate first
//! identites/<nom>.cle.pem       the key, PKCS#8, mode 0600
//! ancres-ajoutees.pem           when `ajouter_ancres` was used
//! ```

use std::{
    fs,
    io::{ErrorKind, Read},
    path::Path,
};

use rcgen::{KeyPair, PublicKeyData};
use segur_x509::{X509, lire_pem};
use serde::{Deserialize, Serialize};

use crate::igc::Secret;
use crate::{
    Autorite, CertsError, Crl, EtatCertificat, Identite, Igc, Usage,
    atomique::{self, Acces},
    plan::nom_de_fichier,
};

const INDEX: &str = "igc.toml";
const ANCRES: &str = "ancres-ajoutees.pem";
const FORMAT: u32 = 1;
/// Larger than any file of ours, and than a CRL of a few thousand serial numbers.
const TAILLE_MAX: u64 = 1024 * 1024;
const NOMBRE_MAX: usize = 1_000;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    format: u32,
    ancres_ajoutees: bool,
    autorites: Vec<LigneAutorite>,
    identites: Vec<LigneIdentite>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LigneAutorite {
    nom: String,
    confiance: bool,
    /// Whether its key is there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    emet: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LigneIdentite {
    nom: String,
    usage: Usage,
    etat: EtatCertificat,
}

impl Igc {
    /// Reads an infrastructure written by [`Igc::enregistrer`].
    ///
    /// # Errors
    /// When a file is missing or broken, or when a key is not that of its certificate; the message names the file.
    pub fn charger(dossier: &Path) -> Result<Self, CertsError> {
        let lieu = dossier.display().to_string();
        let igc = rassembler(&lieu, &|chemin| {
            let fichier = dossier.join(chemin);
            let mut octets = Vec::new();
            let f = fs::File::open(&fichier).map_err(CertsError::lecture(&fichier))?;
            f.take(TAILLE_MAX + 1)
                .read_to_end(&mut octets)
                .map_err(CertsError::lecture(&fichier))?;
            if octets.len() as u64 > TAILLE_MAX {
                return Err(CertsError::Fichier {
                    fichier: fichier.display().to_string(),
                    raison: format!("plus de {TAILLE_MAX} octets"),
                });
            }
            Ok(octets)
        })?;
        verifier_cles(&lieu, &igc)?;
        Ok(igc)
    }

    /// Writes the infrastructure into a folder that does not exist, or is empty. All of it is written beside, then put in
    /// place at once.
    ///
    /// # Errors
    /// When the folder holds something: keys are never overwritten; or when it cannot be written.
    pub fn enregistrer(&self, dossier: &Path) -> Result<(), CertsError> {
        if let Some(parent) = dossier.parent() {
            fs::create_dir_all(parent).map_err(CertsError::ecriture(parent))?;
        }
        let provisoire = atomique::provisoire(dossier).map_err(CertsError::ecriture(dossier))?;
        let fait = self.ecrire(&provisoire).and_then(|()| mettre_en_place(&provisoire, dossier));
        if fait.is_err() {
            // The error to tell is the first one.
            let _ = fs::remove_dir_all(&provisoire);
        }
        fait
    }

    fn ecrire(&self, dossier: &Path) -> Result<(), CertsError> {
        for sous in ["autorites", "crl", "identites"] {
            let sous = dossier.join(sous);
            fs::create_dir_all(&sous).map_err(CertsError::ecriture(&sous))?;
        }
        let ecrire = |chemin: &str, octets: &[u8], acces| {
            let chemin = dossier.join(chemin);
            atomique::creer(&chemin, octets, acces).map_err(CertsError::ecriture(&chemin))
        };
        for a in &self.autorites {
            ecrire(&format!("autorites/{}.pem", a.nom), a.certificat_pem.as_bytes(), Acces::Public)?;
            if let Some(Secret(cle)) = &a.cle_pem {
                ecrire(&format!("autorites/{}.cle.pem", a.nom), cle.as_bytes(), Acces::Secret)?;
            }
        }
        for c in &self.crls {
            ecrire(&format!("crl/{}", c.nom), &c.der, Acces::Public)?;
        }
        for i in &self.identites {
            ecrire(&format!("identites/{}.pem", i.nom), i.chaine_pem.as_bytes(), Acces::Public)?;
            ecrire(&format!("identites/{}.cle.pem", i.nom), i.cle_pem.as_bytes(), Acces::Secret)?;
        }
        if !self.ancres_ajoutees.is_empty() {
            ecrire(ANCRES, self.ancres_ajoutees.as_bytes(), Acces::Public)?;
        }
        let index = Index {
            format: FORMAT,
            ancres_ajoutees: !self.ancres_ajoutees.is_empty(),
            autorites: self
                .autorites
                .iter()
                .map(|a| LigneAutorite {
                    nom: a.nom.clone(),
                    confiance: a.confiance,
                    emet: a.cle_pem.is_some(),
                })
                .collect(),
            identites: self
                .identites
                .iter()
                .map(|i| LigneIdentite {
                    nom: i.nom.clone(),
                    usage: i.usage,
                    etat: i.etat,
                })
                .collect(),
        };
        let texte = toml::to_string(&index).map_err(CertsError::fabrication(INDEX))?;
        ecrire(INDEX, texte.as_bytes(), Acces::Public)
    }
}

fn mettre_en_place(provisoire: &Path, dossier: &Path) -> Result<(), CertsError> {
    // Removing succeeds on an empty folder only: what holds something is left alone.
    match fs::remove_dir(dossier) {
        Ok(()) => {}
        Err(e) if e.kind() == ErrorKind::NotFound => {}
        Err(_) => {
            return Err(CertsError::DossierOccupe {
                dossier: dossier.to_path_buf(),
            });
        }
    }
    fs::rename(provisoire, dossier).map_err(CertsError::ecriture(dossier))
}

/// Builds the infrastructure from its files, read by their relative path. `lieu` names the whole in errors.
pub(crate) fn rassembler(lieu: &str, lire: &dyn Fn(&str) -> Result<Vec<u8>, CertsError>) -> Result<Igc, CertsError> {
    let mauvais = |chemin: &str, raison: String| CertsError::Fichier {
        fichier: format!("{lieu}/{chemin}"),
        raison: raison.trim_end_matches('.').to_owned(),
    };
    let texte = |chemin: &str| String::from_utf8(lire(chemin)?).map_err(|_| mauvais(chemin, "ce n'est pas du texte UTF-8".to_owned()));

    let index: Index = toml::from_str(&texte(INDEX)?).map_err(|e| mauvais(INDEX, e.message().to_owned()))?;
    if index.format != FORMAT {
        return Err(mauvais(INDEX, format!("format {} inconnu, {FORMAT} attendu", index.format)));
    }
    if index.autorites.len() + index.identites.len() > NOMBRE_MAX {
        return Err(mauvais(INDEX, format!("plus de {NOMBRE_MAX} certificats")));
    }
    for nom in index.autorites.iter().map(|a| &a.nom).chain(index.identites.iter().map(|i| &i.nom)) {
        nom_de_fichier(nom).map_err(|raison| mauvais(INDEX, raison))?;
    }

    let (mut autorites, mut crls, mut identites) = (Vec::new(), Vec::new(), Vec::new());
    for a in index.autorites {
        let chemin = format!("autorites/{}.pem", a.nom);
        let certificat_pem = texte(&chemin)?;
        let certificat = un_certificat(&certificat_pem).map_err(|raison| mauvais(&chemin, raison))?;

        let cle_pem = match a.emet {
            true => Some(Secret(texte(&format!("autorites/{}.cle.pem", a.nom))?)),
            false => None,
        };
        let nom = format!("{}.crl", a.nom);
        let chemin = format!("crl/{nom}");
        let der = lire(&chemin)?;
        segur_x509::Crl::lire(&der).map_err(|e| mauvais(&chemin, e.to_string()))?;
        crls.push(Crl { nom, der });
        autorites.push(Autorite {
            nom: a.nom,
            confiance: a.confiance,
            certificat_pem,
            certificat,
            cle_pem,
        });
    }
    for i in index.identites {
        let chemin = format!("identites/{}.pem", i.nom);
        let (chaine, cle) = (texte(&chemin)?, texte(&format!("identites/{}.cle.pem", i.nom))?);
        let identite = Identite::assembler(&i.nom, i.usage, i.etat, chaine, cle).map_err(|e| mauvais(&chemin, e.to_string()))?;
        identites.push(identite);
    }
    let mut igc = Igc::assembler(autorites, crls, identites)?;
    if index.ancres_ajoutees {
        igc.ajouter_ancres(&texte(ANCRES)?).map_err(|e| mauvais(ANCRES, e.to_string()))?;
    }
    Ok(igc)
}

fn un_certificat(pem: &str) -> Result<segur_model::Certificat, String> {
    match lire_pem(pem).map_err(|e| e.to_string())?.as_slice() {
        [der] => X509::lire(der).map(|x509| x509.dit().clone()).map_err(|e| e.to_string()),
        plusieurs => Err(format!("{} certificats au lieu d'un", plusieurs.len())),
    }
}

/// Whether each private key is that of its certificate: what a folder that people fill must be held to, and some milliseconds for each.
fn verifier_cles(lieu: &str, igc: &Igc) -> Result<(), CertsError> {
    for i in igc.identites() {
        cle_du_certificat(i).map_err(|raison| CertsError::Fichier {
            fichier: format!("{lieu}/identites/{}.cle.pem", i.nom),
            raison,
        })?;
    }
    Ok(())
}

fn cle_du_certificat(identite: &Identite) -> Result<(), String> {
    let cle = KeyPair::from_pem(&identite.cle_pem).map_err(|_| "clé privée PKCS#8 illisible".to_owned())?;
    let x509 = X509::lire_pem(&identite.certificat_pem).map_err(|e| e.to_string())?;
    if x509.cle_publique() == cle.subject_public_key_info() {
        Ok(())
    } else {
        Err(format!("cette clé n'est pas celle du certificat {}.pem", identite.nom))
    }
}
