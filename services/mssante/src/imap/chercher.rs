//! `SEARCH`: what is in memory answers most keys; mails are read only for those that look into them.

use std::cell::Cell;

use bytes::Bytes;
use segur_imap::commande::{Recherche, Resultats};
use segur_imap::recherche::{Boite as Lieu, Cherche};
use segur_imap::reponse::{Etat, esearch, recherche};
use segur_imap::{Critere, Drapeau, Ensemble};
use segur_kit::{Contexte, JournalError, Replique};
use time::OffsetDateTime;

use super::dire::Dite;
use super::lire::TOUR;
use super::{Imap, Ouvert};
use crate::courrier::{Corps, ENTETES_MAX, Message};

/// A mail before the keys: its bytes, when they were read; and whether they are missed.
struct Vu<'a> {
    numero: u32,
    m: &'a Message,
    octets: Option<Bytes>,
    manque: Cell<bool>,
}

impl Cherche for Vu<'_> {
    fn numero(&self) -> u32 {
        self.numero
    }

    fn uid(&self) -> u32 {
        self.m.uid
    }

    fn porte(&self, drapeau: &Drapeau) -> bool {
        self.m.drapeaux.a(drapeau.nom())
    }

    fn recent(&self) -> bool {
        false
    }

    fn modseq(&self) -> u64 {
        self.m.modseq
    }

    fn taille(&self) -> u64 {
        self.m.corps.taille()
    }

    fn date(&self) -> OffsetDateTime {
        self.m.recu
    }

    fn entete(&self) -> Bytes {
        if self.m.corps.entetes.len() < ENTETES_MAX {
            return self.m.corps.entetes.clone();
        }
        self.message()
    }

    fn message(&self) -> Bytes {
        self.manque.set(self.octets.is_none());
        self.octets.clone().unwrap_or_default()
    }
}

impl Imap {
    pub(super) async fn search(&mut self, ctx: &Contexte, etiquette: &str, demande: Recherche) -> Replique {
        let veut_modseq = demande.critere.veut_modseq();
        self.active.condstore |= veut_modseq;
        let trouves = match self.trouver(ctx, &demande.critere).await {
            Some(Ok(trouves)) => trouves,
            Some(Err(e)) => return self.non(etiquette, Some("UNAVAILABLE"), &format!("Un courriel ne peut etre lu : {e}")),
            None => return self.mal(etiquette, "Ouvrez d'abord un dossier"),
        };
        let modseq = veut_modseq.then(|| trouves.iter().map(|t| t.modseq).max()).flatten();
        if demande.retour.is_some_and(|r| r.garder)
            && let Some(o) = &mut self.ouvert
        {
            o.memoire = gardes(&demande, &trouves);
        }
        let nombres: Vec<u32> = trouves.iter().map(|t| if demande.uid { t.uid } else { t.numero }).collect();
        let mut d = Dite::nouvelle();
        let tout = Resultats {
            tous: true,
            ..Resultats::default()
        };
        match demande.retour.or(self.active.rev2.then_some(tout)) {
            // What is only kept is not told (RFC 5182, 2.1).
            Some(r) if r.garder && !(r.min || r.max || r.tous || r.compte) => {}
            Some(r) => esearch(&mut d.e, etiquette, demande.uid, r, &nombres, modseq),
            None => recherche(&mut d.e, &nombres, modseq),
        }
        self.finir(d, etiquette, Etat::Ok, None, "Recherche finie", demande.uid)
    }

    /// The messages that answer, in order; none when no folder is open.
    async fn trouver(&self, ctx: &Contexte, critere: &Critere) -> Option<Result<Vec<Trouve>, JournalError>> {
        let Some(Ouvert {
            boite,
            vue: Some(vue),
            memoire,
            ..
        }) = &self.ouvert
        else {
            return None;
        };
        let prepare = critere.preparer(&Lieu {
            messages: vue.messages(),
            dernier_uid: vue.uids.last().copied().unwrap_or_default(),
            memoire,
            maintenant: ctx.horloge.maintenant(),
        });
        let messages: Vec<(u32, Message)> = boite.lire(|e| {
            let dossier = e.dossiers.get(&vue.dossier);
            let un = |(place, uid): (usize, &u32)| Some((u32::try_from(place + 1).ok()?, dossier?.messages.get(uid)?.clone()));
            vue.uids.iter().enumerate().filter_map(un).collect()
        });
        let mut trouves = Vec::new();
        for (rang, (numero, m)) in messages.iter().enumerate() {
            let mut vu = Vu {
                numero: *numero,
                m,
                octets: None,
                manque: Cell::new(false),
            };
            let mut retenu = prepare.retient(&vu);
            if vu.manque.get() {
                match lire(ctx, &m.corps).await {
                    Ok(octets) => vu.octets = Some(octets),
                    Err(e) => return Some(Err(e)),
                }
                retenu = prepare.retient(&vu);
            }
            if retenu {
                trouves.push(Trouve {
                    numero: *numero,
                    uid: m.uid,
                    modseq: m.modseq,
                });
            }
            if rang % TOUR == TOUR - 1 {
                tokio::task::yield_now().await;
            }
        }
        Some(Ok(trouves))
    }
}

async fn lire(ctx: &Contexte, corps: &Corps) -> Result<Bytes, JournalError> {
    corps.lire(ctx).await
}

struct Trouve {
    numero: u32,
    uid: u32,
    modseq: u64,
}

/// What `SAVE` keeps (RFC 5182, 2.4): all that was found, or the ends when only they were asked.
fn gardes(demande: &Recherche, trouves: &[Trouve]) -> Vec<u32> {
    let uids = trouves.iter().map(|t| t.uid);
    match demande.retour {
        Some(r) if (r.min || r.max) && !r.tous && !r.compte => {
            let min = r.min.then(|| uids.clone().next()).flatten();
            let max = r.max.then(|| uids.clone().next_back()).flatten();
            let mut gardes: Vec<u32> = min.into_iter().chain(max).collect();
            gardes.dedup();
            gardes
        }
        _ => uids.collect(),
    }
}

/// The set of these UIDs, as a code tells it.
pub(super) fn dire(uids: &[u32]) -> String {
    Ensemble::de(uids.iter().copied()).to_string()
}
