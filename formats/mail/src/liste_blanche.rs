//! The white list of MSSanté: which operator may speak for which domain.
//!
//! A domain is there once for each certificate of its operator, so that the key is the pair (domain, DN), never the domain alone. A list is
//! read whole or not at all: the one that the ANS put in its own repository is cut before its end, and only a reader that is not one of XML
//! would take it. No copy that was seen is signed.

mod ecrire;
mod lire;
pub mod regles;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use segur_x509::dn_equivalents;
use time::OffsetDateTime;

pub use ecrire::Variante;
pub use lire::{ListeRefusee, OCTETS_MAX};

/// Namespace of the published list.
pub const ESPACE_DE_NOMS: &str = "https://listeblanche.mssante.fr/schema";

/// One line: a domain, and a certificate of its operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entree {
    /// Domain, as written (`UC-CMP.mssante.fr`).
    pub nom: String,
    /// What it is.
    pub description: String,
    /// Subject of a certificate of the operator, as written (`CN=…,OU=…,O=…,ST=…,C=FR`).
    pub dn: String,
    /// Who answers for it.
    pub responsable: String,
    /// Whom to call.
    pub support: String,
    /// When it changed, as written: it may be later than the list itself.
    pub maj: String,
}

/// A list that was read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListeBlanche {
    generee: OffsetDateTime,
    entrees: Vec<Entree>,
    /// Ranks of the entries of each domain, by its name in A-label form.
    par_domaine: BTreeMap<String, Vec<usize>>,
}

/// What the list says of an operator that speaks for a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// The domain is there, with this certificate.
    Admis,
    /// The domain is not there.
    DomaineAbsent,
    /// The domain is there, with other certificates.
    AutreCertificat,
}

impl ListeBlanche {
    /// A list of these entries.
    #[must_use]
    pub fn nouvelle(generee: OffsetDateTime, entrees: Vec<Entree>) -> Self {
        let mut par_domaine: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (rang, entree) in entrees.iter().enumerate() {
            par_domaine.entry(domaine(&entree.nom)).or_default().push(rang);
        }
        Self {
            generee,
            entrees,
            par_domaine,
        }
    }

    /// When it says that it was made.
    #[must_use]
    pub fn generee(&self) -> OffsetDateTime {
        self.generee
    }

    /// Its lines, in order.
    #[must_use]
    pub fn entrees(&self) -> &[Entree] {
        &self.entrees
    }

    /// Its domains, each once, in A-label form.
    #[must_use]
    pub fn domaines(&self) -> BTreeSet<&str> {
        self.par_domaine.keys().map(String::as_str).collect()
    }

    /// Whether a domain is there at all.
    #[must_use]
    pub fn connait(&self, nom: &str) -> bool {
        self.par_domaine.contains_key(&domaine(nom))
    }

    /// The subjects of the certificates of a domain, as written.
    pub fn dns(&self, nom: &str) -> impl Iterator<Item = &str> {
        let rangs = self.par_domaine.get(&domaine(nom)).into_iter().flatten();
        rangs.filter_map(|rang| self.entrees.get(*rang)).map(|e| e.dn.as_str())
    }

    /// Whether a certificate is there, whatever its domains.
    #[must_use]
    pub fn connait_certificat(&self, dn: &str) -> bool {
        self.entrees.iter().any(|e| dn_equivalents(&e.dn, dn))
    }

    /// Whether who has this certificate may speak for this domain, and why not. Names of certificates are compared RDN by RDN, whatever the
    /// order in which a tool prints them.
    #[must_use]
    pub fn admission(&self, nom: &str, dn: &str) -> Admission {
        if !self.connait(nom) {
            return Admission::DomaineAbsent;
        }
        match self.dns(nom).any(|inscrit| dn_equivalents(inscrit, dn)) {
            true => Admission::Admis,
            false => Admission::AutreCertificat,
        }
    }

    /// Whether who has this certificate may speak for this domain.
    #[must_use]
    pub fn autorise(&self, nom: &str, dn: &str) -> bool {
        self.admission(nom, dn) == Admission::Admis
    }
}

/// A domain as it is compared: in A-label form, lower case, without the final dot. What is no name for IDNA is compared by its lower case,
/// and is then equal to itself alone.
#[must_use]
pub fn domaine(nom: &str) -> String {
    let nom = nom.trim();
    let nom = nom.strip_suffix('.').unwrap_or(nom);
    idna::domain_to_ascii(nom).unwrap_or_else(|_| nom.to_lowercase())
}
