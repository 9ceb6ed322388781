//! A structured biology report (CR-BIO 2024.01): one chapter, its results.

use std::fmt::Write as _;

use serde::Deserialize;

use super::cda::{self, Propre, propre};
use super::{Document, Redacteur, listes::LOINC, locale};

/// What the report tells.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bio {
    /// LOINC code of the chapter and its label: also the act documented.
    chapitre: (String, String),
    resultats: Vec<Resultat>,
}

/// One result. Numbers are kept as they are written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Resultat {
    loinc: String,
    nom: String,
    valeur: String,
    /// UCUM.
    unite: String,
    bas: String,
    haut: String,
}

impl Resultat {
    /// `L`, `H` or `N`, with its label.
    fn interpretation(&self) -> (&'static str, &'static str) {
        let n = |texte: &str| texte.parse::<f64>().ok();
        match (n(&self.valeur), n(&self.bas), n(&self.haut)) {
            (Some(v), Some(bas), _) if v < bas => ("L", "Bas"),
            (Some(v), _, Some(haut)) if v > haut => ("H", "Haut"),
            _ => ("N", "Normal"),
        }
    }
}

pub(super) fn ecrire(d: &Document, bio: &Bio) -> String {
    let (chapitre, libelle) = (&bio.chapitre.0, propre(&bio.chapitre.1));
    let entete = Propre {
        modeles: &[("1.3.6.1.4.1.19376.1.3.3", ""), ("1.2.250.1.213.1.1.1.55", "2024.01")],
        apres_signature: validation(d),
        executant: "1.3.6.1.4.1.19376.1.3.3.1.7",
        statut: "<lab:statusCode code=\"completed\"/>",
    };
    let code = format!("<code code=\"{chapitre}\" codeSystem=\"{LOINC}\" displayName=\"{libelle}\"/>");
    let (mut lignes, mut observations) = (String::new(), String::new());
    let mut imprimes = vec![bio.chapitre.1.clone(), String::new()];
    for r in &bio.resultats {
        let (interpretation, dit) = r.interpretation();
        let nom = propre(&r.nom);
        let (valeur, unite, bas, haut) = (propre(&r.valeur), propre(&r.unite), propre(&r.bas), propre(&r.haut));
        imprimes.push(format!(
            "{} : {} {} ({} - {}) {interpretation}",
            r.nom, r.valeur, r.unite, r.bas, r.haut
        ));
        let _ = write!(
            lignes,
            "<tr><td>{nom}</td><td><content ID=\"r-{loinc}\">{valeur} {unite}</content></td><td>({bas} - {haut})</td></tr>",
            loinc = r.loinc
        );
        let _ = write!(
            observations,
            "<entryRelationship typeCode=\"COMP\"><observation classCode=\"OBS\" moodCode=\"EVN\"><templateId root=\"1.3.6.1.4.1.19376.1.3.1.6\"/>\
             <templateId root=\"1.2.250.1.213.1.1.3.80\"/><code code=\"{loinc}\" codeSystem=\"{LOINC}\" displayName=\"{nom}\"><originalText>\
             <reference value=\"#r-{loinc}\"/></originalText></code><statusCode code=\"completed\"/><effectiveTime value=\"{fait}\"/><value \
             xsi:type=\"PQ\" value=\"{valeur}\" unit=\"{unite}\"/><interpretationCode code=\"{interpretation}\" \
             codeSystem=\"2.16.840.1.113883.5.83\" displayName=\"{dit}\"/><referenceRange typeCode=\"REFV\"><observationRange classCode=\"OBS\" \
             moodCode=\"EVN.CRT\"><value xsi:type=\"IVL_PQ\"><low value=\"{bas}\" unit=\"{unite}\"/><high value=\"{haut}\" unit=\"{unite}\"/></value>\
             <interpretationCode code=\"N\" codeSystem=\"2.16.840.1.113883.5.83\" displayName=\"Normal\"/></observationRange></referenceRange>\
             </observation></entryRelationship>",
            loinc = r.loinc,
            fait = locale(d.fin.unwrap_or(d.debut)),
        );
    }
    let corps = format!(
        "<structuredBody><component><section><templateId root=\"1.3.6.1.4.1.19376.1.3.3.2.1\"/><templateId root=\"1.2.250.1.213.1.1.2.70\"/>{code}\
         <title>{libelle}</title><component><section><templateId root=\"1.3.6.1.4.1.19376.1.3.3.2.2\"/><templateId \
         root=\"1.2.250.1.213.1.1.2.71\"/>{code}<text><table border=\"0\"><thead><tr><th>Examen</th><th>Résultat</th><th>Valeurs de référence</th>\
         </tr></thead><tbody>{lignes}</tbody></table></text><entry typeCode=\"DRIV\"><templateId root=\"1.3.6.1.4.1.19376.1.3.1\"/><templateId \
         root=\"1.2.250.1.213.1.1.3.21\"/><act classCode=\"ACT\" moodCode=\"EVN\">{code}<statusCode code=\"completed\"/>{observations}</act></entry>\
         </section></component></section></component>{copie}</structuredBody>",
        copie = cda::copie(d, &imprimes),
    );
    cda::document(d, &entete, &corps)
}

/// The biologist who validated, and the order that the report answers.
fn validation(d: &Document) -> String {
    let Redacteur::Professionnel(ps) = &d.fond.redacteur else {
        return String::new();
    };
    format!(
        "<authenticator><templateId root=\"1.3.6.1.4.1.19376.1.3.3.1.5\"/><time value=\"{}\"/><signatureCode code=\"S\"/><assignedEntity>{}\
         </assignedEntity></authenticator><inFulfillmentOf><order><id root=\"{}.2\" extension=\"{}\"/></order></inFulfillmentOf>",
        locale(d.creation),
        cda::entite(&ps.0, &ps.1, &ps.2, Some(&d.cadre)),
        super::lecture::RACINE,
        super::lecture::numero(&format!("demande {}", d.set_id)) % 1_000_000_000,
    )
}
