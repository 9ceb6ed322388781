//! What comes in: an HTTP request, read as far as the transaction that it is.

use std::borrow::Cow;

use segur_kit::Requete;
use segur_saml::vihf::lire_vihf;
use segur_soap::mtom::{self, Partie};
use segur_soap::{Adressage, PasSoap, TypeContenu, adressage};
use segur_xds::{Lot, RequeteTd02, echange, lire_lot, lire_td02};

use crate::fautes::{self, FauteDmp};
use crate::wsdl;

pub(crate) const CHEMIN: &str = "/si-dmp-server/v2/services";
pub(crate) const TD02: &str = "dmp.TD0.2";
pub(crate) const TD21: &str = "dmp.TD2.1";
pub(crate) const ILLISIBLE: &str = "dmp.illisible";
const LECTURE_WSDL: &str = "dmp.wsdl";

/// The services below the endpoint, as the real one has them.
const SERVICES: [&str; 5] = ["patients", "repository", "registry", "habilitations", "patientCertif"];

/// What a request turns out to be.
pub(crate) enum Demande {
    /// `GET …/patients?wsdl`, `?xsd=n`.
    Document(String),
    /// An HTTP request that is not for this service: status, and why.
    PasPourMoi(u16, String),
    /// A message that cannot be read: status, and the fault.
    Illisible(u16, FauteDmp),
    /// A message.
    Message(Box<Recu>),
}

/// A message, read.
pub(crate) struct Recu {
    pub operation: &'static str,
    pub adressage: Adressage,
    /// The envelope, decoded.
    pub enveloppe: String,
    pub contenu: Contenu,
}

/// What its body holds.
pub(crate) enum Contenu {
    /// TD0.2.
    Test(Box<RequeteTd02>),
    /// TD2.1, with the parts that hold the documents.
    Lot(Box<Lot>, Vec<Partie>),
    /// A transaction that this version does not play.
    Autre,
}

impl Demande {
    pub fn lire(requete: &Requete) -> Self {
        let chemin = requete.uri.path();
        let Some(service) = service_vise(requete) else {
            return Self::PasPourMoi(
                404,
                format!("Rien à l'adresse « {chemin} » : le DMP répond sur {CHEMIN}/patients (TD0.2) et {CHEMIN}/repository (TD2.1).\n"),
            );
        };
        if matches!(requete.methode.as_str(), "GET" | "HEAD") {
            let adresse = format!("{}/{service}", adresse(requete));
            return match wsdl::document(service, requete.uri.query().unwrap_or_default(), &adresse) {
                Some(document) => Self::Document(document),
                None => Self::PasPourMoi(
                    405,
                    format!(
                        "Le DMP attend un message SOAP 1.2 par POST ; ses WSDL sont sur {CHEMIN}/patients?wsdl et {CHEMIN}/repository?wsdl.\n"
                    ),
                ),
            };
        }
        if requete.methode.as_str() != "POST" {
            return Self::PasPourMoi(
                405,
                format!(
                    "Méthode {} : le DMP attend un message SOAP 1.2 par POST sur {CHEMIN}/{service}.\n",
                    requete.methode
                ),
            );
        }
        match Recu::lire(requete, service) {
            Ok(recu) => Self::Message(Box::new(recu)),
            Err((statut, faute)) => Self::Illisible(statut, faute),
        }
    }

    /// The operation of a request, its envelope alone read: a lot takes long to read.
    pub fn classer(requete: &Requete) -> &'static str {
        if requete.methode.as_str() == "POST" && service_vise(requete).is_some() {
            Enveloppe::lire(requete).map_or(ILLISIBLE, |e| e.operation)
        } else {
            Self::lire(requete).operation()
        }
    }

    pub fn operation(&self) -> &'static str {
        match self {
            Self::Document(_) => LECTURE_WSDL,
            Self::Message(recu) => recu.operation,
            Self::PasPourMoi(..) | Self::Illisible(..) => ILLISIBLE,
        }
    }

    pub fn message_id(&self) -> Option<&str> {
        match self {
            Self::Message(recu) => recu.adressage.message_id.as_deref(),
            _ => None,
        }
    }
}

