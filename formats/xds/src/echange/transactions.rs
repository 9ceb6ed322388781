//! Which transaction a message is: by its `wsa:Action`, else by the element in its body (DMP, exemples de messages v02.05; annexe WSDL v2.01.04).

use roxmltree::{Document, Node};
use segur_soap::{enfants, est};

use crate::ns::{self, RIM};
use crate::registre::Disponibilite;
use crate::{operations, regles_td};

/// What is known of a transaction.
pub(crate) struct Transaction {
    /// Its operation.
    pub operation: &'static str,
    /// The service, below the endpoint, that takes it.
    pub service: &'static str,
    /// Its action.
    pub action: &'static str,
    /// The element of its body.
    racine: &'static str,
    /// Actions of the WSDL that differ from it: a client made of the contract sends them.
    pub autres: &'static [&'static str],
}

const fn t(operation: &'static str, service: &'static str, action: &'static str, racine: &'static str) -> Transaction {
    Transaction {
        operation,
        service,
        action,
        racine,
        autres: &[],
    }
}

/// Several have one action: the body says which.
const TRANSACTIONS: &[Transaction] = &[
    t(operations::TD02, "patients", ns::ACTION_TD02, "PRPA_IN201307UV02"),
    t(operations::TD13A, "patients", ns::ACTION_TD02, "PRPA_IN201307UV02"),
    t(operations::TD05, "patients", ns::ACTION_TD05, "PRPA_IN201305UV02"),
    t(operations::TD04, "patients", ns::ACTION_TD04, "patientList"),
    Transaction {
        autres: &["urn:hl7-org:v3:setAuthorization"],
        ..t(operations::TD03, "habilitations", ns::ACTION_TD03, "setAuthorization")
    },
    Transaction {
        autres: &["urn:hl7-org:v3:listAuthorizationByPatient"],
        ..t(operations::TD16, "habilitations", ns::ACTION_TD16, "listAuthorizationByPatient")
    },
    t(
        operations::TD21,
        "repository",
        ns::ACTION_TD21,
        "ProvideAndRegisterDocumentSetRequest",
    ),
    t(
        operations::TD22,
        "repository",
        ns::ACTION_TD21,
        "ProvideAndRegisterDocumentSetRequest",
    ),
    t(operations::TD32, "repository", ns::ACTION_TD32, "RetrieveDocumentSetRequest"),
    t(operations::TD31, "registry", ns::ACTION_TD31, "AdhocQueryRequest"),
    t(operations::TD33A, "registry", ns::ACTION_TD33, "SubmitObjectsRequest"),
    t(operations::TD33B, "registry", ns::ACTION_TD33, "SubmitObjectsRequest"),
    t(operations::TD33C, "registry", ns::ACTION_TD33, "SubmitObjectsRequest"),
    t(operations::TD33D, "registry", ns::ACTION_TD33, "SubmitObjectsRequest"),
];

/// Elements of the transactions that the DMP no longer takes.
const RETIREES: &[&str] = &[
    "PRPA_IN201311UV02",
    "PRPA_IN201314UV02",
    "createPatientAccess",
    "patientOTPUpdate",
    "updatePatientAccess",
];
/// Elements of the removals of IHE, which the DMP does not take.
const SUPPRESSIONS_IHE: &[&str] = &["RemoveObjectsRequest", "RemoveDocumentsRequest"];

/// What the elements that no request has are called: the answers of HL7 V3, of INSi, and a SOAP fault.
const REPONSES: &[&str] = &["PRPA_IN201306UV02", "PRPA_IN201308UV02", "RESULTAT", "Fault"];

/// The name of the element in the body, when it is that of the answer of a service.
#[must_use]
pub fn reponse(document: &Document<'_>) -> Option<String> {
    let racine = super::charge(document.root_element()).tag_name().name();
    (racine.ends_with("Response") || REPONSES.contains(&racine)).then(|| racine.to_owned())
}

/// That of an operation.
pub(crate) fn transaction(operation: &str) -> Option<&'static Transaction> {
    TRANSACTIONS.iter().find(|t| t.operation == operation)
}

/// The operation of a message.
pub(crate) fn operation(action: Option<&str>, document: &Document<'_>) -> &'static str {
    let charge = super::charge(document.root_element());
    let racine = charge.tag_name().name();
    let par_action = action
        .map(str::trim)
        .filter(|a| !a.is_empty())
        .and_then(|action| TRANSACTIONS.iter().find(|t| t.action == action || t.autres.contains(&action)));
    let premiere = par_action.or_else(|| TRANSACTIONS.iter().find(|t| t.racine == racine));
    match premiere.map(|t| t.operation) {
        None if RETIREES.contains(&racine) => operations::RETIREE,
        None => operations::AUTRE,
        Some(operations::TD02) => par_raison(document),
        Some(operations::TD33A) => par_changement(charge),
        Some(autre) => autre,
    }
}

/// What is told of a message that is none of them.
pub(crate) fn etrangere(document: &Document<'_>) -> Option<segur_model::Rule> {
    let racine = super::charge(document.root_element()).tag_name().name();
    if RETIREES.contains(&racine) {
        return Some(regles_td::RETIREE);
    }
    SUPPRESSIONS_IHE.contains(&racine).then_some(regles_td::SUPPRESSION_IHE)
}

fn par_raison(document: &Document<'_>) -> &'static str {
    let raison = crate::lire_td02(document).ok().and_then(|r| r.raison);
    match raison.as_ref().map(|r| r.valeur.as_str()) {
        Some("CNSLT_DATA") => operations::TD13A,
        Some("MODIF_DATA" | "FERM") => operations::RETIREE,
        _ => operations::TD02,
    }
}

/// Deletion and archiving say so; a version of metadata is taken for a masking, until the registry knows what it changes.
fn par_changement(charge: Node<'_, '_>) -> &'static str {
    let associations = charge.descendants().filter(|n| est(*n, RIM, "Association"));
    let mut de_statut = associations.filter(|a| a.attribute("associationType") == Some(ns::MAJ_STATUT));
    let Some(premiere) = de_statut.next() else {
        return operations::TD33A;
    };
    let nouveau = enfants(premiere, RIM, "Slot").find(|s| s.attribute("name") == Some("NewStatus"));
    let dit = nouveau.map(segur_soap::texte_de).unwrap_or_default();
    if dit.trim() == Disponibilite::Deleted.urn() {
        operations::TD33C
    } else {
        operations::TD33D
    }
}
