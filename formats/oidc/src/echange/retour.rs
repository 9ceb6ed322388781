//! The answer to an exchange.

use segur_model::Exchange;
use serde_json::Value;

use crate::champs::Champs;

/// The answer, as far as facts are read in it.
pub(super) struct Retour {
    pub json: Option<Value>,
    /// Whether it takes the browser back to the client: by a redirect, or by a form.
    pub au_logiciel: bool,
    /// `error` of the JSON, of the redirect or of the page.
    pub erreur: Option<String>,
    pub statut: u16,
}

/// What an error page of the bench carries for whoever reads it by machine.
const MARQUE_ERREUR: &str = "data-erreur=\"";
/// What the page carries that posts the answer to the client.
const MARQUE_RETOUR: &str = "data-retour=\"form_post\"";

impl Retour {
    pub fn lire(exchange: &Exchange, octets: &[u8]) -> Self {
        let genre = exchange.reponse.entete("content-type").unwrap_or_default();
        let json: Option<Value> = if genre.starts_with("application/json") {
            serde_json::from_slice(octets).ok()
        } else {
            None
        };
        let redirection = exchange.reponse.entete("location").and_then(|l| {
            let suite = l.split_once(['?', '#']).map_or("", |(_, s)| s);
            Champs::lire(suite.as_bytes()).ok()
        });
        let de_json = json
            .as_ref()
            .and_then(|j| j.get("error").or_else(|| j.get("code")))
            .and_then(Value::as_str)
            .map(str::to_owned);
        let de_location = || redirection.as_ref()?.un("error").map(str::to_owned);
        let page = std::str::from_utf8(octets).ok().filter(|_| genre.starts_with("text/html"));
        let de_page = || {
            let (_, suite) = page?.split_once(MARQUE_ERREUR)?;
            suite.split_once('"').map(|(e, _)| e.to_owned())
        };
        let erreur = de_json.or_else(de_location).or_else(de_page);
        Self {
            au_logiciel: redirection.is_some() || page.is_some_and(|p| p.contains(MARQUE_RETOUR)),
            json,
            erreur,
            statut: exchange.statut.unwrap_or_else(|| statut(exchange)),
        }
    }

    pub fn texte(&self, nom: &str) -> Option<&str> {
        self.json.as_ref()?.get(nom)?.as_str()
    }

    pub fn nombre(&self, nom: &str) -> Option<String> {
        Some(self.json.as_ref()?.get(nom)?.as_i64()?.to_string())
    }
}

/// The status in the first line of the answer.
fn statut(exchange: &Exchange) -> u16 {
    exchange
        .reponse
        .ligne
        .split(' ')
        .nth(1)
        .and_then(|s| s.parse().ok())
        .unwrap_or_default()
}
