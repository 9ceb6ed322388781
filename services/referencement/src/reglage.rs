//! How the service is set (`[referencement]`).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::argent::Fenetres;
use crate::candidature::Regles;

/// Settings, for every espace.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Reglage {
    /// Fiches of the persons who review. Nobody reviews the candidature that they opened.
    pub relecteurs: Vec<String>,
    /// Delays in days, by name: what is not public can be anything.
    pub delais: BTreeMap<String, u32>,
    /// Most rounds of a chapter.
    pub tours: Option<u32>,
    /// Whether the robot examines the candidatures that open.
    pub robot: bool,
    /// What the robot does of the pieces that the bench itself took.
    pub pieces_du_banc: PiecesDuBanc,
    /// What a closed window of the funding does.
    pub fenetres: Fenetres,
    /// Most mebibytes of one file.
    pub taille_max: u32,
    /// Client of Pro Santé Connect that this service is.
    pub client_psc: String,
    /// Its secret.
    pub secret_psc: String,
    /// Where Pro Santé Connect is when another process plays it: the address of its realm, and that of its page of sign-in.
    pub psc: Option<AdressesPsc>,
    /// Where browsers find this service (`https://convergence.banc.test`), when it is not at its own address.
    pub base: Option<String>,
}

/// What the robot does of the pieces that the bench itself took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PiecesDuBanc {
    /// They come back: what shows a simulator proves nothing at the ANS.
    Renvoyees,
    /// They stay: only the workflow is rehearsed.
    Admises,
}

/// Where Pro Santé Connect is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdressesPsc {
    /// Its realm (`https://psc.banc.test/simule/auth/realms/esante-wallet`).
    pub royaume: String,
    /// Its page of sign-in (`https://wallet.banc.test/auth`).
    pub connexion: String,
}

impl Default for Reglage {
    fn default() -> Self {
        Self {
            relecteurs: vec!["MEDECIN_HOSPITALIER".to_owned(), "RADIOLOGUE".to_owned()],
            delais: BTreeMap::new(),
            tours: None,
            robot: true,
            pieces_du_banc: PiecesDuBanc::Renvoyees,
            fenetres: Fenetres::Dites,
            taille_max: 512,
            client_psc: "convergence-simulee".to_owned(),
            secret_psc: "secret-public-de-convergence".to_owned(),
            psc: None,
            base: None,
        }
    }
}

impl Reglage {
    /// The rules of the waves, as these settings change them.
    ///
    /// # Errors
    /// What to change in them (French).
    pub(crate) fn regles(&self) -> Result<Regles, String> {
        if !(1..=4096).contains(&self.taille_max) {
            return Err("taille-max : de 1 à 4096 mébioctets".to_owned());
        }
        if self.base.as_ref().is_some_and(|b| !b.starts_with("https://") || b.ends_with('/')) {
            return Err("base : une adresse https://… sans « / » final".to_owned());
        }
        Regles::embarquees()?.regler(&self.delais, self.tours)
    }

    /// Most bytes of one file.
    pub(crate) fn octets_max(&self) -> u64 {
        u64::from(self.taille_max) << 20
    }
}
