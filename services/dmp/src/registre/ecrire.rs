//! Writing: what a request changes, gathered while it is answered, and committed with its exchange. What it was decided on is looked at
//! again in the transaction: two lots of one `uniqueId`, or two replacements of one document, that come at once are not both taken.

use bytes::Bytes;
use segur_kit::rusqlite::{Transaction, params};
use segur_kit::{Effet, EffetRefuse};
use segur_xds::registre::Disponibilite;
use serde::Serialize;

use super::{Autorisation, Entree, Lien, Lot};

/// Identifiers that are remembered: the last ones.
const VUS_MAX: i64 = 20_000;

/// What a request changes.
#[derive(Debug, Default)]
pub(crate) struct Changements {
    entrees: Vec<Entree>,
    lots: Vec<Lot>,
    liens: Vec<Lien>,
    /// `uniqueId` that are taken from now on.
    pris: Vec<String>,
    /// `entryUUID`, the state that it must have, the one that it takes.
    statuts: Vec<(String, Disponibilite, Disponibilite)>,
    /// Who, whose DMP, what was read (none: nothing), what is written.
    autorisations: Vec<(String, String, Option<Autorisation>, Autorisation)>,
    regles: Vec<(String, String)>,
    remplis: Vec<String>,
    /// Identifiers of messages, and the digest of what each is that of.
    vus: Vec<(String, String)>,
    /// Bytes that a document refers to and that no request holds as they are.
    a_part: Vec<Bytes>,
}

impl Changements {
    /// A new version of metadata; the `uniqueId` of a new document is taken with [`Self::prendre`].
    pub fn ajouter(&mut self, entree: Entree) {
        self.entrees.push(entree);
    }

    /// A `uniqueId` that serves from now on: refused when it did already.
    pub fn prendre(&mut self, unique_id: &str) {
        // Of a lot whose lack of one is tolerated.
        if !unique_id.is_empty() {
            self.pris.push(unique_id.to_owned());
        }
    }

    /// A lot.
    pub fn ajouter_lot(&mut self, lot: Lot) {
        self.lots.push(lot);
    }

    /// What ties two objects.
    pub fn lier(&mut self, lien: Lien) {
        self.liens.push(lien);
    }

    /// A document takes another state; refused when it has no longer this one.
    pub fn passer(&mut self, uuid: &str, de: Disponibilite, vers: Disponibilite) {
        self.statuts.push((uuid.to_owned(), de, vers));
    }

    /// An authorisation, decided on what was read; refused when it changed since.
    pub fn autoriser(&mut self, porteur: &str, fiche: &str, lue: Option<Autorisation>, nouvelle: Autorisation) {
        if lue.as_ref() != Some(&nouvelle) {
            self.autorisations.push((porteur.to_owned(), fiche.to_owned(), lue, nouvelle));
        }
    }

    /// What an action of the bench sets.
    pub fn regler(&mut self, cle: &str, valeur: &impl Serialize) {
        self.regles.push((cle.to_owned(), texte(valeur)));
    }

    /// The DMP of a patient holds what it has from the start.
    pub fn remplir(&mut self, fiche: &str) {
        self.remplis.push(fiche.to_owned());
    }

    /// An identifier is remembered.
    pub fn voir(&mut self, cle: &str, empreinte: &str) {
        self.vus.push((cle.to_owned(), empreinte.to_owned()));
    }

    /// Bytes to keep.
    pub fn garder(&mut self, octets: Bytes) {
        self.a_part.push(octets);
    }

    fn est_vide(&self) -> bool {
        self.entrees.is_empty()
            && self.lots.is_empty()
            && self.liens.is_empty()
            && self.pris.is_empty()
            && self.statuts.is_empty()
            && self.autorisations.is_empty()
            && self.regles.is_empty()
            && self.remplis.is_empty()
            && self.vus.is_empty()
    }

    /// What is to be committed; none when nothing changes. `epoque`: that of the espace when it was read.
    pub fn effet(self, epoque: u64) -> Option<Effet> {
        (!self.est_vide()).then(|| self.en_effet().sous(epoque))
    }

