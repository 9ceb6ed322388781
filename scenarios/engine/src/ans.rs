//! What the ANS publishes for clinical documents, in a folder of the user: its schematrons, and its XSD.

use std::path::Path;

use segur_cda::Cda;
use segur_model::Finding;
use segur_schematron::{JeuAns, Options, PasLesSchematrons};
use segur_xsd::Schemas;

/// The published set, loaded once.
#[derive(Debug)]
pub struct Ans {
    /// The schematrons.
    pub jeu: JeuAns,
    /// The XSD, or why it is not applied.
    pub xsd: Result<Schemas, String>,
}

impl Ans {
    /// Loads what is in a folder: a copy of `ansforge/TestContenuCDA-3-0`.
    ///
    /// # Errors
    /// The folder is not the published set. An XSD that does not load is kept as the reason why it is not applied.
    pub fn ouvrir(dossier: &Path) -> Result<Self, PasLesSchematrons> {
        let jeu = JeuAns::ouvrir(dossier)?;
        let xsd = Schemas::charger(dossier).map_err(|e| e.to_string());
        Ok(Self { jeu, xsd })
    }

    /// Judges a document by both. `fils`: threads; 0 for every core.
    ///
    /// # Errors
    /// French: what kept it from being judged.
    pub fn juger(&self, octets: &[u8], lu: &Cda, fils: usize) -> Result<Vec<Finding>, String> {
        let options = Options {
            fils,
            ..Options::default()
        };
        let mut findings = match &self.xsd {
            Ok(schemas) => schemas.juger(octets).map_err(|e| e.to_string())?,
            Err(_) => Vec::new(),
        };
        findings.extend(self.jeu.juger(octets, &lu.template_ids(), &options).map_err(|e| e.to_string())?);
        Ok(findings)
    }
}
