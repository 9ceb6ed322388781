//! `APPEND`: a mail that the client puts itself. Its bytes stay where the exchange that brought them is kept.

use std::sync::Arc;

use bytes::Bytes;
use segur_imap::Drapeau;
use segur_imap::reponse::Etat;
use segur_kit::{Commande as Recu, Contexte, Morceau, Replique};
use time::{OffsetDateTime, UtcOffset};

use super::Imap;
use super::dire::Dite;
use crate::courrier::{BoiteRefuse, Corps, Drapeaux};

/// What is put.
pub(super) struct Depot {
    pub dossier: String,
    pub drapeaux: Vec<Drapeau>,
    pub date: Option<OffsetDateTime>,
    pub message: Bytes,
}

impl Imap {
    pub(super) async fn append(&mut self, ctx: &Contexte, c: &Recu, etiquette: &str, depot: Depot) -> Replique {
        let Some(boite) = self.ouvert.as_ref().map(|o| o.boite.clone()) else {
            return self.mal(etiquette, "Authentifiez-vous d'abord");
        };
        if depot.message.is_empty() {
            return self.non(etiquette, Some("CANNOT"), "Un courriel vide n'est pas un courriel");
        }
        if depot.message.contains(&0) {
            return self.non(etiquette, Some("UNKNOWN-CTE"), "Un courriel ne contient pas l'octet 0");
        }
        let (octets, a_part) = self.place(&depot.message);
        let corps = Arc::new(Corps::nouveau("", &depot.message, octets));
        let mut drapeaux = Drapeaux::default();
        depot.drapeaux.iter().for_each(|d| drapeaux.mettre(d.nom()));
        // The file keeps the instant, and not where it was told.
        let recu = depot.date.unwrap_or(c.instant).to_offset(UtcOffset::UTC);
        let mut tenue = boite.tenir().await;
        let mut d = Dite::nouvelle();
        self.dire_nouvelles(&mut d, true);
        match tenue.ajouter(&depot.dossier, corps, drapeaux, recu) {
            Ok((uid, validite)) => {
                let active = self.active;
                if let Some(vue) = self.ouvert.as_mut().and_then(|o| o.vue.as_mut())
                    && vue.dossier == depot.dossier
                {
                    vue.accueillir(&[uid], active, &mut d);
                    vue.savoir(tenue.modseq(&depot.dossier));
                }
                let effet = self.effet(ctx, tenue);
                let effet = match (effet, a_part) {
                    (Some(e), Some(octets)) => Some(e.garder(octets)),
                    (e, _) => e,
                };
                let code = format!("APPENDUID {validite} {uid}");
                Replique {
                    effet,
                    ..self.finir(d, etiquette, Etat::Ok, Some(&code), "Courriel depose", true)
                }
            }
            Err(BoiteRefuse::Absent) => {
                drop(tenue);
                self.non(etiquette, Some("TRYCREATE"), "Ce dossier n'existe pas : creez-le d'abord")
            }
            Err(refus) => {
                drop(tenue);
                self.refus(etiquette, refus)
            }
        }
    }

    /// Where the mail is in what the journal keeps of this command: between the line that announced it and the last one.
    fn place(&self, message: &Bytes) -> (Morceau, Option<Bytes>) {
        if let [avant @ .., dernier, _] = &self.trames[..]
            && dernier.len() == message.len()
        {
            let entier = self.trames.concat();
            let morceau = Morceau {
                debut: avant.iter().map(|t| t.len() as u64).sum(),
                longueur: message.len() as u64,
                ..Morceau::entier(&entier)
            };
            return (morceau, None);
        }
        (Morceau::entier(message), Some(message.clone()))
    }
}
