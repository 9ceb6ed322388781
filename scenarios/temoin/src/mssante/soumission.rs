//! Submission: one session of SMTP for one mail, by `lettre`. Its commands are asked one by one: its `send` gives `RCPT TO` no parameter, and a
//! delivery report is asked there (RFC 3461).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, MailParameter, RcptParameter};
use lettre::transport::smtp::response::Response;
use segur_model::francais::cause;
use tokio::time::timeout;

use super::canal::{DELAI, Flux, Point, Tls, demander_en_clair};
use super::{Acces, Appel, Boite, Echec};
use crate::ecarts::Ecart;

/// How the software names itself to the operator.
const NOM: &str = "sgl.temoin.test";

/// A mail ready to leave.
pub(crate) struct Depart<'a> {
    pub destinataire: &'a str,
    /// ENVID: what a delivery report names.
    pub enveloppe: &'a str,
    /// Whether nobody may be answered (`MAIL FROM:<>`): a report.
    pub sans_retour: bool,
    pub source: &'a [u8],
}

/// What was asked and answered: the trace.
pub(crate) struct Remis {
    pub demande: String,
    pub reponse: String,
}

/// Hands a mail over to the operator.
///
/// # Errors
/// The operator refused, or could not be reached.
pub(crate) async fn remettre(point: &Point, tls: &Tls, appel: &Appel<'_>, boite: &Boite, d: &Depart<'_>) -> Result<Remis, Echec> {
    let mut smtp = ouvrir(point, tls, appel, boite).await?;
    let remis = transaction(&mut smtp, appel, boite, d).await;
    // Whatever was said: the session ends well, and its end teaches nothing.
    let _ = timeout(DELAI, smtp.quit()).await;
    remis
}

async fn ouvrir(point: &Point, tls: &Tls, appel: &Appel<'_>, boite: &Boite) -> Result<AsyncSmtpConnection, Echec> {
    let ici = |quoi: &str| {
        let quoi = quoi.to_owned();
        move |e: String| Echec::nouveau(quoi, e)
    };
    let mut tcp = point.joindre().await.map_err(ici("connexion"))?;
    let structure = boite.applicative();
    let flux = if point.implicite {
        tls.chiffrer(point, tcp, structure).await.map_err(ici("TLS"))?
    } else {
        let (accueil, _) = demander_en_clair(&mut tcp, "").await.map_err(ici("accueil"))?;
        let (code, offres) = demander_en_clair(&mut tcp, &format!("EHLO {NOM}")).await.map_err(ici("EHLO"))?;
        if accueil != 220 || code != 250 {
            return Err(Echec::nouveau("EHLO", offres.join(" ")));
        }
        if appel.ecarts.a(Ecart::MssSansStarttls) {
            Flux::en_clair(tcp).precede(b"220 .\r\n")
        } else {
            if !offres
                .iter()
                .any(|o| o.get(4..).is_some_and(|o| o.trim().eq_ignore_ascii_case("STARTTLS")))
            {
                return Err(Echec::nouveau(
                    "EHLO",
                    "l'opérateur n'offre pas STARTTLS : rien n'est envoyé en clair",
                ));
            }
            let (code, dit) = demander_en_clair(&mut tcp, "STARTTLS").await.map_err(ici("STARTTLS"))?;
            if code != 220 {
                return Err(Echec::nouveau("STARTTLS", dit.join(" ")));
            }
            tls.chiffrer(point, tcp, structure)
                .await
                .map_err(ici("STARTTLS"))?
                .precede(b"220 .\r\n")
        }
    };
    let nom = ClientId::Domain(NOM.to_owned());
    let ouverte = timeout(DELAI, AsyncSmtpConnection::connect_with_transport(Box::new(flux), &nom)).await;
    let mut smtp = ouverte
        .map_err(|_| Echec::nouveau("EHLO", "pas de réponse"))?
        .map_err(|e| Echec::nouveau("EHLO", dit(&e)))?;
    match &boite.acces {
        Acces::Certificat => Ok(smtp),
        Acces::Jeton(jeton) => {
            let initial = STANDARD.encode(format!("user={}\x01auth=Bearer {jeton}\x01\x01", boite.adresse));
            let reponse = dire(&mut smtp, "AUTH XOAUTH2", format!("AUTH XOAUTH2 {initial}\r\n")).await?;
            if reponse.has_code(334) {
                // The operator says why before it says no: an empty line is awaited.
                dire(&mut smtp, "AUTH XOAUTH2", "\r\n").await?;
            }
            Ok(smtp)
        }
    }
}

