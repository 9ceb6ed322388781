//! The extraction files: fetched when their date changed, read line by line, by the names of their columns.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::time::Duration;

use reqwest::header::CONTENT_DISPOSITION;
use segur_model::francais::cause;
use serde_json::{Value, json};
use zip::ZipArchive;

use super::client::ClientAnnuaire;
use crate::ecarts::{Ecart, Ecarts};
use crate::psc::court;

/// What is fetched, and what is read in the archive.
const FICHIERS: [(&str, &str); 2] = [
    ("PS_LibreAcces", "PS_LibreAcces_Personne_activite"),
    ("Extraction_Correspondance_MSSante", "Extraction_Correspondance_MSSante"),
];
const ARCHIVE_MAX: u64 = 1024 * 1024 * 1024;
const LIGNES_MAX: u64 = 20_000_000;
const LIGNE_MAX: u64 = 64 * 1024;
const DELAI: Duration = Duration::from_secs(600);

/// What was loaded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Extraction {
    /// Names of the files, with their date.
    pub fichiers: Vec<String>,
    pub lignes: u64,
    pub rejets: u64,
    personnes: BTreeSet<String>,
    boites: BTreeSet<String>,
}

impl Extraction {
    /// The file `annuaire` of the contract.
    pub(crate) fn fichier(&self, etat: &str) -> Value {
        json!({ "etat": etat, "fichiers": self.fichiers, "lignes": self.lignes, "personnes": self.personnes.len(),
                "boites": self.boites.len(), "rejets": self.rejets })
    }

    /// Reads one file. One person has a line for each exercice, savoir-faire and activity.
    fn lire(&mut self, source: impl BufRead, ecarts: &Ecarts) -> Result<(), String> {
        let mut source = source;
        let Some(entete) = ligne(&mut source)? else {
            return Err("fichier d'extraction vide".to_owned());
        };
        let noms: Vec<&str> = entete.trim_start_matches('\u{feff}').split('|').map(str::trim).collect();
        let colonne = |nom: &str| noms.iter().position(|n| *n == nom);
        let (Some(mut identifiant), Some(mut national)) = (colonne("Identifiant PP"), colonne("Identification nationale PP")) else {
            return Err(format!("colonnes inconnues dans l'extraction : {}", court(&entete)));
        };
        let boite = colonne("Adresse BAL");
        if ecarts.a(Ecart::AnnuaireExtractionParPosition) {
            // As the file was when it had no column for the type of the identifier.
            (identifiant, national) = (identifiant.saturating_sub(1), national.saturating_sub(1));
        }
        // The header of some files ends with a separator, as their lines: the last name is then empty, and counts for nothing.
        let attendus = noms.iter().filter(|n| !n.is_empty()).count();
        while let Some(l) = ligne(&mut source)? {
            if l.is_empty() {
                continue;
            }
            self.lignes += 1;
            if self.lignes > LIGNES_MAX {
                return Err(format!("extraction de plus de {LIGNES_MAX} lignes"));
            }
            let champs: Vec<&str> = l.split('|').collect();
            let champ = |rang: usize| champs.get(rang).map(|c| c.trim()).unwrap_or_default();
            let (id, nat) = (champ(identifiant), champ(national));
            let adresse = boite.map(champ).filter(|a| !a.is_empty());
            // A box of an organisation has no person.
            let personne = !id.is_empty() || !nat.is_empty();
            if champs.len() < attendus || (personne && (nat.len() <= id.len() || !nat.ends_with(id))) || (!personne && adresse.is_none()) {
                self.rejets += 1;
                continue;
            }
            if personne {
                self.personnes.insert(nat.to_owned());
            }
            if let Some(a) = adresse {
                self.boites.insert(a.to_lowercase());
            }
        }
        Ok(())
    }
}

impl ClientAnnuaire {
    /// Fetches and loads the files. None: those loaded already are the last ones.
    pub(crate) async fn charger(&self, ecarts: &Ecarts, avant: &[String], dossier: &Path) -> Result<Option<Extraction>, String> {
        let base = self
            .config
            .extraction
            .as_deref()
            .ok_or("les extractions ne sont pas configurées (`annuaire.extraction`)")?;
        if ecarts.a(Ecart::AnnuaireExtractionUneFois) && !avant.is_empty() {
            return Ok(None);
        }
        let mut e = Extraction::default();
        for (nom, dedans) in FICHIERS {
            let url = format!("{}/{nom}", base.trim_end_matches('/'));
            let mut recue = self
                .http
                .get(url)
                .timeout(DELAI)
                .send()
                .await
                .map_err(|e| format!("extraction {nom} injoignable : {}", cause(&e)))?;
            if !recue.status().is_success() {
                return Err(format!("extraction {nom} : HTTP {}", recue.status().as_u16()));
            }
            let date = recue
                .headers()
                .get(CONTENT_DISPOSITION)
                .and_then(|v| v.to_str().ok())
                .map(nom_de)
                .unwrap_or_default();
            if date.is_empty() {
                return Err(format!(
                    "extraction {nom} : la réponse ne dit pas le nom daté du fichier (Content-Disposition)"
                ));
            }
            // The first file says the day: what was loaded is not fetched again.
            if avant.contains(&date) && e.fichiers.is_empty() {
                return Ok(None);
            }
            let chemin = dossier.join("annuaire.zip.nouveau");
            let lue = async {
                recevoir(&mut recue, &chemin).await?;
                let (chemin, ecarts, mut partie) = (chemin.clone(), ecarts.clone(), std::mem::take(&mut e));
                let tache = tokio::task::spawn_blocking(move || lire_archive(&chemin, dedans, &mut partie, &ecarts).map(|()| partie));
                tache.await.map_err(|e| format!("lecture interrompue : {e}"))?
            };
            let lue = lue.await;
            let _ = tokio::fs::remove_file(&chemin).await;
            e = lue.map_err(|pourquoi| format!("extraction {nom} : {pourquoi} ; ce qui était chargé reste en place"))?;
            e.fichiers.push(date);
        }
        Ok(Some(e))
    }
}

