//! What a client says.

use std::borrow::Cow;

use smtp_proto::{
    AUTH_EXTERNAL, AUTH_LOGIN, AUTH_OAUTHBEARER, AUTH_PLAIN, AUTH_XOAUTH2, Error, MAIL_BODY_7BIT, MAIL_BODY_8BITMIME, MAIL_BODY_BINARYMIME,
    MAIL_RET_FULL, MAIL_RET_HDRS, MAIL_SMTPUTF8, MailFrom, RCPT_NOTIFY_DELAY, RCPT_NOTIFY_FAILURE, RCPT_NOTIFY_NEVER, RCPT_NOTIFY_SUCCESS,
    RcptTo, Request,
};

use crate::adresse::Adresse;

/// Longest line of a command, in bytes. RFC 5321 wants 512, its extensions add to it, and a token of AUTH may be 12,288 long (RFC 4954, 4).
pub const LIGNE_MAX: usize = 16 * 1024;

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Commande {
    /// `EHLO`.
    Ehlo(String),
    /// `HELO`.
    Helo(String),
    /// `STARTTLS`.
    StartTls,
    /// `AUTH`.
    Auth {
        /// By which mechanism.
        mecanisme: Mecanisme,
        /// What was given with it, as it is written (base64); `=` is an empty one.
        initiale: Option<String>,
    },
    /// `MAIL FROM`.
    Mail(Expediteur),
    /// `RCPT TO`.
    Rcpt(Destinataire),
    /// `DATA`.
    Data,
    /// `RSET`.
    Rset,
    /// `NOOP`.
    Noop,
    /// `QUIT`.
    Quit,
    /// `VRFY`.
    Vrfy,
    /// `HELP`.
    Help,
    /// A command of SMTP that MSSanté does without.
    Autre(&'static str),
}

/// How a client says who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mecanisme {
    /// `XOAUTH2`.
    Xoauth2,
    /// `OAUTHBEARER` (RFC 7628).
    OauthBearer,
    /// `PLAIN` (RFC 4616).
    Plain,
    /// `LOGIN`.
    Login,
    /// `EXTERNAL` (RFC 4422): the certificate says it.
    External,
    /// Another.
    Autre,
}

/// `MAIL FROM`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expediteur {
    /// Who sends; none: the empty path of what nobody answers (`<>`).
    pub adresse: Option<Adresse>,
    /// `SIZE`, in bytes.
    pub taille: Option<u64>,
    /// `BODY`.
    pub corps: Corps,
    /// `RET`.
    pub retour: Option<Retour>,
    /// `ENVID`, decoded.
    pub envid: Option<String>,
    /// `SMTPUTF8`.
    pub utf8: bool,
}

/// `BODY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Corps {
    /// Not said.
    #[default]
    Tu,
    /// `7BIT`.
    Sept,
    /// `8BITMIME`.
    Huit,
    /// `BINARYMIME`.
    Binaire,
}

/// What comes back with a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retour {
    /// The whole mail.
    Full,
    /// Its headers.
    Hdrs,
}

/// `RCPT TO`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destinataire {
    /// To whom.
    pub adresse: Adresse,
    /// `NOTIFY`; none: not said.
    pub notify: Option<Notify>,
    /// `ORCPT`, decoded.
    pub orcpt: Option<String>,
}

/// What the sender wants to hear of (RFC 3461, 4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notify {
    /// `SUCCESS`.
    pub succes: bool,
    /// `FAILURE`.
    pub echec: bool,
    /// `DELAY`.
    pub retard: bool,
}

impl Notify {
    /// Its words.
    #[must_use]
    pub fn mots(self) -> String {
        let tous = [(self.succes, "SUCCESS"), (self.echec, "FAILURE"), (self.retard, "DELAY")];
        let mots: Vec<&str> = tous.iter().filter(|(oui, _)| *oui).map(|(_, mot)| *mot).collect();
        if mots.is_empty() { "NEVER".to_owned() } else { mots.join(",") }
    }
}

/// Why a line is refused: what is answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refus {
    /// No such command: 500.
    #[error("500 5.5.2 Commande inconnue")]
    Inconnue,
    /// It is not written as it must be: 501.
    #[error("501 5.5.4 Syntaxe : {0}")]
    Syntaxe(&'static str),
    /// A parameter of an extension that is not offered: 555.
    #[error("555 5.5.4 Parametre refuse : {0}")]
    Parametre(String),
    /// An address that is none: 501 or 553.
    #[error("{code} 5.1.{sous} Adresse refusee : {pourquoi}")]
    Adresse {
        /// 501.
        code: u16,
        /// 3 for a recipient, 7 for a sender (RFC 3463).
        sous: u8,
        /// Why, without accents.
        pourquoi: &'static str,
    },
}

impl Refus {
    /// Its number.
    #[must_use]
    pub fn code(&self) -> u16 {
        match self {
            Self::Inconnue => 500,
            Self::Syntaxe(_) => 501,
            Self::Parametre(_) => 555,
            Self::Adresse { code, .. } => *code,
        }
    }
}

