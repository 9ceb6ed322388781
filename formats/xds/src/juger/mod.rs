//! Judging a lot: what it holds, metadata by metadata, its associations, its contents and its signature.

mod associations;
mod codes;
mod contenus;
mod dates;
mod facultatives;
mod formes;
mod metadonnees;
mod objets;
mod signature;
mod vihf;
mod xades;

use roxmltree::Document;
use segur_dialecte::{Connu, Constateur};
use segur_model::{Environnement, Finding, Location};
use segur_soap::mtom::Partie;

use crate::lecture::lire_lot;
use crate::lot::{Entree, Lot, LotIllisible};
use crate::regles;

pub(crate) use contenus::orphelines;
pub(crate) use formes::Cx;

/// What carries a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Porteur {
    /// A submission to the DMP: signed, and held to what the DMP takes.
    Dmp,
    /// The metadata of an IHE_XDM archive: those of a lot of the DMP, without what only the DMP asks: the signature of the lot,
    /// `uniqueId` without extension, and no status, which no registry will set.
    Xdm,
    /// A change of metadata (ITI-57): neither document nor signature, and associations of its own, judged with it.
    MiseAJour,
}

/// A lot, read with what is wrong with it.
#[derive(Debug, Clone)]
pub struct LotLu {
    lot: Result<Lot, LotIllisible>,
    /// Of the rules that the bytes alone turn. That a patient is one of test is among them, and holds for production alone.
    constats: Constateur,
    signataires: Vec<xades::Signataire>,
    porteur: Porteur,
}

impl LotLu {
    /// Reads the lot of a message and its attachments, or metadata alone.
    #[must_use]
    pub fn lire(document: &Document<'_>, parties: &[Partie], porteur: Porteur) -> Self {
        let mut c = Constateur::default();
        let mut signataires = Vec::new();
        let lot = lire_lot(document);
        match &lot {
            Err(illisible) => {
                let attendu = match porteur {
                    Porteur::Dmp => "un lot (ProvideAndRegisterDocumentSetRequest)",
                    Porteur::Xdm | Porteur::MiseAJour => "un lot (SubmitObjectsRequest)",
                };
                c.dire(regles::LISIBLE, &illisible.lieu(), attendu, illisible);
            }
            Ok(lot) => {
                schema(&mut c, document);
                juger_objets(&mut c, lot, porteur);
                // Metadata alone (a template) have no content to look for.
                if porteur == Porteur::Dmp {
                    contenus::orphelines(&mut c, document, parties);
                }
                if lot.complet && porteur == Porteur::Dmp {
                    contenus::juger(&mut c, lot, parties);
                    xades::juger(&mut c, lot, parties, &mut signataires);
                }
            }
        }
        Self {
            lot,
            constats: c,
            signataires,
            porteur,
        }
    }

    /// The lot.
    ///
    /// # Errors
    /// [`LotIllisible`] when there is none, or when it is too large.
    pub fn lot(&self) -> Result<&Lot, &LotIllisible> {
        self.lot.as_ref()
    }

    /// Tells what is wrong with it.
    pub fn juger(&self, k: &Connu<'_>, c: &mut Constateur) {
        let production = k.environnement == Environnement::Production;
        c.verser(&self.constats, |f| (production || f.rule != regles::PATIENT_REEL.id).then_some(f));
        self.signataires.iter().for_each(|s| s.juger(k, c));
        // When an archive was made ready to go is not known.
        if let (Ok(lot), Porteur::Dmp) = (&self.lot, self.porteur) {
            dates::juger(c, lot, &self.signataires, k);
        }
    }

    /// Tells where the VIHF that comes with it says otherwise.
    pub fn juger_avec(&self, vihf: &segur_saml::vihf::Vihf, c: &mut Constateur) {
        if let Ok(lot) = &self.lot {
            vihf::juger(c, lot, vihf);
        }
    }
}

/// What an entry says of its content: hash and size, when they are there.
#[must_use]
pub fn juger_contenu(entree: &Entree, octets: &[u8]) -> Vec<Finding> {
    let mut constats = Constateur::default();
    contenus::forme(&mut constats, entree);
    contenus::coherence(&mut constats, entree, octets);
    constats.finir()
}

/// The list, against the schema of its objects.
fn schema(constats: &mut Constateur, document: &Document<'_>) {
    if let Some(liste) = crate::lecture::liste(document) {
        crate::ebrim::juger(constats, document, liste);
    }
}

/// What does not depend on the contents.
fn juger_objets(constats: &mut Constateur, lot: &Lot, porteur: Porteur) {
    objets::juger(constats, lot, porteur);
    for soumission in &lot.soumissions {
        metadonnees::soumission(constats, soumission);
    }
    for entree in &lot.entrees {
        metadonnees::entree(constats, entree, porteur);
        codes::juger(constats, entree, porteur);
        facultatives::juger(constats, entree, porteur);
    }
    metadonnees::patients(constats, lot);
    if porteur != Porteur::MiseAJour {
        associations::juger(constats, lot);
        signature::juger(constats, lot);
    }
}

/// Told when a metadata that has one value has more.
fn unique(constats: &mut Constateur, nom: &str, mut lieux: impl Iterator<Item = Location>) {
    if let Some(seconde) = lieux.nth(1) {
        constats.dire(
            regles::UNICITE,
            &seconde,
            format!("un seul {nom}"),
            format!("{} valeurs", 2 + lieux.count()),
        );
    }
}
