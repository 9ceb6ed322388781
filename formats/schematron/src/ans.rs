//! The set of schematrons that the ANS publishes for clinical documents (TestContenuCDA): which ones a document is put against,
//! loaded once each.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use segur_model::{Finding, Location, Rule, Severity, Trust, rule::regle};

use crate::fichiers;
use crate::piece::Piece;
use crate::schema::{Commun, Schema};
use crate::validation::{ErreurValidation, Options};

/// Root of the identifiers of the models of the CI-SIS.
const RACINE: &str = "1.2.250.1.213.1.1.1.";
/// Models, by the end of their identifier.
const MODELES: &str = include_str!("ans.tsv");

/// The four transverse profiles, by the name that findings give them (dmp.md: TestContenuCDA 3.0, `schematrons/profils`).
const PROFILS: &[(&str, &str)] = &[
    (
        "structuration-minimale",
        "profils/structurationMinimale/ASIP-STRUCT-MIN-StrucMin.sch",
    ),
    ("ihe", "profils/IHE.sch"),
    ("modeles-de-contenus", "profils/CI-SIS_ModelesDeContenusCDA.sch"),
    ("modeles-ans", "profils/CI-SIS_Modeles_ANS.sch"),
];

const SOURCE: &str = "ANS, TestContenuCDA 3.0, dossier schematrons";

const fn famille(id: &'static str, dit: &'static str) -> Rule {
    regle(id, dit, Severity::Error, SOURCE, Trust::Verified)
}

/// One rule for each family: each assertion of a schema is a finding under it, with the text of the schema.
pub const REGLES: &[Rule] = &[
    famille(
        "schematron.document",
        "Le document tient les assertions du schématron de son modèle",
    ),
    famille(
        "schematron.structuration-minimale",
        "Le document tient les assertions du profil de structuration minimale",
    ),
    famille("schematron.ihe", "Le document tient les assertions du profil IHE"),
    famille(
        "schematron.modeles-de-contenus",
        "Le document tient les assertions du profil des modèles de contenus CDA",
    ),
    famille(
        "schematron.modeles-ans",
        "Le document tient les assertions du profil des modèles de l'ANS",
    ),
    NON_APPLIQUE,
    SANS_SCHEMATRON,
];

pub(crate) const NON_APPLIQUE: Rule = regle(
    "schematron.non-applique",
    "Le schématron s'applique au document",
    Severity::NotEvaluated,
    SOURCE,
    Trust::Verified,
);

pub(crate) const SANS_SCHEMATRON: Rule = regle(
    "schematron.sans-modele",
    "Un schématron est publié pour le modèle du document",
    Severity::Info,
    SOURCE,
    Trust::Verified,
);

/// Why a folder is not the published set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{dossier} ne contient pas les schématrons de l'ANS : donner une copie du dépôt ansforge/TestContenuCDA-3-0, ou son dossier « schematrons »"
)]
pub struct PasLesSchematrons {
    dossier: String,
}

/// The published set, in a folder.
#[derive(Debug)]
pub struct JeuAns {
    dossier: PathBuf,
    charges: Mutex<HashMap<String, Case>>,
    commun: Commun,
}

/// A schema of the set, or why it does not load: decided once, by the first who asks.
type Case = Arc<OnceLock<Result<Schema, String>>>;

impl JeuAns {
    /// Opens the set: a checkout of the repository, or its folder `schematrons`.
    ///
    /// # Errors
    /// [`PasLesSchematrons`] when the profiles are not there.
    pub fn ouvrir(dossier: &Path) -> Result<Self, PasLesSchematrons> {
        [dossier.to_owned(), dossier.join("schematrons")]
            .into_iter()
            .find(|d| d.join("profils").is_dir())
            .map(|dossier| Self {
                dossier,
                charges: Mutex::default(),
                commun: Commun::default(),
            })
            .ok_or_else(|| PasLesSchematrons {
                dossier: dossier.display().to_string(),
            })
    }

    /// Folder of the schemas.
    #[must_use]
    pub fn dossier(&self) -> &Path {
        &self.dossier
    }

    /// The schema of the model of a document: from its `templateId` (root, extension). `None` when none is published for it and its
    /// version.
    #[must_use]
    pub fn schema_du_modele(&self, modeles: &[(String, Option<String>)]) -> Option<String> {
        modeles.iter().find_map(|(racine, extension)| {
            let (modele, defaut) = modele(racine)?;
            let version = extension.as_deref().filter(|e| !e.is_empty()).unwrap_or(defaut);
            let nom = format!("CI-SIS_{modele}_{version}.sch");
            let (chemin, _) = fichiers::trouver(&nom, &self.dossier, &fichiers::racine(&self.dossier.join("x"))).ok()?;
            chemin.file_name().map(|n| n.to_string_lossy().into_owned())
        })
    }

