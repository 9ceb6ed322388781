//! The DMP as the témoin speaks to it: its VIHF, its messages, its lots of documents, the answers that it reads.

pub(crate) mod client;
pub(crate) mod lot;
pub(crate) mod message;
pub(crate) mod metadonnees;
pub(crate) mod reponse;
pub(crate) mod vihf;
pub(crate) mod xades;

/// The DMP, as a device of HL7 V3.
pub(crate) const OID_DMP: &str = "1.2.250.1.213.4.1.1.1";

/// The patient of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Patient {
    /// 15 characters.
    pub ins: String,
    pub oid: String,
}

impl Patient {
    /// As metadata write it.
    pub(crate) fn cx(&self) -> String {
        format!("{}^^^&{}&ISO^NH", self.ins, self.oid)
    }
}
