//! `serve`: services until stopped.

use std::path::Path;
use std::sync::Arc;

use segur_certs::Acces;

use super::a_taper::{a_taper, les_votres};
use super::{ouverts, ports};
use crate::banc::{self, Depart, Reglage};
use crate::cli::{Durabilite, Serve, Traces};
use crate::erreur::Erreur;

/// Serves.
pub async fn executer(a: Serve) -> Result<u8, Erreur> {
    if a.traces == Traces::Json {
        segur_model::traces::en_json();
    }
    let mut reglage = a.config.as_deref().map(Reglage::lire).transpose()?.unwrap_or_default();
    if a.retention.is_some() {
        reglage.journal.retention.clone_from(&a.retention);
    }
    if a.igc.is_some() {
        reglage.igc.dossier.clone_from(&a.igc);
    }
    if let Some(adresse) = a.controle {
        reglage.controle.adresse = adresse;
    }
    reglage.journal.lire()?;
    dossier_prive(&a.data).map_err(|e| Erreur::fichier("création du dossier des données", &a.data, &e))?;
    // Before anything is made: a slip must not cost the time of a PKI.
    let services = banc::services(&a.services, &reglage)?;
    let monde = Arc::new(banc::monde(&reglage.monde)?);
    let premiere = !reglage.igc.demo && reglage.igc.dossier.is_none() && !a.data.join("igc").is_dir();
    if premiere {
        segur_model::avertir!("premier démarrage : création de l'IGC-Santé de test…");
    }
    let igc = Arc::new(banc::igc(&reglage.igc, &a.data)?);
    let mut noms: Vec<String> = std::iter::once("defaut".to_owned())
        .chain((1..=a.espaces).map(|n| format!("espace-{n}")))
        .collect();
    // Those that were open when it last stopped, however it did.
    noms.extend(
        ouverts::lire(&a.data)?
            .into_iter()
            .filter(|e| !noms.contains(e))
            .collect::<Vec<_>>(),
    );
    let espaces: Vec<&str> = noms.iter().map(String::as_str).collect();
    let banc = banc::demarrer(Depart {
        reglage: &reglage,
        monde: monde.clone(),
        igc,
        donnees: Some(a.data.clone()),
        horloge: reglage.horloge.source(),
        durabilite: match a.durabilite {
            Durabilite::Normale => segur_kit::Durabilite::Normale,
            Durabilite::Forte => segur_kit::Durabilite::Forte,
        },
        services,
        espaces: &espaces,
        gardes: ports::lire(&a)?,
        premier_port: ports::PREMIER,
    })
    .await?;
    let acces = a.acces.clone().unwrap_or_else(|| a.data.join("banc.json"));
    if let Some(parent) = acces.parent() {
        dossier_prive(parent).map_err(|e| Erreur::fichier("création du dossier de l'accès", parent, &e))?;
    }
    ecrire_acces(&acces, &banc)?;
    garder(&a.data, &banc)?;
    if let Some(chemin) = &a.ecrire_config {
        ports::ecrire_config(chemin, &reglage, &banc)?;
    }
    for ligne in banc.lignes_pret() {
        dire!("{ligne}");
    }
    dire!("prêt controle {}", banc.acces().controle);
    dire!("");
    dire!("La page du banc, à ouvrir dans un navigateur : {}/", banc.acces().controle);
    dire!("Pour raccorder un logiciel (certificats, clés, magasin de confiance) :");
    dire!("  segur-bench raccordement --banc {} --dans raccordement", acces.display());
    dire!("");
    dire!("À taper pour un premier essai (les autres sont sur la page du banc, ou dans « segur-bench raccordement ») :");
    dire!("  numéro d'autorisation INSi (IDAM) : {}", monde.idam.join(", "));
    for (_, dit, valeur) in a_taper(&monde) {
        dire!("  {dit} : {valeur}");
    }
    for (dit, valeur) in les_votres(&monde) {
        dire!("  {dit} : {valeur}");
    }
    if let Some(emetteur) = psc(&banc) {
        dire!("  Pro Santé Connect (SIMULÉ), découverte : {}", decouverte(&emetteur));
        dire!("  votre propre client s'ajoute dans monde.toml ([[clients_psc]])");
    }
    dire!("{}", reglage.journal.dire());
    dire!("Une connexion échoue ? segur-bench raccordement --banc {} --essai", acces.display());
    dire!("Arrêt : Ctrl-C");
    let mut changes = banc.suivre();
    let arret = attendre_arret();
    tokio::pin!(arret);
    loop {
        tokio::select! {
            () = &mut arret => break,
            // What is kept does not wait for a clean stop.
            Ok(()) = changes.changed() => {
                if let Err(e) = garder(&a.data, &banc) {
                    segur_model::avertir!("{e}");
                }
            }
        }
    }
    segur_model::avertir!("arrêt…");
    let gardes = garder(&a.data, &banc);
    banc.arreter().await;
    let _ = std::fs::remove_file(&acces);
    gardes.map(|()| 0)
}

/// Keeps what the next start takes again: the ports, and which espaces are open.
fn garder(donnees: &Path, banc: &segur_kit::Banc) -> Result<(), Erreur> {
    ports::garder(donnees, banc)?;
    ouverts::garder(donnees, banc)
}

/// Its discovery document.
pub(super) fn decouverte(emetteur: &str) -> String {
    format!("{emetteur}/.well-known/wallet-openid-configuration")
}

/// Issuer of Pro Santé Connect in the espace `defaut`, where the service runs.
fn psc(banc: &segur_kit::Banc) -> Option<String> {
    let etat = banc.etat();
    etat.espaces
        .iter()
        .find(|e| e.id == segur_kit::ESPACE_DEFAUT)?
        .points
        .get("psc.auth")
        .cloned()
}

fn ecrire_acces(chemin: &Path, banc: &segur_kit::Banc) -> Result<(), Erreur> {
    let json = serde_json::to_string_pretty(&banc.acces()).map_err(|e| Erreur::dit(e.to_string()))?;
    segur_certs::poser(chemin, json.as_bytes(), Acces::Secret).map_err(|e| Erreur::fichier("écriture de l'accès au banc", chemin, &e))
}

/// A folder for its owner alone: what is in it holds what candidates send, secrets included.
fn dossier_prive(chemin: &Path) -> std::io::Result<()> {
    let mut dossier = std::fs::DirBuilder::new();
    dossier.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut dossier, 0o700);
    dossier.create(chemin)
}

async fn attendre_arret() {
    #[cfg(unix)]
    if let Ok(mut terme) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = terme.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}