    /// The same, whatever was read before.
    pub fn en_effet(mut self) -> Effet {
        let a_part = std::mem::take(&mut self.a_part);
        a_part.into_iter().fold(Effet::libre(move |t, _| self.ecrire(t)), Effet::garder)
    }

    fn ecrire(&self, t: &Transaction<'_>) -> Result<(), EffetRefuse> {
        // First what may have been taken by another meanwhile.
        for fiche in &self.remplis {
            une(t
                .prepare_cached("INSERT OR IGNORE INTO dmp_remplis VALUES (?1)")?
                .execute([fiche])?)?;
        }
        for unique_id in &self.pris {
            une(t
                .prepare_cached("INSERT OR IGNORE INTO dmp_pris VALUES (?1)")?
                .execute([unique_id])?)?;
        }
        for (uuid, de, vers) in &self.statuts {
            let sql = "UPDATE dmp_entrees SET statut = ?3 WHERE uuid = ?1 AND statut = ?2";
            une(t.prepare_cached(sql)?.execute(params![uuid, de.nom(), vers.nom()])?)?;
        }
        for (porteur, fiche, lue, nouvelle) in &self.autorisations {
            let faites = match lue {
                Some(lue) => t
                    .prepare_cached(
                        "UPDATE dmp_autorisations SET autorisation = ?4 WHERE porteur = ?1 AND fiche = ?2 AND autorisation = ?3",
                    )?
                    .execute(params![porteur, fiche, texte(lue), texte(nouvelle)])?,
                None => t
                    .prepare_cached("INSERT OR IGNORE INTO dmp_autorisations VALUES (?1, ?2, ?3)")?
                    .execute(params![porteur, fiche, texte(nouvelle)])?,
            };
            une(faites)?;
        }
        for e in &self.entrees {
            let sql = "INSERT OR IGNORE INTO dmp_entrees (uuid, lid, version, fiche, unique_id, statut, fond) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let unique_id = &e.fond.document.unique_id;
            let valeurs = params![e.uuid, e.lid, e.version, e.fiche, unique_id, e.statut.nom(), texte(&e.fond)];
            une(t.prepare_cached(sql)?.execute(valeurs)?)?;
        }
        for l in &self.lots {
            let sql = "INSERT OR IGNORE INTO dmp_lots (uuid, fiche, unique_id, lot) VALUES (?1, ?2, ?3, ?4)";
            une(t
                .prepare_cached(sql)?
                .execute(params![l.uuid, l.fiche, l.soumission.unique_id, texte(&l.soumission)])?)?;
        }
        for l in &self.liens {
            let sql = "INSERT OR IGNORE INTO dmp_liens (uuid, fiche, source, cible, lien) VALUES (?1, ?2, ?3, ?4, ?5)";
            let valeurs = params![l.uuid, l.fiche, l.liaison.source, l.liaison.cible, texte(&l.liaison)];
            une(t.prepare_cached(sql)?.execute(valeurs)?)?;
        }
        for (cle, valeur) in &self.regles {
            t.prepare_cached("INSERT INTO dmp_regles VALUES (?1, ?2) ON CONFLICT (cle) DO UPDATE SET valeur = ?2")?
                .execute([cle, valeur])?;
        }
        self.ecrire_vus(t)
    }

    /// Of two that come at once, one is remembered.
    fn ecrire_vus(&self, t: &Transaction<'_>) -> Result<(), EffetRefuse> {
        for (cle, empreinte) in &self.vus {
            t.prepare_cached("INSERT OR IGNORE INTO dmp_vus (cle, empreinte) VALUES (?1, ?2)")?
                .execute([cle, empreinte])?;
            t.prepare_cached("DELETE FROM dmp_vus WHERE rang <= ?1")?
                .execute([t.last_insert_rowid() - VUS_MAX])?;
        }
        Ok(())
    }
}

/// One row was written: else somebody was there before.
fn une(faites: usize) -> Result<(), EffetRefuse> {
    if faites == 0 { Err(EffetRefuse::Perime) } else { Ok(()) }
}

