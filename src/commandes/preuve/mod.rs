//! `preuve`: what persons give to the proofs of a campaign, while it is played or after.

mod ajouter;
pub(crate) mod depot;
mod juger;
mod lister;
mod reperes;
mod verifier;

use time::OffsetDateTime;

use segur_engine::campagne::remises::{Evenement, noter};

use self::depot::Depot;
use crate::cli::{ActionPreuve, Preuve};
use crate::erreur::Erreur;

pub(crate) use ajouter::{Apport, JUSTIFICATION_MIN, Quoi, ajouter, lire};
pub(crate) use reperes::lire as reperes_lus;

/// Runs it.
pub fn executer(a: Preuve) -> Result<u8, Erreur> {
    let depot = Depot::ouvrir(a.action.campagne(), a.out.as_deref())?;
    match a.action {
        ActionPreuve::Ajouter(x) => ajouter::executer(&depot, &x),
        ActionPreuve::Lister(x) => lister::executer(&depot, &x),
        ActionPreuve::Retirer { numero, fichier, par, .. } => retirer(&depot, &numero, fichier.as_deref(), &par),
        ActionPreuve::Verifier { .. } => verifier::executer(&depot),
    }
}

/// Takes a file back, or all of a proof.
fn retirer(depot: &Depot, numero: &str, fichier: Option<&str>, par: &str) -> Result<u8, Erreur> {
    let demandee = depot.preuve(numero)?;
    let numero = &demandee.preuve.id;
    let remises = depot.remises()?;
    let siens = remises.fichiers.get(numero).map(Vec::as_slice).unwrap_or_default();
    let voulu = match fichier {
        None => None,
        Some(f) => {
            let trouves: Vec<_> = siens
                .iter()
                .filter(|r| r.donnee.nom == f || f.len() >= 8 && r.octets.empreinte.starts_with(f))
                .collect();
            match trouves.as_slice() {
                [un] => Some(un.octets.empreinte.clone()),
                autres => {
                    let noms: Vec<String> = siens
                        .iter()
                        .map(|r| format!("« {} » ({})", r.donnee.nom, depot::court(&r.octets)))
                        .collect();
                    let dit = if autres.is_empty() {
                        "n'est pas donné pour"
                    } else {
                        "est là plusieurs fois pour"
                    };
                    return Err(Erreur::dit(format!(
                        "« {f} » {dit} {numero}. Fichiers donnés : {}. Nommez-en un, ou donnez le début de son empreinte",
                        if noms.is_empty() { "aucun".to_owned() } else { noms.join(", ") }
                    )));
                }
            }
        }
    };
    if siens.is_empty() && !remises.sans_objet.contains_key(numero) {
        return Err(Erreur::dit(format!("rien n'a été donné pour {numero} : rien à retirer")));
    }
    noter::<Erreur>(
        &depot.campagne,
        Evenement::Retiree {
            preuve: numero.clone(),
            empreinte: voulu,
            par: par.to_owned(),
            le: OffsetDateTime::now_utc(),
        },
        |_| Ok(()),
    )?;
    dire!("Retiré de {numero}. Le journal de la campagne en garde la trace.");
    dire!("{}", depot.etat_dit(&demandee)?);
    Ok(0)
}
