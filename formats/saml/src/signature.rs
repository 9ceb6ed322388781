//! The signature of an assertion: what it covers, how, and whether it is right.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bergshamra_dsig::{DsigContext, VerifyResult};
use bergshamra_keys::{KeysManager, loader};
use roxmltree::{Document, Node};
use segur_model::Finding;
use segur_soap::{chemin, enfant, enfants, est, lieu, lieu_attribut, ns, texte_de};
use x509_parser::certificate::X509Certificate;

use crate::commun::regles::ReglesCommunes;

const C14N_EXCLUSIF: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPPEE: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const RSA_SHA1: &str = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";

/// Signatures in a message beyond which none is verified: each costs a canonicalisation of the whole.
const SIGNATURES_MAX: usize = 4;

/// The only signature of the assertion, when there is exactly one.
pub(crate) fn trouver<'a, 'i>(
    document: &Document<'i>,
    assertion: Node<'a, 'i>,
    regles: &ReglesCommunes,
    constats: &mut Vec<Finding>,
) -> Option<Node<'a, 'i>> {
    let toutes: Vec<_> = enfants(assertion, ns::DSIG, "Signature").collect();
    let [signature] = toutes[..] else {
        constats.push(regles.signature_presente.finding(
            lieu(document, assertion),
            "une signature",
            format!("{} signature(s)", toutes.len()),
        ));
        return None;
    };
    let precede = signature.prev_siblings().skip(1).find(Node::is_element);
    if !precede.is_some_and(|p| est(p, ns::SAML2, "Issuer")) {
        let vu = precede.map_or_else(|| "en premier".to_owned(), |p| format!("après {}", p.tag_name().name()));
        constats.push(regles.position.finding(lieu(document, signature), "juste après Issuer", vu));
    }
    Some(signature)
}

/// The certificates of the signature: the first one signs, the others may help to build its chain.
pub(crate) fn certificats(signature: Node<'_, '_>) -> Vec<Vec<u8>> {
    signature
        .children()
        .filter(|n| est(*n, ns::DSIG, "KeyInfo"))
        .flat_map(|k| enfants(k, ns::DSIG, "X509Data"))
        .flat_map(|d| enfants(d, ns::DSIG, "X509Certificate"))
        .filter_map(|c| base64_xml(&texte_de(c)))
        .collect()
}

/// Base64 as XML carries it: white space anywhere.
fn base64_xml(texte: &str) -> Option<Vec<u8>> {
    let serre: String = texte.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(serre).ok()
}

/// Judges the form of the signature. Answers whether it is safe, and of use, to verify it.
pub(crate) fn juger_forme(
    document: &Document<'_>,
    assertion: Node<'_, '_>,
    signature: Node<'_, '_>,
    regles: &ReglesCommunes,
    constats: &mut Vec<Finding>,
) -> bool {
    let avant = constats.len();
    let Some(info) = enfant(signature, ns::DSIG, "SignedInfo") else {
        constats.push(regles.reference.finding(lieu(document, signature), "SignedInfo", "absent"));
        return false;
    };
    let references: Vec<_> = enfants(info, ns::DSIG, "Reference").collect();
    let attendue = format!("#{}", assertion.attribute("ID").unwrap_or_default());
    match references[..] {
        [reference] if reference.attribute("URI") == Some(attendue.as_str()) => {
            let suite: Vec<&str> = enfant(reference, ns::DSIG, "Transforms")
                .into_iter()
                .flat_map(|t| enfants(t, ns::DSIG, "Transform"))
                .map(|t| t.attribute("Algorithm").unwrap_or_default())
                .collect();
            if suite != [ENVELOPPEE, C14N_EXCLUSIF] {
                constats.push(regles.transformations.finding(
                    lieu(document, reference),
                    format!("{ENVELOPPEE} puis {C14N_EXCLUSIF}"),
                    suite.join(" puis "),
                ));
            }
            constats.extend(algorithme(document, reference, "DigestMethod", (SHA256, SHA1), regles));
        }
        [reference] => constats.push(regles.reference.finding(
            lieu_attribut(document, reference, "URI"),
            attendue,
            reference.attribute("URI").unwrap_or("(sans URI)"),
        )),
        _ => constats.push(
            regles
                .reference
                .finding(lieu(document, info), "une référence", format!("{} références", references.len())),
        ),
    }
    constats.extend(algorithme(document, info, "SignatureMethod", (RSA_SHA256, RSA_SHA1), regles));
    if let Some(c14n) = enfant(info, ns::DSIG, "CanonicalizationMethod").filter(|c| c.attribute("Algorithm") != Some(C14N_EXCLUSIF)) {
        constats.push(regles.transformations.finding(
            lieu(document, c14n),
            C14N_EXCLUSIF,
            c14n.attribute("Algorithm").unwrap_or("(sans algorithme)"),
        ));
    }
    constats[avant..].iter().all(|c| c.rule == regles.sha1.id)
}

