//! A lot (ITI-41): one document, its signature, and how they hold together, in ebRIM.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use segur_soap::mtom::Partie;
use time::OffsetDateTime;

use super::metadonnees::{self, Fiche, FicheAuteur};
use super::{Appel, Cles, Patient, xades};
use crate::config::ConfigTemoin;
use crate::cr::Visibilite;
use crate::cr::entete::{Code, Entete};
use crate::ecarts::Ecart;
use crate::identifiants::{matricule_suivant, utc};
use crate::xml::Plume;

const RIM: &str = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
const LOT: &str = "SubmissionSet01";
const DOCUMENT: &str = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1";

/// What is sent.
pub(crate) struct Lot<'a> {
    /// The INS of the document.
    pub patient: Patient,
    pub document: &'a [u8],
    pub entete: &'a Entete,
    /// Identifier of the entry, chosen here: a later replacement names it.
    pub entry_uuid: String,
    /// Entry that this one replaces.
    pub remplace: Option<String>,
    pub visibilite: Visibilite,
}

/// A lot ready to go.
pub(crate) struct Ecrit {
    /// Content of `soap:Body`.
    pub corps: String,
    pub parties: Vec<Partie>,
}

/// Writes a lot, signed with these keys.
pub(crate) fn ecrire(appel: &Appel<'_>, lot: &Lot<'_>, cles: &Cles) -> Result<Ecrit, String> {
    let tirage = &appel.tirage;
    let racine = &appel.config.racine_oid;
    let patient = lot.patient.cx();
    let autre = autre_patient(&lot.patient).cx();
    let patient = appel.ecarts.choisir(Ecart::PatientMetadonneesAutre, patient, autre);
    let document = metadonnees::du_document(&lot.entry_uuid, lot.entete, lot.document, &patient, lot.visibilite, appel.ecarts);
    let lot_id = tirage.oid(&format!("{racine}.2"), "lot", 1);
    let mut entrees = vec![(document, lot.document.to_vec())];
    if !appel.ecarts.a(Ecart::SignatureLotAbsente) {
        let signature = xades::signer(appel, &lot_id, &entrees[0].0.unique_id, lot.document, cles)?.into_bytes();
        let id = format!("urn:uuid:{}", tirage.uuid("signature", 1));
        let unique = tirage.oid(&format!("{racine}.4"), "signature", 1);
        let fiche = metadonnees::de_la_signature(&entrees[0].0, &id, &unique, appel.maintenant, &signature);
        entrees.push((fiche, signature));
    }
    let fiches: Vec<&Fiche> = entrees.iter().map(|(f, _)| f).collect();
    let corps = corps(appel, lot, &lot_id, &fiches);
    let parties = entrees
        .into_iter()
        .enumerate()
        .map(|(i, (_, octets))| Partie::nouvelle(piece(i), "text/xml", octets))
        .collect();
    Ok(Ecrit { corps, parties })
}

/// The message of a lot with its documents inside, in Base64: what MTOM is there to avoid.
pub(super) fn en_base64(enveloppe: String, parties: &[Partie]) -> String {
    parties.iter().enumerate().fold(enveloppe, |e, (i, p)| {
        let renvoi = format!(
            "<xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:{}\"/>",
            piece(i)
        );
        e.replacen(&renvoi, &STANDARD.encode(&p.octets), 1)
    })
}

/// Identifier of an attachment.
fn piece(rang: usize) -> String {
    format!("piece{}@temoin", rang + 1)
}

/// Somebody else: the next one in the register of births, with a right key.
fn autre_patient(p: &Patient) -> Patient {
    Patient {
        ins: matricule_suivant(&p.ins),
        oid: p.oid.clone(),
    }
}

fn corps(appel: &Appel<'_>, lot: &Lot<'_>, lot_id: &str, fiches: &[&Fiche]) -> String {
    let mut e = Ecriture::fragment();
    let espaces = [
        ("xmlns:xds", "urn:ihe:iti:xds-b:2007"),
        ("xmlns:lcm", "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"),
        ("xmlns:rim", RIM),
    ];
    e.dans("xds:ProvideAndRegisterDocumentSetRequest", &espaces, |e| {
        e.dans("lcm:SubmitObjectsRequest", &[], |e| {
            e.dans("rim:RegistryObjectList", &[], |e| {
                contenu(e, appel.config, appel.maintenant, lot_id, fiches);
                if let Some(signature) = fiches.get(1) {
                    e.association("urn:ihe:iti:2007:AssociationType:signs", &signature.id, LOT);
                }
                let oubli = appel.ecarts.a(Ecart::RemplacementSansRplc);
                if let Some(ancien) = lot.remplace.as_ref().filter(|_| !oubli) {
                    e.association("urn:ihe:iti:2007:AssociationType:RPLC", &lot.entry_uuid, ancien);
                }
            });
        });
        for (i, fiche) in fiches.iter().enumerate() {
            e.dans("xds:Document", &[("id", &fiche.id)], |e| {
                let renvoi = format!("cid:{}", piece(i));
                e.p.vide(
                    "xop:Include",
                    &[("xmlns:xop", "http://www.w3.org/2004/08/xop/include"), ("href", &renvoi)],
                );
            });
        }
    });
    e.p.finir()
}

