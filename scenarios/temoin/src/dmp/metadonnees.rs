//! The metadata of a document: its header, said in the words of XDS.

use sha1::{Digest, Sha1};
use time::OffsetDateTime;
use time::macros::format_description;

use super::types::CLASSES;
use crate::cr::Visibilite;
use crate::cr::entete::{Auteur, Code, Entete, Identifiant};
use crate::ecarts::{Ecart, Ecarts};
use crate::identifiants::utc;

const XDS_IHE: &str = "1.3.6.1.4.1.19376.1.2.3";
pub(super) const VISIBILITES: &str = "1.2.250.1.213.1.1.4.13";
const TRE_A06: &str = "1.2.250.1.213.1.1.4.2.282";

/// One `ExtrinsicObject`. What is empty is not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fiche {
    /// `urn:uuid:…`
    pub id: String,
    pub media: String,
    pub creation: String,
    pub empreinte: String,
    pub taille: String,
    pub langue: String,
    pub responsable: String,
    pub debut: String,
    pub fin: String,
    pub patient_source: String,
    pub infos_patient: Vec<String>,
    pub titre: String,
    pub auteur: FicheAuteur,
    pub classe: Code,
    pub type_: Code,
    pub confidentialites: Vec<Code>,
    pub format: Code,
    pub secteur: Code,
    pub cadre: Code,
    pub evenements: Vec<Code>,
    /// CX of the INS.
    pub patient: String,
    pub unique_id: String,
    /// Name of its file, in an archive; empty in a lot of the DMP.
    pub uri: String,
}

/// The author, as slots have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FicheAuteur {
    pub personne: String,
    pub specialite: String,
    pub institution: String,
}

fn code(code: &str, systeme: &str, libelle: &str) -> Code {
    Code {
        code: code.to_owned(),
        systeme: systeme.to_owned(),
        libelle: libelle.to_owned(),
    }
}

/// The metadata of this document.
pub(crate) fn du_document(id: &str, e: &Entete, octets: &[u8], patient: &str, visibilite: Visibilite, ecarts: &Ecarts) -> Fiche {
    let temps = |t: &str| temps(t, ecarts);
    let mut confidentialites = vec![e.confidentialite.clone()];
    if let Some((c, libelle)) = visibilite.code().filter(|_| !ecarts.a(Ecart::MasquageOublie)) {
        confidentialites.push(code(c, VISIBILITES, libelle));
    }
    Fiche {
        id: id.to_owned(),
        media: e.media.to_owned(),
        creation: temps(&e.date),
        empreinte: sha1_hexa(octets),
        taille: octets.len().to_string(),
        langue: e.langue.clone(),
        responsable: xcn(&e.responsable),
        debut: temps(&e.debut),
        fin: temps(&e.fin),
        patient_source: match (&e.ins, e.ipp.extension.is_empty()) {
            (_, false) => format!("{}^^^&{}&ISO^PI", e.ipp.extension, e.ipp.racine),
            (Some(ins), true) => format!("{}^^^&{}&ISO^NH", ins.extension, ins.racine),
            (None, true) => String::new(),
        },
        infos_patient: vec![
            format!("PID-5|{}^{}^^^^^L", e.nom, e.prenom),
            format!("PID-7|{}", e.naissance),
            format!("PID-8|{}", e.sexe),
        ],
        titre: ecarts.choisir(Ecart::TitreDifferent, e.titre.clone(), "Résultats de laboratoire".to_owned()),
        auteur: auteur(&e.auteur),
        classe: classe(&e.type_.code),
        type_: e.type_.clone(),
        confidentialites,
        format: format(e),
        secteur: e.secteur.clone(),
        cadre: e.cadre.clone(),
        evenements: if e.evenement.code.is_empty() {
            Vec::new()
        } else {
            vec![e.evenement.clone()]
        },
        patient: patient.to_owned(),
        unique_id: unique_id(&e.id),
        uri: String::new(),
    }
}

