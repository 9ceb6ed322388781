//! The request: SOAP 1.2, written by hand so that every byte is ours.

use std::io;

use quick_xml::Writer;
use quick_xml::events::BytesText;

use super::ACTION;
use crate::config::Lps;
use crate::ecarts::{Ecart, Ecarts};
use crate::identifiants::Tirage;

const ESPACES: [(&str, &str); 6] = [
    ("xmlns:soap", "http://www.w3.org/2003/05/soap-envelope"),
    ("xmlns:wsa", "http://www.w3.org/2005/08/addressing"),
    (
        "xmlns:wsse",
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
    ),
    ("xmlns:lps", "urn:siram:lps:ctxlps"),
    ("xmlns:bam", "urn:siram:bam:ctxbam"),
    ("xmlns:ins", "http://www.cnamts.fr/INSiRecSans"),
];

/// What one call asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question<'a> {
    pub nom: &'a str,
    /// One prénom, or several joined by spaces.
    pub prenom: &'a str,
    pub sexe: &'a str,
    /// `AAAA-MM-JJ`.
    pub date: &'a str,
    /// COG.
    pub lieu: Option<&'a str>,
}

/// What surrounds the question.
pub(crate) struct Enveloppe<'a> {
    pub tirage: Tirage<'a>,
    /// Rank of the call within the act, from 1.
    pub rang: u32,
    /// UTC, `AAAA-MM-JJThh:mm:ssZ`.
    pub temps: &'a str,
    pub emetteur: &'a str,
    pub idam: &'a str,
    pub lps: &'a Lps,
    /// Signed assertion of the professional, mode « carte ».
    pub assertion: Option<&'a str>,
}

/// The bytes of the request.
pub(crate) fn ecrire(e: &Enveloppe<'_>, q: &Question<'_>, ecarts: &Ecarts) -> io::Result<Vec<u8>> {
    let mut w = Writer::new(Vec::with_capacity(2048));
    w.create_element("soap:Envelope")
        .with_attributes(ESPACES)
        .write_inner_content(|w| {
            w.create_element("soap:Header").write_inner_content(|w| {
                if let Some(assertion) = e.assertion {
                    // Bytes as signed: they go in untouched. Exclusive canonicalisation makes the place irrelevant.
                    w.create_element("wsse:Security").write_inner_content(|w| {
                        w.get_mut().extend_from_slice(assertion.as_bytes());
                        Ok(())
                    })?;
                }
                contexte_lps(w, e, ecarts)?;
                contexte_bam(w, e)?;
                feuille(w, "wsa:MessageID", &format!("uuid:{}", e.tirage.uuid("message", e.rang)))?;
                feuille(w, "wsa:Action", ACTION)?;
                Ok(())
            })?;
            w.create_element("soap:Body").write_inner_content(|w| corps(w, q, ecarts))?;
            Ok(())
        })?;
    Ok(w.into_inner())
}

type Ecrivain = Writer<Vec<u8>>;

fn contexte_lps(w: &mut Ecrivain, e: &Enveloppe<'_>, ecarts: &Ecarts) -> io::Result<()> {
    w.create_element("lps:ContexteLPS")
        .with_attributes([("Nature", "CTXLPS"), ("Version", "01_00")])
        .write_inner_content(|w| {
            feuille(w, "lps:Id", &e.tirage.uuid("contexte-lps", e.rang).to_string())?;
            feuille(w, "lps:Temps", e.temps)?;
            feuille(w, "lps:Emetteur", e.emetteur)?;
            w.create_element("lps:LPS").write_inner_content(|w| {
                if !ecarts.a(Ecart::IdamAbsent) {
                    w.create_element("lps:IDAM")
                        .with_attribute(("R", "4"))
                        .write_text_content(BytesText::new(e.idam))?;
                }
                feuille(w, "lps:Version", &e.lps.version)?;
                feuille(w, "lps:Instance", &e.lps.instance)?;
                feuille(w, "lps:Nom", &e.lps.nom)
            })?;
            Ok(())
        })?;
    Ok(())
}

fn contexte_bam(w: &mut Ecrivain, e: &Enveloppe<'_>) -> io::Result<()> {
    w.create_element("bam:ContexteBAM")
        .with_attributes([("Nature", "CTXBAM"), ("Version", "01_02")])
        .write_inner_content(|w| {
            feuille(w, "bam:Id", &e.tirage.uuid("contexte-bam", e.rang).to_string())?;
            feuille(w, "bam:Temps", e.temps)?;
            feuille(w, "bam:Emetteur", e.emetteur)?;
            // Filled in a search by carte Vitale only.
            w.create_element("bam:COUVERTURE").write_empty()?;
            Ok(())
        })?;
    Ok(())
}

