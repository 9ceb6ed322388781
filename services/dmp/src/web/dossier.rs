//! The DMP of a patient as who comes may see it, read in one go.

use std::collections::BTreeMap;

use segur_kit::Contexte;
use segur_kit::rusqlite::{self, Connection};
use segur_model::World;
use segur_model::world::{Dmp, EtatAutorisation, Patient};
use segur_xds::ns;
use segur_xds::registre::{Disponibilite, DocumentEntry};

use super::visiteur::Qui;
use crate::actes;
use crate::causes::Refus;
use crate::demandeur::{Demandeur, Droits};
use crate::dossiers;
use crate::droits::{Acte, Objet};
use crate::registre::{Autorisation, Entree, Registre};

/// The DMP of a patient.
#[derive(Debug, Clone)]
pub(crate) struct Dossier {
    pub patient: Patient,
    pub dmp: Dmp,
    pub droits: Result<Droits, Refus>,
    /// Who is authorised, or was.
    pub autorisations: Vec<(String, Autorisation)>,
    /// The present version of the metadata of each document that was not deleted.
    entrees: Vec<Entree>,
    demandeur: Demandeur,
}

impl Dossier {
    /// Reads that of a patient.
    pub async fn lire(ctx: &Contexte, qui: &Qui, patient: &Patient) -> Result<Self, segur_kit::JournalError> {
        let (monde, demandeur, patient) = (ctx.monde.clone(), qui.demandeur.clone(), patient.clone());
        ctx.consulter(move |c| Self::lire_dans(c, &monde, demandeur, patient)).await
    }

    fn lire_dans(c: &Connection, monde: &World, demandeur: Demandeur, patient: Patient) -> rusqlite::Result<Self> {
        let r = &Registre(c);
        let dmp = dossiers::etat(r, &patient)?;
        let droits = Droits::lire(r, monde, &demandeur, &patient.fiche, &dmp)?;
        let mut courantes: BTreeMap<String, Entree> = BTreeMap::new();
        for e in r.du_patient(&patient.fiche, &Disponibilite::TOUTES)? {
            if courantes.get(&e.lid).is_none_or(|connue| connue.version < e.version) {
                courantes.insert(e.lid.clone(), e);
            }
        }
        let mut entrees: Vec<Entree> = courantes.into_values().filter(|e| e.statut != Disponibilite::Deleted).collect();
        entrees.sort_by(|a, b| {
            b.fond
                .document
                .debut_acte
                .cmp(&a.fond.document.debut_acte)
                .then(a.uuid.cmp(&b.uuid))
        });
        Ok(Self {
            autorisations: r.autorisations_du_patient(&patient.fiche)?,
            patient,
            dmp,
            droits,
            entrees,
            demandeur,
        })
    }

    /// Whether one may enter it: with an authorisation (`true`), or to declare one first. TD0.3 is refused to who is blocked, and to some
    /// professions.
    pub fn entrer(&self) -> Result<bool, Refus> {
        dossiers::ouvert(&self.dmp)?;
        if self.droits.as_ref().map_err(Clone::clone)?.etat() == Some(EtatAutorisation::Valide) {
            return Ok(true);
        }
        self.juger(Acte::Td03Ajout).map(|_| false)
    }

    /// The rights of who asks, when they allow an act (on no document).
    pub fn juger(&self, acte: Acte) -> Result<&Droits, Refus> {
        let droits = self.droits.as_ref().map_err(Clone::clone)?;
        droits.juger(acte, &Objet::default())?;
        Ok(droits)
    }

    /// The documents that are shown: not the signatures of lots, nor what is masked to who asks.
    pub fn documents(&self) -> impl Iterator<Item = &Entree> {
        self.entrees.iter().filter(|e| {
            let d = &e.fond.document;
            !d.est_signature() && (!d.porte("MASQUE_PS") || self.juger_sur(Acte::Td32Masque, d).is_ok())
        })
    }

    /// One of them.
    pub fn document(&self, unique_id: &str) -> Option<&Entree> {
        self.documents().find(|e| e.fond.document.unique_id == unique_id)
    }

    /// Whether a document may be opened.
    pub fn lisible(&self, d: &DocumentEntry) -> Result<(), Refus> {
        self.droits.as_ref().map_err(Clone::clone)?.ouvrir(&self.demandeur, d)
    }

    fn juger_sur(&self, acte: Acte, d: &DocumentEntry) -> Result<(), Refus> {
        let droits = self.droits.as_ref().map_err(Clone::clone)?;
        droits.juger(acte, &Droits::objet(&self.demandeur, d))
    }

    /// The INS.
    pub fn ins(&self) -> String {
        self.patient.ins.as_ref().map(segur_model::world::Ins::complet).unwrap_or_default()
    }

    /// State of the authorisation, as TD0.2 says it.
    pub fn autorisation(&self) -> &'static str {
        let etat = self.droits.as_ref().ok().and_then(Droits::etat);
        etat.map_or(actes::SANS_AUTORISATION, EtatAutorisation::code)
    }
}

/// The documents that one replaces, and those that replace it: `uniqueId`, title.
pub(crate) async fn chaine(ctx: &Contexte, lid: &str) -> Result<[Vec<(String, String)>; 2], segur_kit::JournalError> {
    let lid = lid.to_owned();
    ctx.consulter(move |c| {
        let r = Registre(c);
        let [mut avant, mut apres] = [Vec::new(), Vec::new()];
        for version in r.par_lid(&lid)? {
            for lien in r.liens(&version.uuid)? {
                if lien.liaison.genre != ns::RPLC {
                    continue;
                }
                let (autre, vers) = if lien.liaison.source == version.uuid {
                    (&lien.liaison.cible, &mut avant)
                } else {
                    (&lien.liaison.source, &mut apres)
                };
                if let Some(e) = r.par_uuid(autre)?.filter(|e| e.statut != Disponibilite::Deleted) {
                    vers.push((e.fond.document.unique_id, e.fond.document.titre));
                }
            }
        }
        Ok([avant, apres])
    })
    .await
}
