//! Vaccinations, structured (VAC and VAC-NOTE 2023.01): the history of several, or the note of one.

use std::fmt::Write as _;

use serde::Deserialize;

use super::cda::{self, Propre, code, propre};
use super::lecture::oid;
use super::listes::LOINC;
use super::{Document, Redacteur, locale};

/// One injection.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vaccin {
    /// CIS code and name of the product.
    cis: (String, String),
    /// ATC code and name.
    atc: (String, String),
    /// `AAAA-MM-JJ`.
    date: String,
    lot: String,
    rang: u8,
    #[serde(default)]
    rappel: bool,
}

const HISTORIQUE: &str = "11369-6";

pub(super) fn ecrire(d: &Document, vaccins: &[Vaccin]) -> String {
    let historique = d.type_code.code == HISTORIQUE;
    let entete = Propre {
        modeles: match historique {
            true => &[("1.3.6.1.4.1.19376.1.5.3.1.1.18.1.2", ""), ("1.2.250.1.213.1.1.1.37", "2023.01")],
            false => &[("1.3.6.1.4.1.19376.1.5.3.1.1.18.1.2", ""), ("1.2.250.1.213.1.1.1.46", "2023.01")],
        },
        ..Propre::default()
    };
    let (mut lignes, mut entrees) = (String::new(), String::new());
    for (rang, v) in (1..).zip(vaccins) {
        let jour = v.date.split('-').rev().collect::<Vec<_>>().join("/");
        let _ = write!(
            lignes,
            "<tr><td>{jour}</td><td><content ID=\"v{rang}\">{}</content></td><td>{}</td><td>{}</td></tr>",
            propre(&v.cis.1),
            propre(&v.lot),
            v.rang
        );
        entrees.push_str(&entree(d, v, rang));
    }
    let corps = format!(
        "<structuredBody><component><section><templateId root=\"2.16.840.1.113883.10.20.1.6\"/><templateId \
         root=\"1.3.6.1.4.1.19376.1.5.3.1.3.23\"/><templateId root=\"1.2.250.1.213.1.1.2.147\"/><id root=\"{}.1\"/><code code=\"{HISTORIQUE}\" \
         codeSystem=\"{LOINC}\" displayName=\"Historique des vaccinations\"/><title>Vaccinations</title><text><table border=\"0\"><thead><tr>\
         <th>Date</th><th>Vaccin</th><th>Lot</th><th>Rang</th></tr></thead><tbody>{lignes}</tbody></table></text>{entrees}</section></component>\
         </structuredBody>",
        d.unique_id,
    );
    cda::document(d, &entete, &corps)
}

fn entree(d: &Document, v: &Vaccin, rang: usize) -> String {
    let acte = match v.rappel {
        true => ("BOOSTER", "rappel"),
        false => ("INITIMMUNIZ", "1ère série vaccinante"),
    };
    let (vaccinateur, auteur) = match &d.fond.redacteur {
        Redacteur::Patient => (String::new(), String::new()),
        Redacteur::Professionnel(ps) => (
            format!(
                "<performer typeCode=\"PRF\"><assignedEntity>{}</assignedEntity></performer>",
                cda::entite(&ps.0, &ps.1, &ps.2, Some(&d.cadre))
            ),
            format!(
                "<author typeCode=\"AUT\" contextControlCode=\"OP\"><time value=\"{}\"/><assignedAuthor>{}</assignedAuthor></author>",
                locale(d.creation),
                cda::entite(&ps.0, &ps.1, &ps.2, None)
            ),
        ),
    };
    let nom = propre(&v.cis.1);
    let atc = super::Code::nouveau(&v.atc.0, "2.16.840.1.113883.6.73", &v.atc.1);
    format!(
        "<entry><substanceAdministration classCode=\"SBADM\" moodCode=\"EVN\" negationInd=\"false\"><templateId \
         root=\"2.16.840.1.113883.10.20.1.24\"/><templateId root=\"1.3.6.1.4.1.19376.1.5.3.1.4.12\"/><templateId root=\"1.2.250.1.213.1.1.3.45\"/>\
         <id root=\"{id}\"/><code code=\"{}\" codeSystem=\"2.16.840.1.113883.5.4\" displayName=\"{}\"/><text><reference value=\"#v{rang}\"/></text>\
         <statusCode code=\"completed\"/><effectiveTime value=\"{}\"/><routeCode code=\"20035000\" codeSystem=\"0.4.0.127.0.16.1.1.2.1\" \
         displayName=\"voie intramusculaire\"/><consumable typeCode=\"CSM\"><manufacturedProduct><templateId \
         root=\"2.16.840.1.113883.10.20.1.53\"/><templateId root=\"1.3.6.1.4.1.19376.1.5.3.1.4.7.2\"/><templateId root=\"1.2.250.1.213.1.1.3.43\"/>\
         <manufacturedMaterial><code code=\"{cis}\" codeSystem=\"1.2.250.1.213.2.3.1\" displayName=\"{nom}\"><originalText><reference \
         value=\"#v{rang}\"/></originalText>{atc}</code><name>{nom}</name><lotNumberText>{lot}</lotNumberText></manufacturedMaterial>\
         </manufacturedProduct></consumable>{vaccinateur}{auteur}<entryRelationship typeCode=\"SUBJ\"><observation classCode=\"OBS\" \
         moodCode=\"EVN\"><templateId root=\"2.16.840.1.113883.10.20.1.46\"/><templateId root=\"1.2.250.1.213.1.1.3.82\"/><code code=\"30973-2\" \
         codeSystem=\"{LOINC}\" displayName=\"Rang de la vaccination\"/><statusCode code=\"completed\"/><value xsi:type=\"INT\" value=\"{}\"/>\
         </observation></entryRelationship></substanceAdministration></entry>",
        acte.0,
        acte.1,
        v.date.replace('-', ""),
        v.rang,
        id = oid(&format!("vaccin {} {rang}", d.unique_id)),
        cis = propre(&v.cis.0),
        atc = code("translation", &atc),
        lot = propre(&v.lot),
    )
}
