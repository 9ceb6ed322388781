//! What TD3.1 answers: the documents of a list, or the technical identifier of one.

use roxmltree::Node;

use super::reponse::{RIM, attribut, enfant, erreurs, lire};

const QUERY: &str = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0";
const OBJETS_MAX: usize = 5_000;

/// One document of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Document {
    pub entry_uuid: String,
    /// Last word of its status: `Approved`, `Archived`, `Deprecated`.
    pub statut: String,
    pub unique_id: String,
    pub depot: String,
    pub titre: String,
    pub type_: String,
    pub classe: String,
    /// `aaaaMMjjhhmmss`, UTC.
    pub creation: String,
    /// Family and given names of the author.
    pub auteur: String,
    /// Codes of confidentiality and visibility.
    pub confidentialites: Vec<String>,
    /// CX of the patient, as it was when the document came.
    pub patient: String,
}

impl Document {
    /// Whether it is the signature of a lot, which is no document for a reader.
    pub(crate) fn est_signature(&self) -> bool {
        self.type_ == "E1762"
    }

    pub(crate) fn porte(&self, code: &str) -> bool {
        self.confidentialites.iter().any(|c| c == code)
    }
}

/// Reads a list.
///
/// # Errors
/// A fault, a refusal with its codes, or an answer that cannot be read (French).
pub(crate) fn documents(octets: &[u8]) -> Result<Vec<Document>, String> {
    objets(octets, |liste| {
        let documents = liste.iter().filter(|n| n.has_tag_name((RIM, "ExtrinsicObject")));
        documents.map(|n| document(*n)).collect()
    })
}

/// Reads the technical identifier that was asked for; none: no document has this `uniqueId`.
///
/// # Errors
/// As [`documents`].
pub(crate) fn reference(octets: &[u8]) -> Result<Option<String>, String> {
    objets(octets, |liste| {
        liste
            .iter()
            .find(|n| n.has_tag_name((RIM, "ObjectRef")) || n.has_tag_name((RIM, "ExtrinsicObject")))
            .map(|n| attribut(*n, "id").to_owned())
    })
}

/// Does something of the first document answered.
///
/// # Errors
/// As [`documents`].
pub(crate) fn avec_le_document<T>(octets: &[u8], suite: impl FnOnce(Node<'_, '_>) -> T) -> Result<Option<T>, String> {
    objets(octets, |liste| {
        let mut documents = liste.iter().filter(|n| n.has_tag_name((RIM, "ExtrinsicObject")));
        documents.next().map(|n| suite(*n))
    })
}

/// Does something of the objects answered.
fn objets<T>(octets: &[u8], suite: impl FnOnce(&[Node<'_, '_>]) -> T) -> Result<T, String> {
    lire(octets, |corps| {
        let reponse = enfant(corps, QUERY, "AdhocQueryResponse").ok_or("le Body ne contient ni AdhocQueryResponse ni Fault")?;
        if !attribut(reponse, "status").ends_with(":Success") {
            return Ok(Err(format!("le DMP refuse la recherche : {}", erreurs(reponse).join(", "))));
        }
        let liste = enfant(reponse, RIM, "RegistryObjectList");
        let dedans = liste.into_iter().flat_map(|l| l.children()).filter(Node::is_element);
        Ok(Ok(suite(&dedans.take(OBJETS_MAX).collect::<Vec<_>>())))
    })?
}

fn document(n: Node<'_, '_>) -> Document {
    let enfants = |nom: &'static str| n.children().filter(move |c| c.has_tag_name((RIM, nom)));
    let slot = |n: Node<'_, '_>, nom: &str| {
        let s = n.children().find(|c| c.has_tag_name((RIM, "Slot")) && attribut(*c, "name") == nom);
        let v = s.and_then(|s| s.descendants().find(|c| c.has_tag_name((RIM, "Value"))));
        v.and_then(|v| v.text()).unwrap_or_default().trim().to_owned()
    };
    let classes = |debut: &'static str| enfants("Classification").filter(move |c| attribut(*c, "classificationScheme").contains(debut));
    let code = |debut| {
        classes(debut)
            .next()
            .map(|c| attribut(c, "nodeRepresentation").to_owned())
            .unwrap_or_default()
    };
    let externe = |debut: &'static str| {
        let e = enfants("ExternalIdentifier").find(|c| attribut(*c, "identificationScheme").contains(debut));
        e.map(|c| attribut(c, "value").to_owned()).unwrap_or_default()
    };
    let auteur = classes("93606bcf").next().map(|c| slot(c, "authorPerson")).unwrap_or_default();
    let mut noms = auteur.split('^').skip(1);
    Document {
        entry_uuid: attribut(n, "id").to_owned(),
        statut: attribut(n, "status").rsplit(':').next().unwrap_or_default().to_owned(),
        unique_id: externe("2e82c1f6"),
        depot: slot(n, "repositoryUniqueId"),
        titre: enfants("Name")
            .next()
            .and_then(|t| t.children().find(|c| c.has_tag_name((RIM, "LocalizedString"))))
            .map(|l| attribut(l, "value").to_owned())
            .unwrap_or_default(),
        type_: code("f0306f51"),
        classe: code("41a5887f"),
        creation: slot(n, "creationTime"),
        auteur: format!("{} {}", noms.next().unwrap_or_default(), noms.next().unwrap_or_default())
            .trim()
            .to_owned(),
        confidentialites: classes("f4f85eac").map(|c| attribut(c, "nodeRepresentation").to_owned()).collect(),
        patient: externe("58a6f841"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn illisibles_et_refus() {
        for octets in [&b""[..], b"<a", b"<a/>", b"<!DOCTYPE a><a/>"] {
            assert!(documents(octets).unwrap_err().contains("illisible"));
        }
        let reponse = |corps: &str| {
            format!(
                "<S:Envelope xmlns:S=\"http://www.w3.org/2003/05/soap-envelope\"><S:Body><q:AdhocQueryResponse xmlns:q=\"{QUERY}\" {corps}\
                 </q:AdhocQueryResponse></S:Body></S:Envelope>"
            )
        };
        let refus = reponse(
            "status=\"x:Failure\"><r:RegistryErrorList xmlns:r=\"urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0\">\
             <r:RegistryError errorCode=\"XDSTooManyResults\" codeContext=\"restreindre\"/></r:RegistryErrorList>",
        );
        assert!(documents(refus.as_bytes()).unwrap_err().contains("XDSTooManyResults (restreindre)"));
        let vide = reponse("status=\"x:Success\">");
        assert_eq!(documents(vide.as_bytes()), Ok(Vec::new()));
        assert_eq!(reference(vide.as_bytes()), Ok(None));
    }

    /// The published answer, which the project does not hold.
    #[test]
    fn reponse_publiee() {
        let Some(corpus) = segur_essais::corpus("xds/dmp-samples-v2.05") else {
            return;
        };
        let lus = documents(&std::fs::read(corpus.join("TD3.1_Recherche_de_document_reponse.xml")).unwrap()).unwrap();
        assert_eq!(lus.len(), 21);
        let d = &lus[0];
        assert_eq!(
            (
                d.statut.as_str(),
                d.depot.as_str(),
                d.creation.as_str(),
                d.auteur.as_str(),
                d.classe.as_str()
            ),
            ("Approved", "1.2.250.1.213.4.1.1.1.2", "20100319183244", "Kit Editeur", "10")
        );
        assert!(d.porte("INVISIBLE_PATIENT") && lus.iter().all(|d| !d.unique_id.is_empty() && !d.type_.is_empty()));
    }
}
