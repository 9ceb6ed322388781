//! What every signed assertion of the field is judged by: where it stands in the message, its identifier, its age, its issuer, its
//! signature and the certificate that signs. All is read in one pass; only the age and the trust are judged afterwards.

pub(crate) mod regles;

use roxmltree::{Document, Node};
use segur_dialecte::{Connu, Constateur};
use segur_model::{Finding, Location, Rule, Severity};
use segur_soap::{enfant, lieu, lieu_attribut, ns, texte_de};
use segur_x509::{Probleme, X509, dn_equivalents};
use time::{Duration, OffsetDateTime};

use crate::lecture::{Assertions, assertions, instant, memes_identifiants};
use crate::signature;
use regles::ReglesCommunes;

/// Life of an assertion. Second-hand.
const DUREE_VIE: Duration = Duration::hours(1);
/// How far ahead of ours the clock of a candidate may be.
pub(crate) const AVANCE_TOLEREE: Duration = Duration::minutes(5);
const FORMAT_EMETTEUR: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName";

/// An assertion, read.
#[derive(Debug, Clone)]
pub(crate) struct Assertion {
    /// What is wrong with its version, its identifier, its instant.
    entete: Vec<Finding>,
    /// `IssueInstant`, when it can be read, and where it is.
    emise: (Option<OffsetDateTime>, Location),
    /// What is wrong with its signature.
    signature: Vec<Finding>,
    /// The certificate that signs, trusted or not.
    pub signataire: Option<Signataire>,
    /// Told when the issuer is not the subject of that certificate.
    emetteur: Option<Finding>,
}

/// The certificate that signs.
#[derive(Debug, Clone)]
pub(crate) struct Signataire {
    /// The certificate.
    pub certificat: X509,
    /// The other certificates of the message, which may help to build its chain.
    autres: Vec<X509>,
    /// Whether it is made for signatures: see [`fait_pour_signer`].
    pub fait_pour_signer: Result<(), String>,
    /// Where it stands.
    pub lieu: Location,
}

/// The assertion to judge, when there is one, and what is wrong with where assertions stand.
pub(crate) fn trouver<'a, 'i>(
    document: &'a Document<'i>,
    soap: &[&str],
    regles: &ReglesCommunes,
    constats: &mut Vec<Finding>,
) -> Option<Node<'a, 'i>> {
    trouver_parmi(document, soap, regles, constats, 1, |_| false)
}

/// The same, where as many assertions are allowed: the first that is the one looked for, else the first of all.
pub(crate) fn trouver_parmi<'a, 'i>(
    document: &'a Document<'i>,
    soap: &[&str],
    regles: &ReglesCommunes,
    constats: &mut Vec<Finding>,
    permises: usize,
    est_elle: impl Fn(Node<'_, '_>) -> bool,
) -> Option<Node<'a, 'i>> {
    let Assertions { utilisees, egarees } = assertions(document, soap);
    for egaree in egarees {
        constats.push(
            regles
                .enveloppement
                .finding(lieu(document, egaree), "aucune assertion ici", "une assertion"),
        );
    }
    let Some(premiere) = utilisees.first() else {
        constats.push(
            regles
                .presente
                .finding(Location::path("/Envelope/Header/Security"), "une assertion", "aucune"),
        );
        return None;
    };
    if let Some(de_trop) = utilisees.get(permises) {
        let attendu = if permises == 1 {
            "une seule assertion".to_owned()
        } else {
            format!("{permises} assertions au plus")
        };
        constats.push(
            regles
                .unique
                .finding(lieu(document, *de_trop), attendu, format!("{} assertions", utilisees.len())),
        );
    }
    Some(*utilisees.iter().find(|a| est_elle(**a)).unwrap_or(premiere))
}

impl Assertion {
    /// Reads one, in its document.
    pub(crate) fn lire(document: &Document<'_>, assertion: Node<'_, '_>, regles: &ReglesCommunes) -> Self {
        let mut lue = Self {
            entete: Vec::new(),
            emise: (
                assertion.attribute("IssueInstant").and_then(instant),
                lieu_attribut(document, assertion, "IssueInstant"),
            ),
            signature: Vec::new(),
            signataire: None,
            emetteur: None,
        };
        lue.entete(document, assertion, regles);
        lue.signature(document, assertion, regles);
        lue
    }

