//! An exchange with the DMP: which transaction it is, its facts, and everything that is judged on it.

mod acteur;
mod faits;
mod forme;
mod lu;
mod message;
mod refus;
mod td02;
mod transactions;

use roxmltree::Node;
use segur_soap::ns::{SOAP11, SOAP12};
use segur_soap::{enfant, est};

pub use acteur::REGLES as ACTEUR;
pub(crate) use faits::du_vihf as faits_du_vihf;
pub use lu::{Corps, DIALECTE, DmpLu};
pub use message::{MessageIllisible, MessageLu, lire_message};
pub use refus::Refus;
#[cfg(test)]
pub(crate) use transactions::operation;
pub use transactions::reponse;

/// The element in the body of an envelope of either SOAP, else the element itself.
pub(crate) fn charge<'a, 'i>(racine: Node<'a, 'i>) -> Node<'a, 'i> {
    [SOAP12, SOAP11]
        .into_iter()
        .find(|s| est(racine, s, "Envelope"))
        .and_then(|s| enfant(racine, s, "Body"))
        .and_then(|c| c.children().find(Node::is_element))
        .unwrap_or(racine)
}
