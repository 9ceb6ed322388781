//! What is asked: four transactions, their messages signed before any clock starts.

use std::sync::Arc;

use segur_saml::vihf::{Mode, VihfAEmettre};
use segur_xds::ns;

use super::pays::{Echelle, PAR_PATIENT, patient, unique_id};
use crate::commun::Contenu;
use crate::message::{AGATHE, Lot, enveloppe, vihf_de};

const FIND_DOCUMENTS: &str = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d";
const GET_DOCUMENTS: &str = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4";
const DEPOT: &str = "1.2.250.1.213.4.1.1.1.2";

/// One transaction.
pub struct Transaction {
    /// As the floor knows it.
    pub nom: &'static str,
    /// As a person reads it.
    pub dit: &'static str,
    /// Certificate of the client.
    pub identite: &'static str,
    /// Service below the endpoint.
    pub service: &'static str,
    pub messages: Arc<[Contenu]>,
    /// Whether it only reads.
    pub lit: bool,
}

/// Submissions: each is new to the registry that it is sent to.
pub fn alimentations(nombre: usize) -> Transaction {
    let messages = (1..=nombre).map(|n| {
        let (genre, corps) = Lot::nouveau(u32::try_from(n).unwrap(), AGATHE).mtom();
        Contenu {
            genre,
            corps: corps.into(),
        }
    });
    Transaction {
        nom: "td21",
        dit: "TD2.1, un document signé",
        identite: "org-auth-cli",
        service: "repository",
        messages: messages.collect(),
        lit: false,
    }
}

/// Searches and a retrieval: one of each patient whose DMP is read, by the card of a physician.
pub fn lectures(echelle: Echelle) -> [Transaction; 3] {
    let vihfs: Vec<(usize, String)> = echelle.lus().map(|k| (k, vihf(k))).collect();
    let transaction = |nom, dit, service, corps: &dyn Fn(usize) -> (&'static str, String)| {
        let messages = vihfs.iter().map(|(k, vihf)| {
            let (action, corps) = corps(*k);
            Contenu {
                genre: "application/soap+xml; charset=utf-8".to_owned(),
                corps: enveloppe(action, vihf, &corps).into(),
            }
        });
        Transaction {
            nom,
            dit,
            identite: "ps-auth-biologiste-1",
            service,
            messages: messages.collect(),
            lit: true,
        }
    };
    [
        transaction(
            "leafclass",
            "TD3.1, les 25 documents d'un patient",
            "registry",
            &documents_du_patient,
        ),
        transaction("objectref", "TD3.1, un uniqueId, sa référence", "registry", &reference),
        transaction("td32", "TD3.2, un document de 20 ko", "repository", &retrait),
    ]
}

/// The search of one document of the registry, by the `uniqueId` that a submission gave it.
pub fn retrouver(lot: u32) -> Contenu {
    let corps = recherche(
        GET_DOCUMENTS,
        "ObjectRef",
        &[("$XDSDocumentEntryUniqueId", &format!("('1.2.250.1.999.1.2.{lot}')"))],
    );
    let vihf = vihf_de("ps-sign-biologiste-1", AGATHE, |v| par_carte(v, "_v-agathe".to_owned()));
    Contenu {
        genre: "application/soap+xml; charset=utf-8".to_owned(),
        corps: enveloppe(ns::ACTION_TD31, &vihf, &corps).into(),
    }
}

fn vihf(k: usize) -> String {
    vihf_de("ps-sign-biologiste-1", patient(k), |v| par_carte(v, format!("_v{k}")))
}

fn par_carte(v: &mut VihfAEmettre, id: String) {
    v.id = id;
    v.mode = Mode::Directe;
    v.classe_contexte = "SmartcardPKI".into();
    v.utilisateur = None;
}

fn documents_du_patient(k: usize) -> (&'static str, String) {
    let (ins, oid) = patient(k);
    let slots = [
        ("$XDSDocumentEntryPatientId", format!("'{ins}^^^&amp;{oid}&amp;ISO^NH'")),
        (
            "$XDSDocumentEntryStatus",
            "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')".to_owned(),
        ),
    ];
    (
        ns::ACTION_TD31,
        recherche(FIND_DOCUMENTS, "LeafClass", &slots.each_ref().map(|(n, v)| (*n, v.as_str()))),
    )
}

fn reference(k: usize) -> (&'static str, String) {
    let id = format!("('{}')", unique_id(k, PAR_PATIENT / 2));
    (
        ns::ACTION_TD31,
        recherche(GET_DOCUMENTS, "ObjectRef", &[("$XDSDocumentEntryUniqueId", &id)]),
    )
}

fn retrait(k: usize) -> (&'static str, String) {
    let corps = format!(
        "<RetrieveDocumentSetRequest xmlns=\"{}\"><DocumentRequest><RepositoryUniqueId>{DEPOT}</RepositoryUniqueId>\
         <DocumentUniqueId>{}</DocumentUniqueId></DocumentRequest></RetrieveDocumentSetRequest>",
        ns::XDS,
        unique_id(k, PAR_PATIENT / 2)
    );
    (ns::ACTION_TD32, corps)
}

fn recherche(id: &str, retour: &str, slots: &[(&str, &str)]) -> String {
    let slots: String = slots
        .iter()
        .map(|(nom, valeur)| format!("<Slot name=\"{nom}\"><ValueList><Value>{valeur}</Value></ValueList></Slot>"))
        .collect();
    format!(
        "<q:AdhocQueryRequest xmlns:q=\"{}\" xmlns=\"{}\"><q:ResponseOption returnComposedObjects=\"true\" returnType=\"{retour}\"/>\
         <AdhocQuery id=\"{id}\">{slots}</AdhocQuery></q:AdhocQueryRequest>",
        ns::QUERY,
        ns::RIM
    )
}
