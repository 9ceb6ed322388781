//! The answers of the DMP, read by namespace.

use roxmltree::{Document, Node, ParsingOptions};

const SOAP: &str = "http://www.w3.org/2003/05/soap-envelope";
const HL7: &str = "urn:hl7-org:v3";
const RS: &str = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0";
pub(super) const RIM: &str = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
const ERREURS_MAX: usize = 20;
/// A list of thousands of documents has hundreds of nodes for each.
const NOEUDS_MAX: u32 = 2_000_000;

/// What TD0.2 says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Existence {
    Ouvert,
    Ferme,
    #[default]
    Absent,
}

/// What TD0.2 says to who consults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DossierVu {
    pub existence: Existence,
    /// Code of the authorisation (`VALIDE`); empty: none is said.
    pub autorisation: String,
    pub traitant: bool,
    pub ens: bool,
    /// `AAAAMMJJ`.
    pub fermeture: String,
    pub motif: String,
    /// Identity traits, which this software does not show.
    pub nom: String,
    pub prenoms: String,
    pub nom_utilise: String,
    pub naissance: String,
}

/// What TD2.1 says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Depot {
    Accepte,
    /// Codes of the errors, each with its context.
    Refuse(Vec<String>),
}

/// Reads the answer to TD0.2.
///
/// # Errors
/// A fault, or an answer that cannot be read (French).
pub(crate) fn dossier(octets: &[u8]) -> Result<DossierVu, String> {
    lire(octets, |corps| {
        let reponse = enfant(corps, HL7, "PRPA_IN201308UV02").ok_or("le Body ne contient ni PRPA_IN201308UV02 ni Fault")?;
        let code = |nom| {
            let n = reponse.descendants().find(|n| n.has_tag_name((HL7, nom)));
            n.and_then(|n| n.attribute("code")).unwrap_or_default()
        };
        let patient = reponse.descendants().find(|n| n.has_tag_name((HL7, "patient")));
        let statut = patient.and_then(|p| enfant(p, HL7, "statusCode")).and_then(|s| s.attribute("code"));
        let existence = match (code("queryResponseCode"), statut) {
            ("NF", _) => Existence::Absent,
            ("OK", Some("terminated")) => Existence::Ferme,
            ("OK", Some("active")) => Existence::Ouvert,
            ("OK", autre) => return Err(format!("statut de dossier « {} » inconnu", autre.unwrap_or_default())),
            (autre, _) => return Err(format!("queryResponseCode « {autre} » inconnu{}", detail(reponse))),
        };
        let texte = |n: Option<Node<'_, '_>>| n.and_then(|n| n.text()).unwrap_or_default().trim().to_owned();
        let valeur = |n: Option<Node<'_, '_>>, a: &'static str| n.map(|n| attribut(n, a).to_owned()).unwrap_or_default();
        // A keyword and its value, or an observation and its value.
        let dit = |element, mot: &str| {
            let n = reponse
                .descendants()
                .find(|n| n.has_tag_name((HL7, element)) && attribut(*n, "code") == mot);
            n.and_then(|n| n.parent()).and_then(|p| enfant(p, HL7, "value"))
        };
        let nom = patient
            .and_then(|p| enfant(p, HL7, "patientPerson"))
            .and_then(|p| enfant(p, HL7, "name"));
        let famille = |q: &str| {
            let mut noms = nom.into_iter().flat_map(|n| n.children());
            texte(noms.find(|n| n.has_tag_name((HL7, "family")) && attribut(*n, "qualifier") == q))
        };
        let ferme = existence == Existence::Ferme;
        let alerte = reponse.descendants().find(|n| n.has_tag_name((HL7, "detectedIssueEvent")));
        Ok(DossierVu {
            existence,
            autorisation: valeur(dit("keyWordText", "AUTORISATION"), "code"),
            traitant: valeur(dit("keyWordText", "STATUT_MT"), "value") == "true",
            ens: valeur(dit("code", "RATTACHEMENT_ENS"), "value") == "true",
            fermeture: valeur(
                reponse.descendants().find(|n| ferme && n.has_tag_name((HL7, "effectiveTime"))),
                "value",
            ),
            motif: valeur(alerte.filter(|_| ferme).and_then(|a| enfant(a, HL7, "code")), "code"),
            nom: famille("BR"),
            prenoms: texte(nom.and_then(|n| enfant(n, HL7, "given"))),
            nom_utilise: famille("SP"),
            naissance: valeur(
                patient.and_then(|p| p.descendants().find(|n| n.has_tag_name((HL7, "birthTime")))),
                "value",
            ),
        })
    })
}

