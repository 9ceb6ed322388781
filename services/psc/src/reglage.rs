//! How the service is set, and the switches of what no public source settles.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

use segur_oidc::FormeX5t;

/// Settings, for every espace. The switches may be changed in one espace by `psc.regler`, until it is reset.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct PscReglage {
    /// Base URL announced for an endpoint, by name (`auth` = `https://psc-auth.banc.test`), without path nor final `/`; absent: its
    /// true address. Fixed names keep ports out of tokens and documents.
    pub bases: BTreeMap<String, String>,
    /// CIBA: seconds between two polls.
    pub interval: u32,
    /// Switches, as `psc.regler` names them (`[psc.reglages] acr = "eidas3"`).
    #[serde(rename = "reglages", deserialize_with = "bascules")]
    pub bascules: Bascules,
}

impl PscReglage {
    /// Endpoints that may be announced under a fixed name.
    const POINTS: [&str; 4] = ["auth", "wallet", "edc", "proxy"];

    /// Whether each base is the address of an endpoint, without path.
    pub(crate) fn verifier(&self) -> Result<(), String> {
        for (point, base) in &self.bases {
            let hote = base.strip_prefix("https://").unwrap_or_default();
            if !Self::POINTS.contains(&point.as_str()) || hote.is_empty() || hote.contains('/') {
                return Err(format!(
                    "bases : « {point} = {base} » ; donnez l'adresse (https://hôte, sans chemin) de l'un de {}",
                    Self::POINTS.join(", ")
                ));
            }
        }
        Ok(())
    }
}

fn bascules<'de, D: Deserializer<'de>>(d: D) -> Result<Bascules, D::Error> {
    let mut bascules = Bascules::default();
    for (cle, valeur) in BTreeMap::<String, String>::deserialize(d)? {
        bascules.regler(&cle, &valeur).map_err(D::Error::custom)?;
    }
    Ok(bascules)
}

impl Default for PscReglage {
    fn default() -> Self {
        Self {
            bases: BTreeMap::new(),
            interval: 5,
            bascules: Bascules::default(),
        }
    }
}

/// What no public source settles, and faults that a candidate must see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bascules {
    /// `acr` of tokens.
    pub acr: Acr,
    /// `scope` of tokens.
    pub scope: Perimetre,
    /// Whether PKCE is wanted of everybody.
    pub pkce: Pkce,
    /// Shape of `sub`.
    pub sub: FormeSub,
    /// `nonce` of identity tokens.
    pub nonce: FormeNonce,
    /// Shape of UserInfo.
    pub userinfo: FormeUserinfo,
    /// Encoding of `cnf.x5t#S256`.
    pub cnf: FormeX5t,
    /// `iss` of identity tokens.
    pub iss: Justesse,
    /// `aud` of identity tokens.
    pub aud: Justesse,
    /// Signature of identity tokens.
    pub signature: Justesse,
}

macro_rules! mots {
    ($($(#[$doc:meta])* $nom:ident { $($(#[$vdoc:meta])* $valeur:ident = $mot:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub enum $nom { $($(#[$vdoc])* $valeur,)+ }

        impl $nom {
            /// Every word of `psc.regler`.
            pub const MOTS: &[&str] = &[$($mot),+];

            /// Its word.
            #[must_use]
            pub fn mot(self) -> &'static str {
                match self { $(Self::$valeur => $mot,)+ }
            }

            /// By its word.
            #[must_use]
            pub fn lire(mot: &str) -> Option<Self> {
                match mot { $($mot => Some(Self::$valeur),)+ _ => None }
            }
        }
    )+};
}

