//! A toy service of lines, in the manner of SMTP, and of MLLP blocks; and the client that talks to it.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use segur_kit::{
    ActionRefusee, Banc, Cadre, Commande, Contexte, Dialogue, Effet, Empechement, ModeTls, Point, ReglageBanc, Replique, Service, Suite,
    Trame, rusqlite,
};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::outils::{IGC, adresse};

const LIGNE: Suite = Suite::Lire(Cadre::Ligne(80));

/// A client of TLS that trusts the bench, and presents this identity.
pub fn reglage_tls(identite: Option<&str>) -> ClientConfig {
    let mut racines = RootCertStore::empty();
    for ancre in CertificateDer::pem_slice_iter(IGC.ancres_pem().as_bytes()) {
        racines.add(ancre.unwrap()).unwrap();
    }
    let fournisseur = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let c = ClientConfig::builder_with_provider(fournisseur)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(racines);
    match identite.map(|nom| IGC.identite(nom).unwrap()) {
        None => c.with_no_client_auth(),
        Some(i) => {
            let chaine = CertificateDer::pem_slice_iter(i.chaine_pem.as_bytes())
                .map(Result::unwrap)
                .collect();
            let cle = PrivateKeyDer::from_pem_slice(i.cle_pem.as_bytes()).unwrap();
            c.with_client_auth_cert(chaine, cle).unwrap()
        }
    }
}

/// The service. Its mailbox is a table beside the journal.
#[derive(Default)]
pub struct Jouet {
    annonce: Arc<Notify>,
}

#[async_trait]
impl Service for Jouet {
    fn nom(&self) -> &'static str {
        "jouet"
    }

    fn points(&self) -> Vec<Point> {
        let annonce = self.annonce.clone();
        let ouvrir = move |_: &Contexte| Seance {
            annonce: annonce.clone(),
            attend: Attend::Commande,
        };
        vec![
            Point::session("clair", ModeTls::Clair, "jouet", ouvrir.clone()),
            Point::session("chiffre", ModeTls::Mutuel, "jouets", ouvrir),
            Point::session("mllp", ModeTls::Clair, "mllp", |_| Blocs),
        ]
    }

    async fn action(&self, _: &Contexte, _: &str, _: Value) -> Result<Value, ActionRefusee> {
        self.annonce.notify_one();
        Ok(Value::Null)
    }

    fn remettre_a_zero(&self, _: &str) {}
}

#[derive(Clone, Copy, PartialEq)]
enum Attend {
    Commande,
    Litteral,
    Jeton,
    Donnees { casse: bool },
    Annonce,
}

struct Seance {
    annonce: Arc<Notify>,
    attend: Attend,
}

/// A mail in the table: its exchange, and what it says.
pub fn deposer(contenu: &Bytes, casse: bool) -> Effet {
    let contenu = contenu.clone();
    Effet::nouveau(move |t, e| {
        t.execute_batch("CREATE TABLE IF NOT EXISTS jouet_depots (echange INTEGER NOT NULL, contenu BLOB NOT NULL) STRICT")?;
        t.execute(
            "INSERT INTO jouet_depots VALUES (?1, ?2)",
            rusqlite::params![i64::try_from(e.id).unwrap(), &contenu[..]],
        )?;
        if casse {
            t.execute("INSERT INTO table_absente VALUES (1)", [])?;
        }
        Ok(())
    })
}

/// What the table holds, read with the bench closed.
pub fn depots(dossier: &Path) -> Vec<(u64, Vec<u8>)> {
    let c = rusqlite::Connection::open(dossier.join("espaces/defaut/espace.sqlite")).unwrap();
    let mut r = c.prepare("SELECT echange, contenu FROM jouet_depots ORDER BY echange").unwrap();
    let lignes = r
        .query_map([], |l| Ok((l.get::<_, i64>(0)?.try_into().unwrap(), l.get(1)?)))
        .unwrap();
    lignes.map(Result::unwrap).collect()
}

#[async_trait]
impl Dialogue for Seance {
    fn classer(&self, trame: &Trame) -> String {
        if trame.cadre.is_none() {
            return "jouet.accueil".to_owned();
        }
        match self.attend {
            Attend::Donnees { .. } => "jouet.depot",
            _ => "jouet.commande",
        }
        .to_owned()
    }

