//! Who signs, among the certificates of a signature.

use roxmltree::Node;
use segur_soap::ns::DSIG;
use segur_soap::{enfants, texte_de};
use segur_x509::X509;

use crate::algorithmes::base64;
use crate::verification::Sceau;

/// Certificates of a signature that are read: that of the signer, and a chain.
const CERTIFICATS_MAX: usize = 17;

/// The certificate of the signer, and the other ones of `KeyInfo`, which may help to build its chain. They stand in any order (XML
/// Signature, § 4.5.4), in one `X509Data` or in several: the signer is who has the key that verifies, or, when none does, who issued
/// none of the others. None when there is no certificate, or when none verifies and one cannot be read: it may be the signer's.
/// Nothing says that the signature is right, nor that the certificate is trusted.
#[must_use]
pub fn signataire(signature: Node<'_, '_>) -> Option<(X509, Vec<X509>)> {
    let ecrits = enfants(signature, DSIG, "KeyInfo")
        .flat_map(|k| enfants(k, DSIG, "X509Data"))
        .flat_map(|d| enfants(d, DSIG, "X509Certificate"));
    let tous: Vec<Option<X509>> = ecrits
        .take(CERTIFICATS_MAX)
        .map(|c| X509::lire(&base64(&texte_de(c))?).ok())
        .collect();
    let illisible = tous.contains(&None);
    let mut lus: Vec<X509> = tous.into_iter().flatten().collect();
    let rang = if lus.len() == 1 && !illisible {
        0
    } else {
        let sceau = Sceau::lire(signature).ok();
        let verifie = sceau.and_then(|s| lus.iter().position(|c| s.est_de(c).is_ok()));
        let emet = |c: &X509| lus.iter().any(|a| a != c && a.dit().emetteur == c.dit().sujet);
        let dernier = || lus.iter().position(|c| !emet(c)).filter(|_| !illisible);
        verifie.or_else(dernier)?
    };
    let certificat = lus.remove(rang);
    Some((certificat, lus))
}
