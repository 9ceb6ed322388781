//! The VIHF (*vecteur d'identification et d'habilitation formelles*): the SAML 2.0 assertion that every message to the DMP carries.
//! Read, built, signed, judged. Pure: the instant, the trust anchors and the revocation lists are given.

mod attributs;
mod dialecte;
mod emission;
pub mod jdv;
mod juge;
mod jugement;
mod lecture;
pub mod regles;
mod sujet;

use std::ops::Deref;

use segur_model::Location;
use time::OffsetDateTime;

pub use dialecte::{DIALECTE, VihfSeul};
pub use emission::{VihfAEmettre, ecrire_vihf, signer_vihf};
pub use juge::Autour;
pub use jugement::VihfLu;
pub use regles::REGLES;

/// Code system of the professions (TRE_G15).
pub const SYSTEME_PROFESSION: &str = "1.2.250.1.71.1.2.7";
/// Code system of the professions, of who is in training (TRE_G16).
pub const SYSTEME_FORMATION: &str = "1.2.250.1.71.1.2.8";
/// Code system of the sections of the register of pharmacists (TRE_G05).
pub const SYSTEME_SECTION: &str = "1.2.250.1.71.4.2.6";
/// Code system of the savoir-faire.
pub const SYSTEME_SAVOIR_FAIRE: &str = "1.2.250.1.71.4.2.5";
/// Code system of the sectors of activity.
pub const SYSTEME_SECTEUR: &str = "1.2.250.1.71.4.2.4";
/// Code system of the purposes of use, as the samples of the DMP and both generators of the ANS write it.
pub const SYSTEME_USAGE: &str = "1.2.250.1.213.1.1.4.248";
/// The same, by the OID of TRE_R248 in the terminologies.
pub const SYSTEME_USAGE_NOS: &str = "1.2.250.1.213.1.1.4.336";

/// How the user is authenticated (`Authentification_mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// By a CPx card, which signs.
    Directe,
    /// By the software; the certificate of the structure signs.
    Indirecte,
    /// AIR: as the latter, with a strong authentication of the user.
    IndirecteRenforcee,
}

impl Mode {
    /// Every mode.
    pub const TOUS: [Self; 3] = [Self::Directe, Self::Indirecte, Self::IndirecteRenforcee];

    /// The word of the VIHF.
    #[must_use]
    pub fn mot(self) -> &'static str {
        match self {
            Self::Directe => "DIRECTE",
            Self::Indirecte => "INDIRECTE",
            Self::IndirecteRenforcee => "INDIRECTE_RENFORCEE",
        }
    }

    /// The mode of this word.
    #[must_use]
    pub fn lire(mot: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|m| m.mot() == mot)
    }
}

/// A text read, without the white space around it, and where it is. Reads as a `str`: `vihf.structure.as_deref()`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texte {
    /// The text.
    pub texte: String,
    /// Where its element or attribute begins.
    pub lieu: Location,
}

impl Deref for Texte {
    type Target = str;

    fn deref(&self) -> &str {
        &self.texte
    }
}

/// A coded value of HL7 V3 (`Role`, `PurposeOfUse`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Code {
    /// `code`.
    pub code: String,
    /// `codeSystem`.
    pub systeme: String,
    /// `codeSystemName`.
    pub nom_systeme: Option<String>,
    /// `displayName`.
    pub libelle: Option<String>,
}

/// A coded value read, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLu {
    /// The value.
    pub valeur: Code,
    /// Where its element begins.
    pub lieu: Location,
}

impl Deref for CodeLu {
    type Target = Code;

    fn deref(&self) -> &Code {
        &self.valeur
    }
}

/// The patient of a VIHF, as `resource-id` writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// First component: the INS.
    pub ins: String,
    /// OID of the assigning authority, in the fourth component.
    pub oid: String,
}

