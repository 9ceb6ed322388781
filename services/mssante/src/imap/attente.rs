//! `IDLE` (RFC 2177): what others change is told as it comes. And what ends a session that nobody talks in.

use segur_imap::reponse::Etat;
use segur_kit::{Commande as Recu, Replique, Suite};

use super::dire::Dite;
use super::{Attend, Imap, LIGNE};

impl Imap {
    pub(super) fn idle(&mut self, etiquette: String) -> Replique {
        self.fautes = 0;
        self.attend = Attend::Done(etiquette);
        // The command is done as far as the journal knows: what is announced, then DONE, are exchanges of their own.
        Replique::nouvelle("+ J'ecoute\r\n", Suite::Lire(LIGNE))
    }

    pub(super) fn done(&mut self, etiquette: &str, c: &Recu) -> Replique {
        if !c.trame.contenu.trim_ascii().eq_ignore_ascii_case(b"DONE") {
            return self.mal(etiquette, "DONE etait attendu");
        }
        if let Some(panne) = &c.panne {
            return self.panne(etiquette, panne);
        }
        self.finir(Dite::nouvelle(), etiquette, Etat::Ok, None, "Ecoute finie", true)
    }

    /// Waits until something is to be said.
    pub(super) async fn attendre(&mut self) -> Replique {
        let ecoute = matches!(self.attend, Attend::Done(_));
        loop {
            let mut d = Dite::nouvelle();
            if ecoute {
                if let Some(o) = &mut self.ouvert {
                    o.change.borrow_and_update();
                }
                if !self.dire_nouvelles(&mut d, true) {
                    d.sans_etiquette(Etat::Bye, None, "Le dossier ouvert n'est plus");
                    return d.replique(Suite::Fermer);
                }
                if !d.e.est_vide() {
                    return d.replique(Suite::Lire(LIGNE));
                }
            }
            let boite = self.ouvert.as_ref().map(|o| o.identite.boite.clone());
            let fermee = self.ecoute.fermee(boite.as_deref());
            match self.ouvert.as_mut().filter(|o| ecoute && o.vue.is_some()) {
                None => fermee.await,
                Some(o) => tokio::select! {
                    () = fermee => {}
                    change = o.change.changed() => match change {
                        Ok(()) => continue,
                        // The mailbox is no more: the espace was reset.
                        Err(_) => return std::future::pending().await,
                    },
                },
            }
            return Self::fermee();
        }
    }

    /// Whether the operator closed this session.
    pub(super) fn est_fermee(&mut self) -> bool {
        let boite = self.ouvert.as_ref().map(|o| o.identite.boite.as_str());
        self.ecoute.est_fermee(boite)
    }

    /// What is said to a session that the operator closed.
    pub(super) fn fermee() -> Replique {
        let mut d = Dite::nouvelle();
        d.sans_etiquette(Etat::Bye, Some("UNAVAILABLE"), "L'operateur ferme la session");
        d.replique(Suite::Fermer)
    }
}
