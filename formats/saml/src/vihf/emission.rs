//! Building and signing a VIHF, as the official examples have it.

use segur_soap::{echapper, ns};
use time::OffsetDateTime;

use super::lecture::{CONFIDENTIALITE, RESOURCE_ID, ROLE, SUBJECT_ID, USAGE};
use super::{Code, Mode, SYSTEME_SECTEUR, SYSTEME_USAGE};
use crate::SamlError;
use crate::signer::{Signataire, instant_xml, modele_signature};

/// What a VIHF says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VihfAEmettre {
    /// Identifier, an XML name (`_` and a UUID).
    pub id: String,
    /// `IssueInstant`.
    pub instant: OffsetDateTime,
    /// Subject of the certificate that signs, as written in `Issuer`.
    pub emetteur_dn: String,
    /// National identifier of the professional (`PS_IdNat`).
    pub name_id: String,
    /// Time of the user's login (`AuthnInstant`).
    pub authentification: OffsetDateTime,
    /// Name of the SAML class of the login, without its prefix (`SmartcardPKI`, `Password`).
    pub classe_contexte: String,
    /// `AuthnContextDecl` (AIR only).
    pub declaration_contexte: Option<String>,
    /// `VIHF_Version` (`3.0`).
    pub version: String,
    /// `Authentification_mode`.
    pub mode: Mode,
    /// `Identifiant_Structure`.
    pub structure: String,
    /// Sector, code alone (`SA25`).
    pub secteur: String,
    /// `subject-id`: the user's name, or the automaton.
    pub utilisateur: Option<String>,
    /// Profession, then savoir-faire or section.
    pub roles: Vec<Code>,
    /// INS (15 characters) and its OID, when a patient is targeted.
    pub patient: Option<(String, String)>,
    /// Purpose of use; [`VihfAEmettre::acces_normal`].
    pub usage: Code,
    /// Secret connection (minors).
    pub confidentialite: Option<String>,
    /// `LPS_ID`.
    pub lps_id: Option<String>,
    /// `LPS_Nom`.
    pub lps_nom: String,
    /// `LPS_Version`.
    pub lps_version: String,
    /// `LPS_ID_HOMOLOGATION_DMP`.
    pub homologation: String,
}

impl VihfAEmettre {
    /// The purpose of use of an ordinary access.
    #[must_use]
    pub fn acces_normal() -> Code {
        Code {
            code: "normal".to_owned(),
            systeme: SYSTEME_USAGE.to_owned(),
            nom_systeme: Some("mode acces VIHF 2.0".to_owned()),
            libelle: Some("Accès normal".to_owned()),
        }
    }
}

/// Builds and signs a VIHF: enveloped signature right after the issuer, exclusive C14N, RSA-SHA256, certificate in the `KeyInfo`. The
/// result has no XML declaration and stays valid wherever it is placed in a message.
///
/// # Errors
/// [`SamlError`] when the key or the certificate cannot be used.
pub fn signer_vihf(v: &VihfAEmettre, cle_pem: &str, certificat_pem: &str) -> Result<String, SamlError> {
    let signataire = Signataire::lire(cle_pem, certificat_pem)?;
    let modele = modele(v, v.mode.mot(), &modele_signature(&v.id, &signataire.certificat))?;
    signataire.signer(modele)
}

/// The same, signed by nobody: what a gateway says of who called it, before the signature that is between it and the service behind. `mode`: its
/// word for `Authentification_mode`, which may be none of the three.
///
/// # Errors
/// [`SamlError::Instant`].
pub fn ecrire_vihf(v: &VihfAEmettre, mode: &str) -> Result<String, SamlError> {
    modele(v, mode, "")
}

