//! What a form sends: fields in order, within caps.

use segur_kit::Requete;

/// Most bytes of a form.
pub(crate) const TAILLE_MAX: usize = 256 * 1024;
/// Most fields.
const CHAMPS_MAX: usize = 2000;

/// Fields, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Formulaire(Vec<(String, String)>);

impl Formulaire {
    /// Those of the body.
    pub fn du_corps(requete: &Requete) -> Self {
        Self::lire(&requete.corps)
    }

    /// Those of the address.
    pub fn de_l_adresse(requete: &Requete) -> Self {
        Self::lire(requete.uri.query().unwrap_or_default().as_bytes())
    }

    fn lire(octets: &[u8]) -> Self {
        if octets.len() > TAILLE_MAX {
            return Self::default();
        }
        let champs = form_urlencoded::parse(octets).take(CHAMPS_MAX);
        Self(champs.map(|(n, v)| (n.into_owned(), v.into_owned())).collect())
    }

    /// All of them.
    pub fn champs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The first value of a field; empty when it is not there.
    pub fn un(&self, nom: &str) -> &str {
        self.0.iter().find(|(n, _)| n == nom).map_or("", |(_, v)| v.trim())
    }

    /// Every value of a field that is not empty.
    pub fn tous<'a>(&'a self, nom: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(n, v)| n == nom && !v.trim().is_empty())
            .map(|(_, v)| v.trim())
    }

    /// A box that is ticked.
    pub fn coche(&self, nom: &str) -> bool {
        !self.un(nom).is_empty()
    }

    /// A number.
    pub fn nombre<T: std::str::FromStr>(&self, nom: &str) -> Option<T> {
        self.un(nom).parse().ok()
    }
}
