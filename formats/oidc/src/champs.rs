//! Parameters of a request: a query string or a form, read with caps.

use std::fmt::Write as _;

/// Largest query or form read, in bytes.
pub const TAILLE_MAX: usize = 64 * 1024;
/// Most fields.
pub const CHAMPS_MAX: usize = 100;
/// Longest value, decoded, in bytes: a token is well below.
pub const VALEUR_MAX: usize = 16 * 1024;

/// Why parameters cannot be read, and what to do (French).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChampsRefuses {
    /// Too long.
    #[error("paramètres de {0} octets : {TAILLE_MAX} au plus ; réduisez la requête")]
    TropLongs(usize),
    /// Too many.
    #[error("plus de {CHAMPS_MAX} paramètres ; réduisez la requête")]
    TropNombreux,
    /// One value is too long.
    #[error("le paramètre « {0} » dépasse {VALEUR_MAX} octets ; réduisez-le")]
    ValeurTropLongue(String),
    /// Neither `%XX` nor UTF-8.
    #[error("paramètres mal encodés : application/x-www-form-urlencoded en UTF-8 est attendu")]
    Encodage,
    /// The same name twice: RFC 6749, § 3.1 and 3.2.
    #[error("le paramètre « {0} » est donné deux fois ; ne le donnez qu'une fois")]
    Double(String),
}

/// Parameters, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Champs(Vec<(String, String)>);

impl Champs {
    /// Reads a query string or a form.
    ///
    /// # Errors
    /// [`ChampsRefuses`], a name given twice included.
    pub fn lire(texte: &[u8]) -> Result<Self, ChampsRefuses> {
        if texte.len() > TAILLE_MAX {
            return Err(ChampsRefuses::TropLongs(texte.len()));
        }
        let mut champs: Vec<(String, String)> = Vec::new();
        for morceau in texte.split(|o| *o == b'&').filter(|m| !m.is_empty()) {
            if champs.len() == CHAMPS_MAX {
                return Err(ChampsRefuses::TropNombreux);
            }
            let egal = morceau.iter().position(|o| *o == b'=').unwrap_or(morceau.len());
            let nom = decoder(&morceau[..egal])?;
            let valeur = decoder(morceau.get(egal + 1..).unwrap_or_default())?;
            if valeur.len() > VALEUR_MAX {
                return Err(ChampsRefuses::ValeurTropLongue(court(&nom)));
            }
            if champs.iter().any(|(n, _)| *n == nom) {
                return Err(ChampsRefuses::Double(court(&nom)));
            }
            champs.push((nom, valeur));
        }
        Ok(Self(champs))
    }

    /// Parameters that were read already.
    #[must_use]
    pub fn de(champs: Vec<(String, String)>) -> Self {
        Self(champs)
    }

    /// A parameter. One without value counts as absent (RFC 6749, § 3.1).
    #[must_use]
    pub fn un(&self, nom: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(n, _)| n == nom)
            .map(|(_, v)| v.as_str())
            .filter(|v| !v.is_empty())
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }
}

/// A name fit to be quoted in a message.
fn court(nom: &str) -> String {
    nom.chars().take(60).collect()
}

fn decoder(texte: &[u8]) -> Result<String, ChampsRefuses> {
    let mut octets = Vec::with_capacity(texte.len());
    let mut reste = texte;
    while let Some((premier, suite)) = reste.split_first() {
        reste = suite;
        match premier {
            b'+' => octets.push(b' '),
            b'%' => {
                let (hexa, suite) = suite.split_at_checked(2).ok_or(ChampsRefuses::Encodage)?;
                octets.push(quartet(hexa[0])? << 4 | quartet(hexa[1])?);
                reste = suite;
            }
            autre => octets.push(*autre),
        }
    }
    String::from_utf8(octets).map_err(|_| ChampsRefuses::Encodage)
}

fn quartet(o: u8) -> Result<u8, ChampsRefuses> {
    char::from(o)
        .to_digit(16)
        .and_then(|c| u8::try_from(c).ok())
        .ok_or(ChampsRefuses::Encodage)
}

/// A value fit for a query string or a form.
#[must_use]
pub fn encoder(texte: &str) -> String {
    let mut sortie = String::with_capacity(texte.len());
    for o in texte.bytes() {
        if o.is_ascii_alphanumeric() || b"-._~".contains(&o) {
            sortie.push(char::from(o));
        } else {
            let _ = write!(sortie, "%{o:02X}");
        }
    }
    sortie
}

/// A URI with more parameters: after those that it has, or in a fragment.
#[must_use]
pub fn avec_parametres(uri: &str, separateur: char, champs: &[(&str, &str)]) -> String {
    let mut sortie = uri.to_owned();
    let mut lien = if uri.contains(separateur) { '&' } else { separateur };
    for (nom, valeur) in champs {
        sortie.push(lien);
        sortie.push_str(&encoder(nom));
        sortie.push('=');
        sortie.push_str(&encoder(valeur));
        lien = '&';
    }
    sortie
}
