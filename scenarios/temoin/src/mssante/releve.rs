//! Reading a mailbox, by `async-imap`: a session that stays open while the person works, and that is opened again when the operator closed it.

use async_imap::{Authenticator, Client, Session};
use futures_util::TryStreamExt as _;
use segur_model::francais::cause;
use tokio::time::timeout;

use super::canal::{DELAI, Flux, Point, Tls};
use super::{Acces, Appel, Boite, Echec};
use crate::ecarts::Ecart;

/// Most messages read of a mailbox, the latest: a laboratory treats what comes.
const COURRIELS_MAX: usize = 200;

/// A mail as the mailbox has it.
pub(crate) struct Pli {
    pub uid: u32,
    pub lu: bool,
    pub source: Vec<u8>,
}

/// An open session, on INBOX.
pub(crate) struct Ouverte {
    imap: Session<Flux>,
}

/// Answers the challenge of XOAUTH2: the token, then nothing when the operator says why it refuses.
struct Porteur<'a> {
    boite: &'a Boite,
    dit: bool,
}

impl Authenticator for Porteur<'_> {
    type Response = String;

    fn process(&mut self, _: &[u8]) -> String {
        let Acces::Jeton(jeton) = &self.boite.acces else {
            return String::new();
        };
        if std::mem::replace(&mut self.dit, true) {
            return String::new();
        }
        format!("user={}\x01auth=Bearer {jeton}\x01\x01", self.boite.adresse)
    }
}

/// Answers the challenge of EXTERNAL: the mailbox, under the certificate that TLS showed.
struct Certifie<'a>(&'a Boite);

impl Authenticator for Certifie<'_> {
    type Response = String;

    fn process(&mut self, _: &[u8]) -> String {
        self.0.adresse.clone()
    }
}

/// Opens the mailbox.
///
/// # Errors
/// The operator refused, or could not be reached.
pub(crate) async fn ouvrir(point: &Point, tls: &Tls, appel: &Appel<'_>, boite: &Boite) -> Result<Ouverte, Echec> {
    let tcp = point.joindre().await.map_err(|e| Echec::nouveau("connexion", e))?;
    let ici = |quoi: &'static str| move |e: String| Echec::nouveau(quoi, e);
    let client = if point.implicite {
        let flux = tls.chiffrer(point, tcp, boite.applicative()).await.map_err(ici("TLS"))?;
        accueillir(Client::new(flux)).await?
    } else {
        let mut clair = accueillir(Client::new(Flux::en_clair(tcp))).await?;
        if appel.ecarts.a(Ecart::MssImapEnClair) {
            clair
        } else {
            attendre("STARTTLS", clair.run_command_and_check_ok("STARTTLS", None)).await?;
            let tcp = clair
                .into_inner()
                .tcp()
                .ok_or_else(|| Echec::nouveau("STARTTLS", "TLS est déjà là"))?;
            Client::new(tls.chiffrer(point, tcp, boite.applicative()).await.map_err(ici("STARTTLS"))?)
        }
    };
    let ouverte = match &boite.acces {
        Acces::Jeton(_) => timeout(DELAI, client.authenticate("XOAUTH2", Porteur { boite, dit: false })).await,
        Acces::Certificat => timeout(DELAI, client.authenticate("EXTERNAL", Certifie(boite))).await,
    };
    let mut imap = ouverte
        .map_err(|_| Echec::nouveau("AUTHENTICATE", "pas de réponse"))?
        .map_err(|(e, _)| Echec::nouveau("AUTHENTICATE", dit(&e)))?;
    attendre("SELECT INBOX", imap.select("INBOX")).await?;
    Ok(Ouverte { imap })
}

async fn accueillir(mut client: Client<Flux>) -> Result<Client<Flux>, Echec> {
    match timeout(DELAI, client.read_response()).await {
        Ok(Ok(Some(_))) => Ok(client),
        Ok(Ok(None)) => Err(Echec::nouveau("accueil", "la connexion est fermée")),
        Ok(Err(e)) => Err(Echec::nouveau("accueil", cause(&e))),
        Err(_) => Err(Echec::nouveau("accueil", "pas de réponse")),
    }
}