/// Why a question is refused, when the answer says so.
fn detail(reponse: Node<'_, '_>) -> String {
    let d = reponse.descendants().find(|n| n.has_tag_name((HL7, "acknowledgementDetail")));
    d.map_or_else(String::new, |d| {
        let code = enfant(d, HL7, "code").map_or("", |c| attribut(c, "code"));
        let texte = enfant(d, HL7, "text").and_then(|t| t.text()).unwrap_or_default();
        format!(", {code} ({texte})")
    })
}

/// Reads the answer to TD2.1.
///
/// # Errors
/// A fault, or an answer that cannot be read (French).
pub(crate) fn depot(octets: &[u8]) -> Result<Depot, String> {
    lire(octets, |corps| {
        let reponse = enfant(corps, RS, "RegistryResponse").ok_or("le Body ne contient ni RegistryResponse ni Fault")?;
        let statut = reponse.attribute("status").unwrap_or_default();
        if statut.ends_with(":Success") {
            return Ok(Depot::Accepte);
        }
        Ok(Depot::Refuse(erreurs(reponse)))
    })
}

/// The errors of an answer of the registry; without any, its status.
pub(super) fn erreurs(reponse: Node<'_, '_>) -> Vec<String> {
    let erreurs: Vec<String> = reponse
        .descendants()
        .filter(|n| n.has_tag_name((RS, "RegistryError")))
        .take(ERREURS_MAX)
        .map(|e| format!("{} ({})", attribut(e, "errorCode"), attribut(e, "codeContext")))
        .collect();
    if erreurs.is_empty() {
        vec![format!("statut « {} »", attribut(reponse, "status"))]
    } else {
        erreurs
    }
}

pub(super) fn lire<T>(octets: &[u8], suite: impl FnOnce(Node<'_, '_>) -> Result<T, String>) -> Result<T, String> {
    let illisible = |pourquoi: String| format!("réponse du DMP illisible : {pourquoi}");
    let texte = std::str::from_utf8(octets).map_err(|_| illisible("elle n'est pas en UTF-8".to_owned()))?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: NOEUDS_MAX,
        ..ParsingOptions::default()
    };
    let doc = Document::parse_with_options(texte.trim_start(), options).map_err(|e| illisible(format!("ce n'est pas du XML : {e}")))?;
    let enveloppe = doc.root_element();
    if !enveloppe.has_tag_name((SOAP, "Envelope")) {
        return Err(illisible("ce n'est pas une enveloppe SOAP 1.2".to_owned()));
    }
    let corps = enfant(enveloppe, SOAP, "Body").ok_or_else(|| illisible("l'enveloppe n'a pas de Body".to_owned()))?;
    match enfant(corps, SOAP, "Fault") {
        Some(faute) => Err(dire(faute)),
        None => suite(corps).map_err(illisible),
    }
}

fn dire(faute: Node<'_, '_>) -> String {
    let sous_code = enfant(faute, SOAP, "Code")
        .and_then(|c| enfant(c, SOAP, "Subcode"))
        .and_then(|c| enfant(c, SOAP, "Value"))
        .map(|v| v.text().unwrap_or_default().trim())
        .map(|q| q.rsplit(':').next().unwrap_or_default());
    let raison = enfant(faute, SOAP, "Reason")
        .and_then(|r| enfant(r, SOAP, "Text"))
        .and_then(|t| t.text());
    format!(
        "le DMP a répondu la faute {} : {}",
        sous_code.unwrap_or("sans sous-code"),
        raison.unwrap_or_default().trim()
    )
}

