//! Verifying a signature.

use std::collections::HashMap;

use aws_lc_rs::digest::Digest;
use aws_lc_rs::signature::RsaParameters;
use roxmltree::Node;
use segur_soap::ns::DSIG;
use segur_soap::{enfant, enfants, est, texte_de};
use segur_x509::X509;

use crate::algorithmes::{self, ENVELOPPEE, base64, hacher};
use crate::canonique::Canonicalisation;

/// The attributes that identifiers go by.
const IDS: [&str; 4] = ["Id", "ID", "id", "AssertionID"];

/// What is to be verified.
#[derive(Debug, Clone, Copy)]
pub struct Demande<'d, 'a, 'i> {
    /// `ds:Signature`.
    pub signature: Node<'a, 'i>,
    /// The element in which references are resolved: identifiers are unique in it.
    pub dans: Node<'a, 'i>,
    /// The elements that it must sign: each by one reference, and nothing else.
    pub signes: &'d [Node<'a, 'i>],
    /// The certificate whose key verifies. Whether it is trusted is judged apart.
    pub certificat: &'d X509,
}

/// Why a signature is not right, in French.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refus {
    /// It is wrong.
    Fausse(String),
    /// Nobody can say here: it uses what this verifier does not know.
    NonEvaluee(String),
}

impl Refus {
    /// Why.
    #[must_use]
    pub fn raison(self) -> String {
        match self {
            Self::Fausse(raison) | Self::NonEvaluee(raison) => raison,
        }
    }
}

fn fausse<T>(raison: impl Into<String>) -> Result<T, Refus> {
    Err(Refus::Fausse(raison.into()))
}

fn inconnu(raison: impl Into<String>) -> Refus {
    Refus::NonEvaluee(raison.into())
}

/// Verifies a signature.
///
/// # Errors
/// [`Refus`] when it is wrong, or cannot be verified.
pub fn verifier(demande: &Demande<'_, '_, '_>) -> Result<(), Refus> {
    let ids = identifiants(demande.dans)?;
    let info = seul(demande.signature, "SignedInfo")?;
    let references: Vec<_> = enfants(info, DSIG, "Reference").collect();
    let couverts: Vec<_> = references.iter().map(|r| cible(*r, &ids)).collect();
    let couvre = |n: &Node<'_, '_>| couverts.iter().filter(|c| **c == Some(*n)).count() == 1;
    if references.len() != demande.signes.len() || !demande.signes.iter().all(couvre) {
        return fausse("la signature ne couvre pas ce qu'elle doit signer, et cela seul");
    }
    for (reference, cible) in references.into_iter().zip(couverts.into_iter().flatten()) {
        verifier_reference(reference, cible, demande.signature)?;
    }

    Sceau::lire(demande.signature)?.est_de(demande.certificat)
}

/// What a key verifies: `SignedInfo` in its canonical form, and the value, by an algorithm.
pub(crate) struct Sceau {
    parametres: &'static RsaParameters,
    canonique: Vec<u8>,
    valeur: Vec<u8>,
}

impl Sceau {
    /// That of a signature.
    pub(crate) fn lire(signature: Node<'_, '_>) -> Result<Self, Refus> {
        let info = seul(signature, "SignedInfo")?;
        let methode = seul(info, "SignatureMethod")?.attribute("Algorithm").unwrap_or_default();
        let parametres = algorithmes::signature(methode).ok_or_else(|| inconnu(format!("algorithme de signature « {methode} »")))?;
        let methode = seul(info, "CanonicalizationMethod")?;
        let canonicalisation = Canonicalisation::lire(methode).ok_or_else(|| {
            inconnu(format!(
                "canonicalisation « {} »",
                methode.attribute("Algorithm").unwrap_or_default()
            ))
        })?;
        let Some(valeur) = base64(&texte_de(seul(signature, "SignatureValue")?)) else {
            return fausse("SignatureValue n'est pas du Base64");
        };
        Ok(Self {
            parametres,
            canonique: canonicalisation.element(info, None).map_err(Refus::NonEvaluee)?,
            valeur,
        })
    }

