//! `espace` and `sante`: a running bench, through its control plane.

use std::path::Path;

use segur_certs::Igc;
use segur_engine::controle::Controle;
use segur_model::controle::{AccesBanc, CreationEspace};

use crate::cli::{self, ActionEspace, Espace, IgcEspace};
use crate::erreur::Erreur;

/// Reads `banc.json`; or each of a folder, one for each process of the bench.
pub fn lire_acces(chemin: &Path) -> Result<Vec<AccesBanc>, Erreur> {
    if !chemin.is_dir() {
        return Ok(vec![un_acces(chemin)?]);
    }
    let lecture = |e| Erreur::fichier("lecture des accès du banc", chemin, &e);
    let entrees = std::fs::read_dir(chemin).map_err(lecture)?;
    let mut fichiers: Vec<_> = entrees.map(|e| Ok(e?.path())).collect::<Result<_, _>>().map_err(lecture)?;
    fichiers.retain(|f| f.extension().is_some_and(|e| e == "json"));
    fichiers.sort();
    if fichiers.is_empty() {
        return Err(Erreur::dit(format!(
            "{} ne tient aucun accès de banc (un fichier .json pour chacun de ses processus) : démarrez-les d'abord",
            chemin.display()
        )));
    }
    let acces: Vec<AccesBanc> = fichiers.iter().map(|f| un_acces(f)).collect::<Result<_, _>>()?;
    for (rang, un) in acces.iter().enumerate() {
        if let Some(autre) = acces[..rang].iter().position(|a| a.controle == un.controle) {
            return Err(Erreur::dit(format!(
                "{} et {} sont l'accès du même processus ({}) : ôtez l'un des deux",
                fichiers[autre].display(),
                fichiers[rang].display(),
                un.controle
            )));
        }
    }
    Ok(acces)
}

fn un_acces(chemin: &Path) -> Result<AccesBanc, Erreur> {
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
    Ok(Controle::de(lire_acces(&acces.banc)?, &acces.espace)?)
}

/// The certificates of a running bench, as far as this machine has them: the folder that is given, that beside its `banc.json`, or the demo
/// PKI; whichever is the one that the bench serves. `None`: none of them.
pub async fn igc(controle: &Controle, acces: &cli::AccesBanc) -> Result<Option<Igc>, Erreur> {
    let servies = controle.igc().await?.ancres_pem;
    let donnees = acces.banc.parent().unwrap_or(Path::new("."));
    let dossiers = match &acces.igc {
        Some(donne) => vec![donne.clone()],
        // Those of an espace that has its own are in its folder.
        None => [donnees.join("espaces").join(&acces.espace).join("igc"), donnees.join("igc")]
            .into_iter()
            .filter(|d| d.is_dir())
            .collect(),
    };
    let locales: Vec<Igc> = dossiers.iter().map(|d| Igc::charger(d)).collect::<Result<_, _>>()?;
    let servie = |i: &Igc| servies.starts_with(&i.ancres_pem());
    if let Some(donne) = acces.igc.as_ref().filter(|_| !locales.iter().any(servie)) {
        return Err(Erreur::dit(format!(
            "--igc {} : ce ne sont pas les certificats de l'espace « {} » de ce banc. Ceux du banc sont dans igc/ de ses données ; ceux d'un espace qui a les siens, dans espaces/{}/igc",
            donne.display(),
            acces.espace,
            acces.espace
        )));
    }
    // The bench may trust more than it was born with (`[igc] ancres`).
    Ok(locales.into_iter().chain([Igc::demo()?]).find(servie))
}

/// Espaces.
pub async fn executer(a: Espace) -> Result<u8, Erreur> {
    let pour = |id: &str| {
        controle(&cli::AccesBanc {
            banc: a.banc.clone(),
            igc: None,
            espace: id.to_owned(),
        })
    };
    match &a.action {
        ActionEspace::Creer { id, igc, depuis } => {
            let creation = CreationEspace {
                id: id.clone(),
                igc_propre: *igc == IgcEspace::Propre,
                depuis: depuis.clone(),
            };
            pour("defaut")?.creer_espace(&creation).await?;
            montrer(&pour("defaut")?, Some(id)).await?;
        }
        ActionEspace::Lister => montrer(&pour("defaut")?, None).await?,
        ActionEspace::RemiseAZero { id } => {
            pour(id)?.remise_a_zero().await?;
            dire!("espace {id} : pannes rétablies, horloge à l'heure, état des services effacé ; le journal est gardé");
        }
        ActionEspace::Sauvegarder { id } => {
            for s in pour(id)?.sauvegarder_espace(id).await? {
                dire!("{} : {}", s.nom, s.dossier);
            }
        }
        ActionEspace::Fermer { id } => {
            pour(id)?.fermer_espace(id).await?;
            dire!("espace {id} fermé ; son dossier est entier, et peut être déplacé");
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
    if a.espace != "defaut" && !etat.espaces.iter().any(|e| e.id == a.espace) {
        let connus: Vec<&str> = etat.espaces.iter().map(|e| e.id.as_str()).collect();
        return Err(Erreur::dit(format!(
            "le banc répond, mais n'a pas d'espace « {} ». Espaces : {}",
            a.espace,
            connus.join(", ")
        )));
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
