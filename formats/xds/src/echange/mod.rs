//! An exchange with the DMP: which transaction it is, its facts, and everything that is judged on it.

mod faits;
mod lu;
mod message;
mod refus;
mod td02;

use roxmltree::{Document, Node};
use segur_soap::ns::{SOAP11, SOAP12};
use segur_soap::{enfant, est};

use crate::{ns, operations};

pub use lu::{Corps, DIALECTE, DmpLu};
pub use message::{MessageIllisible, MessageLu, lire_message};
pub use refus::Refus;

/// The operation of a message, by its `wsa:Action`, else by the element in its body. A message that is no transaction of the DMP is
/// `dmp.autre`; one that cannot be read at all is for the service to say (`dmp.illisible`).
pub(crate) fn operation(action: Option<&str>, document: &Document<'_>) -> &'static str {
    match action.map(str::trim).filter(|a| !a.is_empty()) {
        // One action for two transactions: the reason says which.
        Some(ns::ACTION_TD02) => test_d_existence(document),
        Some(ns::ACTION_TD21) => operations::TD21,
        Some("urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization" | "urn:hl7-org:v3:setAuthorization") => operations::TD03,
        Some("urn:ihe:iti:2007:RegistryStoredQuery") => operations::TD31,
        _ => match charge(document.root_element()).tag_name().name() {
            "PRPA_IN201307UV02" => test_d_existence(document),
            "ProvideAndRegisterDocumentSetRequest" => operations::TD21,
            "setAuthorization" => operations::TD03,
            "AdhocQueryRequest" => operations::TD31,
            _ => operations::AUTRE,
        },
    }
}

fn test_d_existence(document: &Document<'_>) -> &'static str {
    let autre = crate::lire_td02(document)
        .ok()
        .and_then(|r| r.raison)
        .is_some_and(|r| matches!(r.valeur.as_str(), "CNSLT_DATA" | "MODIF_DATA" | "FERM"));
    if autre { operations::AUTRE } else { operations::TD02 }
}

/// The element in the body of an envelope of either SOAP, else the element itself.
pub(crate) fn charge<'a, 'i>(racine: Node<'a, 'i>) -> Node<'a, 'i> {
    [SOAP12, SOAP11]
        .into_iter()
        .find(|s| est(racine, s, "Envelope"))
        .and_then(|s| enfant(racine, s, "Body"))
        .and_then(|c| c.children().find(Node::is_element))
        .unwrap_or(racine)
}
