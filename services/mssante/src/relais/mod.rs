//! Operator to operator (mssante.md, §2 and §3): who may send us mail, and how ours reaches the other operators.
//!
//! What goes to another operator waits in a queue of the espace, committed with the exchange that brought the mail. Each attempt is an exchange
//! (`mssante.relais.envoi`), committed with what it leaves to do and with the report that the sender is owed, so that nothing is lost, and nothing
//! given twice: but for a mail whose last answer was on its way when the process was killed, which is given again (RFC 1047).

mod client;
mod envoi;
mod file;
mod lecture;
mod liste;
mod politique;
mod reglage;
mod tls;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use segur_kit::rusqlite::{self, Connection};
use segur_kit::{Contexte, Effet, Morceau, Registre};
use segur_mail::liste_blanche::{ListeBlanche, Variante};
use segur_model::Peer;
use segur_smtp::{Destinataire, Retour};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

use crate::adresses::{Lieu, situer};
use crate::courrier::{self, Corps, Drapeaux, ENTREE};
use crate::remise::Depot;
use crate::service::Operateur;

pub(crate) use file::TABLES;
use file::{Depart, Etats, Octets, Vers};
pub(crate) use politique::Refus;
pub use reglage::RelaisReglage;

/// Most mails that are given away at once, by espace.
const ENSEMBLE: usize = 8;
/// How often the clock of the espace is looked at, while something waits.
const RONDE: Duration = Duration::from_millis(500);

/// The relay, one value for every espace.
#[derive(Default)]
pub(crate) struct Relais {
    etats: Arc<Etats>,
}

impl Relais {
    /// Reads the queue of an espace.
    pub fn charger(&self, espace: &str, c: &Connection, epoque: u64) -> rusqlite::Result<()> {
        self.etats.charger(espace, c, epoque)
    }

    /// Forgets an espace; its file remembers.
    pub fn oublier(&self, espace: &str) {
        self.etats.oublier(espace);
    }
}

/// The present instant of the relay, in seconds since 1970: the clock of the espace as far as it was moved, and the system as far as it goes on by
/// itself. Waits are spent in real time, also where the clock stands still.
fn instant(ctx: &Contexte) -> i64 {
    let decalage = i64::try_from(ctx.horloge.decalage_s()).unwrap_or(i64::MAX);
    OffsetDateTime::now_utc().unix_timestamp().saturating_add(decalage)
}

impl Operateur {
    /// Whether another operator may send from this domain (`None`: the empty path of reports).
    ///
    /// # Errors
    /// What it is answered.
    pub(crate) fn relayer_de(&self, ctx: &Contexte, pair: &Peer, domaine: Option<&str>) -> Result<(), Refus> {
        politique::juger(self.liste(ctx).as_deref(), pair.certificat.as_ref(), domaine)
    }

    /// Whether mail may go to this domain, which is another operator's.
    ///
    /// # Errors
    /// Number, and what is said.
    pub(crate) fn destination(&self, ctx: &Contexte, domaine: &str) -> Result<(), (u16, String)> {
        politique::destination(self.liste(ctx).as_deref(), domaine).map_err(|r| (r.code, r.texte))?;
        match self.relais.etats.avec(&ctx.espace, |e| e.plein()) {
            true => Err((452, "4.3.1 Trop de courriels attendent pour les autres operateurs".to_owned())),
            false => Ok(()),
        }
    }

    /// Puts into the queue what goes to other operators: the mail for these recipients, and reports for its sender.
    pub(crate) fn relayer(
        &self,
        ctx: &Contexte,
        depot: &Depot<'_>,
        ailleurs: &[&Destinataire],
        renvois: &[Bytes],
        nom: &str,
    ) -> Option<Effet> {
        let maintenant = instant(ctx);
        let modele = Depart {
            expediteur: depot.expediteur.adresse.as_ref().map(ToString::to_string),
            retour: depot
                .expediteur
                .retour
                .map(|r| if r == Retour::Full { "FULL" } else { "HDRS" }.to_owned()),
            envid: depot.expediteur.envid.clone(),
            prefixe: format!(
                "Received: {}\r\n id {nom};\r\n {}\r\n",
                depot.de,
                depot.recu.format(&Rfc2822).unwrap_or_default()
            ),
            octets: Octets(depot.octets.clone()),
            depose: maintenant,
            prochain: maintenant,
            ..Depart::default()
        };
        let mut par_domaine: BTreeMap<&str, Vec<Vers>> = BTreeMap::new();
        for d in ailleurs {
            par_domaine.entry(d.adresse.domaine()).or_default().push(Vers {
                adresse: d.adresse.to_string(),
                notify: d.notify.map(segur_smtp::Notify::mots),
                orcpt: d.orcpt.clone(),
            });
        }
        let mut departs: Vec<Depart> = par_domaine
            .into_iter()
            .map(|(domaine, destinataires)| Depart {
                domaine: domaine.to_owned(),
                destinataires,
                ..modele.clone()
            })
            .collect();
        let retour = depot.expediteur.adresse.as_ref();
        departs.extend(renvois.iter().zip(retour.into_iter().cycle()).map(|(octets, a)| Depart {
            domaine: a.domaine().to_owned(),
            destinataires: vec![Vers {
                adresse: a.to_string(),
                notify: None,
                orcpt: None,
            }],
            octets: Octets(Morceau::entier(octets)),
            depose: maintenant,
            prochain: maintenant,
            ..Depart::default()
        }));
        if departs.is_empty() {
            return None;
        }
        let effet = self.relais.etats.deposer(&ctx.espace, departs);
        Some(renvois.iter().cloned().fold(effet, Effet::garder))
    }

