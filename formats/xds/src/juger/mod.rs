//! Judging a lot: what it holds, metadata by metadata, its associations, its contents and its signature.

mod associations;
mod codes;
mod contenus;
mod formes;
mod metadonnees;
mod objets;
mod signature;
mod xades;

use segur_model::world::Environnement;
use segur_model::{Finding, Location, Rule};
use segur_soap::mtom::Partie;
use segur_x509::Confiance;
use time::OffsetDateTime;

use crate::lecture::lire_lot;
use crate::lot::{Champ, Entree, Lot};
use crate::regles;

pub(crate) use formes::Cx;

/// What judging a lot needs to know beyond it.
#[derive(Debug, Clone)]
pub struct ContexteLot {
    /// Where the lot is meant to be sent: production takes no test or demonstration OID.
    pub environnement: Environnement,
    /// Authorities trusted to issue signature certificates. Empty: the chain is not judged.
    pub confiance: Confiance,
    /// Instant at which certificates are judged.
    pub maintenant: OffsetDateTime,
}

/// What carries a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Porteur {
    /// A submission to the DMP: signed, and held to what the DMP takes.
    Dmp,
    /// An IHE_XDM archive: no lot signature, no registry.
    Xdm,
}

/// Every finding on the metadata of an IHE_XDM archive (`METADATA.XML`). They are those of a lot of the DMP, without what only the
/// DMP asks: the signature of the lot, `uniqueId` without extension, and no status, which no registry will set.
#[must_use]
pub fn juger_metadonnees_xdm(metadonnees: &str, environnement: Environnement) -> Vec<Finding> {
    let mut constats = Constats::default();
    match lire_lot(metadonnees) {
        Err(illisible) => constats.dire(regles::LISIBLE, &illisible.lieu(), "un lot (SubmitObjectsRequest)", illisible),
        Ok(lot) => juger_objets(&mut constats, &lot, environnement, Porteur::Xdm),
    }
    constats.0
}

/// What an entry says of its content: hash and size, when they are there.
#[must_use]
pub fn juger_contenu(entree: &Entree, octets: &[u8]) -> Vec<Finding> {
    let mut constats = Constats::default();
    contenus::forme(&mut constats, entree);
    contenus::coherence(&mut constats, entree, octets);
    constats.0
}

/// What does not depend on the contents.
fn juger_objets(constats: &mut Constats, lot: &Lot, environnement: Environnement, porteur: Porteur) {
    objets::juger(constats, lot, porteur);
    for soumission in &lot.soumissions {
        metadonnees::soumission(constats, soumission);
    }
    for entree in &lot.entrees {
        metadonnees::entree(constats, entree, porteur);
        codes::juger(constats, entree);
    }
    metadonnees::patients(constats, lot, environnement);
    associations::juger(constats, lot);
    signature::juger(constats, lot);
}

/// Every finding on a lot: the root part of its message, and its attachments.
#[must_use]
pub fn juger_lot(enveloppe: &str, parties: &[Partie], ctx: &ContexteLot) -> Vec<Finding> {
    let mut constats = Constats::default();
    match lire_lot(enveloppe) {
        Err(illisible) => constats.dire(
            regles::LISIBLE,
            &illisible.lieu(),
            "un lot (ProvideAndRegisterDocumentSetRequest)",
            illisible,
        ),
        Ok(lot) => {
            juger_objets(&mut constats, &lot, ctx.environnement, Porteur::Dmp);
            // Metadata alone (a template) have no content to look for.
            if lot.complet {
                contenus::juger(&mut constats, &lot, parties);
                xades::juger(&mut constats, &lot, parties, ctx);
            }
        }
    }
    constats.0
}

/// Findings in the order they are made.
#[derive(Default)]
pub(crate) struct Constats(pub(crate) Vec<Finding>);

impl Constats {
    pub(crate) fn dire(&mut self, regle: Rule, lieu: &Location, attendu: impl Into<String>, vu: impl ToString) {
        self.0.push(regle.finding(lieu.clone(), attendu, court(&vu.to_string())));
    }

    /// The values of a metadata that must be there and not empty; else the rule is told.
    pub(crate) fn requis<'c>(&mut self, regle: Rule, valeurs: &'c [Champ], parent: &Location, nom: &str) -> Option<&'c Champ> {
        match valeurs.first() {
            Some(c) if !c.valeur.is_empty() => Some(c),
            Some(c) => {
                self.dire(regle, &c.lieu, format!("{nom} non vide"), "(vide)");
                None
            }
            None => {
                let lieu = Location {
                    path: format!("{}/{nom}", parent.path),
                    ..parent.clone()
                };
                self.dire(regle, &lieu, format!("{nom} présent"), "(absent)");
                None
            }
        }
    }

    /// Told when a metadata that has one value has more.
    pub(crate) fn unique(&mut self, nom: &str, mut lieux: impl Iterator<Item = Location>) {
        if let Some(seconde) = lieux.nth(1) {
            self.dire(
                regles::UNICITE,
                &seconde,
                format!("un seul {nom}"),
                format!("{} valeurs", 2 + lieux.count()),
            );
        }
    }
}

/// What was seen, bounded: a value comes from outside and goes into reports.
fn court(texte: &str) -> String {
    const LONGUEUR: usize = 300;
    let vu = if texte.is_empty() { "(vide)" } else { texte };
    if vu.chars().count() <= LONGUEUR {
        return vu.to_owned();
    }
    vu.chars().take(LONGUEUR).chain(['…']).collect()
}