/// `METADATA.XML` of an archive: the same words, without a message around.
pub(crate) fn en_archive(config: &ConfigTemoin, maintenant: OffsetDateTime, lot_id: &str, fiches: &[Fiche]) -> String {
    let mut e = Ecriture {
        p: Plume::document(),
        rang: 0,
    };
    let fiches: Vec<&Fiche> = fiches.iter().collect();
    let espaces = [("xmlns:lcm", "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"), ("xmlns:rim", RIM)];
    e.dans("lcm:SubmitObjectsRequest", &espaces, |e| {
        e.dans("rim:RegistryObjectList", &[], |e| contenu(e, config, maintenant, lot_id, &fiches));
    });
    e.p.finir()
}

/// The submission, its documents, and that they are its own.
fn contenu(e: &mut Ecriture, config: &ConfigTemoin, maintenant: OffsetDateTime, lot_id: &str, fiches: &[&Fiche]) {
    if let Some(premiere) = fiches.first() {
        paquet(
            e,
            config,
            maintenant,
            lot_id,
            (&premiere.titre, &premiere.auteur, &premiere.patient),
        );
    }
    for fiche in fiches {
        objet(e, fiche);
    }
    for fiche in fiches {
        e.association("urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember", LOT, &fiche.id);
    }
}

/// The SubmissionSet: its title, its author, the CX of its patient.
pub(super) fn paquet(
    e: &mut Ecriture,
    config: &ConfigTemoin,
    maintenant: OffsetDateTime,
    lot_id: &str,
    (titre, auteur, patient): (&str, &FicheAuteur, &str),
) {
    e.dans("rim:RegistryPackage", &[("id", LOT)], |e| {
        e.slot("submissionTime", &[&utc(maintenant)]);
        e.libelle("rim:Name", titre);
        e.auteur("urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d", LOT, auteur);
        let contenu = Code {
            code: "07".to_owned(),
            systeme: "1.2.250.1.213.2.2".to_owned(),
            libelle: "Consultations, soins externes".to_owned(),
        };
        e.classification("urn:uuid:aa543740-bdda-424e-8c96-df4873be8500", LOT, &contenu);
        let id = e.numero("cl");
        let noeud = [
            ("classificationNode", "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd"),
            ("classifiedObject", LOT),
            ("id", &id),
        ];
        e.p.vide("rim:Classification", &noeud);
        for (schema, valeur, nom) in [
            (
                "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446",
                patient,
                "XDSSubmissionSet.patientId",
            ),
            (
                "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832",
                &config.racine_oid,
                "XDSSubmissionSet.sourceId",
            ),
            ("urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8", lot_id, "XDSSubmissionSet.uniqueId"),
        ] {
            e.identifiant(schema, LOT, valeur, nom);
        }
    });
}

/// A document, or the signature.
fn objet(e: &mut Ecriture, f: &Fiche) {
    let attributs = [("id", f.id.as_str()), ("mimeType", &f.media), ("objectType", DOCUMENT)];
    e.dans("rim:ExtrinsicObject", &attributs, |e| {
        for (nom, valeur) in [
            ("creationTime", &f.creation),
            ("hash", &f.empreinte),
            ("languageCode", &f.langue),
            ("legalAuthenticator", &f.responsable),
            ("serviceStartTime", &f.debut),
            ("serviceStopTime", &f.fin),
            ("size", &f.taille),
            ("sourcePatientId", &f.patient_source),
            ("URI", &f.uri),
        ] {
            e.slot(nom, &[valeur]);
        }
        let infos: Vec<&str> = f.infos_patient.iter().map(String::as_str).collect();
        e.slot("sourcePatientInfo", &infos);
        e.libelle("rim:Name", &f.titre);
        e.auteur("urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d", &f.id, &f.auteur);
        e.classification("urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a", &f.id, &f.classe);
        e.classification("urn:uuid:f0306f51-975f-434e-a61c-c59651d33983", &f.id, &f.type_);
        for c in &f.confidentialites {
            e.classification("urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f", &f.id, c);
        }
        e.classification("urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d", &f.id, &f.format);
        e.classification("urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1", &f.id, &f.secteur);
        e.classification("urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead", &f.id, &f.cadre);
        for c in &f.evenements {
            e.classification("urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4", &f.id, c);
        }
        for (schema, valeur, nom) in [
            (
                "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427",
                &f.patient,
                "XDSDocumentEntry.patientId",
            ),
            (
                "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab",
                &f.unique_id,
                "XDSDocumentEntry.uniqueId",
            ),
        ] {
            e.identifiant(schema, &f.id, valeur, nom);
        }
    });
}

