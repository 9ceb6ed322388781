//! `LOGIN` and `AUTHENTICATE` (RFC 3501, 6.2; RFC 4959; RFC 7628).

use segur_imap::reponse::Etat;
use segur_kit::{Commande as Recu, Contexte, Replique, Suite};

use super::dire::Dite;
use super::{Attend, Imap, LIGNE, Ouvert};
use crate::auth::{self, AuthRefusee, Identite};

/// Where an authentication stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sasl {
    /// What the mechanism sends first is awaited.
    Initiale(String),
    /// The failure was said; the client ends it (RFC 7628, 3.2.3).
    Echec(AuthRefusee),
}

const SUITE: Suite = Suite::Poursuivre(LIGNE);

impl Imap {
    pub(super) fn login(&mut self, ctx: &Contexte, c: &Recu, etiquette: &str, nom: &str, mot_de_passe: &str) -> Replique {
        if self.operateur.reglage.mots_de_passe.is_empty() {
            return self.non(
                etiquette,
                Some("AUTHENTICATIONFAILED"),
                "Aucun mot de passe n'est pris : AUTHENTICATE, avec un jeton de Pro Sante Connect",
            );
        }
        let issue = self.operateur.ouvrir_par_mot_de_passe(ctx, nom, mot_de_passe);
        self.conclure(ctx, c, etiquette, issue)
    }

    pub(super) async fn authenticate(
        &mut self,
        ctx: &Contexte,
        c: &Recu,
        etiquette: String,
        mecanisme: &str,
        reponse: Option<Vec<u8>>,
    ) -> Replique {
        let offert = match mecanisme {
            "XOAUTH2" | "OAUTHBEARER" => true,
            "EXTERNAL" => c.pair.certificat.is_some(),
            "PLAIN" => !self.operateur.reglage.mots_de_passe.is_empty(),
            _ => false,
        };
        if !offert {
            return self.non(&etiquette, Some("CANNOT"), "Mecanisme que cet operateur n'offre pas");
        }
        match reponse {
            Some(octets) => self.verifier(ctx, c, etiquette, mecanisme, &octets).await,
            // An empty challenge: some clients read what stands there as base64.
            None => self.defier("", etiquette, Sasl::Initiale(mecanisme.to_owned())),
        }
    }

    /// What answers a challenge.
    pub(super) async fn suivre(&mut self, ctx: &Contexte, c: &Recu, etiquette: String, sasl: Sasl) -> Replique {
        let recu = c.trame.contenu.trim_ascii();
        if recu == b"*" {
            return self.mal(&etiquette, "Authentification abandonnee");
        }
        match sasl {
            Sasl::Initiale(mecanisme) => match auth::decoder(recu) {
                Ok(octets) => self.verifier(ctx, c, etiquette, &mecanisme, &octets).await,
                Err(_) => self.mal(&etiquette, "Ce n'est pas du base64"),
            },
            Sasl::Echec(pourquoi) => self.conclure(ctx, c, &etiquette, Err(pourquoi)),
        }
    }

    async fn verifier(&mut self, ctx: &Contexte, c: &Recu, etiquette: String, mecanisme: &str, octets: &[u8]) -> Replique {
        let operateur = self.operateur.clone();
        let issue = match mecanisme {
            "EXTERNAL" => {
                let boite = String::from_utf8_lossy(octets).to_ascii_lowercase();
                operateur.ouvrir_par_certificat(ctx, &c.pair, Some(&boite))
            }
            "PLAIN" => auth::clair(octets).and_then(|(qui, mot)| operateur.ouvrir_par_mot_de_passe(ctx, &qui, &mot)),
            _ => {
                let issue = match auth::porteur(octets, mecanisme == "OAUTHBEARER") {
                    Ok((boite, jeton)) => operateur.ouvrir_par_jeton(ctx, &boite, &jeton).await,
                    Err(e) => Err(e),
                };
                match issue {
                    Err(e) if !e.passagere() => return self.defier(&auth::defi_d_echec(), etiquette, Sasl::Echec(e)),
                    issue => issue,
                }
            }
        };
        self.conclure(ctx, c, &etiquette, issue)
    }

    fn defier(&mut self, defi: &str, etiquette: String, sasl: Sasl) -> Replique {
        self.attend = Attend::Sasl(etiquette, sasl);
        Replique::nouvelle(format!("+ {defi}\r\n"), SUITE)
    }

    fn conclure(&mut self, ctx: &Contexte, c: &Recu, etiquette: &str, issue: Result<Identite, AuthRefusee>) -> Replique {
        match issue {
            Ok(identite) => {
                let boite = self.operateur.boite(ctx, &identite.boite);
                let dit = format!("Boite {} ouverte", identite.boite);
                self.ouvert = Some(Ouvert {
                    change: boite.suivre(),
                    boite,
                    identite,
                    vue: None,
                    memoire: Vec::new(),
                });
                let code = format!("CAPABILITY {}", self.capacites(c));
                self.finir(Dite::nouvelle(), etiquette, Etat::Ok, Some(&code), &dit, true)
            }
            Err(e @ AuthRefusee::Forme) => self.mal(etiquette, &e.to_string()),
            Err(e) => {
                let code = match &e {
                    e if e.passagere() => "UNAVAILABLE",
                    AuthRefusee::Jeton(segur_oidc::jeton::JetonRefuse::Expire) => "EXPIRED",
                    AuthRefusee::Autrui | AuthRefusee::Moyen => "AUTHORIZATIONFAILED",
                    _ => "AUTHENTICATIONFAILED",
                };
                e.dire(self.non(etiquette, Some(code), &auth::ascii(&e.to_string())))
            }
        }
    }
}
