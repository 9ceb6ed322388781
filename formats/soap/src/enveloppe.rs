//! The SOAP 1.2 envelope: found by namespace, whatever the prefixes and the order of the header blocks.

use roxmltree::{Document, Node};
use segur_model::Location;

use crate::code::CodeFaute;
use crate::lieu::{est, lieu};
use crate::ns;

/// An envelope, read.
#[derive(Debug, Clone)]
pub struct Enveloppe<'a, 'i> {
    /// `Header`, when there is one.
    pub entete: Option<Node<'a, 'i>>,
    /// `Body`.
    pub corps: Node<'a, 'i>,
    /// The only element in `Body`.
    pub charge: Node<'a, 'i>,
}

impl<'a, 'i> Enveloppe<'a, 'i> {
    /// The header blocks, in order.
    pub fn blocs(&self) -> impl Iterator<Item = Node<'a, 'i>> + use<'a, 'i> {
        self.entete.into_iter().flat_map(|e| e.children()).filter(Node::is_element)
    }

    /// The first header block of this name.
    #[must_use]
    pub fn bloc(&self, ns: &str, nom: &str) -> Option<Node<'a, 'i>> {
        self.blocs().find(|b| est(*b, ns, nom))
    }
}

/// Why a well-formed document is not a usable SOAP 1.2 message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasSoap {
    /// The root is something else.
    #[error("la racine est « {racine} », pas l'enveloppe SOAP 1.2 : mettre le message dans soap:Envelope/soap:Body (espace de noms {SOAP12})", SOAP12 = ns::SOAP12)]
    PasUneEnveloppe {
        /// Name of the root.
        racine: String,
        /// Where.
        lieu: Location,
    },
    /// The envelope is of SOAP 1.1.
    #[error("l'enveloppe est de SOAP 1.1 : employer SOAP 1.2 (espace de noms {SOAP12}, Content-Type application/soap+xml)", SOAP12 = ns::SOAP12)]
    Soap11 {
        /// Where.
        lieu: Location,
    },
    /// No `Body`.
    #[error("l'enveloppe n'a pas d'élément Body : y mettre la demande")]
    SansCorps {
        /// Where.
        lieu: Location,
    },
    /// A child of the envelope that has no place there, or twice, or after the body.
    #[error("« {nom} » n'a pas sa place ici : une enveloppe contient au plus un Header, puis un Body, et rien d'autre")]
    StructureEnveloppe {
        /// Its name.
        nom: String,
        /// Where.
        lieu: Location,
    },
    /// Nothing in `Body`.
    #[error("le Body est vide : y mettre la demande")]
    CorpsVide {
        /// Where.
        lieu: Location,
    },
    /// Several elements in `Body`.
    #[error("le Body contient {nombre} éléments : une demande par message")]
    CorpsMultiple {
        /// How many.
        nombre: usize,
        /// Where the second is.
        lieu: Location,
    },
}

impl PasSoap {
    /// Where.
    #[must_use]
    pub fn lieu(&self) -> &Location {
        match self {
            Self::PasUneEnveloppe { lieu, .. }
            | Self::Soap11 { lieu }
            | Self::SansCorps { lieu }
            | Self::StructureEnveloppe { lieu, .. }
            | Self::CorpsVide { lieu }
            | Self::CorpsMultiple { lieu, .. } => lieu,
        }
    }

    /// The code of the fault to answer.
    #[must_use]
    pub fn code(&self) -> CodeFaute {
        match self {
            Self::Soap11 { .. } => CodeFaute::VersionMismatch,
            _ => CodeFaute::Sender,
        }
    }
}

/// Reads the envelope of a document.
///
/// # Errors
/// [`PasSoap`] when the document is not a SOAP 1.2 message with exactly one element in its body.
pub fn enveloppe<'a, 'i>(document: &'a Document<'i>) -> Result<Enveloppe<'a, 'i>, PasSoap> {
    let racine = document.root_element();
    if est(racine, ns::SOAP11, "Envelope") {
        return Err(PasSoap::Soap11 {
            lieu: lieu(document, racine),
        });
    }
    enveloppe_de(document, ns::SOAP12)
}

