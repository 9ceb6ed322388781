//! Reading.

use segur_kit::rusqlite::{self, Connection, OptionalExtension, Row, params};
use segur_xds::registre::Disponibilite;
use serde::de::DeserializeOwned;

use super::{Autorisation, Entree, Lien, Lot};

type Lu<T> = rusqlite::Result<T>;

/// The registry of an espace, as committed.
pub(crate) struct Registre<'c>(pub &'c Connection);

const ENTREE: &str = "SELECT uuid, lid, version, fiche, statut, fond FROM dmp_entrees";
const LOT: &str = "SELECT uuid, fiche, lot FROM dmp_lots";
const LIEN: &str = "SELECT uuid, fiche, lien FROM dmp_liens";

impl Registre<'_> {
    /// Every version of every document of a patient that is in one of these states, in order of arrival.
    pub fn du_patient(&self, fiche: &str, statuts: &[Disponibilite]) -> Lu<Vec<Entree>> {
        let mut requete = self
            .0
            .prepare_cached(&format!("{ENTREE} WHERE fiche = ?1 AND statut = ?2 ORDER BY rang"))?;
        let mut entrees = Vec::new();
        for statut in statuts {
            for ligne in requete.query_map(params![fiche, statut.nom()], entree)? {
                entrees.push(ligne?);
            }
        }
        Ok(entrees)
    }

    /// The version of this `entryUUID`.
    pub fn par_uuid(&self, uuid: &str) -> Lu<Option<Entree>> {
        self.0
            .prepare_cached(&format!("{ENTREE} WHERE uuid = ?1"))?
            .query_row([uuid], entree)
            .optional()
    }

    /// The versions of the document of this `uniqueId`, the last first.
    pub fn par_unique_id(&self, unique_id: &str) -> Lu<Vec<Entree>> {
        let mut requete = self
            .0
            .prepare_cached(&format!("{ENTREE} WHERE unique_id = ?1 ORDER BY version DESC"))?;
        requete.query_map([unique_id], entree)?.collect()
    }

    /// The versions of the document of this `logicalId`, the last first.
    pub fn par_lid(&self, lid: &str) -> Lu<Vec<Entree>> {
        let mut requete = self.0.prepare_cached(&format!("{ENTREE} WHERE lid = ?1 ORDER BY version DESC"))?;
        requete.query_map([lid], entree)?.collect()
    }

    /// Whether a `uniqueId` is taken.
    pub fn est_pris(&self, unique_id: &str) -> Lu<bool> {
        self.0
            .prepare_cached("SELECT 1 FROM dmp_pris WHERE unique_id = ?1")?
            .exists([unique_id])
    }

    /// Whether this identifier is one of an object.
    pub fn est_objet(&self, uuid: &str) -> Lu<bool> {
        let mut requete = self
            .0
            .prepare_cached("SELECT 1 FROM dmp_entrees WHERE uuid = ?1 OR lid = ?1 UNION ALL SELECT 1 FROM dmp_lots WHERE uuid = ?1")?;
        requete.exists([uuid])
    }

    /// The lots of a patient, in order of arrival.
    pub fn lots(&self, fiche: &str) -> Lu<Vec<Lot>> {
        let mut requete = self.0.prepare_cached(&format!("{LOT} WHERE fiche = ?1 ORDER BY rang"))?;
        requete.query_map([fiche], lot)?.collect()
    }

    /// The lot of this UUID.
    pub fn lot(&self, uuid: &str) -> Lu<Option<Lot>> {
        self.0
            .prepare_cached(&format!("{LOT} WHERE uuid = ?1"))?
            .query_row([uuid], lot)
            .optional()
    }

    /// The lot of this `uniqueId`.
    pub fn lot_unique(&self, unique_id: &str) -> Lu<Option<Lot>> {
        self.0
            .prepare_cached(&format!("{LOT} WHERE unique_id = ?1"))?
            .query_row([unique_id], lot)
            .optional()
    }

    /// What has this object at one end, in order of arrival.
    pub fn liens(&self, uuid: &str) -> Lu<Vec<Lien>> {
        let mut requete = self
            .0
            .prepare_cached(&format!("{LIEN} WHERE source = ?1 OR cible = ?1 ORDER BY rang"))?;
        requete.query_map([uuid], lien)?.collect()
    }

    /// The authorisation of somebody on a DMP.
    pub fn autorisation(&self, porteur: &str, fiche: &str) -> Lu<Option<Autorisation>> {
        let mut requete = self
            .0
            .prepare_cached("SELECT autorisation FROM dmp_autorisations WHERE porteur = ?1 AND fiche = ?2")?;
        requete.query_row([porteur, fiche], |l| json(l, 0)).optional()
    }

    /// Who is authorised on a DMP, or was.
    pub fn autorisations_du_patient(&self, fiche: &str) -> Lu<Vec<(String, Autorisation)>> {
        let mut requete = self
            .0
            .prepare_cached("SELECT porteur, autorisation FROM dmp_autorisations WHERE fiche = ?1 ORDER BY porteur")?;
        requete.query_map([fiche], |l| Ok((l.get(0)?, json(l, 1)?)))?.collect()
    }

    /// The DMP on which somebody is authorised, or was: fiches of patients.
    pub fn autorisations_du_porteur(&self, porteur: &str) -> Lu<Vec<(String, Autorisation)>> {
        let mut requete = self
            .0
            .prepare_cached("SELECT fiche, autorisation FROM dmp_autorisations WHERE porteur = ?1 ORDER BY fiche")?;
        requete.query_map([porteur], |l| Ok((l.get(0)?, json(l, 1)?)))?.collect()
    }

    /// What an action changed.
    pub fn regle<T: DeserializeOwned>(&self, cle: &str) -> Lu<Option<T>> {
        let mut requete = self.0.prepare_cached("SELECT valeur FROM dmp_regles WHERE cle = ?1")?;
        requete.query_row([cle], |l| json(l, 0)).optional()
    }

    /// The digest of what an identifier was that of, when it is remembered.
    pub fn vu(&self, cle: &str) -> Lu<Option<String>> {
        let mut requete = self.0.prepare_cached("SELECT empreinte FROM dmp_vus WHERE cle = ?1")?;
        requete.query_row([cle], |l| l.get(0)).optional()
    }

    /// Whether the DMP of a patient has what it holds from the start.
    pub fn est_rempli(&self, fiche: &str) -> Lu<bool> {
        self.0.prepare_cached("SELECT 1 FROM dmp_remplis WHERE fiche = ?1")?.exists([fiche])
    }
}

fn entree(l: &Row<'_>) -> Lu<Entree> {
    let dit: String = l.get(4)?;
    let statut = Disponibilite::TOUTES.into_iter().find(|d| d.nom() == dit);
    Ok(Entree {
        uuid: l.get(0)?,
        lid: l.get(1)?,
        version: l.get(2)?,
        fiche: l.get(3)?,
        statut: statut.ok_or(rusqlite::Error::InvalidQuery)?,
        fond: json(l, 5)?,
    })
}

fn lot(l: &Row<'_>) -> Lu<Lot> {
    Ok(Lot {
        uuid: l.get(0)?,
        fiche: l.get(1)?,
        soumission: json(l, 2)?,
    })
}

fn lien(l: &Row<'_>) -> Lu<Lien> {
    Ok(Lien {
        uuid: l.get(0)?,
        fiche: l.get(1)?,
        liaison: json(l, 2)?,
    })
}

fn json<T: DeserializeOwned>(l: &Row<'_>, rang: usize) -> Lu<T> {
    let texte: String = l.get(rang)?;
    serde_json::from_str(&texte).map_err(|e| rusqlite::Error::FromSqlConversionFailure(rang, rusqlite::types::Type::Text, Box::new(e)))
}
