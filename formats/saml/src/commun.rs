//! What every signed assertion of the field is judged by: where it stands in the message, its identifier, its age, its issuer, its
//! signature and the certificate that signs.

pub(crate) mod regles;

use roxmltree::{Document, Node};
use segur_model::{Certificat, Finding, Location, Rule};
use segur_soap::{enfant, lieu, lieu_attribut, ns, texte_de};
use segur_x509::{ConfianceDatee, Probleme, X509, dn_equivalents};
use time::{Duration, OffsetDateTime};

use crate::lecture::{Assertions, assertions, instant, memes_identifiants};
use crate::signature;
use regles::ReglesCommunes;

/// Life of an assertion. Second-hand.
const DUREE_VIE: Duration = Duration::hours(1);
/// How far ahead of ours the clock of a candidate may be.
const AVANCE_TOLEREE: Duration = Duration::minutes(5);
const FORMAT_EMETTEUR: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName";

/// The certificate that signs.
pub(crate) struct Signataire {
    /// In the words of the model.
    pub certificat: Certificat,
    /// Whether it is made for signatures: see [`fait_pour_signer`].
    pub fait_pour_signer: Result<(), String>,
    /// Where it stands.
    pub lieu: Location,
}

/// A document; none when it cannot be read, which is a finding.
pub(crate) fn lire<'a>(document: &'a str, regles: &ReglesCommunes, constats: &mut Vec<Finding>) -> Option<Document<'a>> {
    let refus = match segur_soap::lire(document) {
        Ok(arbre) => return Some(arbre),
        Err(refus) => refus,
    };
    let (line, column) = refus.position().unwrap_or_default();
    let lieu = Location {
        line,
        column,
        path: "/".to_owned(),
    };
    constats.push(regles.lisible.finding(lieu, "un document XML", refus.to_string()));
    None
}

/// The assertion to judge, when there is one, and what is wrong with where assertions stand.
pub(crate) fn trouver<'a, 'i>(
    document: &'a Document<'i>,
    soap: &[&str],
    regles: &ReglesCommunes,
    constats: &mut Vec<Finding>,
) -> Option<Node<'a, 'i>> {
    let Assertions { utilisees, egarees } = assertions(document, soap);
    for egaree in egarees {
        constats.push(
            regles
                .enveloppement
                .finding(lieu(document, egaree), "aucune assertion ici", "une assertion"),
        );
    }
    let Some((assertion, suivantes)) = utilisees.split_first() else {
        constats.push(
            regles
                .presente
                .finding(Location::path("/Envelope/Header/Security"), "une assertion", "aucune"),
        );
        return None;
    };
    if let Some(seconde) = suivantes.first() {
        constats.push(regles.unique.finding(
            lieu(document, *seconde),
            "une seule assertion",
            format!("{} assertions", 1 + suivantes.len()),
        ));
    }
    Some(*assertion)
}

/// Version, identifier and instant. Answers the instant, when it can be read.
pub(crate) fn juger_entete(
    document: &Document<'_>,
    assertion: Node<'_, '_>,
    recue: OffsetDateTime,
    regles: &ReglesCommunes,
    constats: &mut Vec<Finding>,
) -> Option<OffsetDateTime> {
    let mut dire = |regle: &Rule, attribut: &str, attendu: &str, vu: String| {
        constats.push(regle.finding(lieu_attribut(document, assertion, attribut), attendu, vu));
    };
    let lu = |nom: &str| assertion.attribute(nom).unwrap_or("(absent)").to_owned();
    if assertion.attribute("Version") != Some("2.0") {
        dire(&regles.version, "Version", "2.0", lu("Version"));
    }
    let id = assertion.attribute("ID");
    if !id.is_some_and(est_nom_xml) {
        dire(
            &regles.identifiant,
            "ID",
            "un nom XML, commençant par une lettre ou « _ »",
            lu("ID"),
        );
    }
    for autre in id.map(|id| memes_identifiants(document, assertion, id)).unwrap_or_default() {
        dire(
            &regles.enveloppement,
            "ID",
            "un identifiant unique dans le message",
            format!("le même sur {autre}"),
        );
    }
    let emise = assertion.attribute("IssueInstant").and_then(instant);
    match emise {
        None => dire(
            &regles.issue_instant,
            "IssueInstant",
            "une date et une heure en temps universel",
            lu("IssueInstant"),
        ),
        Some(t) if !t.offset().is_utc() => dire(&regles.issue_instant, "IssueInstant", "le temps universel (Z)", lu("IssueInstant")),
        Some(_) => {}
    }
    if let Some(t) = emise.filter(|t| recue - *t > DUREE_VIE || *t - recue > AVANCE_TOLEREE) {
        let sens = if t > recue { "dans le futur" } else { "périmée" };
        dire(
            &regles.duree_vie,
            "IssueInstant",
            &format!("moins d'une heure avant la réception ({})", lisible(recue)),
            format!("{}, {sens}", lisible(t)),
        );
    }
    emise
}