    /// Puts a report into the mailbox of who sent; none when it is nobody's here, or is full.
    async fn avertir(&self, ctx: &Contexte, adresse: &str, octets: Bytes) -> Option<Effet> {
        let adresse = match situer(&ctx.monde, &self.reglage, adresse) {
            Lieu::Boite(b) => b.adresse.to_ascii_lowercase(),
            Lieu::Usager(_) => adresse.to_owned(),
            _ => return None,
        };
        let mut tenue = self.boite(ctx, &adresse).tenir().await;
        let corps = Arc::new(Corps::nouveau("", &octets, Morceau::entier(&octets)));
        tenue.ajouter(ENTREE, corps, Drapeaux::default(), ctx.horloge.maintenant()).ok()?;
        let epoque = self.courriers.de(&ctx.espace).epoque();
        Some(courrier::effet(epoque, [tenue])?.garder(octets))
    }

    /// Where the operator of a domain listens.
    fn adresse(&self, domaine: &str) -> Option<&str> {
        let mut connues = self.reglage.operateurs.iter();
        connues.find(|(d, _)| envoi::meme_domaine(d, domaine)).map(|(_, a)| a.as_str())
    }

    /// The white list in force; none when it is elsewhere, and was never read.
    fn liste(&self, ctx: &Contexte) -> Option<Arc<ListeBlanche>> {
        self.relais.etats.avec(&ctx.espace, |e| {
            if e.liste.is_none() && self.reglage.liste_blanche.is_none() {
                e.liste = liste::sienne(ctx, &self.reglage).ok().map(|(l, _)| Arc::new(l));
            }
            e.liste.clone()
        })
    }

    /// The white list that the operator serves, as bytes; none when it is not served now.
    pub(crate) fn liste_servie(&self, ctx: &Contexte) -> Option<Vec<u8>> {
        let variante = self.relais.etats.avec(&ctx.espace, |e| e.variante);
        liste::document(ctx, &self.reglage, variante)
    }

    /// Serves its list in another way, and applies it as another operator would: the last good one stays in force when it cannot be read.
    pub(crate) fn changer_liste(&self, ctx: &Contexte, variante: Variante) -> Value {
        // The list that is in force before, when nobody asked for it yet.
        let avant = self.liste(ctx);
        let lue = liste::document(ctx, &self.reglage, variante).map(|octets| ListeBlanche::lire(&octets));
        let appliquee = self.reglage.liste_blanche.is_none();
        let (liste, gardee) = self.relais.etats.avec(&ctx.espace, |e| {
            e.variante = variante;
            let gardee = match lue {
                Some(Ok(liste)) if appliquee => {
                    e.liste = Some(Arc::new(liste));
                    false
                }
                _ => appliquee,
            };
            (e.liste.clone().or(avant), gardee)
        });
        json!({
            "variante": variante.mot(),
            "en_vigueur": liste.map(|l| json!({
                "generee": l.generee().format(&Rfc3339).unwrap_or_default(),
                "domaines": l.domaines(),
            })),
            "derniere_bonne_gardee": gardee,
        })
    }
}

/// The espace is open: what waits goes on, until it stops.
pub(crate) fn reprendre(operateur: &Arc<Operateur>, ctx: &Contexte) {
    let (operateur, son) = (operateur.clone(), ctx.clone());
    ctx.sortants.lancer(|registre| async move {
        tokio::select! {
            () = registre.arret() => {}
            () = tourner(&operateur, &son) => {}
            () = lecture::tenir_a_jour(&operateur, &son, &registre) => {}
        }
    });
}

async fn tourner(operateur: &Arc<Operateur>, ctx: &Contexte) {
    let sonnette = operateur.relais.etats.sonnette(&ctx.espace);
    let places = Arc::new(tokio::sync::Semaphore::new(ENSEMBLE));
    loop {
        let libres = places.available_permits();
        let (dus, attend) = operateur
            .relais
            .etats
            .avec(&ctx.espace, |e| (e.prendre(instant(ctx), libres), e.attend()));
        for (id, depart) in dus {
            let (operateur, ctx, places) = (operateur.clone(), ctx.clone(), places.clone());
            let sortants = ctx.sortants.clone();
            sortants.lancer(move |registre: Registre| async move {
                // As many as were free: none waits.
                let _place = places.acquire_owned().await;
                envoi::essayer(operateur, ctx, registre, id, depart).await;
            });
        }
        if attend {
            let _ = tokio::time::timeout(RONDE, sonnette.notified()).await;
        } else {
            sonnette.notified().await;
        }
    }
}
