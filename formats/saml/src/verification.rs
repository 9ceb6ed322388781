//! Verifying the PS assertion of a message.

use roxmltree::{Document, Node};
use segur_model::{Certificat, Finding, Location, Rule};
use segur_soap::{chemin, enfant, lieu, lieu_attribut, ns, texte_de};
use time::{Duration, OffsetDateTime};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use crate::certificat::modele;
use crate::lecture::{Assertions, assertions, attributs, instant, memes_identifiants, name_id};
use crate::{chaine, dn, regles, signature};

/// Life of an assertion. Second-hand.
const DUREE_VIE: Duration = Duration::hours(1);
/// How far ahead of ours the clock of a candidate may be.
const AVANCE_TOLEREE: Duration = Duration::minutes(5);

/// What certificates are judged against.
#[derive(Debug, Clone, Copy)]
pub struct Confiance<'a> {
    /// Authorities that are trusted, PEM, intermediate ones included.
    pub ancres_pem: &'a str,
    /// Their revocation lists.
    pub crls_der: &'a [Vec<u8>],
    /// Instant at which validity and revocation are judged.
    pub maintenant: OffsetDateTime,
}

/// What the assertion of a message says, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// `ID`.
    pub id: Option<String>,
    /// `IssueInstant`, when it can be read.
    pub instant: Option<OffsetDateTime>,
    /// `NameID`.
    pub name_id: Option<String>,
    /// `Issuer`.
    pub emetteur_dn: Option<String>,
    /// Attributes, in order.
    pub attributs: Vec<(String, String)>,
    /// The certificate that signs, trusted or not.
    pub certificat: Option<Certificat>,
    /// What does not hold. Empty: the assertion can be trusted.
    pub findings: Vec<Finding>,
}

/// Verifies the PS assertion of a whole message, issued about `maintenant`. See [`verifier_assertion_emise`].
#[must_use]
pub fn verifier_assertion(document: &str, ancres_pem: &str, crls_der: &[Vec<u8>], maintenant: OffsetDateTime) -> Verification {
    verifier_assertion_emise(
        document,
        &Confiance {
            ancres_pem,
            crls_der,
            maintenant,
        },
        maintenant,
    )
}

/// Verifies the PS assertion of a whole message (`Envelope/Header/Security/Assertion`; or a document that is an assertion alone). The
/// age of the assertion is judged against `recue`, the certificates against `confiance.maintenant`: the bench's clock may be set
/// ahead, the candidate's not.
#[must_use]
pub fn verifier_assertion_emise(document: &str, confiance: &Confiance<'_>, recue: OffsetDateTime) -> Verification {
    match segur_soap::lire(document) {
        Ok(arbre) => verifier(&arbre, confiance, recue),
        Err(refus) => {
            let (line, column) = refus.position().unwrap_or_default();
            let lieu = Location {
                line,
                column,
                path: "/".to_owned(),
            };
            Verification {
                findings: vec![regles::LISIBLE.finding(lieu, "un document XML", refus.to_string())],
                ..Verification::default()
            }
        }
    }
}

fn verifier(document: &Document<'_>, confiance: &Confiance<'_>, recue: OffsetDateTime) -> Verification {
    let Assertions { utilisees, egarees } = assertions(document);
    let mut v = Verification::default();
    for egaree in egarees {
        v.findings
            .push(regles::ENVELOPPEMENT.finding(lieu(document, egaree), "aucune assertion ici", "une assertion"));
    }
    let Some((assertion, suivantes)) = utilisees.split_first() else {
        v.findings
            .push(regles::PRESENTE.finding(Location::path("/Envelope/Header/Security"), "une assertion PS", "aucune"));
        return v;
    };
    if let Some(seconde) = suivantes.first() {
        v.findings.push(regles::UNIQUE.finding(
            lieu(document, *seconde),
            "une seule assertion",
            format!("{} assertions", 1 + suivantes.len()),
        ));
    }
    let assertion = *assertion;
    juger_entete(document, assertion, recue, &mut v);
    juger_contenu(document, assertion, &mut v);
    juger_signature(document, assertion, confiance, &mut v);
    v
}

/// Version, identifier and instant.
fn juger_entete(document: &Document<'_>, assertion: Node<'_, '_>, recue: OffsetDateTime, v: &mut Verification) {
    let mut dire = |regle: &Rule, attribut: &str, attendu: &str, vu: String| {
        v.findings
            .push(regle.finding(lieu_attribut(document, assertion, attribut), attendu, vu));
    };
    let lu = |nom: &str| assertion.attribute(nom).unwrap_or("(absent)").to_owned();
    if assertion.attribute("Version") != Some("2.0") {
        dire(&regles::VERSION, "Version", "2.0", lu("Version"));
    }
    let id = assertion.attribute("ID");
    if !id.is_some_and(est_nom_xml) {
        dire(
            &regles::IDENTIFIANT,
            "ID",
            "un nom XML, commençant par une lettre ou « _ »",
            lu("ID"),
        );
    }
    for autre in id.map(|id| memes_identifiants(document, assertion, id)).unwrap_or_default() {
        dire(
            &regles::ENVELOPPEMENT,
            "ID",
            "un identifiant unique dans le message",
            format!("le même sur {autre}"),
        );
    }
    let emise = assertion.attribute("IssueInstant").and_then(instant);
    match emise {
        None => dire(
            &regles::ISSUE_INSTANT,
            "IssueInstant",
            "une date et une heure en temps universel",
            lu("IssueInstant"),
        ),
        Some(t) if !t.offset().is_utc() => dire(&regles::ISSUE_INSTANT, "IssueInstant", "le temps universel (Z)", lu("IssueInstant")),
        Some(_) => {}
    }
    if let Some(t) = emise.filter(|t| recue - *t > DUREE_VIE || *t - recue > AVANCE_TOLEREE) {
        let sens = if t > recue { "dans le futur" } else { "périmée" };
        dire(
            &regles::DUREE_VIE,
            "IssueInstant",
            &format!("moins d'une heure avant la réception ({recue})"),
            format!("{t}, {sens}"),
        );
    }
    v.id = id.map(str::to_owned);
    v.instant = emise;
}

