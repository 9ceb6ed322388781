//! `RetrieveDocumentSetResponse` (ITI-43).

use segur_soap::echapper;

use crate::ns::{XDS, XOP};
use crate::reponse::{ReponseRegistre, ecrire_reponse};

/// A document that is given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRendu {
    /// `RepositoryUniqueId`, as asked.
    pub depot: String,
    /// `DocumentUniqueId`.
    pub unique_id: String,
    /// `mimeType`.
    pub mime_type: String,
    /// `Content-ID` of the part that holds it, without angle brackets.
    pub content_id: String,
}

/// Writes `RetrieveDocumentSetResponse`, without its envelope: the status and its errors, then the documents, each in a part.
#[must_use]
pub fn ecrire_retrait(reponse: &ReponseRegistre, documents: &[DocumentRendu]) -> String {
    let mut texte = format!("<xds:RetrieveDocumentSetResponse xmlns:xds=\"{XDS}\">{}", ecrire_reponse(reponse));
    for d in documents {
        texte.push_str(&format!(
            "<xds:DocumentResponse><xds:RepositoryUniqueId>{}</xds:RepositoryUniqueId>\
             <xds:DocumentUniqueId>{}</xds:DocumentUniqueId><xds:mimeType>{}</xds:mimeType>\
             <xds:Document><xop:Include xmlns:xop=\"{XOP}\" href=\"cid:{}\"/></xds:Document></xds:DocumentResponse>",
            echapper(&d.depot),
            echapper(&d.unique_id),
            echapper(&d.mime_type),
            echapper(&encoder(&d.content_id)),
        ));
    }
    texte.push_str("</xds:RetrieveDocumentSetResponse>");
    texte
}

/// A `Content-ID` in a `cid:` address: the DMP encodes its colons (exemples de messages v02.05, TD3.2).
fn encoder(content_id: &str) -> String {
    content_id.replace('%', "%25").replace(':', "%3A")
}
