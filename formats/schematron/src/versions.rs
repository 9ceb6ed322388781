//! A document that has no schematron of its own: its model has none, its version has none, or it says no version.
//!
//! Published examples of 2021 and of 2024 say no version. Such a document is put against every version of its model: where it holds one,
//! that is the one that is applied, the last of them, and it is said; where it holds none, which one it was written for is not known, and
//! nothing of them is held against it.

use segur_model::{Finding, Location, Severity};

use crate::ans::{JeuAns, NON_APPLIQUE, SANS_SCHEMATRON, modele};
use crate::piece::Piece;
use crate::validation::{ErreurValidation, Options};

/// Versions of one model that are tried.
const VERSIONS_MAX: usize = 8;

impl JeuAns {
    pub(crate) fn sans_le_sien(
        &self,
        piece: &Piece<'_>,
        modeles: &[(String, Option<String>)],
        options: &Options,
    ) -> Result<Vec<Finding>, ErreurValidation> {
        let lieu = Location::path("/ClinicalDocument/templateId");
        let dit = modeles
            .iter()
            .find_map(|(r, e)| Some((modele(r)?.0, e.as_deref().filter(|e| !e.is_empty()))));
        let (modele, version) = match dit {
            None => {
                return Ok(vec![SANS_SCHEMATRON.finding(
                    lieu,
                    "un modèle qui a son schématron (les documents non structurés n'en ont pas)",
                    "aucun pour ce modèle, ou plusieurs du même templateId (VSM) : seuls les profils sont appliqués ; « schematron » applique celui que vous donnez",
                )]);
            }
            Some(dit) => dit,
        };
        let attendu = format!("une version (templateId/@extension) du modèle {modele} dont le schématron est publié");
        if let Some(version) = version {
            return Ok(vec![NON_APPLIQUE.finding(
                lieu,
                attendu,
                format!("{version} : seuls les profils sont appliqués"),
            )]);
        }
        let mut manques = Vec::new();
        for version in self.versions(modele).into_iter().rev().take(VERSIONS_MAX) {
            let mut dits = self.par_un("document", format!("CI-SIS_{modele}_{version}.sch"), piece, options)?;
            let contre = dits.iter().filter(|f| f.is_error() || f.severity == Severity::NotEvaluated).count();
            if contre == 0 {
                let vu = format!("absente : le schématron de la version {version} est appliqué, et le document le tient");
                dits.insert(0, SANS_SCHEMATRON.finding(lieu, attendu, vu));
                return Ok(dits);
            }
            manques.push(format!("{version} ({contre})"));
        }
        let vu = if manques.is_empty() {
            "absente : seuls les profils sont appliqués".to_owned()
        } else {
            format!(
                "absente, et le document ne tient aucune version publiée, assertions en défaut : {} ; seuls les profils sont appliqués",
                manques.join(", ")
            )
        };
        Ok(vec![NON_APPLIQUE.finding(lieu, attendu, vu)])
    }

    /// The versions of a model that are published, in order: `AAAA.MM`.
    fn versions(&self, modele: &str) -> Vec<String> {
        let devant = format!("CI-SIS_{modele}_");
        let forme = |v: &str| {
            v.len() == 7
                && v.bytes()
                    .enumerate()
                    .all(|(i, b)| if i == 4 { b == b'.' } else { b.is_ascii_digit() })
        };
        let noms = std::fs::read_dir(self.dossier()).into_iter().flatten().filter_map(Result::ok);
        let mut versions: Vec<String> = noms
            .filter_map(|e| {
                let nom = e.file_name().to_string_lossy().into_owned();
                let version = nom.strip_prefix(&devant)?.strip_suffix(".sch")?;
                forme(version).then(|| version.to_owned())
            })
            .collect();
        versions.sort();
        versions
    }
}