/// The algorithm that an element names: the good one, or the obsolete one, which warns.
fn algorithme(
    document: &Document<'_>,
    parent: Node<'_, '_>,
    nom: &str,
    (bon, obsolete): (&str, &str),
    regles: &ReglesCommunes,
) -> Option<Finding> {
    let noeud = enfant(parent, ns::DSIG, nom);
    let vu = noeud.and_then(|n| n.attribute("Algorithm")).unwrap_or_default();
    let regle = if vu == obsolete { regles.sha1 } else { regles.algorithme };
    (vu != bon).then(|| regle.finding(lieu(document, noeud.unwrap_or(parent)), bon, vu))
}

/// Verifies the signature with the key of its own certificate, and no other: trust in that certificate is judged apart.
pub(crate) fn verifier(
    document: &Document<'_>,
    assertion: Node<'_, '_>,
    signature: Node<'_, '_>,
    certificat: &X509Certificate<'_>,
    regles: &ReglesCommunes,
) -> Option<Finding> {
    let faux = |vu: String| Some(regles.valide.finding(lieu(document, signature), "une signature juste", vu));
    let signatures: Vec<_> = assertion.descendants().filter(|n| est(*n, ns::DSIG, "Signature")).collect();
    // The verifier follows what references and transforms say: only what cannot reach outside the message gets to it.
    if signatures.len() > SIGNATURES_MAX {
        return faux(format!(
            "{} signatures dans le message : aucune n'est vérifiée au-delà de {SIGNATURES_MAX}",
            signatures.len()
        ));
    }
    if let Some(etrangere) = assertion.descendants().find(|n| depasse(*n)) {
        return faux(format!(
            "« {} » n'est pas une transformation ou une référence interne au message",
            chemin(etrangere)
        ));
    }
    let Some(rang) = signatures.iter().position(|s| *s == signature) else {
        return faux("signature introuvable".to_owned());
    };
    let cle = match loader::load_spki_der(certificat.public_key().raw) {
        Ok(cle) => cle,
        Err(e) => return faux(format!("clé publique du certificat inutilisable ({e})")),
    };
    let mut cles = KeysManager::new();
    cles.add_key(cle);
    match bergshamra_dsig::verify::verify_all(&DsigContext::new(cles), &isoler(document, assertion)) {
        Err(e) => faux(e.to_string()),
        Ok(resultats) => match resultats.into_iter().nth(rang) {
            Some(VerifyResult::Valid { references, .. }) => {
                let attendue = format!("#{}", assertion.attribute("ID").unwrap_or_default());
                let couvre = references.len() == 1 && references.iter().all(|r| r.uri == attendue && r.digest_verified);
                if couvre {
                    None
                } else {
                    faux("la signature ne couvre pas l'assertion".to_owned())
                }
            }
            Some(VerifyResult::Invalid { reason }) => faux(reason),
            None => faux("signature non vérifiée".to_owned()),
        },
    }
}

/// A reference that leaves the message, or a transform that computes.
fn depasse(noeud: Node<'_, '_>) -> bool {
    if est(noeud, ns::DSIG, "Reference") || est(noeud, ns::DSIG, "RetrievalMethod") {
        return noeud.attribute("URI").is_none_or(|u| !u.is_empty() && !u.starts_with('#'))
            || noeud.attribute("URI").is_some_and(|u| u.contains('('));
    }
    est(noeud, ns::DSIG, "Transform") && noeud.attribute("Algorithm").is_none_or(|a| a != ENVELOPPEE && !a.contains("c14n"))
}

/// The assertion alone, with the namespaces that its place in the message gives it: exclusive canonicalisation makes the
/// rest of the message irrelevant, and ids of the rest (an XDS document and its entry share one) cannot be taken for its own.
fn isoler(document: &Document<'_>, assertion: Node<'_, '_>) -> String {
    let mut texte = String::from("<isole");
    for espace in assertion.namespaces().filter(|n| n.name() != Some("xml")) {
        let declaration = espace.name().map_or_else(|| "xmlns".to_owned(), |p| format!("xmlns:{p}"));
        texte.push_str(&format!(" {declaration}=\"{}\"", segur_soap::echapper(espace.uri())));
    }
    texte.push('>');
    texte.push_str(&document.input_text()[assertion.range()]);
    texte.push_str("</isole>");
    texte
}
