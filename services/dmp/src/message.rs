//! What comes in: an HTTP request, read as far as the transaction that it is.

use std::sync::Arc;

use segur_dialecte::Piece;
use segur_kit::Requete;
use segur_soap::mtom;
use segur_xds::echange::{DmpLu, MessageIllisible, Refus};
use segur_xds::operations;

use crate::fautes::{self, FauteDmp};
use crate::psc;
use crate::wsdl;

pub(crate) const CHEMIN: &str = "/si-dmp-server/v2/services";

/// The services below the endpoint, as the real one has them.
const SERVICES: [&str; 5] = ["patients", "repository", "registry", "habilitations", "patientCertif"];

/// What a request turns out to be.
pub(crate) enum Demande {
    /// `GET …/patients?wsdl`, `?xsd=n`.
    Document(String),
    /// `GET …/param-lps`: the parameters that the DMP publishes.
    Parametres,
    /// An HTTP request that is not for this service: status, and why.
    PasPourMoi(u16, String),
    /// A message, read once for all that look at it.
    Message(Arc<DmpLu>),
}

impl Demande {
    pub fn lire(requete: &Requete) -> Self {
        let chemin = requete.uri.path();
        if chemin.trim_end_matches('/').ends_with("/param-lps") && requete.methode.as_str() == "GET" {
            return Self::Parametres;
        }
        let base = base(requete);
        let Some(service) = service_vise(requete) else {
            return Self::PasPourMoi(
                404,
                format!(
                    "Rien à l'adresse « {chemin} » : le DMP répond sur {base}/ suivi de patients (TD0.2, TD0.4, TD0.5, TD1.3a), habilitations (TD0.3, TD1.6), registry (TD3.1, TD3.3) ou \
                     repository (TD2.1, TD3.2) ; ses paramètres sont sur /param-lps.\n"
                ),
            );
        };
        if matches!(requete.methode.as_str(), "GET" | "HEAD") {
            let adresse = format!("{}/{service}", adresse(requete));
            return match wsdl::document(service, requete.uri.query().unwrap_or_default(), &adresse) {
                Some(document) => Self::Document(document),
                None => Self::PasPourMoi(
                    405,
                    format!(
                        "Le DMP attend un message SOAP 1.2 par POST ; ses WSDL sont sur {base}/<service>?wsdl (patients, habilitations, registry, repository).\n"
                    ),
                ),
            };
        }
        if requete.methode.as_str() != "POST" {
            return Self::PasPourMoi(
                405,
                format!(
                    "Méthode {} : le DMP attend un message SOAP 1.2 par POST sur {base}/{service}.\n",
                    requete.methode
                ),
            );
        }
        Self::Message(requete.lecture.une_fois(|| {
            let e = requete.echange("dmp", "");
            let piece = Piece {
                message: &e.requete,
                octets: &requete.corps,
            };
            DmpLu::lire(&e, None, piece)
        }))
    }

    pub fn operation(&self, requete: &Requete) -> &str {
        match self {
            Self::Document(_) => operations::WSDL,
            Self::Parametres => operations::PARAMETRES,
            Self::PasPourMoi(..) if requete.sans_message() => operations::SONDE,
            Self::PasPourMoi(..) => operations::ILLISIBLE,
            Self::Message(lu) => lu.operation(),
        }
    }

    pub fn message_id(&self) -> Option<&str> {
        match self {
            Self::Message(lu) => lu.adressage().message_id.as_deref(),
            _ => None,
        }
    }
}

/// Status and fault of a request that is no message of the DMP.
pub(crate) fn illisible(refus: &Refus, requete: &Requete) -> (u16, FauteDmp) {
    let faute = |sous_code, raison: &dyn ToString| fautes::faute(sous_code, &phrase(&raison.to_string()));
    match refus {
        Refus::Message(MessageIllisible::Mtom(e)) => (500, faute(fautes::MTOM, e)),
        Refus::Type(e) => (415, faute(fautes::ILLISIBLE, e)),
        Refus::Soap(e) => {
            let mut faute = faute(fautes::ILLISIBLE, e);
            faute.code = e.code();
            (500, faute)
        }
        Refus::Service {
            transaction,
            attendu,
            adresse,
        } => {
            let raison = format!(
                "la transaction {transaction} s'envoie à {}/{attendu}, pas à {adresse}",
                base(requete)
            );
            (500, faute(fautes::ILLISIBLE, &raison))
        }
        autre => (500, faute(fautes::ILLISIBLE, autre)),
    }
}

/// The path under which the services of an endpoint are.
fn base(requete: &Requete) -> &'static str {
    if requete.point == psc::POINT {
        segur_xds::psc::CHEMIN
    } else {
        CHEMIN
    }
}

/// The service below the endpoint that a request is for.
fn service_vise(requete: &Requete) -> Option<&'static str> {
    let chemin = requete.uri.path().trim_end_matches('/');
    let nom = chemin.strip_prefix(base(requete))?.strip_prefix('/')?;
    SERVICES.into_iter().find(|s| *s == nom)
}

/// Whether the request announces an MTOM message: the answer is then one too, fault included.
pub(crate) fn est_mtom(requete: &Requete) -> bool {
    requete.entete("content-type").is_some_and(mtom::est_mtom)
}

/// An error as a sentence.
fn phrase(texte: &str) -> String {
    let mut lettres = texte.chars();
    let debut = lettres.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{debut}{}.", lettres.as_str().trim_end_matches('.'))
}

/// The address by which the caller reached the endpoint, behind TLS.
fn adresse(requete: &Requete) -> String {
    format!("https://{}{}", requete.hote(), base(requete))
}