    /// Whether the key of a certificate made it.
    pub(crate) fn est_de(&self, certificat: &X509) -> Result<(), Refus> {
        algorithmes::cle(self.parametres, certificat.cle_publique())
            .ok_or_else(|| inconnu("clé publique du certificat inutilisable (une clé RSA de 1024 à 8192 bits est attendue)"))?
            .verify_sig(&self.canonique, &self.valeur)
            .or_else(|_| fausse("SignatureValue n'est pas celle de SignedInfo par la clé du certificat"))
    }
}

/// Every element with an identifier, by it.
fn identifiants<'a, 'i>(dans: Node<'a, 'i>) -> Result<HashMap<&'a str, Node<'a, 'i>>, Refus> {
    let mut ids = HashMap::new();
    for noeud in dans.descendants().filter(Node::is_element) {
        for id in IDS.iter().filter_map(|a| noeud.attribute(*a)) {
            if ids.insert(id, noeud).is_some() {
                return fausse("deux éléments ont le même Id : ce qui est signé est ambigu");
            }
        }
    }
    Ok(ids)
}

/// The only child of this name.
fn seul<'a, 'i>(noeud: Node<'a, 'i>, nom: &str) -> Result<Node<'a, 'i>, Refus> {
    let mut tous = enfants(noeud, DSIG, nom);
    match (tous.next(), tous.next()) {
        (Some(seul), None) => Ok(seul),
        (None, _) => fausse(format!("{nom} est absent")),
        _ => fausse(format!("plusieurs {nom}")),
    }
}

/// What a reference is to: an element of the same document, by its identifier.
fn cible<'a, 'i>(reference: Node<'a, 'i>, ids: &HashMap<&'a str, Node<'a, 'i>>) -> Option<Node<'a, 'i>> {
    ids.get(reference.attribute("URI")?.strip_prefix('#')?).copied()
}

fn verifier_reference(reference: Node<'_, '_>, cible: Node<'_, '_>, signature: Node<'_, '_>) -> Result<(), Refus> {
    let (enveloppee, canonicalisation) = transformations(reference)?;
    let canonique = canonicalisation
        .unwrap_or_else(Canonicalisation::implicite)
        .sans_commentaires()
        .element(cible, enveloppee.then_some(signature))
        .map_err(Refus::NonEvaluee)?;
    let condensat = hacher_par(reference, &canonique)?;
    if base64(&texte_de(seul(reference, "DigestValue")?)).as_deref() == Some(condensat.as_ref()) {
        return Ok(());
    }
    let uri = reference.attribute("URI").unwrap_or_default();
    fausse(format!(
        "DigestValue n'est pas le condensat de « {uri} » : le contenu a changé depuis la signature"
    ))
}

/// The digest of these bytes, by the algorithm that a reference names.
pub(crate) fn hacher_par(reference: Node<'_, '_>, octets: &[u8]) -> Result<Digest, Refus> {
    let methode = seul(reference, "DigestMethod")?.attribute("Algorithm").unwrap_or_default();
    hacher(methode, octets).ok_or_else(|| inconnu(format!("algorithme de condensat « {methode} »")))
}

/// Whether the signature is taken out of what it signs, and how this is canonicalised, when it says how: in that order, once each at
/// most.
pub(crate) fn transformations(reference: Node<'_, '_>) -> Result<(bool, Option<Canonicalisation>), Refus> {
    let toutes = enfant(reference, DSIG, "Transforms");
    let mut suite = toutes.into_iter().flat_map(|t| t.children()).filter(Node::is_element).peekable();
    let est_enveloppee = |n: &Node<'_, '_>| est(*n, DSIG, "Transform") && n.attribute("Algorithm") == Some(ENVELOPPEE);
    let enveloppee = suite.next_if(est_enveloppee).is_some();
    let Some(derniere) = suite.next() else {
        return Ok((enveloppee, None));
    };
    match Canonicalisation::lire(derniere).filter(|_| est(derniere, DSIG, "Transform")) {
        None => Err(inconnu("une transformation n'est pas une canonicalisation")),
        Some(_) if suite.next().is_some() => Err(inconnu("des transformations suivent la canonicalisation")),
        lue => Ok((enveloppee, lue)),
    }
}
