//! What goes out: an envelope with its WS-Addressing headers, alone or as the root of an MTOM message when the request was one.

use segur_kit::{Contexte, Reponse};
use segur_soap::mtom::Partie;
use segur_soap::{echapper, ecrire_enveloppe, mtom, ns, type_reponse};

use crate::fautes::FauteDmp;

/// Where an answer goes.
pub(crate) struct Retour<'a> {
    pub ctx: &'a Contexte,
    /// Rank of the request: feeds the identifiers of the answer.
    pub rang: u64,
    /// Whether the request was MTOM.
    pub mtom: bool,
    /// `MessageID` of the request.
    pub message_id: Option<&'a str>,
}

impl Retour<'_> {
    /// An identifier of the answer: drawn from the request that it answers, so that it is the same when a scenario is played again,
    /// and from its rank, so that a request sent twice has two answers.
    pub fn uuid(&self, but: &str) -> String {
        self.ctx.uuid(&format!("{but} {}", self.message_id.unwrap_or_default()), self.rang)
    }

    /// An answer to a request that was understood.
    pub fn envoyer(&self, action: &str, corps: &str) -> Reponse {
        self.ecrire(200, action, corps)
    }

    /// An answer with attachments.
    pub fn envoyer_mtom(&self, action: &str, corps: &str, parties: &[Partie]) -> Reponse {
        let enveloppe = ecrire_enveloppe(&self.entete(action), corps);
        let boundary = format!("dmp-{}", self.uuid("dmp.boundary"));
        let (type_contenu, octets) = mtom::ecrire(&enveloppe, action, parties, &boundary);
        Reponse::nouvelle(200, &type_contenu, octets)
    }

    /// A SOAP fault.
    pub fn fauter(&self, faute: &FauteDmp) -> Reponse {
        self.ecrire(500, ns::WSA_ACTION_FAUTE_SOAP, &faute.corps())
    }

    fn ecrire(&self, statut: u16, action: &str, corps: &str) -> Reponse {
        let enveloppe = ecrire_enveloppe(&self.entete(action), corps);
        if self.mtom {
            let boundary = format!("dmp-{}", self.uuid("dmp.boundary"));
            let (type_contenu, octets) = mtom::ecrire(&enveloppe, action, &[], &boundary);
            Reponse::nouvelle(statut, &type_contenu, octets)
        } else {
            Reponse::nouvelle(statut, &type_reponse(Some(action)), enveloppe)
        }
    }

    fn entete(&self, action: &str) -> String {
        let relation = self.message_id.map_or_else(String::new, |m| {
            format!("<RelatesTo xmlns=\"{}\">{}</RelatesTo>", ns::WSA, echapper(m))
        });
        format!(
            "<Action xmlns=\"{0}\">{1}</Action><MessageID xmlns=\"{0}\">urn:uuid:{2}</MessageID><To xmlns=\"{0}\">{3}</To>{relation}",
            ns::WSA,
            echapper(action),
            self.uuid("dmp.message"),
            ns::WSA_ANONYME
        )
    }
}
