//! What the ANS publishes for clinical documents, in a folder of the user: its schematrons, and its XSD.

use std::path::Path;

use segur_cda::{Cda, Document};
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
        // Each takes a tenth of a second, and the first document wants them all.
        let xsd = std::thread::scope(|s| {
            let profils = s.spawn(|| jeu.precharger());
            let xsd = Schemas::charger(dossier).map_err(|e| e.to_string());
            // What does not load is told with the first document that it judges.
            let _ = profils.join();
            xsd
        });
        Ok(Self { jeu, xsd })
    }

    /// Judges a document that was read, by both. `fils`: threads; 0 for every core.
    ///
    /// # Errors
    /// French: what kept it from being judged.
    pub fn juger(&self, arbre: &roxmltree::Document<'_>, cda: &Cda, fils: usize) -> Result<Vec<Finding>, String> {
        let options = Options {
            fils,
            ..Options::default()
        };
        let mut findings = match &self.xsd {
            Ok(schemas) => schemas.juger_lu(arbre).map_err(|e| e.to_string())?,
            Err(_) => Vec::new(),
        };
        findings.extend(self.jeu.juger_lu(arbre, &cda.template_ids(), &options).map_err(|e| e.to_string())?);
        Ok(findings)
    }

    /// Reads a document, and judges it by both in the same pass; nothing of bytes that hold no clinical document.
    ///
    /// # Errors
    /// As [`Ans::juger`].
    pub fn lire_et_juger(&self, octets: &[u8], fils: usize) -> (Document, Result<Vec<Finding>, String>) {
        let (document, dit) = Document::lire_et(octets, None, |arbre, cda| self.juger(arbre, cda, fils));
        (document, dit.unwrap_or_else(|| Ok(Vec::new())))
    }
}
