//! What is asked of a page: the espace, and the filter of exchanges.

use segur_kit::ESPACE_DEFAUT;
use segur_model::Exchange;
use serde::{Deserialize, Serialize};

use crate::resume::echoue;

/// The query of a page. What is not known is passed over: an old address still opens.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Demande {
    /// Espace.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) espace: String,
    /// Service, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) service: String,
    /// Text looked for in operation, request line, facts and reasons.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) q: String,
    /// `oui`: only what went wrong.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) echecs: String,
    /// Only exchanges before this id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) avant: Option<u64>,
}

impl Demande {
    /// The espace.
    pub(crate) fn espace(&self) -> &str {
        if self.espace.is_empty() { ESPACE_DEFAUT } else { &self.espace }
    }

    /// Whether only what went wrong is wanted.
    pub(crate) fn echecs(&self) -> bool {
        self.echecs == "oui"
    }

    /// Whether something is filtered out.
    pub(crate) fn filtree(&self) -> bool {
        !self.service.is_empty() || !self.q.trim().is_empty() || self.echecs()
    }

    /// Whether an exchange is wanted.
    pub(crate) fn retient(&self, e: &Exchange) -> bool {
        (self.service.is_empty() || e.service == self.service) && (!self.echecs() || echoue(e)) && self.contient(e)
    }

    fn contient(&self, e: &Exchange) -> bool {
        let q = self.q.trim().to_lowercase();
        let dans = |texte: &str| texte.to_lowercase().contains(&q);
        q.is_empty()
            || dans(&e.operation)
            || dans(&e.requete.ligne)
            || e.echec.as_deref().is_some_and(dans)
            || e.findings.iter().any(|f| dans(&f.rule))
            || e.faits.values().flatten().any(|v| dans(v))
    }

    /// The same as a query, with something changed.
    pub(crate) fn lien(&self, chemin: &str, changer: impl FnOnce(&mut Self)) -> String {
        let mut autre = self.clone();
        changer(&mut autre);
        match serde_urlencoded::to_string(&autre) {
            Ok(q) if !q.is_empty() => format!("{chemin}?{q}"),
            _ => chemin.to_owned(),
        }
    }
}
