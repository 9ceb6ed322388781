//! TD3.2: the documents that are asked for (ITI-43).

use roxmltree::{Document, Node};
use segur_dialecte::Constateur;
use segur_model::{Champ, Location};
use segur_soap::{enfant, enfants, est};

use super::{Lue, Releve};
use crate::ns::XDS;
use crate::regles_td as regles;

/// Documents asked for at once, beyond which the others are not read.
const DOCUMENTS_MAX: usize = 500;

/// One document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentDemande {
    /// `RepositoryUniqueId`.
    pub depot: Option<Champ>,
    /// `DocumentUniqueId`: the `uniqueId`.
    pub unique_id: Option<Champ>,
}

impl DocumentDemande {
    /// What it asks for, wherever the message says it.
    fn valeurs(&self) -> [Option<&str>; 2] {
        [&self.depot, &self.unique_id].map(|c| c.as_ref().map(|c| c.valeur.as_str()))
    }
}

/// A retrieval, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retrait {
    /// Where it is.
    pub lieu: Location,
    /// The documents, in order.
    pub documents: Vec<DocumentDemande>,
}

/// Reads `RetrieveDocumentSetRequest`.
pub(crate) fn lire(document: &Document<'_>, charge: Node<'_, '_>) -> Lue<Retrait> {
    if !est(charge, XDS, "RetrieveDocumentSetRequest") {
        return Lue::illisible(document, charge, "RetrieveDocumentSetRequest");
    }
    let r = Releve::de(document);
    let mut c = Constateur::default();
    let lieu = r.lieu(charge);
    let mut documents: Vec<DocumentDemande> = Vec::new();
    for demande in enfants(charge, XDS, "DocumentRequest") {
        if documents.len() == DOCUMENTS_MAX {
            c.dire(
                regles::RETRAIT_NOMBRE,
                &lieu,
                format!("{DOCUMENTS_MAX} documents au plus"),
                "davantage",
            );
            break;
        }
        let champ = |nom| enfant(demande, XDS, nom).map(|n| r.texte(n)).filter(|t| !t.valeur.is_empty());
        let lu = DocumentDemande {
            depot: champ("RepositoryUniqueId"),
            unique_id: champ("DocumentUniqueId"),
        };
        for (nom, absent) in [
            ("RepositoryUniqueId", lu.depot.is_none()),
            ("DocumentUniqueId", lu.unique_id.is_none()),
        ] {
            if absent {
                c.dire(regles::RETRAIT_IDENTIFIANTS, &r.lieu(demande), nom, "(absent)");
            }
        }
        if let Some(id) = lu.unique_id.as_ref().filter(|u| u.valeur.parse::<segur_ids::Oid>().is_err()) {
            c.dire(regles::RETRAIT_OID, &id.lieu, "un OID (uniqueId)", &id.valeur);
        }
        // The same identifier in two repositories is two requests: one of them is wrong, and the answer says which.
        let deja = documents.iter().any(|d| d.valeurs() == lu.valeurs());
        if let Some(encore) = lu.unique_id.as_ref().filter(|_| deja) {
            c.dire(
                regles::RETRAIT_NOMBRE,
                &encore.lieu,
                "chaque document d'un dépôt une fois",
                &encore.valeur,
            );
        }
        documents.push(lu);
    }
    if documents.is_empty() {
        c.dire(regles::RETRAIT_NOMBRE, &lieu, "un document", "aucun");
    }
    Lue::juste(Retrait { lieu, documents }, c)
}
