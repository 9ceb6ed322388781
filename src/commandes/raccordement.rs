//! `raccordement` and `certs`: what a candidate needs, as files; and why its last attempt failed.

use std::path::Path;

use segur_certs::{Igc, Plan};
use segur_model::controle::Tentative;
use serde_json::json;
use time::OffsetDateTime;

use crate::cli::{FormatRaccordement, Raccordement};
use crate::erreur::Erreur;

/// Shows or writes what it takes to connect.
pub async fn executer(a: Raccordement) -> Result<u8, Erreur> {
    let controle = super::espace::controle(&a.acces)?;
    if a.essai {
        let tentatives = controle.tentatives().await?;
        for t in &tentatives {
            essai(t);
        }
        return Ok(u8::from(tentatives.iter().any(|t| t.instant.is_some() && !t.reussie)));
    }
    let etat = controle.etat().await?;
    let monde = controle.monde().await?;
    let espace = etat
        .espaces
        .iter()
        .find(|e| e.id == a.acces.espace)
        .ok_or_else(|| Erreur::dit(format!("le banc n'a pas d'espace « {} »", a.acces.espace)))?;
    if let Some(dossier) = &a.dans {
        let igc = a.acces.banc.parent().unwrap_or(Path::new(".")).join("igc");
        let igc = if igc.is_dir() { Igc::charger(&igc)? } else { Igc::demo()? };
        let fichiers = segur_certs::exporter(&igc, dossier, &a.mot_de_passe)?;
        eprintln!(
            "{} fichiers écrits dans {} (mot de passe des PKCS#12 : {})",
            fichiers.len(),
            dossier.display(),
            a.mot_de_passe
        );
    }
    match a.format {
        FormatRaccordement::Json => dire!(
            "{:#}",
            json!({ "espace": espace.id, "points": espace.points, "idam": monde.idam, "ancres": controle.ancres().await? })
        ),
        FormatRaccordement::Env => {
            for (point, url) in &espace.points {
                dire!("SEGUR_{}_URL={url}", point.to_uppercase().replace('.', "_"));
            }
            if let Some(i) = monde.idam.first() {
                dire!("SEGUR_INSI_IDAM={i}");
            }
            if let Some(s) = monde.structures.get("LABO_1") {
                dire!("SEGUR_STRUCTURE={}", s.id_national);
            }
            if let Some(d) = &a.dans {
                dire!("SEGUR_RACCORDEMENT={}", d.display());
            }
            dire!("# Pour un logiciel qui exige un nom d'hôte, ajoutez à /etc/hosts :");
            dire!("# 127.0.0.1 insi.banc.test");
        }
    }
    Ok(0)
}

/// One endpoint: what happened last, and what to do.
fn essai(t: &Tentative) {
    dire!("{} ({})", t.point, t.url);
    match t.instant {
        None => dire!("  · personne n'a encore essayé"),
        Some(instant) => {
            let signe = if t.reussie { "✓" } else { "✗" };
            dire!(
                "  {signe} {} UTC — {}",
                instant.replace_nanosecond(0).unwrap_or(instant),
                t.explication
            );
            if !t.conseil.is_empty() {
                dire!("    → {}", t.conseil);
            }
            if let Some(e) = t.echange {
                dire!("    échange {e} : segur-bench journal {e}");
            }
        }
    }
}

/// Writes a fresh test PKI.
pub fn certs(dossier: &Path) -> Result<u8, Erreur> {
    let igc = Igc::creer(&Plan::embarque()?, OffsetDateTime::now_utc())?;
    igc.enregistrer(dossier)?;
    dire!(
        "IGC-Santé de test écrite dans {} : {} identités, {} CRL",
        dossier.display(),
        igc.identites().len(),
        igc.crls().len()
    );
    Ok(0)
}
