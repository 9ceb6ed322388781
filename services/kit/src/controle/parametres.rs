//! Query parameters. One that is not known is refused: a misspelt filter that filters nothing would be worse than an error.

use std::time::Duration;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;

use super::erreurs::Erreur;
use crate::ESPACE_DEFAUT;
use crate::francais::citation;
use crate::journal::Filtre;
use crate::service::ActionRefusee;

const DELAI_DEFAUT_MS: u64 = 30_000;
const DELAI_MAX_MS: u64 = 120_000;
const LIMITE_MAX: u32 = 10_000;
const OPERATIONS_MAX: usize = 50;

/// Refuses a query that has a parameter which is not known; `espace` is known everywhere.
///
/// # Errors
/// [`ActionRefusee::Parametres`], which names it and those that are known.
pub fn parametres_connus(parametres: &[(String, String)], connus: &[&str]) -> Result<(), ActionRefusee> {
    let inconnu = parametres
        .iter()
        .find(|(nom, _)| nom != "espace" && !connus.contains(&nom.as_str()));
    inconnu.map_or(Ok(()), |(nom, _)| {
        let tous: Vec<&str> = std::iter::once("espace").chain(connus.iter().copied()).collect();
        Err(ActionRefusee::Parametres(format!(
            "paramètre « {} » inconnu ici ; connus : {}",
            citation(nom),
            tous.join(", ")
        )))
    })
}

/// The query of a request, still to be matched with what its route knows.
pub(super) struct Parametres(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Parametres {
    type Rejection = Erreur;

    async fn from_request_parts(parts: &mut Parts, etat: &S) -> Result<Self, Erreur> {
        let Query(paires) = Query::<Vec<(String, String)>>::from_request_parts(parts, etat)
            .await
            .map_err(|e| Erreur::demande(format!("paramètres illisibles : {e}")))?;
        Ok(Self(paires))
    }
}

impl Parametres {
    /// Refuses what the route does not know; `espace` is known everywhere.
    pub(super) fn connus(self, connus: &[&str]) -> Result<Self, Erreur> {
        parametres_connus(&self.0, connus)?;
        Ok(self)
    }

    /// Those that are for who answers: all but the espace.
    pub(super) fn autres(&self) -> Vec<(String, String)> {
        self.0.iter().filter(|(nom, _)| nom != "espace").cloned().collect()
    }

    /// The espace, when it is given.
    pub(super) fn espace_donne(&self) -> Option<&str> {
        self.valeur("espace")
    }

    /// The espace, `defaut` when it is not given.
    pub(super) fn espace(&self) -> &str {
        self.espace_donne().unwrap_or(ESPACE_DEFAUT)
    }

    /// The filter of the routes of exchanges.
    pub(super) fn filtre(&self) -> Result<Filtre, Erreur> {
        let operations: Vec<String> = self
            .0
            .iter()
            .filter(|(nom, _)| nom == "operation")
            .flat_map(|(_, v)| v.split(','))
            .map(|o| o.trim().to_owned())
            .filter(|o| !o.is_empty())
            .collect();
        if operations.len() > OPERATIONS_MAX {
            return Err(Erreur::demande(format!(
                "{} opérations à la fois, {OPERATIONS_MAX} au plus",
                operations.len()
            )));
        }
        let communes = match self.valeur("communes") {
            None | Some("non") => false,
            Some("oui") => true,
            Some(autre) => return Err(Erreur::demande(format!("« communes={} » : écrivez oui ou non", citation(autre)))),
        };
        let limite = match self.nombre("limite")? {
            None => LIMITE_MAX,
            Some(n) => u32::try_from(n)
                .ok()
                .filter(|n| (1..=LIMITE_MAX).contains(n))
                .ok_or_else(|| Erreur::demande(format!("« limite » va de 1 à {LIMITE_MAX}")))?,
        };
        let depuis = self.nombre("depuis")?.unwrap_or(0);
        Ok(Filtre {
            espaces: vec![self.espace().to_owned()],
            operations,
            communes,
            depuis,
            limite: Some(limite),
            ..Filtre::default()
        })
    }

    /// How long to wait: at most two minutes, whatever is asked.
    pub(super) fn delai(&self) -> Result<Duration, Erreur> {
        Ok(Duration::from_millis(
            self.nombre("delai")?.unwrap_or(DELAI_DEFAUT_MS).min(DELAI_MAX_MS),
        ))
    }

    /// Whether a parameter is given.
    pub(super) fn donne(&self, nom: &str) -> bool {
        self.valeur(nom).is_some()
    }

    fn valeur(&self, nom: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == nom).map(|(_, v)| v.as_str())
    }

    fn nombre(&self, nom: &str) -> Result<Option<u64>, Erreur> {
        self.valeur(nom)
            .map(|v| {
                v.parse()
                    .map_err(|_| Erreur::demande(format!("« {nom}={} » : un nombre entier est attendu", citation(v))))
            })
            .transpose()
    }
}
