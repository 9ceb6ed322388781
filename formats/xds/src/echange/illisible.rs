//! Why a request is no message of the DMP.

use segur_model::{Exchange, Location};
use segur_soap::mtom::est_mtom;
use segur_soap::{PasSoap, TypeContenu, adressage};

use super::message::MessageLu;
use super::operation;
use crate::juger::Constats;
use crate::{lire_lot, lire_td02, regles};

/// The media type, when there was an HTTP request at all: a message judged from a file has none.
pub(super) fn type_contenu(constats: &mut Constats, exchange: &Exchange) {
    let declare = exchange.requete.entete("content-type");
    if exchange.requete.entetes.is_empty() || declare.is_some_and(est_mtom) {
        return;
    }
    if let Err(refus) = TypeContenu::lire(declare) {
        let lieu = Location::path("Content-Type");
        constats.dire(
            regles::MESSAGE_TYPE,
            &lieu,
            "application/soap+xml, ou multipart/related (MTOM)",
            refus,
        );
    }
}

/// A request that was told unreadable, and whose bytes are those of a text.
pub(super) fn juger(constats: &mut Constats, exchange: &Exchange, message: &MessageLu) {
    let racine = Location::path("/");
    let document = match segur_soap::lire(&message.enveloppe) {
        Ok(document) => document,
        Err(refus) => return constats.dire(regles::MESSAGE_LISIBLE, &racine, "du XML bien formé", refus),
    };
    let transaction = operation(adressage(&document).action.as_deref(), message.enveloppe.as_bytes());
    match segur_soap::enveloppe(&document) {
        Ok(_) => {}
        // A rule of the lot tells it.
        Err(PasSoap::Soap11 { .. }) if transaction == "dmp.TD2.1" => {}
        Err(refus) => return constats.dire(regles::MESSAGE_LISIBLE, &racine, "une enveloppe SOAP 1.2", refus),
    }
    let corps = Location::path("/Envelope/Body");
    let service = match transaction {
        "dmp.TD0.2" => match lire_td02(message.enveloppe.as_bytes()) {
            Ok(_) => "patients",
            Err(illisible) => return constats.dire(regles::TD02_LISIBLE, &corps, "PRPA_IN201307UV02", illisible),
        },
        "dmp.TD2.1" => match lire_lot(&message.enveloppe) {
            Ok(_) => "repository",
            Err(illisible) => {
                return constats.dire(
                    regles::LISIBLE,
                    &illisible.lieu(),
                    "un lot (ProvideAndRegisterDocumentSetRequest)",
                    illisible,
                );
            }
        },
        _ => return,
    };
    let chemin = exchange.requete.ligne.split(' ').nth(1).unwrap_or_default();
    if chemin.trim_end_matches('/').rsplit('/').next() != Some(service) {
        constats.dire(regles::MESSAGE_SERVICE, &Location::path("adresse"), format!("…/{service}"), chemin);
    }
}
