//! SOAP 1.2 as the national services speak it: the safe entry to XML that every other crate uses, envelopes, faults,
//! content types and the constants of WS-Addressing. Bytes in, nodes or bytes out: no I/O, no clock.
//!
//! ```
//! let octets = br#"<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><a/></e:Body></e:Envelope>"#;
//! let texte = segur_soap::decoder(octets)?;
//! let document = segur_soap::lire(&texte)?;
//! let enveloppe = segur_soap::enveloppe(&document)?;
//! assert_eq!(enveloppe.charge.tag_name().name(), "a");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adressage;
mod cause;
mod code;
mod comprehension;
mod contenu;
mod encodage;
mod enveloppe;
mod expiration;
mod faute;
mod lecture;
mod lieu;
mod lieux;
pub mod mtom;
mod nature;
pub mod ns;
mod position;

pub use adressage::{Adressage, adressage};
pub use code::CodeFaute;
pub use comprehension::non_compris;
pub use contenu::{TypeContenu, TypeContenuRefuse, type_reponse};
pub use encodage::{decoder, decoder_borne, decoder_recu};
pub use enveloppe::{Enveloppe, PasSoap, ecrire_enveloppe, enveloppe, enveloppe_de};
pub use expiration::expiration;
pub use faute::{Faute, FauteLue, lire_faute};
pub use lecture::{Limites, XmlRefuse, borner, lire, lire_borne};
pub use lieu::{chemin, enfant, enfants, est, lieu, lieu_attribut, texte_de};
pub use lieux::Lieux;
pub use nature::{premier_element, texte_approche};

/// Text made safe for XML character data and for attribute values between double quotes. A character that XML cannot hold at all
/// becomes `U+FFFD`.
#[must_use]
pub fn echapper(texte: &str) -> String {
    let admis = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    let texte: String = texte
        .chars()
        .map(|c| if admis(c) { c } else { char::REPLACEMENT_CHARACTER })
        .collect();
    quick_xml::escape::escape(texte).into_owned()
}

#[cfg(test)]
mod tests {
    proptest::proptest! {
        #[test]
        fn ce_qui_est_echappe_se_lit(texte in proptest::prelude::any::<String>()) {
            let document = format!("<a b=\"{0}\">{0}</a>", super::echapper(&texte));
            proptest::prop_assert!(super::lire(&document).is_ok());
        }
    }
}