    /// Tells what is wrong with it. Its age is judged against the reception, the certificates at the instant of the bench: the bench's
    /// clock may be set ahead, the candidate's not.
    pub(crate) fn juger(&self, regles: &ReglesCommunes, k: &Connu<'_>, c: &mut Constateur) {
        c.etendre(self.entete.iter().cloned());
        let recue = k.reception();
        if let (Some(t), lieu) = (self.emise.0, &self.emise.1)
            && (recue - t > DUREE_VIE || t - recue > AVANCE_TOLEREE)
        {
            let sens = if t > recue { "dans le futur" } else { "périmée" };
            let attendu = format!("moins d'une heure avant la réception ({})", lisible(recue));
            c.dire(regles.duree_vie, lieu, attendu, format!("{}, {sens}", lisible(t)));
        }
        c.etendre(self.signature.iter().cloned());
        if let Some(s) = &self.signataire {
            for probleme in k.confiance.a(k.instant).juger(&s.certificat, &s.autres) {
                c.ajouter(du_certificat(&probleme, s.lieu.clone(), regles));
            }
        }
        c.etendre(self.emetteur.clone());
    }

    /// Version, identifier and instant.
    fn entete(&mut self, document: &Document<'_>, assertion: Node<'_, '_>, regles: &ReglesCommunes) {
        let mut dire = |regle: &Rule, attribut: &str, attendu: &str, vu: String| {
            self.entete
                .push(regle.finding(lieu_attribut(document, assertion, attribut), attendu, vu));
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
        match self.emise.0 {
            None => dire(
                &regles.issue_instant,
                "IssueInstant",
                "une date et une heure en temps universel",
                lu("IssueInstant"),
            ),
            Some(t) if !t.offset().is_utc() => dire(&regles.issue_instant, "IssueInstant", "le temps universel (Z)", lu("IssueInstant")),
            Some(_) => {}
        }
    }

    /// Signature, certificate, and the issuer that must be its subject.
    fn signature(&mut self, document: &Document<'_>, assertion: Node<'_, '_>, regles: &ReglesCommunes) {
        let constats = &mut self.signature;
        let emetteur = enfant(assertion, ns::SAML2, "Issuer");
        if let Some(e) = emetteur.filter(|e| e.attribute("Format") != Some(FORMAT_EMETTEUR)) {
            let vu = e.attribute("Format").unwrap_or("(absent)");
            constats.push(
                regles
                    .emetteur_format
                    .finding(lieu_attribut(document, e, "Format"), "…nameid-format:X509SubjectName", vu),
            );
        }
        let Some(signature) = signature::trouver(document, assertion, regles, constats) else {
            return;
        };
        let lieu_certificat = lieu(document, enfant(signature, ns::DSIG, "KeyInfo").unwrap_or(signature));
        let verifiable = signature::juger_forme(document, assertion, signature, regles, constats);
        let Some((certificat, autres)) = segur_dsig::signataire(signature) else {
            constats.push(
                regles
                    .certificat
                    .finding(lieu_certificat, "un certificat X.509 en Base64", "absent ou illisible"),
            );
            return;
        };
        if verifiable {
            constats.extend(signature::verifier(document, assertion, signature, &certificat, regles));
        }
        let ecrit = emetteur.map(|e| texte_de(e).trim().to_owned());
        if !ecrit.as_deref().is_some_and(|e| dn_equivalents(e, &certificat.dit().sujet)) {
            let ou = lieu(document, emetteur.unwrap_or(assertion));
            self.emetteur = Some(regles.emetteur.finding(
                ou,
                certificat.dit().sujet.clone(),
                ecrit.unwrap_or_else(|| "(absent)".to_owned()),
            ));
        }
        self.signataire = Some(Signataire {
            fait_pour_signer: fait_pour_signer(&certificat),
            autres,
            certificat,
            lieu: lieu_certificat,
        });
    }
}

/// What a problem of the certificate that signs turns. What nobody can tell here condemns nobody.
pub(crate) fn du_certificat(probleme: &Probleme, lieu: Location, regles: &ReglesCommunes) -> Finding {
    let regle = match probleme {
        Probleme::HorsValidite { .. } => regles.validite,
        Probleme::Revoque { .. } => regles.revocation,
        Probleme::RevocationInconnue { .. } => regles.crl,
        _ => regles.chaine,
    };
    let mut constat = regle.finding(lieu, probleme.attendu(), probleme.vu());
    if probleme.est_inconnu() {
        constat.severity = Severity::NotEvaluated;
    }
    constat
}

/// Whether a certificate is for signatures, by its key usages; else what it is for. A certificate that says nothing is for anything.
fn fait_pour_signer(certificat: &X509) -> Result<(), String> {
    let usages = certificat.usages();
    for (etendu, dit) in [
        ("clientAuth", "authentification TLS d'un client"),
        ("serverAuth", "authentification TLS d'un serveur"),
    ] {
        if usages.a(etendu) {
            return Err(format!("un certificat d'{dit} (extendedKeyUsage)"));
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
pub(crate) fn lisible(t: OffsetDateTime) -> String {
    let t = t.to_offset(time::UtcOffset::UTC);
    format!("{}T{:02}:{:02}:{:02}Z", t.date(), t.hour(), t.minute(), t.second())
}
