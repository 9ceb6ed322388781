//! TD2.1: what the registry and the repository accept, and the errors that they answer when they do not. All the errors of a lot are
//! told at once, and nothing of a lot that has one is kept.
//!
//! | errorCode | when |
//! | --- | --- |
//! | `XDSMissingDocument` | metadata without their document |
//! | `XDSMissingDocumentMetadata` | a document without its metadata |
//! | `XDSRegistryMetadataError` | a metadata is missing or wrong |
//! | `XDSNonIdenticalHash`, `XDSNonIdenticalSize` | `hash` or `size` is not that of the document |
//! | `XDSPatientIdDoesNotMatch` | the patients of the lot, of a document and of the VIHF are not one |
//! | `XDSUnknownPatientId` | nobody, or somebody without DMP |
//! | `XDSRegistryError` | the DMP is closed |
//! | `XDSDuplicateUniqueIdInRegistry` | a `uniqueId` is taken, be its content the same |
//! | `XDSReplaceFailed` | the document to replace is not one of this patient |
//! | `XDSRegistryDeprecatedDocumentError` | it was replaced already: its `entryUUID` is stale |
//!
//! The names are those of IHE (ITI TF-3); which of them the real DMP uses is only partly known.

use std::collections::{BTreeMap, BTreeSet};

use segur_model::Patient;
use segur_model::world::EtatDmp;
use segur_saml::vihf::regles::{PATIENT_CORPS, PATIENT_OID_CORPS};
use segur_soap::mtom::Partie;
use segur_xds::ns::ACTION_TD21_REPONSE;
use segur_xds::registre::{Disponibilite, DocumentEntry, Liaison, SubmissionSet};
use segur_xds::{ErreurRegistre, Lot, ReponseRegistre, ecrire_reponse, entry_uuid, operations, regles};

use super::{Affaire, Issue, Jouee};
use crate::demandeur::Droits;
use crate::dossiers;
use crate::droits::{Acte, GenreActeur, Objet};
use crate::registre::{Changements, Entree, Fond, Lien, Lot as LotGarde, Registre};

/// Errors told of one lot.
const ERREURS_MAX: usize = 50;

/// `repositoryUniqueId` of what is fed.
const DEPOT: &str = super::consultation::DEPOTS[0];

pub(super) fn jouer(affaire: &Affaire, r: &Registre<'_>, lot: &Lot, parties: &[Partie]) -> Jouee<Issue> {
    let alimentation = Alimentation { affaire, r, lot, parties };
    let (reponse, changements, operation) = alimentation.jouer()?;
    let mut issue = Issue::corps(ACTION_TD21_REPONSE, ecrire_reponse(&reponse)).avec(changements);
    issue.operation = operation;
    if reponse.statut != segur_xds::Statut::Success {
        issue.refus = alimentation.refus().map(str::to_owned);
    }
    Ok(issue)
}

/// A lot to register.
struct Alimentation<'a> {
    affaire: &'a Affaire,
    r: &'a Registre<'a>,
    lot: &'a Lot,
    parties: &'a [Partie],
}