/// The assertion with this signature, whose values may still be empty.
fn modele(v: &VihfAEmettre, mode: &str, signature: &str) -> Result<String, SamlError> {
    let declaration = v
        .declaration_contexte
        .as_deref()
        .map(|d| format!("<saml2:AuthnContextDecl>{}</saml2:AuthnContextDecl>", echapper(d)))
        .unwrap_or_default();
    Ok(format!(
        "<saml2:Assertion xmlns:saml2=\"{saml}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ID=\"{id}\" \
         IssueInstant=\"{instant}\" Version=\"2.0\">\
         <saml2:Issuer Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName\">{emetteur}</saml2:Issuer>{signature}\
         <saml2:Subject><saml2:NameID>{name_id}</saml2:NameID></saml2:Subject>\
         <saml2:AuthnStatement AuthnInstant=\"{authentification}\"><saml2:AuthnContext>\
         <saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:{classe}</saml2:AuthnContextClassRef>{declaration}\
         </saml2:AuthnContext></saml2:AuthnStatement>\
         <saml2:AttributeStatement>{attributs}</saml2:AttributeStatement></saml2:Assertion>",
        saml = ns::SAML2,
        id = echapper(&v.id),
        instant = instant_xml(v.instant)?,
        emetteur = echapper(&v.emetteur_dn),
        name_id = echapper(&v.name_id),
        authentification = instant_xml(v.authentification)?,
        classe = echapper(&v.classe_contexte),
        attributs = attributs(v, mode),
    ))
}

/// The attributes, in the order of the official examples.
fn attributs(v: &VihfAEmettre, mode: &str) -> String {
    let secteur = format!("{}^{SYSTEME_SECTEUR}", v.secteur);
    let patient = v.patient.as_ref().map(|(ins, oid)| format!("{ins}^^^&{oid}&ISO^NH"));
    let roles: String = v.roles.iter().map(|r| valeur(&code("Role", r))).collect();
    let mut sortie = String::new();
    let texte = |sortie: &mut String, nom: &str, t: Option<&str>| {
        if let Some(t) = t {
            sortie.push_str(&attribut(nom, &valeur_texte(t)));
        }
    };
    texte(&mut sortie, "Identifiant_Structure", Some(&v.structure));
    texte(&mut sortie, "Secteur_Activite", Some(&secteur));
    texte(&mut sortie, SUBJECT_ID, v.utilisateur.as_deref());
    sortie.push_str(&attribut(ROLE, &roles));
    texte(&mut sortie, "VIHF_Version", Some(&v.version));
    texte(&mut sortie, "Authentification_mode", Some(mode));
    texte(&mut sortie, RESOURCE_ID, patient.as_deref());
    texte(&mut sortie, "Ressource_URN", Some("urn:dmp"));
    sortie.push_str(&attribut(USAGE, &valeur(&code("PurposeOfUse", &v.usage))));
    texte(&mut sortie, CONFIDENTIALITE, v.confidentialite.as_deref());
    texte(&mut sortie, "LPS_ID", v.lps_id.as_deref());
    texte(&mut sortie, "LPS_Nom", Some(&v.lps_nom));
    texte(&mut sortie, "LPS_Version", Some(&v.lps_version));
    texte(&mut sortie, "LPS_ID_HOMOLOGATION_DMP", Some(&v.homologation));
    sortie
}

fn attribut(nom: &str, valeurs: &str) -> String {
    format!("<saml2:Attribute Name=\"{nom}\">{valeurs}</saml2:Attribute>")
}

fn valeur(contenu: &str) -> String {
    format!("<saml2:AttributeValue>{contenu}</saml2:AttributeValue>")
}

fn valeur_texte(texte: &str) -> String {
    format!(
        "<saml2:AttributeValue xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xsi:type=\"xs:string\">{}</saml2:AttributeValue>",
        echapper(texte)
    )
}

fn code(element: &str, c: &Code) -> String {
    let option = |nom: &str, v: Option<&str>| v.map(|v| format!(" {nom}=\"{}\"", echapper(v))).unwrap_or_default();
    format!(
        "<{element} xmlns=\"urn:hl7-org:v3\" code=\"{}\" codeSystem=\"{}\"{}{} xsi:type=\"CE\"/>",
        echapper(&c.code),
        echapper(&c.systeme),
        option("codeSystemName", c.nom_systeme.as_deref()),
        option("displayName", c.libelle.as_deref()),
    )
}
