//! `METADATA.XML`: the lot in ebRIM 3.0.

use segur_cda::{AuteurDerive, CodeDerive};
use segur_soap::echapper;
use segur_xds::ns::{self, LCM, RIM};
use sha1::{Digest, Sha1};

use super::{Pret, SoumissionXdm};

const LOT: &str = "SubmissionSet01";

pub(super) fn ecrire(soumission: &SoumissionXdm, documents: &[Pret<'_>]) -> String {
    let mut e = Ecrivain { sortie: String::new() };
    e.mettre("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    e.mettre(&format!(
        "<lcm:SubmitObjectsRequest xmlns:lcm=\"{LCM}\" xmlns:rim=\"{RIM}\">\n<rim:RegistryObjectList>\n"
    ));
    for (i, document) in documents.iter().enumerate() {
        e.document(&format!("Document{:02}", i + 1), document);
    }
    e.lot(soumission, documents);
    for i in 1..=documents.len() {
        e.mettre(&format!(
            "<rim:Association id=\"Membre{i:02}\" associationType=\"{}\" sourceObject=\"{LOT}\" targetObject=\"Document{i:02}\">\n",
            ns::HAS_MEMBER
        ));
        e.slot("SubmissionSetStatus", &["Original"]);
        e.mettre("</rim:Association>\n");
    }
    e.mettre("</rim:RegistryObjectList>\n</lcm:SubmitObjectsRequest>\n");
    e.sortie
}

struct Ecrivain {
    sortie: String,
}

impl Ecrivain {
    fn mettre(&mut self, texte: &str) {
        self.sortie.push_str(texte);
    }

    fn document(&mut self, id: &str, d: &Pret<'_>) {
        let m = &d.derivation.metadonnees;
        let mime = echapper(m.mime_type.as_deref().unwrap_or("text/xml"));
        self.mettre(&format!(
            "<rim:ExtrinsicObject id=\"{id}\" mimeType=\"{mime}\" objectType=\"{}\">\n",
            ns::TYPE_OBJET
        ));
        let hash = hex::encode(Sha1::digest(d.octets));
        let taille = d.octets.len().to_string();
        let slots = [
            ("creationTime", m.creation.as_deref()),
            ("hash", Some(hash.as_str())),
            ("languageCode", m.langue.as_deref()),
            ("legalAuthenticator", m.responsable_legal.as_deref()),
            ("serviceStartTime", m.debut_acte.as_deref()),
            ("serviceStopTime", m.fin_acte.as_deref()),
            ("size", Some(taille.as_str())),
            ("sourcePatientId", m.source_patient_id.as_deref()),
            ("URI", Some(d.fichier.as_str())),
        ];
        for (nom, valeur) in slots {
            if let Some(valeur) = valeur {
                self.slot(nom, &[valeur]);
            }
        }
        self.nom(m.titre.as_deref());
        self.auteur(id, ns::document::AUTEUR, &d.derivation.auteur);
        let codes = [
            (ns::document::CLASSE, &d.classe),
            (ns::document::CONFIDENTIALITE, &d.derivation.confidentialite),
            (ns::document::FORMAT, &d.format),
            (ns::document::SECTEUR, &d.derivation.secteur),
            (ns::document::CADRE, &d.derivation.cadre),
            (ns::document::TYPE, &d.derivation.type_code),
        ];
        for (rang, (schema, code)) in codes.into_iter().enumerate() {
            self.code(id, rang, schema, code);
        }
        let identifiants = [
            (ns::document::PATIENT, m.patient_id.as_deref(), "XDSDocumentEntry.patientId"),
            (ns::document::UNIQUE, m.unique_id.as_deref(), "XDSDocumentEntry.uniqueId"),
        ];
        for (rang, (schema, valeur, nom)) in identifiants.into_iter().enumerate() {
            self.identifiant(id, rang, schema, valeur.unwrap_or_default(), nom);
        }
        self.mettre("</rim:ExtrinsicObject>\n");
    }

