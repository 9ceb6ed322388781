//! Trust in a signing certificate: its chain to an anchor, validity, revocation.

use segur_model::{Finding, Location};
use time::OffsetDateTime;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::{FromDer, parse_x509_crl};
use x509_parser::time::ASN1Time;

use crate::certificat::{ders, modele};
use crate::commun::regles::ReglesCommunes;
use crate::verification::Confiance;

/// Certificates between the signer and an anchor.
const LONGUEUR_MAX: usize = 5;

/// Judges the signing certificate. `autres` are the other certificates of the message: used to build the chain, never trusted.
pub(crate) fn juger(
    feuille: &X509Certificate<'_>,
    autres: &[Vec<u8>],
    confiance: &Confiance<'_>,
    lieu: &Location,
    regles: &ReglesCommunes,
) -> Vec<Finding> {
    let mut constats = Vec::new();
    if !valide_a(feuille, confiance.maintenant) {
        let v = feuille.validity();
        constats.push(regles.validite.finding(
            lieu.clone(),
            format!("valide le {}", confiance.maintenant),
            format!("valide du {} au {}", v.not_before.to_datetime(), v.not_after.to_datetime()),
        ));
    }
    let ancres = ders(confiance.ancres_pem);
    let ancres: Vec<X509Certificate<'_>> = ancres.iter().filter_map(|d| lire(d)).collect();
    let autres: Vec<X509Certificate<'_>> = autres.iter().filter_map(|d| lire(d)).collect();
    match chaine(feuille, &ancres, &autres, confiance.maintenant) {
        Ok(autorite) => constats.extend(revocation(feuille, autorite, confiance, lieu, regles)),
        Err(raison) => constats.push(regles.chaine.finding(
            lieu.clone(),
            "une chaîne de certificats jusqu'à une autorité de confiance",
            raison,
        )),
    }
    constats
}

fn lire(der: &[u8]) -> Option<X509Certificate<'_>> {
    X509Certificate::from_der(der).ok().map(|(_, c)| c)
}

fn valide_a(certificat: &X509Certificate<'_>, instant: OffsetDateTime) -> bool {
    ASN1Time::from_timestamp(instant.unix_timestamp()).is_ok_and(|t| certificat.validity().is_valid_at(t))
}

/// The authority that issued the leaf, once a chain to an anchor is found; else why there is none, in French.
fn chaine<'a, 'd>(
    feuille: &X509Certificate<'d>,
    ancres: &'a [X509Certificate<'d>],
    autres: &'a [X509Certificate<'d>],
    instant: OffsetDateTime,
) -> Result<&'a X509Certificate<'d>, String> {
    let mut premiere = None;
    let mut courant = feuille;
    for _ in 0..LONGUEUR_MAX {
        if let Some(ancre) = emetteur(courant, ancres) {
            if !valide_a(ancre, instant) {
                return Err(format!(
                    "l'autorité « {} » n'est pas dans sa période de validité",
                    modele(ancre, &[]).sujet
                ));
            }
            return Ok(premiere.unwrap_or(ancre));
        }
        let Some(suivant) = emetteur(courant, autres).filter(|s| s.as_raw() != courant.as_raw() && valide_a(s, instant)) else {
            break;
        };
        premiere = premiere.or(Some(suivant));
        courant = suivant;
    }
    Err(format!(
        "l'émetteur « {} » n'est pas connu de ce service",
        modele(courant, &[]).emetteur
    ))
}

/// The authority among these whose name and key issued the certificate.
fn emetteur<'a, 'd>(certificat: &X509Certificate<'d>, parmi: &'a [X509Certificate<'d>]) -> Option<&'a X509Certificate<'d>> {
    parmi.iter().find(|a| {
        a.subject().as_raw() == certificat.issuer().as_raw()
            && a.is_ca()
            && a.key_usage().ok().flatten().is_none_or(|u| u.value.key_cert_sign())
            && certificat.verify_signature(Some(a.public_key())).is_ok()
    })
}

fn revocation(
    feuille: &X509Certificate<'_>,
    autorite: &X509Certificate<'_>,
    confiance: &Confiance<'_>,
    lieu: &Location,
    regles: &ReglesCommunes,
) -> Option<Finding> {
    let mut a_jour = false;
    for der in confiance.crls_der {
        let Ok((_, crl)) = parse_x509_crl(der) else { continue };
        if crl.issuer().as_raw() != autorite.subject().as_raw() || crl.verify_signature(autorite.public_key()).is_err() {
            continue;
        }
        // A revoked certificate stays revoked, even on a list that is out of date.
        if let Some(entree) = crl.iter_revoked_certificates().find(|r| *r.serial() == feuille.serial) {
            let quand = entree.revocation_date.to_datetime();
            return Some(
                regles
                    .revocation
                    .finding(lieu.clone(), "un certificat non révoqué", format!("révoqué le {quand}")),
            );
        }
        a_jour |= crl.next_update().is_none_or(|n| n.to_datetime() >= confiance.maintenant);
    }
    (!a_jour).then(|| {
        regles.crl.finding(
            lieu.clone(),
            format!("une liste de révocation à jour de « {} »", modele(autorite, &[]).sujet),
            "aucune",
        )
    })
}