/// ebRIM being written: every object has a number of its own.
pub(super) struct Ecriture {
    p: Plume,
    rang: u32,
}

impl Ecriture {
    pub(super) fn fragment() -> Self {
        Self {
            p: Plume::fragment(),
            rang: 0,
        }
    }

    pub(super) fn finir(self) -> String {
        self.p.finir()
    }

    pub(super) fn texte(&mut self, nom: &str, attributs: &[(&str, &str)], texte: &str) {
        self.p.texte(nom, attributs, texte);
    }

    pub(super) fn dans(&mut self, nom: &str, attributs: &[(&str, &str)], contenu: impl FnOnce(&mut Self)) {
        self.p.ouvrir(nom, attributs);
        contenu(self);
        self.p.fermer(nom);
    }

    pub(super) fn numero(&mut self, prefixe: &str) -> String {
        self.rang += 1;
        format!("{prefixe}{}", self.rang)
    }

    fn slot(&mut self, nom: &str, valeurs: &[&str]) {
        if valeurs.iter().all(|v| v.is_empty()) {
            return;
        }
        self.p.dans("rim:Slot", &[("name", nom)], |p| {
            p.dans("rim:ValueList", &[], |p| valeurs.iter().for_each(|v| p.texte("rim:Value", &[], v)));
        });
    }

    fn libelle(&mut self, element: &str, valeur: &str) {
        self.p.dans(element, &[], |p| {
            p.vide("rim:LocalizedString", &[("charset", "UTF8"), ("xml:lang", "FR"), ("value", valeur)]);
        });
    }

    fn auteur(&mut self, schema: &str, objet: &str, a: &FicheAuteur) {
        let id = self.numero("cl");
        let attributs = [
            ("classificationScheme", schema),
            ("classifiedObject", objet),
            ("id", &id),
            ("nodeRepresentation", ""),
        ];
        self.dans("rim:Classification", &attributs, |e| {
            e.slot("authorPerson", &[&a.personne]);
            e.slot("authorSpecialty", &[&a.specialite]);
            e.slot("authorInstitution", &[&a.institution]);
        });
    }

    fn classification(&mut self, schema: &str, objet: &str, c: &Code) {
        if !c.code.is_empty() {
            self.code(schema, objet, (&c.code, &c.systeme, &c.libelle));
        }
    }

    /// A code, its system, its label.
    pub(super) fn code(&mut self, schema: &str, objet: &str, (code, systeme, libelle): (&str, &str, &str)) {
        let id = self.numero("cl");
        let attributs = [
            ("classificationScheme", schema),
            ("classifiedObject", objet),
            ("id", &id),
            ("nodeRepresentation", code),
        ];
        self.dans("rim:Classification", &attributs, |e| {
            e.slot("codingScheme", &[systeme]);
            e.libelle("rim:Name", libelle);
        });
    }

    fn identifiant(&mut self, schema: &str, objet: &str, valeur: &str, nom: &str) {
        let id = self.numero("ei");
        let attributs = [
            ("id", id.as_str()),
            ("identificationScheme", schema),
            ("registryObject", objet),
            ("value", valeur),
        ];
        self.dans("rim:ExternalIdentifier", &attributs, |e| e.libelle("rim:Name", nom));
    }

    fn association(&mut self, genre: &str, source: &str, cible: &str) {
        self.liaison(genre, source, cible, &[("SubmissionSetStatus", "Original")]);
    }

    pub(super) fn liaison(&mut self, genre: &str, source: &str, cible: &str, slots: &[(&str, &str)]) {
        let id = self.numero("as");
        let attributs = [
            ("associationType", genre),
            ("id", id.as_str()),
            ("sourceObject", source),
            ("targetObject", cible),
        ];
        self.dans("rim:Association", &attributs, |e| {
            for (nom, valeur) in slots {
                e.slot(nom, &[valeur]);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l_autre_patient_a_une_cle_juste() {
        let p = Patient {
            ins: "109076322083489".into(),
            oid: "1.2".into(),
        };
        let autre = autre_patient(&p);
        assert_ne!(autre.ins, p.ins);
        let cle = segur_ids::cle_ins(&autre.ins[..13]).unwrap();
        assert_eq!(&autre.ins[13..], format!("{cle:02}"));
    }
}