fn corps(w: &mut Ecrivain, q: &Question<'_>, ecarts: &Ecarts) -> io::Result<()> {
    let a_la_francaise = q.date.split('-').rev().collect::<Vec<_>>().join("/");
    let date = ecarts.choisir(Ecart::DateJjMmAaaa, q.date, &a_la_francaise);
    let mut traits = [
        ("ins:NomNaissance", q.nom),
        ("ins:Prenom", q.prenom),
        ("ins:Sexe", q.sexe),
        ("ins:DateNaissance", date),
    ];
    if ecarts.a(Ecart::ElementsDesordonnes) {
        traits.swap(1, 2);
    }
    w.create_element("ins:RECSANSVITALE").write_inner_content(|w| {
        for (nom, valeur) in traits {
            feuille(w, nom, valeur)?;
        }
        q.lieu.map_or(Ok(()), |lieu| feuille(w, "ins:LieuNaissance", lieu))
    })?;
    Ok(())
}

fn feuille(w: &mut Ecrivain, nom: &str, texte: &str) -> io::Result<()> {
    w.create_element(nom).write_text_content(BytesText::new(texte))?;
    Ok(())
}

/// Media type of the request.
pub(crate) fn type_contenu(ecarts: &Ecarts) -> String {
    ecarts.choisir(
        Ecart::ContentTypeTextXml,
        format!("application/soap+xml; charset=utf-8; action=\"{ACTION}\""),
        "text/xml; charset=utf-8".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lps() -> Lps {
        Lps {
            nom: "urn:lps:temoin:1".into(),
            version: "1.0".into(),
            instance: "6f9c0e4e-0000-4000-8000-000000000001".into(),
        }
    }

    fn message(ecarts: &Ecarts, rang: u32, assertion: Option<&str>) -> String {
        let lps = lps();
        let tirage = Tirage { graine: "g", cle: "S#1.1" };
        let e = Enveloppe {
            tirage,
            rang,
            temps: "2026-01-15T09:00:00Z",
            emetteur: "1999900038",
            idam: "BN17SG26LA01",
            lps: &lps,
            assertion,
        };
        let q = Question {
            nom: "D'ÆION & CO",
            prenom: "ANNE",
            sexe: "F",
            date: "1975-12-31",
            lieu: Some("63220"),
        };
        String::from_utf8(ecrire(&e, &q, ecarts).unwrap()).unwrap()
    }

    fn noms(xml: &str, parent: &str) -> Vec<String> {
        let doc = roxmltree::Document::parse(xml).unwrap();
        let p = doc.descendants().find(|n| n.tag_name().name() == parent).unwrap();
        p.children().map(|n| n.tag_name().name().to_owned()).collect()
    }

    #[test]
    fn ordre_et_contenu() {
        let xml = message(&Ecarts::default(), 1, None);
        assert_eq!(noms(&xml, "Header"), ["ContexteLPS", "ContexteBAM", "MessageID", "Action"]);
        assert_eq!(noms(&xml, "ContexteLPS"), ["Id", "Temps", "Emetteur", "LPS"]);
        assert_eq!(noms(&xml, "LPS"), ["IDAM", "Version", "Instance", "Nom"]);
        assert_eq!(noms(&xml, "ContexteBAM"), ["Id", "Temps", "Emetteur", "COUVERTURE"]);
        assert_eq!(
            noms(&xml, "RECSANSVITALE"),
            ["NomNaissance", "Prenom", "Sexe", "DateNaissance", "LieuNaissance"]
        );
        assert!(xml.contains("D&apos;ÆION &amp; CO"), "{xml}");
        assert_eq!(xml, message(&Ecarts::default(), 1, None), "same draw, same bytes");
        let avec = message(&Ecarts::default(), 1, Some("<a:Assertion xmlns:a=\"urn:x\"/>"));
        assert_eq!(noms(&avec, "Header")[0], "Security");
        assert_eq!(noms(&avec, "Security"), ["Assertion"]);
    }

    #[test]
    fn defauts_de_message() {
        let de = |e: Ecart| message(&e.into(), 1, None);
        let entre = |xml: &str, nom: &str| {
            let doc = roxmltree::Document::parse(xml).unwrap();
            doc.descendants()
                .find(|n| n.tag_name().name() == nom)
                .map(|n| n.text().unwrap_or("").to_owned())
        };
        assert_eq!(entre(&de(Ecart::IdamAbsent), "IDAM"), None);
        assert_eq!(entre(&de(Ecart::DateJjMmAaaa), "DateNaissance").unwrap(), "31/12/1975");
        assert_eq!(noms(&de(Ecart::ElementsDesordonnes), "RECSANSVITALE")[1..3], ["Sexe", "Prenom"]);
        let bon = |rang| entre(&message(&Ecarts::default(), rang, None), "MessageID");
        assert_ne!(bon(1), bon(2));
        assert!(type_contenu(&Ecart::ContentTypeTextXml.into()).starts_with("text/xml"));
        assert!(type_contenu(&Ecarts::default()).starts_with("application/soap+xml"));
    }
}
