//! What a person types, held to what it may be.

use std::collections::BTreeSet;

use super::contexte::{ContexteFinancement, Refus};
use super::donnees::Prestation;
use super::financement::Financement;

/// Most characters of a text.
const TEXTE_MAX: usize = 200;
/// Most sites that a client may declare.
const SITES_DECLARES_MAX: u32 = 100_000;

/// A text of one line, neither empty nor endless.
pub(super) fn texte(quoi: &str, dit: &str) -> Result<String, Refus> {
    let dit = dit.trim();
    if dit.is_empty() {
        return Err(Refus::Saisie(format!("il manque {quoi} : l'écrire")));
    }
    if dit.chars().count() > TEXTE_MAX || dit.chars().any(char::is_control) {
        return Err(Refus::Saisie(format!("{quoi} : une ligne de {TEXTE_MAX} caractères au plus")));
    }
    Ok(dit.to_owned())
}

/// The numbers of sites in a text: one a word, whatever separates them.
#[must_use]
pub fn lire_sites(texte: &str) -> BTreeSet<String> {
    let mots = texte.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    mots.filter(|m| !m.is_empty()).map(|m| m.to_ascii_uppercase()).collect()
}

/// What opens a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ouverture {
    /// Its identifier in the espace.
    pub id: String,
    /// `BIO-SGL-Va1`.
    pub dispositif: String,
    /// What is asked.
    pub prestation: Prestation,
    /// Name of the client.
    pub client: String,
    /// Geographic sites of the client that use the software.
    pub sites_declares: u32,
    /// Whether the client had the first wave, or paid for it.
    pub deja_vague_1: bool,
    /// Product.
    pub produit: String,
    /// Its version.
    pub version: String,
    /// Whether the vendor is subject to VAT.
    pub assujetti: bool,
}

impl Financement {
    /// Opens a file, without instances.
    ///
    /// # Errors
    /// What cannot be: an unknown dispositif, a prestation that is not of its wave, an empty name.
    pub fn ouvrir(o: Ouverture, c: &ContexteFinancement<'_>) -> Result<Self, Refus> {
        let Some(d) = c.sons.dispositif(&o.dispositif) else {
            let connus: Vec<&str> = c.sons.dispositifs.iter().map(|d| d.id.as_str()).collect();
            let dit: String = o.dispositif.chars().take(40).collect();
            return Err(Refus::Saisie(format!(
                "« {dit} » n'est pas un dispositif connu : choisir parmi {}",
                connus.join(", ")
            )));
        };
        if !d.prestations.contains(&o.prestation) {
            let dites: Vec<&str> = d.prestations.iter().map(|p| p.dite()).collect();
            return Err(Refus::Saisie(format!("{} : la prestation est {}", d.nom, dites.join(" ou "))));
        }
        if !(1..=SITES_DECLARES_MAX).contains(&o.sites_declares) {
            return Err(Refus::Saisie(format!(
                "le client déclare de 1 à {SITES_DECLARES_MAX} sites géographiques"
            )));
        }
        Ok(Self {
            id: texte("l'identifiant", &o.id)?,
            dispositif: o.dispositif,
            prestation: o.prestation,
            client: texte("le client", &o.client)?,
            sites_declares: o.sites_declares,
            deja_vague_1: o.deja_vague_1,
            produit: texte("le produit", &o.produit)?,
            version: texte("la version", &o.version)?,
            assujetti: o.assujetti,
            enrolement: None,
            instances: Vec::new(),
            historique: Vec::new(),
        })
    }
}