    /// The schemas that a document is put against: family, path under the folder.
    #[must_use]
    pub fn schemas(&self, modeles: &[(String, Option<String>)]) -> Vec<(&'static str, String)> {
        let du_modele = self.schema_du_modele(modeles).map(|s| ("document", s));
        let profils = PROFILS.iter().map(|(famille, chemin)| (*famille, (*chemin).to_owned()));
        du_modele.into_iter().chain(profils).collect()
    }

    /// Judges a document. What published schemas get wrong is told once per schema, by [`JeuAns::avertissements`].
    ///
    /// # Errors
    /// [`ErreurValidation`]: the document cannot be read, or the engine stopped (a fault of the bench).
    pub fn juger(&self, octets: &[u8], modeles: &[(String, Option<String>)], options: &Options) -> Result<Vec<Finding>, ErreurValidation> {
        let texte = segur_soap::decoder(octets)?;
        self.juger_lu(&segur_soap::lire(&texte)?, modeles, options)
    }

    /// Judges a document that was read ([`segur_soap::lire`]).
    ///
    /// # Errors
    /// [`ErreurValidation::Panne`]: the engine stopped (a fault of the bench).
    pub fn juger_lu(
        &self,
        document: &roxmltree::Document<'_>,
        modeles: &[(String, Option<String>)],
        options: &Options,
    ) -> Result<Vec<Finding>, ErreurValidation> {
        let piece = Piece::new(document, &self.commun.noms);
        let schemas = self.schemas(modeles);
        // All are there before the tree is made, which then knows their names.
        for (_, chemin) in &schemas {
            self.charge(chemin);
        }
        let mut findings = if schemas.first().is_some_and(|(famille, _)| *famille == "document") {
            Vec::new()
        } else {
            self.sans_le_sien(&piece, modeles, options)?
        };
        for (famille, chemin) in schemas {
            findings.extend(self.par_un(famille, chemin, &piece, options)?);
        }
        Ok(findings)
    }

    /// Loads what every document is put against, instead of when the first one is judged.
    pub fn precharger(&self) {
        for (_, chemin) in PROFILS {
            self.charge(chemin);
        }
    }

    /// What one schema says of a document.
    pub(crate) fn par_un(
        &self,
        famille: &str,
        chemin: String,
        piece: &Piece<'_>,
        options: &Options,
    ) -> Result<Vec<Finding>, ErreurValidation> {
        let case = self.charge(&chemin);
        Ok(match case.get() {
            Some(Ok(schema)) => schema.valider_piece(piece, options)?.findings(famille, &chemin),
            autre => {
                let cause = autre.and_then(|s| s.as_ref().err()).map_or("", String::as_str);
                vec![NON_APPLIQUE.finding(
                    Location::path(chemin),
                    "un schéma qui se charge",
                    format!("le schéma publié ne se charge pas : {cause}"),
                )]
            }
        })
    }

    /// What the loaded schemas get wrong and is tolerated, each with the schema.
    #[must_use]
    pub fn avertissements(&self) -> Vec<String> {
        let charges = self.charges.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tous: Vec<String> = charges
            .iter()
            .filter_map(|(nom, case)| case.get().and_then(|s| s.as_ref().ok()).map(|s| (nom, s)))
            .flat_map(|(nom, s)| s.avertissements().into_iter().map(move |a| format!("{nom} : {a}")))
            .collect();
        tous.sort();
        tous
    }

    /// A schema, loaded.
    fn charge(&self, chemin: &str) -> Case {
        let case = {
            let mut charges = self.charges.lock().unwrap_or_else(PoisonError::into_inner);
            charges.entry(chemin.to_owned()).or_default().clone()
        };
        case.get_or_init(|| Schema::charger_parmi(&self.dossier.join(chemin), None, &self.commun).map_err(|e| e.to_string()));
        case
    }
}

/// The model that a `templateId` names, and its version when the document says none.
pub(crate) fn modele(racine: &str) -> Option<(&'static str, &'static str)> {
    let fin = racine.strip_prefix(RACINE)?;
    MODELES.lines().filter(|l| !l.starts_with('#')).find_map(|l| {
        let mut c = l.split('\t');
        (c.next() == Some(fin)).then(|| (c.next().unwrap_or_default(), c.next().unwrap_or_default()))
    })
}