    fn secret(&self, trame: &Trame) -> Option<Range<usize>> {
        match self.attend {
            Attend::Jeton => Some(0..trame.contenu.len()),
            _ => trame.contenu.starts_with(b"JETON ").then(|| 6..trame.contenu.len()),
        }
    }

    async fn repondre(&mut self, _: &Contexte, c: Commande) -> Replique {
        let attendait = std::mem::replace(&mut self.attend, Attend::Commande);
        let dire = |code: u16, texte: String, suite: Suite| Replique {
            statut: Some(code),
            ..Replique::nouvelle(format!("{code} {texte}\r\n"), suite)
        };
        // Whatever was going on, the command ends on this.
        if let Some(panne) = c.panne {
            return match panne.parse() {
                Ok(code) => dire(code, "panne demandee".to_owned(), LIGNE),
                Err(_) => dire(452, format!("boite {panne}"), LIGNE),
            };
        }
        if c.trame.cadre.is_none() {
            return dire(220, "jouet".to_owned(), LIGNE);
        }
        if let Some(taille) = c.trame.exces {
            return dire(552, format!("trop long : {taille} octets"), LIGNE);
        }
        let contenu = &c.trame.contenu;
        match attendait {
            Attend::Jeton => return dire(235, "reconnu".to_owned(), LIGNE),
            Attend::Litteral => return dire(250, format!("{} octets", contenu.len()), LIGNE),
            Attend::Donnees { casse } => {
                return Replique {
                    effet: Some(deposer(contenu, casse)),
                    ..dire(250, "accepte".to_owned(), LIGNE).fait("taille", contenu.len().to_string())
                };
            }
            Attend::Commande | Attend::Annonce => {}
        }
        let texte = String::from_utf8_lossy(contenu).into_owned();
        let (verbe, suite) = texte.split_once(' ').unwrap_or((&texte, ""));
        match verbe {
            "SALUT" => dire(250, format!("bonjour {suite}"), LIGNE),
            "QUI" => {
                let cn = c.pair.certificat.map_or_else(|| "personne".to_owned(), |c| c.cn);
                dire(250, format!("{cn} chiffre={}", c.chiffre), LIGNE)
            }
            "STARTTLS" => {
                let mode = if suite == "MUTUEL" {
                    ModeTls::Mutuel
                } else {
                    ModeTls::MutuelFacultatif
                };
                let puis = Cadre::Ligne(80);
                dire(220, "allez".to_owned(), Suite::Tls { mode, puis })
            }
            "JETON" if suite.is_empty() => {
                self.attend = Attend::Jeton;
                dire(334, "votre jeton".to_owned(), Suite::Poursuivre(Cadre::Ligne(80)))
            }
            "JETON" => dire(235, "reconnu".to_owned(), LIGNE),
            "LITTERAL" => {
                self.attend = Attend::Litteral;
                dire(334, "envoyez".to_owned(), Suite::Poursuivre(Cadre::Exact(suite.parse().unwrap())))
            }
            "DONNEES" => {
                self.attend = Attend::Donnees { casse: suite == "CASSE" };
                dire(354, "finissez par un point".to_owned(), Suite::Lire(Cadre::Donnees(1000)))
            }
            "ATTENDRE" => {
                self.attend = Attend::Annonce;
                dire(250, "j'attends".to_owned(), LIGNE)
            }
            "PANIQUE" => panic!("mistake in the toy service"),
            "FIN" => dire(221, "au revoir".to_owned(), Suite::Fermer),
            _ => dire(500, "commande inconnue".to_owned(), LIGNE),
        }
    }

    async fn annoncer(&mut self, _: &Contexte) -> Replique {
        if self.attend != Attend::Annonce {
            return std::future::pending().await;
        }
        self.annonce.notified().await;
        Replique::nouvelle("* du courrier\r\n", LIGNE)
    }