    fn lot(&mut self, s: &SoumissionXdm, documents: &[Pret<'_>]) {
        self.mettre(&format!("<rim:RegistryPackage id=\"{LOT}\">\n"));
        self.slot("submissionTime", &[&s.heure_utc]);
        if !s.destinataires.is_empty() {
            self.slot("intendedRecipient", &s.destinataires.iter().map(String::as_str).collect::<Vec<_>>());
        }
        self.nom(s.titre.as_deref());
        let premier = documents.first().map(|d| &d.derivation);
        if let Some(premier) = premier {
            self.auteur(LOT, ns::soumission::AUTEUR, &premier.auteur);
        }
        self.code(LOT, 0, ns::soumission::CONTENU, &s.contenu);
        self.mettre(&format!(
            "<rim:Classification id=\"{LOT}_noeud\" classifiedObject=\"{LOT}\" classificationNode=\"{}\"/>\n",
            ns::NOEUD_SOUMISSION
        ));
        let patient = premier.and_then(|p| p.metadonnees.patient_id.as_deref()).unwrap_or_default();
        let identifiants = [
            (ns::soumission::PATIENT, patient, "XDSSubmissionSet.patientId"),
            (ns::soumission::SOURCE, &s.source_id, "XDSSubmissionSet.sourceId"),
            (ns::soumission::UNIQUE, &s.unique_id, "XDSSubmissionSet.uniqueId"),
        ];
        for (rang, (schema, valeur, nom)) in identifiants.into_iter().enumerate() {
            self.identifiant(LOT, rang, schema, valeur, nom);
        }
        self.mettre("</rim:RegistryPackage>\n");
    }

    fn slot(&mut self, nom: &str, valeurs: &[&str]) {
        self.mettre(&format!("<rim:Slot name=\"{nom}\"><rim:ValueList>"));
        for valeur in valeurs {
            self.mettre(&format!("<rim:Value>{}</rim:Value>", echapper(valeur)));
        }
        self.mettre("</rim:ValueList></rim:Slot>\n");
    }

    fn nom(&mut self, texte: Option<&str>) {
        if let Some(texte) = texte {
            self.mettre(&format!(
                "<rim:Name><rim:LocalizedString xml:lang=\"fr-FR\" charset=\"UTF-8\" value=\"{}\"/></rim:Name>\n",
                echapper(texte)
            ));
        }
    }

    fn auteur(&mut self, objet: &str, schema: &str, auteur: &AuteurDerive) {
        self.mettre(&format!(
            "<rim:Classification id=\"{objet}_auteur\" classificationScheme=\"{schema}\" classifiedObject=\"{objet}\" nodeRepresentation=\"\">\n"
        ));
        self.slot("authorPerson", &[&auteur.personne]);
        for (nom, valeur) in [
            ("authorInstitution", &auteur.institution),
            ("authorRole", &auteur.role),
            ("authorSpecialty", &auteur.specialite),
        ] {
            if let Some(valeur) = valeur {
                self.slot(nom, &[valeur]);
            }
        }
        self.mettre("</rim:Classification>\n");
    }

    fn code(&mut self, objet: &str, rang: usize, schema: &str, code: &CodeDerive) {
        self.mettre(&format!(
            "<rim:Classification id=\"{objet}_code{rang}\" classificationScheme=\"{schema}\" classifiedObject=\"{objet}\" nodeRepresentation=\"{}\">\n",
            echapper(&code.code)
        ));
        self.slot("codingScheme", &[&code.systeme]);
        self.nom(Some(&code.libelle));
        self.mettre("</rim:Classification>\n");
    }

    fn identifiant(&mut self, objet: &str, rang: usize, schema: &str, valeur: &str, nom: &str) {
        self.mettre(&format!(
            "<rim:ExternalIdentifier id=\"{objet}_id{rang}\" registryObject=\"{objet}\" identificationScheme=\"{schema}\" value=\"{}\">\n",
            echapper(valeur)
        ));
        self.nom(Some(nom));
        self.mettre("</rim:ExternalIdentifier>\n");
    }
}
