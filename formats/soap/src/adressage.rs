//! WS-Addressing, as a message says it: read, not judged.

use roxmltree::{Document, Node};

use crate::lieu::{enfant, texte_de};
use crate::ns;

/// The blocks of WS-Addressing 1.0 of a message, without the white space around them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adressage {
    /// `Action`.
    pub action: Option<String>,
    /// `MessageID`.
    pub message_id: Option<String>,
    /// `RelatesTo`.
    pub relates_to: Option<String>,
    /// `To`.
    pub to: Option<String>,
    /// `ReplyTo/Address`.
    pub reply_to: Option<String>,
}

/// Reads the WS-Addressing blocks of a message, be its envelope of SOAP 1.2 or 1.1: an official sample of the DMP has the latter.
#[must_use]
pub fn adressage(document: &Document<'_>) -> Adressage {
    let racine = document.root_element();
    let soap = [ns::SOAP12, ns::SOAP11];
    let entete = soap.iter().filter_map(|s| enfant(racine, s, "Header")).next();
    let Some(entete) = entete.filter(|_| racine.tag_name().name() == "Envelope") else {
        return Adressage::default();
    };
    let bloc = |nom| enfant(entete, ns::WSA, nom);
    let texte = |n: Node<'_, '_>| Some(texte_de(n).trim().to_owned()).filter(|t| !t.is_empty());
    Adressage {
        action: bloc("Action").and_then(texte),
        message_id: bloc("MessageID").and_then(texte),
        relates_to: bloc("RelatesTo").and_then(texte),
        to: bloc("To").and_then(texte),
        reply_to: bloc("ReplyTo").and_then(|r| enfant(r, ns::WSA, "Address")).and_then(texte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lu_dans_les_deux_enveloppes() {
        for soap in [ns::SOAP12, ns::SOAP11] {
            let xml = format!(
                "<e:Envelope xmlns:e='{soap}' xmlns:a='{}'><e:Header><a:To/><a:Action>\n urn:x </a:Action><a:MessageID>urn:uuid:1</a:MessageID>\
                 <a:RelatesTo>urn:uuid:0</a:RelatesTo><a:ReplyTo><a:Address>{}</a:Address></a:ReplyTo></e:Header><e:Body/></e:Envelope>",
                ns::WSA,
                ns::WSA_ANONYME
            );
            let lu = adressage(&crate::lire(&xml).unwrap());
            assert_eq!(
                lu,
                Adressage {
                    action: Some("urn:x".into()),
                    message_id: Some("urn:uuid:1".into()),
                    relates_to: Some("urn:uuid:0".into()),
                    to: None,
                    reply_to: Some(ns::WSA_ANONYME.into()),
                }
            );
        }
    }

    #[test]
    fn rien_hors_de_l_en_tete() {
        let xml = format!(
            "<e:Envelope xmlns:e='{}' xmlns:a='{}'><e:Body><a:Action>urn:x</a:Action></e:Body></e:Envelope>",
            ns::SOAP12,
            ns::WSA
        );
        assert_eq!(adressage(&crate::lire(&xml).unwrap()), Adressage::default());
        assert_eq!(adressage(&crate::lire("<a/>").unwrap()), Adressage::default());
    }
}
