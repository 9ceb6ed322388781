//! What a part carries once it is decoded: its bytes, its text, its name.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use mail_parser::HeaderValue;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use segur_model::Location;

use super::parties::{Partie, parametres};

/// How a body is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encodage {
    /// `7bit`, or nothing.
    SeptBits,
    /// `8bit`.
    HuitBits,
    /// `binary`.
    Binaire,
    /// `base64`.
    Base64,
    /// `quoted-printable`.
    QuotedPrintable,
    /// Another word.
    Inconnu,
}

/// A body that was decoded, the first time somebody asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decodee {
    octets: Bytes,
    entiere: bool,
}

impl Decodee {
    fn nouvelle(octets: Vec<u8>, entiere: bool) -> Self {
        Self {
            octets: octets.into(),
            entiere,
        }
    }
}

impl Partie {
    /// How its body is encoded.
    #[must_use]
    pub fn encodage(&self) -> Encodage {
        let Some(champ) = self.entetes.un("Content-Transfer-Encoding") else {
            return Encodage::SeptBits;
        };
        match champ.nue().to_ascii_lowercase().as_str() {
            "" | "7bit" => Encodage::SeptBits,
            "8bit" => Encodage::HuitBits,
            "binary" => Encodage::Binaire,
            "base64" => Encodage::Base64,
            "quoted-printable" => Encodage::QuotedPrintable,
            _ => Encodage::Inconnu,
        }
    }

    /// Whether its body has to be decoded.
    #[must_use]
    pub fn encodee(&self) -> bool {
        matches!(self.encodage(), Encodage::Base64 | Encodage::QuotedPrintable)
    }

    /// Its bytes, decoded. What is wrong in the encoding is passed over.
    #[must_use]
    pub fn octets(&self) -> Bytes {
        self.decodee().octets.clone()
    }

    /// Whether its base64 has nothing beyond its alphabet, and the right length.
    pub(crate) fn base64_entier(&self) -> bool {
        self.decodee().entiere
    }

    fn decodee(&self) -> &Decodee {
        self.decodee.get_or_init(|| match self.encodage() {
            Encodage::Base64 => {
                let serre: Vec<u8> = self.corps.iter().copied().filter(|o| !o.is_ascii_whitespace()).collect();
                match STANDARD.decode(serre) {
                    Ok(octets) => Decodee::nouvelle(octets, true),
                    Err(_) => base64_decode(&self.corps).map_or_else(|| self.telle_quelle(false), |o| Decodee::nouvelle(o, false)),
                }
            }
            Encodage::QuotedPrintable => {
                quoted_printable_decode(&self.corps).map_or_else(|| self.telle_quelle(true), |o| Decodee::nouvelle(o, true))
            }
            _ => self.telle_quelle(true),
        })
    }

    fn telle_quelle(&self, entiere: bool) -> Decodee {
        Decodee {
            octets: self.corps.clone(),
            entiere,
        }
    }

    /// Its text, in its charset.
    #[must_use]
    pub fn texte(&self) -> String {
        let octets = self.octets();
        let decodeur = self.mime.parametre("charset").and_then(|c| charset_decoder(c.as_bytes()));
        match decodeur {
            Some(decoder) => decoder(&octets),
            None => String::from_utf8_lossy(&octets).into_owned(),
        }
    }

    /// The name under which it is attached: `filename`, else `name`, decoded (RFC 2231, RFC 2047), without any folder.
    #[must_use]
    pub fn nom(&self) -> Option<String> {
        let disposition = self.disposition();
        let nomme = disposition
            .as_ref()
            .and_then(|d| d.1.iter().find(|p| p.0 == "filename"))
            .map(|p| p.1.as_str())
            .or_else(|| self.mime.parametre("name"))?;
        let nu = nomme.rsplit(['/', '\\']).next().unwrap_or_default().trim();
        (!nu.is_empty()).then(|| nu.to_owned())
    }

    /// `attachment` or `inline`, in lower case, and its parameters.
    fn disposition(&self) -> Option<(String, Vec<(String, String)>)> {
        let champ = self.entetes.un("Content-Disposition")?;
        match champ.lue(|f| f.parse_content_type()) {
            HeaderValue::ContentType(c) => Some((c.ctype().trim().to_ascii_lowercase(), parametres(&c))),
            _ => None,
        }
    }

    /// Whether it is attached: it says so, or has a name.
    #[must_use]
    pub fn jointe(&self) -> bool {
        self.disposition().is_some_and(|d| d.0 == "attachment") || self.nom().is_some()
    }

    /// Where it is, for a person: its number and its name.
    #[must_use]
    pub fn lieu(&self) -> Location {
        Location {
            line: self.ligne,
            column: 1,
            path: self.chemin(),
        }
    }

    /// Its number and its name.
    #[must_use]
    pub fn chemin(&self) -> String {
        match (self.numero.as_str(), self.nom()) {
            ("", _) => "courriel".to_owned(),
            (numero, Some(nom)) => format!("partie {numero} ({nom})"),
            (numero, None) => format!("partie {numero} ({})", self.mime.nom()),
        }
    }
}