/// The envelope of a message, before its body is read.
struct Enveloppe {
    operation: &'static str,
    adressage: Adressage,
    texte: String,
    parties: Vec<Partie>,
}

impl Enveloppe {
    fn lire(requete: &Requete) -> Result<Self, (u16, FauteDmp)> {
        let (racine, parties) = if est_mtom(requete) {
            let lu = mtom::lire(requete.entete("content-type").unwrap_or_default(), &requete.corps)
                .map_err(|e| (500, fautes::faute(fautes::MTOM, &phrase(&e))))?;
            (Cow::Owned(lu.racine.octets), lu.parties)
        } else {
            TypeContenu::lire(requete.entete("content-type")).map_err(|e| (415, fautes::faute(fautes::ILLISIBLE, &phrase(&e))))?;
            (Cow::Borrowed(&requete.corps[..]), Vec::new())
        };
        let texte = segur_soap::decoder(&racine).map_err(|e| illisible(&e))?.into_owned();
        let document = segur_soap::lire(&texte).map_err(|e| illisible(&e))?;
        let adressage = adressage(&document);
        let operation = echange::operation(adressage.action.as_deref(), texte.as_bytes());
        match segur_soap::enveloppe(&document) {
            Ok(_) => {}
            // The official example of TD2.1 is of SOAP 1.1: read, and told by a rule of the lot.
            Err(PasSoap::Soap11 { .. }) if operation == TD21 => {}
            Err(refus) => {
                let (statut, mut faute) = illisible(&refus);
                faute.code = refus.code();
                return Err((statut, faute));
            }
        }
        drop(document);
        Ok(Self {
            operation,
            adressage,
            texte,
            parties,
        })
    }
}

impl Recu {
    fn lire(requete: &Requete, service: &str) -> Result<Self, (u16, FauteDmp)> {
        let Enveloppe {
            operation,
            adressage,
            texte,
            parties,
        } = Enveloppe::lire(requete)?;
        let (contenu, attendu) = match operation {
            TD02 => {
                let test = lire_td02(texte.as_bytes()).map_err(|e| illisible(&e))?;
                (Contenu::Test(Box::new(test)), Some("patients"))
            }
            TD21 => {
                let lot = lire_lot(&texte).map_err(|e| illisible(&e))?;
                (Contenu::Lot(Box::new(lot), parties), Some("repository"))
            }
            _ => (Contenu::Autre, None),
        };
        if let Some(attendu) = attendu.filter(|a| *a != service) {
            let nom = operation.trim_start_matches("dmp.");
            return Err(illisible(&format!(
                "la transaction {nom} s'envoie à {CHEMIN}/{attendu}, pas à {CHEMIN}/{service}"
            )));
        }
        Ok(Self {
            operation,
            adressage,
            enveloppe: texte,
            contenu,
        })
    }

    /// The patient of the VIHF: INS and OID.
    pub fn patient_du_vihf(&self) -> Option<(String, String)> {
        lire_vihf(&self.enveloppe).and_then(|v| v.patient()).map(|p| (p.ins, p.oid))
    }
}

/// The service below the endpoint that a request is for.
fn service_vise(requete: &Requete) -> Option<&'static str> {
    let chemin = requete.uri.path().trim_end_matches('/');
    let nom = chemin.strip_prefix(CHEMIN)?.strip_prefix('/')?;
    SERVICES.into_iter().find(|s| *s == nom)
}

/// Whether the request announces an MTOM message: the answer is then one too, fault included.
pub(crate) fn est_mtom(requete: &Requete) -> bool {
    requete.entete("content-type").is_some_and(mtom::est_mtom)
}

fn illisible(raison: &impl ToString) -> (u16, FauteDmp) {
    (500, fautes::faute(fautes::ILLISIBLE, &phrase(raison)))
}

/// An error as a sentence.
fn phrase(erreur: &impl ToString) -> String {
    let texte = erreur.to_string();
    let mut lettres = texte.chars();
    let debut = lettres.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{debut}{}.", lettres.as_str().trim_end_matches('.'))
}

/// The address by which the caller reached the endpoint, behind TLS.
fn adresse(requete: &Requete) -> String {
    format!("https://{}{CHEMIN}", requete.hote())
}
