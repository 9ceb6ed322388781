//! The DMP of a patient as it is before anybody acts on it: documents of `prerempli`, authorisations of the world. Written in the registry of
//! an espace the first time that somebody comes for that patient.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use segur_kit::{Contexte, JournalError};
use segur_model::World;
use segur_model::world::Patient;

use crate::registre::{Autorisation, Changements, Registre};

/// What was done in each espace.
#[derive(Default)]
pub(crate) struct Remplissages(Mutex<BTreeMap<String, Espace>>);

#[derive(Default)]
struct Espace {
    epoque: u64,
    faits: BTreeSet<String>,
}

impl Remplissages {
    /// The espace is read, under this epoque.
    pub fn charger(&self, espace: &str, epoque: u64) {
        let neuf = Espace {
            epoque,
            faits: BTreeSet::new(),
        };
        self.verrou().insert(espace.to_owned(), neuf);
    }

    pub fn oublier(&self, espace: &str) {
        self.verrou().remove(espace);
    }

    /// The epoque under which the espace is read.
    pub fn epoque(&self, espace: &str) -> u64 {
        self.verrou().get(espace).map_or(0, |e| e.epoque)
    }

    /// The DMP of a patient holds what it has from the start, when this returns.
    pub async fn assurer(&self, ctx: &Contexte, patient: &Patient) -> Result<(), JournalError> {
        let fiche = patient.fiche.clone();
        if self.verrou().get(&ctx.espace).is_some_and(|e| e.faits.contains(&fiche)) {
            return Ok(());
        }
        let epoque = self.epoque(&ctx.espace);
        let (monde, rempli, uuid) = (ctx.monde.clone(), patient.clone(), uuids(ctx));
        let changements = ctx.consulter(move |c| {
            let fait = Registre(c).est_rempli(&rempli.fiche)?;
            Ok((!fait).then(|| changements(&monde, &rempli, &uuid)))
        });
        if let Some(effet) = changements.await?.and_then(|c| c.effet(epoque)) {
            match ctx.changer(effet).await {
                // Another request was there before.
                Ok(()) | Err(JournalError::Perime) => {}
                Err(e) => return Err(e),
            }
        }
        if let Some(e) = self.verrou().get_mut(&ctx.espace).filter(|e| e.epoque == epoque) {
            e.faits.insert(fiche);
        }
        Ok(())
    }

    fn verrou(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Espace>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Draws the identifiers of the registry for what is there from the start.
fn uuids(ctx: &Contexte) -> impl Fn(&str) -> String + Send + 'static {
    let ctx = ctx.clone();
    move |but| format!("urn:uuid:{}", ctx.uuid(but, 0))
}

fn changements(monde: &Arc<World>, patient: &Patient, _uuid: &dyn Fn(&str) -> String) -> Changements {
    let mut c = Changements::default();
    c.remplir(&patient.fiche);
    for a in &patient.dmp.autorisations {
        let porteur = monde.professionnels.get(&a.de).map(|p| &p.id_national);
        let porteur = porteur.or_else(|| monde.structures.get(&a.de).map(|s| &s.id_national));
        let Some(porteur) = porteur else { continue };
        let date = |jour: &str| format!("{}080000", jour.replace('-', ""));
        let nouvelle = Autorisation {
            etat: Some(a.etat),
            medecin_traitant: patient.dmp.medecin_traitant.as_ref() == Some(&a.de),
            debut: date(&a.depuis),
            derniere_action: date(a.derniere_action.as_deref().unwrap_or(&a.depuis)),
        };
        c.autoriser(porteur, &patient.fiche, None, nouvelle);
    }
    c
}

/// The bytes of a document that was there from the start.
pub(crate) fn contenu(_monde: &World, _unique_id: &str) -> Option<Bytes> {
    None
}
