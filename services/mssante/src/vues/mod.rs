//! What a person and tests look at: mailboxes, mails, what they carry, and the sessions that brought them. Nothing here changes anything;
//! the page of the bench is made of it.

mod apercu;
mod boites;
mod courriel;
mod demande;
mod formes;
mod lieux;
mod messages;
mod pieces;
mod session;

use std::sync::Arc;

use segur_kit::{ActionRefusee, Contexte, Reponse, parametres_connus};
use serde::Serialize;

pub(crate) use apercu::Apercus;

use crate::service::Operateur;
use demande::{Chemin, Parametres};

/// Answers a view.
///
/// # Errors
/// [`ActionRefusee`].
pub(crate) async fn montrer(
    operateur: &Arc<Operateur>,
    ctx: &Contexte,
    chemin: &str,
    parametres: &[(String, String)],
) -> Result<Reponse, ActionRefusee> {
    let p = Parametres(parametres);
    let connus = |noms: &[&str]| parametres_connus(parametres, noms);
    match Chemin::lire(chemin)? {
        Chemin::Boites => {
            connus(&[])?;
            json(&boites::toutes(operateur, ctx))
        }
        Chemin::Messages => {
            connus(&["boite", "dossier", "recherche", "depuis", "avant", "limite"])?;
            let choix = messages::Choix::lire(operateur, ctx, &p)?;
            json(&messages::lister(operateur, ctx, &choix).await?)
        }
        Chemin::Attendre => {
            connus(&["boite", "dossier", "recherche", "depuis", "delai", "nombre"])?;
            let choix = messages::Choix::lire(operateur, ctx, &p)?;
            match messages::attendre(operateur, ctx, choix, p.delai()?, p.nombre("nombre", 1, messages::LIMITE_MAX)?).await? {
                Some(venus) => json(&venus),
                None => Ok(Reponse::nouvelle(204, "", "")),
            }
        }
        Chemin::Session(nom) => {
            connus(&["forme"])?;
            session::montrer(ctx, &nom, p.valeur("forme")).await
        }
        Chemin::Message { boite, dossier, uid, quoi } => {
            connus(&[])?;
            let message = messages::un(operateur, ctx, &boite, &dossier, uid)?;
            pieces::montrer(operateur, ctx, &message, quoi).await
        }
    }
}

fn json(valeur: &impl Serialize) -> Result<Reponse, ActionRefusee> {
    let octets = serde_json::to_vec(valeur).map_err(|e| ActionRefusee::Impossible(format!("réponse impossible à écrire : {e}")))?;
    Ok(Reponse::nouvelle(200, "application/json", octets))
}
