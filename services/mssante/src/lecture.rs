//! What the dialect reads of an exchange, from the bytes that the journal keeps.

use bytes::Bytes;
use segur_dialecte::{Connu, Source};
use segur_kit::{Commande, Contexte};
use segur_mail::mssante::DIALECTE;
use segur_model::{Faits, Finding};

/// Facts and findings.
#[derive(Default)]
pub(crate) struct Lu {
    pub faits: Faits,
    pub constats: Vec<Finding>,
}

/// Of the exchange that brings a mail.
pub(crate) fn du_message(ctx: &Contexte, c: &Commande, requete: Bytes, reponse: &Bytes) -> Lu {
    let mut e = c.echange("mssante", "mssante.message");
    e.statut = std::str::from_utf8(reponse).ok().and_then(|r| r.get(..3)?.parse().ok());
    let Some(lu) = DIALECTE.lire(&Source::echange(&e, &requete, reponse)) else {
        return Lu::default();
    };
    let connu = Connu {
        recu: c.recu,
        ..Connu::du_monde(&ctx.monde, ctx.igc.confiance(), c.instant)
    };
    Lu {
        constats: lu.constats(&connu),
        faits: lu.faits().faits.clone(),
    }
}
