//! The envelope: `MAIL`, `RCPT`, `DATA`.

use bytes::{Bytes, BytesMut};
use segur_kit::{Cadre, Commande as Recue, Contexte, Replique, Suite};
use segur_smtp::{Destinataire, Expediteur};

use super::{Face, Smtp, dire};
use crate::adresses::{Lieu, situer};
use crate::auth;
use crate::courrier::QUOTA;

/// Most recipients of a mail (RFC 5321, 4.5.3.1.8, wants 100 at least).
const DESTINATAIRES_MAX: usize = 500;
/// Longest envelope that is kept with a mail, in bytes.
const RAPPEL_MAX: usize = 256 * 1024;

/// To whom a mail goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cible {
    /// A mailbox of the operator, by its first address.
    Boite(String),
    /// A citizen, or nobody: Mon espace santé says it later.
    Usager(String),
    /// A mailbox of another operator.
    Ailleurs,
}

/// One that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Admis {
    pub dit: Destinataire,
    pub cible: Cible,
}

/// An envelope that is being made.
#[derive(Debug, Clone)]
pub(crate) struct Enveloppe {
    pub expediteur: Expediteur,
    pub admis: Vec<Admis>,
    /// The lines that said it, as received.
    pub rappel: BytesMut,
}

impl Smtp {
    pub(super) fn mail(&mut self, ctx: &Contexte, c: &Recue, expediteur: Expediteur) -> Replique {
        if self.enveloppe.is_some() {
            return self.refuser(503, "5.5.1 Un envoi est deja commence");
        }
        if let Some(taille) = expediteur.taille.filter(|t| *t > self.operateur.reglage.taille as u64) {
            return self.refuser(552, &format!("5.3.4 {taille} octets annonces : trop grand pour cet operateur"));
        }
        if expediteur.utf8 {
            return self.refuser(555, "5.6.7 SMTPUTF8 n'est pas offert");
        }
        let refus = match self.face {
            Face::Soumission => self.soumettre(ctx, c, &expediteur).map_err(|(code, texte)| (code, texte, None)),
            Face::Relais => {
                let domaine = expediteur.adresse.as_ref().map(segur_smtp::Adresse::domaine);
                let refus = self.operateur.relayer_de(ctx, &c.pair, domaine);
                refus.map_err(|r| (r.code, r.texte, r.constat))
            }
        };
        if let Err((code, texte, constat)) = refus {
            return Replique {
                refus: constat.as_ref().map(|f| f.rule.clone()),
                findings: constat.into_iter().map(|f| *f).collect(),
                ..self.refuser(code, &texte)
            };
        }
        let mut rappel = BytesMut::new();
        rappel.extend_from_slice(&c.trame.brut);
        self.enveloppe = Some(Enveloppe {
            expediteur,
            admis: Vec::new(),
            rappel,
        });
        self.admettre(250, "2.1.0 Expediteur admis")
    }

    /// Who submits is authenticated, and writes from an address of its mailbox.
    fn soumettre(&mut self, ctx: &Contexte, c: &Recue, expediteur: &Expediteur) -> Result<(), (u16, String)> {
        if self.identite.is_none() && c.pair.certificat.is_some() {
            // A machine mailbox is opened by the certificate of the connection, without AUTH.
            let boite = expediteur.adresse.as_ref().map(segur_smtp::Adresse::cle);
            if let Ok(i) = self.operateur.ouvrir_par_certificat(ctx, &c.pair, boite.as_deref()) {
                self.identite = Some(i);
            }
        }
        let identite = self.identite.as_ref().ok_or((530, "5.7.0 Authentifiez-vous d'abord".to_owned()))?;
        if identite.fin.is_some_and(|fin| fin <= c.instant.unix_timestamp()) {
            return Err((
                535,
                format!("5.7.8 {}", auth::AuthRefusee::Jeton(segur_oidc::jeton::JetonRefuse::Expire)).replace('é', "e"),
            ));
        }
        match &expediteur.adresse {
            Some(a) if !identite.adresses.contains(&a.cle()) => {
                Err((553, format!("5.7.1 La boite {} n'ecrit pas au nom de {a}", identite.boite)))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn rcpt(&mut self, ctx: &Contexte, c: &Recue, dit: Destinataire) -> Replique {
        let Some(enveloppe) = &self.enveloppe else {
            return self.refuser(503, "5.5.1 MAIL FROM d'abord");
        };
        if enveloppe.admis.len() >= DESTINATAIRES_MAX || enveloppe.rappel.len() + c.trame.brut.len() > RAPPEL_MAX {
            return self.refuser(452, "4.5.3 Trop de destinataires");
        }
        let cle = dit.adresse.cle();
        let cible = match situer(&ctx.monde, &self.operateur.reglage, &cle) {
            Lieu::Boite(boite) => {
                let adresse = boite.adresse.to_ascii_lowercase();
                let (ouverte, pris, place) = {
                    let b = self.operateur.boite(ctx, &adresse);
                    b.lire(|e| (e.reglee.ouverte.unwrap_or(true), e.octets, e.reglee.quota.unwrap_or(QUOTA)))
                };
                if !ouverte {
                    return self.refuser(550, &format!("5.2.1 La boite {} est fermee", dit.adresse));
                }
                if pris + enveloppe.expediteur.taille.unwrap_or(0) > place {
                    return self.refuser(452, &format!("4.2.2 La boite {} est pleine", dit.adresse));
                }
                Cible::Boite(adresse)
            }
            Lieu::Inconnue => return self.refuser(550, &format!("5.1.1 La boite {} n'existe pas", dit.adresse)),
            Lieu::Usager(_) | Lieu::UsagerInconnu => Cible::Usager(cle),
            Lieu::Ailleurs if self.face == Face::Relais => {
                return self.refuser(550, &format!("5.7.1 Cet operateur ne relaie pas vers {}", dit.adresse.domaine()));
            }
            Lieu::Ailleurs => match self.operateur.destination(ctx, dit.adresse.domaine()) {
                Ok(()) => Cible::Ailleurs,
                Err((code, texte)) => return self.refuser(code, &texte),
            },
        };
        if let Some(e) = &mut self.enveloppe {
            e.rappel.extend_from_slice(&c.trame.brut);
            e.admis.push(Admis { dit, cible });
        }
        self.admettre(250, "2.1.5 Destinataire admis")
    }

    pub(super) fn data(&mut self, c: &Recue) -> Replique {
        let taille = self.operateur.reglage.taille;
        match &mut self.enveloppe {
            None => self.refuser(503, "5.5.1 MAIL FROM d'abord"),
            Some(e) if e.admis.is_empty() => self.refuser(554, "5.5.1 Aucun destinataire admis"),
            Some(e) => {
                e.rappel.extend_from_slice(&c.trame.brut);
                dire(
                    354,
                    "Finissez par une ligne qui n'a qu'un point",
                    Suite::Lire(Cadre::Donnees(taille)),
                )
            }
        }
    }

    /// The lines that said the envelope, which is no more.
    pub(super) fn prendre(&mut self) -> Option<(Enveloppe, Bytes)> {
        let e = self.enveloppe.take()?;
        let rappel = e.rappel.clone().freeze();
        Some((e, rappel))
    }
}
