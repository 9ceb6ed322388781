//! The one way of an exchange into the journal, whatever carried it: stamped, faults told, facts that all have set, secrets
//! masked, committed with its effect, then noted as the last attempt on its endpoint.

use std::sync::Arc;

use segur_model::{Direction, Exchange, Peer};
use time::OffsetDateTime;

use crate::erreur::JournalError;
use crate::espace::Espace;
use crate::faits;
use crate::francais::citation;
use crate::journal::{Ecriture, masque};
use crate::mesures;

use crate::tentatives::Derniere;
use crate::tls::Refus;

/// Commands of a session that try nothing.
const ANODINES: [&str; 6] = ["annonce", "autre", "logout", "noop", "quit", "rset"];

/// Whose an exchange is, and when it came.
pub(crate) struct Estampille<'a> {
    pub(crate) espace: &'a str,
    pub(crate) service: &'a str,
    pub(crate) session: &'a str,
    pub(crate) pair: &'a Peer,
    pub(crate) recu: OffsetDateTime,
    pub(crate) instant: OffsetDateTime,
}

impl Estampille<'_> {
    /// An exchange of the candidate with the bench, of which nothing else is known yet.
    pub(crate) fn echange(&self, operation: &str) -> Exchange {
        Exchange {
            espace: self.espace.to_owned(),
            service: self.service.to_owned(),
            operation: operation.to_owned(),
            session: self.session.to_owned(),
            recu: self.recu,
            pair: self.pair.clone(),
            ..Exchange::vide(Direction::CandidatVersBanc, self.instant)
        }
    }
}

/// An exchange on its way to the journal.
pub(crate) struct Inscription {
    pub(crate) ecriture: Ecriture,
    /// The answer says no, in a protocol whose answers have no number.
    pub(crate) negative: bool,
    espace: Arc<Espace>,
    /// Endpoint on which it is an attempt.
    point: Option<String>,
    pannes: Vec<&'static str>,
    conseil: String,
}

impl Inscription {
    pub(crate) fn nouvelle(espace: &Arc<Espace>, echange: Exchange) -> Self {
        Self {
            ecriture: Ecriture::nouvelle(echange, "", ""),
            negative: false,
            espace: espace.clone(),
            point: None,
            pannes: Vec::new(),
            conseil: String::new(),
        }
    }

    /// The same, an attempt on this endpoint.
    pub(crate) fn sur(mut self, point: &str) -> Self {
        self.point = Some(point.to_owned());
        self
    }

    pub(crate) fn echange(&mut self) -> &mut Exchange {
        &mut self.ecriture.echange
    }

    /// A fault touched it.
    pub(crate) fn panne(&mut self, nom: &'static str) {
        self.pannes.push(nom);
    }

    /// The same exchange, when it changes something: what can still be told when that fails.
    pub(crate) fn sans_effet(&self) -> Option<Self> {
        self.ecriture.effet.as_ref()?;
        Some(Self {
            ecriture: Ecriture::nouvelle(
                self.ecriture.echange.clone(),
                self.ecriture.requete.clone(),
                self.ecriture.reponse.clone(),
            ),
            negative: self.negative,
            espace: self.espace.clone(),
            point: self.point.clone(),
            pannes: self.pannes.clone(),
            conseil: self.conseil.clone(),
        })
    }

    /// It failed, and was not answered by the service.
    pub(crate) fn rater(&mut self, refus: Refus) {
        self.ecriture.echange.echec = Some(refus.explication);
        self.conseil = refus.conseil;
    }

    /// Puts it in the queue of the journal, now; the future resolves when it is committed with its effect.
    pub(crate) fn ecrire(mut self) -> impl Future<Output = Result<Exchange, JournalError>> + Send + use<> {
        let e = &mut self.ecriture.echange;
        let duree = OffsetDateTime::now_utc() - e.recu;
        e.duree_ms = u64::try_from(duree.whole_milliseconds()).unwrap_or(0);
        for message in [&mut e.requete, &mut e.reponse] {
            for (nom, valeur) in &mut message.entetes {
                *valeur = masque::valeur(nom, valeur.as_bytes());
            }
        }
        // The service says what it read; what the kit saw itself is not for it to change.
        let communs = e.faits_communs();
        e.faits.extend(communs);
        segur_model::mettre(&mut e.faits, faits::PANNE, self.pannes.iter().copied());
        let anodine = self.anodine();
        let tentative = self.point.take().filter(|_| !anodine).map(|point| (point, self.derniere()));
        let espace = self.espace.clone();
        self.ecriture.des_que = Some(Box::new(move |e| {
            espace.comptes.compter(e);
            mesures::tracer(e);
            if let Some((point, derniere)) = tentative {
                let echange = Some(e.id);
                espace.tentatives.noter(&point, Derniere { echange, ..derniere });
            }
        }));
        self.espace.journal.append(self.ecriture)
    }

    /// The same, for an exchange that nobody waits to acknowledge.
    pub(crate) async fn ecrire_ou_signaler(self) {
        if let Err(erreur) = self.ecrire().await {
            signaler(&erreur);
        }
    }

    /// A command of a session that tries nothing: that a client said good bye does not undo that it was not let in, and one more that
    /// is not known does not undo that its mail was taken.
    fn anodine(&self) -> bool {
        let e = &self.ecriture.echange;
        let verbe = e.operation.rsplit('.').next().unwrap_or_default();
        e.echec.is_none() && e.est_de_session() && ANODINES.contains(&verbe)
    }

    /// What a person reads when nothing connects.
    fn derniere(&self) -> Derniere {
        let e = &self.ecriture.echange;
        let explication = match (&e.echec, e.statut) {
            (Some(echec), _) => echec.clone(),
            (None, Some(_)) if e.est_smtp() => {
                format!("{} → réponse {} ({})", citation(&e.requete.ligne), e.reponse.ligne, e.operation)
            }
            (None, Some(s)) => {
                let codes: Vec<&str> = ["faute", "faute.code"]
                    .iter()
                    .filter_map(|f| e.faits.get(*f))
                    .flatten()
                    .map(String::as_str)
                    .collect();
                let faute = if codes.is_empty() {
                    String::new()
                } else {
                    format!(", faute {}", citation(&codes.join(" ")))
                };
                format!("{} → réponse {s}{faute} ({})", citation(&e.requete.ligne), e.operation)
            }
            (None, None) if e.reponse.ligne.is_empty() => "aucune réponse".to_owned(),
            (None, None) => format!("{} → {} ({})", e.requete.ligne, e.reponse.ligne, e.operation),
        };
        // The connection is good, but the call was refused: whoever looks here wants to know.
        let reussie = e.echec.is_none() && !self.negative && e.statut.is_none_or(|s| s < 400);
        let ecarts = e.findings.iter().filter(|f| f.is_error()).count();
        let conseil = if e.echec.is_none() && (!reussie || ecarts > 0) {
            "Lisez ce que le service en dit : journal de cet échange, avec --constats, puis une autre fois avec --reponse".to_owned()
        } else {
            self.conseil.clone()
        };
        Derniere {
            instant: e.recu,
            reussie,
            explication,
            conseil,
            ecarts: u32::try_from(ecarts).unwrap_or(u32::MAX),
            echange: None,
        }
    }
}

/// The journal could not be written: whoever watches the process must know.
pub(crate) fn signaler(erreur: &dyn std::fmt::Display) {
    segur_model::avertir!("ERREUR : un échange n'a pas pu être écrit au journal. {erreur}");
}
