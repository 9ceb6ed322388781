//! What a vendor installs, read back by a tool that is not ours.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use p12_keystore::{KeyStore, KeyStoreEntry, Pkcs12ImportPolicy};
use segur_certs::{Igc, exporter};
use segur_x509::lire_pem;

use crate::refus;

const MOT_DE_PASSE: &str = "banc-simule";

fn exporte() -> (tempfile::TempDir, Vec<PathBuf>) {
    let tmp = tempfile::tempdir().unwrap();
    let ecrits = exporter(&Igc::demo().unwrap(), &tmp.path().join("raccordement"), MOT_DE_PASSE).unwrap();
    (tmp, ecrits)
}

/// The standard output of openssl.
fn lancer(openssl: &Path, arguments: &[&str]) -> String {
    let sortie = Command::new(openssl).args(arguments).output().unwrap();
    assert!(
        sortie.status.success(),
        "openssl {arguments:?} : {}",
        String::from_utf8_lossy(&sortie.stderr)
    );
    // Not always UTF-8: OpenSSL shows friendly names octet by octet.
    String::from_utf8_lossy(&sortie.stdout).into_owned()
}

#[test]
fn tout_est_la_et_se_refait() {
    let (tmp, ecrits) = exporte();
    let dossier = tmp.path().join("raccordement");
    let noms: Vec<String> = ecrits
        .iter()
        .map(|f| f.strip_prefix(&dossier).unwrap().display().to_string())
        .collect();
    // 24 identities of clients in 4 files each, 2 trust stores, 12 CRLs.
    assert_eq!(noms.len(), 24 * 4 + 2 + 12);
    for attendu in [
        "org-insi-auto.p12",
        "org-insi-auto-ancien.p12",
        "ps-sign-biologiste-1.cle.pem",
        "confiance.p12",
        "crl/ACI-EL-ORG-TEST.crl",
    ] {
        assert!(noms.iter().any(|n| n == attendu), "{attendu}");
    }
    assert!(
        noms.iter().all(|n| !n.starts_with("serveur") && !n.starts_with("banc-signataire")),
        "la clé du banc est sortie"
    );
    assert!(ecrits.iter().all(|f| fs::metadata(f).unwrap().len() > 0));

    let avant = fs::read_dir(&dossier).unwrap().count();
    exporter(&Igc::demo().unwrap(), &dossier, MOT_DE_PASSE).unwrap();
    assert_eq!(fs::read_dir(&dossier).unwrap().count(), avant, "un fichier provisoire reste");
}

#[test]
fn le_mot_de_passe_est_verifie() {
    let tmp = tempfile::tempdir().unwrap();
    let igc = Igc::demo().unwrap();
    assert!(refus(exporter(&igc, tmp.path(), "")).contains("il est vide"));
    assert!(refus(exporter(&igc, tmp.path(), "clé")).contains("accentué"));
    assert_eq!(fs::read_dir(tmp.path()).unwrap().count(), 0);
}

#[test]
fn openssl_lit_les_coffres() {
    let Some(openssl) = segur_essais::outil("openssl") else {
        return;
    };
    let (tmp, _) = exporte();
    let igc = Igc::demo().unwrap();
    let passe = format!("pass:{MOT_DE_PASSE}");
    for nom in ["org-insi-auto", "ps-sign-biologiste-1"] {
        let identite = igc.identite(nom).unwrap();
        for (suffixe, options, chiffrement) in [
            ("", &[][..], "AES-256-CBC"),
            ("-ancien", &["-legacy"][..], "pbeWithSHA1And3-KeyTripleDES-CBC"),
        ] {
            let coffre = chemin(tmp.path(), &format!("{nom}{suffixe}.p12"));
            let base = [&["pkcs12", "-in", &coffre, "-passin", &passe, "-noenc"], options].concat();
            let texte = lancer(&openssl, &base);
            assert_eq!(lire_pem(&texte).unwrap(), lire_pem(&identite.chaine_pem).unwrap(), "{coffre}");
            assert!(texte.contains(&format!("friendlyName: {nom}")), "{texte}");
            let cle = texte
                .split_once("-----BEGIN PRIVATE KEY-----")
                .unwrap()
                .1
                .split_once("-----END")
                .unwrap()
                .0;
            let attendue = identite.cle_pem.replace("\r\n", "\n");
            assert_eq!(
                cle,
                attendue
                    .split_once("-----BEGIN PRIVATE KEY-----")
                    .unwrap()
                    .1
                    .split_once("-----END")
                    .unwrap()
                    .0
            );

            let infos = Command::new(&openssl)
                .args([&base[..], &["-info", "-noout"]].concat())
                .output()
                .unwrap();
            let infos = String::from_utf8_lossy(&infos.stderr).into_owned();
            assert!(infos.contains(chiffrement), "{coffre} : {infos}");
        }
    }
}

