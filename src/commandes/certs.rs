//! `certs`: a fresh test PKI, or the certificates of somebody of the world.

use segur_certs::{Igc, Plan};
use segur_model::francais::suggerer_et_finir;
use time::OffsetDateTime;

use crate::cli::Certs;
use crate::erreur::Erreur;

/// Makes them.
pub async fn executer(a: &Certs) -> Result<u8, Erreur> {
    match &a.pour {
        Some(fiche) => pour(a, fiche).await,
        None => neuve(a),
    }
}

fn neuve(a: &Certs) -> Result<u8, Erreur> {
    let gardee = a.garder && std::fs::read_dir(&a.out).is_ok_and(|mut e| e.next().is_some());
    let igc = if a.garder {
        crate::banc::gardee(&a.out)?
    } else {
        let igc = Igc::creer(&Plan::embarque()?, OffsetDateTime::now_utc())?;
        igc.enregistrer(&a.out)?;
        igc
    };
    dire!(
        "IGC-Santé de test {} dans {} : {} identités, {} CRL",
        if gardee { "déjà là," } else { "écrite" },
        a.out.display(),
        igc.identites().len(),
        igc.crls().len()
    );
    Ok(0)
}

/// Issues what a structure or a professional has, by the PKI of a running bench: it trusts them at once.
async fn pour(a: &Certs, fiche: &str) -> Result<u8, Erreur> {
    let controle = super::espace::controle(&a.acces)?;
    let monde = controle.monde().await?;
    let Some(plan) = segur_certs::identites_de(&monde, fiche) else {
        let fiches = monde.structures.keys().chain(monde.professionnels.keys()).map(String::as_str);
        let voulu = suggerer_et_finir(fiche, fiches);
        return Err(Erreur::dit(format!(
            "aucune structure et aucun professionnel n'a la fiche « {fiche} »{voulu} La page du banc et « segur-bench vocabulaire » les listent."
        )));
    };
    let igc = super::espace::igc(&controle, &a.acces).await?.ok_or_else(|| {
        Erreur::dit("les clés de ce banc ne sont pas sur cette machine : donnez le banc.json de son dossier --data".to_owned())
    })?;
    let identites = igc.emettre(&plan, OffsetDateTime::now_utc())?;
    let fichiers = segur_certs::exporter_identites(&identites, &a.out, &a.mot_de_passe)?;
    for i in &identites {
        dire!("{} : {}", i.nom, i.certificat.sujet);
    }
    segur_model::avertir!(
        "{} fichiers écrits dans {} (mot de passe des PKCS#12 : {})",
        fichiers.len(),
        a.out.display(),
        a.mot_de_passe
    );
    Ok(0)
}