impl Ouverte {
    /// Everything in the mailbox, oldest first. Reading marks nothing.
    pub(crate) async fn lire(&mut self) -> Result<Vec<Pli>, Echec> {
        let lecture = async {
            let uids = self.imap.uid_search("ALL").await?;
            let mut uids: Vec<u32> = uids.into_iter().collect();
            uids.sort_unstable();
            let choisis: Vec<String> = uids.iter().rev().take(COURRIELS_MAX).rev().map(u32::to_string).collect();
            if choisis.is_empty() {
                return Ok(Vec::new());
            }
            let lus = self.imap.uid_fetch(choisis.join(","), "(UID FLAGS BODY.PEEK[])").await?;
            lus.try_filter_map(|f| async move {
                let pli = f.uid.zip(f.body()).map(|(uid, source)| Pli {
                    uid,
                    lu: f.flags().any(|d| d == async_imap::types::Flag::Seen),
                    source: source.to_vec(),
                });
                Ok(pli)
            })
            .try_collect::<Vec<Pli>>()
            .await
        };
        let mut plis = attendre("UID FETCH", lecture).await?;
        plis.sort_by_key(|p| p.uid);
        Ok(plis)
    }

    /// Whether the operator is still there.
    pub(crate) async fn vivante(&mut self) -> Result<(), Echec> {
        self.demander("NOOP".to_owned()).await.map(|_| ())
    }

    /// Adds flags to a mail.
    pub(crate) async fn marquer(&mut self, uid: u32, drapeaux: &str) -> Result<String, Echec> {
        self.demander(format!("UID STORE {uid} +FLAGS ({drapeaux})")).await
    }

    /// Takes a mail out of the mailbox.
    pub(crate) async fn effacer(&mut self, uid: u32) -> Result<String, Echec> {
        let marque = self.marquer(uid, "\\Deleted").await?;
        let efface = self.demander("EXPUNGE".to_owned()).await?;
        Ok(format!("{marque} ; {efface}"))
    }

    /// Asks, and waits for a yes. The calls of the library by name (`uid_store`, `expunge`, `noop`) read what comes before the answer and not the answer:
    /// a refusal, or a connection that is gone, is a success to them.
    async fn demander(&mut self, commande: String) -> Result<String, Echec> {
        attendre(&commande, self.imap.run_command_and_check_ok(&commande)).await?;
        Ok(commande)
    }

    /// Ends the session as IMAP does.
    pub(crate) async fn fermer(mut self) {
        // Nobody is there to be told: the session is over, whatever the operator says.
        let _ = timeout(DELAI, self.imap.logout()).await;
    }
}

async fn attendre<T>(quoi: &str, suite: impl Future<Output = Result<T, async_imap::error::Error>>) -> Result<T, Echec> {
    match timeout(DELAI, suite).await {
        Ok(Ok(t)) => Ok(t),
        Ok(Err(e)) => Err(Echec::nouveau(quoi, dit(&e))),
        Err(_) => Err(Echec::nouveau(quoi, "pas de réponse")),
    }
}

/// What the operator answered, or why it did not.
fn dit(e: &async_imap::error::Error) -> String {
    // The library writes the answer as its own debug: `code: None, info: Some("…")`.
    let dedans = |texte: &str| {
        let info = texte.split_once("info: Some(\"").and_then(|(_, r)| r.strip_suffix("\")"));
        info.unwrap_or(texte).to_owned()
    };
    match e {
        async_imap::error::Error::No(texte) => format!("NO {}", dedans(texte)),
        async_imap::error::Error::Bad(texte) => format!("BAD {}", dedans(texte)),
        async_imap::error::Error::ConnectionLost => "l'opérateur a fermé la session".to_owned(),
        e => cause(e),
    }
}
