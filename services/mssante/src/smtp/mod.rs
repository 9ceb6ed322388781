//! A session of SMTP: submission by a product (API LPS), or relay by another operator.

mod authentifier;
mod enveloppe;
mod message;

use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use segur_kit::{Cadre, Commande as Recue, Contexte, Dialogue, Empechement, ModeTls, Replique, Suite, Trame};
use segur_smtp::{Commande, LIGNE_MAX, Mecanisme, ecrire, lire};

use crate::auth::Identite;
use crate::seances::Ecoute;
use crate::service::Operateur;
use authentifier::Sasl;
use enveloppe::Enveloppe;
pub(crate) use enveloppe::{Admis, Cible};

/// A command is awaited.
const LIGNE: Suite = Suite::Lire(Cadre::Ligne(LIGNE_MAX));
/// Commands that are refused in a row before the session ends.
const FAUTES_MAX: u32 = 20;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// A product submits.
    Soumission,
    /// Another operator relays.
    Relais,
}

/// One session.
pub(crate) struct Smtp {
    operateur: Arc<Operateur>,
    face: Face,
    ecoute: Ecoute,
    helo: Option<String>,
    identite: Option<Identite>,
    enveloppe: Option<Enveloppe>,
    attend: Attend,
    fautes: u32,
}

/// What the next frame is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Attend {
    Commande,
    /// An answer to a challenge.
    Sasl(Sasl),
    /// The mail.
    Donnees,
}

impl Smtp {
    pub fn nouveau(operateur: Arc<Operateur>, ctx: &Contexte, face: Face) -> Self {
        let ecoute = operateur.seances.suivre(&ctx.espace);
        Self {
            operateur,
            face,
            ecoute,
            helo: None,
            identite: None,
            enveloppe: None,
            attend: Attend::Commande,
            fautes: 0,
        }
    }

    /// What is offered, by the state of the connection.
    fn extensions(&self, c: &Recue) -> Vec<String> {
        let reglage = &self.operateur.reglage;
        let mut dites = vec![
            reglage.nom.clone(),
            format!("SIZE {}", reglage.taille),
            "8BITMIME".into(),
            "DSN".into(),
            "ENHANCEDSTATUSCODES".into(),
            "PIPELINING".into(),
        ];
        if !c.chiffre {
            dites.push("STARTTLS".into());
        } else if self.face == Face::Soumission {
            let mut mots = vec!["AUTH XOAUTH2 OAUTHBEARER"];
            if c.pair.certificat.is_some() {
                mots.push("EXTERNAL");
            }
            if !reglage.mots_de_passe.is_empty() {
                mots.push("PLAIN LOGIN");
            }
            dites.push(mots.join(" "));
        }
        dites
    }

    /// A command that is refused; too many in a row end the session.
    fn refuser(&mut self, code: u16, texte: &str) -> Replique {
        self.fautes += 1;
        if self.fautes >= FAUTES_MAX {
            return dire(421, "4.7.0 Trop de commandes refusees, la session se ferme", Suite::Fermer);
        }
        dire(code, texte, LIGNE)
    }

    fn admettre(&mut self, code: u16, texte: &str) -> Replique {
        self.fautes = 0;
        dire(code, texte, LIGNE)
    }

    async fn commande(&mut self, ctx: &Contexte, c: &Recue) -> Replique {
        if c.trame.exces.is_some() {
            return self.refuser(500, "5.5.2 Ligne trop longue");
        }
        let lue = match lire(&c.trame.contenu) {
            Ok(lue) => lue,
            Err(refus) => {
                let texte = refus.to_string();
                return self.refuser(refus.code(), texte.get(4..).unwrap_or_default());
            }
        };
        match lue {
            Commande::Ehlo(hote) => {
                self.saluer(hote);
                self.fautes = 0;
                let dites = self.extensions(c);
                let lignes: Vec<&str> = dites.iter().map(String::as_str).collect();
                Replique {
                    statut: Some(250),
                    ..Replique::nouvelle(ecrire(250, &lignes), LIGNE)
                }
            }
            Commande::Helo(hote) => {
                self.saluer(hote);
                let nom = self.operateur.reglage.nom.clone();
                self.admettre(250, &nom)
            }
            Commande::StartTls if c.chiffre => self.refuser(503, "5.5.1 TLS est deja en place"),
            Commande::StartTls => {
                // What was said in clear is forgotten (RFC 3207, 4.2).
                (self.helo, self.enveloppe, self.identite) = (None, None, None);
                let mode = match self.face {
                    Face::Soumission => ModeTls::MutuelFacultatif,
                    Face::Relais => ModeTls::Mutuel,
                };
                let puis = Cadre::Ligne(LIGNE_MAX);
                dire(220, "2.0.0 Commencez TLS", Suite::Tls { mode, puis })
            }
            Commande::Quit => dire(221, "2.0.0 Au revoir", Suite::Fermer),
            Commande::Noop => self.admettre(250, "2.0.0 Rien"),
            Commande::Rset => {
                self.enveloppe = None;
                self.admettre(250, "2.0.0 Oublie")
            }
            Commande::Help => self.admettre(214, "2.0.0 RFC 5321, 3207, 4954, 3461 : docs/mssante.md"),
            Commande::Vrfy => self.admettre(252, "2.5.2 Envoyez, et vous saurez"),
            Commande::Autre(_) => self.refuser(502, "5.5.1 Commande que cet operateur n'offre pas"),
            Commande::Auth { mecanisme, initiale } => self.auth(ctx, c, mecanisme, initiale).await,
            Commande::Mail(_) | Commande::Rcpt(_) | Commande::Data if !c.chiffre => self.refuser(530, "5.7.0 Demandez d'abord STARTTLS"),
            Commande::Mail(_) if self.helo.is_none() => self.refuser(503, "5.5.1 Saluez d'abord (EHLO)"),
            Commande::Mail(expediteur) => self.mail(ctx, c, expediteur),
            Commande::Rcpt(destinataire) => self.rcpt(ctx, c, destinataire),
            Commande::Data => self.data(c),
        }
    }

