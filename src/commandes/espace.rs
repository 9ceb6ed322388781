//! `espace` and `sante`: a running bench, through its control plane.

use std::path::Path;

use segur_certs::Igc;
use segur_engine::controle::Controle;
use segur_model::controle::AccesBanc;

use crate::cli::{self, ActionEspace, Espace};
use crate::erreur::Erreur;

/// Reads `banc.json`.
pub fn lire_acces(chemin: &Path) -> Result<AccesBanc, Erreur> {
    let texte = std::fs::read_to_string(chemin).map_err(|e| {
        if e.kind() == std::io::ErrorKind::PermissionDenied {
            return Erreur::dit(format!(
                "{} : accès refusé. Ce banc est à quelqu'un d'autre ; prenez un --data à vous, ou demandez-lui l'accès.",
                chemin.display()
            ));
        }
        Erreur::dit(format!(
            "pas de banc en marche : {} ({}). Démarrez-le avec « segur-bench serve », ou donnez son banc.json avec --banc.",
            chemin.display(),
            segur_model::francais::systeme(&e)
        ))
    })?;
    serde_json::from_str(&texte).map_err(|e| {
        Erreur::dit(format!(
            "{} n'est pas un accès de banc : {}",
            chemin.display(),
            segur_model::francais::json(&e)
        ))
    })
}

/// The control plane of a running bench.
pub fn controle(acces: &cli::AccesBanc) -> Result<Controle, Erreur> {
    Ok(Controle::nouveau(lire_acces(&acces.banc)?, &acces.espace)?)
}

/// The certificates of a running bench, as far as this machine has them: the folder beside its `banc.json`, or the demo
/// PKI; whichever is the one that the bench serves. `None`: neither.
pub async fn igc(controle: &Controle, banc: &Path) -> Result<Option<Igc>, Erreur> {
    let servies = controle.igc().await?.ancres_pem;
    let dossier = banc.parent().unwrap_or(Path::new(".")).join("igc");
    let locale = if dossier.is_dir() { Some(Igc::charger(&dossier)?) } else { None };
    // The bench may trust more than it was born with (`[igc] ancres`).
    Ok(locale
        .into_iter()
        .chain([Igc::demo()?])
        .find(|i| servies.starts_with(&i.ancres_pem())))
}

/// Espaces.
pub async fn executer(a: Espace) -> Result<u8, Erreur> {
    let pour = |id: &str| {
        controle(&cli::AccesBanc {
            banc: a.banc.clone(),
            espace: id.to_owned(),
        })
    };
    match &a.action {
        ActionEspace::Creer { id } => {
            pour("defaut")?.creer_espace(id).await?;
            montrer(&pour("defaut")?, Some(id)).await?;
        }
        ActionEspace::Lister => montrer(&pour("defaut")?, None).await?,
        ActionEspace::RemiseAZero { id } => {
            pour(id)?.remise_a_zero().await?;
            dire!("espace {id} : pannes rétablies, horloge à l'heure, état des services effacé ; le journal est gardé");
        }
        ActionEspace::Supprimer { id } => {
            pour(id)?.supprimer_espace(id).await?;
            dire!("espace {id} supprimé ; ses échanges restent au journal");
        }
    }
    Ok(0)
}

async fn montrer(controle: &Controle, seul: Option<&str>) -> Result<(), Erreur> {
    for e in controle.etat().await?.espaces {
        if seul.is_none_or(|s| s == e.id) {
            dire!("{}", e.id);
            for (point, url) in &e.points {
                dire!("  {point:<20} {url}");
            }
        }
    }
    Ok(())
}

/// Health: 0 when it answers.
pub async fn sante(a: &cli::AccesBanc) -> Result<u8, Erreur> {
    let etat = controle(a)?.etat().await?;
    if let Some(raison) = &etat.journal {
        return Err(Erreur::dit(format!("le banc {} répond, mais {raison}", etat.version)));
    }
    let services: Vec<&str> = etat.services.iter().map(|s| s.nom.as_str()).collect();
    dire!(
        "banc {} en marche : {} ; {} espace(s)",
        etat.version,
        services.join(", "),
        etat.espaces.len()
    );
    for e in &etat.espaces {
        if let Some(purge) = &e.purge {
            dire!("espace {} : {purge}", e.id);
        }
    }
    Ok(0)
}
