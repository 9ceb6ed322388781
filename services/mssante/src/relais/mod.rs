//! Between operators.

use segur_kit::{Contexte, Effet};
use segur_smtp::Destinataire;

use bytes::Bytes;

use crate::remise::Depot;
use crate::service::Operateur;

impl Operateur {
    /// Whether mail may leave for this domain: it is on the white list.
    ///
    /// # Errors
    /// What to answer.
    pub(crate) fn destination(&self, _ctx: &Contexte, domaine: &str) -> Result<(), (u16, String)> {
        Err((550, format!("5.7.1 Le domaine {domaine} n'est pas de la liste blanche")))
    }

    /// Puts a mail in the queue of other operators; `renvois`: reports for a sender who is not ours.
    pub(crate) fn relayer(
        &self,
        _ctx: &Contexte,
        _depot: &Depot<'_>,
        _vers: &[&Destinataire],
        _renvois: &[Bytes],
        _nom: &str,
    ) -> Option<Effet> {
        None
    }
}
