//! What a request to the directory is: read from its first line, its media type and its body.

use crate::operations;
use crate::table::{Ressource, ressource};
use crate::url::{Illisible, formulaire, parametres};

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub struct Appel {
    /// HTTP method.
    pub methode: String,
    /// Path as sent.
    pub chemin: String,
    /// What is asked.
    pub genre: GenreAppel,
    /// Parameters of the query string and of the form, in order.
    pub parametres: Result<Vec<(String, String)>, Illisible>,
    /// How many of them come from the query string: they come first.
    pub dans_l_url: usize,
    /// Media type of the body of a POST search that is not a form (`(absent)` when none is said): nobody may answer the rest of it.
    pub autre_corps: Option<String>,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum GenreAppel {
    /// A search.
    Recherche(&'static Ressource),
    /// A page of a search.
    Page,
    /// One resource by its identifier.
    Lecture(&'static Ressource, String),
    /// CapabilityStatement.
    Metadonnees,
    /// An extraction file.
    Extraction(String),
    /// A path of the API v1, or the path without version.
    Ancien,
    /// A method that is not served on a path that is.
    Methode,
    /// Anything else.
    Autre,
}

/// Media type of the body of a search.
pub(crate) const FORMULAIRE: &str = "application/x-www-form-urlencoded";

/// Where the extraction files are.
const EXTRACTION: &str = "/services/extraction/";

impl Appel {
    /// Reads a request line (`GET /fhir/v2/Practitioner?family=X HTTP/1.1`), the media type of the body and the body.
    #[must_use]
    pub fn lire(ligne: &str, type_contenu: &str, corps: &[u8]) -> Self {
        let mut mots = ligne.split(' ');
        let methode = mots.next().unwrap_or_default().to_owned();
        let cible = mots.next().unwrap_or_default();
        let (chemin, requete) = cible.split_once('?').unwrap_or((cible, ""));
        // An absolute form (`https://host/path`) is read as the path.
        let chemin = match chemin.split_once("://") {
            Some((_, suite)) => suite.find('/').map_or("/", |i| &suite[i..]),
            None => chemin,
        };
        let genre = classer(&methode, chemin);
        let par_formulaire = methode == "POST" && type_contenu.trim_start().to_ascii_lowercase().starts_with(FORMULAIRE);
        let cherche = methode == "POST" && matches!(genre, GenreAppel::Recherche(_));
        let autre_corps = (cherche && !par_formulaire && !corps.is_empty()).then(|| match type_contenu.trim() {
            "" => "(absent)".to_owned(),
            dit => dit.chars().take(100).collect(),
        });
        let mut dans_l_url = 0;
        let parametres = parametres(requete).and_then(|mut lus| {
            dans_l_url = lus.len();
            if par_formulaire {
                let texte = std::str::from_utf8(corps).map_err(|_| Illisible::Utf8("(corps)".to_owned()))?;
                lus.extend(formulaire(texte)?);
            }
            Ok(lus)
        });
        Self {
            methode,
            chemin: chemin.to_owned(),
            genre,
            parametres,
            dans_l_url,
            autre_corps,
        }
    }

    /// The parameters, none when they cannot be read.
    #[must_use]
    pub fn lus(&self) -> &[(String, String)] {
        self.parametres.as_deref().unwrap_or_default()
    }

    /// The first value of a parameter.
    #[must_use]
    pub fn parametre(&self, nom: &str) -> Option<&str> {
        self.lus().iter().find(|(n, _)| n == nom).map(|(_, v)| v.as_str())
    }

    /// The operation of the journal that this is.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        if self.parametres.is_err() {
            return operations::ILLISIBLE;
        }
        match self.genre {
            GenreAppel::Recherche(_) => operations::RECHERCHE,
            GenreAppel::Page => operations::PAGE,
            GenreAppel::Lecture(..) => operations::LECTURE,
            GenreAppel::Metadonnees => operations::METADATA,
            GenreAppel::Extraction(_) => operations::EXTRACTION,
            GenreAppel::Ancien | GenreAppel::Methode | GenreAppel::Autre => operations::AUTRE,
        }
    }
}

fn classer(methode: &str, chemin: &str) -> GenreAppel {
    if let Some((_, fichier)) = chemin.split_once(EXTRACTION) {
        return match methode {
            "GET" | "HEAD" => GenreAppel::Extraction(fichier.trim_end_matches('/').to_owned()),
            _ => GenreAppel::Methode,
        };
    }
    let Some((_, suite)) = chemin.split_once("/fhir/") else {
        return GenreAppel::Autre;
    };
    let Some(suite) = suite.strip_prefix("v2/") else {
        let tete = suite.split('/').next().unwrap_or_default();
        return if tete == "v1" || ressource(tete).is_some() || tete == "metadata" {
            GenreAppel::Ancien
        } else {
            GenreAppel::Autre
        };
    };
    let morceaux: Vec<&str> = suite.trim_end_matches('/').split('/').collect();
    let genre = match morceaux.as_slice() {
        ["metadata"] => GenreAppel::Metadonnees,
        ["_page"] => GenreAppel::Page,
        [nom] | [nom, "_search"] => match ressource(nom) {
            Some(r) => GenreAppel::Recherche(r),
            None => return GenreAppel::Autre,
        },
        [nom, id] => match (ressource(nom), crate::url::decoder(id)) {
            (Some(r), Some(id)) => GenreAppel::Lecture(r, id),
            _ => return GenreAppel::Autre,
        },
        _ => return GenreAppel::Autre,
    };
    let par_post = morceaux.last() == Some(&"_search");
    match methode {
        "GET" | "HEAD" if !par_post => genre,
        "POST" if par_post => genre,
        _ => GenreAppel::Methode,
    }
}
