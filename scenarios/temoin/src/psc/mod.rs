//! Pro Santé Connect as the témoin speaks to it: sign in by web or by CIBA, verify what comes back, keep the session alive, end it,
//! and call an API of the Espace de Confiance. Endpoints come from the discovery document, never from a rule of ours.

pub(crate) mod ciba;
pub(crate) mod client;
pub(crate) mod connexion;
pub(crate) mod edc;
pub(crate) mod formulaire;
pub(crate) mod jetons;
pub(crate) mod navigateur;
pub(crate) mod personne;
pub(crate) mod session;

use time::OffsetDateTime;

use crate::ecarts::{Ecart, Ecarts};
use crate::identifiants::Tirage;

/// What a call is made with.
#[derive(Clone, Copy)]
pub(crate) struct Appel<'a> {
    pub ecarts: &'a Ecarts,
    pub tirage: Tirage<'a>,
    pub maintenant: OffsetDateTime,
}

impl Appel<'_> {
    /// `acr_values`: `eidas1` is the only level that PSC documents.
    fn acr(&self) -> Option<&'static str> {
        if self.ecarts.a(Ecart::PscAcrAbsent) {
            return None;
        }
        Some(self.ecarts.choisir(Ecart::PscAcrEidas2, "eidas1", "eidas2"))
    }
}

/// What is asked: without `scope_all`, userinfo is reduced.
const PORTEE: &str = "openid scope_all";

/// Why PSC, or what came from it, was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refus {
    /// PSC answered an error of OAuth (`invalid_grant`…), or the person refused.
    Psc { code: String, texte: String },
    /// What PSC answered does not hold: the session is not opened (French).
    Ecarte(String),
    /// PSC could not be reached, or did not speak its protocol (French).
    Panne(String),
}

impl Refus {
    /// For the tester (French).
    pub(crate) fn dit(&self) -> String {
        match self {
            Self::Psc { code, texte } if texte.is_empty() => format!("PSC répond {code}"),
            Self::Psc { code, texte } => format!("PSC répond {code} ({texte})"),
            Self::Ecarte(texte) | Self::Panne(texte) => texte.clone(),
        }
    }

    /// Whether PSC answered this error.
    pub(crate) fn est(&self, attendu: &str) -> bool {
        matches!(self, Self::Psc { code, .. } if code == attendu)
    }
}

/// A text of others, short enough to be shown.
pub(crate) fn court(texte: &str) -> String {
    const LONGUEUR: usize = 200;
    match texte.char_indices().nth(LONGUEUR) {
        Some((fin, _)) => format!("{}…", &texte[..fin]),
        None => texte.to_owned(),
    }
}

/// Parameters, as a form writes them.
pub(crate) fn parametres(liste: &[(&str, &str)]) -> String {
    let Ok(mut u) = reqwest::Url::parse("http://x/") else {
        return String::new();
    };
    u.query_pairs_mut().extend_pairs(liste);
    u.query().unwrap_or_default().to_owned()
}
