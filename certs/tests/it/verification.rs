//! Each identity is what its state says, for a verifier that is not ours.

use rustls::pki_types::{CertificateDer, TrustAnchor, UnixTime};
use segur_certs::{EtatCertificat, Identite, Igc, Usage};
use segur_x509::lire_pem;
use time::{OffsetDateTime, macros::datetime};
use webpki::{
    EndEntityCert, Error, ExpirationPolicy, KeyUsage, OwnedCertRevocationList, RevocationCheckDepth, RevocationOptionsBuilder,
    UnknownStatusPolicy, anchor_from_trusted_cert,
};

use crate::{MAINTENANT, fraiche};

const EMAIL_PROTECTION: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 4];

fn ders(pem: &str) -> Vec<CertificateDer<'static>> {
    lire_pem(pem).unwrap().into_iter().map(CertificateDer::from).collect()
}

/// The roots alone, so that the whole chain is judged, intermediates' revocation included.
fn racines(igc: &Igc) -> String {
    let racines = igc
        .autorites()
        .iter()
        .filter(|a| a.confiance && a.certificat.sujet == a.certificat.emetteur);
    racines.map(|a| a.certificat_pem.as_str()).collect()
}

fn juger(igc: &Igc, ancres: &str, i: &Identite, quand: OffsetDateTime) -> Result<(), Error> {
    let ancres = ders(ancres);
    let ancres: Vec<TrustAnchor<'_>> = ancres.iter().map(|a| anchor_from_trusted_cert(a).unwrap()).collect();
    let crls: Vec<_> = igc
        .crls()
        .iter()
        .map(|c| OwnedCertRevocationList::from_der(&c.der).unwrap().into())
        .collect();
    let crls: Vec<_> = crls.iter().collect();
    let revocation = RevocationOptionsBuilder::new(&crls)
        .unwrap()
        .with_depth(RevocationCheckDepth::Chain)
        .with_status_policy(UnknownStatusPolicy::Deny)
        .with_expiration_policy(ExpirationPolicy::Enforce)
        .build();
    let usage = match i.usage {
        Usage::Serveur => KeyUsage::server_auth(),
        Usage::OrgAuthCli | Usage::PsAuth | Usage::Operateur => KeyUsage::client_auth(),
        // « Required » would ask it of the authorities too, which say nothing.
        Usage::PsSign | Usage::OrgSign | Usage::BancSign => KeyUsage::required_if_present(EMAIL_PROTECTION),
    };
    let chaine = i.chaine_der().unwrap();
    let feuille = EndEntityCert::try_from(&chaine[0]).unwrap();
    let t = UnixTime::since_unix_epoch(std::time::Duration::from_secs(quand.unix_timestamp() as u64));
    feuille
        .verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            &ancres,
            &chaine[1..],
            t,
            usage,
            Some(revocation),
            None,
        )
        .map(|_| ())
}

fn tout_est_comme_annonce(igc: &Igc, quand: OffsetDateTime) {
    for ancres in [racines(igc), igc.ancres_pem()] {
        for i in igc.identites() {
            let verdict = juger(igc, &ancres, i, quand);
            let juste = match i.etat {
                EtatCertificat::Valide => verdict.is_ok(),
                EtatCertificat::Expire => matches!(verdict, Err(Error::CertExpired { .. })),
                EtatCertificat::Revoque => verdict == Err(Error::CertRevoked),
                EtatCertificat::Etranger => verdict == Err(Error::UnknownIssuer),
            };
            assert!(juste, "{} en {} : {verdict:?}", i.nom, quand.year());
        }
    }
}

#[test]
fn demo_en_2026() {
    tout_est_comme_annonce(&Igc::demo().unwrap(), MAINTENANT);
}

#[test]
fn demo_en_2050() {
    tout_est_comme_annonce(&Igc::demo().unwrap(), datetime!(2050-06-01 00:00 UTC));
}

#[test]
fn igc_neuve() {
    tout_est_comme_annonce(fraiche(), MAINTENANT);
}

/// Keys drawn anew: what the demo issued means nothing to another infrastructure, though names are the same.
#[test]
fn une_igc_ne_reconnait_pas_les_certificats_d_une_autre() {
    let demo = Igc::demo().unwrap();
    let i = demo.identite("org-insi-auto").unwrap();
    assert_eq!(
        juger(fraiche(), &fraiche().ancres_pem(), i, MAINTENANT),
        Err(Error::InvalidSignatureForPublicKey)
    );
}

/// A signature certificate is not good for TLS, nor the reverse: the usages are not interchangeable.
#[test]
fn les_usages_ne_s_echangent_pas() {
    let igc = Igc::demo().unwrap();
    for (nom, usage) in [
        ("ps-sign-biologiste-1", Usage::PsAuth),
        ("ps-auth-biologiste-1", Usage::PsSign),
        ("serveur", Usage::OrgAuthCli),
    ] {
        let i = Identite {
            usage,
            ..igc.identite(nom).unwrap().clone()
        };
        let verdict = juger(&igc, &igc.ancres_pem(), &i, MAINTENANT);
        assert!(matches!(verdict, Err(Error::RequiredEkuNotFoundContext(_))), "{nom} : {verdict:?}");
    }
}

/// What configuration does with a vendor's own test authority: unknown before, an anchor after.
#[test]
fn une_ancre_ajoutee_est_reconnue() {
    let mut igc = Igc::demo().unwrap();
    let etrangere = igc
        .autorites()
        .iter()
        .find(|a| a.nom == "ACI-ETRANGERE")
        .unwrap()
        .certificat_pem
        .clone();
    let i = igc.identite("org-insi-auto-etranger").unwrap().clone();
    assert_eq!(juger(&igc, &igc.ancres_pem(), &i, MAINTENANT), Err(Error::UnknownIssuer));

    igc.ajouter_ancres(&etrangere).unwrap();
    assert_eq!(juger(&igc, &igc.ancres_pem(), &i, MAINTENANT), Ok(()));

    let une_fois = igc.ancres_pem();
    igc.ajouter_ancres(&etrangere).unwrap();
    assert_eq!(igc.ancres_pem(), une_fois, "ajoutée deux fois");
    assert!(igc.ajouter_ancres("rien").is_err());
    assert_eq!(igc.ancres_pem(), une_fois);
}
