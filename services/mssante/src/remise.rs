//! A mail that was accepted goes into mailboxes, to citizens, to other operators; what cannot be delivered comes back to its sender. All of it
//! is one effect: committed with the exchange that brought the mail, or not at all.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use segur_kit::{Contexte, Effet, Morceau};
use segur_smtp::{Destinataire, Expediteur};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::adresses::{Lieu, situer};
use crate::avis::{self, Avis, Sort};
use crate::courrier::{self, BoiteRefuse, Corps, Drapeaux, ENTREE, Tenue};
use crate::service::Operateur;
use crate::smtp::{Admis, Cible};
use crate::usagers;

/// A mail to deliver.
pub(crate) struct Depot<'a> {
    pub expediteur: &'a Expediteur,
    pub admis: &'a [Admis],
    /// The mail as it came.
    pub courriel: Bytes,
    /// Where its bytes are kept.
    pub octets: Morceau,
    /// Its bytes, when no message holds them as they are.
    pub a_part: Option<Bytes>,
    /// When it came, on the clock of the bench.
    pub recu: OffsetDateTime,
    /// Rank of the command that brought it: names it.
    pub rang: u64,
    /// Who handed it over, as `Received` says it.
    pub de: String,
}

/// What became of it.
pub(crate) struct Remise {
    /// Its name for the operator.
    pub nom: String,
    pub effet: Option<Effet>,
}

/// Why nothing of it is taken.
pub(crate) struct Refus {
    pub code: u16,
    pub texte: String,
}

/// Why a mail comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rebond {
    /// Enhanced status (RFC 3463).
    pub statut: Cow<'static, str>,
    /// Why (French, without accents).
    pub pourquoi: String,
}

impl Operateur {
    /// Delivers: what to commit with the exchange.
    pub(crate) async fn remettre(self: &Arc<Self>, ctx: &Contexte, depot: Depot<'_>) -> Result<Remise, Refus> {
        let nom = ctx.uuid("mssante.courriel", depot.rang);
        let mut sorts: Vec<(&Destinataire, Sort)> = Vec::new();
        let mut vers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut ailleurs = Vec::new();
        for (rang, admis) in depot.admis.iter().enumerate() {
            let sort = match &admis.cible {
                Cible::Boite(adresse) => {
                    vers.entry(adresse.clone()).or_default().push(rang);
                    Sort::Remis
                }
                Cible::Usager(adresse) => match usagers::accueillir(self, ctx, adresse, &depot.courriel) {
                    Ok(()) => {
                        vers.entry(adresse.clone()).or_default().push(rang);
                        Sort::Remis
                    }
                    Err(rebond) => Sort::Rebondi(rebond),
                },
                Cible::Ailleurs => {
                    ailleurs.push(&admis.dit);
                    Sort::Relaye
                }
            };
            sorts.push((&admis.dit, sort));
        }
        let avis = self.avis(ctx, &depot, &sorts, &nom);
        let siege = depot.expediteur.adresse.as_ref().map(segur_smtp::Adresse::cle);
        let siege = siege.and_then(|cle| match situer(&ctx.monde, &self.reglage, &cle) {
            Lieu::Boite(b) => Some(b.adresse.to_ascii_lowercase()),
            Lieu::Usager(_) => Some(cle),
            _ => None,
        });
        let mut noms: Vec<&String> = vers.keys().collect();
        if !avis.is_empty() {
            noms.extend(&siege);
        }
        // In the order of addresses, so that two mails never wait for each other.
        noms.sort();
        noms.dedup();
        let mut tenues: BTreeMap<String, Tenue> = BTreeMap::new();
        for adresse in noms {
            tenues.insert(adresse.clone(), self.boite(ctx, adresse).tenir().await);
        }
        let prefixe = self.trace(&depot, &nom);
        let corps = Arc::new(Corps::nouveau(prefixe, &depot.courriel, depot.octets.clone()));
        for adresse in vers.keys() {
            let Some(tenue) = tenues.get_mut(adresse) else { continue };
            if let Err(refus) = tenue.ajouter(ENTREE, corps.clone(), Drapeaux::default(), depot.recu) {
                return Err(plein(refus, adresse));
            }
        }
        let mut a_part: Vec<Bytes> = depot.a_part.iter().cloned().collect();
        let mut renvois = Vec::new();
        for octets in avis {
            match siege.as_ref().and_then(|s| tenues.get_mut(s)) {
                Some(tenue) => {
                    let corps = Arc::new(Corps::nouveau("", &octets, Morceau::entier(&octets)));
                    // A mailbox that is full does not hear of it: nothing else can be done.
                    if tenue.ajouter(ENTREE, corps, Drapeaux::default(), depot.recu).is_ok() {
                        a_part.push(octets);
                    }
                }
                None => renvois.push(octets),
            }
        }
        let epoque = self.courriers.de(&ctx.espace).epoque();
        let effet = courrier::effet(epoque, tenues.into_values());
        let effet = joindre(effet, self.relayer(ctx, &depot, &ailleurs, &renvois, &nom));
        let effet = effet.map(|e| a_part.into_iter().fold(e, Effet::garder));
        Ok(Remise { nom, effet })
    }

    /// The reports that the sender is owed (RFC 3461).
    fn avis(&self, ctx: &Contexte, depot: &Depot<'_>, sorts: &[(&Destinataire, Sort)], nom: &str) -> Vec<Bytes> {
        let Some(expediteur) = &depot.expediteur.adresse else {
            return Vec::new();
        };
        let dus = |echec: bool| {
            let voulu = move |d: &Destinataire, s: &Sort| match s {
                Sort::Rebondi(_) => echec && d.notify.is_none_or(|n| n.echec),
                Sort::Remis => !echec && d.notify.is_some_and(|n| n.succes),
                // Told when it is: by the other operator, or by us if it tells nobody (RFC 3461, 5.2).
                Sort::Relaye => false,
            };
            sorts.iter().filter(move |(d, s)| voulu(d, s)).cloned().collect::<Vec<_>>()
        };
        let mut tous = Vec::new();
        for (echec, but) in [(true, "echec"), (false, "remise")] {
            let dits = dus(echec);
            if dits.is_empty() {
                continue;
            }
            tous.push(avis::dsn(&Avis {
                operateur: &self.reglage.nom,
                a: &expediteur.to_string(),
                envoi: depot.expediteur,
                sorts: &dits,
                courriel: &depot.courriel,
                instant: depot.recu,
                graine: &ctx.uuid(&format!("mssante.avis.{but} {nom}"), depot.rang),
            }));
        }
        tous
    }

    /// What the operator writes before the mail (RFC 5321, 4.4).
    fn trace(&self, depot: &Depot<'_>, nom: &str) -> String {
        let chemin = depot.expediteur.adresse.as_ref().map(ToString::to_string).unwrap_or_default();
        let date = depot.recu.format(&Rfc2822).unwrap_or_default();
        format!("Return-Path: <{chemin}>\r\nReceived: {}\r\n id {nom};\r\n {date}\r\n", depot.de)
    }
}

/// Both, or the one that there is.
pub(crate) fn joindre(a: Option<Effet>, b: Option<Effet>) -> Option<Effet> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.joindre(b)),
        (a, b) => a.or(b),
    }
}

fn plein(refus: BoiteRefuse, adresse: &str) -> Refus {
    match refus {
        BoiteRefuse::Pleine => Refus {
            code: 452,
            texte: format!("4.2.2 La boite {adresse} est pleine"),
        },
        _ => Refus {
            code: 451,
            texte: format!("4.3.0 La boite {adresse} ne prend rien"),
        },
    }
}
