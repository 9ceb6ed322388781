//! The signature of an assertion: what it covers, how, and whether it is right.

use roxmltree::{Document, Node};
use segur_dsig::Demande;
use segur_model::Finding;
use segur_soap::{enfant, enfants, est, lieu, lieu_attribut, ns};
use segur_x509::X509;

use crate::commun::regles::ReglesCommunes;

const C14N_EXCLUSIF: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPPEE: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const RSA_SHA1: &str = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";

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

/// Verifies the signature with the key of its own certificate, and no other: trust in that certificate is judged apart. Identifiers
/// are those of the assertion: the rest of the message has its own (an XDS document and its entry share one).
pub(crate) fn verifier(
    document: &Document<'_>,
    assertion: Node<'_, '_>,
    signature: Node<'_, '_>,
    certificat: &X509,
    regles: &ReglesCommunes,
) -> Option<Finding> {
    let demande = Demande {
        signature,
        dans: assertion,
        signes: &[assertion],
        certificat,
    };
    let refus = segur_dsig::verifier(&demande).err()?;
    Some(
        regles
            .valide
            .finding(lieu(document, signature), "une signature juste", refus.raison()),
    )
}
