//! Why a request is no message of the DMP.

use segur_dialecte::{Constateur, Piece};
use segur_model::Location;
use segur_soap::mtom::est_mtom;
use segur_soap::{PasSoap, TypeContenu, TypeContenuRefuse, XmlRefuse};

use super::message::MessageIllisible;
use crate::demande::DemandeIllisible;
use crate::{LotIllisible, Td02Illisible, regles, regles_td};

/// The first reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refus {
    /// The media type.
    #[error(transparent)]
    Type(#[from] TypeContenuRefuse),
    /// The message cannot be taken apart, or decoded.
    #[error(transparent)]
    Message(#[from] MessageIllisible),
    /// The envelope is not XML.
    #[error(transparent)]
    Xml(#[from] XmlRefuse),
    /// It is not a SOAP 1.2 envelope.
    #[error(transparent)]
    Soap(#[from] PasSoap),
    /// The body is not a test of existence.
    #[error(transparent)]
    Td02(#[from] Td02Illisible),
    /// The body is not a lot.
    #[error(transparent)]
    Lot(#[from] LotIllisible),
    /// The body is not the request of the transaction.
    #[error(transparent)]
    Demande(#[from] DemandeIllisible),
    /// It was sent to the service of other transactions.
    #[error("la transaction {transaction} s'envoie au service « {attendu} », pas à « {adresse} »")]
    Service {
        /// The transaction (`TD2.1`).
        transaction: &'static str,
        /// The service that takes it.
        attendu: &'static str,
        /// Where it was sent.
        adresse: String,
    },
}

impl Refus {
    /// Tells the rule that does not hold.
    pub(super) fn dire(&self, c: &mut Constateur) {
        let racine = Location::path("/");
        let corps = Location::path("/Envelope/Body");
        match self {
            Self::Type(_) => c.dire(
                regles::MESSAGE_TYPE,
                &Location::path("Content-Type"),
                "application/soap+xml, ou multipart/related (MTOM)",
                self,
            ),
            Self::Message(_) => c.dire(regles::LISIBLE, &racine, "un message lisible", self),
            Self::Xml(_) => c.dire(regles::MESSAGE_LISIBLE, &racine, "du XML bien formé", self),
            Self::Soap(e) => c.dire(regles::MESSAGE_LISIBLE, e.lieu(), "une enveloppe SOAP 1.2, avec une demande", self),
            Self::Td02(_) => c.dire(regles::TD02_LISIBLE, &corps, "PRPA_IN201307UV02", self),
            Self::Lot(e) => c.dire(regles::LISIBLE, &e.lieu(), "un lot (ProvideAndRegisterDocumentSetRequest)", self),
            Self::Demande(e) => c.dire(regles_td::LISIBLE, &e.lieu, e.attendu, self),
            Self::Service { attendu, adresse, .. } => {
                c.dire(regles::MESSAGE_SERVICE, &Location::path("adresse"), format!("…/{attendu}"), adresse);
            }
        }
    }
}

/// The media type, when there was an HTTP request at all: a message judged from a file has none.
pub(super) fn type_contenu(requete: Option<&Piece<'_>>) -> Option<Refus> {
    let requete = requete.filter(|r| !r.message.entetes.is_empty())?;
    let declare = requete.entete("content-type");
    if declare.is_some_and(est_mtom) {
        return None;
    }
    TypeContenu::lire(declare).err().map(Refus::Type)
}

/// A transaction that was sent to another service than its own. `ligne`: that of the HTTP request; none, of a message in a file.
pub(super) fn service(operation: &'static str, ligne: &str) -> Option<Refus> {
    if ligne.is_empty() {
        return None;
    }
    let attendu = super::transactions::transaction(operation)?.service;
    let adresse = ligne.split(' ').nth(1).unwrap_or_default();
    let service = adresse
        .split('?')
        .next()
        .unwrap_or_default()
        .trim_end_matches('/')
        .rsplit('/')
        .next();
    (service != Some(attendu)).then(|| Refus::Service {
        transaction: operation.trim_start_matches("dmp."),
        attendu,
        adresse: adresse.to_owned(),
    })
}
