//! `purge`: old exchanges taken away, of a bench that is stopped or of one that runs.

use segur_engine::controle::Controle;
use segur_kit::{Durabilite, Journal, JournalError, KitError, dire_bilan};
use segur_model::controle::{BilanPurge, DemandePurge};
use time::OffsetDateTime;

use super::espace::lire_acces;
use crate::cli::Purge;
use crate::erreur::Erreur;
use crate::grandeurs;

/// Purges.
pub async fn executer(a: Purge) -> Result<u8, Erreur> {
    let avant = grandeurs::instant(&a.avant, OffsetDateTime::now_utc()).map_err(|e| Erreur::dit(format!("--avant {e}")))?;
    let demande = DemandePurge {
        avant,
        a_blanc: a.a_blanc,
        liberer: a.liberer.clone(),
    };
    if !a.data.join("espaces").is_dir() {
        return Err(Erreur::dit(format!(
            "{} ne tient pas le journal d'un banc : donnez par --data le dossier de « serve --data »",
            a.data.display()
        )));
    }
    // Who holds the folder is asked; where nobody does, it is ours.
    let bilans = match Journal::ouvrir(Some(&a.data), Durabilite::Normale) {
        Ok(journal) => arrete(&journal, &a, &demande).await?,
        Err(JournalError::Verrouille(_)) => {
            let controle = Controle::de(lire_acces(&a.data.join("banc.json"))?, "defaut")?;
            controle.purger(a.espace.as_deref(), &demande).await?
        }
        Err(e) => return Err(KitError::from(e).into()),
    };
    montrer(&bilans, &a);
    Ok(0)
}

/// The journal of a bench that is stopped.
async fn arrete(journal: &Journal, a: &Purge, demande: &DemandePurge) -> Result<Vec<BilanPurge>, Erreur> {
    let espaces = a.espace.clone().map_or_else(|| journal.espaces(), |e| vec![e]);
    let pourquoi = format!("« segur-bench purge --avant {} »", a.avant);
    let mut bilans = Vec::new();
    for espace in espaces {
        let bilan = journal.purger(&espace, demande, &pourquoi, true).await;
        bilans.push(bilan.map_err(KitError::from)?);
    }
    Ok(bilans)
}

fn montrer(bilans: &[BilanPurge], a: &Purge) {
    for b in bilans {
        dire!("espace {} : {}", b.espace, dire_bilan(b, a.a_blanc));
    }
    let mut tiennent: Vec<&String> = bilans.iter().flat_map(|b| b.tenus.keys()).collect();
    tiennent.sort_unstable();
    tiennent.dedup();
    if let Some(campagne) = tiennent.first() {
        segur_model::avertir!(
            "Une campagne tient ses échanges, même finie. Pour les ôter aussi : --liberer {campagne} (son dossier de campagne en garde sa propre copie)"
        );
    }
}
