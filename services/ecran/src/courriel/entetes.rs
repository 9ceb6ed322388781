//! The main headers of a mail.

use segur_mail::courriel::{Adresse, Courriel};

use super::bornes::{ADRESSES_MAX, ENTETE_MAX};
use super::couper;

/// Those that say something.
pub(super) fn principaux(lu: &Courriel) -> Vec<(&'static str, String)> {
    let un = |valeur: &Option<String>| valeur.clone().unwrap_or_default();
    let tous = [
        ("De", adresses(&lu.de)),
        ("Expéditeur", adresses(lu.expediteur.as_slice())),
        ("À", adresses(&lu.a)),
        ("Cc", adresses(&lu.cc)),
        ("Répondre à", adresses(&lu.reply_to)),
        ("Date", un(&lu.date)),
        ("Message-ID", un(&lu.message_id)),
        ("En réponse à", lu.in_reply_to.join(" ")),
        ("Accusé de lecture demandé à", adresses(&lu.mdn_demande)),
        ("X-MSS-NIL", un(&lu.nil)),
        ("X-MSS-CODECDA", lu.codecda.as_deref().unwrap_or_default().join(", ")),
        ("X-MSS-INS", un(&lu.ins)),
        ("X-MSS-MES", un(&lu.mes)),
    ];
    tous.into_iter()
        .filter(|(_, valeur)| !valeur.is_empty())
        .map(|(nom, valeur)| (nom, couper(&valeur, ENTETE_MAX).texte))
        .collect()
}

fn adresses(toutes: &[Adresse]) -> String {
    let mut dites: Vec<String> = toutes.iter().take(ADRESSES_MAX).map(adresse).collect();
    if toutes.len() > ADRESSES_MAX {
        dites.push(format!("et {} autres", toutes.len() - ADRESSES_MAX));
    }
    dites.join(", ")
}

fn adresse(a: &Adresse) -> String {
    match &a.libelle {
        Some(libelle) => format!("{libelle} <{}>", a.adresse),
        None => a.adresse.clone(),
    }
}