/// Everything that a VIHF says. Nothing is judged: a value may be wrong, and any may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vihf {
    /// `@ID`.
    pub id: Option<Texte>,
    /// `@Version` of the assertion.
    pub version_saml: Option<Texte>,
    /// `@IssueInstant`, as written.
    pub emission: Option<Texte>,
    /// `@IssueInstant`, when it can be read.
    pub instant: Option<OffsetDateTime>,
    /// `Issuer`.
    pub emetteur_dn: Option<Texte>,
    /// `Issuer/@Format`.
    pub emetteur_format: Option<Texte>,
    /// `Subject/NameID`.
    pub name_id: Option<Texte>,
    /// `Conditions/AudienceRestriction/Audience`.
    pub audiences: Vec<Texte>,
    /// `Conditions/@NotBefore`.
    pub pas_avant: Vec<Texte>,
    /// `Conditions/@NotOnOrAfter`.
    pub pas_apres: Vec<Texte>,
    /// `AuthnStatement/@AuthnInstant`, as written.
    pub authentification: Option<Texte>,
    /// `AuthnContextClassRef`.
    pub classe_contexte: Option<Texte>,
    /// `AuthnContextDecl` (AIR).
    pub declaration_contexte: Option<Texte>,
    /// Attribute `VIHF_Version`.
    pub version: Option<Texte>,
    /// Attribute `Authentification_mode`, whatever the case of its name.
    pub mode: Option<Texte>,
    /// Attribute `Identifiant_Structure`.
    pub structure: Option<Texte>,
    /// Attribute `Secteur_Activite` (`SAxx^OID`).
    pub secteur: Option<Texte>,
    /// Attribute `…:subject-id`: the user, or the automaton.
    pub utilisateur: Option<Texte>,
    /// Attribute `…:subject:role`: profession, then savoir-faire or section.
    pub roles: Vec<CodeLu>,
    /// Attribute `…:resource-id` (`INS^^^&OID&ISO^NH`).
    pub resource_id: Option<Texte>,
    /// Attribute `Ressource_URN`.
    pub ressource_urn: Option<Texte>,
    /// Attribute `…:purposeofuse`.
    pub usage: Option<CodeLu>,
    /// Attribute `…:patient:hl7:confidentiality-code` (connexion secrète).
    pub confidentialite: Vec<CodeLu>,
    /// Attribute `LPS_ID`.
    pub lps_id: Option<Texte>,
    /// Attribute `LPS_Nom`.
    pub lps_nom: Option<Texte>,
    /// Attribute `LPS_Version`.
    pub lps_version: Option<Texte>,
    /// Attribute `LPS_ID_HOMOLOGATION_DMP`.
    pub homologation: Option<Texte>,
    /// Names of all attributes, as written, in order.
    pub noms: Vec<Texte>,
    /// Values whose `xsi:type` is no type, or is not theirs.
    pub types_faux: Vec<Texte>,
    /// Every value, as text, of the attributes that have one: the name of the attribute, and its values in order.
    pub valeurs: Vec<(String, Vec<Texte>)>,
}

impl Vihf {
    /// The mode, when it is one of the three.
    #[must_use]
    pub fn mode_lu(&self) -> Option<Mode> {
        self.mode.as_deref().and_then(Mode::lire)
    }

    /// The patient of `resource-id`, when it has the form `INS^^^&OID&ISO^…`.
    #[must_use]
    pub fn patient(&self) -> Option<Patient> {
        self.resource_id.as_deref().and_then(lecture::patient)
    }

    /// Every patient that a `resource-id` names: one, unless the attribute has several values.
    #[must_use]
    pub fn patients(&self) -> Vec<Patient> {
        let mut patients: Vec<Patient> = Vec::new();
        let valeurs = self.valeurs.iter().filter(|(nom, _)| nom == lecture::RESOURCE_ID);
        for p in valeurs.flat_map(|(_, v)| v).filter_map(|v| lecture::patient(v)) {
            if !patients.contains(&p) {
                patients.push(p);
            }
        }
        patients
    }

    /// The code of the sector, without its code system.
    #[must_use]
    pub fn secteur_code(&self) -> Option<&str> {
        self.secteur.as_deref().and_then(|s| s.split('^').next())
    }
}

#[cfg(test)]
mod tests;
