//! The answer of TD0.5: `PRPA_IN201306UV02`.

use std::fmt::Write as _;

use segur_soap::echapper;

use crate::demande::RecherchePatient;
use crate::ns::{DMP, HL7};

/// A patient that has a DMP.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatientTrouve {
    /// INS, 15 characters, and its OID.
    pub ins: (String, String),
    /// Whether the DMP is closed.
    pub ferme: bool,
    /// Birth name.
    pub nom_naissance: String,
    /// Used name, when there is one.
    pub nom_utilise: Option<String>,
    /// First name.
    pub prenom: String,
    /// `M`, `F`.
    pub sexe: String,
    /// `AAAAMMJJ`.
    pub naissance: String,
    /// Whether the patient opposes the access of emergency (`OPPOSITION_ACCES_URGENCE`).
    pub oppose_urgence: bool,
    /// How well it answers to the question, in percent.
    pub pourcentage: u8,
}

/// Writes `PRPA_IN201306UV02`, without its envelope. `id`: a UUID; `instant`: `aaaaMMjjhhmmss`, UTC.
#[must_use]
pub fn ecrire_recherche_patient(demande: &RecherchePatient, id: &str, instant: &str, trouves: &[PatientTrouve]) -> String {
    let ii = |(racine, extension): &(String, String)| match extension.as_str() {
        "" => format!("root=\"{}\"", echapper(racine)),
        _ => format!("root=\"{}\" extension=\"{}\"", echapper(racine), echapper(extension)),
    };
    let mut sujets = String::new();
    trouves.iter().for_each(|p| sujet(&mut sujets, p));
    format!(
        "<PRPA_IN201306UV02 xmlns=\"{HL7}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ITSVersion=\"XML_1.0\">\
         <id root=\"{}\"/><creationTime value=\"{instant}\"/>\
         <interactionId root=\"2.16.840.1.113883.1.6\" extension=\"PRPA_IN201306UV02\"/>\
         <processingCode code=\"P\"/><processingModeCode code=\"T\"/><acceptAckCode code=\"NE\"/>\
         <receiver typeCode=\"RCV\"><device classCode=\"DEV\" determinerCode=\"INSTANCE\"><id root=\"{}\"/><softwareName>{}</softwareName></device></receiver>\
         <sender typeCode=\"SND\"><device classCode=\"DEV\" determinerCode=\"INSTANCE\"><id root=\"{DMP}\"/><softwareName>DMP</softwareName></device></sender>\
         <acknowledgement><typeCode code=\"AA\"/><targetMessage><id {}/></targetMessage></acknowledgement>\
         <controlActProcess classCode=\"CACT\" moodCode=\"EVN\"><code code=\"PRPA_TE201306UV02\" codeSystem=\"2.16.840.1.113883.1.6\"/>{sujets}\
         <queryAck><queryId {}/><queryResponseCode code=\"{}\"/><resultTotalQuantity value=\"{n}\"/><resultCurrentQuantity value=\"{n}\"/>\
         <resultRemainingQuantity value=\"0\"/></queryAck>\
         <queryByParameter><queryId {}/><statusCode code=\"new\"/><parameterList>{}</parameterList></queryByParameter>\
         </controlActProcess></PRPA_IN201306UV02>",
        echapper(id),
        echapper(&demande.emetteur),
        echapper(&demande.logiciel),
        ii(&demande.id),
        ii(&demande.question),
        if trouves.is_empty() { "NF" } else { "OK" },
        ii(&demande.question),
        demande.rappel(),
        n = trouves.len(),
    )
}

/// The recorded answer leaves out the `typeCode` and `classCode` that the schema wants of its last observation: they are here.
fn sujet(t: &mut String, p: &PatientTrouve) {
    let utilise = p
        .nom_utilise
        .as_ref()
        .map_or_else(String::new, |n| format!("<family qualifier=\"SP\">{}</family>", echapper(n)));
    let _ = write!(
        t,
        "<subject contextConductionInd=\"false\" typeCode=\"SUBJ\"><registrationEvent classCode=\"REG\" moodCode=\"EVN\">\
         <statusCode code=\"active\"/><subject1 typeCode=\"SBJ\"><patient classCode=\"PAT\"><id root=\"{oid}\" extension=\"{ins}\"/>\
         <statusCode code=\"{statut}\"/><patientPerson classCode=\"PSN\" determinerCode=\"INSTANCE\"><name><given>{prenom}</given>{utilise}\
         <family qualifier=\"BR\">{nom}</family></name><administrativeGenderCode code=\"{sexe}\"/><birthTime value=\"{naissance}\"/></patientPerson>\
         <subjectOf1 typeCode=\"SBJ\"><queryMatchObservation classCode=\"COND\" moodCode=\"EVN\"><code code=\"POURCENTAGE\"/>\
         <value xsi:type=\"INT\" value=\"{pourcentage}\"/></queryMatchObservation></subjectOf1>\
         <subjectOf2 typeCode=\"SBJ\"><administrativeObservation classCode=\"OBS\" moodCode=\"EVN\"><code code=\"OPPOSITION_ACCES_URGENCE\" codeSystem=\"1.2.250.1.213.4.1.2.3\"/>\
         <value xsi:type=\"BL\" value=\"{oppose}\"/></administrativeObservation></subjectOf2></patient></subject1>\
         <custodian typeCode=\"CST\"><assignedEntity classCode=\"ASSIGNED\"><id root=\"{DMP}\"/></assignedEntity></custodian></registrationEvent></subject>",
        oid = echapper(&p.ins.1),
        ins = echapper(&p.ins.0),
        statut = if p.ferme { "terminated" } else { "active" },
        prenom = echapper(&p.prenom),
        nom = echapper(&p.nom_naissance),
        sexe = echapper(&p.sexe),
        naissance = echapper(&p.naissance),
        pourcentage = p.pourcentage,
        oppose = p.oppose_urgence,
    );
}
