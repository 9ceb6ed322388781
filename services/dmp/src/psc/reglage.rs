//! How the gateway is set: each thing that the try-outs of the ANS leave open is a setting.

use segur_saml::vihf::Mode;
use segur_xds::psc::{DELEGUEE, ENTETES_PATIENT};
use serde::Deserialize;

/// `[dmp.api-psc]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ApiPscReglage {
    /// Whether the endpoint plays transactions; else it answers how to open it.
    pub ouverte: bool,
    /// What the VIHF says of the mode.
    pub mode: ModePsc,
    /// Whose rights hold when `mode` is `DELEGUEE`, which no matrix of rights has.
    pub droits_deleguee: DroitsDeleguee,
    /// The header that holds the INS; none: each of the two that the try-outs have.
    pub entete_patient: Option<String>,
    /// Fiche of the structure of the gateway.
    pub structure: String,
    /// Where the keys of Pro Santé Connect are, when this bench does not play it.
    pub jwks: Option<String>,
}

/// `Authentification_mode` of the VIHF that the gateway makes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum ModePsc {
    /// What the try-outs write.
    #[default]
    #[serde(rename = "INDIRECTE")]
    Indirecte,
    /// What a comment in them says that it should be.
    #[serde(rename = "DELEGUEE")]
    Deleguee,
}

/// The mode whose rights stand for those of `DELEGUEE`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum DroitsDeleguee {
    /// The structure alone is known.
    #[serde(rename = "INDIRECTE")]
    Indirecte,
    /// The nearest known: a person strongly authenticated, by a software that a structure answers for.
    #[default]
    #[serde(rename = "INDIRECTE_RENFORCEE")]
    IndirecteRenforcee,
    /// As if the person had come with their card.
    #[serde(rename = "DIRECTE")]
    Directe,
}

impl Default for ApiPscReglage {
    fn default() -> Self {
        Self {
            ouverte: false,
            mode: ModePsc::default(),
            droits_deleguee: DroitsDeleguee::default(),
            entete_patient: None,
            structure: "HOPITAL".to_owned(),
            jwks: None,
        }
    }
}

impl ApiPscReglage {
    /// The word of the mode, as the VIHF has it.
    pub(crate) fn mot(&self) -> &'static str {
        match self.mode {
            ModePsc::Indirecte => Mode::Indirecte.mot(),
            ModePsc::Deleguee => DELEGUEE,
        }
    }

    /// The mode whose rights hold.
    pub(crate) fn droits(&self) -> Mode {
        match (self.mode, self.droits_deleguee) {
            (ModePsc::Indirecte, _) | (ModePsc::Deleguee, DroitsDeleguee::Indirecte) => Mode::Indirecte,
            (ModePsc::Deleguee, DroitsDeleguee::IndirecteRenforcee) => Mode::IndirecteRenforcee,
            (ModePsc::Deleguee, DroitsDeleguee::Directe) => Mode::Directe,
        }
    }

    /// The headers that may hold the INS.
    pub(crate) fn entetes_patient(&self) -> Vec<&str> {
        match &self.entete_patient {
            Some(nom) => vec![nom],
            None => ENTETES_PATIENT.to_vec(),
        }
    }

    /// What is wrong with what was set (French).
    pub(crate) fn verifier(&self) -> Result<(), String> {
        let nom = self.entete_patient.as_deref().unwrap_or(ENTETES_PATIENT[0]);
        // RFC 9110, 5.1: a name is a token.
        if nom.is_empty() || !nom.bytes().all(|o| o.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&o)) {
            return Err(format!("[dmp.api-psc] entete-patient : « {nom} » n'est pas un nom d'en-tête HTTP."));
        }
        Ok(())
    }
}
