//! `SELECT`, `EXAMINE`, and what closes a folder.

use segur_imap::reponse::{Etat, liste};
use segur_kit::{Contexte, Replique};

use super::dire::Dite;
use super::vue::{Vue, drapeaux_du};
use super::{Imap, Ouvert};
use crate::remise::joindre;

impl Imap {
    pub(super) fn ouvrir(&mut self, etiquette: &str, dossier: String, lecture_seule: bool, condstore: bool) -> Replique {
        self.active.condstore |= condstore;
        let active = self.active;
        let mut d = Dite::nouvelle();
        let Some(Ouvert { boite, vue, memoire, .. }) = &mut self.ouvert else {
            return self.mal(etiquette, "Authentifiez-vous d'abord");
        };
        // Whatever comes of it, the folder that was open is closed (RFC 3501, 6.3.1).
        if vue.take().is_some() && active.rev2 {
            d.sans_etiquette(Etat::Ok, Some("CLOSED"), "L'autre dossier est ferme");
        }
        memoire.clear();
        let ouverte = boite.lire(|e| {
            let f = e.dossiers.get(&dossier)?;
            let noms = drapeaux_du(f);
            d.ligne(&format!("* FLAGS ({})", noms.join(" ")));
            let permanents = if lecture_seule {
                String::new()
            } else {
                format!("{} \\*", noms.join(" "))
            };
            d.sans_etiquette(Etat::Ok, Some(&format!("PERMANENTFLAGS ({permanents})")), "Drapeaux gardes");
            d.ligne(&format!("* {} EXISTS", f.messages.len()));
            if !active.rev2 {
                d.ligne("* 0 RECENT");
                let premier = (f.non_lus > 0).then(|| f.messages.values().position(|m| !m.drapeaux.a("\\Seen")));
                if let Some(place) = premier.flatten() {
                    d.sans_etiquette(Etat::Ok, Some(&format!("UNSEEN {}", place + 1)), "Premier non lu");
                }
            }
            d.sans_etiquette(Etat::Ok, Some(&format!("UIDVALIDITY {}", f.validite)), "Validite des UID");
            d.sans_etiquette(Etat::Ok, Some(&format!("UIDNEXT {}", f.prochain)), "Prochain UID");
            d.sans_etiquette(Etat::Ok, Some(&format!("HIGHESTMODSEQ {}", f.modseq)), "Dernier changement");
            if active.rev2 {
                liste(&mut d.e, "LIST", &[], &dossier, true);
            }
            Some(Vue::nouvelle(dossier.clone(), f, lecture_seule))
        });
        match ouverte {
            Some(neuve) => {
                *vue = Some(neuve);
                let code = if lecture_seule { "READ-ONLY" } else { "READ-WRITE" };
                self.finir(d, etiquette, Etat::Ok, Some(code), "Dossier ouvert", true)
            }
            None => self.finir(d, etiquette, Etat::No, Some("NONEXISTENT"), "Ce dossier n'existe pas", true),
        }
    }

    pub(super) fn unselect(&mut self, etiquette: &str) -> Replique {
        match self.ouvert.as_mut().and_then(|o| o.vue.take()) {
            Some(_) => self.finir(Dite::nouvelle(), etiquette, Etat::Ok, None, "Dossier ferme", true),
            None => self.mal(etiquette, "Aucun dossier n'est ouvert"),
        }
    }

    /// What is marked goes, and nobody is told (RFC 3501, 6.4.2).
    pub(super) async fn close(&mut self, ctx: &Contexte, etiquette: &str) -> Replique {
        let Some(vue) = self.ouvert.as_mut().and_then(|o| o.vue.take()) else {
            return self.mal(etiquette, "Aucun dossier n'est ouvert");
        };
        let mut effet = None;
        if let (false, Some(o)) = (vue.lecture_seule, &self.ouvert) {
            let mut tenue = o.boite.tenir().await;
            for uid in super::changer::supprimes(&o.boite, &vue, None) {
                tenue.expulser(&vue.dossier, uid);
            }
            effet = joindre(effet, self.effet(ctx, tenue));
        }
        Replique {
            effet,
            ..self.finir(Dite::nouvelle(), etiquette, Etat::Ok, None, "Dossier ferme", true)
        }
    }
}
