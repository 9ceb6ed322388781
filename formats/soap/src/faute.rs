//! SOAP 1.2 faults: Code, Subcode, Reason in French, Detail.

use roxmltree::Node;

use crate::code::CodeFaute;
use crate::enveloppe::ecrire_enveloppe;
use crate::lieu::{enfant, est, texte_de};
use crate::{echapper, ns};

/// A fault to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faute {
    /// Code.
    pub code: CodeFaute,
    /// Local part of the subcode. Written under the prefix of the envelope, as the national services do.
    pub sous_code: Option<String>,
    /// What is wrong, for a person.
    pub raison: String,
    /// XML fragment placed in `Detail`, with its own namespace declarations.
    pub detail: Option<String>,
}

impl Faute {
    /// The whole envelope.
    #[must_use]
    pub fn ecrire(&self) -> String {
        let sous_code = self.sous_code.as_deref().map_or_else(String::new, |s| {
            format!("<soap:Subcode><soap:Value>soap:{}</soap:Value></soap:Subcode>", echapper(s))
        });
        let detail = self
            .detail
            .as_deref()
            .map_or_else(String::new, |d| format!("<soap:Detail>{d}</soap:Detail>"));
        ecrire_enveloppe(
            "",
            &format!(
                "<soap:Fault><soap:Code><soap:Value>soap:{}</soap:Value>{sous_code}</soap:Code>\
                 <soap:Reason><soap:Text xml:lang=\"fr\">{}</soap:Text></soap:Reason>{detail}</soap:Fault>",
                self.code.nom(),
                echapper(&self.raison)
            ),
        )
    }
}

/// A fault, read.
#[derive(Debug, Clone)]
pub struct FauteLue<'a, 'i> {
    /// Local part of the code.
    pub code: String,
    /// Local part of the first subcode.
    pub sous_code: Option<String>,
    /// First reason.
    pub raison: String,
    /// `Detail`.
    pub detail: Option<Node<'a, 'i>>,
}

/// Reads the element in the body as a fault; none when it is something else.
#[must_use]
pub fn lire_faute<'a, 'i>(charge: Node<'a, 'i>) -> Option<FauteLue<'a, 'i>> {
    if !est(charge, ns::SOAP12, "Fault") {
        return None;
    }
    let code = enfant(charge, ns::SOAP12, "Code");
    let valeur = |n: Option<Node<'_, '_>>| n.and_then(|n| enfant(n, ns::SOAP12, "Value")).map(|v| partie_locale(&texte_de(v)));
    Some(FauteLue {
        code: valeur(code).unwrap_or_default(),
        sous_code: valeur(code.and_then(|c| enfant(c, ns::SOAP12, "Subcode"))),
        raison: enfant(charge, ns::SOAP12, "Reason")
            .and_then(|r| enfant(r, ns::SOAP12, "Text"))
            .map(texte_de)
            .unwrap_or_default(),
        detail: enfant(charge, ns::SOAP12, "Detail"),
    })
}

fn partie_locale(qname: &str) -> String {
    let qname = qname.trim();
    qname.rsplit_once(':').map_or(qname, |(_, local)| local).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{enveloppe, lire};

    #[test]
    fn une_faute_se_relit() {
        let faute = Faute {
            code: CodeFaute::Receiver,
            sous_code: Some("siram_40".into()),
            raison: "Service <momentanément> inaccessible".into(),
            detail: Some("<e xmlns='u' code='x'/>".into()),
        };
        let ecrit = faute.ecrire();
        insta::assert_snapshot!(ecrit);
        let document = lire(&ecrit).unwrap();
        let lue = lire_faute(enveloppe(&document).unwrap().charge).unwrap();
        assert_eq!((lue.code.as_str(), lue.sous_code.as_deref()), ("Receiver", Some("siram_40")));
        assert_eq!(lue.raison, "Service <momentanément> inaccessible");
        assert!(lue.detail.is_some_and(|d| enfant(d, "u", "e").is_some()));
    }

    #[test]
    fn sans_sous_code_ni_detail() {
        let faute = Faute {
            code: CodeFaute::VersionMismatch,
            sous_code: None,
            raison: "SOAP 1.1".into(),
            detail: None,
        };
        let ecrit = faute.ecrire();
        let document = lire(&ecrit).unwrap();
        let lue = lire_faute(enveloppe(&document).unwrap().charge).unwrap();
        assert_eq!((lue.code.as_str(), lue.sous_code), ("VersionMismatch", None));
    }
}
