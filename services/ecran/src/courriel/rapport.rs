//! What a report tells of another mail.

use segur_mail::rapport::{DestinataireDsn, Rapport};

use super::bornes::{DESTINATAIRES_MAX, ENTETE_MAX};
use super::couper;

/// Whether it tells that a mail was not delivered.
pub(super) fn echoue(rapport: &Rapport) -> bool {
    match rapport {
        Rapport::Mdn(_) => false,
        Rapport::Dsn(d) => d.destinataires.iter().any(|d| d.action.as_deref() == Some("failed")),
    }
}

/// What it says.
pub(super) fn dire(rapport: &Rapport) -> Vec<(&'static str, String)> {
    let mut dits = vec![("Courriel d'origine", rapport.original().unwrap_or_default().to_owned())];
    match rapport {
        Rapport::Mdn(m) => {
            dits.push(("Destinataire", m.final_recipient.clone().unwrap_or_default()));
            dits.push(("Disposition", m.disposition.as_ref().map(|d| d.brute.clone()).unwrap_or_default()));
            let erreur = m.erreur.as_ref().map(|e| format!("{} {}", e.code, e.libelle));
            dits.push(("Erreur d'intégration", erreur.unwrap_or_default()));
        }
        Rapport::Dsn(d) => {
            let tous = d.destinataires.iter().take(DESTINATAIRES_MAX);
            dits.extend(tous.map(|d| ("Destinataire", destinataire(d))));
            if d.destinataires.len() > DESTINATAIRES_MAX {
                dits.push(("Autres destinataires", (d.destinataires.len() - DESTINATAIRES_MAX).to_string()));
            }
            dits.push(("Envoi", d.envid.clone().unwrap_or_default()));
        }
    }
    dits.retain(|(_, valeur)| !valeur.is_empty());
    dits.into_iter()
        .map(|(nom, valeur)| (nom, couper(&valeur, ENTETE_MAX).texte))
        .collect()
}

fn destinataire(d: &DestinataireDsn) -> String {
    let dits = [&d.final_recipient, &d.action, &d.statut, &d.diagnostic];
    dits.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
}
