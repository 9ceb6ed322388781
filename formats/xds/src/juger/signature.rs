//! The entry of the lot's signature: metadata that are the same for every lot.

use segur_dialecte::Constateur;

use super::Cx;
use crate::lot::{Champ, Code, Entree, Lot};
use crate::{ns, regles};

/// `formatCode` of the signature, and its system: the examples have the first, and the value set both.
const FORMATS: [(&str, &str); 2] = [
    ("http://www.w3.org/2000/09/xmldsig#", "URN"),
    ("urn:ihe:iti:dsg:detached:2014", "1.3.6.1.4.1.19376.1.2.3"),
];

pub(super) fn juger(constats: &mut Constateur, lot: &Lot) {
    for signature in lot.signatures() {
        let codes = [
            ("classCode", &signature.classe, &[(ns::CLASSE_SIGNATURE, "URN")][..]),
            ("typeCode", &signature.type_code, &[(ns::TYPE_SIGNATURE, "ASTM")]),
            ("formatCode", &signature.format, &FORMATS),
            (
                "eventCodeList",
                &signature.evenements,
                &[("1.2.840.10065.1.12.1.14", "1.2.840.10065.1.12")],
            ),
        ];
        for (nom, vus, attendus) in codes {
            code(constats, signature, nom, vus, attendus);
        }
        let textes = [
            ("title", &signature.titre, "Source"),
            ("languageCode", &signature.langue, "art"),
            ("mimeType", &signature.mime_type, "text/xml"),
        ];
        for (nom, vus, attendu) in textes {
            texte(constats, nom, vus, attendu);
        }
        for voulu in ["N", "MASQUE_PS", "INVISIBLE_PATIENT"] {
            if !signature.confidentialite.iter().any(|c| c.code.valeur == voulu) {
                let vus: Vec<&str> = signature.confidentialite.iter().map(|c| c.code.valeur.as_str()).collect();
                constats.dire(regles::SIGNATURE_VISIBILITE, &signature.lieu, voulu, vus.join(", "));
            }
        }
        source(constats, lot, signature);
    }
}

/// Missing, it is already told; wrong, it is here.
fn texte(constats: &mut Constateur, nom: &str, vus: &[Champ], attendu: &str) {
    if let Some(vu) = vus.first().filter(|v| !v.valeur.is_empty() && v.valeur != attendu) {
        constats.dire(regles::SIGNATURE_FICHE, &vu.lieu, format!("{nom} {attendu}"), &vu.valeur);
    }
}

fn code(constats: &mut Constateur, signature: &Entree, nom: &str, vus: &[Code], attendus: &[(&str, &str)]) {
    let dits: Vec<String> = attendus.iter().map(|(code, systeme)| format!("{code} ({systeme})")).collect();
    let attendu = format!("{nom} {}", dits.join(" ou "));
    match vus.first() {
        Some(vu) if vu.code.valeur.is_empty() => {}
        Some(vu) if attendus.contains(&(vu.code.valeur.as_str(), vu.systeme.valeur.as_str())) => {}
        Some(vu) => constats.dire(
            regles::SIGNATURE_FICHE,
            &vu.code.lieu,
            attendu,
            format!("{} ({})", vu.code.valeur, vu.systeme.valeur),
        ),
        // The others are required of every entry.
        None if nom == "eventCodeList" => constats.dire(regles::SIGNATURE_FICHE, &signature.lieu, attendu, "(absent)"),
        None => {}
    }
}

fn source(constats: &mut Constateur, lot: &Lot, signature: &Entree) {
    let ins = lot.soumission().and_then(|s| s.patient.first()).and_then(|p| Cx::lire(&p.valeur));
    let Some(source) = signature.source_patient.first() else { return };
    let lue = Cx::lire(&source.valeur);
    if let (Some(ins), Some(lue)) = (ins, lue)
        && ins.personne() != lue.personne()
    {
        constats.dire(
            regles::SIGNATURE_SOURCE,
            &source.lieu,
            format!("{} ({})", ins.id, ins.oid),
            &source.valeur,
        );
    }
}
