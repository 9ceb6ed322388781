//! Finding the assertion in a message, and reading what it says.

use roxmltree::{Document, Node};
use segur_soap::{chemin, enfant, enfants, est, ns, texte_de};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Every SAML 2.0 assertion: those in the place where they are used, and those elsewhere.
pub(crate) struct Assertions<'a, 'i> {
    pub utilisees: Vec<Node<'a, 'i>>,
    pub egarees: Vec<Node<'a, 'i>>,
}

/// SOAP 1.2 alone, as every service asks.
pub(crate) const SOAP: &[&str] = &[ns::SOAP12];
/// SOAP 1.1 too: an official message of the DMP has it, and what it carries is to be read all the same.
pub(crate) const SOAP_TOUS: &[&str] = &[ns::SOAP12, ns::SOAP11];

/// The assertions of a message whose envelope is of one of these versions of SOAP.
pub(crate) fn assertions<'a, 'i>(document: &'a Document<'i>, soap: &[&str]) -> Assertions<'a, 'i> {
    let (utilisees, egarees) = document
        .descendants()
        .filter(|n| est(*n, ns::SAML2, "Assertion"))
        .partition(|n| en_place(*n, soap));
    Assertions { utilisees, egarees }
}

/// A child of `Envelope/Header/Security`, or the root of a document that is an assertion alone.
fn en_place(noeud: Node<'_, '_>, soap: &[&str]) -> bool {
    let Some(securite) = noeud.parent_element() else { return true };
    let Some(entete) = securite.parent_element().filter(|_| est(securite, ns::WSSE, "Security")) else {
        return false;
    };
    let enveloppe = |n: Node<'_, '_>, s: &str| est(n, s, "Envelope") && n.parent_element().is_none();
    soap.iter()
        .any(|s| est(entete, s, "Header") && entete.parent_element().is_some_and(|e| enveloppe(e, s)))
}

/// Name and values of each attribute of the assertion, in order.
pub(crate) fn attributs(assertion: Node<'_, '_>) -> Vec<(String, String)> {
    enfants(assertion, ns::SAML2, "AttributeStatement")
        .flat_map(|s| enfants(s, ns::SAML2, "Attribute"))
        .flat_map(|a| {
            let nom = a.attribute("Name").unwrap_or_default().to_owned();
            enfants(a, ns::SAML2, "AttributeValue").map(move |v| (nom.clone(), texte_de(v).trim().to_owned()))
        })
        .collect()
}

pub(crate) fn name_id<'a, 'i>(assertion: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    enfant(assertion, ns::SAML2, "Subject").and_then(|s| enfant(s, ns::SAML2, "NameID"))
}

/// An XML date and time with its zone.
pub(crate) fn instant(texte: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(texte.trim(), &Rfc3339).ok()
}

/// Elements, other than `assertion`, whose identifier is `id`, by any of the names that an identifier goes by.
pub(crate) fn memes_identifiants(document: &Document<'_>, assertion: Node<'_, '_>, id: &str) -> Vec<String> {
    document
        .descendants()
        .filter(|n| n.is_element() && *n != assertion)
        .filter(|n| {
            n.attributes()
                .any(|a| matches!(a.name(), "ID" | "Id" | "id" | "AssertionID") && a.value() == id)
        })
        .map(chemin)
        .collect()
}
