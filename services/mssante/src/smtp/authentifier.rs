//! `AUTH` (RFC 4954).

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use segur_kit::{Cadre, Commande as Recue, Contexte, Replique, Suite};
use segur_smtp::{LIGNE_MAX, Mecanisme, ecrire};

use super::{Attend, Smtp};
use crate::auth::{self, AuthRefusee, Identite};

/// Where an authentication stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sasl {
    /// What the mechanism sends first is awaited.
    Initiale(Mecanisme),
    /// `LOGIN`: the password is awaited.
    MotDePasse(String),
    /// The failure was said; the client ends it (RFC 7628, 3.2.3).
    Echec(AuthRefusee),
}

const SUITE: Suite = Suite::Poursuivre(Cadre::Ligne(LIGNE_MAX));

/// Where the secret of `AUTH` stands in its line: all that comes after the mechanism.
pub(super) fn secret(ligne: &[u8]) -> Option<Range<usize>> {
    let mot = |depuis: usize| {
        let debut = depuis + ligne[depuis..].iter().position(|o| !o.is_ascii_whitespace())?;
        let fin = ligne[debut..]
            .iter()
            .position(u8::is_ascii_whitespace)
            .map_or(ligne.len(), |i| debut + i);
        Some((debut, fin))
    };
    let (debut, fin) = mot(0)?;
    if !ligne[debut..fin].eq_ignore_ascii_case(b"auth") {
        return None;
    }
    let (_, fin) = mot(fin)?;
    let (debut, _) = mot(fin)?;
    Some(debut..ligne.len())
}

impl Smtp {
    pub(super) async fn commencer(&mut self, ctx: &Contexte, c: &Recue, mecanisme: Mecanisme, initiale: Option<String>) -> Replique {
        let offert = match mecanisme {
            Mecanisme::Xoauth2 | Mecanisme::OauthBearer => true,
            Mecanisme::External => c.pair.certificat.is_some(),
            Mecanisme::Plain | Mecanisme::Login => !self.operateur.reglage.mots_de_passe.is_empty(),
            Mecanisme::Autre => false,
        };
        if !offert {
            return self.refuser(504, "5.5.4 Mecanisme que cet operateur n'offre pas");
        }
        match initiale {
            Some(texte) => self.poursuivre(ctx, c, mecanisme, texte.as_bytes()).await,
            None => {
                let defi = if mecanisme == Mecanisme::Login { "VXNlcm5hbWU6" } else { "" };
                self.defier(defi.to_owned(), Sasl::Initiale(mecanisme))
            }
        }
    }

    /// What answers a challenge.
    pub(super) async fn suivre(&mut self, ctx: &Contexte, c: &Recue, sasl: Sasl) -> Replique {
        let recu = c.trame.contenu.trim_ascii();
        if recu == b"*" {
            return self.refuser(501, "5.7.0 Authentification abandonnee");
        }
        match sasl {
            Sasl::Initiale(mecanisme) => self.poursuivre(ctx, c, mecanisme, recu).await,
            Sasl::MotDePasse(qui) => {
                let issue = auth::decoder(recu)
                    .and_then(|mot| String::from_utf8(mot).map_err(|_| AuthRefusee::Forme))
                    .and_then(|mot| self.operateur.ouvrir_par_mot_de_passe(ctx, &qui, &mot));
                self.conclure(issue)
            }
            Sasl::Echec(pourquoi) => self.conclure(Err(pourquoi)),
        }
    }

    async fn poursuivre(&mut self, ctx: &Contexte, c: &Recue, mecanisme: Mecanisme, texte: &[u8]) -> Replique {
        let octets = match auth::decoder(texte) {
            Ok(octets) => octets,
            Err(_) => return self.refuser(501, "5.5.2 Ce n'est pas du base64"),
        };
        let operateur = self.operateur.clone();
        let issue = match mecanisme {
            Mecanisme::Xoauth2 | Mecanisme::OauthBearer => {
                let lu = auth::porteur(&octets, mecanisme == Mecanisme::OauthBearer);
                let issue = match lu {
                    Ok((boite, jeton)) => operateur.ouvrir_par_jeton(ctx, &boite, &jeton).await,
                    Err(e) => Err(e),
                };
                match issue {
                    Err(e) if !e.passagere() => return self.defier(auth::defi_d_echec(), Sasl::Echec(e)),
                    issue => issue,
                }
            }
            Mecanisme::External => {
                let boite = String::from_utf8_lossy(&octets).to_ascii_lowercase();
                operateur.ouvrir_par_certificat(ctx, &c.pair, Some(&boite))
            }
            Mecanisme::Plain => {
                let lu = auth::clair(&octets);
                lu.and_then(|(qui, mot)| operateur.ouvrir_par_mot_de_passe(ctx, &qui, &mot))
            }
            Mecanisme::Login => {
                let qui = String::from_utf8_lossy(&octets).to_ascii_lowercase();
                return self.defier(STANDARD.encode("Password:"), Sasl::MotDePasse(qui));
            }
            Mecanisme::Autre => Err(AuthRefusee::Forme),
        };
        self.conclure(issue)
    }

    fn defier(&mut self, defi: String, sasl: Sasl) -> Replique {
        self.attend = Attend::Sasl(sasl);
        Replique::nouvelle(ecrire(334, &[&defi]), SUITE)
    }

    fn conclure(&mut self, issue: Result<Identite, AuthRefusee>) -> Replique {
        match issue {
            Ok(identite) => {
                let boite = identite.boite.clone();
                self.identite = Some(identite);
                self.admettre(235, &format!("2.7.0 Boite {boite}"))
            }
            Err(e) if e.passagere() => e.dire(self.refuser(454, &format!("4.7.0 {}", auth::ascii(&e.to_string())))),
            Err(e @ AuthRefusee::Forme) => self.refuser(501, &format!("5.5.2 {e}")),
            Err(e) => self.refuser(535, &format!("5.7.8 {}", auth::ascii(&e.to_string()))),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_reply_keeps_its_letters() {
        assert_eq!(
            crate::auth::ascii("ce n’est pas un JWT signé : « À l'œuvre »"),
            "ce n'est pas un JWT signe : \" A l'oeuvre \""
        );
    }

    #[test]
    fn what_is_secret_is_all_that_comes_after_the_mechanism() {
        let secret = |ligne: &str| super::secret(ligne.as_bytes()).map(|r| ligne[r].to_owned());
        assert_eq!(secret("AUTH XOAUTH2 dXNlcj1h").as_deref(), Some("dXNlcj1h"));
        assert_eq!(secret("auth  plain  YQ== YQ").as_deref(), Some("YQ== YQ"));
        assert_eq!(secret("AUTH XOAUTH2"), None);
        assert_eq!(secret("MAIL FROM:<a@b.fr>"), None);
        assert_eq!(secret(""), None);
    }
}
