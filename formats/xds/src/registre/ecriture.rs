//! ebRIM, as the registry answers it: attributes and slots in the order of the recorded answer of the DMP (exemples de messages v02.05, TD3.1).

use std::fmt::Write as _;

use sha1::{Digest as _, Sha1};

use super::{AuteurGarde, Codee, Disponibilite, DocumentEntry, Liaison, SubmissionSet};
use crate::ns::{self, document, soumission};
use crate::reponse::{ErreurRegistre, Statut, ecrire_erreurs};
use segur_soap::echapper;

/// What the registry alone knows of a document.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// `entryUUID`, with its prefix: one for each version of the metadata.
    pub uuid: &'a str,
    /// `logicalId`: the same for every version of the metadata.
    pub lid: &'a str,
    /// `versionName`, from 1.
    pub version: u32,
    /// `@status`.
    pub statut: Disponibilite,
    /// `repositoryUniqueId`.
    pub depot: &'a str,
}

/// Writes a document: `ExtrinsicObject`, prefix `rim`.
#[must_use]
pub fn ecrire_document(d: &DocumentEntry, place: &Place<'_>) -> String {
    let mut x = Ecrivain::nouveau(place.uuid);
    let _ = write!(
        x.texte,
        "<rim:ExtrinsicObject id=\"{id}\" isOpaque=\"false\" lid=\"{lid}\" mimeType=\"{mime}\" objectType=\"{objet}\" status=\"{statut}\">",
        id = echapper(place.uuid),
        lid = echapper(place.lid),
        mime = echapper(&d.mime_type),
        objet = ns::TYPE_OBJET,
        statut = place.statut.urn(),
    );
    x.slot_un("creationTime", &d.creation);
    x.slot_un("hash", &d.condensat);
    x.slot_un("languageCode", &d.langue);
    x.slot("legalAuthenticator", &d.responsable);
    x.slot("urn:ihe:iti:xds:2013:referenceIdList", &d.references);
    x.slot_un("repositoryUniqueId", place.depot);
    x.slot_un("serviceStartTime", &d.debut_acte);
    x.slot_un("serviceStopTime", &d.fin_acte);
    x.slot_un("size", &d.taille.to_string());
    x.slot_un("sourcePatientId", &d.source_patient);
    x.slot("sourcePatientInfo", &d.infos_patient);
    x.localise("Name", &d.titre);
    x.localise("Description", &d.commentaire);
    let _ = write!(x.texte, "<rim:VersionInfo versionName=\"{}\"/>", place.version);
    d.auteurs.iter().for_each(|a| x.auteur(document::AUTEUR, a));
    x.code(document::CLASSE, &d.classe);
    d.confidentialite.iter().for_each(|c| x.code(document::CONFIDENTIALITE, c));
    d.evenements.iter().for_each(|c| x.code(document::EVENEMENT, c));
    x.code(document::FORMAT, &d.format);
    x.code(document::SECTEUR, &d.secteur);
    x.code(document::CADRE, &d.cadre);
    x.code(document::TYPE, &d.type_code);
    x.identifiant(document::PATIENT, "XDSDocumentEntry.patientId", &d.patient);
    x.identifiant(document::UNIQUE, "XDSDocumentEntry.uniqueId", &d.unique_id);
    x.texte.push_str("</rim:ExtrinsicObject>");
    x.texte
}

/// Writes a lot: `RegistryPackage`, prefix `rim`.
#[must_use]
pub fn ecrire_lot(s: &SubmissionSet, uuid: &str) -> String {
    let mut x = Ecrivain::nouveau(uuid);
    let _ = write!(
        x.texte,
        "<rim:RegistryPackage id=\"{id}\" lid=\"{id}\" objectType=\"urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:RegistryPackage\" status=\"{}\">",
        Disponibilite::Approved.urn(),
        id = echapper(uuid)
    );
    x.slot_un("submissionTime", &s.heure);
    x.localise("Name", &s.titre);
    x.localise("Description", &s.commentaire);
    s.auteurs.iter().for_each(|a| x.auteur(soumission::AUTEUR, a));
    x.code(soumission::CONTENU, &s.contenu);
    let noeud = x.id();
    let _ = write!(
        x.texte,
        "<rim:Classification classificationNode=\"{}\" classifiedObject=\"{}\" id=\"{noeud}\"/>",
        ns::NOEUD_SOUMISSION,
        echapper(uuid)
    );
    x.identifiant(soumission::PATIENT, "XDSSubmissionSet.patientId", &s.patient);
    x.identifiant(soumission::SOURCE, "XDSSubmissionSet.sourceId", &s.source);
    x.identifiant(soumission::UNIQUE, "XDSSubmissionSet.uniqueId", &s.unique_id);
    x.texte.push_str("</rim:RegistryPackage>");
    x.texte
}

