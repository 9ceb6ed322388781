//! Citizens: what Mon espace santé takes, and what it sends back (mssante.md, §5: mailbox closed, patient not found, invalid address, more than
//! 25 MB).

use std::borrow::Cow;

use segur_kit::Contexte;

use crate::adresses::{Lieu, situer};
use crate::remise::Rebond;
use crate::service::Operateur;

/// Largest mail that Mon espace santé takes, in bytes.
pub(crate) const TAILLE_MAX: usize = 25 * 1024 * 1024;

/// Whether a citizen takes this mail.
pub(crate) fn accueillir(operateur: &Operateur, ctx: &Contexte, adresse: &str, courriel: &[u8]) -> Result<(), Rebond> {
    let rebond = |statut, pourquoi: &str| {
        Err(Rebond {
            statut: Cow::Borrowed(statut),
            pourquoi: pourquoi.to_owned(),
        })
    };
    let local = adresse.split('@').next().unwrap_or_default();
    // Addresses are compared in lower case; a matricule of Corsica has a letter.
    let forme = local.len() == 15 && segur_ids::cle_valide(&local.to_ascii_uppercase());
    if !forme {
        return rebond("5.1.3", "adresse invalide : ce n'est pas un matricule INS de 15 caracteres");
    }
    if !matches!(situer(&ctx.monde, &operateur.reglage, adresse), Lieu::Usager(_)) {
        return rebond("5.1.1", "patient introuvable");
    }
    if !operateur.boite(ctx, adresse).lire(|e| e.reglee.ouverte.unwrap_or(true)) {
        return rebond("5.2.1", "la messagerie de cet usager est fermee");
    }
    if courriel.len() > TAILLE_MAX {
        return rebond("5.3.4", "courriel de plus de 25 Mo");
    }
    Ok(())
}