impl Alimentation<'_> {
    /// Registers the lot, or says why not; and the transaction that it is, when who asks tells it (TD2.2).
    fn jouer(&self) -> Jouee<(ReponseRegistre, Changements, Option<&'static str>)> {
        let mut erreurs = Erreurs::default();
        let (mut changements, mut operation) = (Changements::default(), None);
        self.par_regles(&mut erreurs);
        self.contenus(&mut erreurs);
        let patient = self.patient(&mut erreurs)?;
        self.identifiants(&mut erreurs)?;
        if let Some(patient) = patient {
            operation = self.droits(patient, &mut erreurs)?;
            let remplaces = self.remplacements(patient, &mut erreurs)?;
            if erreurs.0.is_empty() {
                self.deposer(patient, &remplaces, &mut changements);
                return Ok((ReponseRegistre::succes(), changements, operation));
            }
        }
        if erreurs.0.is_empty() {
            erreurs.dire(
                "XDSRegistryMetadataError",
                "patientId du lot absent.".to_owned(),
                &self.lot.lieu.path,
            );
        }
        erreurs.0.truncate(ERREURS_MAX);
        Ok((ReponseRegistre::echec(erreurs.0), changements, operation))
    }

    /// Who may feed: TD2.2 is the same message, sent with a card of employee.
    fn droits(&self, patient: &Patient, erreurs: &mut Erreurs) -> Jouee<Option<&'static str>> {
        let affaire = self.affaire;
        let dmp = affaire.dmp(self.r, patient)?;
        let droits = Droits::lire(self.r, &affaire.ctx.monde, &affaire.demandeur, &patient.fiche, &dmp)?;
        let cpe = droits.as_ref().is_ok_and(|d| d.acteur.genre == GenreActeur::Cpe);
        let acte = if cpe { Acte::Td22 } else { Acte::Td21 };
        if let Err(refus) = droits.and_then(|d| d.juger(acte, &Objet::default())) {
            erreurs.0.push(affaire.erreur(&refus));
        }
        Ok(cpe.then_some(operations::TD22))
    }

    /// The rules of the lot that are certain.
    fn par_regles(&self, erreurs: &mut Erreurs) {
        for constat in self.affaire.constats.iter().filter(|c| c.is_error() && !self.tolere(&c.rule)) {
            if let Some(code) = code(&constat.rule) {
                erreurs.dire(
                    code,
                    format!(
                        "{}. Attendu : {} ; vu : {} (règle {}).",
                        constat.dit, constat.expected, constat.seen, constat.rule
                    ),
                    &constat.location.path,
                );
            }
        }
    }

    /// The rule on which a lot is refused: the first of those that are certain. What the registry finds by comparing with what it
    /// holds stands on none.
    fn refus(&self) -> Option<&str> {
        let regardees = [
            regles::JOINT.id,
            regles::PARTIE.id,
            regles::PATIENT_MEME.id,
            PATIENT_CORPS.id,
            PATIENT_OID_CORPS.id,
        ];
        let erreurs = || self.affaire.constats.iter().filter(|c| c.is_error()).map(|c| c.rule.as_str());
        erreurs()
            .find(|r| code(r).is_some() && !self.tolere(r))
            .or_else(|| erreurs().find(|r| regardees.contains(r)))
    }

    /// Each metadata has its document, each document its metadata.
    fn contenus(&self, erreurs: &mut Erreurs) {
        for entree in &self.lot.entrees {
            if self.lot.contenu(entree, self.parties).is_none_or(|(octets, _)| octets.is_empty()) {
                erreurs.dire(
                    "XDSMissingDocument",
                    format!(
                        "le document « {} » est décrit, mais n'est pas joint (ou est vide).",
                        entree.id.valeur
                    ),
                    &entree.lieu.path,
                );
            }
        }
        for joint in &self.lot.documents_joints {
            if !self.lot.entrees.iter().any(|e| e.id.valeur.eq_ignore_ascii_case(&joint.id.valeur)) {
                erreurs.dire(
                    "XDSMissingDocumentMetadata",
                    format!(
                        "le document « {} » est joint, mais aucun ExtrinsicObject ne le décrit.",
                        joint.id.valeur
                    ),
                    &joint.id.lieu.path,
                );
            }
        }
    }

    fn tolere(&self, regle: &str) -> bool {
        self.affaire.tolere(regle)
    }

    /// The patient, when there is one whose DMP is open and whom everybody names.
    fn patient(&self, erreurs: &mut Erreurs) -> Jouee<Option<&Patient>> {
        let Some(du_lot) = self.lot.soumission().and_then(|s| s.patient.first()) else {
            return Ok(None);
        };
        let (ins, oid) = cx(&du_lot.valeur);
        let des_documents = self.lot.entrees.iter().flat_map(|e| &e.patient);
        for autre in des_documents.filter(|p| cx(&p.valeur) != (ins, oid)) {
            erreurs.dire(
                "XDSPatientIdDoesNotMatch",
                format!("patientId du document « {} », du lot « {} ».", autre.valeur, du_lot.valeur),
                &autre.lieu.path,
            );
        }
        match &self.affaire.patient_du_vihf {
            Some((i, o)) if (i.as_str(), o.as_str()) == (ins, oid) => {}
            autre => erreurs.dire(
                "XDSPatientIdDoesNotMatch",
                format!(
                    "patientId du lot « {} », resource-id du VIHF « {} ».",
                    du_lot.valeur,
                    autre
                        .as_ref()
                        .map_or_else(|| "(absent)".to_owned(), |(i, o)| format!("{i}^^^&{o}&ISO"))
                ),
                &du_lot.lieu.path,
            ),
        }
        let inconnu = |pourquoi: &str| format!("patientId « {} » : {pourquoi}.", du_lot.valeur);
        let Some(patient) = dossiers::patient(&self.affaire.ctx.monde, ins, oid) else {
            erreurs.dire("XDSUnknownPatientId", inconnu("personne ne porte cet INS"), &du_lot.lieu.path);
            return Ok(None);
        };
        let (code, pourquoi) = match self.affaire.dmp(self.r, patient)?.etat {
            EtatDmp::Ouvert => return Ok(Some(patient)),
            EtatDmp::Absent => ("XDSUnknownPatientId", "cette personne n'a pas de DMP"),
            EtatDmp::Ferme => ("XDSRegistryError", "le DMP de cette personne est fermé"),
        };
        erreurs.dire(code, inconnu(pourquoi), &du_lot.lieu.path);
        Ok(None)
    }

    /// The identifiers of the lot and of what it holds are new to the registry, and differ.
    fn identifiants(&self, erreurs: &mut Erreurs) -> Jouee<()> {
        let (mut uniques, mut uuids) = (BTreeSet::new(), BTreeSet::new());
        let du_lot = self.lot.soumission().and_then(|s| s.unique_id.first());
        let des_documents = self.lot.entrees.iter().filter_map(|e| e.unique_id.first());
        for champ in du_lot.into_iter().chain(des_documents) {
            if self.r.est_pris(&champ.valeur)? || !uniques.insert(champ.valeur.as_str()) {
                erreurs.dire(
                    "XDSDuplicateUniqueIdInRegistry",
                    format!("uniqueId « {} » déjà employé : un identifiant ne sert qu'une fois.", champ.valeur),
                    &champ.lieu.path,
                );
            }
        }
        for entree in &self.lot.entrees {
            let Some(uuid) = entry_uuid(&entree.id.valeur) else { continue };
            if self.r.est_objet(&uuid)? || !uuids.insert(uuid) {
                erreurs.dire(
                    "XDSRegistryMetadataError",
                    format!(
                        "entryUUID « {} » déjà employé : en tirer un nouveau par document.",
                        entree.id.valeur
                    ),
                    &entree.id.lieu.path,
                );
            }
        }
        Ok(())
    }

    /// What is kept: each object under a UUID of the registry, or its own when it has one.
    fn deposer(&self, patient: &Patient, remplaces: &[Entree], c: &mut Changements) {
        let fiche = &patient.fiche;
        let mut uuids: BTreeMap<&str, String> = BTreeMap::new();
        for ancien in remplaces {
            c.passer(&ancien.uuid, ancien.statut, Disponibilite::Deprecated);
        }
        for (rang, e) in self.lot.entrees.iter().enumerate() {
            let Some((octets, _)) = self.lot.contenu(e, self.parties) else {
                continue;
            };
            let mut document = DocumentEntry::from(e);
            document.condensat = sha1_hexa(octets);
            document.taille = octets.len() as u64;
            // Drawn from the uniqueId, which serves once: the same whatever else comes at the same time.
            let tire = || self.affaire.urn(&format!("dmp.entryUUID {}", document.unique_id), 0);
            let uuid = entry_uuid(&e.id.valeur).unwrap_or_else(tire);
            uuids.insert(&e.id.valeur, uuid.clone());
            c.prendre(&document.unique_id);
            let contenu = self.affaire.contenu(rang, octets, c);
            let fond = Fond {
                document,
                depot: DEPOT.to_owned(),
                contenu,
            };
            c.ajouter(Entree::premiere(&uuid, fiche, fond));
        }
        let Some(recue) = self.lot.soumission() else { return };
        let soumission = SubmissionSet::from(recue);
        let uuid = self.affaire.urn(&format!("dmp.lot {}", soumission.unique_id), 0);
        uuids.insert(&recue.id.valeur, uuid.clone());
        for (rang, association) in self.lot.associations.iter().enumerate() {
            let bout = |id: &str| uuids.get(id).cloned().or_else(|| entry_uuid(id)).unwrap_or_else(|| id.to_owned());
            c.lier(Lien {
                uuid: self.affaire.urn(&format!("dmp.association {}", soumission.unique_id), rang as u64),
                fiche: fiche.clone(),
                liaison: Liaison::de(association, &bout(&association.source.valeur), &bout(&association.cible.valeur)),
            });
        }
        c.prendre(&soumission.unique_id);
        c.ajouter_lot(LotGarde {
            uuid,
            fiche: fiche.clone(),
            soumission,
        });
    }

    /// The documents to replace are present ones, of the same patient.
    fn remplacements(&self, patient: &Patient, erreurs: &mut Erreurs) -> Jouee<Vec<Entree>> {
        let mut remplaces: Vec<Entree> = Vec::new();
        for association in self.lot.remplacements() {
            let cible = &association.cible;
            let ancien = match entry_uuid(&cible.valeur) {
                Some(uuid) => self.r.par_uuid(&uuid)?.filter(|e| e.fiche == patient.fiche),
                None => None,
            };
            match ancien {
                Some(e) if remplaces.iter().any(|r| r.uuid == e.uuid) => erreurs.dire(
                    "XDSReplaceFailed",
                    format!("entryUUID « {} » : deux documents du lot le remplacent.", cible.valeur),
                    &cible.lieu.path,
                ),
                Some(e) if matches!(e.statut, Disponibilite::Approved | Disponibilite::Archived) => remplaces.push(e),
                Some(e) if e.statut == Disponibilite::Deprecated => erreurs.dire(
                    "XDSRegistryDeprecatedDocumentError",
                    format!(
                        "entryUUID « {} » : ce document a déjà été remplacé, ou ses métadonnées ont une version plus récente ; viser sa version courante.",
                        cible.valeur
                    ),
                    &cible.lieu.path,
                ),
                _ => erreurs.dire(
                    "XDSReplaceFailed",
                    format!(
                        "« {} » n'est pas l'entryUUID courant d'un document de ce patient : le donner à l'alimentation, ou le rechercher.",
                        cible.valeur
                    ),
                    &cible.lieu.path,
                ),
            }
        }
        Ok(remplaces)
    }
}