/// The metadata of the signature of a lot that holds this document.
pub(crate) fn de_la_signature(document: &Fiche, id: &str, unique_id: &str, maintenant: OffsetDateTime, octets: &[u8]) -> Fiche {
    let maintenant = utc(maintenant);
    Fiche {
        id: id.to_owned(),
        media: "text/xml".to_owned(),
        creation: maintenant.clone(),
        empreinte: sha1_hexa(octets),
        taille: octets.len().to_string(),
        langue: "art".to_owned(),
        debut: maintenant.clone(),
        fin: maintenant,
        patient_source: document.patient.clone(),
        infos_patient: Vec::new(),
        titre: "Source".to_owned(),
        classe: code("urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1", "URN", "Digital Signature"),
        type_: code("E1762", "ASTM", "Full Document"),
        confidentialites: vec![
            code("N", "2.16.840.1.113883.5.25", "Normal"),
            code("MASQUE_PS", VISIBILITES, "Masqué aux professionnels de santé"),
            code("INVISIBLE_PATIENT", VISIBILITES, "Non visible par le patient"),
        ],
        format: code("http://www.w3.org/2000/09/xmldsig#", "URN", "Default Signature Style"),
        evenements: vec![code("1.2.840.10065.1.12.1.14", "1.2.840.10065.1.12", "Source")],
        unique_id: unique_id.to_owned(),
        ..document.clone()
    }
}

/// The DMP takes a bare OID; an extension, when a document has one, is told as it is.
pub(crate) fn unique_id(id: &Identifiant) -> String {
    if id.extension.is_empty() {
        id.racine.clone()
    } else {
        format!("{}^{}", id.racine, id.extension)
    }
}

/// XCN of a professional.
fn xcn(a: &Auteur) -> String {
    format!("{}^{}^{}^^^^^^&{}&ISO^D^^^IDNPS", a.id.extension, a.nom, a.prenom, a.id.racine)
}

pub(crate) fn auteur(a: &Auteur) -> FicheAuteur {
    let s = &a.specialite;
    let ou = |vide: bool, texte: String| if vide { String::new() } else { texte };
    FicheAuteur {
        personne: xcn(a),
        specialite: ou(s.code.is_empty(), format!("{}^{}^{}", s.code, s.libelle, s.systeme)),
        institution: ou(
            a.structure.extension.is_empty(),
            format!(
                "{}^^^^^&{}&ISO^IDNST^^^{}",
                a.structure_nom, a.structure.racine, a.structure.extension
            ),
        ),
    }
}

/// The time of a document (local, with its offset) as metadata have it (UTC). A mere date stays one.
fn temps(t: &str, ecarts: &Ecarts) -> String {
    let local = t.split(['+', '-']).next().unwrap_or_default();
    if local == t || ecarts.a(Ecart::HeureLocaleEnUtc) {
        return local.to_owned();
    }
    let complet = format!("{local:0<14}{}", &t[local.len()..]);
    let forme = format_description!("[year][month][day][hour][minute][second][offset_hour sign:mandatory][offset_minute]");
    OffsetDateTime::parse(&complet, forme).map_or_else(|_| local.to_owned(), utc)
}

/// What the class of a type is (ASS_X16): the types that this software meets.
fn classe(type_: &str) -> Code {
    let (c, libelle) = match type_ {
        "SYNTH" | "60591-5" | "34133-9" | "18761-7" => ("11", "Synthèse"),
        "18748-4" | "IMG-KOS" => ("31", "Imagerie médicale"),
        "57833-6" | "57832-8" | "57828-6" | "55115-0" => ("42", "Prescription"),
        "60593-1" => ("43", "Dispensation"),
        "18776-5" | "PROT_ALD" => ("44", "Plan de soins, protocole de soins"),
        "CERT_DECL" | "11369-6" | "87273-9" | "89601-9" | "96173-0" => ("52", "Certificat, déclaration"),
        _ => ("10", "Compte rendu"),
    };
    code(c, CLASSES, libelle)
}