/// Subject, attributes, and what a PS assertion does not hold.
fn juger_contenu(document: &Document<'_>, assertion: Node<'_, '_>, v: &mut Verification) {
    v.attributs = attributs(assertion);
    let nom = name_id(assertion);
    v.name_id = nom.map(|n| texte_de(n).trim().to_owned()).filter(|n| !n.is_empty());
    if let Some(nom) = nom.filter(|n| n.attribute("NameQualifier") != Some("CPS")) {
        let vu = nom.attribute("NameQualifier").unwrap_or("(absent)");
        v.findings
            .push(regles::NAME_QUALIFIER.finding(lieu_attribut(document, nom, "NameQualifier"), "CPS", vu));
    }
    for etranger in ["Conditions", "AuthnStatement", "AuthzDecisionStatement"]
        .iter()
        .filter_map(|n| enfant(assertion, ns::SAML2, n))
    {
        v.findings
            .push(regles::PAS_VIHF.finding(lieu(document, etranger), "absent d'une assertion PS", etranger.tag_name().name()));
    }
    if let Some((nom, _)) = v.attributs.iter().find(|(nom, _)| est_attribut_vihf(nom)) {
        v.findings.push(regles::PAS_VIHF.finding(
            Location::path(chemin(assertion)),
            "aucun attribut de VIHF",
            format!("l'attribut « {nom} »"),
        ));
    }
    let facturation = v
        .attributs
        .iter()
        .find(|(nom, _)| nom.eq_ignore_ascii_case("identifiantFacturation"))
        .map(|(_, v)| v.as_str());
    if !facturation.is_some_and(|f| f.len() == 9 && f.bytes().all(|c| c.is_ascii_digit())) {
        let chemin = format!("{}/AttributeStatement/Attribute[@Name='identifiantFacturation']", chemin(assertion));
        v.findings
            .push(regles::FACTURATION.finding(Location::path(chemin), "9 chiffres", facturation.unwrap_or("(absent)")));
    }
}

fn est_attribut_vihf(nom: &str) -> bool {
    let nom = nom.to_ascii_lowercase();
    nom.starts_with("vihf") || nom.starts_with("urn:oasis:names:tc:xspa") || nom.starts_with("urn:oasis:names:tc:xacml")
}

/// Signature, certificate, and what ties them to the issuer and the subject.
fn juger_signature(document: &Document<'_>, assertion: Node<'_, '_>, confiance: &Confiance<'_>, v: &mut Verification) {
    let emetteur = enfant(assertion, ns::SAML2, "Issuer");
    v.emetteur_dn = emetteur.map(|e| texte_de(e).trim().to_owned());
    if let Some(e) = emetteur.filter(|e| e.attribute("Format") != Some("urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName")) {
        let vu = e.attribute("Format").unwrap_or("(absent)");
        v.findings
            .push(regles::EMETTEUR_FORMAT.finding(lieu_attribut(document, e, "Format"), "…nameid-format:X509SubjectName", vu));
    }
    let Some(signature) = signature::trouver(document, assertion, &mut v.findings) else {
        return;
    };
    let certificats = signature::certificats(signature);
    let lieu_certificat = lieu(document, enfant(signature, ns::DSIG, "KeyInfo").unwrap_or(signature));
    let verifiable = signature::juger_forme(document, assertion, signature, &mut v.findings);
    let lu = certificats
        .split_first()
        .and_then(|(der, autres)| Some((X509Certificate::from_der(der).ok()?.1, der, autres)));
    let Some((certificat, der, autres)) = lu else {
        v.findings
            .push(regles::CERTIFICAT.finding(lieu_certificat, "un certificat X.509 en Base64", "absent ou illisible"));
        return;
    };
    let dit = modele(&certificat, der);
    if verifiable {
        v.findings.extend(signature::verifier(document, assertion, signature, &certificat));
    }
    v.findings.extend(chaine::juger(&certificat, autres, confiance, &lieu_certificat));
    if !v.emetteur_dn.as_deref().is_some_and(|e| dn::dn_equivalents(e, &dit.sujet)) {
        let ou = emetteur.map_or_else(|| lieu(document, assertion), |e| lieu(document, e));
        v.findings.push(regles::EMETTEUR.finding(
            ou,
            dit.sujet.clone(),
            v.emetteur_dn.clone().unwrap_or_else(|| "(absent)".to_owned()),
        ));
    }
    if v.name_id.as_deref() != Some(dit.cn.as_str()) {
        let ou = name_id(assertion).map_or_else(|| lieu(document, assertion), |n| lieu(document, n));
        v.findings
            .push(regles::NAME_ID.finding(ou, dit.cn.clone(), v.name_id.clone().unwrap_or_else(|| "(absent)".to_owned())));
    }
    v.certificat = Some(dit);
}

fn est_nom_xml(id: &str) -> bool {
    id.starts_with(|c: char| c.is_alphabetic() || c == '_') && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}