/// Errors in the order they are found.
#[derive(Default)]
struct Erreurs(Vec<ErreurRegistre>);

impl Erreurs {
    fn dire(&mut self, code: &str, contexte: String, lieu: &str) {
        self.0.push(ErreurRegistre {
            code: code.to_owned(),
            contexte,
            avertissement: false,
            lieu: Some(lieu.to_owned()),
        });
    }
}

/// The error of the registry for a rule of the lot. None for what is not one, and for what the registry looks at by itself.
fn code(regle: &str) -> Option<&'static str> {
    match regle {
        r if r == regles::JOINT.id || r == regles::PARTIE.id || r == regles::PATIENT_MEME.id => None,
        r if r == regles::HASH.id => Some("XDSNonIdenticalHash"),
        r if r == regles::TAILLE.id => Some("XDSNonIdenticalSize"),
        r => r.starts_with("xds.lot.").then_some("XDSRegistryMetadataError"),
    }
}

/// Identifier and authority of a CX (`INS^^^&OID&ISO^NH`): the components that count.
pub(super) fn cx(valeur: &str) -> (&str, &str) {
    let mut composants = valeur.split('^');
    let id = composants.next().unwrap_or_default();
    let autorite = composants.nth(2).unwrap_or_default();
    (id, autorite.split('&').nth(1).unwrap_or_default())
}

/// SHA-1, hexadecimal: `hash` of a document.
pub(crate) fn sha1_hexa(octets: &[u8]) -> String {
    use sha1::{Digest, Sha1};
    hex::encode(Sha1::digest(octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_cx_se_lit() {
        assert_eq!(cx("1^^^&1.2&ISO^NH^^20100907"), ("1", "1.2"));
        assert_eq!(cx("1"), ("1", ""));
        assert_eq!(cx("1^^^1.2"), ("1", ""));
    }

    #[test]
    fn l_empreinte_est_celle_de_tous() {
        assert_eq!(sha1_hexa(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    }
}
