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

use std::collections::BTreeSet;

use segur_kit::{Morceau, Requete};
use segur_model::world::{EtatDmp, World};
use segur_model::{Finding, Patient};
use segur_saml::vihf::regles::{PATIENT_CORPS, PATIENT_OID_CORPS};
use segur_soap::mtom::Partie;
use segur_xds::{ErreurRegistre, Lot, ReponseRegistre, regles};

use crate::etat::{Depot, Entree, Etat, Statut};
use crate::existence;

/// Errors told of one lot.
const ERREURS_MAX: usize = 50;

/// A lot to register.
pub(crate) struct Alimentation<'a> {
    pub lot: &'a Lot,
    pub parties: &'a [Partie],
    /// INS and OID of the patient of the VIHF.
    pub patient_du_vihf: Option<(String, String)>,
    /// What is wrong with the lot by itself.
    pub constats: &'a [Finding],
    /// The request that holds it.
    pub requete: &'a Requete,
    /// Rules that refuse nothing.
    pub tolerances: &'a [String],
}

impl Alimentation<'_> {
    /// Registers the lot, or says why not. `uuid` draws an `entryUUID` for the document of a `uniqueId`.
    pub fn jouer(&self, etat: &mut Etat, monde: &World, uuid: impl Fn(&str) -> String) -> ReponseRegistre {
        let mut erreurs = Erreurs::default();
        self.par_regles(&mut erreurs);
        self.contenus(&mut erreurs);
        let patient = self.patient(monde, &mut erreurs);
        self.identifiants(etat, &mut erreurs);
        if let Some(patient) = patient {
            self.remplacements(etat, patient, &mut erreurs);
            if erreurs.0.is_empty() {
                etat.deposer(&patient.fiche, self.depot(&patient.fiche, uuid));
                return ReponseRegistre::succes();
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
        ReponseRegistre::echec(erreurs.0)
    }

    /// The rules of the lot that are certain.
    fn par_regles(&self, erreurs: &mut Erreurs) {
        for constat in self.constats.iter().filter(|c| c.is_error() && !self.tolere(&c.rule)) {
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
    pub fn refus(&self) -> Option<&str> {
        let regardees = [
            regles::JOINT.id,
            regles::PARTIE.id,
            regles::PATIENT_MEME.id,
            PATIENT_CORPS.id,
            PATIENT_OID_CORPS.id,
        ];
        let erreurs = || self.constats.iter().filter(|c| c.is_error()).map(|c| c.rule.as_str());
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
        self.tolerances.iter().any(|t| t == regle)
    }

    /// The patient, when there is one whose DMP is open and whom everybody names.
    fn patient<'m>(&self, monde: &'m World, erreurs: &mut Erreurs) -> Option<&'m Patient> {
        let du_lot = self.lot.soumission().and_then(|s| s.patient.first())?;
        let (ins, oid) = cx(&du_lot.valeur);
        let des_documents = self.lot.entrees.iter().flat_map(|e| &e.patient);
        for autre in des_documents.filter(|p| cx(&p.valeur) != (ins, oid)) {
            erreurs.dire(
                "XDSPatientIdDoesNotMatch",
                format!("patientId du document « {} », du lot « {} ».", autre.valeur, du_lot.valeur),
                &autre.lieu.path,
            );
        }
        match &self.patient_du_vihf {
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
        let Some(patient) = existence::patient(monde, ins, oid) else {
            erreurs.dire("XDSUnknownPatientId", inconnu("personne ne porte cet INS"), &du_lot.lieu.path);
            return None;
        };
        match patient.dmp.etat {
            EtatDmp::Ouvert => Some(patient),
            EtatDmp::Absent => {
                erreurs.dire("XDSUnknownPatientId", inconnu("cette personne n'a pas de DMP"), &du_lot.lieu.path);
                None
            }
            EtatDmp::Ferme => {
                erreurs.dire("XDSRegistryError", inconnu("le DMP de cette personne est fermé"), &du_lot.lieu.path);
                None
            }
        }
    }

    /// The identifiers of the lot and of what it holds are new to the registry, and differ.
    fn identifiants(&self, etat: &Etat, erreurs: &mut Erreurs) {
        let (mut uniques, mut uuids) = (BTreeSet::new(), BTreeSet::new());
        let du_lot = self.lot.soumission().and_then(|s| s.unique_id.first());
        let des_documents = self.lot.entrees.iter().filter_map(|e| e.unique_id.first());
        for champ in du_lot.into_iter().chain(des_documents) {
            if etat.connait(&champ.valeur) || !uniques.insert(champ.valeur.as_str()) {
                erreurs.dire(
                    "XDSDuplicateUniqueIdInRegistry",
                    format!("uniqueId « {} » déjà employé : un identifiant ne sert qu'une fois.", champ.valeur),
                    &champ.lieu.path,
                );
            }
        }
        for entree in &self.lot.entrees {
            let Some(uuid) = entry_uuid(&entree.id.valeur) else { continue };
            if etat.connait_uuid(&uuid) || !uuids.insert(uuid) {
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
    }

    /// What is kept.
    fn depot(&self, fiche: &str, uuid: impl Fn(&str) -> String) -> Depot {
        let mut a_part = Vec::new();
        let entrees = self.lot.entrees.iter().filter_map(|e| {
            let unique_id = e.unique_id.first()?.valeur.clone();
            let (octets, _) = self.lot.contenu(e, self.parties)?;
            let entry_uuid = entry_uuid(&e.id.valeur).unwrap_or_else(|| format!("urn:uuid:{}", uuid(&unique_id)));
            let morceau = self.requete.morceau(octets).unwrap_or_else(|| {
                a_part.push(octets.clone());
                Morceau::entier(octets)
            });
            let entree = Entree {
                fiche: fiche.to_owned(),
                unique_id,
                statut: Statut::Approuve,
                empreinte: sha1_hexa(octets),
                taille: octets.len(),
                octets: morceau,
            };
            Some((entry_uuid, entree))
        });
        let entrees = entrees.collect();
        let du_lot = self.lot.soumission().and_then(|s| s.unique_id.first());
        Depot {
            unique_id: du_lot.map(|c| c.valeur.clone()).unwrap_or_default(),
            entrees,
            a_part,
            remplaces: self.lot.remplacements().filter_map(|a| entry_uuid(&a.cible.valeur)).collect(),
        }
    }

    /// The documents to replace are present ones, of the same patient.
    fn remplacements(&self, etat: &Etat, patient: &Patient, erreurs: &mut Erreurs) {
        for association in self.lot.remplacements() {
            let cible = &association.cible;
            let ancien = entry_uuid(&cible.valeur).and_then(|u| etat.statut(&patient.fiche, &u));
            match ancien {
                Some(Statut::Approuve) => {}
                Some(Statut::Remplace) => erreurs.dire(
                    "XDSRegistryDeprecatedDocumentError",
                    format!(
                        "entryUUID « {} » : ce document a déjà été remplacé ; viser sa version courante.",
                        cible.valeur
                    ),
                    &cible.lieu.path,
                ),
                None => erreurs.dire(
                    "XDSReplaceFailed",
                    format!(
                        "« {} » n'est pas l'entryUUID courant d'un document de ce patient : le donner à l'alimentation, ou le rechercher.",
                        cible.valeur
                    ),
                    &cible.lieu.path,
                ),
            }
        }
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
fn cx(valeur: &str) -> (&str, &str) {
    let mut composants = valeur.split('^');
    let id = composants.next().unwrap_or_default();
    let autorite = composants.nth(2).unwrap_or_default();
    (id, autorite.split('&').nth(1).unwrap_or_default())
}

/// The one way of writing an `entryUUID`, when the text is a UUID, with or without its prefix. A symbolic id is none.
fn entry_uuid(texte: &str) -> Option<String> {
    let bas = texte.to_ascii_lowercase();
    let uuid = bas.strip_prefix("urn:uuid:").unwrap_or(&bas);
    let groupes: Vec<&str> = uuid.split('-').collect();
    let forme = groupes.iter().map(|g| g.len()).eq([8, 4, 4, 4, 12]) && groupes.concat().bytes().all(|o| o.is_ascii_hexdigit());
    forme.then(|| format!("urn:uuid:{uuid}"))
}

fn sha1_hexa(octets: &[u8]) -> String {
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
    fn un_entry_uuid_s_ecrit_d_une_facon() {
        let uuid = "urn:uuid:0a1b2c3d-0000-4000-8000-00000000000f";
        for ecrit in [
            uuid,
            "0A1B2C3D-0000-4000-8000-00000000000F",
            "URN:UUID:0a1b2c3d-0000-4000-8000-00000000000f",
        ] {
            assert_eq!(entry_uuid(ecrit).as_deref(), Some(uuid), "{ecrit}");
        }
        for symbolique in [
            "Document01",
            "urn:uuid:",
            "0a1b2c3d-0000-4000-8000-00000000000g",
            "0a1b2c3d00004000800000000000000f",
        ] {
            assert_eq!(entry_uuid(symbolique), None, "{symbolique}");
        }
    }

    #[test]
    fn l_empreinte_est_celle_de_tous() {
        assert_eq!(sha1_hexa(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    }
}