/// What the format of a document is, after its models (ASS_A11).
fn format(e: &Entete) -> Code {
    let a = |racine: &str| e.modeles.iter().any(|m| m == racine);
    if a("1.3.6.1.4.1.19376.1.2.20") {
        // A level 1 document of this software holds a PDF, whatever it holds.
        return match e.corps_n1.as_str() {
            "text/rtf" => code(
                "urn:ihe:iti-fr:xds-sd:rtf:2010",
                XDS_IHE,
                "Document à corps non structuré au format RTF",
            ),
            "image/jpeg" => code(
                "urn:ihe:iti-fr:xds-sd:jpeg:2010",
                XDS_IHE,
                "Document à corps non structuré au format JPEG",
            ),
            "image/tiff" => code(
                "urn:ihe:iti-fr:xds-sd:tiff:2010",
                XDS_IHE,
                "Document à corps non structuré au format TIFF",
            ),
            _ => code(
                "urn:ihe:iti:xds-sd:pdf:2008",
                XDS_IHE,
                "Document à corps non structuré au format PDF/A-1",
            ),
        };
    }
    let ci_sis = |n: &str| a(&format!("1.2.250.1.213.1.1.1.{n}"));
    if a("1.3.6.1.4.1.19376.1.3.3") || ci_sis("55") {
        code("urn:ihe:lab:xd-lab:2008", XDS_IHE, "Compte rendu de biologie")
    } else if ci_sis("45") {
        code(
            "urn:ihe:rad:CDA:ImagingReportStructuredHeadings:2013",
            XDS_IHE,
            "Compte rendu d'imagerie",
        )
    } else if ci_sis("39") {
        code("urn:ihe:pharm:pre:2010", XDS_IHE, "Prescription de produits de santé")
    } else if ci_sis("54") {
        code("urn:ihe:pharm:dis:2010", XDS_IHE, "Dispensation")
    } else if ci_sis("29") {
        code("urn:asip:ci-sis:ldl-ses:2017", TRE_A06, "Lettre de liaison à la sortie")
    } else if ci_sis("21") {
        code("urn:asip:ci-sis:ldl-ees:2017", TRE_A06, "Lettre de liaison à l'entrée")
    } else if ci_sis("59") {
        code("urn:ans:ci-sis:trod:2024", TRE_A06, "Test rapide d'orientation diagnostique")
    } else {
        Code::default()
    }
}

fn sha1_hexa(octets: &[u8]) -> String {
    hex::encode(Sha1::digest(octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temps_en_utc() {
        for (cda, xds) in [
            ("20260115100000+0100", "20260115090000"),
            ("202607150130+0200", "20260714233000"),
            ("20260115050000-0500", "20260115100000"),
            ("20260115", "20260115"),
            ("2026", "2026"),
            ("20260115100000", "20260115100000"),
            ("", ""),
        ] {
            assert_eq!(temps(cda, &Ecarts::default()), xds, "{cda}");
        }
        assert_eq!(temps("20260115100000+0100", &Ecart::HeureLocaleEnUtc.into()), "20260115100000");
    }

    #[test]
    fn formats_selon_le_modele() {
        let f = |modeles: &[&str], corps: &str| {
            let e = Entete {
                modeles: modeles.iter().map(|m| (*m).to_owned()).collect(),
                corps_n1: corps.to_owned(),
                ..Entete::default()
            };
            format(&e).code
        };
        assert_eq!(f(&["1.3.6.1.4.1.19376.1.2.20"], "application/pdf"), "urn:ihe:iti:xds-sd:pdf:2008");
        assert_eq!(f(&["1.3.6.1.4.1.19376.1.2.20"], "image/jpeg"), "urn:ihe:iti-fr:xds-sd:jpeg:2010");
        assert_eq!(
            f(&["1.2.250.1.213.1.1.1.1", "1.3.6.1.4.1.19376.1.3.3"], ""),
            "urn:ihe:lab:xd-lab:2008"
        );
        assert_eq!(f(&["1.2.250.1.213.1.1.1.29"], ""), "urn:asip:ci-sis:ldl-ses:2017");
        assert_eq!(f(&["1.2.3"], ""), "");
    }
}