mots! {
    /// `acr` of tokens: sources disagree, and it is not what was asked for.
    Acr {
        /// As production in September 2026: `eidas2` by card, else `eidas1` (ansforge/keycloak-prosanteconnect#43).
        #[default]
        Production = "production",
        /// The level asked for.
        Eidas1 = "eidas1",
        /// Another.
        Eidas2 = "eidas2",
        /// As in the captures of the bac à sable (2021, 2023), by card.
        Eidas3 = "eidas3",
        /// No claim.
        Absent = "absent",
    }
    /// `scope` of tokens: sources disagree.
    Perimetre {
        /// What was asked for, as production in September 2026 (ansforge/keycloak-prosanteconnect#43).
        #[default]
        Demande = "demande",
        /// With `profile` and `identity`, as in the capture of the bac à sable of 2023.
        Etendu = "etendu",
    }
    /// Whether PKCE is wanted: what PSC does of a confidential client without is not public.
    Pkce {
        /// Verified when it is there.
        #[default]
        Facultative = "facultative",
        /// Wanted of everybody.
        Exigee = "exigee",
    }
    /// Shape of `sub`, which nobody should parse.
    FormeSub {
        /// `f:<uuid>:<national identifier>`, as in every capture.
        #[default]
        Federation = "federation",
        /// A bare UUID, as one secondary source reports.
        Uuid = "uuid",
    }
    /// `nonce` of identity tokens: the two last are faults that the candidate must see.
    FormeNonce {
        /// The one that was sent.
        #[default]
        Renvoye = "renvoye",
        /// None.
        Absent = "absent",
        /// Another's.
        Autre = "autre",
    }
    /// Whether a part of identity tokens is right: what is false on purpose must be refused by the candidate.
    Justesse {
        /// As it must be.
        #[default]
        Vrai = "vrai",
        /// A fault.
        Faux = "faux",
    }
    /// Shape of UserInfo.
    FormeUserinfo {
        /// Everything.
        #[default]
        Complet = "complet",
        /// Identity alone, as for a scope without `scope_all`.
        Reduit = "reduit",
        /// Without `otherIds` nor `authMode`, as in some captures.
        SansOptionnels = "sans-optionnels",
    }
}

impl Bascules {
    /// Sets one by its words.
    ///
    /// # Errors
    /// No such switch, or no such value: what could be said (French).
    pub fn regler(&mut self, cle: &str, valeur: &str) -> Result<(), String> {
        let bon = match cle {
            "acr" => Acr::lire(valeur).map(|v| self.acr = v),
            "scope" => Perimetre::lire(valeur).map(|v| self.scope = v),
            "sub" => FormeSub::lire(valeur).map(|v| self.sub = v),
            "nonce" => FormeNonce::lire(valeur).map(|v| self.nonce = v),
            "userinfo" => FormeUserinfo::lire(valeur).map(|v| self.userinfo = v),
            "pkce" => Pkce::lire(valeur).map(|v| self.pkce = v),
            "iss" => Justesse::lire(valeur).map(|v| self.iss = v),
            "aud" => Justesse::lire(valeur).map(|v| self.aud = v),
            "signature" => Justesse::lire(valeur).map(|v| self.signature = v),
            "cnf" => [FormeX5t::Rfc8705, FormeX5t::Ans]
                .into_iter()
                .find(|f| f.mot() == valeur)
                .map(|v| self.cnf = v),
            autre => return Err(format!("réglage « {autre} » inconnu ; les réglages sont {}", Self::dits())),
        };
        bon.ok_or_else(|| format!("valeur « {valeur} » inconnue ; les réglages sont {}", Self::dits()))
    }

    fn dits() -> String {
        format!(
            "acr ({}), scope ({}), sub ({}), nonce ({}), userinfo ({}), pkce ({}), cnf (rfc8705, ans), iss, aud et signature ({})",
            Acr::MOTS.join(", "),
            Perimetre::MOTS.join(", "),
            FormeSub::MOTS.join(", "),
            FormeNonce::MOTS.join(", "),
            FormeUserinfo::MOTS.join(", "),
            Pkce::MOTS.join(", "),
            Justesse::MOTS.join(", ")
        )
    }
}