/// Writes what ties two objects: `Association`, prefix `rim`.
#[must_use]
pub fn ecrire_liaison(l: &Liaison, uuid: &str) -> String {
    let mut x = Ecrivain::nouveau(uuid);
    let _ = write!(
        x.texte,
        "<rim:Association associationType=\"{}\" id=\"{id}\" lid=\"{id}\" objectType=\"urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Association\" sourceObject=\"{}\" status=\"{}\" targetObject=\"{}\">",
        echapper(&l.genre),
        echapper(&l.source),
        Disponibilite::Approved.urn(),
        echapper(&l.cible),
        id = echapper(uuid),
    );
    l.slots.iter().for_each(|(nom, valeurs)| x.slot(nom, valeurs));
    x.texte.push_str("</rim:Association>");
    x.texte
}

/// Writes a reference to an object: `ObjectRef`, prefix `rim`.
#[must_use]
pub fn ecrire_renvoi(uuid: &str) -> String {
    format!("<rim:ObjectRef id=\"{}\"/>", echapper(uuid))
}

/// Writes `AdhocQueryResponse`, without its envelope: objects as the functions above write them, or errors.
#[must_use]
pub fn ecrire_recherche_reponse(statut: Statut, objets: &[String], erreurs: &[ErreurRegistre]) -> String {
    let mut texte = format!(
        "<query:AdhocQueryResponse xmlns:query=\"{}\" xmlns:rim=\"{}\" xmlns:rs=\"{}\" startIndex=\"0\" status=\"{}\" totalResultCount=\"{}\">",
        ns::QUERY,
        ns::RIM,
        ns::RS,
        statut.urn(),
        objets.len()
    );
    texte.push_str(&ecrire_erreurs(erreurs));
    texte.push_str("<rim:RegistryObjectList>");
    objets.iter().for_each(|o| texte.push_str(o));
    texte.push_str("</rim:RegistryObjectList></query:AdhocQueryResponse>");
    texte
}

/// Writes the children of one object, and gives each its own identifier.
struct Ecrivain<'a> {
    texte: String,
    uuid: &'a str,
    rang: u32,
}

impl<'a> Ecrivain<'a> {
    fn nouveau(uuid: &'a str) -> Self {
        Self {
            texte: String::with_capacity(4096),
            uuid,
            rang: 0,
        }
    }

    /// A UUID of a part of the object: the same each time that it is written.
    fn id(&mut self) -> String {
        self.rang += 1;
        let h = Sha1::digest(format!("{} {}", self.uuid, self.rang));
        let h = hex::encode(h);
        format!(
            "urn:uuid:{}-{}-5{}-8{}-{}",
            h.get(..8).unwrap_or_default(),
            h.get(8..12).unwrap_or_default(),
            h.get(13..16).unwrap_or_default(),
            h.get(17..20).unwrap_or_default(),
            h.get(20..32).unwrap_or_default(),
        )
    }

    fn slot_un(&mut self, nom: &str, valeur: &str) {
        if !valeur.is_empty() {
            self.slot(nom, &[valeur]);
        }
    }

    fn slot(&mut self, nom: &str, valeurs: &[impl AsRef<str>]) {
        if valeurs.is_empty() {
            return;
        }
        let _ = write!(self.texte, "<rim:Slot name=\"{}\"><rim:ValueList>", echapper(nom));
        for v in valeurs {
            let _ = write!(self.texte, "<rim:Value>{}</rim:Value>", echapper(v.as_ref()));
        }
        self.texte.push_str("</rim:ValueList></rim:Slot>");
    }

    fn localise(&mut self, element: &str, valeur: &str) {
        if !valeur.is_empty() {
            let _ = write!(
                self.texte,
                "<rim:{element}><rim:LocalizedString charset=\"UTF8\" value=\"{}\" xml:lang=\"FR\"/></rim:{element}>",
                echapper(valeur)
            );
        }
    }

    fn ouvrir_classification(&mut self, schema: &str, noeud: &str) {
        let id = self.id();
        let _ = write!(
            self.texte,
            "<rim:Classification classificationScheme=\"{schema}\" classifiedObject=\"{}\" id=\"{id}\" nodeRepresentation=\"{}\">",
            echapper(self.uuid),
            echapper(noeud)
        );
    }

    fn code(&mut self, schema: &str, code: &Codee) {
        if code.code.is_empty() {
            return;
        }
        self.ouvrir_classification(schema, &code.code);
        self.slot("codingScheme", &[&code.systeme]);
        self.localise("Name", &code.libelle);
        self.texte.push_str("</rim:Classification>");
    }

    fn auteur(&mut self, schema: &str, a: &AuteurGarde) {
        self.ouvrir_classification(schema, "");
        self.slot("authorInstitution", &a.institutions);
        self.slot("authorPerson", &a.personnes);
        self.slot("authorRole", &a.roles);
        self.slot("authorSpecialty", &a.specialites);
        self.texte.push_str("</rim:Classification>");
    }

    fn identifiant(&mut self, schema: &str, nom: &str, valeur: &str) {
        let id = self.id();
        let _ = write!(
            self.texte,
            "<rim:ExternalIdentifier id=\"{id}\" identificationScheme=\"{schema}\" registryObject=\"{}\" value=\"{}\">",
            echapper(self.uuid),
            echapper(valeur)
        );
        self.localise("Name", nom);
        self.texte.push_str("</rim:ExternalIdentifier>");
    }
}