/// What these types say is always JSON; a value that were none would be refused by the table, which wants what it can read.
fn texte(valeur: &impl Serialize) -> String {
    serde_json::to_string(valeur).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registre::{Contenu, Fond, Registre, TABLES};
    use segur_kit::Morceau;
    use segur_kit::rusqlite::Connection;
    use segur_xds::registre::DocumentEntry;

    fn base() -> Connection {
        let c = Connection::open_in_memory().unwrap();
        TABLES.iter().for_each(|t| c.execute_batch(t).unwrap());
        c
    }

    fn entree(fiche: &str, uuid: &str, unique_id: &str) -> Entree {
        Entree {
            uuid: uuid.into(),
            lid: uuid.into(),
            version: 1,
            fiche: fiche.into(),
            statut: Disponibilite::Approved,
            fond: Fond {
                document: DocumentEntry {
                    unique_id: unique_id.into(),
                    ..DocumentEntry::default()
                },
                depot: "1".into(),
                contenu: Contenu::Depose(Morceau::entier(b"")),
            },
        }
    }

    fn essayer(c: &mut Connection, changements: Changements) -> Result<(), EffetRefuse> {
        let t = c.transaction().unwrap();
        changements.ecrire(&t)?;
        t.commit().map_err(EffetRefuse::from)
    }

    fn deposer(c: &mut Connection, uuid: &str, unique_id: &str, remplace: Option<&str>) -> Result<(), EffetRefuse> {
        let mut changements = Changements::default();
        changements.prendre(unique_id);
        changements.ajouter(entree("AGATHE", uuid, unique_id));
        if let Some(ancien) = remplace {
            changements.passer(ancien, Disponibilite::Approved, Disponibilite::Deprecated);
        }
        essayer(c, changements)
    }

    #[test]
    fn ce_qui_a_change_entre_temps_n_est_pas_ecrit() {
        let mut c = base();
        deposer(&mut c, "u1", "1.1", None).unwrap();
        assert!(
            matches!(deposer(&mut c, "u2", "1.1", None), Err(EffetRefuse::Perime)),
            "its uniqueId is taken"
        );
        deposer(&mut c, "u2", "1.2", Some("u1")).unwrap();
        assert!(
            matches!(deposer(&mut c, "u3", "1.3", Some("u1")), Err(EffetRefuse::Perime)),
            "it was replaced already"
        );
        let r = Registre(&c);
        let etats = |uuid: &str| r.par_uuid(uuid).unwrap().map(|e| e.statut);
        assert_eq!(etats("u1"), Some(Disponibilite::Deprecated));
        assert_eq!(etats("u2"), Some(Disponibilite::Approved));
        assert_eq!(etats("u3"), None, "all of a lot or nothing");
        assert!(r.est_pris("1.2").unwrap() && !r.est_pris("1.3").unwrap());
        let approuves = r.du_patient("AGATHE", &[Disponibilite::Approved]).unwrap();
        assert_eq!(approuves, [entree("AGATHE", "u2", "1.2")]);
    }

    #[test]
    fn une_autorisation_se_decide_sur_ce_qui_est() {
        let mut c = base();
        let autorisation = |debut: &str| Autorisation {
            etat: Some(segur_model::world::EtatAutorisation::Valide),
            medecin_traitant: false,
            debut: debut.into(),
            derniere_action: debut.into(),
        };
        let mut changer = |lue: Option<&str>, nouvelle: &str| {
            let mut changements = Changements::default();
            changements.autoriser("8", "AGATHE", lue.map(autorisation), autorisation(nouvelle));
            essayer(&mut c, changements)
        };
        changer(None, "1").unwrap();
        assert!(matches!(changer(None, "2"), Err(EffetRefuse::Perime)));
        changer(Some("1"), "2").unwrap();
        assert!(matches!(changer(Some("1"), "3"), Err(EffetRefuse::Perime)));
        assert_eq!(Registre(&c).autorisation("8", "AGATHE").unwrap(), Some(autorisation("2")));
    }
}
