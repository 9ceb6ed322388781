//! The answers of TD0.3, TD0.4 and TD1.6.

use std::fmt::Write as _;

use roxmltree::Document;
use segur_soap::echapper;

use crate::ns::{HABILITATIONS, PATIENTS};

/// A patient whose DMP the professional may read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatientListe {
    /// INS, 15 characters, and its OID.
    pub ins: (String, String),
    /// Name.
    pub nom: String,
    /// Birth name, when it is not the name.
    pub nom_naissance: Option<String>,
    /// First name.
    pub prenom: String,
    /// `AAAAMMJJ`.
    pub naissance: String,
    /// Whether the professional is the médecin traitant.
    pub medecin_traitant: bool,
    /// Last access, last change, last document: `aaaaMMjjhhmmss`; empty: none.
    pub dates: [String; 3],
}

/// A professional or a structure that is authorised, or blocked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AutorisationDite {
    /// National identifier.
    pub id: String,
    /// Its authority.
    pub autorite: String,
    /// First name; empty for a structure.
    pub prenom: String,
    /// Name.
    pub nom: String,
    /// `codeSpeciality` (`G15_10/SM26`).
    pub specialite: String,
    /// `libSpeciality`.
    pub specialite_dite: String,
    /// `startOfAuthorization`, `aaaaMMjjhhmmss`.
    pub debut: String,
    /// `lastActionDate`.
    pub derniere_action: String,
    /// `ACTIVE` or `INTERDITE`.
    pub mode: String,
}

/// Writes `setAuthorizationResponse`.
#[must_use]
pub fn ecrire_autorisation(statut: &str, contexte: &str) -> String {
    format!(
        "<ns1:setAuthorizationResponse xmlns:ns1=\"{HABILITATIONS}\"><ns1:output><ns1:status>{}</ns1:status>\
         <ns1:context>{}</ns1:context></ns1:output></ns1:setAuthorizationResponse>",
        echapper(statut),
        echapper(contexte)
    )
}

/// Writes `patientListResponse`.
#[must_use]
pub fn ecrire_liste_patients(patients: &[PatientListe], statut: &str, contexte: &str) -> String {
    let mut t = format!("<ns1:patientListResponse xmlns:ns1=\"{PATIENTS}\"><ns1:output>");
    for p in patients {
        let _ = write!(
            t,
            "<ns1:patientlistData><ns1:patientIdentifier><ns1:nationalId>{}</ns1:nationalId><ns1:nationalIdType>{}</ns1:nationalIdType>\
             </ns1:patientIdentifier><ns1:lastName>{}</ns1:lastName>",
            echapper(&p.ins.0),
            echapper(&p.ins.1),
            echapper(&p.nom)
        );
        if let Some(nom) = &p.nom_naissance {
            element(&mut t, "patronymicalName", nom);
        }
        element(&mut t, "firstName", &p.prenom);
        element(&mut t, "dateOfBirth", &p.naissance);
        element(&mut t, "MT", &p.medecin_traitant.to_string());
        element(&mut t, "message", "false");
        for (nom, date) in ["lastAccessDate", "lastUpdateDate", "lastAddDate"].into_iter().zip(&p.dates) {
            if !date.is_empty() {
                element(&mut t, nom, date);
            }
        }
        t.push_str("</ns1:patientlistData>");
    }
    element(&mut t, "status", statut);
    if !contexte.is_empty() {
        element(&mut t, "context", contexte);
    }
    t.push_str("</ns1:output></ns1:patientListResponse>");
    t
}

/// Writes `listAuthorizationByPatientResponse`.
#[must_use]
pub fn ecrire_liste_professionnels(liste: &[AutorisationDite], statut: &str, contexte: &str) -> String {
    let mut t = format!("<ns1:listAuthorizationByPatientResponse xmlns:ns1=\"{HABILITATIONS}\"><ns1:output>");
    for a in liste {
        t.push_str("<ns1:listOfAuthorizationByPatient>");
        for (nom, valeur) in [
            ("nationalId", &a.id),
            ("nationalIdType", &a.autorite),
            ("firstName", &a.prenom),
            ("lastName", &a.nom),
            ("codeSpeciality", &a.specialite),
            ("libSpeciality", &a.specialite_dite),
            ("startOfAuthorization", &a.debut),
            ("lastActionDate", &a.derniere_action),
            ("mode", &a.mode),
        ] {
            element(&mut t, nom, valeur);
        }
        t.push_str("</ns1:listOfAuthorizationByPatient>");
    }
    element(&mut t, "status", statut);
    element(&mut t, "context", contexte);
    t.push_str("</ns1:output></ns1:listAuthorizationByPatientResponse>");
    t
}

/// The `output/status` of one of these answers, in its envelope or alone, and how many lines it lists.
#[must_use]
pub fn lire_statut(document: &Document<'_>) -> Option<(String, usize)> {
    let statut = document
        .descendants()
        .find(|n| n.tag_name().name() == "status" && matches!(n.tag_name().namespace(), Some(HABILITATIONS | PATIENTS)))?;
    let lignes = statut
        .prev_siblings()
        .filter(|n| matches!(n.tag_name().name(), "patientlistData" | "listOfAuthorizationByPatient"));
    Some((segur_soap::texte_de(statut).trim().to_owned(), lignes.count()))
}

fn element(t: &mut String, nom: &str, valeur: &str) {
    let _ = write!(t, "<ns1:{nom}>{}</ns1:{nom}>", echapper(valeur));
}
