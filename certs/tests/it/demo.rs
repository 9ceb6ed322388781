//! What the committed certificates say.

use segur_certs::{EtatCertificat, Igc, Usage};
use segur_x509::lire_pem;
use time::macros::datetime;
use x509_parser::prelude::{CertificateRevocationList, FromDer, GeneralName, ParsedExtension, X509Certificate};

use crate::fraiche;

const EMETTEUR_ORG: &str =
    "CN=TEST AC IGC-SANTE ELEMENTAIRE ORGANISATIONS BANC SIMULE,OU=IGC-SANTE TEST BANC SIMULE,OU=0002 000000000,O=BANC SIMULE,C=FR";
const EMETTEUR_PS: &str =
    "CN=TEST AC IGC-SANTE FORT PERSONNES BANC SIMULE,OU=IGC-SANTE TEST BANC SIMULE,OU=0002 000000000,O=BANC SIMULE,C=FR";

#[test]
fn certificat_d_une_structure() {
    let igc = Igc::demo().unwrap();
    let c = &igc.identite("org-insi-auto").unwrap().certificat;
    assert_eq!(c.sujet, "CN=INSI-AUTO,OU=1999900038,O=LABORATOIRE DES TILLEULS,ST=Paris (75),C=FR");
    assert_eq!(c.emetteur, EMETTEUR_ORG);
    assert_eq!((c.cn.as_str(), c.ou.as_slice()), ("INSI-AUTO", &["1999900038".to_owned()][..]));
    assert_eq!(c.serie, "4B020000000000000000000000000201");
    assert_eq!((c.debut, c.fin), (datetime!(2025-01-01 00:00 UTC), datetime!(2055-12-31 00:00 UTC)));
    assert_eq!(c.empreinte.len(), 64);

    assert_eq!(igc.identite("org-insi-manu").unwrap().certificat.cn, "INSI-MANU");
    let autre = &igc.identite("org-insi-auto-labo2").unwrap().certificat;
    assert_eq!(
        autre.sujet,
        "CN=INSI-AUTO,OU=1999900046,O=LABORATOIRE DES ARDOISES,ST=Rhône (69),C=FR"
    );
}

/// Five RDNs in the order of the white list; one certificate for both ends of a relay.
#[test]
fn certificat_d_un_operateur() {
    let igc = Igc::demo().unwrap();
    for (nom, sujet) in [
        (
            "operateur-banc",
            "CN=smtp.test.mssante.fr,OU=399990700900016,O=OPERATEUR BANC SIMULE,ST=Paris (75),C=FR",
        ),
        (
            "operateur-autre",
            "CN=smtp.op-autre.mssante.fr,OU=399990800700019,O=GCS L'AUTRE OPERATEUR SIMULE,ST=Côte-d'Or (21),C=FR",
        ),
        (
            "operateur-inconnu",
            "CN=smtp.op-inconnu.mssante.fr,OU=399990900500012,O=OPERATEUR INCONNU SIMULE,ST=Finistère (29),C=FR",
        ),
    ] {
        let i = igc.identite(nom).unwrap();
        assert_eq!(i.certificat.sujet, sujet);
        let lu = segur_x509::X509::lire_pem(&i.certificat_pem).unwrap();
        assert!(lu.usages().a("clientAuth") && lu.usages().a("serverAuth"), "{nom}");
        assert!(!i.usage.est_client(), "{nom} : no vendor's system is an operator");
    }
}

/// Same shape as the published test card: three attributes in one RDN, nonRepudiation alone, private extensions.
#[test]
fn certificat_d_une_carte() {
    let igc = Igc::demo().unwrap();
    let i = igc.identite("ps-sign-biologiste-1").unwrap();
    assert_eq!(i.certificat.sujet, "CN=899900000045+SN=BIOTEST+GN=ALEX,title=Médecin,C=FR");
    assert_eq!(i.certificat.emetteur, EMETTEUR_PS);
    assert_eq!((i.certificat.cn.as_str(), i.certificat.ou.len()), ("899900000045", 0));

    let der = lire_pem(&i.certificat_pem).unwrap().remove(0);
    let (_, x509) = X509Certificate::from_der(&der).unwrap();
    assert_eq!(x509.subject().iter_rdn().count(), 3);
    let usage = x509.key_usage().unwrap().unwrap().value;
    assert!(usage.non_repudiation() && !usage.digital_signature());
    let prive = |oid: &str| {
        x509.extensions()
            .iter()
            .find(|e| e.oid.to_id_string() == oid)
            .unwrap()
            .value
            .to_vec()
    };
    assert_eq!(prive("1.2.250.1.71.1.2.2"), [2, 1, 0]);
    assert_eq!(prive("1.2.250.1.71.1.2.3"), b"\x13\x158025000001/9990000045");
    assert_eq!(prive("1.2.250.1.71.1.2.5"), [4, 1, 0x80]);
    assert_eq!(prive("1.2.250.1.71.1.2.7"), [2, 1, 10]);
    assert_eq!(prive("1.2.250.1.71.4.2.5"), b"0\x06\x0c\x04SM03");
}