/// Reads a line, without its end.
///
/// # Errors
/// [`Refus`]: what to answer.
pub fn lire(ligne: &[u8]) -> Result<Commande, Refus> {
    if ligne.iter().any(|o| matches!(o, b'\r' | b'\n' | 0)) {
        return Err(Refus::Syntaxe("un retour chariot ou un octet nul au milieu de la ligne"));
    }
    let mut entiere = ligne.to_vec();
    entiere.extend_from_slice(b"\r\n");
    let lue = Request::parse(&mut entiere.iter()).map_err(|e| refus(&e))?;
    Ok(match lue {
        Request::Ehlo { host } | Request::Lhlo { host } => Commande::Ehlo(host.into_owned()),
        Request::Helo { host } => Commande::Helo(host.into_owned()),
        Request::StartTls => Commande::StartTls,
        Request::Auth {
            mechanism,
            initial_response,
        } => Commande::Auth {
            mecanisme: match mechanism {
                AUTH_XOAUTH2 => Mecanisme::Xoauth2,
                AUTH_OAUTHBEARER => Mecanisme::OauthBearer,
                AUTH_PLAIN => Mecanisme::Plain,
                AUTH_LOGIN => Mecanisme::Login,
                AUTH_EXTERNAL => Mecanisme::External,
                _ => Mecanisme::Autre,
            },
            initiale: Some(initial_response.into_owned()).filter(|r| !r.is_empty()),
        },
        Request::Mail { from } => Commande::Mail(expediteur(&from)?),
        Request::Rcpt { to } => Commande::Rcpt(destinataire(&to)?),
        Request::Data => Commande::Data,
        Request::Rset => Commande::Rset,
        Request::Noop { .. } => Commande::Noop,
        Request::Quit => Commande::Quit,
        Request::Vrfy { .. } => Commande::Vrfy,
        Request::Help { .. } => Commande::Help,
        autre @ (Request::Bdat { .. } | Request::Expn { .. } | Request::Etrn { .. } | Request::Atrn { .. } | Request::Burl { .. }) => {
            Commande::Autre(autre.name())
        }
    })
}

fn expediteur(lu: &MailFrom<Cow<'_, str>>) -> Result<Expediteur, Refus> {
    let adresse = match &*lu.address {
        "" => None,
        texte => Some(Adresse::lire(texte).map_err(|_| Refus::Adresse {
            code: 501,
            sous: 7,
            pourquoi: "expediteur qui n'est pas nom@domaine",
        })?),
    };
    let inconnus = [
        (lu.by != 0, "BY"),
        (lu.hold_for != 0 || lu.hold_until != 0, "HOLDFOR"),
        (lu.mtrk.is_some(), "MTRK"),
        (lu.solicit.is_some(), "SOLICIT"),
        (lu.trans_id.is_some(), "TRANSID"),
        (lu.flags & MAIL_BODY_BINARYMIME != 0, "BODY=BINARYMIME"),
    ];
    if let Some((_, nom)) = inconnus.iter().find(|(la, _)| *la) {
        return Err(Refus::Parametre((*nom).to_owned()));
    }
    Ok(Expediteur {
        adresse,
        taille: (lu.size > 0).then_some(lu.size as u64),
        corps: match lu.flags {
            f if f & MAIL_BODY_8BITMIME != 0 => Corps::Huit,
            f if f & MAIL_BODY_BINARYMIME != 0 => Corps::Binaire,
            f if f & MAIL_BODY_7BIT != 0 => Corps::Sept,
            _ => Corps::Tu,
        },
        retour: match lu.flags {
            f if f & MAIL_RET_FULL != 0 => Some(Retour::Full),
            f if f & MAIL_RET_HDRS != 0 => Some(Retour::Hdrs),
            _ => None,
        },
        envid: lu.env_id.as_ref().map(|e| e.clone().into_owned()),
        utf8: lu.flags & MAIL_SMTPUTF8 != 0,
    })
}

fn destinataire(lu: &RcptTo<Cow<'_, str>>) -> Result<Destinataire, Refus> {
    let adresse = Adresse::lire(&lu.address).map_err(|_| Refus::Adresse {
        code: 501,
        sous: 3,
        pourquoi: "destinataire qui n'est pas nom@domaine",
    })?;
    let dits = RCPT_NOTIFY_SUCCESS | RCPT_NOTIFY_FAILURE | RCPT_NOTIFY_DELAY;
    let notify = (lu.flags & (dits | RCPT_NOTIFY_NEVER) != 0).then_some(Notify {
        succes: lu.flags & RCPT_NOTIFY_SUCCESS != 0,
        echec: lu.flags & RCPT_NOTIFY_FAILURE != 0,
        retard: lu.flags & RCPT_NOTIFY_DELAY != 0,
    });
    if lu.flags & RCPT_NOTIFY_NEVER != 0 && lu.flags & dits != 0 {
        return Err(Refus::Syntaxe("NOTIFY=NEVER ne se dit avec rien d'autre (RFC 3461, 4.1)"));
    }
    Ok(Destinataire {
        adresse,
        notify,
        orcpt: lu.orcpt.as_ref().map(|o| o.clone().into_owned()),
    })
}

