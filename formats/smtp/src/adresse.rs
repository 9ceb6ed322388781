//! An address, as envelopes hold it.

/// Longest address (RFC 5321, 4.5.3.1.3: 256 with its brackets).
const MAX: usize = 254;
/// Longest local part (4.5.3.1.1).
const LOCAL_MAX: usize = 64;

/// A mailbox: local part and domain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Adresse {
    local: String,
    domaine: String,
}

/// Why a text is no address (French).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdresseRefusee {
    /// No `@`, or nothing on one side of it.
    #[error("l'adresse n'est pas de la forme nom@domaine")]
    Forme,
    /// Too long.
    #[error("l'adresse est trop longue : {LOCAL_MAX} caractères avant « @ », {MAX} en tout")]
    Longueur,
    /// A character that an address never has.
    #[error("l'adresse contient un caractère interdit")]
    Caractere,
}

impl Adresse {
    /// Reads one, without brackets.
    ///
    /// # Errors
    /// [`AdresseRefusee`].
    pub fn lire(texte: &str) -> Result<Self, AdresseRefusee> {
        let (local, domaine) = texte.rsplit_once('@').ok_or(AdresseRefusee::Forme)?;
        if local.is_empty() || domaine.is_empty() {
            return Err(AdresseRefusee::Forme);
        }
        if texte.len() > MAX || local.len() > LOCAL_MAX {
            return Err(AdresseRefusee::Longueur);
        }
        let interdit = |c: char| c.is_control() || c.is_whitespace() || "<>()[]\\,;:\"".contains(c);
        if texte.contains(interdit) || local.contains('@') || domaine.split('.').any(str::is_empty) {
            return Err(AdresseRefusee::Caractere);
        }
        Ok(Self {
            local: local.to_owned(),
            domaine: domaine.to_ascii_lowercase(),
        })
    }

    /// Before the `@`, as written.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// After it, in lower case.
    #[must_use]
    pub fn domaine(&self) -> &str {
        &self.domaine
    }

    /// As mailboxes are compared: in lower case.
    #[must_use]
    pub fn cle(&self) -> String {
        format!("{}@{}", self.local.to_ascii_lowercase(), self.domaine)
    }
}

impl std::fmt::Display for Adresse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.local, self.domaine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_local_part_and_a_domain() {
        let a = Adresse::lire("Alex.Biotest@Test.MSSante.fr").unwrap();
        assert_eq!(
            (a.local(), a.domaine(), a.cle().as_str()),
            ("Alex.Biotest", "test.mssante.fr", "alex.biotest@test.mssante.fr")
        );
        for (texte, refus) in [
            ("alex", AdresseRefusee::Forme),
            ("@test.mssante.fr", AdresseRefusee::Forme),
            ("alex@", AdresseRefusee::Forme),
            ("a b@test.mssante.fr", AdresseRefusee::Caractere),
            ("a@test..fr", AdresseRefusee::Caractere),
            ("a\r\nRCPT@test.fr", AdresseRefusee::Caractere),
            ("a@b@test.fr", AdresseRefusee::Caractere),
        ] {
            assert_eq!(Adresse::lire(texte), Err(refus), "{texte}");
        }
        assert_eq!(Adresse::lire(&format!("{}@test.fr", "a".repeat(65))), Err(AdresseRefusee::Longueur));
    }
}
