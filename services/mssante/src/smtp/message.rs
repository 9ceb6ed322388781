//! The mail, at the end of `DATA`.

use bytes::Bytes;
use segur_kit::{Commande as Recue, Contexte, Morceau, Replique};

use super::{Face, LIGNE, Smtp, dire};
use crate::lecture;
use crate::remise::Depot;

/// What ends the data: the dot, and its line end.
const FIN: usize = b".\r\n".len();

impl Smtp {
    pub(super) async fn message(&mut self, ctx: &Contexte, c: &Recue) -> Replique {
        let Some((enveloppe, rappel)) = self.prendre() else {
            return self.refuser(503, "5.5.1 MAIL FROM d'abord");
        };
        let refus = if let Some(taille) = c.trame.exces {
            Some((552, format!("5.3.4 {taille} octets : trop grand pour cet operateur")))
        } else if c.trame.lf_nus > 0 {
            // Who takes a bare LF for a line end lets one mail hide in another (RFC 5321, 2.3.8; « SMTP smuggling », 2023).
            Some((
                550,
                format!("5.5.2 {} fins de ligne sans CR : ce n'est pas un courriel", c.trame.lf_nus),
            ))
        } else if cr_nu(&c.trame.contenu) {
            Some((550, "5.5.2 Un CR seul : ce n'est pas un courriel".to_owned()))
        } else {
            None
        };
        if let Some((code, texte)) = refus {
            return Replique {
                rappel,
                ..self.refuser(code, &texte)
            };
        }
        let entier: Bytes = [&rappel[..], &c.trame.brut].concat().into();
        let (octets, a_part) = placer(&rappel, &entier, &c.trame.contenu, &c.trame.brut);
        let depot = Depot {
            expediteur: &enveloppe.expediteur,
            admis: &enveloppe.admis,
            courriel: c.trame.contenu.clone(),
            octets,
            a_part,
            recu: c.instant,
            rang: c.rang,
            de: self.provenance(c),
        };
        let operateur = self.operateur.clone();
        let (code, texte, effet) = match operateur.remettre(ctx, depot).await {
            Ok(remise) => (250, format!("2.0.0 Garde sous {}", remise.nom), remise.effet),
            Err(refus) => (refus.code, refus.texte, None),
        };
        self.fautes = 0;
        let mut replique = dire(code, &texte, LIGNE);
        let lu = lecture::du_message(ctx, c, entier, &replique.octets);
        replique.faits = lu.faits;
        replique.findings = lu.constats;
        Replique { effet, rappel, ..replique }
    }

    /// Who hands the mail over, as `Received` says it (RFC 5321, 4.4).
    fn provenance(&self, c: &Recue) -> String {
        let helo: String = self
            .helo
            .iter()
            .flat_map(|h| h.chars())
            .filter(char::is_ascii_graphic)
            .take(100)
            .collect();
        let adresse = &c.pair.adresse;
        let comment = match (self.face, &self.identite) {
            (Face::Soumission, Some(_)) => "ESMTPSA",
            _ => "ESMTPS",
        };
        format!("from {helo} ([{adresse}]) by {} with {comment}", self.operateur.reglage.nom)
    }
}

/// Where the mail is in what the journal keeps: as it came, unless dots were doubled in it.
fn placer(rappel: &[u8], entier: &[u8], contenu: &Bytes, brut: &[u8]) -> (Morceau, Option<Bytes>) {
    if contenu.len() + FIN == brut.len() {
        let morceau = Morceau {
            debut: rappel.len() as u64,
            longueur: contenu.len() as u64,
            ..Morceau::entier(entier)
        };
        return (morceau, None);
    }
    (Morceau::entier(contenu), Some(contenu.clone()))
}

/// Whether a CR stands without its LF.
fn cr_nu(octets: &[u8]) -> bool {
    octets
        .iter()
        .enumerate()
        .any(|(i, o)| *o == b'\r' && octets.get(i + 1) != Some(&b'\n'))
}
