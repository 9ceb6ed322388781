//! The messages of the DMP, byte by byte: the envelope, and TD0.2.

use super::{Appel, OID_DMP, Patient};
use crate::ecarts::Ecart;
use crate::identifiants::utc;
use crate::xml::Plume;

const ADRESSAGE: &str = "http://www.w3.org/2005/08/addressing";
const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

/// What an envelope carries.
pub(crate) struct Message {
    pub action: &'static str,
    /// Content of `soap:Body`.
    pub corps: String,
}

/// SOAP 1.2 and WS-Addressing; the VIHF goes in untouched.
pub(crate) fn enveloppe(m: &Message, vers: &str, id: Option<&str>, vihf: &str) -> String {
    let mut p = Plume::fragment();
    let espaces = [("xmlns:soap", "http://www.w3.org/2003/05/soap-envelope"), ("xmlns:wsa", ADRESSAGE)];
    p.dans("soap:Envelope", &espaces, |p| {
        p.dans("soap:Header", &[], |p| {
            if let Some(id) = id {
                p.texte("wsa:MessageID", &[], &format!("urn:uuid:{id}"));
            }
            p.texte("wsa:To", &[], vers);
            p.dans("wsa:ReplyTo", &[("soap:mustUnderstand", "true")], |p| {
                p.texte("wsa:Address", &[], &format!("{ADRESSAGE}/anonymous"));
            });
            p.texte("wsa:Action", &[("soap:mustUnderstand", "true")], m.action);
            p.dans("wsse:Security", &[("xmlns:wsse", WSSE)], |p| p.brut(vihf));
        });
        p.dans("soap:Body", &[], |p| p.brut(&m.corps));
    });
    p.finir()
}

/// TD0.2: does this patient have a DMP?
pub(crate) fn td02(appel: &Appel<'_>, patient: &Patient) -> Message {
    let racine = &appel.config.racine_oid;
    let mut p = Plume::fragment();
    p.dans(
        "PRPA_IN201307UV02",
        &[("xmlns", "urn:hl7-org:v3"), ("ITSVersion", "XML_1.0")],
        |p| {
            let id = appel.tirage.uuid("td02", 1).to_string();
            p.vide("id", &[("root", &format!("{racine}.5")), ("extension", &id)]);
            p.vide("creationTime", &[("value", &utc(appel.maintenant))]);
            p.vide(
                "interactionId",
                &[("root", "2.16.840.1.113883.1.6"), ("extension", "PRPA_IN201307UV02")],
            );
            // By a defect, the envelope of the message stops there: what asks is right, and nobody is asked.
            if !appel.ecarts.a(Ecart::Td02Incomplet) {
                p.vide("processingCode", &[("code", "D")]);
                p.vide("processingModeCode", &[("code", "T")]);
                p.vide("acceptAckCode", &[("code", "AL")]);
                machine(p, "receiver", "RCV", OID_DMP, "DMP");
            }
            machine(p, "sender", "SND", racine, &appel.config.lps.nom);
            p.dans("controlActProcess", &[("classCode", "CACT"), ("moodCode", "EVN")], |p| {
                let motif = [
                    ("code", "TEST_EXST"),
                    ("codeSystem", "1.2.250.1.213.1.1.4.11"),
                    ("displayName", "Test d'existence de dossier"),
                ];
                p.vide("reasonCode", &motif);
                p.dans("queryByParameter", &[], |p| {
                    let id = appel.tirage.uuid("td02-question", 1).to_string();
                    p.vide("queryId", &[("root", &format!("{racine}.6")), ("extension", &id)]);
                    p.vide("statusCode", &[("code", "new")]);
                    p.dans("parameterList", &[], |p| {
                        p.dans("patientIdentifier", &[], |p| {
                            p.vide("value", &[("root", &patient.oid), ("extension", &patient.ins)]);
                            p.texte("semanticsText", &[], "Patient.id");
                        });
                    });
                });
            });
        },
    );
    Message {
        action: "urn:hl7-org:v3:PRPA_IN201307UV02",
        corps: p.finir(),
    }
}

fn machine(p: &mut Plume, element: &str, genre: &str, oid: &str, nom: &str) {
    p.dans(element, &[("typeCode", genre)], |p| {
        p.dans("device", &[("classCode", "DEV"), ("determinerCode", "INSTANCE")], |p| {
            p.vide("id", &[("root", oid)]);
            p.texte("softwareName", &[], nom);
        });
    });
}
