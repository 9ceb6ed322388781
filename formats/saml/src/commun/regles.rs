//! The rules that every signed assertion of the field must keep, under the identifiers of its own family.

use segur_model::rule::{regle, stricte};
use segur_model::{Rule, Severity, Trust};

pub(crate) const SAML: &str = "OASIS, SAML 2.0 Core, §2.3 et §5";
pub(crate) const DSIG: &str = "W3C, XML Signature, et exemples officiels du GIE SESAM-Vitale";
const X509: &str = "RFC 5280, §6 ; IGC-Santé";
const INTEGRATEURS: &str = "code public d'intégrateurs (non confirmé par une source primaire)";

/// One family: `saml.ps`, `vihf`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReglesCommunes {
    pub presente: Rule,
    pub unique: Rule,
    pub enveloppement: Rule,
    pub version: Rule,
    pub identifiant: Rule,
    pub issue_instant: Rule,
    pub duree_vie: Rule,
    pub emetteur_format: Rule,
    pub emetteur: Rule,
    pub signature_presente: Rule,
    pub position: Rule,
    pub reference: Rule,
    pub transformations: Rule,
    pub algorithme: Rule,
    pub sha1: Rule,
    pub valide: Rule,
    pub certificat: Rule,
    pub validite: Rule,
    pub chaine: Rule,
    pub revocation: Rule,
    pub crl: Rule,
}

impl ReglesCommunes {
    /// Each of them.
    pub const fn toutes(&'static self) -> [&'static Rule; 21] {
        [
            &self.presente,
            &self.unique,
            &self.enveloppement,
            &self.version,
            &self.identifiant,
            &self.issue_instant,
            &self.duree_vie,
            &self.emetteur_format,
            &self.emetteur,
            &self.signature_presente,
            &self.position,
            &self.reference,
            &self.transformations,
            &self.algorithme,
            &self.sha1,
            &self.valide,
            &self.certificat,
            &self.validite,
            &self.chaine,
            &self.revocation,
            &self.crl,
        ]
    }
}

/// What the assertions of INSi and of the DMP do not share: their family, their name, and where their use is described.
macro_rules! communes {
    (famille: $f:literal, nom: $n:literal, unique: $unique:literal, usage: $usage:expr, exemple: $exemple:expr $(,)?) => {
        ReglesCommunes {
            presente: stricte(
                concat!($f, ".presente"),
                concat!("L'en-tête Security porte une assertion ", $n),
                $usage,
            ),
            unique: stricte(concat!($f, ".unique"), $unique, $exemple),
            enveloppement: stricte(
                concat!($f, ".enveloppement"),
                "Aucune autre assertion ni aucun autre élément de même identifiant ne se trouve ailleurs dans le message",
                DSIG,
            ),
            version: stricte(
                concat!($f, ".version"),
                concat!("L'assertion ", $n, " est de version 2.0"),
                SAML,
            ),
            identifiant: stricte(
                concat!($f, ".identifiant"),
                concat!("L'assertion ", $n, " porte un attribut ID qui est un nom XML"),
                SAML,
            ),
            issue_instant: stricte(
                concat!($f, ".issue-instant"),
                "IssueInstant est une date et une heure XML, en temps universel",
                SAML,
            ),
            duree_vie: regle(
                concat!($f, ".duree-vie"),
                concat!(
                    "L'assertion ",
                    $n,
                    " a été émise depuis moins d'une heure, et pas dans le futur"
                ),
                Severity::Error,
                INTEGRATEURS,
                Trust::SecondHand,
            ),
            emetteur_format: stricte(
                concat!($f, ".emetteur.format"),
                "L'Issuer est au format X509SubjectName",
                $exemple,
            ),
            emetteur: stricte(
                concat!($f, ".emetteur"),
                "L'Issuer est le nom du sujet du certificat qui signe",
                $exemple,
            ),
            signature_presente: stricte(
                concat!($f, ".signature.presente"),
                concat!("L'assertion ", $n, " porte une signature, et une seule"),
                DSIG,
            ),
            position: stricte(
                concat!($f, ".signature.position"),
                "La signature suit immédiatement l'Issuer",
                SAML,
            ),
            reference: stricte(
                concat!($f, ".signature.reference"),
                "La signature porte sur l'assertion elle-même, et sur elle seule",
                DSIG,
            ),
            transformations: stricte(
                concat!($f, ".signature.transformations"),
                "La signature est enveloppée, et canonicalisée en C14N exclusif",
                DSIG,
            ),
            algorithme: stricte(
                concat!($f, ".signature.algorithme"),
                "La signature est en RSA-SHA256, l'empreinte en SHA-256",
                DSIG,
            ),
            sha1: regle(
                concat!($f, ".signature.sha1"),
                "La signature n'emploie pas SHA-1 (RSA-SHA1 est obsolète)",
                Severity::Warning,
                DSIG,
                Trust::Verified,
            ),
            valide: stricte(
                concat!($f, ".signature.valide"),
                "La signature est juste : l'assertion n'a pas été modifiée",
                DSIG,
            ),
            certificat: stricte(
                concat!($f, ".certificat.present"),
                "La signature porte son certificat (X509Certificate), lisible",
                DSIG,
            ),
            validite: stricte(
                concat!($f, ".certificat.validite"),
                "Le certificat qui signe est dans sa période de validité",
                X509,
            ),
            chaine: stricte(
                concat!($f, ".certificat.chaine"),
                "Le certificat qui signe est émis par une autorité de confiance",
                X509,
            ),
            revocation: stricte(
                concat!($f, ".certificat.revocation"),
                "Le certificat qui signe n'est pas révoqué",
                X509,
            ),
            crl: regle(
                concat!($f, ".certificat.crl"),
                "La révocation du certificat qui signe a pu être contrôlée : une liste de révocation de son autorité, à jour, est disponible",
                Severity::NotEvaluated,
                X509,
                Trust::Verified,
            ),
        }
    };
}

/// The PS assertion of INSi.
pub(crate) const PS: ReglesCommunes = communes! {
    famille: "saml.ps",
    nom: "PS",
    unique: "L'en-tête Security d'une recherche par traits porte une seule assertion",
    usage: "WSDL DESIR_ICIR_EXP 1.5.0, Security.xsd",
    exemple: "GIE SESAM-Vitale, exemples de messages du DMP 1.0.1, WS_INS2 (requête)",
};

/// The VIHF of the DMP.
pub(crate) const VIHF: ReglesCommunes = communes! {
    famille: "vihf",
    nom: "VIHF",
    unique: "L'en-tête Security d'un message au DMP porte une seule assertion",
    usage: "GIE SESAM-Vitale, exemples de messages du DMP 1.0.1, v02.05",
    exemple: "GIE SESAM-Vitale, exemples de messages du DMP 1.0.1, v02.05 (VIHF)",
};
