//! What is written: an exchange with what it changes, or an action.

use bytes::Bytes;
use segur_model::Exchange;

use super::effet::Effet;

/// What is done with an exchange once committed, before anybody can hear of it.
pub(crate) type DesQue = Box<dyn FnOnce(&Exchange) + Send>;

/// What is written in one go.
pub struct Ecriture {
    /// The exchange. Its `id` is given by the journal, and the size and digest of its two messages are set from the bodies; a digest that
    /// is there was made of the same body.
    pub echange: Exchange,
    /// Body of the request.
    pub requete: Bytes,
    /// Body of the answer.
    pub reponse: Bytes,
    /// What it changes.
    pub effet: Option<Effet>,
    pub(crate) des_que: Option<DesQue>,
}

impl Ecriture {
    /// An exchange that changes nothing else.
    #[must_use]
    pub fn nouvelle(echange: Exchange, requete: impl Into<Bytes>, reponse: impl Into<Bytes>) -> Self {
        Self {
            echange,
            requete: requete.into(),
            reponse: reponse.into(),
            effet: None,
            des_que: None,
        }
    }
}

/// What goes into a group.
pub(super) enum Changement {
    Echange(Box<Ecriture>),
    /// An effect without exchange: an action.
    Action(Effet),
}

impl Changement {
    pub(super) fn effet(&self) -> Option<&Effet> {
        match self {
            Self::Echange(e) => e.effet.as_ref(),
            Self::Action(effet) => Some(effet),
        }
    }

    pub(super) fn echange(&self) -> Option<&Exchange> {
        match self {
            Self::Echange(e) => Some(&e.echange),
            Self::Action(_) => None,
        }
    }

    /// It is committed: memory follows, before anybody can hear of it.
    pub(super) fn conclure(self) -> Option<Exchange> {
        let (effet, reste) = match self {
            Self::Echange(e) => (e.effet, Some((e.echange, e.des_que))),
            Self::Action(effet) => (Some(effet), None),
        };
        effet.into_iter().flat_map(|e| e.puis).for_each(|suite| suite());
        let (echange, des_que) = reste?;
        if let Some(des_que) = des_que {
            des_que(&echange);
        }
        Some(echange)
    }
}
