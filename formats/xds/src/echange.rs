//! An exchange with the DMP: which transaction it is, its facts as `model::vocabulaire` names them, and everything that is judged
//! on it.

mod faits;
mod illisible;
mod jugement;
mod message;

use std::borrow::Cow;

use roxmltree::Node;
use segur_soap::ns::{SOAP11, SOAP12};
use segur_soap::{enfant, est};

use crate::ns;

pub use faits::faits;
pub use jugement::{ContexteEchange, juger};
pub use message::{MessageIllisible, MessageLu, lire_message};

/// The operation of a message, by its `wsa:Action`, else by the element in its body. A message that is no transaction of the DMP is
/// `dmp.autre`; one that cannot be read at all is for the service to say (`dmp.illisible`).
#[must_use]
pub fn operation(action: Option<&str>, corps: &[u8]) -> &'static str {
    match action.map(str::trim).filter(|a| !a.is_empty()) {
        // One action for two transactions: the reason says which.
        Some(ns::ACTION_TD02) => test_d_existence(corps),
        Some(ns::ACTION_TD21) => "dmp.TD2.1",
        Some("urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization" | "urn:hl7-org:v3:setAuthorization") => "dmp.TD0.3",
        Some("urn:ihe:iti:2007:RegistryStoredQuery") => "dmp.TD3.1",
        _ => par_le_corps(corps),
    }
}

fn test_d_existence(corps: &[u8]) -> &'static str {
    let autre = crate::lire_td02(&racine(corps))
        .ok()
        .and_then(|r| r.raison)
        .is_some_and(|r| matches!(r.valeur.as_str(), "CNSLT_DATA" | "MODIF_DATA" | "FERM"));
    if autre { "dmp.autre" } else { "dmp.TD0.2" }
}

fn par_le_corps(corps: &[u8]) -> &'static str {
    let octets = racine(corps);
    let Ok(texte) = segur_soap::decoder(&octets) else {
        return "dmp.autre";
    };
    let Ok(document) = segur_soap::lire(&texte) else {
        return "dmp.autre";
    };
    match charge(document.root_element()).tag_name().name() {
        "PRPA_IN201307UV02" => test_d_existence(corps),
        "ProvideAndRegisterDocumentSetRequest" => "dmp.TD2.1",
        "setAuthorization" => "dmp.TD0.3",
        "AdhocQueryRequest" => "dmp.TD3.1",
        _ => "dmp.autre",
    }
}

/// The bytes of the envelope, whether or not it travels in a multipart message.
fn racine(corps: &[u8]) -> Cow<'_, [u8]> {
    if corps.starts_with(b"--") {
        segur_soap::mtom::lire_brut(corps).map_or(Cow::Borrowed(corps), |m| Cow::Owned(m.racine.octets))
    } else {
        Cow::Borrowed(corps)
    }
}

/// The element in the body of an envelope of either SOAP, else the element itself.
fn charge<'a, 'i>(racine: Node<'a, 'i>) -> Node<'a, 'i> {
    [SOAP12, SOAP11]
        .into_iter()
        .find(|s| est(racine, s, "Envelope"))
        .and_then(|s| enfant(racine, s, "Body"))
        .and_then(|c| c.children().find(Node::is_element))
        .unwrap_or(racine)
}

/// The first document of a submission, signature not included, and its media type. None when the request is not one that can be read.
#[must_use]
pub fn document(requete: &[u8], content_type: &str) -> Option<(Vec<u8>, String)> {
    let message = lire_message(Some(content_type), requete).ok()?;
    let lot = crate::lire_lot(&message.enveloppe).ok()?;
    let entree = lot.documents().next()?;
    let (octets, media) = lot.contenu(entree, &message.parties)?;
    let media = entree.mime_type.first().map_or(media, |m| m.valeur.as_str());
    let media = if media.is_empty() { "application/octet-stream" } else { media };
    Some((octets.to_vec(), media.to_owned()))
}
