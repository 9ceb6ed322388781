//! The connection: the version and the suites of the DMP, and no other.

use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ProtocolVersion, SupportedProtocolVersion};
use segur_kit::Filtre;
use segur_model::Exchange;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::banc::{DELAI, Essai, reglage_tls};

fn hote(essai: &Essai) -> String {
    let base = essai.base();
    let reste = base.strip_prefix("https://").unwrap();
    reste.split('/').next().unwrap().to_owned()
}

async fn refusee(essai: &Essai) -> Exchange {
    let filtre = Filtre::espace("defaut").operation("dmp.connexion-refusee");
    essai.banc.journal().attendre(&filtre, DELAI).await.unwrap().unwrap()
}

async fn version(essai: &Essai, versions: &[&'static SupportedProtocolVersion]) -> Option<ProtocolVersion> {
    let tcp = TcpStream::connect(hote(essai)).await.unwrap();
    let connecteur = tokio_rustls::TlsConnector::from(Arc::new(reglage_tls(versions)));
    let flux = connecteur.connect(ServerName::try_from("localhost").unwrap(), tcp).await.ok()?;
    flux.get_ref().1.protocol_version()
}

#[tokio::test]
async fn tls_1_2_et_rien_d_autre() {
    use rustls::version::{TLS12, TLS13};
    let essai = Essai::nouveau().await;
    for versions in [&[&TLS12, &TLS13][..], &[&TLS12]] {
        assert_eq!(version(&essai, versions).await, Some(ProtocolVersion::TLSv1_2));
    }
    assert_eq!(version(&essai, &[&TLS13]).await, None);
    let e = refusee(&essai).await;
    assert!(e.echec.unwrap().starts_with("le client ne propose que TLS 1.3"));
}

/// A hello of TLS 1.2 that offers these suites.
fn bonjour(suites: &[u16]) -> Vec<u8> {
    fn longueur(octets: Vec<u8>) -> Vec<u8> {
        let n = u16::try_from(octets.len()).unwrap().to_be_bytes();
        [n.to_vec(), octets].concat()
    }
    let suites: Vec<u8> = suites.iter().flat_map(|s| s.to_be_bytes()).collect();
    let extensions = [
        // supported_groups: P-256; ec_point_formats: uncompressed; signature_algorithms: RSA with SHA-256, and PSS.
        [vec![0, 10], longueur(longueur(vec![0, 0x17]))].concat(),
        [vec![0, 11], longueur(vec![1, 0])].concat(),
        [vec![0, 13], longueur(longueur(vec![4, 1, 8, 4]))].concat(),
    ]
    .concat();
    let corps = [vec![3, 3], vec![7; 32], vec![0], longueur(suites), vec![1, 0], longueur(extensions)].concat();
    let message = [vec![1, 0], longueur(corps)].concat();
    [vec![0x16, 3, 1], longueur(message)].concat()
}

/// The fourth suite of the DMP is not played: the client is told so, and nobody is accused.
#[tokio::test]
async fn la_quatrieme_suite_est_une_limite_du_banc() {
    for (suites, limite) in [(&[0xc028][..], true), (&[0xc028, 0x009d, 0x00ff], true), (&[0x009d], false)] {
        let essai = Essai::nouveau().await;
        let mut flux = TcpStream::connect(hote(&essai)).await.unwrap();
        flux.write_all(&bonjour(suites)).await.unwrap();
        let mut alerte = Vec::new();
        flux.read_to_end(&mut alerte).await.unwrap();
        assert_eq!(alerte.first(), Some(&0x15), "an alert");
        let e = refusee(&essai).await;
        let dit = e.echec.unwrap();
        assert_eq!(dit.starts_with("limite du banc, et non écart du logiciel"), limite, "{dit}");
        assert_eq!(dit.contains("ECDHE_RSA_WITH_AES_256_CBC_SHA384"), limite, "{dit}");
        assert_eq!(e.findings, []);
    }
    // With one of the other three it goes on: what follows the hello is awaited.
    let essai = Essai::nouveau().await;
    let mut flux = TcpStream::connect(hote(&essai)).await.unwrap();
    flux.write_all(&bonjour(&[0xc028, 0xc030])).await.unwrap();
    let mut tete = [0; 5];
    flux.read_exact(&mut tete).await.unwrap();
    assert_eq!(tete[..3], [0x16, 3, 3], "ServerHello");
}