/// Signature, certificate, and the issuer that must be its subject. Answers the certificate, trusted or not.
pub(crate) fn juger_signature(
    document: &Document<'_>,
    assertion: Node<'_, '_>,
    confiance: ConfianceDatee<'_>,
    regles: &ReglesCommunes,
    constats: &mut Vec<Finding>,
) -> Option<Signataire> {
    let emetteur = enfant(assertion, ns::SAML2, "Issuer");
    if let Some(e) = emetteur.filter(|e| e.attribute("Format") != Some(FORMAT_EMETTEUR)) {
        let vu = e.attribute("Format").unwrap_or("(absent)");
        constats.push(
            regles
                .emetteur_format
                .finding(lieu_attribut(document, e, "Format"), "…nameid-format:X509SubjectName", vu),
        );
    }
    let signature = signature::trouver(document, assertion, regles, constats)?;
    let certificats = segur_dsig::certificats(signature);
    let lieu_certificat = lieu(document, enfant(signature, ns::DSIG, "KeyInfo").unwrap_or(signature));
    let verifiable = signature::juger_forme(document, assertion, signature, regles, constats);
    let lu = certificats
        .split_first()
        .and_then(|(der, autres)| Some((X509::lire(der).ok()?, autres)));
    let Some((certificat, autres)) = lu else {
        constats.push(
            regles
                .certificat
                .finding(lieu_certificat, "un certificat X.509 en Base64", "absent ou illisible"),
        );
        return None;
    };
    if verifiable {
        constats.extend(signature::verifier(document, assertion, signature, &certificat, regles));
    }
    let autres: Vec<X509> = autres.iter().filter_map(|der| X509::lire(der).ok()).collect();
    for p in confiance.juger(&certificat, &autres) {
        let regle = match p {
            Probleme::HorsValidite { .. } => &regles.validite,
            Probleme::EmetteurInconnu { .. } | Probleme::AutoriteHorsValidite { .. } => &regles.chaine,
            Probleme::Revoque { .. } => &regles.revocation,
            Probleme::RevocationInconnue { .. } => &regles.crl,
        };
        constats.push(regle.finding(lieu_certificat.clone(), p.attendu(), p.vu()));
    }
    let dit = certificat.dit();
    let ecrit = emetteur.map(|e| texte_de(e).trim().to_owned());
    if !ecrit.as_deref().is_some_and(|e| dn_equivalents(e, &dit.sujet)) {
        let ou = lieu(document, emetteur.unwrap_or(assertion));
        constats.push(
            regles
                .emetteur
                .finding(ou, dit.sujet.clone(), ecrit.unwrap_or_else(|| "(absent)".to_owned())),
        );
    }
    Some(Signataire {
        fait_pour_signer: fait_pour_signer(&certificat),
        certificat: dit.clone(),
        lieu: lieu_certificat,
    })
}

/// Whether a certificate is for signatures, by its key usages; else what it is for. A certificate that says nothing is for anything.
fn fait_pour_signer(certificat: &X509) -> Result<(), String> {
    let usages = certificat.usages();
    for (etendu, dit) in [("clientAuth", "un client"), ("serverAuth", "un serveur")] {
        if usages.a(etendu) {
            return Err(format!("un certificat d'authentification TLS d'{dit} (extendedKeyUsage)"));
        }
    }
    match &usages.cle {
        Some(cle) if !cle.signe => Err(format!("keyUsage : {}", cle.texte)),
        _ => Ok(()),
    }
}

fn est_nom_xml(id: &str) -> bool {
    id.starts_with(|c: char| c.is_alphabetic() || c == '_') && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// `2026-01-15T09:00:00Z`: to the second, in UTC.
fn lisible(t: OffsetDateTime) -> String {
    let t = t.to_offset(time::UtcOffset::UTC);
    format!("{}T{:02}:{:02}:{:02}Z", t.date(), t.hour(), t.minute(), t.second())
}
