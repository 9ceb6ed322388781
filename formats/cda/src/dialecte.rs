//! A clinical document, read once: what it says, its facts, and what is wrong with it.

use std::borrow::Cow;

use bytes::Bytes;
use segur_dialecte::{Connu, Constateur, Dialecte, Joint, Lu, Source};
use segur_model::vocabulaire::Operation;
use segur_model::{Environnement, FaitsLus, Location, Rule};

use crate::coherence::{self, MetadonneesDocument};
use crate::constats::Juge;
use crate::document::{self, Cda};
use crate::illisible::CdaIllisible;
use crate::regles::{coherence as r_coherence, entete as regles, patient};
use crate::{arbre, entete, faits, identite};

/// The dialect of clinical documents.
pub static DIALECTE: &dyn Dialecte = &Cdas;

struct Cdas;

impl Dialecte for Cdas {
    fn nom(&self) -> &'static str {
        "cda"
    }

    fn regles(&self) -> &'static [&'static Rule] {
        crate::REGLES
    }

    fn operations(&self) -> &'static [Operation] {
        &[]
    }

    fn lire(&self, source: &Source<'_>) -> Option<Box<dyn Lu>> {
        match source {
            Source::Fichier { octets, .. } if semble_xml(octets) => Some(Box::new(Document::lire(octets, None))),
            _ => None,
        }
    }
}

/// Whether bytes begin as XML does, in an encoding that is read.
fn semble_xml(octets: &[u8]) -> bool {
    let sans_marque = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    sans_marque.trim_ascii_start().starts_with(b"<") || octets.starts_with(&[0xff, 0xfe]) || octets.starts_with(&[0xfe, 0xff])
}

/// A clinical document, read.
#[derive(Debug, Clone)]
pub struct Document {
    cda: Result<Cda, CdaIllisible>,
    faits: FaitsLus,
    /// Of the rules that the bytes alone turn. That of the OID of test is among them, and holds for production alone.
    constats: Constateur,
    joints: Vec<Joint>,
}

impl Document {
    /// Reads a document, alone or within the style sheet that shows it. `fiche`: the metadata under which it is submitted, with which it
    /// is compared.
    #[must_use]
    pub fn lire(octets: &[u8], fiche: Option<&MetadonneesDocument>) -> Self {
        Self::lire_et(octets, fiche, |_, _| ()).0
    }

    /// As [`Document::lire`], with what else judges the document: it is parsed once for both. `suite` is called when the bytes hold a
    /// clinical document.
    pub fn lire_et<T>(
        octets: &[u8],
        fiche: Option<&MetadonneesDocument>,
        suite: impl FnOnce(&roxmltree::Document<'_>, &Cda) -> T,
    ) -> (Self, Option<T>) {
        let mut constats = Constateur::default();
        let mut dit = None;
        let lu = passe(octets, fiche, &mut constats, |arbre, cda| dit = Some(suite(arbre, cda)));
        if let Err(illisible) = &lu {
            let attendu = "un ClinicalDocument lisible";
            constats.dire(regles::LISIBLE, &illisible.lieu(), attendu, illisible);
            if fiche.is_some() {
                constats.dire(r_coherence::LISIBLE, &illisible.lieu(), attendu, illisible);
            }
        }
        let incorpores = lu.iter().flat_map(|c| c.incorpore.iter().chain(&c.autres_copies));
        let document = Self {
            faits: lu.as_ref().map(faits::faits).unwrap_or_default().into(),
            joints: incorpores
                .map(|i| Joint {
                    lieu: i.lieu.clone(),
                    media: i.media.clone(),
                    octets: Bytes::copy_from_slice(&i.octets),
                })
                .collect(),
            cda: lu,
            constats,
        };
        (document, dit)
    }

    /// What it says.
    ///
    /// # Errors
    /// [`CdaIllisible`] when the bytes are not XML, or hold no clinical document.
    pub fn cda(&self) -> Result<&Cda, &CdaIllisible> {
        self.cda.as_ref()
    }
}

impl Lu for Document {
    fn faits(&self) -> &FaitsLus {
        &self.faits
    }

    fn juger(&self, k: &Connu<'_>, c: &mut Constateur) {
        let production = k.environnement == Environnement::Production;
        c.verser(&self.constats, |f| {
            (production || f.rule != patient::INS_ENVIRONNEMENT.id).then_some(f)
        });
        if let Ok(cda) = &self.cda {
            identite::juger(&cda.patients, &cda.traits, k, c);
        }
    }

    fn documents(&self) -> &[Joint] {
        &self.joints
    }
}

/// The one pass over a document.
fn passe(
    octets: &[u8],
    fiche: Option<&MetadonneesDocument>,
    constats: &mut Constateur,
    suite: impl FnOnce(&roxmltree::Document<'_>, &Cda),
) -> Result<Cda, CdaIllisible> {
    if let Some(autre) = CdaIllisible::autre_genre(octets) {
        return Err(autre);
    }
    let texte = segur_soap::decoder(octets)?;
    let arbre = segur_soap::lire(&texte)?;
    let racine = arbre::racine(&arbre)?;
    let mut juge = Juge::nouveau(&arbre, racine);
    // The decoder hands UTF-8 back as it is, and writes every other encoding anew.
    if matches!(texte, Cow::Owned(_)) {
        let lieu = Location {
            line: 1,
            column: 1,
            path: "/".to_owned(),
        };
        juge.constats.dire(regles::ENCODAGE, &lieu, "UTF-8", "un autre encodage");
    }
    entete::juger(&mut juge);
    constats.verser(&juge.constats, Some);
    if let Some(fiche) = fiche {
        constats.verser(&coherence::juger(&arbre, racine, fiche), Some);
    }
    let cda = document::dire(&arbre, racine);
    suite(&arbre, &cda);
    Ok(cda)
}
