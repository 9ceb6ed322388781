//! What Pro Santé Connect and its clients say to each other: OpenID Connect requests, tokens, userinfo; facts and findings.
//! Pure: bytes in, facts and findings out. Everything from outside is read with caps.

#![recursion_limit = "256"] // the discovery document is one JSON literal

mod champs;
pub mod decouverte;
mod echange;
mod empreinte;
pub mod jeton;
pub mod operations;
pub mod regles;
mod userinfo;

pub use champs::{CHAMPS_MAX, Champs, ChampsRefuses, TAILLE_MAX, VALEUR_MAX, avec_parametres, encoder};
pub use echange::{Autorisation, DIALECTE, Demande, PREFIXE_DEPOT, PscLu, deux_chiffres, identifiant_national, rpps};
pub use empreinte::{FormeX5t, at_hash, defi_s256, verificateur_admis};
pub use regles::REGLES;
pub use userinfo::{ActivitePro, AutreIdentifiant, ExercicePro, RefPro, UserInfo};

#[cfg(test)]
mod tests;