/// Chain, dates and revocation as OpenSSL sees them, from the exported files alone.
#[test]
fn openssl_juge_comme_nous() {
    let Some(openssl) = segur_essais::outil("openssl") else {
        return;
    };
    let (tmp, _) = exporte();
    let dossier = tmp.path().join("raccordement");
    let crl_pem = chemin(tmp.path(), "org.crl.pem");
    let crl = chemin(tmp.path(), "crl/ACI-EL-ORG-TEST.crl");
    lancer(&openssl, &["crl", "-inform", "DER", "-in", &crl, "-out", &crl_pem]);
    let confiance = dossier.join("confiance.pem").display().to_string();
    let juger = |nom: &str| {
        let certificat = chemin(tmp.path(), &format!("{nom}.pem"));
        let a = [
            "verify",
            "-attime",
            "1768467600",
            "-crl_check",
            "-CRLfile",
            &crl_pem,
            "-CAfile",
            &confiance,
            &certificat,
        ];
        let sortie = Command::new(&openssl).args(a).output().unwrap();
        format!(
            "{}{}",
            String::from_utf8_lossy(&sortie.stdout),
            String::from_utf8_lossy(&sortie.stderr)
        )
    };
    assert!(juger("org-insi-auto").ends_with(": OK\n"));
    assert!(juger("org-insi-auto-expire").contains("certificate has expired"));
    assert!(juger("org-insi-auto-revoque").contains("certificate revoked"));
    assert!(juger("org-insi-auto-etranger").contains("unable to get local issuer certificate"));
}

/// Names are written as OpenSSL writes them.
#[test]
fn memes_noms_qu_openssl() {
    let Some(openssl) = segur_essais::outil("openssl") else {
        return;
    };
    let (tmp, _) = exporte();
    let igc = Igc::demo().unwrap();
    for i in igc.identites().iter().filter(|i| i.usage.est_client()) {
        let fichier = chemin(tmp.path(), &format!("{}.pem", i.nom));
        let noms = [
            "x509",
            "-in",
            &fichier,
            "-noout",
            "-nameopt",
            "RFC2253,utf8,-esc_msb",
            "-subject",
            "-issuer",
            "-serial",
        ];
        let texte = lancer(&openssl, &noms);
        let c = &i.certificat;
        assert_eq!(texte, format!("subject={}\nissuer={}\nserial={}\n", c.sujet, c.emetteur, c.serie));
    }
}

#[test]
fn le_magasin_de_confiance_a_toutes_les_ancres() {
    let (tmp, _) = exporte();
    let octets = fs::read(chemin(tmp.path(), "confiance.p12")).unwrap();
    let magasin = KeyStore::from_pkcs12(&octets, MOT_DE_PASSE, Pkcs12ImportPolicy::Strict).unwrap();
    let ders: Vec<Vec<u8>> = magasin
        .entries()
        .map(|(_, e)| match e {
            KeyStoreEntry::Certificate(c) => c.as_der().to_vec(),
            autre => panic!("{autre:?}"),
        })
        .collect();
    // « Strict » keeps the certificates that Java would trust.
    assert_eq!(ders, lire_pem(&Igc::demo().unwrap().ancres_pem()).unwrap());
}

fn chemin(tmp: &Path, nom: &str) -> String {
    tmp.join("raccordement").join(nom).display().to_string()
}
