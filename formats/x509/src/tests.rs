//! Certificates made here: their names, their usages, and trust in them.

mod chaines;
mod listes;

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, DnValue, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber,
};
use time::OffsetDateTime;
use time::macros::datetime;

use crate::{Confiance, Probleme, X509, dn_equivalents, ecrire_pem, element_dn};

const DEBUT: OffsetDateTime = datetime!(2026-01-01 00:00 UTC);
const FIN: OffsetDateTime = datetime!(2027-01-01 00:00 UTC);
const MAINTENANT: OffsetDateTime = datetime!(2026-06-01 12:00 UTC);

fn parametres(cn: DnValue, serie: u64) -> CertificateParams {
    let mut p = CertificateParams::default();
    (p.not_before, p.not_after) = (DEBUT, FIN);
    p.serial_number = Some(SerialNumber::from(serie));
    p.distinguished_name = rcgen::DistinguishedName::new();
    p.distinguished_name.push(DnType::CountryName, "FR");
    p.distinguished_name.push(DnType::CommonName, cn);
    p
}

/// An authority at work.
struct Autorite {
    x509: X509,
    emetteur: Issuer<'static, KeyPair>,
}

impl Autorite {
    fn nouvelle(cn: &str, au_dessus: Option<&Self>) -> Self {
        Self::avec(cn, au_dessus, |_| {})
    }

    fn avec(cn: &str, au_dessus: Option<&Self>, changer: impl Fn(&mut CertificateParams)) -> Self {
        Self::de_cle(KeyPair::generate().unwrap(), cn, au_dessus, changer)
    }

    /// The same authority, by name and key.
    fn renouvelee(&self, cn: &str, au_dessus: Option<&Self>, changer: impl Fn(&mut CertificateParams)) -> Self {
        let cle = KeyPair::from_pem(&self.emetteur.key().serialize_pem()).unwrap();
        Self::de_cle(cle, cn, au_dessus, changer)
    }

    fn de_cle(cle: KeyPair, cn: &str, au_dessus: Option<&Self>, changer: impl Fn(&mut CertificateParams)) -> Self {
        let mut p = parametres(cn.into(), 1);
        p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        p.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        changer(&mut p);
        let certificat = match au_dessus {
            None => p.self_signed(&cle).unwrap(),
            Some(a) => p.signed_by(&cle, &a.emetteur).unwrap(),
        };
        Self {
            x509: X509::lire(certificat.der()).unwrap(),
            emetteur: Issuer::new(p, cle),
        }
    }

    fn emettre(&self, p: &CertificateParams) -> X509 {
        let certificat = p.signed_by(&KeyPair::generate().unwrap(), &self.emetteur).unwrap();
        X509::lire(certificat.der()).unwrap()
    }

    fn liste(&self, revoques: &[u64], prochaine: OffsetDateTime) -> Vec<u8> {
        let revoked_certs = revoques.iter().map(|s| RevokedCertParams {
            serial_number: SerialNumber::from(*s),
            revocation_time: DEBUT,
            reason_code: None,
            invalidity_date: None,
        });
        let liste = CertificateRevocationListParams {
            this_update: DEBUT,
            next_update: prochaine,
            crl_number: SerialNumber::from(1_u64),
            issuing_distribution_point: None,
            revoked_certs: revoked_certs.collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        liste.signed_by(&self.emetteur).unwrap().der().to_vec()
    }
}

fn confiance(ancres: &[&Autorite], listes: &[Vec<u8>]) -> Confiance {
    Confiance::lire(&ecrire_pem(ancres.iter().map(|a| a.x509.der())), listes).unwrap()
}

/// The defect that had this crate made: the same name was read in two ways.
#[test]
fn une_bmpstring_se_lit_comme_une_utf8string() {
    let racine = Autorite::nouvelle("RACINE", None);
    let bmp = racine.emettre(&parametres(DnValue::BmpString("CŒUR, 1".try_into().unwrap()), 7));
    let utf8 = racine.emettre(&parametres("CŒUR, 1".into(), 8));
    assert_eq!(bmp.dit().cn, "CŒUR, 1");
    assert_eq!(bmp.dit().sujet, "CN=CŒUR\\, 1,C=FR");
    assert_eq!(bmp.dit().sujet, utf8.dit().sujet);
    assert_eq!(element_dn(&bmp.dit().sujet, "CN").as_deref(), Some("CŒUR, 1"));
    // As Java may write it.
    assert!(dn_equivalents(&bmp.dit().sujet, "C=FR,2.5.4.3=#1e0e0043015200550052002c00200031"));
    assert_eq!(bmp.dit().serie, "07");
    assert_eq!((bmp.dit().debut, bmp.dit().fin), (DEBUT, FIN));
}

#[test]
fn les_usages_et_les_noms_se_lisent() {
    let racine = Autorite::nouvelle("RACINE", None);
    let mut p = parametres("serveur".into(), 2);
    p.key_usages = vec![KeyUsagePurpose::KeyEncipherment];
    p.extended_key_usages = vec![
        ExtendedKeyUsagePurpose::Other(vec![1, 2, 3]),
        ExtendedKeyUsagePurpose::ServerAuth,
        ExtendedKeyUsagePurpose::ClientAuth,
    ];
    p.subject_alt_names = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()])
        .unwrap()
        .subject_alt_names;
    let lu = racine.emettre(&p);
    assert_eq!(lu.usages().etendus.as_ref().unwrap(), &["clientAuth", "serverAuth", "1.2.3"]);
    assert!(lu.usages().a("serverAuth") && !lu.usages().a("codeSigning"));
    let cle = lu.usages().cle.as_ref().unwrap();
    assert!(!cle.signe && !cle.certifie && cle.texte == "Key Encipherment");
    assert_eq!(lu.noms(), ["localhost", "127.0.0.1", "::1"]);
    assert!(racine.x509.usages().cle.as_ref().unwrap().certifie);
    assert_eq!(racine.emettre(&parametres("rien".into(), 3)).usages(), &crate::Usages::default());
}

