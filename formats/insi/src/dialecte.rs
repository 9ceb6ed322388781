//! An exchange with INSi, read once.

use bytes::Bytes;
use segur_dialecte::{Connu, Constateur, Dialecte, Lu, Piece, Source};
use segur_model::vocabulaire::Operation;
use segur_model::{Direction, Exchange, Faits, FaitsLus, Rule, joints};
use time::OffsetDateTime;

use crate::requete::{Illisible, Requete, lire_requete};
use crate::{faits, juger, operations};

/// The dialect of INSi.
pub static DIALECTE: &dyn Dialecte = &Insi;

struct Insi;

impl Dialecte for Insi {
    fn nom(&self) -> &'static str {
        "insi"
    }

    fn regles(&self) -> &'static [&'static Rule] {
        joints!(&Rule; crate::REGLES, crate::regles::DU_SERVICE, segur_saml::REGLES)
    }

    fn operations(&self) -> &'static [Operation] {
        operations::OPERATIONS
    }

    fn lire(&self, source: &Source<'_>) -> Option<Box<dyn Lu>> {
        match source {
            Source::Echange { e, requete, reponse } if e.service == self.nom() => {
                let mut lu = InsiLu::lire(e, Some(&e.operation), *requete);
                if let Some(reponse) = reponse {
                    let siens = lu.faits_de_la_reponse(reponse.octets);
                    lu.faits.faits.extend(siens);
                }
                Some(Box::new(lu))
            }
            Source::Fichier { octets, .. } if est_de_l_insi(octets) => Some(Box::new(InsiLu::de_fichier(octets))),
            _ => None,
        }
    }
}

/// An envelope that names an operation of INSi, wherever: what is wrong with the rest is for the rules to say.
fn est_de_l_insi(octets: &[u8]) -> bool {
    const NOMS: [&str; 4] = ["ServiceIdentiteCertifiee", "RECSANSVITALE", "RECVITALE", "IndividuVerifie"];
    segur_soap::premier_element(octets).as_deref() == Some("Envelope")
        && segur_soap::texte_approche(octets).is_some_and(|texte| NOMS.iter().any(|n| texte.contains(n)))
}

/// A request of INSi, read.
#[derive(Debug, Clone)]
pub struct InsiLu {
    operation: String,
    /// What the connection showed, and the headers.
    exchange: Exchange,
    requete: Result<Requete, Illisible>,
    faits: FaitsLus,
}

impl InsiLu {
    /// Reads a request. `operation`: the one under which it was recorded; none, when the message itself is to tell.
    #[must_use]
    pub fn lire(e: &Exchange, operation: Option<&str>, requete: Piece<'_>) -> Self {
        let lue = lire_requete(requete.entete("content-type"), requete.octets);
        let montree = match &lue {
            Ok(lue) => operations::nom(lue.operation),
            Err(_) => operations::ILLISIBLE,
        };
        let operation = operation.unwrap_or(montree);
        Self {
            operation: operation.to_owned(),
            exchange: e.clone(),
            faits: faits::de_la_requete(e, operation, lue.as_ref().ok()).into(),
            requete: lue,
        }
    }

    /// Reads an envelope without its HTTP headers: neither they nor a connection are judged.
    #[must_use]
    pub fn de_fichier(octets: &Bytes) -> Self {
        let e = Exchange::vide(Direction::CandidatVersBanc, OffsetDateTime::UNIX_EPOCH);
        let requete = Piece {
            message: &e.requete,
            octets,
        };
        Self::lire(&e, None, requete)
    }

    /// The facts of the answer.
    #[must_use]
    pub fn faits_de_la_reponse(&self, reponse: &[u8]) -> Faits {
        faits::de_la_reponse(&self.operation, reponse)
    }

    /// The operation: the one that was given, else the one that the message shows.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// What it asks.
    ///
    /// # Errors
    /// [`Illisible`] when it is not a message of INSi.
    pub fn requete(&self) -> Result<&Requete, &Illisible> {
        self.requete.as_ref()
    }
}

impl Lu for InsiLu {
    fn faits(&self) -> &FaitsLus {
        &self.faits
    }

    fn illisible(&self) -> Option<String> {
        self.requete.as_ref().err().map(ToString::to_string)
    }

    fn juger(&self, k: &Connu<'_>, c: &mut Constateur) {
        // None is a message: nothing was sent, or a GET.
        if !matches!(
            self.operation.as_str(),
            operations::WSDL | operations::SONDE | operations::CONNEXION_REFUSEE
        ) {
            juger::juger(c, &self.exchange, &self.requete, k);
        }
    }
}