/// Each card is that of a professional of the world, and the certificates of the hospital are those of its structure.
#[test]
fn cartes_de_qui_consulte_le_dmp() {
    let igc = Igc::demo().unwrap();
    for (nom, sujet) in [
        (
            "medecin-prescripteur",
            "CN=899900000052+SN=ORDONNANCE+GN=BAPTISTE,title=Médecin,C=FR",
        ),
        ("medecin-hospitalier", "CN=899900000078+SN=DUSERVICE+GN=APOLLINE,title=Médecin,C=FR"),
        ("infirmier-liberal", "CN=899900000029+SN=IDELTEST+GN=CAMILLE,title=Infirmier,C=FR"),
        ("medecin-du-travail", "CN=899900003155+SN=APTITUDE+GN=LEOPOLD,title=Médecin,C=FR"),
    ] {
        for usage in ["auth", "sign"] {
            assert_eq!(igc.identite(&format!("ps-{usage}-{nom}")).unwrap().certificat.sujet, sujet);
        }
    }
    for nom in ["org-auth-cli-hopital", "org-sign-hopital"] {
        assert_eq!(igc.identite(nom).unwrap().certificat.ou, ["1999900020"]);
    }
}

/// Every leaf says where the CRL of its issuer is, and that CRL holds exactly what is revoked.
#[test]
fn crls() {
    let igc = Igc::demo().unwrap();
    for i in igc.identites() {
        let der = lire_pem(&i.certificat_pem).unwrap().remove(0);
        let (_, x509) = X509Certificate::from_der(&der).unwrap();
        let points: Vec<String> = x509
            .extensions()
            .iter()
            .filter_map(|e| match e.parsed_extension() {
                ParsedExtension::CRLDistributionPoints(p) => Some(p),
                _ => None,
            })
            .flat_map(|p| p.iter())
            .filter_map(|p| match p.distribution_point.as_ref()? {
                x509_parser::extensions::DistributionPointName::FullName(noms) => Some(noms),
                _ => None,
            })
            .flatten()
            .filter_map(|n| if let GeneralName::URI(u) = n { Some((*u).to_owned()) } else { None })
            .collect();
        let emetteur = igc
            .autorites()
            .iter()
            .find(|a| a.certificat.sujet == i.certificat.emetteur)
            .unwrap();
        assert_eq!(
            points,
            [format!("http://igc-sante.banc.test/CRL/{}.crl", emetteur.nom)],
            "{}",
            i.nom
        );

        let crl = igc.crls().iter().find(|c| c.nom == format!("{}.crl", emetteur.nom)).unwrap();
        let (reste, crl) = CertificateRevocationList::from_der(&crl.der).unwrap();
        assert!(reste.is_empty());
        assert_eq!(crl.issuer(), x509.issuer());
        let dedans = crl
            .iter_revoked_certificates()
            .any(|r| r.user_certificate == x509.tbs_certificate.serial);
        assert_eq!(dedans, i.etat == EtatCertificat::Revoque, "{}", i.nom);
    }
    let revoques: usize = igc
        .crls()
        .iter()
        .map(|c| {
            CertificateRevocationList::from_der(&c.der)
                .unwrap()
                .1
                .iter_revoked_certificates()
                .count()
        })
        .sum();
    assert_eq!(revoques, 4);
}

#[test]
fn la_confiance_n_a_pas_l_etrangere_ni_de_racine_dans_les_chaines() {
    let igc = Igc::demo().unwrap();
    let sujets = |pem: &str| -> Vec<String> {
        lire_pem(pem)
            .unwrap()
            .iter()
            .map(|d| segur_x509::X509::lire(d).unwrap().dit().clone().sujet)
            .collect()
    };
    let ancres = sujets(&igc.ancres_pem());
    assert_eq!(ancres.len(), 10);
    assert!(
        ancres
            .iter()
            .all(|s| s.contains("IGC-SANTE") && s.contains("BANC SIMULE") && !s.contains("ETRANGERE"))
    );
    for i in igc.identites() {
        let chaine = sujets(&i.chaine_pem);
        assert_eq!(chaine, [i.certificat.sujet.clone(), i.certificat.emetteur.clone()], "{}", i.nom);
    }
}

/// The committed files are what the plan gives today: same names, serial numbers, dates, usages; only the keys differ.
#[test]
fn la_demo_est_celle_du_plan() {
    let demo = Igc::demo().unwrap();
    let dit = |igc: &Igc| -> Vec<_> {
        let sans_cle = |c: &segur_model::Certificat| segur_model::Certificat {
            empreinte: String::new(),
            ..c.clone()
        };
        let autorites = igc.autorites().iter().map(|a| (a.nom.clone(), None, sans_cle(&a.certificat)));
        let identites = igc
            .identites()
            .iter()
            .map(|i| (i.nom.clone(), Some((i.usage, i.etat)), sans_cle(&i.certificat)));
        autorites.chain(identites).collect()
    };
    assert_eq!(dit(&demo), dit(fraiche()));
    assert_ne!(demo.identites()[0].cle_pem, fraiche().identites()[0].cle_pem);
    assert_eq!(demo.identites().iter().filter(|i| i.usage == Usage::Serveur).count(), 4);
}

/// What is in the program is read as it is; its folder, as that of anybody: every key is held to its certificate.
#[test]
fn la_demo_est_celle_de_son_dossier() {
    let dossier = Igc::charger(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("demo")).unwrap();
    let demo = Igc::demo().unwrap();
    assert_eq!(dossier.identites().len(), demo.identites().len());
    for (d, i) in dossier.identites().iter().zip(demo.identites()) {
        assert_eq!((&d.nom, &d.certificat_pem, &*d.cle_pem), (&i.nom, &i.certificat_pem, &*i.cle_pem));
    }
}
