//! What is judged: an exchange or a file, read once by its dialect, against the rules that a scenario names. What a format can say is in
//! its own crate, and in the list of them (`segur_tous`).

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
pub use segur_dialecte::nomme;
use segur_dialecte::{Confiance, Connu, Lu, Source};
use segur_model::{Environnement, Exchange, FaitsLus, Finding, Rule, World};
use segur_schematron::JeuAns;
use time::OffsetDateTime;

use crate::documents::{self, DocumentNonJuge};

/// What the checks need beyond the bytes.
#[derive(Debug, Clone)]
pub struct Contexte<'a> {
    /// The fictitious country.
    pub monde: &'a World,
    /// Authorities of the test IGC-Santé, and their revocation lists.
    pub confiance: Confiance,
    /// Whether identities are fictitious ones.
    pub environnement: Environnement,
    /// Whether the candidate follows the bench clock (declared fact `horloge`).
    pub horloge_declaree: bool,
    /// The schematrons that the ANS publishes, where the user gave them: the word `schematron` judges nothing without.
    pub schematrons: Option<Arc<JeuAns>>,
}

impl<'a> Contexte<'a> {
    /// What a fictitious world knows, with the trust of its IGC; the clock is not declared, and no schematron is given.
    #[must_use]
    pub fn du_monde(monde: &'a World, confiance: Confiance) -> Self {
        Self {
            monde,
            confiance,
            environnement: Environnement::Test,
            horloge_declaree: false,
            schematrons: None,
        }
    }

    /// What a dialect judges with, before it is said of which exchange.
    pub(crate) fn connu(&self) -> Connu<'_> {
        Connu {
            environnement: self.environnement,
            horloge_declaree: self.horloge_declaree,
            ..Connu::du_monde(self.monde, &self.confiance, OffsetDateTime::UNIX_EPOCH)
        }
    }
}

/// Every rule.
#[must_use]
pub fn toutes() -> Vec<&'static Rule> {
    let mut toutes = segur_tous::regles();
    toutes.extend(segur_schematron::REGLES);
    toutes
}

/// Their identifiers, for the loader.
#[must_use]
pub fn identifiants() -> BTreeSet<String> {
    toutes().iter().map(|r| r.id.to_owned()).collect()
}

/// An exchange or a file, read once. A reading that stopped is an error of the bench, and says nothing of it.
pub struct Lecture {
    lu: Box<dyn Lu>,
    arretee: bool,
}

impl Lecture {
    /// Reads an exchange in its recorded bytes, never in what the service said of it.
    #[must_use]
    pub fn de_l_echange(e: &Exchange, requete: Vec<u8>, reponse: Vec<u8>) -> Self {
        let (requete, reponse) = (Bytes::from(requete), Bytes::from(reponse));
        let lu = documents::sans_panne(|| segur_tous::lire(&Source::echange(e, &requete, &reponse))).map(|lu| lu.map(|(_, lu)| lu));
        match lu {
            Ok(Some(lu)) => Self { lu, arretee: false },
            autre => Self {
                lu: Box::new(segur_tous::Nu(e.faits_communs().into())),
                arretee: autre.is_err(),
            },
        }
    }

    /// One of which only these facts are known.
    #[cfg(test)]
    pub(crate) fn nue(faits: FaitsLus) -> Self {
        Self {
            lu: Box::new(segur_tous::Nu(faits)),
            arretee: false,
        }
    }

    /// Its facts.
    #[must_use]
    pub fn faits(&self) -> &FaitsLus {
        self.lu.faits()
    }

    /// The documents that it carries: bytes, and media type.
    pub fn documents(&self) -> impl Iterator<Item = (&Bytes, &str)> {
        self.lu.documents().iter().map(|d| (&d.octets, d.media.as_str()))
    }

    /// Judges an exchange against the rules that these words name, and the documents that it carries by the schematrons when they are
    /// asked.
    ///
    /// # Errors
    /// [`DocumentNonJuge`] when a check stopped: nothing is said of the exchange then.
    pub fn juger(&self, mots: &[String], e: &Exchange, ctx: &Contexte<'_>) -> Result<Vec<Finding>, DocumentNonJuge> {
        if self.arretee {
            return Err(DocumentNonJuge::Panne);
        }
        if mots.is_empty() {
            return Ok(Vec::new());
        }
        let k = Connu {
            exige: mots,
            ..ctx.connu().de(e)
        };
        let mut findings = documents::sans_panne(|| self.lu.constats(&k))?;
        if let Some(jeu) = documents::jeu_demande(mots, ctx) {
            findings.extend(documents::sans_panne(|| documents::schematrons_des_joints(jeu, self.lu.documents()))??);
        }
        findings.retain(|f| documents::repond(mots, f));
        Ok(findings)
    }
}

impl fmt::Debug for Lecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lecture")
            .field("faits", self.faits())
            .field("arretee", &self.arretee)
            .finish_non_exhaustive()
    }
}