/// The name of the file of `Content-Disposition`, with its date.
fn nom_de(disposition: &str) -> String {
    let nom = disposition.split(';').filter_map(|p| p.trim().strip_prefix("filename=")).next();
    court(nom.unwrap_or_default().trim_matches('"'))
}

async fn recevoir(recue: &mut reqwest::Response, chemin: &Path) -> Result<(), String> {
    let ecrire = |e: std::io::Error| format!("écriture impossible : {e}");
    let mut fichier = File::create(chemin).map_err(ecrire)?;
    let mut taille = 0u64;
    while let Some(m) = recue.chunk().await.map_err(|e| format!("réponse interrompue : {}", cause(&e)))? {
        taille += m.len() as u64;
        if taille > ARCHIVE_MAX {
            return Err(format!("plus de {ARCHIVE_MAX} octets"));
        }
        fichier.write_all(&m).map_err(ecrire)?;
    }
    Ok(())
}

fn lire_archive(chemin: &Path, dedans: &str, e: &mut Extraction, ecarts: &Ecarts) -> Result<(), String> {
    let fichier = File::open(chemin).map_err(|e| e.to_string())?;
    let mut archive = ZipArchive::new(fichier).map_err(|e| format!("ce n'est pas une archive ZIP ({e})"))?;
    let mut noms = archive.file_names().filter_map(Result::ok);
    let nom = noms.find(|n| n.contains(dedans)).map(std::borrow::Cow::into_owned);
    drop(noms);
    let nom = nom.ok_or_else(|| format!("l'archive n'a pas de fichier {dedans}"))?;
    let entree = archive.by_name(&nom).map_err(|e| e.to_string())?;
    e.lire(BufReader::new(entree), ecarts)
}

/// The next line, without its end. What is not UTF-8 is replaced: one bad line does not lose the file.
fn ligne(source: &mut impl BufRead) -> Result<Option<String>, String> {
    let mut octets = Vec::new();
    let lus = source
        .by_ref()
        .take(LIGNE_MAX)
        .read_until(b'\n', &mut octets)
        .map_err(|e| format!("archive illisible : {e}"))?;
    if lus == 0 {
        return Ok(None);
    }
    if lus as u64 == LIGNE_MAX {
        return Err(format!("ligne de plus de {LIGNE_MAX} octets"));
    }
    Ok(Some(String::from_utf8_lossy(&octets).trim_end_matches(['\r', '\n']).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lire(texte: &str, ecarts: &Ecarts) -> Extraction {
        let mut e = Extraction::default();
        e.lire(texte.as_bytes(), ecarts).unwrap();
        e
    }

    const PERSONNES: &str = "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Nom d'exercice|\n\
        8|99900000011|899900000011|ÉRABLE|\n8|99900000011|899900000011|\"ÉRABLE|\n0|123456789|0123456789|IF|\n8|99900000029|\n\n";

    #[test]
    fn par_nom_de_colonne() {
        let e = lire(PERSONNES, &Ecarts::default());
        assert_eq!((e.lignes, e.personnes.len(), e.rejets), (4, 2, 1));
        // Columns in another order, one more: nothing changes.
        let autre = "Nouvelle|Identification nationale PP|Nom d'exercice|Identifiant PP\nx|899900000011|Y|99900000011\n";
        let e = lire(autre, &Ecarts::default());
        assert_eq!((e.lignes, e.personnes.len(), e.rejets), (1, 1, 0));
        let e = lire(PERSONNES, &Ecart::AnnuaireExtractionParPosition.into());
        assert_eq!((e.personnes.len(), e.rejets), (0, 4));
    }

    #[test]
    fn boites() {
        let e = lire(
            "Type de BAL|Adresse BAL|Identifiant PP|Identification nationale PP\nORG|A@b.example||\nPER|a@B.example|99900000011|899900000011\n",
            &Ecarts::default(),
        );
        assert_eq!((e.boites.len(), e.personnes.len(), e.rejets), (1, 1, 0));
    }

    #[test]
    fn hostiles() {
        for texte in ["", "a|b\n1|2\n"] {
            assert!(Extraction::default().lire(texte.as_bytes(), &Ecarts::default()).is_err());
        }
        let longue = format!("Identifiant PP|Identification nationale PP\n{}", "x".repeat(100_000));
        assert!(Extraction::default().lire(longue.as_bytes(), &Ecarts::default()).is_err());
        assert_eq!(nom_de("attachment; filename=\"PS_202601150600.zip\""), "PS_202601150600.zip");
    }
}
