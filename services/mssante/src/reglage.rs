//! How the operator is set.

use std::collections::BTreeMap;

use serde::Deserialize;

pub use crate::relais::RelaisReglage;

/// Largest mail, in bytes, when nothing says otherwise: room for a mail that is too large for a citizen, so that its bounce is seen.
const TAILLE: usize = 36 * 1024 * 1024;

/// Settings, for every espace.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct MssanteReglage {
    /// The domains of the operator; those of the mailboxes of the world are added.
    pub domaines: Vec<String>,
    /// Largest mail, in bytes: what `SIZE` says.
    pub taille: usize,
    /// Passwords of mailboxes, by address (`LOGIN`, `AUTH PLAIN`): for tools that have no token of Pro Santé Connect. None: no password is taken.
    pub mots_de_passe: BTreeMap<String, String>,
    /// Address of the keys of Pro Santé Connect; none: those of the bench that plays it in this process.
    pub jwks: Option<String>,
    /// Where the operator of a domain listens (`"op-b.mssante.fr" = "127.0.0.1:2525"`).
    pub operateurs: BTreeMap<String, String>,
    /// Address of the white list that the operator applies; none: its own.
    pub liste_blanche: Option<String>,
    /// What its own list says besides: the names of the certificates of a domain. They replace what the world says of it.
    pub inscrits: BTreeMap<String, Vec<String>>,
    /// The relay.
    pub relais: RelaisReglage,
    /// Name of the operator on the wire.
    pub nom: String,
}

impl Default for MssanteReglage {
    fn default() -> Self {
        Self {
            domaines: Vec::new(),
            taille: TAILLE,
            mots_de_passe: BTreeMap::new(),
            jwks: None,
            operateurs: BTreeMap::new(),
            liste_blanche: None,
            inscrits: BTreeMap::new(),
            relais: RelaisReglage::default(),
            nom: "mss.banc.test".to_owned(),
        }
    }
}
