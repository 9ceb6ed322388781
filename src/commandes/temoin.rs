//! `temoin`: the témoin alone, as any candidate beside a running bench.

use std::net::SocketAddr;
use std::path::Path;

use segur_temoin::{ConfigTemoin, Temoin};

use crate::erreur::Erreur;

/// Serves the témoin until stopped.
pub async fn executer(config: &Path, adresse: SocketAddr) -> Result<u8, Erreur> {
    let texte = std::fs::read_to_string(config).map_err(|e| Erreur::fichier("lecture de la configuration du témoin", config, &e))?;
    let temoin = Temoin::demarrer(ConfigTemoin::lire(&texte)?, adresse).await?;
    dire!("prêt temoin {}", temoin.url());
    let _ = tokio::signal::ctrl_c().await;
    temoin.arreter().await;
    Ok(0)
}