#[test]
fn la_chaine_passe_par_les_intermediaires_du_message() {
    let racine = Autorite::nouvelle("RACINE", None);
    let milieu = Autorite::nouvelle("MILIEU", Some(&racine));
    let bas = Autorite::nouvelle("BAS", Some(&milieu));
    let feuille = bas.emettre(&parametres("feuille".into(), 9));
    let autres = [milieu.x509.clone(), bas.x509.clone()];
    let de_confiance = confiance(&[&racine], &[&bas, &milieu, &racine].map(|a| a.liste(&[], FIN)));
    assert_eq!(de_confiance.a(MAINTENANT).juger(&feuille, &autres), vec![]);
    let inconnu = |emetteur: &str| {
        vec![Probleme::EmetteurInconnu {
            emetteur: emetteur.to_owned(),
        }]
    };
    assert_eq!(de_confiance.a(MAINTENANT).juger(&feuille, &[]), inconnu("CN=BAS,C=FR"));
    assert_eq!(de_confiance.a(MAINTENANT).juger(&feuille, &autres[1..]), inconnu("CN=MILIEU,C=FR"));
    // Others of a message are never trusted, nor is who has the name of an authority and not its key.
    assert_eq!(
        Confiance::default().a(MAINTENANT).juger(&feuille, &autres),
        inconnu("CN=RACINE,C=FR")
    );
    let usurpe = confiance(&[&Autorite::nouvelle("RACINE", None)], &[]);
    assert_eq!(usurpe.a(MAINTENANT).juger(&feuille, &autres), inconnu("CN=RACINE,C=FR"));
    assert!(Confiance::default().est_vide() && !de_confiance.est_vide());
}

#[test]
fn qui_ne_peut_certifier_n_emet_rien() {
    let racine = Autorite::nouvelle("RACINE", None);
    for changer in [
        (|p: &mut CertificateParams| p.is_ca = IsCa::ExplicitNoCa) as fn(&mut CertificateParams),
        |p| p.key_usages = vec![KeyUsagePurpose::DigitalSignature],
    ] {
        let faux = Autorite::avec("FAUX", Some(&racine), changer);
        let feuille = faux.emettre(&parametres("feuille".into(), 4));
        let problemes = confiance(&[&racine], &[])
            .a(MAINTENANT)
            .juger(&feuille, std::slice::from_ref(&faux.x509));
        assert!(matches!(problemes[..], [Probleme::EmetteurInconnu { .. }]), "{problemes:?}");
    }
}

#[test]
fn la_validite_se_juge_a_l_instant() {
    let racine = Autorite::avec("RACINE", None, |p| p.not_after = MAINTENANT);
    let feuille = racine.emettre(&parametres("feuille".into(), 5));
    let de_confiance = confiance(&[&racine], &[racine.liste(&[], FIN)]);
    assert_eq!(de_confiance.a(MAINTENANT).juger(&feuille, &[]), vec![]);
    let apres = de_confiance.a(MAINTENANT + time::Duration::seconds(1)).juger(&feuille, &[]);
    assert!(matches!(apres[..], [Probleme::AutoriteHorsValidite { .. }]), "{apres:?}");
    let avant = de_confiance.a(DEBUT - time::Duration::seconds(1)).juger(&feuille, &[]);
    assert!(
        matches!(avant[..], [Probleme::HorsValidite { .. }, Probleme::AutoriteHorsValidite { .. }]),
        "{avant:?}"
    );
}

#[test]
fn la_revocation_se_lit_dans_la_liste_de_son_autorite() {
    let racine = Autorite::nouvelle("RACINE", None);
    let autre = Autorite::nouvelle("AUTRE", None);
    let feuille = racine.emettre(&parametres("feuille".into(), 0x80));
    let juger = |listes: &[Vec<u8>]| confiance(&[&racine, &autre], listes).a(MAINTENANT).juger(&feuille, &[]);
    let inconnue = vec![Probleme::RevocationInconnue {
        autorite: "CN=RACINE,C=FR".to_owned(),
    }];
    assert_eq!(juger(&[racine.liste(&[0x81], FIN)]), vec![]);
    assert_eq!(juger(&[]), inconnue);
    assert_eq!(
        juger(&[racine.liste(&[], MAINTENANT - time::Duration::days(1))]),
        inconnue,
        "out of date"
    );
    assert_eq!(juger(&[autre.liste(&[0x80], FIN)]), inconnue, "of another authority");
    let usurpatrice = Autorite::nouvelle("RACINE", None);
    assert_eq!(juger(&[usurpatrice.liste(&[0x80], FIN)]), inconnue, "of another key");
    // Even on a list that is out of date, and among others.
    let perimee = racine.liste(&[1, 0x80], MAINTENANT - time::Duration::days(1));
    assert_eq!(juger(&[racine.liste(&[], FIN), perimee]), vec![Probleme::Revoque { le: DEBUT }]);
}

#[test]
fn ce_qui_est_illisible_n_est_pas_une_demi_confiance() {
    assert_eq!(Confiance::lire::<&[u8]>(" \n", []).unwrap(), Confiance::default());
    assert!(Confiance::lire::<&[u8]>("pas un PEM", []).is_err());
    assert!(Confiance::lire(&ecrire_pem([b"0\x03xyz"]), [b"".as_slice()]).is_err());
    let e = Confiance::lire("", [b"0\x03xyz"]).unwrap_err().to_string();
    assert!(e.starts_with("CRL illisible : "), "{e}");
}
