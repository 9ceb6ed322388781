//! Which text a message follows: by its type (MSH-9) and what it says of its profile (MSH-21).

use crate::er7::Message;

/// MSH-21 of the transmission of a clinical document.
pub const VOLET_DOCUMENT: &str = "CISIS_CDA_HL7_V2";
/// MSH-21 of the transmission to an LPS of a document that came by mail.
pub const VOLET_LPS: &str = "CISIS_CDA_HL7_LPS";

/// A text that says what a message holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profil {
    /// IHE PAM, national extension: identities and movements.
    Pam,
    /// Transmission of a CDA document in HL7 v2.
    Document,
    /// Transmission to an LPS of a CDA document that came by mail.
    Lps,
    /// Technical acknowledgement.
    Acquittement,
    /// Business acknowledgement (ZAM).
    AcquittementMetier,
    /// None that the bench knows: what every message asks is judged, and what it holds is not.
    Autre,
}

impl Profil {
    /// That of a message.
    #[must_use]
    pub fn de(message: &Message) -> Self {
        let Some(msh) = message.premier("MSH") else { return Self::Autre };
        let dits: Vec<String> = msh.repetitions(21).map(|p| p.texte.to_owned()).collect();
        let dit = |volet: &str| dits.iter().any(|p| p.contains(volet));
        match msh.composant(9, 1).as_str() {
            "ADT" => Self::Pam,
            "ACK" => Self::Acquittement,
            "ZAM" => Self::AcquittementMetier,
            "ORU" | "MDM" if dit(VOLET_LPS) => Self::Lps,
            "ORU" | "MDM" if dit(VOLET_DOCUMENT) => Self::Document,
            // A document of the volets, before they said their name.
            "MDM" => Self::Document,
            "ORU" if message.nommes("OBX").any(|o| o.champ(2) == "ED") => Self::Document,
            _ => Self::Autre,
        }
    }

    /// Whether the message says that it follows the version of the text that is judged. What an earlier one asked may have been something else.
    #[must_use]
    pub fn est_a_jour(self, message: &Message) -> bool {
        let versions: &[&str] = match self {
            Self::Document | Self::AcquittementMetier => &["2.1"],
            Self::Lps => &["1.1"],
            // The version is that of the standard, and its rule says what it must be.
            Self::Pam | Self::Acquittement | Self::Autre => return true,
        };
        let Some(msh) = message.premier("MSH") else { return true };
        msh.repetitions(21).any(|p| versions.contains(&p.clair(1).as_str()))
    }
}
