//! Why the service refuses, and under which code it says so (`donnees/causes.toml`). The list of the real DMP is not public: a code that was
//! not read anywhere is a setting (`[dmp.codes]`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

static CAUSES: LazyLock<BTreeMap<String, Connue>> =
    LazyLock::new(|| toml::from_str(include_str!("../donnees/causes.toml")).unwrap_or_default());

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Connue {
    code: String,
    texte: String,
    #[serde(default)]
    #[allow(dead_code, reason = "a code that was read somewhere says where: the tests hold it to that")]
    source: Option<String>,
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause {
    Droits,
    Autorisation,
    Opposition,
    Interdit,
    Absent,
    Ferme,
    SansPatient,
    RequeteInconnue,
    ParametreManquant,
    Parametre,
    Recherche,
    Trop,
    Depot,
    Document,
    Version,
    MiseAJour,
    Operation,
    Cible,
    Ancien,
    Retiree,
    Illisible,
}

impl Cause {
    pub const TOUTES: [(Self, &'static str); 21] = [
        (Self::Droits, "droits"),
        (Self::Autorisation, "autorisation"),
        (Self::Opposition, "opposition"),
        (Self::Interdit, "interdit"),
        (Self::Absent, "absent"),
        (Self::Ferme, "ferme"),
        (Self::SansPatient, "sans-patient"),
        (Self::RequeteInconnue, "requete-inconnue"),
        (Self::ParametreManquant, "parametre-manquant"),
        (Self::Parametre, "parametre"),
        (Self::Recherche, "recherche"),
        (Self::Trop, "trop"),
        (Self::Depot, "depot"),
        (Self::Document, "document"),
        (Self::Version, "version"),
        (Self::MiseAJour, "mise-a-jour"),
        (Self::Operation, "operation"),
        (Self::Cible, "cible"),
        (Self::Ancien, "ancien"),
        (Self::Retiree, "retiree"),
        (Self::Illisible, "illisible"),
    ];

    fn cle(self) -> &'static str {
        Self::TOUTES.into_iter().find(|(c, _)| *c == self).map_or("", |(_, cle)| cle)
    }
}

/// A refusal, in no form yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refus {
    pub cause: Cause,
    /// What is refused, in this request (French).
    pub precision: String,
    /// Where in the request, when it is known.
    pub lieu: Option<String>,
}

impl Refus {
    pub fn nouveau(cause: Cause, precision: impl Into<String>) -> Self {
        Self {
            cause,
            precision: precision.into(),
            lieu: None,
        }
    }

    pub fn en(mut self, lieu: &str) -> Self {
        self.lieu = Some(lieu.to_owned());
        self
    }
}

/// The codes, some of them set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Codes(pub BTreeMap<String, String>);

impl Codes {
    /// The code and the sentence of a refusal.
    pub fn dire(&self, refus: &Refus) -> (String, String) {
        let connue = CAUSES.get(refus.cause.cle());
        let code = self.0.get(refus.cause.cle()).cloned();
        let code = code.or_else(|| connue.map(|c| c.code.clone())).unwrap_or_default();
        let texte = connue.map(|c| c.texte.as_str()).unwrap_or_default();
        let dit = match refus.precision.as_str() {
            "" => format!("{texte}."),
            precision => format!("{texte}. {precision}"),
        };
        (code, dit)
    }

    /// The same, outside the registry: a name of IHE is none there. One of ours stands for it, unless it was set.
    pub fn dire_hors_registre(&self, refus: &Refus) -> (String, String) {
        let (code, texte) = self.dire(refus);
        let cle = refus.cause.cle();
        if code.starts_with("XDS") && !self.0.contains_key(cle) {
            return (format!("banc_{}", cle.replace('-', "_")), texte);
        }
        (code, texte)
    }

    /// What is wrong with what was set.
    pub fn verifier(&self) -> Result<(), String> {
        match self.0.keys().find(|cle| !CAUSES.contains_key(*cle)) {
            None => Ok(()),
            Some(cle) => {
                let connues: Vec<&str> = CAUSES.keys().map(String::as_str).collect();
                Err(format!(
                    "cause inconnue dans [dmp.codes] : « {cle} ». Causes : {}.",
                    connues.join(", ")
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chaque_cause_a_son_code_et_chaque_code_sa_cause() {
        let dites: Vec<&str> = CAUSES.keys().map(String::as_str).collect();
        let mut toutes: Vec<&str> = Cause::TOUTES.into_iter().map(|(_, cle)| cle).collect();
        toutes.sort_unstable();
        assert_eq!(dites, toutes);
        // A name that begins like one of the DMP was read somewhere.
        for (cle, c) in CAUSES.iter() {
            assert!(c.source.is_some() || !c.code.starts_with("DMP"), "{cle}");
            assert!(!c.texte.ends_with('.'), "{cle}");
        }
    }

    #[test]
    fn un_code_se_regle() {
        let refus = Refus::nouveau(Cause::Absent, "INS 1.");
        assert_eq!(Codes::default().dire(&refus).0, "XDSUnknownPatientId");
        let regles = Codes([("absent".to_owned(), "DMPAbsent".to_owned())].into());
        assert_eq!(
            regles.dire(&refus),
            ("DMPAbsent".into(), "Cette personne n'a pas de DMP. INS 1.".into())
        );
        assert_eq!(Codes::default().dire_hors_registre(&refus).0, "banc_absent");
        assert_eq!(regles.dire_hors_registre(&refus).0, "DMPAbsent");
        assert!(regles.verifier().is_ok());
        assert!(
            Codes([("absents".to_owned(), String::new())].into())
                .verifier()
                .unwrap_err()
                .contains("autorisation")
        );
    }
}