async fn transaction(smtp: &mut AsyncSmtpConnection, appel: &Appel<'_>, boite: &Boite, d: &Depart<'_>) -> Result<Remis, Echec> {
    let adresse = |a: &str| -> Result<Address, Echec> {
        a.parse()
            .map_err(|_| Echec::nouveau("enveloppe", format!("adresse « {a} » mal formée")))
    };
    let parametre = |nom: &str, valeur: &str| (nom.to_owned(), Some(valeur.to_owned()));
    let notify = if d.sans_retour {
        ""
    } else {
        appel.ecarts.choisir(Ecart::MssDsnEchecSeul, "SUCCESS,FAILURE", "FAILURE")
    };
    let demande_dsn = !notify.is_empty() && !appel.ecarts.a(Ecart::MssDsnNonDemande);
    let (mut expediteur, mut recepteur) = (Vec::new(), Vec::new());
    if demande_dsn {
        for (keyword, value) in [parametre("RET", "HDRS"), parametre("ENVID", d.enveloppe)] {
            expediteur.push(MailParameter::Other { keyword, value });
        }
        for (keyword, value) in [
            parametre("NOTIFY", notify),
            parametre("ORCPT", &format!("rfc822;{}", d.destinataire)),
        ] {
            recepteur.push(RcptParameter::Other { keyword, value });
        }
    }
    let de = if d.sans_retour { None } else { Some(adresse(&boite.adresse)?) };
    let mail = Mail::new(de, expediteur);
    let rcpt = Rcpt::new(adresse(d.destinataire)?, recepteur);
    let dites = [mail.to_string(), rcpt.to_string()].map(|l| l.trim().to_owned());
    dire(smtp, &dites[0], mail).await?;
    dire(smtp, &dites[1], rcpt).await?;
    dire(smtp, "DATA", Data).await?;
    // The library ends the last line by itself.
    let source = d.source.strip_suffix(b"\r\n").unwrap_or(d.source);
    let reponse = timeout(DELAI, smtp.message(source)).await;
    let reponse = reponse
        .map_err(|_| Echec::nouveau("DATA", "pas de réponse"))?
        .map_err(|e| Echec::nouveau("DATA", self::dit(&e)))?;
    Ok(Remis {
        demande: format!("{} ; {} ; DATA", dites[0], dites[1]),
        reponse: texte(&reponse),
    })
}

/// Asks one command; `quoi` says it in the trace.
async fn dire(smtp: &mut AsyncSmtpConnection, quoi: &str, commande: impl std::fmt::Display) -> Result<Response, Echec> {
    match timeout(DELAI, smtp.command(commande)).await {
        Ok(Ok(r)) => Ok(r),
        Ok(Err(e)) => Err(Echec::nouveau(quoi, dit(&e))),
        Err(_) => Err(Echec::nouveau(quoi, "pas de réponse")),
    }
}

fn texte(r: &Response) -> String {
    format!("{} {}", r.code(), r.message().collect::<Vec<_>>().join(" "))
}

/// What the operator answered, or why it did not.
fn dit(e: &Error) -> String {
    let source = std::error::Error::source(e).map(ToString::to_string).unwrap_or_default();
    match e.status() {
        Some(code) => format!("{code} {source}"),
        None => cause(e),
    }
}
