//! Loading the schema from a checkout: its files, and nothing out of the folder.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use fastxml::error::StructuredError;
use fastxml::schema::fetcher::error::FetchError;
use fastxml::schema::fetcher::{FetchResult, SchemaFetcher};
use fastxml::schema::{Schema, Validator};

/// Where the schema is, in a checkout.
const ENTREE: &str = "infrastructure/cda/CDA_extended.xsd";
/// Under what address the checkout is known to the schema library, which wants one. A relative location climbs no higher than it.
const ADRESSE: &str = "http://depot-ans.invalid/";
/// Bytes of one schema. The biggest is of 0.6 MB.
const FICHIER_MAX: u64 = 8 * 1024 * 1024;
/// Schemas read. There are fourteen.
const FICHIERS_MAX: usize = 64;

/// Why the schema could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErreurXsd {
    /// No schema there.
    #[error("{dossier} n'a pas {ENTREE} : donner le dossier d'un clone entier de TestContenuCDA (ANS), avec son dossier infrastructure")]
    Absent {
        /// The folder that was given.
        dossier: String,
    },
    /// A schema that cannot be read, or that may not be.
    #[error("« {ou} », que le schéma demande, n'est pas lu ({cause}) : remettre le clone de TestContenuCDA dans son état d'origine")]
    Fichier {
        /// What was asked for.
        ou: String,
        /// Why it was not read.
        cause: String,
    },
    /// Not a schema.
    #[error("le schéma n'est pas compris ({cause}) : remettre le clone de TestContenuCDA dans son état d'origine")]
    Invalide {
        /// What the library says.
        cause: String,
    },
}

/// The schema, loaded.
#[derive(Clone)]
pub struct Schemas {
    schema: Arc<Schema>,
}

impl std::fmt::Debug for Schemas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Schemas").finish_non_exhaustive()
    }
}

impl Schemas {
    /// Loads `infrastructure/cda/CDA_extended.xsd` from a checkout of `TestContenuCDA`, or from one of its folders (`schematrons`).
    /// Names are found whatever their case.
    ///
    /// # Errors
    /// [`ErreurXsd`] when the schema is not there, or asks for what is not in the checkout.
    pub fn charger(dossier: &Path) -> Result<Self, ErreurXsd> {
        let absent = || ErreurXsd::Absent {
            dossier: dossier.display().to_string(),
        };
        let depart = dossier.canonicalize().map_err(|_| absent())?;
        let racine = [Some(depart.as_path()), depart.parent()]
            .into_iter()
            .flatten()
            .find(|r| trouver(r, ENTREE).is_some_and(|f| f.is_file()))
            .ok_or_else(absent)?;
        let depot = Depot {
            racine: racine.to_owned(),
            lus: Mutex::default(),
            refus: Mutex::default(),
        };
        let adresse = format!("{ADRESSE}{ENTREE}");
        let entree = depot.lire(&adresse)?;
        let essai = sans_panique(|| Schema::builder().add(adresse, entree).resolve_with(&depot));
        let refus = depot.refus.lock().unwrap_or_else(PoisonError::into_inner).take();
        match essai {
            Ok(Ok(schema)) => Ok(Self { schema: Arc::new(schema) }),
            Ok(Err(e)) => Err(refus.unwrap_or_else(|| ErreurXsd::Invalide { cause: e.to_string() })),
            Err(cause) => Err(ErreurXsd::Invalide { cause }),
        }
    }

    /// What the validator says of a text; else why it gave up.
    pub(crate) fn valider(&self, texte: &str, max: usize) -> Result<Vec<StructuredError>, String> {
        let schema = Arc::clone(&self.schema);
        let rapport = sans_panique(|| Validator::from(texte).schema(schema).max_errors(max).run())?;
        Ok(rapport.map_err(|e| e.to_string())?.into_entries())
    }
}

/// What is done, or that it panicked. The validator is young: whatever it does, the document is not at fault.
pub(crate) fn sans_panique<T>(faire: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(faire)).map_err(|_| "le validateur s'est arrêté".to_owned())
}

/// The checkout, as the schema library asks for its files.
struct Depot {
    racine: PathBuf,
    lus: Mutex<usize>,
    /// The first refusal, in our words.
    refus: Mutex<Option<ErreurXsd>>,
}

impl Depot {
    fn lire(&self, adresse: &str) -> Result<Vec<u8>, ErreurXsd> {
        let refuser = |cause: &str| ErreurXsd::Fichier {
            ou: adresse.strip_prefix(ADRESSE).unwrap_or(adresse).to_owned(),
            cause: cause.to_owned(),
        };
        let Some(relatif) = adresse.strip_prefix(ADRESSE) else {
            return Err(refuser("il n'est pas dans le dossier du schéma, et rien n'est pris au réseau"));
        };
        let mut lus = self.lus.lock().unwrap_or_else(PoisonError::into_inner);
        *lus += 1;
        if *lus > FICHIERS_MAX {
            return Err(refuser("trop de fichiers"));
        }
        let fichier = trouver(&self.racine, relatif).ok_or_else(|| refuser("il est absent"))?;
        // A link may lead out of the checkout.
        let vrai = fichier.canonicalize().map_err(|e| refuser(&e.to_string()))?;
        if !vrai.starts_with(&self.racine) {
            return Err(refuser("il est hors du dossier"));
        }
        let taille = std::fs::metadata(&vrai).map_err(|e| refuser(&e.to_string()))?;
        if !taille.is_file() || taille.len() > FICHIER_MAX {
            return Err(refuser("ce n'est pas un fichier de taille raisonnable"));
        }
        std::fs::read(&vrai).map_err(|e| refuser(&e.to_string()))
    }
}

impl SchemaFetcher for Depot {
    fn fetch(&self, url: &str) -> fastxml::error::Result<FetchResult> {
        self.lire(url)
            .map(|content| FetchResult {
                content,
                final_url: url.to_owned(),
                redirected: false,
            })
            .map_err(|refus| {
                let message = refus.to_string();
                self.refus.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(refus);
                FetchError::RequestFailed {
                    url: url.to_owned(),
                    message,
                }
                .into()
            })
    }
}

/// The file at a relative path, whatever the case of each name; its own first.
fn trouver(racine: &Path, relatif: &str) -> Option<PathBuf> {
    relatif.split('/').try_fold(racine.to_owned(), |ici, nom| {
        if matches!(nom, "" | "." | "..") || nom.contains('\\') {
            return None;
        }
        let exact = ici.join(nom);
        if exact.exists() {
            return Some(exact);
        }
        std::fs::read_dir(&ici)
            .ok()?
            .filter_map(Result::ok)
            .find(|e| e.file_name().to_str().is_some_and(|n| n.eq_ignore_ascii_case(nom)))
            .map(|e| e.path())
    })
}