/// The same of an envelope of the SOAP that this namespace names: an official sample is of 1.1, and its form is the same.
///
/// # Errors
/// As [`enveloppe`].
pub fn enveloppe_de<'a, 'i>(document: &'a Document<'i>, soap: &str) -> Result<Enveloppe<'a, 'i>, PasSoap> {
    let racine = document.root_element();
    if !est(racine, soap, "Envelope") {
        return Err(PasSoap::PasUneEnveloppe {
            racine: racine.tag_name().name().to_owned(),
            lieu: lieu(document, racine),
        });
    }
    let (mut entete, mut corps) = (None, None);
    for partie in racine.children().filter(Node::is_element) {
        if est(partie, soap, "Header") && entete.is_none() && corps.is_none() {
            entete = Some(partie);
        } else if est(partie, soap, "Body") && corps.is_none() {
            corps = Some(partie);
        } else {
            return Err(PasSoap::StructureEnveloppe {
                nom: partie.tag_name().name().to_owned(),
                lieu: lieu(document, partie),
            });
        }
    }
    let corps = corps.ok_or_else(|| PasSoap::SansCorps {
        lieu: lieu(document, racine),
    })?;
    let mut charges = corps.children().filter(Node::is_element);
    let charge = charges.next().ok_or_else(|| PasSoap::CorpsVide {
        lieu: lieu(document, corps),
    })?;
    if let Some(seconde) = charges.next() {
        return Err(PasSoap::CorpsMultiple {
            nombre: 2 + charges.count(),
            lieu: lieu(document, seconde),
        });
    }
    Ok(Enveloppe { entete, corps, charge })
}

/// An envelope around fragments already written. No `Header` when `entete` is empty.
#[must_use]
pub fn ecrire_enveloppe(entete: &str, corps: &str) -> String {
    let entete = if entete.is_empty() {
        String::new()
    } else {
        format!("<soap:Header>{entete}</soap:Header>")
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"{}\">{entete}<soap:Body>{corps}</soap:Body></soap:Envelope>",
        ns::SOAP12
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lire;

    fn erreur(xml: &str) -> PasSoap {
        enveloppe(&lire(xml).unwrap()).unwrap_err()
    }

    #[test]
    fn tolere_prefixes_et_ordre() {
        let xml = "<Envelope xmlns='http://www.w3.org/2003/05/soap-envelope'><Header><b xmlns='u2'/><a xmlns='u1'/></Header>\
                   <S:Body xmlns:S='http://www.w3.org/2003/05/soap-envelope'><x xmlns=''/></S:Body></Envelope>";
        let document = lire(xml).unwrap();
        let lue = enveloppe(&document).unwrap();
        assert_eq!(lue.charge.tag_name().name(), "x");
        assert!(lue.bloc("u1", "a").is_some() && lue.bloc("u1", "b").is_none());
        assert_eq!(lue.blocs().count(), 2);
    }

    #[test]
    fn refus() {
        let s = "xmlns:s='http://www.w3.org/2003/05/soap-envelope'";
        assert!(matches!(erreur("<a/>"), PasSoap::PasUneEnveloppe { racine, .. } if racine == "a"));
        let onze = erreur("<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/></s:Envelope>");
        assert_eq!(onze.code(), CodeFaute::VersionMismatch);
        assert!(matches!(erreur(&format!("<s:Envelope {s}/>")), PasSoap::SansCorps { .. }));
        assert!(matches!(
            erreur(&format!("<s:Envelope {s}><s:Body/></s:Envelope>")),
            PasSoap::CorpsVide { .. }
        ));
        assert!(matches!(
            erreur(&format!("<s:Envelope {s}><s:Body><a/><b/><c/></s:Body></s:Envelope>")),
            PasSoap::CorpsMultiple { nombre: 3, .. }
        ));
        assert!(matches!(
            erreur(&format!("<s:Envelope {s}><s:Body><a/></s:Body><s:Header/></s:Envelope>")),
            PasSoap::StructureEnveloppe { nom, .. } if nom == "Header"
        ));
        let onze = format!("<s:Envelope xmlns:s='{}'><s:Body><a/><b/></s:Body></s:Envelope>", ns::SOAP11);
        assert!(matches!(
            enveloppe_de(&lire(&onze).unwrap(), ns::SOAP11).unwrap_err(),
            PasSoap::CorpsMultiple { nombre: 2, .. }
        ));
        let double = erreur(&format!(
            "<s:Envelope {s}>\n<s:Body><a/></s:Body>\n<s:Body><b/></s:Body></s:Envelope>"
        ));
        assert_eq!(double.lieu().line, 3);
        assert_eq!(double.code(), CodeFaute::Sender);
    }

    #[test]
    fn ce_qui_est_ecrit_se_relit() {
        let ecrit = ecrire_enveloppe("", "<a/>");
        let document = lire(&ecrit).unwrap();
        assert!(enveloppe(&document).unwrap().entete.is_none());
        let ecrit = ecrire_enveloppe("<h xmlns='u'/>", "<a/>");
        let document = lire(&ecrit).unwrap();
        assert!(enveloppe(&document).unwrap().bloc("u", "h").is_some());
    }
}
