//! A session, command by command, as the journal keeps it: its secrets are masked there.

use segur_kit::{ActionRefusee, Contexte, Reponse};
use segur_mail::mssante::Transaction;
use segur_mail::mssante::operations::MESSAGE;
use segur_model::{Direction, Exchange};
use serde::Serialize;

/// Commands of a session that are shown.
const COMMANDES_MAX: u32 = 2_000;
/// Bytes of each half of one that are shown.
const OCTETS_MAX: usize = 16 * 1024;

#[derive(Serialize)]
struct CommandeVue {
    echange: u64,
    operation: String,
    #[serde(with = "time::serde::rfc3339")]
    instant: time::OffsetDateTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    statut: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    echec: Option<String>,
    requete: String,
    reponse: String,
    ecarts: usize,
}

/// The session: JSON, or a text to keep.
pub(super) async fn montrer(ctx: &Contexte, nom: &str, forme: Option<&str>) -> Result<Reponse, ActionRefusee> {
    let echanges = ctx.session("mssante", nom, COMMANDES_MAX).await?;
    if echanges.is_empty() {
        let nom: String = nom.chars().take(100).collect();
        return Err(ActionRefusee::Inconnue(format!(
            "aucun échange de la session « {nom} » dans cet espace"
        )));
    }
    let mut commandes = Vec::new();
    for e in echanges {
        commandes.push(commande(ctx, e).await?);
    }
    match forme {
        None | Some("json") => super::json(&commandes),
        Some("texte") => Ok(Reponse::texte(200, texte(&commandes))),
        Some(_) => Err(ActionRefusee::Parametres("« forme » est json ou texte".to_owned())),
    }
}

async fn commande(ctx: &Contexte, e: Exchange) -> Result<CommandeVue, ActionRefusee> {
    let (requete, reponse) = ctx.octets(e.id).await?.unwrap_or_default();
    // The envelope was said before: the record of a message holds it again.
    let requete = match Transaction::lire(&requete).filter(|_| e.operation == MESSAGE && e.direction == Direction::CandidatVersBanc) {
        Some(t) => t.courriel,
        None => requete,
    };
    Ok(CommandeVue {
        echange: e.id,
        operation: e.operation,
        instant: e.instant,
        statut: e.statut,
        echec: e.echec,
        requete: debut(&requete),
        reponse: debut(&reponse),
        ecarts: e.findings.iter().filter(|f| f.severity == segur_model::Severity::Error).count(),
    })
}

fn debut(octets: &[u8]) -> String {
    let texte = String::from_utf8_lossy(octets.get(..OCTETS_MAX).unwrap_or(octets)).into_owned();
    if octets.len() > OCTETS_MAX {
        return format!("{texte}\n… ({} octets en tout)", octets.len());
    }
    texte
}

/// As it went: what the client said, what the bench said.
fn texte(commandes: &[CommandeVue]) -> String {
    let mut tout = String::new();
    for c in commandes {
        tout.push_str(&format!("# {} {} (échange {})\n", c.instant, c.operation, c.echange));
        for (qui, dit) in [("C", &c.requete), ("S", &c.reponse)] {
            for ligne in dit.lines() {
                tout.push_str(&format!("{qui}: {ligne}\n"));
            }
        }
        if let Some(echec) = &c.echec {
            tout.push_str(&format!("! {echec}\n"));
        }
    }
    tout
}
