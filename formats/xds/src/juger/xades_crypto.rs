//! What is computed of a signature: digests, certificate, and the signature itself.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bergshamra_c14n::C14nMode;
use bergshamra_dsig::{DsigContext, VerifyResult};
use bergshamra_keys::{KeysManager, loader};
use roxmltree::Document;
use segur_model::Location;
use segur_soap::ns::DSIG;
use segur_soap::{enfants, est};
use sha1::{Digest, Sha1};
use sha2::Sha256;
use x509_parser::certificate::X509Certificate;
use x509_parser::pem::Pem;
use x509_parser::prelude::FromDer;
use x509_parser::time::ASN1Time;

use super::{Constats, ContexteLot};
use crate::regles;

/// Signature algorithms that are verified.
const ALGORITHMES: [&str; 4] = [
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
];

/// The digest of a document.
pub(super) enum Condensat {
    /// Base64.
    Calcule(String),
    /// Why it could not be, in French.
    NonEvalue(String),
}

/// Digests a document as a reference of the manifest says: canonicalised, or raw bytes when it says no transform.
pub(super) fn condensat(octets: &[u8], transformations: &[&str], algorithme: &str) -> Condensat {
    let canonise = match transformations {
        [] => Ok(octets.to_vec()),
        [une] => match C14nMode::from_uri(une) {
            Some(mode) => canoniser(octets, mode),
            None => Err(format!("transformation « {une} »")),
        },
        plusieurs => Err(format!("{} transformations", plusieurs.len())),
    };
    match (canonise, algorithme) {
        (Err(raison), _) => Condensat::NonEvalue(raison),
        (Ok(o), "http://www.w3.org/2000/09/xmldsig#sha1") => Condensat::Calcule(STANDARD.encode(Sha1::digest(&o))),
        (Ok(o), "http://www.w3.org/2001/04/xmlenc#sha256") => Condensat::Calcule(STANDARD.encode(Sha256::digest(&o))),
        (Ok(_), autre) => Condensat::NonEvalue(format!("algorithme de condensat « {autre} »")),
    }
}

fn canoniser(octets: &[u8], mode: C14nMode) -> Result<Vec<u8>, String> {
    let texte = segur_soap::decoder(octets).map_err(|e| e.to_string())?;
    // Read first: the canonicaliser gets only what is within our bounds.
    segur_soap::lire(&texte).map_err(|e| e.to_string())?;
    bergshamra_c14n::canonicalize::<&str>(sans_declaration(&texte), mode, None, &[]).map_err(|e| e.to_string())
}

/// What became of a verification.
pub(super) enum Verdict {
    Juste,
    /// Why, in French or as the verifier says it.
    Fausse(String),
    /// The bench cannot say.
    NonEvaluee(String),
}

/// Verifies the signature of a document that is one, with the key of this certificate and no other. The caller has checked that its
/// two references are the manifest and the signed properties.
pub(super) fn verifier(document: &Document<'_>, certificat: &[u8]) -> Verdict {
    let non = |raison: &str| Verdict::NonEvaluee(raison.to_owned());
    if document.descendants().filter(|n| est(*n, DSIG, "Signature")).count() != 1 {
        return non("plusieurs signatures dans le document");
    }
    let mut ids = HashSet::new();
    let double = document
        .descendants()
        .filter(roxmltree::Node::is_element)
        .flat_map(|n| ["Id", "ID", "id"].into_iter().filter_map(move |a| n.attribute(a)))
        .any(|id| !ids.insert(id));
    if double {
        return Verdict::Fausse("deux éléments ont le même Id : ce qui est signé est ambigu".to_owned());
    }
    let racine = document.root_element();
    let signees = enfants(racine, DSIG, "SignedInfo").flat_map(|i| i.descendants());
    let etrangere = signees
        .filter(|n| est(*n, DSIG, "Transform"))
        .find(|n| n.attribute("Algorithm").and_then(C14nMode::from_uri).is_none());
    if etrangere.is_some() {
        return non("une transformation n'est pas une canonicalisation");
    }
    let algorithme = racine
        .descendants()
        .find(|n| est(*n, DSIG, "SignatureMethod"))
        .and_then(|n| n.attribute("Algorithm"))
        .unwrap_or_default();
    if !ALGORITHMES.contains(&algorithme) {
        return Verdict::NonEvaluee(format!("algorithme de signature « {algorithme} »"));
    }
    let cle = X509Certificate::from_der(certificat)
        .map_err(|e| e.to_string())
        .and_then(|(_, c)| loader::load_spki_der(c.public_key().raw).map_err(|e| e.to_string()));
    let cle = match cle {
        Ok(cle) => cle,
        Err(raison) => return Verdict::NonEvaluee(format!("clé publique du certificat inutilisable ({raison})")),
    };
    let mut cles = KeysManager::new();
    cles.add_key(cle);
    // A signature that holds what it signs is what XAdES is: the strict mode of the verifier, made for enveloped ones, refuses it.
    let contexte = DsigContext::new(cles).with_strict_verification(false);
    match bergshamra_dsig::verify::verify(&contexte, sans_declaration(document.input_text())) {
        Ok(VerifyResult::Valid { references, .. }) if references.len() == 2 && references.iter().all(|r| r.digest_verified) => {
            Verdict::Juste
        }
        Ok(VerifyResult::Valid { .. }) => non("toutes les références n'ont pas été vérifiées"),
        Ok(VerifyResult::Invalid { reason }) => Verdict::Fausse(reason),
        Err(e) => Verdict::NonEvaluee(e.to_string()),
    }
}

/// Judges the certificate of the signer: readable, valid, issued by an authority that is trusted. Revocation is judged on the VIHF,
/// which the same certificate signs.
pub(super) fn juger_certificat(constats: &mut Constats, der: &[u8], lieu: &Location, ctx: &ContexteLot) {
    let Ok((_, certificat)) = X509Certificate::from_der(der) else {
        constats.dire(regles::XADES_CERTIFICAT, lieu, "un certificat X.509", "illisible");
        return;
    };
    if ctx.ancres_pem.is_empty() {
        return;
    }
    let valide = ASN1Time::from_timestamp(ctx.maintenant.unix_timestamp()).is_ok_and(|t| certificat.validity().is_valid_at(t));
    if !valide {
        let v = certificat.validity();
        constats.dire(
            regles::XADES_CHAINE,
            lieu,
            format!("valide le {}", ctx.maintenant),
            format!("valide du {} au {}", v.not_before.to_datetime(), v.not_after.to_datetime()),
        );
    }
    let ancres: Vec<Pem> = Pem::iter_from_buffer(ctx.ancres_pem.as_bytes()).filter_map(Result::ok).collect();
    let emise = ancres.iter().filter_map(|p| p.parse_x509().ok()).any(|a| {
        a.is_ca() && a.subject().as_raw() == certificat.issuer().as_raw() && certificat.verify_signature(Some(a.public_key())).is_ok()
    });
    if !emise {
        constats.dire(
            regles::XADES_CHAINE,
            lieu,
            "un certificat émis par une autorité connue",
            format!("émis par {}", certificat.issuer()),
        );
    }
}

/// The XML declaration names the encoding that the bytes had; the text no longer has it.
fn sans_declaration(texte: &str) -> &str {
    texte
        .strip_prefix("<?xml ")
        .and_then(|t| t.split_once("?>"))
        .map_or(texte, |(_, reste)| reste.trim_start())
}
