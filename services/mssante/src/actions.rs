//! What the operator, its other users and the citizens do, when a scenario or a person says so.

use std::sync::Arc;

use segur_kit::{ActionRefusee, Contexte};
use segur_mail::courriel::Courriel;
use segur_mail::liste_blanche::Variante;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::adresses;
use crate::courrier::{self, Boite, Corps, Reglee};
use crate::service::Operateur;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeBoite {
    boite: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeVider {
    boite: String,
    #[serde(default)]
    message: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeQuota {
    boite: String,
    octets: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeSessions {
    #[serde(default)]
    boite: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeListe {
    variante: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DUsager {
    patient: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeLUsager {
    patient: Value,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    texte: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeLecture {
    boite: String,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    erreur: Option<String>,
}

/// Does it.
///
/// # Errors
/// [`ActionRefusee`].
pub(crate) async fn faire(operateur: &Arc<Operateur>, ctx: &Contexte, action: &str, parametres: Value) -> Result<Value, ActionRefusee> {
    match action {
        "fermer" | "ouvrir" => {
            let DeBoite { boite } = lire(parametres)?;
            let boite = operateur.designee(ctx, &boite)?;
            let ouverte = action == "ouvrir";
            regler(operateur, ctx, &boite, |r| r.ouverte = Some(ouverte)).await?;
            if !ouverte {
                operateur.seances.fermer(&ctx.espace, Some(boite.adresse.clone()));
            }
            Ok(json!({ "boite": boite.adresse }))
        }
        "quota" => {
            let DeQuota { boite, octets } = lire(parametres)?;
            let boite = operateur.designee(ctx, &boite)?;
            regler(operateur, ctx, &boite, |r| r.quota = Some(octets)).await?;
            Ok(json!({ "boite": boite.adresse, "octets": octets }))
        }
        "fermer-sessions" => {
            let DeSessions { boite } = lire(parametres)?;
            let boite = boite.map(|b| operateur.designee(ctx, &b)).transpose()?;
            operateur.seances.fermer(&ctx.espace, boite.map(|b| b.adresse.clone()));
            Ok(json!({}))
        }
        "usager-ouvrir" | "usager-fermer" => {
            let DUsager { patient } = lire(parametres)?;
            let boite = usager(operateur, ctx, &patient)?;
            let ouverte = action == "usager-ouvrir";
            regler(operateur, ctx, &boite, |r| r.ouverte = Some(ouverte)).await?;
            Ok(json!({ "boite": boite.adresse }))
        }
        "liste-blanche" => {
            let DeListe { variante } = lire(parametres)?;
            let lue = Variante::de_mot(&variante).ok_or_else(|| {
                let connues: Vec<&str> = Variante::TOUTES.iter().map(|v| v.mot()).collect();
                ActionRefusee::Parametres(format!("variante « {variante} » inconnue : donnez l'une de {}", connues.join(", ")))
            })?;
            Ok(operateur.changer_liste(ctx, lue))
        }
        "usager-lire" | "usager-repondre" | "usager-terminer" => {
            let DeLUsager { patient, message, texte } = lire(parametres)?;
            let boite = usager(operateur, ctx, &patient)?;
            if !boite.lire(|e| e.reglee.ouverte.unwrap_or(true)) {
                return Err(ActionRefusee::Impossible(format!("la messagerie {} est fermée", boite.adresse)));
            }
            let message = message.as_deref();
            match action {
                "usager-lire" => operateur.lire_courriel(ctx, &boite, message, None).await,
                "usager-repondre" => operateur.repondre_de_l_usager(ctx, &boite, message, texte.as_deref()).await,
                _ => operateur.terminer(ctx, &boite, message).await,
            }
        }
        "lire" => {
            let DeLecture { boite, message, erreur } = lire(parametres)?;
            let boite = operateur.designee(ctx, &boite)?;
            operateur.lire_courriel(ctx, &boite, message.as_deref(), erreur.as_deref()).await
        }
        "vider" => {
            let DeVider { boite, message } = lire(parametres)?;
            let boite = operateur.designee(ctx, &boite)?;
            let otes = vider(operateur, ctx, &boite, message.as_deref()).await?;
            Ok(json!({ "boite": boite.adresse, "otes": otes }))
        }
        "recevoir" => operateur.recevoir(ctx, lire(parametres)?).await,
        autre => Err(ActionRefusee::Inconnue(format!(
            "MSSanté n'a pas d'action « {autre} » : voir « segur-bench vocabulaire »"
        ))),
    }
}

/// The mailbox of a citizen: a patient as scenarios give it, its fiche, its matricule or its address.
fn usager(operateur: &Operateur, ctx: &Contexte, patient: &Value) -> Result<Arc<Boite>, ActionRefusee> {
    let champ = |nom: &str| patient.get(nom).and_then(Value::as_str);
    let dit = patient
        .as_str()
        .or_else(|| champ("fiche"))
        .or_else(|| champ("ins"))
        .unwrap_or_default();
    let monde = &ctx.monde;
    let matricule = dit.split('@').next().unwrap_or_default();
    let trouve = monde.patients.get(dit).or_else(|| adresses::usager(monde, matricule));
    let adresse = trouve.and_then(adresses::adresse_usager).ok_or_else(|| {
        ActionRefusee::Parametres(format!(
            "« {} » n'est pas un patient du monde qui ait un matricule INS : donnez sa fiche, son matricule ou son adresse",
            dit.chars().take(60).collect::<String>()
        ))
    })?;
    Ok(operateur.boite(ctx, &adresse))
}

/// Takes away the mails of a mailbox, or the one that has this Message-ID: how many went.
async fn vider(operateur: &Operateur, ctx: &Contexte, boite: &Arc<Boite>, message: Option<&str>) -> Result<usize, ActionRefusee> {
    let sien = |corps: &Corps| Courriel::lire(&corps.entetes).ok().and_then(|c| c.message_id);
    let mut tenue = boite.tenir().await;
    let choisis: Vec<(String, u32)> = boite.lire(|e| {
        let tous = e.dossiers.iter().flat_map(|(nom, d)| d.messages.values().map(move |m| (nom, m)));
        tous.filter(|(_, m)| message.is_none_or(|id| sien(&m.corps).as_deref() == Some(id)))
            .map(|(nom, m)| (nom.clone(), m.uid))
            .collect()
    });
    if let (Some(id), true) = (message, choisis.is_empty()) {
        let id: String = id.chars().take(100).collect();
        return Err(ActionRefusee::Impossible(format!("{} n'a pas de courriel « {id} »", boite.adresse)));
    }
    let otes = choisis.iter().filter(|(dossier, uid)| tenue.expulser(dossier, *uid)).count();
    let epoque = operateur.courriers.de(&ctx.espace).epoque();
    if let Some(effet) = courrier::effet(epoque, [tenue]) {
        ctx.changer(effet).await?;
    }
    Ok(otes)
}

async fn regler(operateur: &Operateur, ctx: &Contexte, boite: &Arc<Boite>, changer: impl FnOnce(&mut Reglee)) -> Result<(), ActionRefusee> {
    let mut tenue = boite.tenir().await;
    tenue.regler(changer);
    let epoque = operateur.courriers.de(&ctx.espace).epoque();
    match courrier::effet(epoque, [tenue]) {
        Some(effet) => Ok(ctx.changer(effet).await?),
        None => Ok(()),
    }
}

pub(crate) fn lire<T: DeserializeOwned>(parametres: Value) -> Result<T, ActionRefusee> {
    serde_json::from_value(parametres)
        .map_err(|e| ActionRefusee::Parametres(format!("paramètres refusés : {}", segur_model::francais::json(&e))))
}
