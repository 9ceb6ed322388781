//! Reading the white list elsewhere: now and then, recorded, the last good one kept.

use std::time::Duration;

use bytes::Bytes;
use segur_kit::{Contexte, Morceau, Registre, client_du_banc};
use segur_mail::liste_blanche::{ListeBlanche, OCTETS_MAX};
use segur_mail::mssante::operations::RELAIS_LISTE;
use segur_model::Exchange;
use segur_model::francais::cause;
use std::sync::Arc;

use crate::service::Operateur;

/// How long the list has to come.
const DELAI: Duration = Duration::from_secs(30);
/// Before it is asked for again, when it could not be had.
const ENCORE: Duration = Duration::from_secs(60);

/// Keeps the list of the settings up to date; never ends. Nothing is to be done when the operator applies its own.
pub(super) async fn tenir_a_jour(operateur: &Operateur, ctx: &Contexte, registre: &Registre) {
    let Some(adresse) = &operateur.reglage.liste_blanche else {
        return std::future::pending().await;
    };
    loop {
        retrouver(operateur, ctx).await;
        let bonne = relire(operateur, ctx, registre, adresse).await;
        let periode = Duration::from_secs(u64::from(operateur.reglage.relais.liste_s.max(1)));
        tokio::time::sleep(if bonne { periode } else { ENCORE.min(periode) }).await;
    }
}

/// The last good list, as the espace kept it: after a restart, and after a reset, which forgets it.
async fn retrouver(operateur: &Operateur, ctx: &Contexte) {
    let etats = &operateur.relais.etats;
    let gardee = etats.avec(&ctx.espace, |e| if e.liste.is_none() { e.gardee.clone() } else { None });
    let Some(ou) = gardee else { return };
    if let Some(liste) = ctx.lire(&ou).await.ok().and_then(|octets| ListeBlanche::lire(&octets).ok()) {
        etats.avec(&ctx.espace, |e| e.liste.get_or_insert_with(|| Arc::new(liste)).clone());
    }
}

/// Reads it once: an exchange. Whether it is good.
async fn relire(operateur: &Operateur, ctx: &Contexte, registre: &Registre, adresse: &str) -> bool {
    let mut echange = registre.echange("mssante", RELAIS_LISTE);
    echange.requete.ligne = format!("GET {adresse} HTTP/1.1");
    let lue = match telecharger(ctx, adresse, &mut echange).await {
        Ok(octets) => octets,
        Err(raison) => {
            echange.echec = Some(raison);
            registre.inscrire(echange, Bytes::new(), Bytes::new()).await;
            return false;
        }
    };
    match ListeBlanche::lire(&lue) {
        Ok(liste) => {
            let effet = operateur.relais.etats.garder_liste(&ctx.espace, Morceau::entier(&lue), liste);
            registre.inscrire_avec(echange, Bytes::new(), lue, effet).await.is_ok()
        }
        Err(refus) => {
            echange.echec = Some(refus.to_string());
            registre.inscrire(echange, Bytes::new(), lue).await;
            false
        }
    }
}

async fn telecharger(ctx: &Contexte, adresse: &str, echange: &mut Exchange) -> Result<Bytes, String> {
    let client = client_du_banc(&ctx.igc, DELAI).map_err(|e| e.to_string())?;
    let echec = |e: reqwest::Error| {
        let cause: String = cause(&e).chars().take(200).collect();
        format!("la liste blanche ne peut être lue à {adresse} ({cause}) ; vérifiez [mssante] liste-blanche")
    };
    let mut reponse = client.get(adresse).send().await.map_err(echec)?;
    echange.pair.adresse = reponse.remote_addr().map(|a| a.to_string()).unwrap_or_default();
    echange.statut = Some(reponse.status().as_u16());
    echange.reponse.ligne = format!("{:?} {}", reponse.version(), reponse.status());
    if !reponse.status().is_success() {
        return Err(format!("la liste blanche n'est pas à {adresse} : {}", reponse.status()));
    }
    let mut octets = Vec::new();
    while let Some(morceau) = reponse.chunk().await.map_err(echec)? {
        if octets.len() + morceau.len() > OCTETS_MAX {
            return Err(format!("liste blanche de plus de {OCTETS_MAX} octets : elle n'est pas lue"));
        }
        octets.extend_from_slice(&morceau);
    }
    Ok(octets.into())
}