    fn congedier(&self, cause: &Empechement) -> Bytes {
        Bytes::from_static(match cause {
            Empechement::Complet => b"421 complet\r\n",
            Empechement::Inactif => b"421 trop long silence\r\n",
            Empechement::Arret => b"421 le banc s'arrete\r\n",
            Empechement::Illisible => b"500 illisible\r\n",
            Empechement::NonEcrit => b"451 non garde\r\n",
            Empechement::Defaillance => b"421 defaillance\r\n",
        })
    }
}

/// MLLP: the client speaks first, and each block is answered by one.
struct Blocs;

#[async_trait]
impl Dialogue for Blocs {
    fn classer(&self, _: &Trame) -> String {
        "jouet.bloc".to_owned()
    }

    async fn repondre(&mut self, _: &Contexte, c: Commande) -> Replique {
        let bloc = Suite::Lire(Cadre::Mllp(1000));
        if c.trame.cadre.is_none() {
            return Replique::nouvelle("", bloc);
        }
        let ack = [b"\x0bACK ", &c.trame.contenu[..], b"\x1c\x0d"].concat();
        Replique {
            negative: c.trame.contenu.is_empty(),
            ..Replique::nouvelle(ack, bloc)
        }
    }
}

pub fn reglage() -> ReglageBanc {
    crate::outils::reglage()
}

pub async fn lancer(reglage: ReglageBanc) -> Banc {
    Banc::demarrer(reglage, vec![Arc::new(Jouet::default())], &[]).await.unwrap()
}

trait Flux: AsyncRead + AsyncWrite + Unpin + Send {}
impl<F: AsyncRead + AsyncWrite + Unpin + Send> Flux for F {}

/// A client, and what was said (`C:`, `S:`).
pub struct Client {
    flux: Option<Box<dyn Flux>>,
    pub recit: String,
}

impl Client {
    pub async fn nouveau(banc: &Banc, point: &str) -> Self {
        let tcp = TcpStream::connect(adresse(banc, point)).await.unwrap();
        Self {
            flux: Some(Box::new(tcp)),
            recit: String::new(),
        }
    }

    /// To the endpoint in clear, greeted.
    pub async fn accueilli(banc: &Banc) -> Self {
        let mut c = Self::nouveau(banc, "jouet.clair").await;
        assert_eq!(c.lire().await, "220 jouet");
        c
    }

    fn flux(&mut self) -> &mut Box<dyn Flux> {
        self.flux.as_mut().unwrap()
    }

    pub async fn envoyer(&mut self, octets: impl AsRef<[u8]>) {
        for ligne in String::from_utf8_lossy(octets.as_ref()).lines() {
            self.recit.push_str(&format!("C: {ligne}\n"));
        }
        self.flux().write_all(octets.as_ref()).await.unwrap();
        self.flux().flush().await.unwrap();
    }

    /// One line; empty: the server closed.
    pub async fn lire(&mut self) -> String {
        let mut ligne = Vec::new();
        while !ligne.ends_with(b"\n") {
            match self.flux().read_u8().await {
                Ok(o) => ligne.push(o),
                Err(_) => break,
            }
        }
        let ligne = String::from_utf8(ligne).unwrap().trim_end().to_owned();
        self.recit.push_str(&format!("S: {ligne}\n"));
        ligne
    }

    /// One byte, when there is one.
    pub async fn lire_octet(&mut self) -> Option<u8> {
        self.flux().read_u8().await.ok()
    }

    pub async fn dire(&mut self, ligne: &str) -> String {
        self.envoyer(format!("{ligne}\r\n")).await;
        self.lire().await
    }

    /// All that is left, until the server closes.
    pub async fn reste(&mut self) -> Vec<u8> {
        let mut reste = Vec::new();
        let _ = self.flux().read_to_end(&mut reste).await;
        reste
    }

    /// Shakes hands; false when it fails.
    pub async fn chiffrer(&mut self, identite: Option<&str>) -> bool {
        let c = reglage_tls(identite);
        let nom = ServerName::try_from("localhost").unwrap();
        let flux = self.flux.take().unwrap();
        match TlsConnector::from(Arc::new(c)).connect(nom, flux).await {
            Ok(flux) => {
                self.recit.push_str("   (poignée de main TLS)\n");
                self.flux = Some(Box::new(flux));
                true
            }
            Err(_) => false,
        }
    }
}