fn refus(erreur: &Error) -> Refus {
    match erreur {
        Error::UnknownCommand | Error::InvalidResponse { .. } | Error::ResponseTooLong | Error::NeedsMoreData { .. } => Refus::Inconnue,
        Error::InvalidSenderAddress => Refus::Adresse {
            code: 501,
            sous: 7,
            pourquoi: "expediteur qui n'est pas nom@domaine",
        },
        Error::InvalidRecipientAddress => Refus::Adresse {
            code: 501,
            sous: 3,
            pourquoi: "destinataire qui n'est pas nom@domaine",
        },
        Error::SyntaxError { syntax } => Refus::Syntaxe(syntax),
        Error::InvalidParameter { param } => Refus::Parametre((*param).to_owned()),
        Error::UnsupportedParameter { param } => Refus::Parametre(param.chars().filter(char::is_ascii_graphic).take(40).collect()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mail(ligne: &str) -> Expediteur {
        match lire(ligne.as_bytes()) {
            Ok(Commande::Mail(e)) => e,
            autre => panic!("{ligne} : {autre:?}"),
        }
    }

    fn rcpt(ligne: &str) -> Destinataire {
        match lire(ligne.as_bytes()) {
            Ok(Commande::Rcpt(d)) => d,
            autre => panic!("{ligne} : {autre:?}"),
        }
    }

    #[test]
    fn commands_are_read_whatever_their_case() {
        assert_eq!(lire(b"ehlo poste.test"), Ok(Commande::Ehlo("poste.test".into())));
        assert_eq!(lire(b"HELO poste"), Ok(Commande::Helo("poste".into())));
        assert_eq!(lire(b"StartTLS"), Ok(Commande::StartTls));
        assert_eq!(lire(b"DATA"), Ok(Commande::Data));
        assert_eq!(lire(b"quit"), Ok(Commande::Quit));
        assert_eq!(lire(b"BDAT 12 LAST"), Ok(Commande::Autre("BDAT")));
    }

    #[test]
    fn an_envelope_says_all_of_dsn() {
        let e = mail("MAIL FROM:<a@b.fr> SIZE=1200 BODY=8BITMIME RET=HDRS ENVID=QQ314+2B159");
        assert_eq!(e.adresse.unwrap().to_string(), "a@b.fr");
        assert_eq!(
            (e.taille, e.corps, e.retour, e.envid.as_deref()),
            (Some(1200), Corps::Huit, Some(Retour::Hdrs), Some("QQ314+159"))
        );
        assert_eq!(mail("MAIL FROM:<>").adresse, None);
        let d = rcpt("RCPT TO:<c@d.fr> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;c@d.fr");
        assert_eq!(d.notify.unwrap().mots(), "SUCCESS,FAILURE");
        assert_eq!(d.orcpt.as_deref(), Some("c@d.fr"));
        assert_eq!(rcpt("RCPT TO:<c@d.fr> NOTIFY=NEVER").notify.unwrap().mots(), "NEVER");
        assert_eq!(rcpt("RCPT TO:<c@d.fr>").notify, None);
    }

    #[test]
    fn authentication_names_its_mechanism() {
        let Ok(Commande::Auth { mecanisme, initiale }) = lire(b"AUTH XOAUTH2 dXNlcj1h") else {
            panic!("not read")
        };
        assert_eq!((mecanisme, initiale.as_deref()), (Mecanisme::Xoauth2, Some("dXNlcj1h")));
        assert!(matches!(
            lire(b"AUTH PLAIN"),
            Ok(Commande::Auth {
                mecanisme: Mecanisme::Plain,
                initiale: None
            })
        ));
    }

    #[test]
    fn what_is_wrong_has_its_number() {
        for (ligne, code) in [
            (&b""[..], 500),
            (b"XYZZY", 500),
            (b"MAIL FROM:<alex>", 501),
            (b"RCPT TO:<>", 501),
            (b"MAIL FROM:<a@b.fr> BY=12;R", 555),
            (b"RCPT TO:<a@b.fr> NOTIFY=NEVER,SUCCESS", 501),
            (b"NOOP\rDATA", 501),
        ] {
            let refus = lire(ligne).map_err(|r| r.code());
            assert_eq!(refus, Err(code), "{}", String::from_utf8_lossy(ligne));
        }
    }

    proptest! {
        #[test]
        fn any_line_is_read_or_refused(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Err(r) = lire(&octets) {
                prop_assert!(r.to_string().starts_with(&r.code().to_string()));
                prop_assert!(r.to_string().is_ascii() || !matches!(r, Refus::Parametre(_)));
            }
        }
    }
}
