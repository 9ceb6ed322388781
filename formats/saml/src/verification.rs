//! Verifying the PS assertion of a message.

use roxmltree::{Document, Node};
use segur_model::{Certificat, Finding, Location};
use segur_soap::{chemin, enfant, lieu, lieu_attribut, ns, texte_de};
use segur_x509::{Confiance, ConfianceDatee};
use time::OffsetDateTime;

use crate::lecture::{SOAP, attributs, name_id};
use crate::regles::PS;
use crate::{commun, regles};

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
pub fn verifier_assertion(document: &str, confiance: &Confiance, maintenant: OffsetDateTime) -> Verification {
    verifier_assertion_emise(document, confiance.a(maintenant), maintenant)
}

/// Verifies the PS assertion of a whole message (`Envelope/Header/Security/Assertion`; or a document that is an assertion alone). The
/// age of the assertion is judged against `recue`, the certificates at the instant of `confiance`: the bench's clock may be set
/// ahead, the candidate's not.
#[must_use]
pub fn verifier_assertion_emise(document: &str, confiance: ConfianceDatee<'_>, recue: OffsetDateTime) -> Verification {
    let mut v = Verification::default();
    let Some(arbre) = commun::lire(document, &PS, &mut v.findings) else {
        return v;
    };
    if let Some(assertion) = commun::trouver(&arbre, SOAP, &PS, &mut v.findings) {
        juger(&arbre, assertion, confiance, recue, &mut v);
    }
    v
}

fn juger(document: &Document<'_>, assertion: Node<'_, '_>, confiance: ConfianceDatee<'_>, recue: OffsetDateTime, v: &mut Verification) {
    v.id = assertion.attribute("ID").map(str::to_owned);
    v.instant = commun::juger_entete(document, assertion, recue, &PS, &mut v.findings);
    juger_contenu(document, assertion, v);
    v.emetteur_dn = enfant(assertion, ns::SAML2, "Issuer").map(|e| texte_de(e).trim().to_owned());
    let signataire = commun::juger_signature(document, assertion, confiance, &PS, &mut v.findings);
    v.certificat = signataire.map(|s| s.certificat);
    if let Some(c) = v.certificat.as_ref().filter(|c| v.name_id.as_deref() != Some(c.cn.as_str())) {
        let ou = lieu(document, name_id(assertion).unwrap_or(assertion));
        let vu = v.name_id.as_deref().unwrap_or("(absent)");
        v.findings.push(regles::NAME_ID.finding(ou, c.cn.clone(), vu));
    }
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