    fn saluer(&mut self, hote: String) {
        self.helo = Some(hote);
        self.enveloppe = None;
    }

    async fn auth(&mut self, ctx: &Contexte, c: &Recue, mecanisme: Mecanisme, initiale: Option<String>) -> Replique {
        if self.face == Face::Relais {
            return self.refuser(502, "5.5.1 Entre operateurs, c'est le certificat qui authentifie");
        }
        if !c.chiffre {
            return self.refuser(538, "5.7.11 Demandez d'abord STARTTLS");
        }
        if self.helo.is_none() || self.enveloppe.is_some() {
            return self.refuser(503, "5.5.1 AUTH vient apres EHLO, hors d'un envoi");
        }
        if self.identite.is_some() {
            return self.refuser(503, "5.5.1 Vous etes deja authentifie");
        }
        self.commencer(ctx, c, mecanisme, initiale).await
    }
}

#[async_trait]
impl Dialogue for Smtp {
    fn classer(&self, trame: &Trame) -> String {
        if trame.cadre.is_none() {
            return "mssante.smtp.accueil".to_owned();
        }
        match &self.attend {
            Attend::Donnees => "mssante.message".to_owned(),
            Attend::Sasl(_) => "mssante.smtp.auth".to_owned(),
            Attend::Commande => {
                let verbe = trame.contenu.split(|o| o.is_ascii_whitespace()).next().unwrap_or_default();
                let verbe = String::from_utf8_lossy(verbe).to_ascii_lowercase();
                let nom = match verbe.as_str() {
                    "ehlo" | "helo" => "ehlo",
                    v @ ("starttls" | "auth" | "mail" | "rcpt" | "data" | "rset" | "noop" | "quit") => v,
                    "vrfy" | "expn" => "vrfy",
                    _ => "autre",
                };
                format!("mssante.smtp.{nom}")
            }
        }
    }

    fn secret(&self, trame: &Trame) -> Option<Range<usize>> {
        match self.attend {
            Attend::Sasl(_) => Some(0..trame.contenu.len()),
            Attend::Donnees => None,
            Attend::Commande => authentifier::secret(&trame.contenu),
        }
    }

    async fn repondre(&mut self, ctx: &Contexte, c: Recue) -> Replique {
        if c.trame.cadre.is_none() {
            if let Some(panne) = &c.panne {
                return panne_dite(panne, Suite::Fermer);
            }
            let nom = &self.operateur.reglage.nom;
            return dire(220, &format!("{nom} ESMTP operateur MSSante simule (segur-bench)"), LIGNE);
        }
        let attend = std::mem::replace(&mut self.attend, Attend::Commande);
        if let Some(panne) = &c.panne {
            if attend == Attend::Donnees {
                self.enveloppe = None;
            }
            return panne_dite(panne, LIGNE);
        }
        let boite = self.identite.as_ref().map(|i| i.boite.as_str());
        let mut replique = match attend {
            _ if self.ecoute.est_fermee(boite) => fermee(),
            Attend::Donnees => self.message(ctx, &c).await,
            Attend::Sasl(sasl) => self.suivre(ctx, &c, sasl).await,
            Attend::Commande => self.commande(ctx, &c).await,
        };
        if replique.octets.starts_with(b"354") {
            self.attend = Attend::Donnees;
        }
        if let Some(identite) = &self.identite {
            replique = replique.fait("boite", identite.boite.clone()).fait("moyen", identite.moyen.mot());
        }
        replique
    }

    async fn annoncer(&mut self, _: &Contexte) -> Replique {
        let boite = self.identite.as_ref().map(|i| i.boite.clone());
        self.ecoute.fermee(boite.as_deref()).await;
        fermee()
    }

    fn congedier(&self, cause: &Empechement) -> Bytes {
        Bytes::from_static(match cause {
            Empechement::Complet => b"421 4.7.0 Trop de sessions ouvertes\r\n",
            Empechement::Inactif => b"421 4.4.2 Trop long silence\r\n",
            Empechement::Arret => b"421 4.3.2 L'operateur s'arrete\r\n",
            Empechement::Illisible => b"500 5.5.2 Illisible\r\n",
            Empechement::NonEcrit => b"451 4.3.0 Rien n'a ete garde\r\n",
            Empechement::Defaillance => b"421 4.3.0 Defaillance\r\n",
        })
    }
}

/// An answer of one line.
fn dire(code: u16, texte: &str, suite: Suite) -> Replique {
    Replique {
        statut: Some(code),
        ..Replique::nouvelle(ecrire(code, &[texte]), suite)
    }
}

/// A fault that was asked for: a number, or a word of ours.
fn panne_dite(panne: &str, suite: Suite) -> Replique {
    match panne.parse::<u16>() {
        Ok(code) if (400..500).contains(&code) => dire(code, "4.3.0 Panne demandee", if code == 421 { Suite::Fermer } else { suite }),
        Ok(code) => dire(code, "5.3.0 Panne demandee", suite),
        Err(_) => dire(451, &format!("4.3.0 Panne demandee : {panne}"), suite),
    }
}

/// What is said to a session that the operator closed.
fn fermee() -> Replique {
    dire(421, "4.3.2 L'operateur ferme la session", Suite::Fermer)
}