pub(super) fn enfant<'a, 'i>(n: Node<'a, 'i>, espace: &str, nom: &str) -> Option<Node<'a, 'i>> {
    n.children().find(|c| c.has_tag_name((espace, nom)))
}

pub(super) fn attribut<'a>(n: Node<'a, '_>, nom: &str) -> &'a str {
    n.attribute(nom).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn existence(octets: &[u8]) -> Result<Existence, String> {
        dossier(octets).map(|d| d.existence)
    }

    fn enveloppe(corps: &str) -> Vec<u8> {
        format!("<S:Envelope xmlns:S=\"{SOAP}\"><env:Body xmlns:env=\"{SOAP}\">{corps}</env:Body></S:Envelope>").into_bytes()
    }

    fn td02(patient: &str, code: &str) -> Vec<u8> {
        enveloppe(&format!(
            "<h:PRPA_IN201308UV02 xmlns:h=\"{HL7}\"><h:controlActProcess>{patient}<h:queryAck><h:queryResponseCode code=\"{code}\"/>\
             </h:queryAck></h:controlActProcess></h:PRPA_IN201308UV02>"
        ))
    }

    #[test]
    fn existences() {
        let patient = |s: &str| format!("<h:patient><h:statusCode code=\"{s}\"/></h:patient>");
        assert_eq!(existence(&td02(&patient("active"), "OK")), Ok(Existence::Ouvert));
        assert_eq!(existence(&td02(&patient("terminated"), "OK")), Ok(Existence::Ferme));
        assert_eq!(existence(&td02("", "NF")), Ok(Existence::Absent));
        assert!(existence(&td02(&patient("suspended"), "OK")).unwrap_err().contains("suspended"));
        assert!(existence(&td02("", "AE")).unwrap_err().contains("« AE »"));
    }

    #[test]
    fn depots() {
        let statut = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType";
        let r = |s: &str, erreurs: &str| {
            depot(&enveloppe(&format!(
                "<RegistryResponse xmlns=\"{RS}\" status=\"{statut}:{s}\">{erreurs}</RegistryResponse>"
            )))
        };
        assert_eq!(r("Success", ""), Ok(Depot::Accepte));
        let liste = "<RegistryErrorList><RegistryError errorCode=\"XDSUnknownPatientId\" codeContext=\"INS\"/></RegistryErrorList>";
        assert_eq!(r("Failure", liste), Ok(Depot::Refuse(vec!["XDSUnknownPatientId (INS)".to_owned()])));
        assert!(matches!(r("Failure", ""), Ok(Depot::Refuse(e)) if e[0].contains("Failure")));
    }

    #[test]
    fn fautes_et_illisibles() {
        let faute = enveloppe(
            "<S:Fault><S:Code><S:Value>S:Sender</S:Value><S:Subcode><S:Value>x:DMPInvalidCertificate</S:Value></S:Subcode></S:Code>\
             <S:Reason><S:Text xml:lang=\"fr\">certificat refusé</S:Text></S:Reason></S:Fault>",
        );
        for e in [existence(&faute).unwrap_err(), depot(&faute).unwrap_err()] {
            assert!(e.contains("DMPInvalidCertificate") && e.contains("certificat refusé"), "{e}");
        }
        for octets in [&b""[..], b"<a", b"\xff", b"<a/>", b"<!DOCTYPE a><a/>", &enveloppe("<x/>")] {
            assert!(depot(octets).unwrap_err().contains("illisible"));
        }
    }

    /// The published answer, which the project does not hold.
    #[test]
    fn reponse_publiee() {
        let Some(corpus) = segur_essais::corpus("xds/dmp-samples-v2.05") else {
            return;
        };
        let lu = |f: &str| std::fs::read(corpus.join(f)).unwrap();
        assert_eq!(existence(&lu("TD0.2_Test_dexistence_reponse.xml")), Ok(Existence::Ouvert));
        assert_eq!(depot(&lu("TD2.1_Alimentation_reponse.xml")), Ok(Depot::Accepte));
    }
}
